"""Which buying job each page of our sites serves."""

import ibis
import pyarrow as pa
from ibis.expr.types import Table

from headway.sources.agents import BOTS
from headway.sources.topics import RULES, site_suffix

_TEXT = ("page", "title", "job", "basis")


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


def pages(page_views: pa.Table, page_rules: pa.Table, overrides: pa.Table) -> pa.Table:
    """One page, the buying job it serves by our rules or by the company's own word, and how sure that is.

    Columns: `page`, `title`, `job` (null: nothing places it; `none`: it serves no job), `weight` (0-1, how much a view
    says), `confidence` (share), `views`, `basis` (the rule and word, or `company`).
    """
    own = {row["page"]: row for row in page_rules.to_pylist()}
    told = [row for row in overrides.to_pylist() if row["kind"] == "page"]
    own |= {row["key"]: {"job": row["value"], "weight": None} for row in told}
    suffix = site_suffix([title for title in page_views["title"].to_pylist() if title])
    rows = [_placed(row, own, suffix) for row in page_views.sort_by("page").to_pylist()]
    kinds = {"views": pa.int64(), "weight": pa.float64(), "confidence": pa.float64()}
    names = ("page", "title", "job", "weight", "confidence", "views", "basis")
    return pa.Table.from_pylist(rows, pa.schema([(name, kinds.get(name, pa.string())) for name in names]))


def _placed(row: dict[str, object], own: dict[str, dict[str, object]], suffix: str | None) -> dict[str, object]:
    page, title = str(row["page"]), row["title"]
    if page in own:
        job, weight = own[page]["job"], own[page]["weight"]
        if job == "none":
            weight = 0.0
        return {
            **row,
            "job": job,
            "weight": 1.0 if weight is None else weight,
            "confidence": 1.0,
            "basis": "company",
        }
    found = RULES.topic(page, str(title) if title else None, suffix)
    return {
        **row,
        "job": found.job,
        "weight": found.weight,
        "confidence": found.confidence,
        "basis": found.because,
    }
