"""Which buying job each page of our sites serves, how we know, and what people of ours have said since."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ibis
from ibis.expr.types import Table

from headway.asking.inputs import standing_overrides, tell
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.sources.topics import PLACES
from headway.store.questions import Value, every, told, told_each, told_number
from headway.store.reading import Reading

PAGES_A_PAGE = 50
ONLY = ("unplaced", "guessed", "ours")
# From which confidence on a place is called sure, and fairly sure; below it is a guess.
SURE_FROM, FAIR_FROM = 0.8, 0.5


@dataclass(frozen=True)
class Wanted:
    """Which pages are asked for; empty words ask for all, those nobody has placed first."""

    only: str = ""
    q: str = ""
    page: int = 1

    @classmethod
    def of(cls, told: Mapping[str, str]) -> "Wanted":
        """What an address says; words nobody knows count as not said."""
        only, page = told.get("only", ""), told.get("page", "")
        number = min(int(page), 10_000) if page.isdecimal() and page.isascii() else 1
        return cls(only if only in ONLY else "", told.get("q", "").strip()[:100], max(1, number))


@dataclass(frozen=True)
class Said:
    """What people of ours say of pages: as the build holds it, and as it stands now; both by page."""

    built: dict[str, dict[str, Any]]
    now: dict[str, dict[str, Any]]

    @classmethod
    def of(cls, opened: Reading) -> "Said":
        """Read both."""
        now = standing_overrides(opened, "page")
        built = (row for row in opened.whole("overrides") if row["kind"] == "page")
        return cls({row["key"]: row for row in built}, {row["key"]: row for row in now})

    def pages(self) -> list[str]:
        """Pages that somebody has spoken of; never empty, as an engine knows no list of nothing."""
        return ["", *sorted({*self.built, *self.now})]


@dataclass(frozen=True)
class Page:
    """One page: the job it counts for now, how sure that is, and what has been said since the build."""

    page: str
    title: str | None
    job: str | None
    views: int
    basis: str
    sure: str
    said: str | None
    who: str | None
    input_id: str | None
    is_taken_back: bool

    @property
    def chosen(self) -> str | None:
        """The job it will count for with the next build."""
        return self.said or self.job

    @property
    def is_pending(self) -> bool:
        """Whether the next build will change it."""
        return self.is_taken_back or (self.said is not None and self.said != self.job)


@dataclass(frozen=True)
class Pages:
    """A page of pages, and how many of all views are placed."""

    rows: tuple[Page, ...]
    found: int
    number: int
    is_last: bool
    views: dict[str, int]
    pending: int

    @property
    def all_views(self) -> int:
        """Views of all pages."""
        return sum(self.views.values())

    @property
    def placed_percent(self) -> int:
        """How many of a hundred views fall on a page that a buying job, or the word that it has none, is known of."""
        known = self.views["job"] + self.views["none"]
        return round(100 * known / self.all_views) if self.all_views else 0


def pages(opened: Reading, wanted: Wanted) -> Pages:
    """The pages asked for: unplaced ones first, then by views."""
    said = Said.of(opened)
    spoken = said.pages()
    shape = ("pages", wanted.only, bool(wanted.q), len(spoken) if wanted.only == "ours" else 0)
    skipped = (wanted.page - 1) * PAGES_A_PAGE
    values: dict[str, Value] = {"word": wanted.q.lower(), **every("page", spoken), "skipped": skipped}
    shown = opened.asked(shape, lambda: _first(_narrowed(opened.table("pages"), wanted, len(spoken))), values)
    (found,) = opened.asked(
        (*shape, "counted"), lambda: _counted(_narrowed(opened.table("pages"), wanted, len(spoken))), values
    )
    return Pages(
        rows=tuple(_page(row, said) for row in shown[:PAGES_A_PAGE]),
        found=found["pages"],
        number=wanted.page,
        is_last=len(shown) <= PAGES_A_PAGE,
        views=_views(opened),
        pending=sum(_page(row, said).is_pending for row in opened.where("pages", page=spoken)),
    )


def page(opened: Reading, path: str) -> Page:
    """One page.

    Raises:
        UnknownKey: nobody has seen such a page.
    """
    rows = opened.where("pages", page=path)
    if not rows:
        raise UnknownKey("No such page has been seen. Look for it in the list of pages.")
    return _page(rows[0], Said.of(opened))


def place(opened: Reading, viewer: Viewer, path: str, job: str) -> str:
    """Say which job a page serves; counts from the next build, and returns the input's id.

    Raises:
        UnknownKey: nobody has seen such a page.
        SettingsError: it is no buying job.
    """
    if job not in PLACES:
        raise SettingsError(f"'{job[:40]}' is no buying job. Choose one of: {', '.join(PLACES)}.")
    return tell(opened, viewer, "page", {"page": page(opened, path).page, "job": job})


def _narrowed(rows: Table, wanted: Wanted, spoken: int) -> Table:
    if wanted.q:
        words = rows.page.lower() + " " + rows.title.fill_null("").lower()
        rows = rows.filter(words.contains(told("word")))
    if wanted.only == "unplaced":
        return rows.filter(rows.job.isnull())
    if wanted.only == "guessed":
        return rows.filter(rows.job.notnull() & (rows.confidence < FAIR_FROM))
    if wanted.only == "ours":
        return rows.filter((rows.basis == "company") | rows.page.isin(told_each("page", spoken)))
    return rows


def _first(rows: Table) -> Table:
    order = [rows.job.isnull().desc(), rows.views.desc(), rows.page]
    return rows.order_by(order).limit(PAGES_A_PAGE + 1, offset=told_number("skipped"))


def _counted(rows: Table) -> Table:
    return rows.agg(pages=rows.count())


def _views(opened: Reading) -> dict[str, int]:
    """All views by where they fall: on a job, on none, on a page nobody placed."""

    def fallen() -> Table:
        rows = opened.table("pages")
        where = ibis.cases((rows.job.isnull(), "unplaced"), (rows.job == "none", "none"), else_="job")
        return rows.group_by(where=where).agg(views=rows.views.sum())

    return {"job": 0, "none": 0, "unplaced": 0} | {row["where"]: row["views"] for row in opened.once("views", fallen)}


def _page(row: dict[str, Any], said: Said) -> Page:
    told = said.now.get(row["page"], {})
    return Page(
        page=row["page"],
        title=row["title"],
        job=row["job"],
        views=row["views"],
        basis=row["basis"],
        sure=_sure(row),
        said=told.get("value"),
        who=told.get("who"),
        input_id=told.get("input_id"),
        is_taken_back=row["page"] in said.built and not told,
    )


def _sure(row: dict[str, Any]) -> str:
    """How surely the job is right: company, high, fair, guess, or cannot_tell."""
    if row["basis"] == "company":
        return "company"
    if row["job"] is None:
        return "cannot_tell"
    return "high" if row["confidence"] >= SURE_FROM else "fair" if row["confidence"] >= FAIR_FROM else "guess"
