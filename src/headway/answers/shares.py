"""How much of a journey is behind the customer before we first talk (S3): per deal, overall, over time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from math import sqrt
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from ibis.expr.types import Table

from headway.learn.filter import FilterPriors, Floats, Ints, SeenWeeks, standings
from headway.learn.weeks import (
    ENDING,
    SILENCE_ENDS_AFTER_WEEKS,
    WEEKS,
    Panel,
    begun,
    coded,
    monday_of,
    panel,
    silences,
    tracked_shares,
)
from headway.sources.priors import priors
from headway.sources.words import JOBS

DIALOGUE, CLOSING = "dialogue", "closing"
MEASURES = ("time_share", "activity_share", "progress_share")
# Fewer deals than this say nothing of a mean, let alone of a difference.
LEAST_DEALS = 10
# Of a mean as many standard errors to either side as hold it 19 times in 20.
NINETEEN_IN_TWENTY = 1.96

_SCHEMA = pa.schema(
    [
        ("account_id", pa.string()),
        ("deal_id", pa.string()),
        ("begun_on", pa.date32()),
        ("first_dialogue_on", pa.date32()),
        ("why", pa.string()),
        *((name, pa.float64()) for name in MEASURES),
    ]
)
_SUMMARY_SCHEMA = pa.schema(
    [
        ("measure", pa.string()),
        ("part", pa.string()),
        ("quarter", pa.date32()),
        ("deals", pa.int64()),
        ("began_before_tracking", pa.int64()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("verdict", pa.string()),
    ]
)


def deal_weeks(presences: Table, touchpoints: Table, deals: Table, deal_needs: Table, moment: Table) -> Table:
    """One week of the customer's way to one deal: a buying job touched, a dialogue on the deal, an ending before it.

    Dialogues that the CRM ties to another deal do not count. Columns: `account_id`, `deal_id`, `week`, `age` (weeks
    before the moment's), `job` (a buying job, `dialogue`, `ending`: an earlier deal of the account ended; `closing`:
    this one did), `acts`, `weight`, `presence` (0-1).
    """
    placed = deal_needs.select("deal_id", "journey_id", "is_main")
    own = deals.select("deal_id", "account_id", "opened_at", "closed_at").join(placed, "deal_id").cross_join(moment)
    own = own.mutate(until=ibis.coalesce(own.closed_at, own.moment).truncate("W").date())
    read = presences.filter(presences.job.isin(JOBS)).select("journey_id", "week", "job", "weight", "presence", "acts")
    seen = own.join(read, "journey_id").filter(lambda t: t.week <= t.until)
    talks = touchpoints.select("account_id", talk_deal="deal_id", week=touchpoints.happened_at.truncate("W").date())
    talked = own.join(talks, "account_id").filter(
        lambda t: (t.talk_deal.fill_null(t.deal_id) == t.deal_id) & (t.week <= t.until)
    )
    others = deals.filter(deals.closed_at.notnull()).select("account_id", ended_at="closed_at")
    ended = own.join(others, "account_id").filter(lambda t: t.is_main & (t.ended_at < t.opened_at))
    closed = own.filter(own.closed_at.notnull())
    rows = ibis.union(
        _rows(seen, seen.week, seen.job, seen.acts, seen.weight, seen.presence.fill_null(1.0)),
        *(
            _rows(mark, week, ibis.literal(word), ibis.literal(0), ibis.literal(0.0), ibis.literal(0.0)).distinct()
            for mark, week, word in (
                (talked, talked.week, DIALOGUE),
                (ended, ended.ended_at.truncate("W").date(), ENDING),
                (closed, closed.until, CLOSING),
            )
        ),
    )
    return rows.filter(rows.age >= 0, rows.age < WEEKS)


def _rows(
    of: Table, week: ibis.Value, job: ibis.Value, acts: ibis.Value, weight: ibis.Value, presence: ibis.Value
) -> Table:
    age = of.moment.truncate("W").date().delta(week, unit="day") // 7
    return of.select(
        "account_id",
        "deal_id",
        week=week,
        age=age.cast("int64"),
        job=job,
        acts=acts.cast("int64"),
        weight=weight,
        presence=presence,
    )


def deal_journeys(deal_weeks: pa.RecordBatch, tracking_weeks: pa.Table, moment: pa.Table) -> pa.RecordBatch:
    """One deal of the last two years: since when its journey is seen, and how much of it came before we first talked.

    All three shares are lower bounds: what the customer did elsewhere, nobody sees. Columns: `account_id`, `deal_id`,
    `begun_on` (Monday; null: nothing seen), `first_dialogue_on` (Monday of its week; null: none in this journey), `why`
    (`told`; or why nothing is: `nothing_seen`, `no_dialogue`, `began_before_tracking`: censored, the shares are then
    lower still), `time_share` (0-1, of the weeks from begin to closing; null: still open), `activity_share` (0-1, of
    the customer's acts up to then), `progress_share` (0-1, how far the journey was when the week of the first dialogue
    began, by the filter). Method: `headway.learn.filter` up to that week.
    """
    rows = pa.Table.from_batches([deal_weeks])
    if rows.num_rows == 0:
        return pa.RecordBatch.from_pylist([], schema=_SCHEMA)
    monday = monday_of(moment)
    found, tracked = _way(rows), tracked_shares(tracking_weeks, monday)
    first = begun(found.panel, tracked)
    # Who is first seen in the week of a dialogue or after it began with that dialogue, as far as anybody can see.
    talked = found.first_dialogue(first)
    is_told = (first >= 0) & (talked < WEEKS)
    before = np.where(is_told, np.maximum(talked, 0), 0)
    stood = standings(_until(found.panel.seen, before), tracked, FilterPriors.of(priors()["filter"]))
    progress = stood.done @ np.array(priors()["jobs"]["share"]) * (first < before)
    spent = np.where(found.closed < WEEKS, found.closed + 1 - first, 0)
    columns = {
        "account_id": found.panel.accounts,
        "deal_id": found.panel.ids,
        "begun_on": [_day(monday, week) for week in np.where(first >= 0, first, WEEKS)],
        "first_dialogue_on": [_day(monday, week) for week in talked],
        "why": _why(found, first, talked, tracked),
        "time_share": _share(np.maximum(talked - first, 0), spent, is_told & (spent > 0)),
        "activity_share": _share(*found.acts(first, talked), is_told),
        "progress_share": _share(progress, np.ones(len(first)), is_told),
    }
    return pa.RecordBatch.from_pydict(columns, _SCHEMA)


@dataclass(frozen=True)
class _Way:
    """The weeks of N deals, and beside them their dialogues and closings; M rows of a batch."""

    panel: Panel
    deal: Ints  # (M,)
    week: Ints  # (M,)
    counted: Floats  # (M,) acts of a row
    is_dialogue: np.ndarray
    closed: Ints  # (N,) the week of closing; WEEKS where open

    def first_dialogue(self, first: Ints) -> Ints:
        """The week of each deal's first dialogue since its journey began; WEEKS where none is: (N,)."""
        counts = self.is_dialogue & (self.week >= first[self.deal])
        talked = np.full(len(first), WEEKS)
        np.minimum.at(talked, self.deal[counts], self.week[counts])
        return talked

    def acts(self, first: Ints, until: Ints) -> tuple[Floats, Floats]:
        """Acts of each deal's customer from its first week up to another, and all of them."""
        live = self.counted * (self.week >= first[self.deal])
        before = live * (self.week < until[self.deal])
        return tuple(np.bincount(self.deal, each, len(first)) for each in (before, live))  # type: ignore[return-value]


