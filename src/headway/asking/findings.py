"""What is to be said first of one buying need, and how much of something is said in words."""

from collections.abc import Mapping
from typing import Any

from headway.answers.monday import GROUP_FROM, HOURS_WORTH_MOVING, LONE_UP_TO, PUSHED_FROM_ACTS

Row = Mapping[str, Any]
# From which share on a part of the whole is called so; `nearly_all` stays careful: what we see is the least.
PARTS = (
    (0.92, "nearly_all"),
    (0.72, "most"),
    (0.58, "two_thirds"),
    (0.42, "half"),
    (0.29, "third"),
    (0.2, "quarter"),
    (0.13, "sixth"),
    (0.06, "tenth"),
)


def part(share: float | None) -> str:
    """A share as people say it, by the names of `PARTS`; little below them, unknown where there is none."""
    if share is None:
        return "unknown"
    return next((name for least, name in PARTS if share >= least), "little")


def finding(need: Row, ended: Row | None = None) -> str:
    """What comes first about one buying need, from a row of `customer_needs`; the first that holds.

    routine (takes our hours, needs no person), pushed (only we move), lone (hangs on one or two people), bought and
    declined (how the customer's last deal, `ended`, went, and nothing has begun since), ahead_alone (well ahead, no
    deal), ahead (well ahead and moving), begun (moving, not far), apart (seen lately, at nothing that serves a
    purchase), quiet (was ahead, then silent), silent (seen once, not lately), unseen (nobody there was ever seen).
    """
    if ended and need["deal_id"] is None and need["begun_on"] is None:
        return "bought" if ended["status"] == "won" else "declined"
    return _of_deal(need) or _of_customer(need)


def _of_deal(need: Row) -> str | None:
    if need["deal_id"] is None:
        return None
    if need["is_digital"]:
        return "routine" if need["our_hours"] >= HOURS_WORTH_MOVING else None
    if need["our_acts"] >= PUSHED_FROM_ACTS and not need["their_acts"]:
        return "pushed"
    few = need["known_people"] <= LONE_UP_TO and (need["expected_people"] or 0) >= GROUP_FROM
    return "lone" if few and (need["is_moving"] or need["our_acts"]) else None


def _of_customer(need: Row) -> str:
    if need["last_customer_event_at"] is None:
        return "unseen"
    if need["is_ahead"] and need["is_moving"]:
        return "ahead" if need["deal_id"] else "ahead_alone"
    if need["is_moving"]:
        return "begun"
    if need["is_seen"]:
        return "apart"
    return "quiet" if need["is_ahead"] else "silent"
