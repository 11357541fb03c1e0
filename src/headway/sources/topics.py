"""Which buying job a web page serves, told from its path and title by rules that stand as data in `pages/`.

A page is read as lines of folded words: the segments of its path, the parts of its title. A rule's phrase found in a
line is evidence for the rule's job, the stronger the more of the line it fills. Evidence for one job adds up
(noisy-or); between jobs the odds decide, exactly one job or none being true, so that disagreement costs confidence.
A rule found in both path and title is little surer than one found once: one hand has written both.

>>> topic("/pricing/enterprise", "Enterprise plan").job
'consensus_creation'
>>> topic("/loesungen/molkereien", "Lösungen für Molkereien").because
'solutions: "*lösungen" in path and title'
>>> topic("/p/1234", None).job is None
True
"""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple, Self

from headway.sources.folding import (
    PAGES,
    Line,
    fold,
    path_lines,
    phrase_words,
    site_suffix,
    spellings,
    stands,
    title_lines,
)
from headway.sources.words import JOBS

__all__ = ["PLACES", "RULES", "UNPLACED", "Rule", "Rules", "Topic", "site_suffix", "topic"]

# Where a page can be placed; known to serve no job is not the same as unknown.
PLACES = (*JOBS, "none")

# How much of a rule's confidence the words around a single word can take away; ours, see `_strength`.
_CHANCE = 0.5
# How much surer a rule is for its second place, path or title: one hand has written both. Ours.
_AGAIN = 0.25


@dataclass(frozen=True, slots=True)
class Topic:
    """What a page speaks of; `job` None means that no rule knew it, "none" that it is known to serve no job."""

    job: str | None
    weight: float
    """How strongly such a page speaks of a buyer, 0-1."""
    confidence: float
    """How surely the job is right, 0-1."""
    because: str
    """The rule and the word that placed it."""


UNPLACED = Topic(None, 0.0, 0.0, "no rule knows a word of it")


@dataclass(frozen=True)
class Rule:
    """One kind of page: the phrases it is known by, in any language, and what it says."""

    name: str
    job: str
    weight: float
    confidence: float
    phrases: tuple[str, ...]
    examples: tuple[str, ...]

    @classmethod
    def read(cls, job: str, name: str, table: Mapping[str, object]) -> Self:
        """A rule from its TOML table; every list but `examples` holds the phrases of one language."""
        lists = {key: tuple(value) for key, value in table.items() if isinstance(value, list)}
        phrases = [phrase for key, value in lists.items() if key != "examples" for phrase in value]
        weight, confidence = float(str(table["weight"])), float(str(table["confidence"]))
        return cls(name, job, weight, confidence, tuple(dict.fromkeys(phrases)), lists["examples"])

    def without(self, struck: Iterable[Line]) -> "Rule":
        """The rule less every phrase in which one of the struck lines stands."""
        kept = [phrase for phrase in self.phrases if not any(_holds(phrase_words(phrase), line) for line in struck)]
        return replace(self, phrases=tuple(kept))


class _Phrase(NamedTuple):
    """One spelling of a rule's phrase, ready to be looked for."""

    words: Line
    whole: bool
    rule: Rule
    told: str

    def fits(self, line: Line, at: int) -> bool:
        """Whether it stands in the line from that word on, which its own first word is known to fit."""
        if self.whole and len(line) != len(self.words):
            return False
        return len(self.words) == 1 or stands(self.words, line, at)

    @property
    def rank(self) -> tuple[int, int, bool]:
        """The more specific first: more words, then more letters, then those that fill their line."""
        return -len(self.words), -sum(len(word.strip("*")) for word in self.words), not self.whole


class _Evidence(NamedTuple):
    """A rule's phrase found in the path or in the title."""

    rule: Rule
    told: str
    place: str
    strength: float


