"""Which questions were asked in dialogues, and whether they helped, as whoever asked them says (S6)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from headway.asking.inputs import tell
from headway.asking.overruling import seen_deal
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.measures.overrides import standing_inputs
from headway.sources.questions import progress_questions
from headway.store.reading import Reading

HELPED = ("yes", "no")


@dataclass(frozen=True)
class Asked:
    """A question was asked about one deal."""

    input_id: str
    has_helped: bool
    who: str | None
    on: date


def asked(opened: Reading, deal_ids: Sequence[str]) -> dict[tuple[str, str], Asked]:
    """When each question was asked last, and whether it helped, by deal and question."""
    found: dict[tuple[str, str], Asked] = {}
    for row in standing_inputs(opened.inputs("asked", about=deal_ids)).to_pylist():
        if row["kind"] == "asked":
            says = json.loads(row["value"])
            told = (row["input_id"], says["useful"] == "yes", row["who"], row["recorded_at"].date())
            found[says["deal_id"], says["question_id"]] = Asked(*told)
    return found


def ask(opened: Reading, viewer: Viewer, deal_id: str, question_id: str, useful: str) -> str:
    """Say that a question was asked, and whether it helped (yes, no); returns the id by which that is undone.

    Raises:
        UnknownKey: there is no such deal or question, or the viewer may not see the deal.
        SettingsError: it does not say whether it helped.
    """
    seen_deal(opened, viewer, deal_id)
    if question_id not in {question.id for question in progress_questions()}:
        raise UnknownKey("There is no such question. Go back to the deal to see which ones it has.")
    if useful not in HELPED:
        raise SettingsError("Say whether the question helped: yes or no. Go back and choose one.")
    return tell(opened, viewer, "asked", {"deal_id": deal_id, "question_id": question_id, "useful": useful})
