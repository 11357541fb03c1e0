"""PostHog: files of its events export, JSON lines, CSV or Parquet, as batch exports and downloads write them."""

from collections.abc import Iterator
from pathlib import Path

from headway.connect.calls import Call, Context, PageSeen, Traits, said
from headway.connect.records import Fields, fields_of
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.values import UnreadableError
from headway.connect.web_tools import Told, Tool, company_besides, id_of, itself, person_besides, traits_of

NAME = "posthog"

_KINDS = {
    "$pageview": "page",
    "$screen": "screen",
    "$identify": "identify",
    "$set": "identify",
    "$groupidentify": "group",
    "$create_alias": "alias",
    "$merge_dangerously": "alias",
}
_COMPANIES = (
    "company",
    "organization",
    "organisation",
    "account",
    "customer",
)  # what companies call that kind of group
_SERVER_TIMES = ("created_at", "_inserted_at", "inserted_at")


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files hold events of PostHog, and which of their columns are read.

    Raises DataError if there is no such folder.
    """
    return _TOOL.archive().recognised(folder)


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of web_events and web_calls, and `data_issues` with the line of the file.

    Raises DataError if there is no such folder or no event of PostHog in it.
    """
    return _TOOL.archive().read(folder, progress)


def _is_event(fields: Fields) -> bool:
    return fields.keys() >= {"event", "distinct_id"} and fields.keys().isdisjoint({"type", "messageId"})


def _told(event: Fields) -> Told | str:
    name = said(event.get("event"))
    if not name:
        raise UnreadableError("it has no event")
    kind = _KINDS.get(name, "track")
    if kind == "track" and name.startswith("$"):
        return name
    own = fields_of(event.get("properties"))
    person = traits_of(fields_of(event.get("set")) or fields_of(own.get("$set")) or fields_of(event.get("$set")))
    call = _call(event, own, name, person)
    groups = fields_of(own.get("$groups"))
    group = next(filter(None, (said(groups.get(each)) for each in _COMPANIES)), None)
    is_act = kind in {"page", "screen", "track"}
    return Told(
        call,
        (
            *(person_besides(NAME, call, person) if is_act else ()),
            *(company_besides(NAME, call, group) if kind != "group" else ()),
        ),
    )


def _call(event: Fields, own: Fields, name: str, person: Traits) -> Call:
    kind = _KINDS.get(name, "track")
    visitor, user, previous = _who(said(event.get("distinct_id")), own, name)
    return Call(
        type=kind,
        message_id=said(event.get("uuid"), event.get("id")) or id_of(*(event.get(each) for each in sorted(_FIELDS))),
        anonymous_id=visitor,
        user_id=user,
        previous_id=previous,
        group_id=said(own.get("$group_key")) if own.get("$group_type") in _COMPANIES else None,
        event=name,
        name=said(own.get("$screen_name")),
        timestamp=event.get("timestamp"),
        received_at=next(filter(None, map(event.get, (*_SERVER_TIMES, "timestamp"))), None),
        context=_context(event, own, person),
        traits=traits_of(fields_of(own.get("$group_set"))) if kind == "group" else None,
    )


def _who(distinct_id: str | None, own: Fields, name: str) -> tuple[str | None, str | None, str | None]:
    """Visitor, user and earlier id: before somebody says who they are, `distinct_id` is the device's."""
    alias = said(own.get("alias"))
    if name == "$create_alias":
        return None, alias, distinct_id
    if name == "$merge_dangerously":
        return None, distinct_id, alias
    user, device = said(own.get("$user_id")), said(own.get("$anon_distinct_id"), own.get("$device_id"))
    if not user and (own.get("$is_identified") is False or distinct_id == device):
        return distinct_id, None, None
    return device, user or distinct_id, None


def _context(event: Fields, own: Fields, person: Traits) -> Context:
    page = PageSeen(
        path=own.get("$pathname"),
        url=own.get("$current_url"),
        referrer=own.get("$referrer"),
        title=said(own.get("title"), own.get("$title")),
    )
    agent = said(own.get("$raw_user_agent"), own.get("$useragent"), own.get("$user_agent"))
    return Context(page=page, traits=person, ip=said(own.get("$ip"), event.get("ip")), user_agent=agent)


_FIELDS = frozenset(("uuid", "event", "distinct_id", "properties", "timestamp", "created_at", "set", "ip"))
_TOOL = Tool(
    name=NAME,
    record="event of PostHog",
    is_one=_is_event,
    parts=itself,
    told=_told,
    fields=_FIELDS,
    often_left_out=frozenset(("set", "ip", "created_at", "uuid")),
    time="created_at, inserted_at or timestamp",
    who="distinct_id",
    wanted="an events export, such as the files of a batch export",
    server_times=frozenset(_SERVER_TIMES),
)
