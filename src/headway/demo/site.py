"""The vendor's site: its pages, and decks of cards to draw what a reader with one thing in mind opens.

A deck is a row of page numbers in which each page stands as often as such a reader wants it, so that a million pages
are drawn by a million whole numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from headway.demo.trade import told

CARDS = 256
_ANY = "any"


@dataclass(frozen=True)
class Page:
    """One page; ``job`` is what its reader is busy with, which no written file says."""

    path: str
    title: str
    job: str = "none"
    theme: str = _ANY
    language: str = "en"
    act: str = ""


class Site:
    """All pages, and a deck for each reader there is."""

    def __init__(self) -> None:
        """Read the pages and lay the decks of all jobs, themes and languages and of all habits."""
        text = told("site")
        self.host: str = text["host"]
        self.brand: str = text["brand"]
        self.jobs: list[str] = text["jobs"]
        self.themes: list[str] = text["themes"]
        self.languages: list[str] = text["languages"]
        self.pages = [Page(job=job, **page) for job in (*self.jobs, "none") for page in text[job]]
        self.number = {page.path: number for number, page in enumerate(self.pages)}
        self._decks: list[NDArray[np.int16]] = []
        self.needs = self._needs()
        self.habits = {habit: self.deck(paths) for habit, paths in text["habits"].items()}
        self.habits["bot"] = self.deck([page.path for page in self.pages])

    @property
    def decks(self) -> NDArray[np.int16]:
        """Page numbers by deck and card."""
        return np.stack(self._decks)

    def deck(self, paths: Sequence[str]) -> int:
        """Lay a deck of these pages, the first most wanted; its number."""
        weights = np.zeros(len(self.pages))
        weights[[self.number[path] for path in paths]] = np.linspace(1.5, 1.0, len(paths))
        return self._lay(weights)

    def _needs(self) -> NDArray[np.int64]:
        """Deck numbers by job, theme and language."""
        shape = len(self.jobs), len(self.themes), len(self.languages)
        keys = [(j, t, g) for j in self.jobs for t in self.themes for g in self.languages]
        return np.array([self._lay(self._wanted(*key)) for key in keys]).reshape(shape)

    def _wanted(self, job: str, theme: str, language: str) -> NDArray[np.float64]:
        return np.array([_weight(page, job, theme, language) for page in self.pages])

    def _lay(self, weights: NDArray[np.float64]) -> int:
        """Cards in proportion to the weights: the middle of each card's slice falls to one page."""
        bounds = np.cumsum(weights) / weights.sum()
        self._decks.append(np.searchsorted(bounds, (np.arange(CARDS) + 0.5) / CARDS).astype(np.int16))
        return len(self._decks) - 1


def _weight(page: Page, job: str, theme: str, language: str) -> float:
    """How much a reader wants a page: its own job and theme first, some wandering, and no foreign language."""
    if page.job == "none":
        return 1.0 if page.path == "/" else 0.06
    if page.theme not in {theme, _ANY} or page.language not in {language, "en"}:
        return 0.0
    own = 3.0 if page.language == language != "en" else 1.0
    if page.job != job:
        return 0.12 * own
    # Who reorders a part needs no guides: for the shop, the general pages count for little.
    return own * (6.0 if page.theme == theme else 0.8 if theme == "service" else 3.0)