def _way(rows: pa.Table) -> _Way:
    jobs = pa.compute.is_in(rows["job"], pa.array([DIALOGUE, CLOSING]))
    ids, accounts, deal = coded(rows, "deal_id")
    week = WEEKS - 1 - rows["age"].to_numpy()
    kinds = rows["job"].to_numpy()
    closed = np.full(len(ids), WEEKS)
    closed[deal[kinds == CLOSING]] = week[kinds == CLOSING]
    marked = rows.append_column("at", pa.array(deal)).filter(pa.compute.invert(jobs))
    return _Way(_panel(marked, ids, accounts, closed), deal, week, rows["acts"].to_numpy(), kinds == DIALOGUE, closed)


def _panel(rows: pa.Table, ids: list[str], accounts: list[str], closed: Ints) -> Panel:
    """The panel of those deals, also of those that have no row in it."""
    part = panel(rows, "deal_id", JOBS) if rows.num_rows else None
    until = np.minimum(closed + 1, WEEKS)
    if part is None:
        none = np.zeros(0, np.int64)
        empty = SeenWeeks(none, none, np.zeros((0, len(JOBS))), none > 0, until)
        return Panel(ids, accounts, empty, np.zeros((0, len(JOBS))))
    place = np.searchsorted(np.array(ids, dtype=object), np.array(part.ids, dtype=object))
    seen = part.seen
    moved = SeenWeeks(place[seen.journey], seen.week, seen.present, seen.ended, until)
    return Panel(ids, accounts, moved, part.strength)


def _until(seen: SeenWeeks, until: Ints) -> SeenWeeks:
    """The same journeys, each only up to a week."""
    rows = seen.week < until[seen.journey]
    return SeenWeeks(seen.journey[rows], seen.week[rows], seen.present[rows], seen.ended[rows], until)


def _why(found: _Way, first: Ints, talked: Ints, tracked: Floats) -> list[str]:
    silent = silences(tracked)
    could_be_older = (found.panel.last_ended < 0) & (silent[np.maximum(first, 0)] < SILENCE_ENDS_AFTER_WEEKS)
    why = np.select(
        [first < 0, talked >= WEEKS, could_be_older],
        ["nothing_seen", "no_dialogue", "began_before_tracking"],
        "told",
    )
    return [str(word) for word in why]


