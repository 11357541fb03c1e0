"""The leader's mirror: what the own questions are about, and how that changes; for the leader's own eyes."""

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from headway.asking.inputs import tell
from headway.asking.viewer import Viewer
from headway.errors import SettingsError
from headway.measures.overrides import standing_inputs
from headway.sources.mirror import CLASSES, Mirrored, mirrored
from headway.store.reading import Reading

MOST_QUESTIONS, LONGEST = 30, 300
WEEKS = 12


@dataclass(frozen=True)
class Looked:
    """One week in which the viewer looked into the mirror: how many questions, and what they were about."""

    week: date
    progress: int
    compliance: int
    unclear: int

    @property
    def asked(self) -> int:
        """All of them."""
        return self.progress + self.compliance + self.unclear

    @property
    def share(self) -> float:
        """How much of it was about the customer's progress: 0 to 1."""
        return self.progress / self.asked


def look(opened: Reading, viewer: Viewer, questions: str) -> tuple[list[Mirrored], str]:
    """What each question, one a line, is about; only the counts are kept, and the id by which they are undone returned.

    Raises:
        SettingsError: there is no question, or there are too many.
    """
    asked = [line.strip()[:LONGEST] for line in questions.splitlines() if line.strip()]
    if not 0 < len(asked) <= MOST_QUESTIONS:
        raise SettingsError(f"Write one question a line, {MOST_QUESTIONS} at most. Go back and do so.")
    found = [mirrored(each) for each in asked]
    counts = Counter(each.is_about for each in found)
    return found, tell(opened, viewer, "mirror", {name: str(counts[name]) for name in CLASSES})


def looked(opened: Reading, viewer: Viewer) -> list[Looked]:
    """The last weeks in which the viewer, and nobody else, looked into the mirror, oldest first."""
    weeks: dict[date, Counter[str]] = {}
    for row in standing_inputs(opened.inputs("mirror")).to_pylist():
        if row["kind"] == "mirror" and row["who"] == viewer.email:
            told = {name: int(many) for name, many in json.loads(row["value"]).items() if name in CLASSES}
            day = row["recorded_at"].date()
            weeks.setdefault(day - timedelta(days=day.weekday()), Counter()).update(told)
    return [Looked(week, *(counts[name] for name in CLASSES)) for week, counts in sorted(weeks.items())[-WEEKS:]]
