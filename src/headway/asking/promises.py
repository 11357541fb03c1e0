"""What we have promised customers, as it stands this minute, and how it is put down and kept (S11)."""

from collections.abc import Mapping
from typing import Any

from headway.asking.commitments import status_of
from headway.asking.inputs import tell
from headway.asking.overruling import seen_deal
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.measures.overrides import standing_inputs
from headway.measures.promises import KINDS, told_promises
from headway.sources import plans
from headway.store.reading import Reading

Row = dict[str, Any]


def promises(opened: Reading) -> list[Row]:
    """Every promise with its `status` (open, moved, late, kept): those not kept first, the one due next before."""
    today = opened.pin.moment.date()
    rows = told_promises(standing_inputs(opened.inputs(*KINDS))).to_pylist()
    rows.sort(key=lambda row: (row["is_kept"], row["due_on"], row["promise_id"]))
    return [{**row, "status": status_of(row, today, row["is_kept"])} for row in rows]


def promise(opened: Reading, viewer: Viewer, deal_id: str, form: Mapping[str, str]) -> str:
    """Put down what we promise the customer; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
        SettingsError: it lacks what, who of ours, or by which day.
    """
    seen_deal(opened, viewer, deal_id)
    fields = {"what": "what", "who": "colleague", "by_on": "by_on"}
    says = {name: form.get(field, "").strip() for name, field in fields.items()}
    if not all(says.values()):
        raise SettingsError(
            "Say what we promise, who of ours does it, and by which day. Go back and fill in all three."
        )
    return tell(opened, viewer, "promise", {"deal_id": deal_id, **says})


def keep_promise(opened: Reading, viewer: Viewer, deal_id: str, promise_id: str) -> str:
    """Say that we have kept a promise; returns the id by which that is undone.

    Raises:
        UnknownKey: there is no such deal or promise, or the viewer may not see it.
    """
    seen_deal(opened, viewer, deal_id)
    promised = {row["promise_id"]: row for row in promises(opened) if row["deal_id"] == deal_id}
    if promise_id not in promised:
        raise UnknownKey("Nothing of that kind is promised on this deal. Go back to Outcomes to see what is.")
    if promised[promise_id]["is_on_plan"]:
        return tell(opened, viewer, plans.DONE, {"deal_id": deal_id, "step_id": promise_id})
    return tell(opened, viewer, "kept", {"input_id": promise_id})