def _day(monday: date, week: int) -> date | None:
    return None if week >= WEEKS else monday - timedelta(weeks=WEEKS - 1 - int(week))


def _share(part: Floats, whole: Floats, is_told: np.ndarray) -> pa.Array:
    share = np.clip(part / np.maximum(whole, 1e-12), 0.0, 1.0)
    return pa.array(share, pa.float64(), mask=~is_told | (whole <= 0))


def share_before(deal_journeys: Table, deals: Table) -> Table:
    """How much of its journey one deal's customer had behind it when we first talked; lower bounds all.

    Columns: `deal_id`, `account_id`, `status` (open, won, lost), `quarter` (its first day, by closing; null: open),
    `begun_on`, `first_dialogue_on`, `why` (`told`, or why not), `time_share`, `activity_share`, `progress_share` (0-1).
    """
    facts = deals.select("deal_id", "status", quarter=deals.closed_at.truncate("Q").date())
    return deal_journeys.join(facts, "deal_id").select(
        "deal_id", "account_id", "status", "quarter", "begun_on", "first_dialogue_on", "why", *MEASURES
    )


def share_before_summary(share_before: pa.Table) -> pa.Table:
    """One figure on the share of the journey before our first dialogue, over deals that closed.

    Journeys that may have begun before tracking did are left out and counted. Columns: `measure` (`time_share`,
    `activity_share`, `progress_share`), `part` (`all`, `quarter`, `won`, `lost`; `won_less_lost`: the difference;
    `per_quarter`: the change from one quarter to the next), `quarter` (its first day; null but for `quarter`), `deals`,
    `began_before_tracking` (deals left out), `value` (0-1 mean, or difference; null: fewer than ten deals), `low`,
    `high` (where it lies 19 times in 20), `verdict` (of a difference or change: `more`, `less`, `cannot_tell`).
    """
    rows = [row for row in share_before.sort_by("deal_id").to_pylist() if row["quarter"] is not None]
    told = [row for row in rows if row["why"] == "told"]
    left_out = sum(row["why"] == "began_before_tracking" for row in rows)
    found = [figure for measure in MEASURES for figure in _figures(measure, told)] if told else []
    return pa.Table.from_pylist([{**one, "began_before_tracking": left_out} for one in found], _SUMMARY_SCHEMA)


def _figures(measure: str, told: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    rows = [row for row in told if row[measure] is not None]
    values = np.array([row[measure] for row in rows])
    quarters = np.array([4 * row["quarter"].year + row["quarter"].month // 3 for row in rows], float)
    is_won = np.array([row["status"] == "won" for row in rows], bool)
    parts = {"all": np.ones(len(rows), bool), "won": is_won, "lost": ~is_won}
    for part, chosen in parts.items():
        yield {"measure": measure, "part": part, **_mean(values[chosen])}
    for quarter in sorted({row["quarter"] for row in rows}):
        chosen = np.array([row["quarter"] == quarter for row in rows])
        yield {"measure": measure, "part": "quarter", "quarter": quarter, **_mean(values[chosen])}
    yield {"measure": measure, "part": "won_less_lost", **_difference(values[is_won], values[~is_won])}
    yield {"measure": measure, "part": "per_quarter", **_slope(quarters, values)}


def _mean(values: Floats) -> dict[str, Any]:
    if len(values) < LEAST_DEALS:
        return {"deals": len(values)}
    return _between(len(values), float(values.mean()), _error(values))


def _difference(one: Floats, other: Floats) -> dict[str, Any]:
    """Of two means; Welch 1947."""
    deals = len(one) + len(other)
    if min(len(one), len(other)) < LEAST_DEALS:
        return {"deals": deals, "verdict": "cannot_tell"}
    error = sqrt(_error(one) ** 2 + _error(other) ** 2)
    return _judged(_between(deals, float(one.mean() - other.mean()), error))


def _slope(quarters: Floats, values: Floats) -> dict[str, Any]:
    """By least squares over deals, from one quarter to the next."""
    if len(values) < LEAST_DEALS or len(set(quarters)) < 3:  # noqa: PLR2004 -- two quarters are no trend
        return {"deals": len(values), "verdict": "cannot_tell"}
    away = quarters - quarters.mean()
    slope = float(away @ values / (away @ away))
    rest = values - values.mean() - slope * away
    return _judged(_between(len(values), slope, sqrt(float(rest @ rest) / (len(values) - 2) / float(away @ away))))


def _error(values: Floats) -> float:
    return float(values.std(ddof=1) / sqrt(len(values)))


def _between(deals: int, value: float, error: float) -> dict[str, Any]:
    return {
        "deals": deals,
        "value": value,
        "low": value - NINETEEN_IN_TWENTY * error,
        "high": value + NINETEEN_IN_TWENTY * error,
    }


def _judged(figure: dict[str, Any]) -> dict[str, Any]:
    verdict = "more" if figure["low"] > 0 else "less" if figure["high"] < 0 else "cannot_tell"
    return {**figure, "verdict": verdict}
