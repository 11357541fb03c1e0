"""What customers have told about a deal in talks: as it stands this minute, and how it is put down (S6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from headway.asking.inputs import tell
from headway.asking.overruling import seen_deal
from headway.asking.viewer import Viewer
from headway.errors import SettingsError
from headway.measures.heard import heard
from headway.measures.overrides import standing_inputs
from headway.sources.hearing import HEARD, heard_fault
from headway.store.reading import Reading

WHAT = tuple(HEARD)


@dataclass(frozen=True)
class Heard:
    """One thing that somebody there has told."""

    heard_id: str
    what: str
    falls_on: date | None
    about: str | None
    """The other supplier, the occasion, or who there stands so."""
    told_by: str | None
    on: date
    is_own: bool


def heard_of(opened: Reading, viewer: Viewer, deal_id: str) -> tuple[Heard, ...]:
    """What was heard on one deal, the newest first."""
    rows = heard(standing_inputs(opened.inputs("heard", about=[deal_id]))).to_pylist()
    return tuple(
        Heard(
            row["heard_id"],
            row["what"],
            row["falls_on"],
            row["name"] or row["person"],
            row["told_by"],
            row["told_at"].date(),
            viewer.may_undo(row["told_by"]),
        )
        for row in reversed(rows)
    )


def hear(opened: Reading, viewer: Viewer, deal_id: str, form: Mapping[str, str]) -> str:
    """Put down what somebody there has told: `hearing`, with its `falls_on`, `name` or `person`; returns its id.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
        SettingsError: it does not say what was heard, or lacks the day, the name or the person.
    """
    seen_deal(opened, viewer, deal_id)
    fields = {"what": "hearing", "falls_on": "falls_on", "name": "name", "person": "person"}
    says = {name: form.get(field, "").strip() for name, field in fields.items()}
    if fault := heard_fault(says):
        raise SettingsError(f"{fault} Go back and fill it in.")
    return tell(opened, viewer, "heard", {"deal_id": deal_id, **{name: word for name, word in says.items() if word}})
