"""What people say they can do, and a leader of them: told on the page, seen there at once, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from headway.asking.inputs import tell
from headway.asking.viewer import Viewer, colleagues
from headway.errors import UnknownKey
from headway.measures.overrides import standing_inputs
from headway.measures.person_views import FEWEST_PEOPLE
from headway.measures.ratings import ratings as standing
from headway.sources.disciplines import disciplines, levels
from headway.store.reading import Reading

TABLES = ("user_loads", "person_views", "branches")
Row = dict[str, Any]


@dataclass(frozen=True)
class Word:
    """One level that was told of one person in one discipline; `undo` is null where it is another's word."""

    level: str
    undo: str | None


@dataclass(frozen=True)
class Discipline:
    """One discipline, and what is told of a person in it."""

    name: str
    words: str
    own: Word | None
    leader: Word | None


@dataclass(frozen=True)
class Rated:
    """One of ours whom the viewer may say something of."""

    user_ref: str
    name: str
    is_self: bool
    disciplines: tuple[Discipline, ...]

    @property
    def told(self) -> int:
        """Of how many disciplines the viewer could and did say something."""
        return sum((each.own if self.is_self else each.leader) is not None for each in self.disciplines)


@dataclass(frozen=True)
class Ratings:
    """Oneself first, then a leader's own people by name; and the levels to choose from."""

    people: tuple[Rated, ...]
    levels: dict[int, str]


def ratings(opened: Reading, viewer: Viewer) -> Ratings:
    """Whom the viewer may say something of, and what stands this minute."""
    people = _whom(opened, viewer)
    if not people:
        return Ratings((), {})
    users = opened.table("user_loads").select("user_ref", "email", "name").to_pyarrow()
    branches = opened.table("branches").to_pyarrow()
    told: dict[tuple[str, str], dict[str, Row]] = {}
    for row in standing(standing_inputs(opened.inputs("rating")), users, branches).to_pylist():
        told.setdefault((row["user_ref"], row["discipline"]), {})[row["by"]] = row
    return Ratings(tuple(_rated(row, told, viewer) for row in people), levels())


def rate(opened: Reading, viewer: Viewer, form: Mapping[str, str]) -> str:
    """Say how somebody goes about a discipline; returns the id by which it is taken back.

    Raises:
        UnknownKey: it is not for the viewer to say it of them.
        SettingsError: there is no such discipline or level.
    """
    whom = form.get("rated", "")
    if whom not in {row["user_ref"] for row in _whom(opened, viewer)}:
        raise UnknownKey("There is nobody of that name of whom you can say this. Go back and choose from the page.")
    said = {name: form.get(name, "") for name in ("discipline", "level")}
    return tell(opened, viewer, "rating", {"user_ref": whom, **said})


def _whom(opened: Reading, viewer: Viewer) -> list[Row]:
    """Oneself; and once single people may be looked at, a leader of five those of the own branch."""
    if any(name not in opened.pin.versions for name in TABLES):
        return []
    (views,) = opened.whole("person_views")
    near = [email for email in colleagues(opened, viewer) if email != viewer.email]
    below = set(near) if viewer.role == "leader" and views["is_on"] and len(near) >= FEWEST_PEOPLE else set()
    rows = [row for row in opened.whole("user_loads") if row["email"] in {viewer.email, *below}]
    return sorted(rows, key=lambda row: (row["email"] != viewer.email, row["name"] or row["email"], row["user_ref"]))


def _rated(row: Row, told: Mapping[tuple[str, str], Mapping[str, Row]], viewer: Viewer) -> Rated:
    known = tuple(
        Discipline(
            name,
            each.words,
            *(_word(told.get((row["user_ref"], name), {}).get(by), viewer) for by in ("own", "leader")),
        )
        for name, each in disciplines().items()
    )
    return Rated(row["user_ref"], row["name"] or row["email"], row["email"] == viewer.email, known)


def _word(row: Row | None, viewer: Viewer) -> Word | None:
    if row is None:
        return None
    return Word(levels()[row["level"]], row["input_id"] if viewer.may_undo(row["who"]) else None)
