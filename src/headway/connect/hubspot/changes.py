"""HubSpot's history of deals: stages and properties of a replica, and when an export says a deal came to a stage."""

import re
from collections.abc import Callable, Iterator, Mapping

from headway.connect.hubspot.cells import DEAL, chance, day, first_moment, moment, owner, record, truth
from headway.connect.hubspot.known import Known
from headway.connect.hubspot.words import entered
from headway.connect.sheets import Beside, Sheet, Take, take
from headway.connect.values import Value, number, text

_STAGE_AND_PIPELINE = re.compile(r'"(.+) \([^()]*\)"\s*$')
_STAGE = "dealstage"
_READ: Mapping[str, tuple[Callable[[str], Value], str]] = {
    "amount": (number, "amount"),
    "probability": (chance, "hs_deal_stage_probability"),
    "closes_on": (day, "closedate"),
    "owner_ref": (owner, "hubspot_owner_id"),
}


def change_sheets(known: Known) -> tuple[Sheet, ...]:
    """The files of a replica that hold the history of deals."""
    return (
        Sheet(
            "deal_stage",
            "crm_deal_changes",
            {
                "change_ref": take(_change_ref, "deal_id", "value", "date_entered", "_fivetran_start"),
                "deal_ref": take(record(DEAL), "deal_id"),
                "recorded_at": take(first_moment, "date_entered", "_fivetran_start"),
                "modified_at": take(first_moment, "date_entered", "_fivetran_start"),
                "stage": take(lambda cell: known.stage(cell).label, "value"),
                "is_closed": take(lambda cell: known.stage(cell).is_closed, "value"),
                "is_won": take(lambda cell: known.stage(cell).is_won, "value"),
            },
            ("deal_ref", "recorded_at", "stage"),
        ),
        Sheet(
            "deal_property_history",
            "crm_deal_changes",
            {
                "change_ref": take(_change_ref, "deal_id", "name", "timestamp"),
                "deal_ref": take(record(DEAL), "deal_id"),
                "recorded_at": take(moment, "timestamp"),
                "modified_at": take(moment, "timestamp"),
                "field": take(text, "name"),
                "stage": _if_named(_STAGE, lambda cell: known.stage(cell).label),
                "is_closed": _state(lambda cell: known.stage(cell).is_closed, "hs_is_closed"),
                "is_won": _state(lambda cell: known.stage(cell).is_won, "hs_is_closed_won"),
                **{column: _if_named(name, read) for column, (read, name) in _READ.items()},
            },
            ("deal_ref", "recorded_at", "field"),
        ),
    )


def stages_entered(known: Known) -> Beside:
    """The last time an export says a deal came to each stage; an earlier stay in the same stage is lost to it."""

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        ref = record(DEAL)(cells.get("Record ID", ""))
        for name, cell in cells.items():
            found, came = _STAGE_AND_PIPELINE.search(name), moment(cell) if '"' in name else None
            if found and came:
                label, is_closed, is_won, _ = known.stage(found[1])
                # Of two stages in one minute the one that ends the deal came last.
                change = f"{ref}/{'ended' if is_closed else 'at'}/{label}"
                states = {"stage": label, "is_closed": is_closed, "is_won": is_won}
                dated = {"recorded_at": came, "modified_at": came, "clock": known.clock(cell)}
                yield {"change_ref": change, "deal_ref": ref, **dated, **states}

    return Beside("crm_deal_changes", ("Record ID", *entered()), rows)


def _change_ref(deal: str, *cells: str) -> str:
    return "/".join(filter(None, (f"hubspot:{DEAL}/{deal.strip()}", *(cell.strip() for cell in cells))))


def _if_named(wanted: str, read: Callable[[str], Value]) -> Take:
    """The new value of a property's change, if the property is the one that this landed column shows."""

    def new_value(name: str, cell: str) -> Value:
        return read(cell) if name.strip().lower() == wanted else None

    return take(new_value, "name", "value")


def _state(of_stage: Callable[[str], Value], wanted: str) -> Take:
    """What a change of stage, or of the property that says the same, tells of the ending."""
    reads: Mapping[str, Callable[[str], Value]] = {_STAGE: of_stage, wanted: truth}

    def new_value(name: str, cell: str) -> Value:
        read = reads.get(name.strip().lower())
        return read(cell) if read else None

    return take(new_value, "name", "value")
