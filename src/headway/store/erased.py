"""Who has been erased, kept as keyed hashes: enough to know the person again in an export, and nothing to read.

The key lies beside the hashes, for an import has to know whom to leave out. Whoever has the whole home and guesses an
address can therefore find out whether it was erased; nobody can read the address from it.
"""

import json
import re
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from headway.store.home import Home, replaced

# A short id, such as a number, is met in any text; in its own column it is known all the same.
_SHORTEST_IN_TEXT = 6
_LONGEST_NAME = 6
# A shorter last word is met in many texts that mean nobody.
_SHORTEST_SURNAME = 4
# Salesforce says an id in 15 or in 18 characters.
_LONG_ID = 18
ERASED = "[erased]"
_WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"[^\s\"'<>()\[\]{},;|]+")
_WITHIN = re.compile(r"[^/:=&?#]+")
_AROUND = ".:!?"


@dataclass
class Erased:
    """Everybody who was erased from a home, and the key their hashes are made with."""

    path: Path
    key: bytes
    people: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def of(cls, home: Home) -> "Erased":
        """Read what the home keeps; a home of which nobody was erased has a key nobody has used yet."""
        path = home.path / "erased"
        if not path.exists():
            return cls(path, secrets.token_bytes(32))
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(path, bytes.fromhex(told["key"]), told["people"])

    def __bool__(self) -> bool:
        """Whether anybody was erased."""
        return bool(self.people)

    @property
    def unfinished(self) -> list[dict[str, Any]]:
        """People whose erasing was begun and is not through."""
        return [each for each in self.people if not each["is_finished"]]

    def add(self, marks: Iterable[str], at: datetime, who: str) -> None:
        """Keep a person's hashes; from now on nothing of the person lands."""
        hashes = sorted({self.hash(mark) for mark in marks})
        self.people.append({"at": at.isoformat(), "who": who, "hashes": hashes, "is_finished": False})
        self._keep()

    def learn(self, person: int, marks: Iterable[str]) -> None:
        """Keep more of somebody who was erased: an id that a later export gave."""
        known = set(self.people[person]["hashes"])
        self.people[person]["hashes"] = sorted(known | {self.hash(mark) for mark in marks})
        self._keep()

    def finish(self, through: list[dict[str, Any]]) -> None:
        """Note that these are erased from every file."""
        done = [each["at"] for each in through]
        self.people = [{**each, "is_finished": each["is_finished"] or each["at"] in done} for each in self.people]
        self._keep()

    def hash(self, mark: str) -> str:
        """A mark of a person as it is kept."""
        return blake2b(mark.encode(errors="replace"), digest_size=16, key=self.key).hexdigest()

    def knower(self, people: list[dict[str, Any]] | None = None) -> "Knower":
        """What knows these people again; without any named, everybody."""
        return Knower(self, {h: place for place, each in enumerate(people or self.people) for h in each["hashes"]})

    def _keep(self) -> None:
        told = {"key": self.key.hex(), "people": self.people}
        replaced(self.path, json.dumps(told, indent=1))
        self.path.chmod(0o600)


def marks_of(kind: str, values: Iterable[str]) -> Iterator[str]:
    """What a person is known again by, of ids or names of one kind."""
    for value in values:
        told = " ".join(value.split()).casefold()
        if kind == "name":
            yield from _names(told)
            continue
        yield f"{kind}|{told}"
        yield from (f"text|{each}" for each in _written(kind, told) if len(each) >= _SHORTEST_IN_TEXT)


def surname_of(name: str | None) -> str | None:
    """The last word of a name of several, where it is long enough to mean somebody.

    >>> surname_of("Dr. Ann Thorvaldsen"), surname_of("Ann"), surname_of("Ann L.")
    ('thorvaldsen', None, None)
    """
    words = words_of(name)
    return words[-1] if len(words) > 1 and len(words[-1]) >= _SHORTEST_SURNAME and "@" not in (name or "") else None


def words_of(name: str | None) -> list[str]:
    """The words of a name as they are compared."""
    return _WORD.findall((name or "").casefold())


def surname_marks(account: str, surname: str) -> Iterator[str]:
    """What a surname is known again by in rows of an account; by itself it means nobody elsewhere."""
    yield f"at|{account.casefold()}"
    yield f"at|{account.casefold()}|{surname}"


