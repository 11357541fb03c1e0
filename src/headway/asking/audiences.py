"""Who reads our sites: how many of each kind, in all or of one customer; counts only, no single reader."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from ibis.expr.types import Table

from headway.sources.audiences import KINDS
from headway.store.reading import Reading


@dataclass(frozen=True)
class Audience:
    """Readers of one kind: how many, and how many of a hundred views are theirs."""

    kind: str
    readers: int
    percent: int


def audience(opened: Reading) -> tuple[Audience, ...]:
    """The kinds of all who ever read, those who may buy first."""
    counted = opened.once("audiences counted", lambda: _counted(opened.table("audiences")))
    return _told({row["kind"]: row["readers"] for row in counted}, {row["kind"]: row["views"] for row in counted})


def _counted(every: Table) -> Table:
    return every.group_by("kind").agg(readers=every.count(), views=every.views.sum())


def audience_of(opened: Reading, account_id: str) -> tuple[Audience, ...]:
    """The kinds of one customer's readers."""
    readers, views = Counter[str](), Counter[str]()
    for row in opened.where("audiences", "kind", "views", account_id=account_id):
        readers[row["kind"]] += 1
        views[row["kind"]] += row["views"]
    return _told(readers, views)


def _told(readers: Mapping[str, int], views: Mapping[str, int]) -> tuple[Audience, ...]:
    whole = sum(views.values())
    kinds = sorted(readers, key=KINDS.index)
    return tuple(Audience(kind, readers[kind], round(100 * views[kind] / whole)) for kind in kinds)
