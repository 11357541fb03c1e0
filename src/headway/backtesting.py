"""`headway backtest`: how good what we say has been at earlier moments, in plain counts first."""

import sys
from pathlib import Path
from typing import Annotated

import pyarrow as pa
import typer

from headway.asking.evidence import MEASURES, Evidence, evidence
from headway.asking.viewer import Viewer
from headway.errors import NotBuilt
from headway.store.builds import build
from headway.store.home import Build, Home
from headway.store.reading import Reading
from headway.terminal import as_text, out, steps

# Whoever runs commands on the home may see all of it.
EVERYBODY = Viewer("terminal", "reader")
RULES = {
    "learned": "Headway, learned from your purchases",
    "judgement": "Headway, by our own judgement alone",
    "boosted": "Headway, by branching rules",
    "base_rate": "at random",
    "page_views": "by page views",
    "choosing_views": "by views of prices, proof and choice",
    "points": "by points of marketing automation",
    "sellers_probability": "by the seller's own word",
    "naive_bayes": "by naive Bayes over what the CRM says, as open-source CRMs score",
    "ridge": "by plain weights learned from counts",
}
VERDICTS = {
    "yes": "Better than knowing nothing: yes.",
    "none": "No usable signal: what is said is no better than knowing nothing, so no chance is shown.",
    "cannot_tell": "No usable signal yet: better than knowing nothing or not, cannot be told. No chance is shown.",
    "few": "No usable signal yet: {wins} of {needed} purchases to learn from. Only an order is shown.",
}


def backtest(home: Annotated[Path, typer.Option("--home", help="The folder Headway keeps everything in.")]) -> None:
    """Ask every rule again at earlier moments with only what was known then, and say how good each was."""
    kept = Home(home)
    opened = Reading(kept, _judged(kept))
    found = evidence(opened, EVERYBODY)
    _print_counts(found)
    _print_ahead(found)
    _print_months(found)
    _print_measures(found)
    out.print(f"\n{_verdict(found)}", style="bold", markup=False)


def _judged(home: Home) -> Build:
    """The build that is shown, if it has judged itself; else one made now."""
    try:
        current = home.current
    except NotBuilt:
        current = None
    if current is not None and "evidence" in current.versions:
        return current
    with steps() as step:
        return build(home, None, step)


def _print_counts(found: Evidence) -> None:
    if not found.record:
        out.print("No earlier moment can be judged yet: it takes ten purchases, and then 90 days after a moment.")
        return
    out.print(
        f"Of the {found.named_each} named first at each of the last {found.moments} moments, four weeks apart, "
        "so many bought within 90 days:",
        style="bold",
    )
    for row in found.record:
        counts = f"{row.bought} of {row.named}; it may be {row.low} to {row.high} %"
        out.print(f"{row.percent:>4} %  {RULES[row.rule]} ({counts})", markup=False)


def _print_ahead(found: Evidence) -> None:
    if not found.ahead:
        return
    out.print(
        f"\nOf {found.ahead[0].purchases} purchases we talked about, so many were among the {found.named_each} named "
        "first of those without a deal, before that, and so many days before (the middle one):",
        style="bold",
    )
    for row in found.ahead:
        days = "" if row.days is None else f", {row.days} days"
        out.print(f"{row.percent:>4} %  {RULES[row.rule]} ({row.named}{days})", markup=False)


def _print_months(found: Evidence) -> None:
    if not found.months:
        return
    out.print("\nWhat was expected of the 90 days after each moment, and what came:", style="bold")
    rows = [
        {"moment": f"{month.day:%Y-%m-%d}", "expected": month.expected, "came": month.came, "odd": month.odd or "no"}
        for month in found.months
    ]
    sys.stdout.write(as_text(pa.Table.from_pylist(rows)))


def _print_measures(found: Evidence) -> None:
    for part in found.segments:
        out.print(f"\n{part.name}: {part.cases} cases, {part.wins} with a purchase", style="bold", markup=False)
        rows = [
            {"rule": row.rule, **{name: each.get("value") for name, each in zip(MEASURES, row.figures, strict=True)}}
            for row in part.rows
        ]
        sys.stdout.write(as_text(pa.Table.from_pylist(rows)))
    if found.segments:
        out.print("\nWith intervals of 95 %: headway table evidence; what was said and what came: table calibration")


def _verdict(found: Evidence) -> str:
    return VERDICTS[found.verdict].format(wins=found.estimate.wins, needed=found.estimate.wins_needed)
