"""Which buying job each page of our sites serves."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.company import Floats, Ints, Labels, both, likeness, own_words, told_by_company, told_by_shelf
from headway.sources.agents import BOTS
from headway.sources.folding import fold, title_lines
from headway.sources.sums import exact_sum
from headway.sources.topics import PLACES, RULES, Topic, site_suffix

# Silence that ends a visit, as in `visits`: what is read in one go is read for one job, as likely as not.
SPELL_ENDS_AFTER_SECONDS = 30 * 60
# So many pages of a spell count, those seen first: a visitor who reads everything says little of any page.
PAGES_OF_A_SPELL = 30
# Pages seen most, to which what is learned from company is held: their number squared must fit one machine.
PAGES_LEARNED = 2000
# From so many spells on a page's company is believed, and from such a confidence on it alone places a page.
SPELLS_BELIEVED = 5.0
PLACED_FROM = 0.25
# Fewer pages that words have placed teach nothing about the others.
PAGES_TO_LEARN_FROM = 12
COMPANIONS_NAMED = 2
# One title on more pages than this is the site's, not the page's.
PAGES_OF_A_TITLE = 3
COMPANY = "company"


def agents(web_events: Table) -> Table:
    """One user agent as browsers and programs give it.

    A table of its own, for engines would else ask each event whether it is a program's.
    Columns: `agent`, `is_program`.
    """
    seen = web_events.filter(web_events.agent.notnull()).select("agent").distinct()
    return seen.mutate(is_program=seen.agent.lower().re_search(BOTS))


def bot_visitors(web_events: Table, agents: Table) -> Table:
    """One visitor that said of itself, at least once, that it is a program.

    Columns: `visitor_id`.
    """
    seen = web_events.filter(web_events.visitor_id.notnull())
    return seen.semi_join(agents.filter(agents.is_program), "agent").select("visitor_id").distinct()


def page_views(web_events: Table, bot_visitors: Table) -> Table:
    """One page of our sites as people, not programs, saw it.

    Columns: `page`, `title` (the one seen most), `views`.
    """
    seen = web_events.filter(web_events.page.notnull()).anti_join(bot_visitors, "visitor_id")
    titled = seen.group_by(["page", "title"]).agg(views=(seen.kind != "track").ifelse(1, 0).sum())
    best = ibis.window(group_by=titled.page, order_by=[titled.title.isnull(), titled.views.desc(), titled.title])
    titled = titled.mutate(place=ibis.row_number().over(best), all_views=titled.views.sum().over(group_by=titled.page))
    return titled.filter(titled.place == 0).select("page", "title", views=titled.all_views)


def read_together(web_events: Table, bot_visitors: Table, page_views: Table) -> Table:
    """Two pages that the same visitors read in one visit.

    Each spell of a visitor (views at most half an hour apart) counts one to every page of it, shared out among those it
    was read with. Columns: `page`, `other` (the later by the alphabet), `spells`.
    """
    ranked = page_views.mutate(
        place=ibis.row_number().over(order_by=[page_views.views.desc(), page_views.page])
    ).filter(lambda t: t.place < PAGES_LEARNED)
    views = web_events.filter(web_events.kind != "track", web_events.visitor_id.notnull())
    views = views.semi_join(ranked, "page").anti_join(bot_visitors, "visitor_id")
    views = views.select("visitor_id", "page", second=views.happened_at.truncate("s").epoch_seconds())
    gap = views.second - views.second.lag().over(group_by=views.visitor_id, order_by=views.second)
    begun = views.mutate(begins=(gap.isnull() | (gap > SPELL_ENDS_AFTER_SECONDS)).ifelse(1, 0))
    so_far = ibis.range_window(group_by=begun.visitor_id, order_by=begun.second, preceding=None, following=0)
    spelled = begun.mutate(spell=begun.begins.sum().over(so_far))
    seen = spelled.group_by(["visitor_id", "spell", "page"]).agg(second=spelled.second.min())
    spell = ibis.window(group_by=[seen.visitor_id, seen.spell])
    first = ibis.window(group_by=[seen.visitor_id, seen.spell], order_by=[seen.second, seen.page])
    seen = seen.mutate(pages=seen.page.count().over(spell), place=ibis.row_number().over(first))
    seen = seen.filter(seen.pages > 1, seen.place < PAGES_OF_A_SPELL)
    seen = seen.select("visitor_id", "spell", "page", share=1.0 / (ibis.least(seen.pages, PAGES_OF_A_SPELL) - 1))
    others = seen.select("visitor_id", "spell", other="page")
    pairs = seen.join(others, ["visitor_id", "spell"]).filter(lambda t: t.page < t.other)
    return pairs.group_by(["page", "other"]).agg(spells=exact_sum(pairs.share))


def pages(page_views: pa.Table, page_rules: pa.Table, overrides: pa.Table, read_together: pa.Table) -> pa.Table:
    """One page, the buying job it serves, and how sure that is.

    The company's own word stands. Otherwise the words of a page speak for a job, and what the same visitors read around
    it bears them out, corrects them or, where they say nothing, places it together with the pages of its folder
    (`headway.learn.company`).

    Columns: `page`, `title`, `job` (null: nothing places it; `none`: it serves
    no job), `weight` (0-1, how much a view says), `confidence` (share), `views`, `basis` (the rule and word, the pages
    it is read together with, or `company`).
    """
    seen = page_views.sort_by("page").to_pylist()
    suffix = site_suffix([row["title"] for row in seen if row["title"]])
    worded = [RULES.topic(row["page"], row["title"] or None, suffix) for row in seen]
    own = _own(page_rules, overrides)
    named = [_company(*own[row["page"]]) if row["page"] in own else t for row, t in zip(seen, worded, strict=True)]
    topics = named if len(read_together) == 0 else _with_company(seen, named, read_together)
    rows = [
        {**row, "job": t.job, "weight": t.weight, "confidence": t.confidence, "basis": t.because}
        for row, t in zip(seen, topics, strict=True)
    ]
    kinds = {"views": pa.int64(), "weight": pa.float64(), "confidence": pa.float64()}
    names = ("page", "title", "job", "weight", "confidence", "views", "basis")
    return pa.Table.from_pylist(rows, pa.schema([(name, kinds.get(name, pa.string())) for name in names]))


def _own(page_rules: pa.Table, overrides: pa.Table) -> dict[str, tuple[str, float | None]]:
    """The company's own word on pages: what its people told last, else what its file says."""
    own = {row["page"]: (row["job"], row["weight"]) for row in page_rules.to_pylist()}
    return own | {row["key"]: (row["value"], None) for row in overrides.to_pylist() if row["kind"] == "page"}


