"""The team's library of insights: what it holds, what is missing for deals that wait, and what came of each."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ibis.expr.types import Table

from headway.answers.insights import insights as standing
from headway.asking.deals import named_deals
from headway.asking.inputs import tell
from headway.asking.outcomes import gains
from headway.asking.overruling import seen_deal
from headway.asking.viewer import Reach, Viewer, seen_deals
from headway.errors import SettingsError, UnknownKey
from headway.measures.overrides import standing_inputs
from headway.sources.functions import function_words
from headway.sources.words import JOBS, KINDS
from headway.store.reading import Reading

MOST = 200
# So many gains are shown as what an insight could be made of, the newest.
MOST_GAINS = 5
Row = dict[str, Any]


@dataclass(frozen=True)
class Insight:
    """One claim about the customer's business, and what became of giving it."""

    facts: Row
    record: Row | None
    is_due: bool
    is_own: bool


@dataclass(frozen=True)
class Gap:
    """A job that deals wait at and that the library has nothing for: a teaching task."""

    job: str
    deals: int
    seeds: tuple[Row, ...]


@dataclass(frozen=True)
class Library:
    """The insights, newest first, what is missing, and gains of customers that one could be made of."""

    insights: tuple[Insight, ...]
    gaps: tuple[Gap, ...]
    gains: tuple[Row, ...] = ()


def library(opened: Reading, viewer: Viewer) -> Library:
    """What the library holds this minute, and which jobs of the viewer's deals it has nothing for."""
    rows = standing(standing_inputs(opened.inputs("insight"))).to_pylist()[::-1]
    if "insight_records" not in opened.pin.versions:
        return Library(tuple(_insight(row, {}, opened.pin.moment.date(), viewer) for row in rows), ())
    records = {row["insight_id"]: row for row in opened.whole("insight_records")}
    found = tuple(_insight(row, records, opened.pin.moment.date(), viewer) for row in rows[:MOST])
    return Library(found, tuple(_gaps(opened, viewer, {row["job"] for row in rows})), tuple(_gains(opened, viewer)))


def _gains(opened: Reading, viewer: Viewer) -> list[Row]:
    """What customers have confirmed they got, on deals within reach: the newest first."""
    came = [row for row in gains(opened) if row["got"] in ("all", "part")]
    seen = named_deals(opened, Reach.of(opened, viewer), {row["deal_id"] for row in came}) if came else {}
    near = [row for row in came if row["deal_id"] in seen]
    return sorted(near, key=lambda row: (row["confirmed_on"], row["outcome_id"]), reverse=True)[:MOST_GAINS]


def _insight(row: Row, records: Mapping[str, Row], today: date, viewer: Viewer) -> Insight:
    is_own = viewer.may_undo(row["owner"])
    return Insight(row, records.get(row["insight_id"]), row["review_on"] < today, is_own)


def _gaps(opened: Reading, viewer: Viewer, held: set[str]) -> list[Gap]:
    """Jobs without any insight, at which deals of the viewer are stuck: most deals first."""
    reach = Reach.of(opened, viewer)
    counted = opened.asked(("insight gaps", reach.shape), lambda: _stuck(opened, reach), reach.values)
    stuck = {row["stuck_job"]: row["deals"] for row in counted}
    seeds: dict[str, list[Row]] = {}
    for row in sorted(opened.whole("insight_seeds"), key=lambda row: (row["job"], row["place"])):
        seeds.setdefault(row["job"], []).append(row)
    gaps = [Gap(job, many, tuple(seeds.get(job, ()))) for job, many in stuck.items() if job not in held]
    return sorted(gaps, key=lambda gap: (-gap.deals, JOBS.index(gap.job)))


def _stuck(opened: Reading, reach: Reach) -> Table:
    """How many deals within reach are stuck at each job."""
    rows = opened.table("listed_dialogues")
    first = seen_deals(opened, reach, rows.filter(rows.stuck_job.notnull()))
    return first.group_by("stuck_job").agg(deals=first.count())


def put_in(opened: Reading, viewer: Viewer, form: Mapping[str, str]) -> str:
    """Put an insight into the library; returns the id by which it is undone.

    Raises:
        SettingsError: it lacks its claim, evidence, job or day of review, or names what there is not.
    """
    told = {name: form.get(name, "").strip() for name in ("claim", "evidence", "job", "review_on", "function", "kind")}
    if not all(told[name] for name in ("claim", "evidence", "job", "review_on")):
        raise SettingsError("Say what the insight claims, what shows it, for which job, and when to look again.")
    if told["job"] not in JOBS or told["kind"] not in ("", *KINDS) or told["function"] not in ("", *function_words()):
        raise SettingsError("There is no such job, kind of sale or function. Go back and choose one from the list.")
    return tell(opened, viewer, "insight", {name: value for name, value in told.items() if value})


def give(opened: Reading, viewer: Viewer, deal_id: str, insight_id: str) -> str:
    """Say that an insight was given to the buying group of a deal; returns the id by which that is undone.

    Raises:
        UnknownKey: there is no such deal or insight, or the viewer may not see the deal.
    """
    seen_deal(opened, viewer, deal_id)
    if insight_id not in standing(standing_inputs(opened.inputs("insight")))["insight_id"].to_pylist():
        raise UnknownKey("There is no such insight in the library. Go back to the deal to see which one is offered.")
    return tell(opened, viewer, "insight_given", {"deal_id": deal_id, "insight_id": insight_id})