def _written(kind: str, told: str) -> list[str]:
    """An id as it may stand in a text: as Headway says it, and as its system does; some shorten it.

    >>> _written("ref", "salesforce:003tb000000kfteiae")
    ['salesforce:003tb000000kfteiae', '003tb000000kfteiae', '003tb000000kfte']
    """
    if kind != "ref":
        return [told]
    own = re.split("[:/]", told)[-1]
    return [told, own, own[:15]] if len(own) == _LONG_ID else [told, own]


def _names(told: str) -> Iterator[str]:
    """A name as it may be written: whole, without title or middle name, and the other way round.

    >>> sorted(mark for mark in _names("dr. ann lee") if mark.startswith("name|"))
    ['name|ann lee', 'name|dr ann lee', 'name|dr lee', 'name|lee ann', 'name|lee dr']
    """
    words = _WORD.findall(told)
    if len(words) < 2 or len(words) > _LONGEST_NAME or "@" in told:  # noqa: PLR2004 -- one word names many
        return
    first, last = words[0], words[-1]
    written = [words[begin:] for begin in range(len(words) - 1)]
    for name in (*written, [first, last], [last, first], [last, words[-2]]):
        yield f"begins|{name[0]}"
        yield "name|" + " ".join(name)


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Places in a text, those that overlap as one.

    >>> _joined([(0, 3), (2, 5), (7, 9)])
    [(0, 5), (7, 9)]
    """
    found: list[tuple[int, int]] = []
    for begin, end in spans:
        if found and begin < found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


class Knower:
    """Knows erased people again, in ids and in text."""

    def __init__(self, erased: Erased, people: dict[str, int]) -> None:
        """Remember the hashes, and whose they are."""
        self._hash, self._people = erased.hash, people
        # A company says the same few words over and over.
        self._begins = lru_cache(maxsize=1 << 16)(lambda word: self._of(f"begins|{word}") is not None)

    def who(self, kind: str, value: str) -> int | None:
        """Whose id this is: the place of the person; None: nobody's who was erased."""
        return self._of(f"{kind}|{' '.join(value.split()).casefold()}")

    def without(self, text: str) -> str:
        """The text with what names somebody replaced; the same text where it names nobody."""
        for begin, end in reversed(_joined(sorted({*self._ids(text), *self._named(text)}))):
            text = text[:begin] + ERASED + text[end:]
        return text

    def has_surnames(self, account: str) -> bool:
        """Whether somebody who was erased bore a surname of their own at the account."""
        return self._of(f"at|{account.casefold()}") is not None

    def without_surnames(self, text: str, account: str) -> str:
        """The text of a row of an account, without surnames that meant one person there; they begin with a capital."""
        named = (word.span() for word in _WORD.finditer(text) if self._is_surname(word[0], account))
        for begin, end in reversed(list(named)):
            text = text[:begin] + ERASED + text[end:]
        return text

    def _is_surname(self, word: str, account: str) -> bool:
        return word[:1].isupper() and self._of(f"at|{account.casefold()}|{word.casefold()}") is not None

    def _of(self, mark: str) -> int | None:
        return self._people.get(self._hash(mark))

    def _ids(self, text: str) -> Iterator[tuple[int, int]]:
        for token in _TOKEN.finditer(text):
            parts = [(token.start(), token[0])]
            parts += [(token.start() + part.start(), part[0]) for part in _WITHIN.finditer(token[0])]
            for begin, told in parts:
                bare = told.strip(_AROUND)
                if len(bare) >= _SHORTEST_IN_TEXT and self._of(f"text|{bare.casefold()}") is not None:
                    begin += len(told) - len(told.lstrip(_AROUND))  # noqa: PLW2901 -- the mark within its token
                    yield begin, begin + len(bare)
                    break

    def _named(self, text: str) -> Iterator[tuple[int, int]]:
        words = list(_WORD.finditer(text))
        place = 0
        while place < len(words):
            step = 1
            if self._begins(words[place][0].casefold()):
                for many in range(min(_LONGEST_NAME, len(words) - place), 1, -1):
                    told = " ".join(word[0].casefold() for word in words[place : place + many])
                    if self._of(f"name|{told}") is not None:
                        yield words[place].start(), words[place + many - 1].end()
                        step = many
                        break
            place += step
