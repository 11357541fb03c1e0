"""What rows of some files tell of the records that other files' rows name."""

from collections.abc import Callable, Iterator

from headway.connect.exports import Fact, FactSheet
from headway.connect.sheets import Sheet, Take

_NOTHING: Fact = {}


class Known:
    """Facts of a folder's files, gathered before any row lands; the order of rows changes no answer."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self._told: dict[str, dict[str, dict[str, Fact]]] = {}

    def note(self, about: str, fact: Fact) -> None:
        """Keep what a row tells; its first value is what it tells of."""
        key = str(next(iter(fact.values())))
        self._told.setdefault(about, {}).setdefault(key, {})[repr(fact)] = fact

    def one(self, about: str, key: object) -> Fact:
        """What is told of a record; of several rows the one modified last counts, else the one that sorts first."""
        return max(self.every(about, key), key=lambda fact: str(fact.get("modified_at") or ""), default=_NOTHING)

    def every(self, about: str, key: object) -> list[Fact]:
        """All that is told of a record, each thing once, in the order of its text."""
        told = self._told.get(about, {}).get(str(key), {})
        return [told[text] for text in sorted(told)]

    def all(self, about: str) -> Iterator[Fact]:
        """All facts of a kind."""
        return (fact for told in self._told.get(about, {}).values() for fact in told.values())

    def knows(self, about: str) -> bool:
        """Whether any row tells anything of the kind."""
        return about in self._told


def fact_sheet(
    file: str, table: str, *, about: str = "", other: Take | None = None, **columns: Take
) -> FactSheet[Known]:
    """A file that is read for rows of the table; its first column is what its rows tell of.

    `about` names the facts where a file is read for several.
    """
    note: Callable[[Known, Fact], None] = lambda known, fact: known.note(about or file, fact)  # noqa: E731 -- a fact sheet's own
    return FactSheet(Sheet(file, table, columns, tuple(columns)[:1], other=other), note)
