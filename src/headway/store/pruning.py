"""Lets go of builds nobody needs: weekly ones are kept half a year, the latest and those beside while they are few."""

from datetime import datetime, timedelta

from headway.store.home import Build, Home

KEPT_WEEKS = 26
KEPT_BESIDE = 30
# Whoever began to read a moment ago still reads the build that has been replaced since.
KEPT_LATEST = 3
# Pruning reads every table's log, so it waits until there is something to gain.
WORTH_PRUNING = 10


def prune(home: Home) -> list[Build]:
    """Unpin builds beyond what is kept and delete the files that only they needed; returns what went."""
    pins = home.builds()
    kept = {pin.id for pin in worth_keeping(pins, home.current)}
    gone = [pin for pin in pins if pin.id not in kept]
    if len(gone) < WORTH_PRUNING:
        return []
    home.unpin(gone)
    for name in home.lake.names("built"):
        table = name.removeprefix("built/")
        home.lake.forget(name, [pin.versions[table] for pin in pins if pin.id in kept and table in pin.versions])
    return gone


def worth_keeping(pins: list[Build], current: Build) -> list[Build]:
    """The current build, those published last, the newest published one of each week, and the newest of those beside.

    Pins come oldest first.
    """
    since = current.moment - timedelta(weeks=KEPT_WEEKS)
    weekly = {_week(pin.moment): pin for pin in pins if pin.is_published and pin.moment >= since}
    beside = [pin for pin in pins if not pin.is_published][-KEPT_BESIDE:]
    latest = [pin for pin in pins if pin.is_published][-KEPT_LATEST:]
    return [current, *latest, *weekly.values(), *beside]


def _week(moment: datetime) -> tuple[int, int]:
    return moment.isocalendar()[:2]
