"""Who looks, and what of the company that person may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from ibis.expr.types import BooleanValue, Table

from headway.store.questions import told
from headway.store.reading import Reading

Role = Literal["leader", "seller", "operations", "reader"]
ROLES: tuple[Role, ...] = ("leader", "seller", "operations", "reader")
# Who may overrule, promise and take bets.
WRITERS: tuple[Role, ...] = ("leader", "seller", "operations")


@dataclass(frozen=True)
class Viewer:
    """A person who looks at Headway: the mail address our CRM knows, and the role given here.

    A leader sees the own branch, a seller the own deals and their accounts; operations and readers see everything, and
    only operations may change how data is read.
    """

    email: str
    role: Role

    @property
    def sees_everything(self) -> bool:
        """Whether no branch limits what is shown."""
        return self.role in ("operations", "reader")

    @property
    def may_write(self) -> bool:
        """Whether this person may overrule, promise and take bets."""
        return self.role in WRITERS

    def may_undo(self, who: str | None) -> bool:
        """Whether this person may take back what somebody told: people their own, operations anybody's."""
        return self.may_write and (self.role == "operations" or who == self.email)

    @property
    def may_import(self) -> bool:
        """Whether this person may import data and change its mapping."""
        return self.role == "operations"


def colleagues(opened: Reading, viewer: Viewer) -> list[str]:
    """The mail addresses whose work the viewer may see: the own one, and a leader's branch."""
    if viewer.role != "leader":
        return [viewer.email]
    return sorted({viewer.email, *(row["email"] for row in opened.whole("branches") if row["leader"] == viewer.email)})


@dataclass(frozen=True)
class Reach:
    """How far the viewer sees, for questions that are planned once: its shape, and the values of its marks."""

    viewer: Viewer
    emails: tuple[str, ...]

    @classmethod
    def of(cls, opened: Reading, viewer: Viewer) -> "Reach":
        """The viewer's reach in a build."""
        return cls(viewer, () if viewer.sees_everything else tuple(colleagues(opened, viewer)))

    @property
    def shape(self) -> str:
        """What makes a question another one: whether the viewer sees a branch, the own work, or everything (blank)."""
        return "" if self.viewer.sees_everything else "branch" if self.viewer.role == "leader" else "own"

    @property
    def values(self) -> dict[str, str]:
        """Who looks, as `account_sights` and `deal_sights` write it."""
        return {"viewer": f" {self.viewer.email} "}

    def is_seen(self, rows: Table, noun: str) -> BooleanValue:
        """Whether the viewer may see a row's account or deal, where the row says whose work that is."""
        own = is_own(rows, noun)
        return own | rows[f"above_{noun}"].contains(told("viewer")) if self.shape == "branch" else own

    def sees(self, row: Mapping[str, Any], noun: str) -> bool:
        """The same of a row that has been read."""
        names = {"": (), "own": (f"with_{noun}",), "branch": (f"with_{noun}", f"above_{noun}")}[self.shape]
        return not names or any(self.values["viewer"] in (row[name] or "") for name in names)


EVERYTHING = Reach(Viewer("", "reader"), ())


def is_own(rows: Table, noun: str) -> BooleanValue:
    """Whether the viewer works with a row's account, or on its deal."""
    return rows[f"with_{noun}"].contains(told("viewer"))


def seen_accounts(opened: Reading, reach: Reach, rows: Table) -> Table:
    """The rows of accounts the viewer may see."""
    return _seen(opened, reach, rows, "account")


def seen_deals(opened: Reading, reach: Reach, rows: Table) -> Table:
    """The rows of deals the viewer may see."""
    return _seen(opened, reach, rows, "deal")


def _seen(opened: Reading, reach: Reach, rows: Table, noun: str) -> Table:
    if not reach.shape:
        return rows
    if f"with_{noun}" in rows.columns:
        return rows.filter(reach.is_seen(rows, noun))
    sights = opened.table(f"{noun}_sights")
    return rows.semi_join(sights.filter(reach.is_seen(sights, noun)), f"{noun}_id")


@dataclass(frozen=True)
class Sight:
    """What the viewer may see of one account: all of it (`deals` is None), it and these deals, or nothing.

    `team` is who of ours is with it, on which deal (null: nearest to the account), in which role.
    """

    is_seen: bool
    deals: frozenset[str] | None
    team: tuple[dict[str, Any], ...] = ()

    def may_open(self, deal_id: str) -> bool:
        """Whether the viewer may open a deal of the account."""
        return self.deals is None or deal_id in self.deals


def sight(opened: Reading, viewer: Viewer, account_id: str) -> Sight:
    """What the viewer may see of an account, and who of ours is with it."""
    team = tuple(opened.where("reach", account_id=account_id))
    if viewer.sees_everything:
        return Sight(True, None, team)
    near = set(colleagues(opened, viewer))
    own = [row for row in team if row["email"] in near]
    return Sight(bool(own), frozenset(row["deal_id"] for row in own if row["deal_id"]), team)


def sees_deal(opened: Reading, viewer: Viewer, deal_id: str) -> bool:
    """Whether the viewer may see one deal."""
    near = colleagues(opened, viewer)
    return viewer.sees_everything or bool(opened.where("reach", "email", deal_id=deal_id, email=near))
