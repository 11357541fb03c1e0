"""Pipedrive's history of deals: what a deal's row dates itself, and the API's changelog."""

from collections.abc import Callable, Iterator, Mapping

from headway.connect.known import Known
from headway.connect.pipedrive.cells import first_moment, is_closed, is_won, key, moment, owner, ref
from headway.connect.sheets import Beside, Sheet, Take, take
from headway.connect.values import Value, day, number, share, text


def moments(known: Known) -> Beside:
    """What a deal's row dates of its history: the last change of stage, and the ending."""
    columns = ("id", "stage", "stage_id", "stage_change_time", "status", "won_time", "lost_time", "close_time")

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        deal, status = ref("deal")(cells.get("id", "")), cells.get("status", "")
        name = text(cells.get("stage", "")) or known.one("stage", key(cells.get("stage_id", ""))).get("name")
        if (came := moment(cells.get("stage_change_time", ""))) and name:
            yield {**_at(deal, "stage", came), "stage": name, "is_closed": False, "is_won": False}
        won = "won_time" if is_won(status) else "lost_time"
        if is_closed(status) and (ended := first_moment(cells.get(won, ""), cells.get("close_time", ""))):
            yield {**_at(deal, "ended", ended), "is_closed": True, "is_won": is_won(status)}

    return Beside("crm_deal_changes", columns, rows)


def _at(deal: str | None, what: str, at: Value) -> dict[str, Value]:
    return {"change_ref": f"{deal}/{what}", "deal_ref": deal, "recorded_at": at, "modified_at": at}


_FIELDS = ("field_key", "new_value")


def changes(known: Known) -> Sheet:
    """One change of a deal, as the API's changelog tells it."""

    def new(name: str, read: Callable[[str], Value]) -> Take:
        return take(lambda field, cell: read(cell) if field.strip() == name else None, *_FIELDS)

    columns = {
        "change_ref": take(
            lambda *cells: f"pipedrive:change/{'/'.join(cell.strip() for cell in cells)}", "deal_id", "time", *_FIELDS
        ),
        "deal_ref": take(ref("deal"), "deal_id"),
        "recorded_at": take(moment, "time"),
        "modified_at": take(moment, "time"),
        "field": take(text, "field_key"),
        "stage": new("stage_id", lambda cell: known.one("stage", key(cell)).get("name")),
        "amount": new("value", number),
        "probability": new("probability", share),
        "closes_on": new("expected_close_date", day),
        "is_closed": new("status", is_closed),
        "is_won": new("status", is_won),
        "owner_ref": take(
            lambda field, cell: owner(cell) if field.strip() in {"owner_id", "user_id"} else None, *_FIELDS
        ),
    }
    return Sheet("deal_flow", "crm_deal_changes", columns, ("deal_ref", "recorded_at", "field"))
