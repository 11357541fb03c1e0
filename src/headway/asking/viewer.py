"""Who looks, and what of the company that person may see."""

from dataclasses import dataclass
from typing import Literal

from ibis.expr.types import Table

from headway.store.reading import Reading

Role = Literal["leader", "seller", "operations", "reader"]
ROLES: tuple[Role, ...] = ("leader", "seller", "operations", "reader")


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
        return self.role in ("leader", "seller", "operations")

    @property
    def may_import(self) -> bool:
        """Whether this person may import data and change its mapping."""
        return self.role == "operations"


def colleagues(opened: Reading, viewer: Viewer) -> list[str]:
    """The mail addresses whose work the viewer may see: the own one, and a leader's branch."""
    if viewer.role != "leader":
        return [viewer.email]
    return sorted({viewer.email, *(row["email"] for row in opened.kept("branches") if row["leader"] == viewer.email)})


def seen_accounts(opened: Reading, viewer: Viewer, rows: Table) -> Table:
    """The rows of accounts the viewer may see."""
    if viewer.sees_everything:
        return rows
    reach = opened.table("reach")
    return rows.semi_join(reach.filter(reach.email.isin(colleagues(opened, viewer))), "account_id")


def seen_deals(opened: Reading, viewer: Viewer, rows: Table) -> Table:
    """The rows of deals the viewer may see."""
    if viewer.sees_everything:
        return rows
    reach = opened.table("reach").filter(lambda t: t.deal_id.notnull())
    return rows.semi_join(reach.filter(reach.email.isin(colleagues(opened, viewer))), "deal_id")


@dataclass(frozen=True)
class Sight:
    """What the viewer may see of one account: all of it (`deals` is None), it and these deals, or nothing."""

    is_seen: bool
    deals: frozenset[str] | None

    def may_open(self, deal_id: str) -> bool:
        """Whether the viewer may open a deal of the account."""
        return self.deals is None or deal_id in self.deals


def sight(opened: Reading, viewer: Viewer, account_id: str) -> Sight:
    """What the viewer may see of an account."""
    if viewer.sees_everything:
        return Sight(True, None)
    reach = opened.where("reach", account_id=account_id, email=colleagues(opened, viewer))
    return Sight(bool(reach), frozenset(row["deal_id"] for row in reach if row["deal_id"]))


def own_deals(opened: Reading, viewer: Viewer, account_id: str) -> set[str] | None:
    """Which deals of an account the viewer may see; None: every one."""
    if viewer.sees_everything:
        return None
    reach = opened.where("reach", account_id=account_id, email=colleagues(opened, viewer))
    return {row["deal_id"] for row in reach if row["deal_id"]}


def sees_deal(opened: Reading, viewer: Viewer, deal_id: str) -> bool:
    """Whether the viewer may see one deal."""
    return viewer.sees_everything or bool(opened.where("reach", deal_id=deal_id, email=colleagues(opened, viewer)))
