"""What the company's own words mean here: what could not be placed, and what people of ours say of it."""

from dataclasses import dataclass
from typing import Any

from headway.asking.inputs import tell
from headway.asking.viewer import Viewer
from headway.errors import SettingsError
from headway.measures.mapping_values import meant, named
from headway.measures.mappings import mappings
from headway.measures.overrides import overrides, standing_inputs
from headway.sources.mapping import FIELDS, MEANINGS, OWN, key_of, map_rules, mapping_fault
from headway.sources.zones import zone_names
from headway.store.reading import Reading

# In the order in which they matter to what is counted.
ORDER = ("zone", "currency", "stage", "role", "pipeline", "record_type", "deal_type", "field")
WORDS_SHOWN = 60
Row = dict[str, Any]


@dataclass(frozen=True)
class Word:
    """One word of the company's own: as the build takes it, and as it has been said since."""

    facts: Row
    said: Row | None
    is_own_word: bool

    @property
    def chosen(self) -> str | None:
        """What it will count as with the next build, as far as a person or the settings say."""
        return self.said["means"] if self.said else None

    @property
    def suggested(self) -> str | None:
        """What a form offers first."""
        return self.chosen or self.facts["proposed"] or self.facts["means"]

    @property
    def is_pending(self) -> bool:
        """Whether the next build will take it otherwise."""
        told = self.said["input_id"] if self.said else None
        return bool(told != self.facts["input_id"])


@dataclass(frozen=True)
class Words:
    """The words of one sort: those that wait for an answer first."""

    about: str
    words: tuple[Word, ...]
    found: int

    @property
    def open(self) -> int:
        """How many wait for an answer."""
        return sum(not word.facts["is_placed"] and not word.said for word in self.words)

    @property
    def choices(self) -> tuple[str, ...]:
        """What a word may mean."""
        if self.about == "zone":
            return tuple(zone_names())
        return FIELDS if self.about == "field" else MEANINGS.get(self.about) or ()


@dataclass(frozen=True)
class Mapping:
    """All that the company names in its own way, and what has been left out for it."""

    sorts: tuple[Words, ...]
    left_out: tuple[Row, ...]

    @property
    def open(self) -> int:
        """How many words wait for an answer."""
        return sum(words.open for words in self.sorts)

    @property
    def rows(self) -> int:
        """How many rows hold such a word."""
        return sum(
            word.facts["rows"]
            for words in self.sorts
            for word in words.words
            if not word.facts["is_placed"] and not word.said
        )

    @property
    def pending(self) -> int:
        """How many words the next build will take otherwise."""
        return sum(word.is_pending for words in self.sorts for word in words.words)


def mapping(opened: Reading, viewer: Viewer) -> Mapping:
    """Every word of the company's own, by sort."""
    said = _said(opened)
    found: dict[str, list[Word]] = {about: [] for about in ORDER}
    for row in opened.sorted("mapping_values").to_pyarrow().to_pylist():
        # An example may be anybody's deal: it is shown to those who see every deal.
        row["example"] = row["example"] if viewer.sees_everything else None
        told = said.get(_about(row))
        own = viewer.may_undo((told or {}).get("who"))
        found[row["about"]].append(Word(row, told, own))
    out = opened.table("deals_left_out").group_by("because").agg(deals=lambda t: t.count())
    sorts = tuple(_words(about, words) for about, words in found.items() if words)
    return Mapping(sorts, tuple(out.order_by("because").to_pyarrow().to_pylist()))


def _words(about: str, words: list[Word]) -> Words:
    ordered = sorted(words, key=lambda word: (word.facts["is_placed"], -word.facts["rows"], word.facts["value"]))
    return Words(about, tuple(ordered[:WORDS_SHOWN]), len(ordered))


def say(opened: Reading, viewer: Viewer, about: str, value: str, means: str) -> str:
    """Say what a word means; counts from the next build, and returns the input's id.

    Raises:
        SettingsError: it cannot mean that.
    """
    told = _told(about, value, means.strip())
    if wrong := mapping_fault(**told):
        raise SettingsError(f"{wrong[0].upper()}{wrong[1:]} Go back and choose again.")
    return tell(opened, viewer, "mapping", told)


def _told(about: str, value: str, means: str) -> dict[str, str]:
    """A form names a field or a currency; a mapping names what the field holds, or the currency's rate."""
    if about == "field":
        return {"about": about, "value": means, "means": value}
    if about == "currency" and means != OWN:
        return {"about": "rate", "value": value, "means": means.replace(",", ".")}
    if about == "currency":
        return {"about": about, "value": OWN, "means": value}
    return {"about": about, "value": value, "means": means}


def _said(opened: Reading) -> dict[tuple[str, str], Row]:
    """What stands now, by what a row of `mapping_values` names."""
    inputs = opened.table("inputs")
    told = overrides(
        standing_inputs(inputs.filter(inputs.kind.isin(["mapping", "undo"])).drop("is_again").to_pyarrow())
    )
    settings = {name: str(value) for name, value in opened.home.settings().items() if name.startswith("map.")}
    return {named(row): {**row, "means": meant(row)} for row in mappings(map_rules(settings), told).to_pylist()}


def _about(row: Row) -> tuple[str, str]:
    return row["about"], key_of(row["value"])
