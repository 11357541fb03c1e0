"""Matomo: its visits log, as the API call `Live.getLastVisitsDetails` answers in JSON; a visit a line or one list."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from msgspec import structs

from headway.connect.calls import Call, Context, PageSeen, said
from headway.connect.records import Fields, fields_of, list_of
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.values import UnreadableError, since_1970
from headway.connect.web_tools import Told, Tool, id_of, person_besides

NAME = "matomo"

_ACTS = {"download": "Download", "outlink": "Outlink", "search": "Site search", "ecommerceOrder": "Order"}
_TELLING = ("type", "timestamp", "url", "pageId", "eventCategory", "eventAction", "eventName", "goalId", "orderId")


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files hold visits of Matomo, and which of their fields are read.

    Raises DataError if there is no such folder.
    """
    return _TOOL.archive().recognised(folder)


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of web_events and web_calls, one for each act of a visit, and `data_issues` with the line of the file.

    Raises DataError if there is no such folder or no visit of Matomo in it.
    """
    return _TOOL.archive().read(folder, progress)


def _is_visit(fields: Fields) -> bool:
    return fields.keys() >= {"idVisit", "actionDetails"}


def _acts(visit: Fields) -> Sequence[Fields]:
    acts = list_of(visit.get("actionDetails"))
    return [{"visit": visit, "act": act, "is_first": place == 0} for place, act in enumerate(acts)] or [
        {"visit": visit, "act": {"type": "visit without acts"}}
    ]


def _told(part: Fields) -> Told | str:
    """The act, by its visitor alone: Matomo writes who signs in on the whole visit, also on acts before it.

    Who somebody is therefore counts from the visit's last act.
    """
    visit, act = fields_of(part["visit"]), fields_of(part["act"])
    kind = said(act.get("type"))
    if not kind:
        raise UnreadableError("it is an act without a type")
    name = _name(kind, act)
    if kind != "action" and not name:
        return kind
    call = _call(visit, act, name, said(visit.get("referrerUrl")) if part["is_first"] else None)
    ended = since_1970(visit.get("lastActionTimestamp")) or call.received_at
    known = structs.replace(call, user_id=said(visit.get("userId")), timestamp=None, received_at=ended)
    return Told(call, tuple(person_besides(NAME, known)))


def _name(kind: str, act: Fields) -> str | None:
    """What a visitor did besides reading a page."""
    if kind == "event":
        return " ".join(filter(None, (said(act.get("eventCategory")), said(act.get("eventAction"))))) or None
    return said(act.get("goalName")) if kind == "goal" else _ACTS.get(kind)


def _call(visit: Fields, act: Fields, name: str | None, referrer: str | None) -> Call:
    return Call(
        type="track" if name else "page",
        message_id=id_of(NAME, visit.get("idSite"), said(visit.get("idVisit")), *(said(act.get(n)) for n in _TELLING)),
        anonymous_id=visit.get("visitorId"),
        event=name,
        received_at=since_1970(act.get("timestamp")),
        context=Context(
            page=PageSeen(url=act.get("url"), title=act.get("pageTitle"), referrer=referrer),
            ip=visit.get("visitIp"),
        ),
    )


_TOOL = Tool(
    name=NAME,
    record="visit of Matomo",
    is_one=_is_visit,
    parts=_acts,
    told=_told,
    fields=frozenset(
        ("idSite", "idVisit", "visitorId", "userId", "visitIp", "referrerUrl", "lastActionTimestamp", "actionDetails")
    ),
    often_left_out=frozenset(("userId", "visitIp", "referrerUrl", "idSite", "lastActionTimestamp", "visitorId")),
    time="timestamp",
    who="visitorId",
    wanted="the visits log, such as the answers of Live.getLastVisitsDetails in JSON, a day a file",
)