def _company(job: str, weight: float | None) -> Topic:
    return Topic(job, 0.0 if job == "none" else 1.0 if weight is None else weight, 1.0, COMPANY)


class _Learned(NamedTuple):
    """What is learned of N pages from their readers."""

    pages: list[str]
    topics: list[Topic]
    spells: Floats  # (N,) in which each was read together with others
    alike: Floats  # (N, N)
    chances: Floats  # (N, K) of each place, by words and company


def _with_company(seen: list[dict[str, str]], named: list[Topic], read_together: pa.Table) -> list[Topic]:
    """Each page's topic, as what its readers read around it bears out, corrects or supplies what its words say."""
    met = {*read_together["page"].to_pylist(), *read_together["other"].to_pylist()}
    among = [place for place, row in enumerate(seen) if row["page"] in met]
    learned = _learned([seen[place] for place in among], [named[place] for place in among], read_together)
    if learned is None:
        return named
    told = dict(zip(among, (_told(learned, row) for row in range(len(among))), strict=True))
    return [told.get(place, topic) for place, topic in enumerate(named)]


def _learned(seen: list[dict[str, str]], named: list[Topic], read_together: pa.Table) -> _Learned | None:
    """What readers say of these pages; None where words say too little to begin with."""
    pages = [row["page"] for row in seen]
    labels = _labels(pages, named)
    if len(labels.known) < PAGES_TO_LEARN_FROM or len(set(labels.kind[labels.known])) == 1:
        return None
    same = _same_title(_title_words([row["title"] for row in seen]))
    met = same @ _met(pages, read_together) @ same
    alike = likeness(met)
    company = told_by_company(alike, labels)
    own = own_words(labels)
    unnamed = labels.sure == 0
    own[unnamed] = told_by_shelf(both(own, company, labels.prior), _shelves(pages), labels.prior)[unnamed]
    return _Learned(pages, named, met.sum(axis=1), alike, both(own, company, labels.prior))


