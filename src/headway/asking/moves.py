"""What people answer to Monday's lines: taken, put off until a day, or not useful; all of it can be undone."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from headway.asking.inputs import tell
from headway.asking.viewer import Viewer
from headway.errors import SettingsError
from headway.store.reading import Reading

Answer = Literal["taken", "snoozed", "not_useful"]
# A line that was not useful comes back after a quarter, if it still holds then.
REST = timedelta(weeks=13)
LONGEST = timedelta(days=366)
Row = dict[str, Any]


@dataclass(frozen=True)
class Move:
    """One person's answer to one line: the journey and what was to be done about it."""

    input_id: str
    journey_id: str
    act: str
    answer: Answer
    until: date | None
    reason: str | None
    who: str
    told_at: datetime

    def hides(self, viewer: Viewer, today: date) -> bool:
        """Whether the line stays off this viewer's list: people put off their own list, nobody else's."""
        return self.who == viewer.email and self.until is not None and today < self.until


def moves(opened: Reading, journeys: Sequence[str]) -> list[Move]:
    """What has been answered on these journeys and still stands, oldest first; each person's last word on a line."""
    rows = _told(opened, journeys)
    gone = _taken_back(rows)
    standing = {}
    for row in rows:
        if row["kind"] == "line" and row["input_id"] not in gone:
            said = _move(row)
            standing[said.who, said.journey_id, said.act] = said
    return sorted(standing.values(), key=lambda move: (move.told_at, move.input_id))


def answer(
    opened: Reading, viewer: Viewer, line: tuple[str, str], told: Answer, until: date | None, reason: str, today: date
) -> str:
    """Record what the viewer answers to one line (its journey and act); returns the id by which it is undone.

    Raises:
        SettingsError: no such answer, or a day that is not ahead.
    """
    if told not in get_args(Answer):
        raise SettingsError(f"'{told}' is no answer to a line. It can be: {', '.join(get_args(Answer))}.")
    if told == "snoozed" and (until is None or not today < until <= today + LONGEST):
        raise SettingsError("A line can be put off until a day ahead, within a year. Choose another day.")
    said = {"journey_id": line[0], "act": line[1], "answer": told, "reason": reason.strip()}
    if told == "snoozed":
        said["until"] = str(until)
    return tell(opened, viewer, "line", {name: value for name, value in said.items() if value})


def _told(opened: Reading, journeys: Sequence[str]) -> list[Row]:
    """Answers to these lines and everything taken back, in the order it was told."""
    return sorted(
        opened.inputs("line", about=journeys).to_pylist(), key=lambda row: (row["recorded_at"], row["input_id"])
    )


def _taken_back(rows: list[Row]) -> set[str]:
    """The inputs that no longer count; taking back what took something back brings it into force again."""
    gone: set[str] = set()
    for row in reversed(rows):
        if row["replaces"] and row["input_id"] not in gone:
            gone.add(row["replaces"])
    return gone


def _move(row: Row) -> Move:
    said = json.loads(row["value"])
    until = date.fromisoformat(said["until"]) if "until" in said else None
    if said["answer"] == "not_useful":
        until = (row["recorded_at"] + REST).date()
    return Move(
        row["input_id"],
        said["journey_id"],
        said["act"],
        said["answer"],
        until,
        row["reason"],
        row["who"] or "",
        row["recorded_at"],
    )
