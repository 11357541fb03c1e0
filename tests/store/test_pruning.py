"""Old builds go, what is kept stays readable."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from headway.store.builds import build
from headway.store.home import Build, Home
from headway.store.pruning import prune, worth_keeping
from headway.store.reading import Reading


def _pin(name: str, moment: datetime, *, published: bool = True) -> Build:
    return Build(name, moment, published, {}, {})


def test_keeps_the_latest_and_one_published_build_a_week_for_half_a_year() -> None:
    newest = datetime(2026, 6, 28)
    pins = [_pin(f"{days:03}", newest - timedelta(days=days)) for days in range(400, -1, -1)]
    kept = worth_keeping(pins, pins[-1])
    assert sorted({(newest - pin.moment).days for pin in kept}) == [0, 1, 2, *range(7, 183, 7)]


def test_keeps_the_newest_builds_beside() -> None:
    day = datetime(2026, 6, 28)
    pins = [_pin(f"{i:02}", day - timedelta(days=40 - i), published=False) for i in range(40)]
    current = _pin("current", day)
    assert [pin.id for pin in worth_keeping(pins, current)] == ["current", *[f"{i:02}" for i in range(10, 40)]]


def test_pruned_home_still_reads_its_current_build(own_home: Path) -> None:
    home = Home(own_home)
    current = home.current
    before = Reading(home, current).sorted("journeys").to_pyarrow()
    for hours in range(1, 14):
        home.pin(replace(current, id=f"old{hours:02}", moment=current.moment - timedelta(weeks=60, hours=hours)))
    home.pin(current)
    assert len(prune(home)) == 11
    assert Reading(home, home.current).sorted("journeys").to_pyarrow().equals(before)
    assert build(home).id == current.id
