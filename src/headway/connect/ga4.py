"""Google Analytics 4: its export to BigQuery, a day or the running day, as files of JSON lines or Parquet."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from headway.connect.calls import Call, Context, PageSeen, said
from headway.connect.records import Fields, fields_of, list_of
from headway.connect.seam import Landed, Progress, Recognised
from headway.connect.values import UnreadableError, since_1970
from headway.connect.web_tools import Told, Tool, id_of, itself, person_besides, traits_of

NAME = "ga4"

_KINDS = {"page_view": "page", "screen_view": "screen"}
_BY_ITSELF = frozenset(
    (
        *("session_start", "first_visit", "first_open", "user_engagement", "scroll", "app_update", "app_remove"),
        *("app_clear_data", "os_update", "notification_receive", "notification_dismiss", "app_exception"),
    )
)
_NO_CONSENT = "visitors whom Google does not tell apart, for want of consent"
_MICROSECONDS = 1_000_000
_LONGEST_ON_THE_WAY = timedelta(days=3)  # later ones Google itself drops
# What makes an event the same one in the tables of the running day, of the day, and of the day written again: values
# that Google adds or mends later, as where the visit came from, stay out.
_TELLING = (
    *("user_pseudo_id", "event_timestamp", "event_name"),
    *("event_bundle_sequence_id", "batch_page_id", "batch_ordering_id", "batch_event_index"),
)
_TELLING_PARAMS = ("page_location", "page_referrer", "ga_session_id", "link_url", "file_name", "form_id", "search_term")


def recognise(folder: Path) -> Recognised:
    """Which of the folder's files hold events of GA4, and which of their columns are read.

    Raises DataError if there is no such folder.
    """
    return _TOOL.archive().recognised(folder)


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Rows of web_events and web_calls, and `data_issues` with the line of the file.

    Google writes the tables of the last three days again: the same event has the same id each time, and counts once.
    Raises DataError if there is no such folder or no event of GA4 in it.
    """
    return _TOOL.archive().read(folder, progress)


def _is_event(fields: Fields) -> bool:
    return fields.keys() >= {"event_name", "event_timestamp"}


def _told(event: Fields) -> Told | str:
    name = said(event.get("event_name"))
    if not name:
        raise UnreadableError("it has no event_name")
    if name in _BY_ITSELF:
        return name
    if not said(event.get("user_pseudo_id"), event.get("user_id")) or _is_refused(event):
        return _NO_CONSENT
    call = _call(event, name, _values(event.get("event_params")))
    return Told(call, tuple(person_besides(NAME, call, traits_of(_values(event.get("user_properties"))))))


def _is_refused(event: Fields) -> bool:
    """Whether the visitor has not agreed to be measured, as Google's consent mode notes it."""
    return str(fields_of(event.get("privacy_info")).get("analytics_storage")).lower() in {"no", "denied", "0", "false"}


def _call(event: Fields, name: str, params: Fields) -> Call:
    happened = since_1970(event.get("event_timestamp"), _MICROSECONDS)
    own = (said(event.get(each)) for each in _TELLING)
    return Call(
        type=_KINDS.get(name, "track"),
        message_id=id_of(
            NAME, said(event.get("event_timestamp")), *own, *(said(params.get(n)) for n in _TELLING_PARAMS)
        ),
        anonymous_id=event.get("user_pseudo_id"),
        user_id=event.get("user_id"),
        event=name,
        name=said(params.get("firebase_screen"), params.get("screen_name")),
        timestamp=happened,
        received_at=happened and happened + _on_the_way(event),
        context=Context(
            page=PageSeen(
                url=params.get("page_location"), title=params.get("page_title"), referrer=params.get("page_referrer")
            )
        ),
    )


def _on_the_way(event: Fields) -> timedelta:
    """How long after it happened the server got the event; nothing where the clock of the device cannot be right."""
    try:
        late = timedelta(microseconds=int(said(event.get("event_server_timestamp_offset")) or 0))
    except (ValueError, OverflowError):
        return timedelta()
    return late if timedelta() < late <= _LONGEST_ON_THE_WAY else timedelta()


def _values(params: object) -> Fields:
    """What a list of keys and values says: a value stands in the field of its type."""
    if isinstance(params, dict):
        return params
    told = [fields_of(each) for each in list_of(params)]
    return {str(each.get("key")): _value(fields_of(each.get("value"))) for each in told}


def _value(value: Fields) -> object:
    kinds = ("string_value", "int_value", "float_value", "double_value")
    return next((value[kind] for kind in kinds if value.get(kind) is not None), None)


_FIELDS = frozenset(
    (*_TELLING, "user_id", "privacy_info", "event_params", "user_properties", "event_server_timestamp_offset")
)
_TOOL = Tool(
    name=NAME,
    record="event of GA4",
    is_one=_is_event,
    parts=itself,
    told=_told,
    fields=_FIELDS,
    often_left_out=_FIELDS - {"event_name", "event_timestamp", "user_pseudo_id", "event_params"},
    time="event_timestamp",
    who="user_pseudo_id nor user_id",
    wanted="the export to BigQuery, its tables events_ and events_intraday_ as JSON lines or Parquet",
)