def _labels(pages: list[str], named: list[Topic]) -> Labels:
    """What words say of each page; pages placed by one word of one rule may be misplaced together."""
    words = [
        page if topic.because == COMPANY else topic.because.rpartition(" in ")[0]
        for topic, page in zip(named, pages, strict=True)
    ]
    _, group = np.unique(words, return_inverse=True)
    kind = np.array([PLACES.index(topic.job or "none") for topic in named])
    return Labels(kind, np.array([topic.confidence for topic in named]), group, len(PLACES))


def _shelves(pages: list[str]) -> Ints:
    """(N,) the folder each page lies in; what lies in none is alone."""
    folders = [page.rstrip("/").rpartition("/")[0] or page for page in pages]
    _, shelf = np.unique(folders, return_inverse=True)
    return shelf


def _met(pages: list[str], read_together: pa.Table) -> Floats:
    """(N, N) spells in which two pages were read together."""
    place = {page: number for number, page in enumerate(pages)}
    left, right = ([place[page] for page in read_together[name].to_pylist()] for name in ("page", "other"))
    met = np.zeros((len(pages), len(pages)))
    met[left, right] = met[right, left] = read_together["spells"].to_numpy()
    return met


def _title_words(titles: Sequence[str | None]) -> list[str | None]:
    """Each title's words in order, without the site's name, so that another way to write it is no other page."""
    suffix = site_suffix(titles)
    site = fold(suffix or "")
    lines = [title_lines((title or "").removesuffix(suffix or ""), site) for title in titles]
    return [" ".join(word for line in told for word in line if word != "us") or None for told in lines]


def _same_title(titles: list[str | None]) -> Floats:
    """(N, N) 1 for a page and itself, and for pages of one title: a relaunch has renamed the path, not the page."""
    places: dict[str, list[int]] = {}
    for place, title in enumerate(titles):
        if title:
            places.setdefault(title, []).append(place)
    same = np.eye(len(titles))
    for alike in places.values():
        if len(alike) <= PAGES_OF_A_TITLE:
            same[np.ix_(alike, alike)] = 1.0
    return same


def _told(learned: _Learned, row: int) -> Topic:
    """One page's topic; the company's own word stands, and so does what few readers could tell of."""
    topic = learned.topics[row]
    if topic.because == COMPANY or learned.spells[row] < SPELLS_BELIEVED:
        return topic
    best = int(learned.chances[row].argmax())
    # To the millionth: what another order of adding would change is cut off.
    job, sure = PLACES[best], round(float(learned.chances[row, best]), 6)
    if job == topic.job:
        return replace(topic, confidence=sure)
    near = _companions(learned, row, job)
    if (topic.job is None and sure < PLACED_FROM) or not near:
        return topic
    because = f"readers: read together with {' and '.join(near)}"
    return Topic(job, _usual_weight(job, learned.topics), sure, because)


def _usual_weight(job: str, topics: Sequence[Topic]) -> float:
    """How much a view of a page of this job says as a rule."""
    known = [topic for topic in topics if topic.job == job]
    sure = sum(topic.confidence for topic in known)
    return round(sum(topic.confidence * topic.weight for topic in known) / sure, 6) if sure else 0.0


def _companions(learned: _Learned, row: int, job: str) -> list[str]:
    """The pages of the job whose readers are most like this one's."""
    others = [other for other, topic in enumerate(learned.topics) if topic.job == job and other != row]
    nearest = sorted(others, key=lambda other: (-learned.alike[row, other], learned.pages[other]))
    return [learned.pages[other] for other in nearest[:COMPANIONS_NAMED]]
