"""What stands beside this week's list: the outlook, the week's plan and the hours that could move."""

from dataclasses import dataclass

from headway.asking.bets import bets
from headway.asking.matrix_summary import Summary, summaries
from headway.asking.outlook import InCurrency, outlook
from headway.asking.viewer import Viewer
from headway.store.reading import Reading


@dataclass(frozen=True)
class Beside:
    """`outlook` is that of the currency in which most may come; `hours` of whoever leads; null: nothing to say."""

    outlook: InCurrency | None
    customers: int
    planned: float
    left: float
    hours: Summary | None

    @property
    def is_planned(self) -> bool:
        """Whether anybody has hours to plan, and customers they are worth."""
        return self.customers > 0 and self.left > 0


def beside(opened: Reading, viewer: Viewer) -> Beside:
    """Worked out once for each viewer of a build: what is pinned or dropped since counts from the next one on."""
    return opened.found(("beside the list", viewer), lambda: _beside(opened, viewer))


def _beside(opened: Reading, viewer: Viewer) -> Beside:
    plan = bets(opened, viewer)
    ahead = outlook(opened, viewer).first
    is_told = ahead and (ahead.quarter.is_told or ahead.quarter.all["won_already"])
    known = summaries(opened, viewer) if "matrix_summary" in opened.pin.versions else ()
    led = [each for each in known if each.is_worth_saying]
    return Beside(ahead if is_told else None, len(plan.made), plan.planned, plan.left, led[0] if led else None)
