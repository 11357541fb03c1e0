"""Folded words: how paths, titles and the phrases of rules are read before they are compared."""

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable
from importlib.resources import files
from urllib.parse import unquote

PAGES = files("headway.sources") / "pages"

_WORDS = tomllib.loads((PAGES / "words.toml").read_text(encoding="utf-8"))
_FILLERS = frozenset(word for language in _WORDS["fillers"].values() for word in language)
_LOCALE = re.compile(rf"(?:{'|'.join(_WORDS['locales'])})(?:[-_][a-z]{{2}})?", re.IGNORECASE)

# Both spellings of a letter are met in paths; text is folded the long way, phrases are known both ways.
_LONG = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "æ": "ae", "ø": "oe", "å": "aa", "'": None, "\u2019": None})
_SHORT = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "æ": "a", "ø": "o", "å": "a"})

_WORD = re.compile(r"[a-z0-9]+")
_ENDING = re.compile(r"\.(?:html?|php\d?|aspx?|jspx?|cfm|pdf)$", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|·•»\u2013\u2014-]+\s+")
_BREAK = re.compile(rf"{_SEPARATOR.pattern}|\s*\|\s*|[:?!]\s+")

# A suffix that two titles share may be chance.
_FEWEST_TITLES = 3

Line = tuple[str, ...]
"""Words that stand together: one segment of a path, one part of a title, one phrase."""


def fold(text: str) -> str:
    """Lower-case words parted by single blanks, without accents, punctuation or apostrophes.

    >>> fold("Größere_Lösungen für Übermorgen: the Buyer's-Guide")
    'groessere loesungen fuer uebermorgen the buyers guide'
    """
    plain = text.casefold() if text.isascii() else unicodedata.normalize("NFC", text).casefold()
    plain = plain.translate(_LONG)
    if not plain.isascii():
        plain = "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain))


def phrase_words(phrase: str) -> Line:
    """The words of a rule's phrase as they stand in a line, open ends kept.

    >>> phrase_words("vergleich* der Anbieter")
    ('vergleich*', 'anbieter')
    """
    parts = (word.partition("*") for word in phrase.strip("/").split())
    words = (fold(before) + star + fold(after) for before, star, after in parts)
    return tuple(word for word in words if word not in _FILLERS)


def spellings(phrase: str) -> list[Line]:
    """Each way a phrase is met: umlauts long or short, words apart or run together.

    >>> spellings("Für Käufer")
    [('fuer', 'kaeufer'), ('fuerkaeufer',), ('fur', 'kaufer'), ('furkaufer',)]
    """
    apart = [phrase_words(phrase), phrase_words(phrase.casefold().translate(_SHORT))]
    runs = [line if "*" in "".join(line) else ("".join(line),) for line in apart]
    return list(dict.fromkeys(line for pair in zip(apart, runs, strict=True) for line in pair))


def stands(phrase: Line, line: Line, at: int) -> bool:
    """Whether a phrase, its words open at one end or not, stands in the line from that word on.

    >>> stands(("preis*", "2025"), ("unsere", "preisliste", "2025"), 1)
    True
    """
    found = line[at : at + len(phrase)]
    return len(found) == len(phrase) and all(map(_fits, phrase, found))


def _fits(pattern: str, word: str) -> bool:
    if pattern.endswith("*"):
        return word.startswith(pattern[:-1])
    return word.endswith(pattern[1:]) if pattern.startswith("*") else word == pattern


def path_lines(page: str, site: str = "") -> list[Line]:
    """The segments of a path, without languages and endings; an empty path is home.

    >>> path_lines("/de/l%C3%B6sungen/f%C3%BCr-die-industrie.html")
    [('loesungen',), ('fuer', 'industrie')]
    """
    segments = _ENDING.sub("", unquote(page)).strip("/").split("/")
    if _LOCALE.fullmatch(segments[0]):
        segments = segments[1:]
    return [line for segment in segments if (line := _line(segment, site))] or [("home",)]


def title_lines(title: str, site: str = "") -> list[Line]:
    """The parts of a title, as colons, question marks and separators divide it; the site's folded name becomes "us".

    >>> title_lines("Pumps: why Acme Pumps?", "acme pumps")
    [('pumps',), ('why', 'us')]
    """
    return [line for part in _BREAK.split(title) if (line := _line(part, site))]


def _line(text: str, site: str) -> Line:
    """The words of a text without fillers; the site's name, at the end also its first word, becomes "us"."""
    plain = fold(text)
    if site:
        plain = f" {plain} ".replace(f" {site} ", " us ").rstrip()
        first = " " + site.split(maxsplit=1)[0]
        plain = plain.removesuffix(first) + " us" if plain.endswith(first) else plain
    return tuple(word for word in plain.split() if word not in _FILLERS)


def site_suffix(titles: Iterable[str | None]) -> str | None:
    """The ending that most titles share, with its separator; None where fewer than three or less than half share one.

    >>> site_suffix(["Pricing | Acme", "Demo | Acme", "Blog | Acme", "Acme"])
    ' | Acme'
    >>> site_suffix(["Pricing", "Demo", "Blog"]) is None
    True
    """
    told = {title for title in titles if title}
    tails = Counter(title[found.start() :] for title in told for found in _SEPARATOR.finditer(title))
    shared = [tail for tail, times in tails.items() if times >= _FEWEST_TITLES and times > len(told) / 2]
    return max(shared, key=len, default=None)