class Rules:
    """Rules about pages, and the topics they give."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Index the phrases by their first word, so that a page costs a few look-ups a word."""
        self.rules = tuple(rules)
        self._begun: dict[str, list[_Phrase]] = {}
        for phrase in (phrase for rule in self.rules for phrase in _spelled(rule)):
            self._begun.setdefault(phrase.words[0], []).append(phrase)
        self._heads = sorted({len(word) for word in self._begun if word.endswith("*")})
        self._tails = sorted({len(word) for word in self._begun if word.startswith("*")})
        self._begun_by = lru_cache(maxsize=1 << 16)(self._look_up)

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> Self:
        """Rules from TOML texts, one a job."""
        tables = {job: tomllib.loads(text) for job, text in texts.items()}
        return cls(Rule.read(job, name, rule) for job, table in tables.items() for name, rule in table.items())

    @classmethod
    def shipped(cls) -> Self:
        """The rules that come with Headway."""
        return cls.parse({job: (PAGES / f"{job}.toml").read_text(encoding="utf-8") for job in PLACES})

    def without(self, words: Iterable[str]) -> "Rules":
        """The same rules, had nobody known these words: every phrase that could match one of them is gone.

        >>> RULES.without(["pricing"]).topic("/pricing").job is None
        True
        """
        struck = [phrase_words(word) for word in words]
        return Rules(rule.without(struck) for rule in self.rules)

    def topic(self, page: str, title: str | None = None, suffix: str | None = None) -> Topic:
        """The job a page serves, from its normalised path, its title and the suffix its site gives to titles."""
        site = fold(suffix or "")
        lines = [("path", line) for line in path_lines(page, site)]
        lines += [("title", line) for line in title_lines((title or "").removesuffix(suffix or ""), site)]
        found = sorted((e for place, line in lines for e in self._evidence(place, line)), key=lambda e: e.strength)
        strongest = {(e.rule.name, e.place): e for e in found}
        return _weighed(list(strongest.values()))

    def _evidence(self, place: str, line: Line) -> Iterator[_Evidence]:
        """The phrases of a line, the more specific first, none over another."""
        begun = ((phrase, at) for at, word in enumerate(line) for phrase in self._begun_by(word))
        taken: set[int] = set()
        for phrase, at in sorted((one for one in begun if one[0].fits(line, one[1])), key=lambda one: one[0].rank):
            span = range(at, at + len(phrase.words))
            if taken.isdisjoint(span):
                taken.update(span)
                yield _Evidence(phrase.rule, phrase.told, place, _strength(phrase, len(line)))

    def _look_up(self, word: str) -> tuple[_Phrase, ...]:
        """The phrases whose first word, open or not, is this one."""
        heads = (word[: n - 1] + "*" for n in self._heads if n <= len(word) + 1)
        tails = ("*" + word[1 - n :] for n in self._tails if n <= len(word) + 1)
        return tuple(phrase for key in (word, *heads, *tails) for phrase in self._begun.get(key, ()))


def _holds(phrase: Line, line: Line) -> bool:
    """Whether a phrase could match a text that contains the line."""
    return any(stands(phrase[at : at + len(line)], line, 0) for at in range(len(phrase) - len(line) + 1))


def _spelled(rule: Rule) -> Iterator[_Phrase]:
    for phrase in rule.phrases:
        for words in spellings(phrase):
            yield _Phrase(words, phrase.startswith("/"), rule, phrase.strip("/"))


def _strength(phrase: _Phrase, words: int) -> float:
    """How much a phrase found in a line of so many words is worth.

    A word alone in its line is as sure as its rule; among many others it may be there by chance. The more words a
    phrase has, the less chance.
    """
    long = len(phrase.words)
    return phrase.rule.confidence * (1 - _CHANCE * (1 - long / words) / long)


def _weighed(evidence: list[_Evidence]) -> Topic:
    """The likeliest job, with the odds of all others and of no job at all against it."""
    if not evidence:
        return UNPLACED
    odds = _odds(evidence, again=1.0)
    job = max(PLACES, key=lambda name: odds[name])
    best = max((found for found in evidence if found.rule.job == job), key=lambda found: found.strength)
    sure = _odds(evidence, again=_AGAIN)
    return Topic(job, _weight(job, evidence), sure[job] / (1 + sum(sure.values())), _because(best, evidence))


def _odds(evidence: list[_Evidence], again: float) -> dict[str, float]:
    """The odds of each job; a rule that was found before counts `again` as much."""
    doubts = dict.fromkeys(PLACES, 1.0)
    heard: set[str] = set()
    for found in sorted(evidence, key=lambda e: -e.strength):
        doubts[found.rule.job] *= 1 - found.strength * (again if found.rule.name in heard else 1.0)
        heard.add(found.rule.name)
    return {job: 1 / doubt - 1 for job, doubt in doubts.items()}


def _weight(job: str, evidence: list[_Evidence]) -> float:
    """The mean weight of the rules that fired: an article on prices speaks less of a buyer than the price page."""
    if job == "none":
        return 0.0
    return sum(e.strength * e.rule.weight for e in evidence) / sum(e.strength for e in evidence)


def _because(best: _Evidence, evidence: list[_Evidence]) -> str:
    places = sorted(e.place for e in evidence if e.rule.name == best.rule.name and e.told == best.told)
    return f'{best.rule.name}: "{best.told}" in {" and ".join(places)}'


RULES = Rules.shipped()


def topic(page: str, title: str | None = None, suffix: str | None = None) -> Topic:
    """The job a page serves, by the rules that come with Headway; `suffix` is what `site_suffix` learnt from titles.

    >>> topic("/warum-brandt", "Warum Brandt? | Brandt Technik", " | Brandt Technik").job
    'supplier_selection'
    """
    return RULES.topic(page, title, suffix)
