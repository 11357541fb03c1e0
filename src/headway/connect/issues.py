"""What could not be used, told as rows of `data_issues`: which file and line, why, and what mends it.

A reason begins with what was lost, so that rows can be counted:

- ``row left out: ...``    the row did not land; rows of a file = rows landed + these + those passed over;
- ``rows passed over: ...``  how many rows of a kind are nobody's act, such as pings of an open page; one issue a kind;
- ``value left out: ...``  the row landed with an empty cell;
- ``file: ...``            something about the file as a whole; it costs no row but those it speaks of.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

import pyarrow as pa

from headway.connect.files import DamagedError
from headway.sources import ISSUE_COLUMNS, arrow_schema

EXPORT_AGAIN = "Export the file again, and hand it over without opening and saving it in another program."
EXCERPT_LENGTH = 200
ROW, VALUE, FILE, PASSED = "row left out: ", "value left out: ", "file: ", "rows passed over: "

_Item = TypeVar("_Item")
_Told = tuple[str, str, str, int | None, str, str, str]


@dataclass
class Issues:
    """What could not be used of one file, until `table` is taken."""

    system: str
    file: str
    is_private: bool = False
    """Whether rows must not be shown; a single value may."""
    _told: dict[str, _Told] = field(default_factory=dict)

    def row(self, line: int, why: str, remedy: str, excerpt: str) -> None:
        """Tell that a row did not land."""
        self._tell(line, ROW + why, remedy, "" if self.is_private else excerpt)

    def value(self, line: int, why: str, remedy: str, excerpt: str) -> None:
        """Tell that a row landed without one of its values."""
        self._tell(line, VALUE + why, remedy, excerpt)

    def whole_file(self, line: int | None, why: str, remedy: str) -> None:
        """Tell something about the file; `line` is where it shows first."""
        self._tell(line, FILE + why, remedy, "")

    def passed_over(self, rows: int, kind: str) -> None:
        """Tell how many rows of a kind were read and need not land; once for the whole file."""
        self._tell(None, f"{PASSED}{rows} of {kind}", "Nothing to mend.", "")

    def table(self) -> pa.Table:
        """What was told since the last call, as rows of `data_issues`."""
        told, self._told = self._told, {}
        columns = list(zip(*told.values(), strict=True)) or [()] * len(ISSUE_COLUMNS)
        schema = arrow_schema("data_issues")
        return pa.table([pa.array(values, each.type) for values, each in zip(columns, schema, strict=True)], schema)

    def _tell(self, line: int | None, reason: str, remedy: str, excerpt: str) -> None:
        shown = excerpt.replace("\0", "")[:EXCERPT_LENGTH].strip()
        # One line may hold several calls: the excerpt tells them apart.
        known_by = "\n".join((self.system, self.file, str(line), reason, excerpt))
        issue_id = blake2b(known_by.encode(errors="replace"), digest_size=8).hexdigest()
        self._told[issue_id] = (issue_id, self.system, self.file, line, reason, remedy, shown)


def until_damage(items: Iterator[_Item], issues: Issues) -> Iterator[_Item]:
    """The items up to where their file breaks, and one issue that tells of it."""
    try:
        yield from items
    except DamagedError as damage:
        issues.whole_file(damage.last_line, f"it {damage} after this line", EXPORT_AGAIN)
