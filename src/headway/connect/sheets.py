"""CSV exports as data: which landed table a file makes, and how each of its columns is read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from headway.connect.values import Value


@dataclass(frozen=True)
class Take:
    """How one landed column is read: `read` gets the cells of these columns, in this order.

    Columns are matched whatever their capitals and underscores; one that the file lacks counts as empty.
    A column with a `*` stands for all those it fits.
    """

    read: Callable[..., Value]
    columns: tuple[str, ...]


def take(read: Callable[..., Value], *columns: str) -> Take:
    """`Take` in short, as a sheet holds many."""
    return Take(read, columns)


@dataclass(frozen=True)
class Beside:
    """Rows of another landed table that the same rows of a file tell of, such as the people named in a deal's row.

    `rows` gets a row's cells by the names of these columns, those of a column with a `*` by the file's own names.
    """

    table: str
    columns: tuple[str, ...]
    rows: Callable[[Mapping[str, str]], Iterable[Mapping[str, Value]]]


@dataclass(frozen=True)
class Sheet:
    """One file of an export, the landed table its rows make, and the columns without which a row is no use."""

    file: str
    table: str
    columns: Mapping[str, Take]
    needs: tuple[str, ...]
    is_private: bool = False
    """Whether its rows must not be shown in `data_issues`."""
    beside: tuple[Beside, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    """Other names of its columns, in plain letters, and the column that each stands for."""
    other: Take | None = None
    """What a row is that does not land here: of which kind nobody acted, or empty where another sheet lands it."""

    @property
    def asked(self) -> tuple[str, ...]:
        """Every column that is read, in the order of asking."""
        read = [each.columns for each in (*self.columns.values(), *([self.other] if self.other else []))]
        return tuple(column for columns in (*read, *(each.columns for each in self.beside)) for column in columns)


@dataclass(frozen=True)
class Located:
    """A `Take` in one file: where the cells stand that it reads; None for one that the file lacks."""

    take: Take
    places: tuple[int | None, ...]
    told: tuple[str, ...]
    """The names by which people are told of it: of the columns that the file has, or else of all."""

    def cells(self, row: Sequence[str]) -> list[str]:
        """The cells of one row that the landed column is read from."""
        return [row[place] if place is not None else "" for place in self.places]

    @property
    def columns(self) -> str:
        """The source's names of the columns, to tell people of them."""
        return " or ".join(self.told)


class Header:
    """The columns a file has, and where each stands."""

    def __init__(self, names: list[str], words: Mapping[str, str] | None = None) -> None:
        """Read the first row's cells; of columns with one name the first counts. `words` translates names."""
        self.names = names
        self._words = words or {}
        self._place: dict[str, int] = {}
        for place, name in enumerate(names):
            self._place.setdefault(self._known_as(name), place)

    def located(self, wanted: Take) -> Located:
        """Where this file has the columns that a landed column is read from."""
        places = {column: self._places(column) for column in wanted.columns}
        there = tuple(column for column, found in places.items() if any(place is not None for place in found))
        return Located(wanted, tuple(place for found in places.values() for place in found), there or wanted.columns)

    def _places(self, column: str) -> list[int | None]:
        if "*" in column:
            return [place for place, name in enumerate(self.names) if fnmatchcase(name.lower(), column)]
        return [self._place.get(plain(column))]

    @property
    def repeated(self) -> list[str]:
        """Names that an earlier column bears too."""
        return [name for place, name in enumerate(self.names) if self._place[self._known_as(name)] != place]

    def named(self, columns: tuple[str, ...]) -> dict[str, int]:
        """Where the columns stand that the file has, by their names; those of a `*` by the file's own."""
        places = {column: self.located(take(str, column)).places for column in columns}
        return {
            self.names[place] if "*" in column else column: place
            for column, found in places.items()
            for place in found
            if place is not None
        }

    def _known_as(self, name: str) -> str:
        return plain(self._words.get(plain(name), name))


def plain(name: str) -> str:
    """A column's name without capitals, underscores and blanks around it."""
    return name.strip().replace("_", "").lower()
