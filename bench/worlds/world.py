"""Writes one world: the two exports and the truth."""

from collections import Counter
from pathlib import Path

from worlds.archive import Archive
from worlds.buying import OUTCOMES
from worlds.cast import Cast
from worlds.crm import write_crm
from worlds.hits import hits, visitors
from worlds.pipeline import Pipeline
from worlds.play import Play, Wish, played
from worlds.trade import BURN_WEEKS, START
from worlds.truth import Truth
from worlds.value import chances
from worlds.visits import Traffic


def write_world(folder: Path, wish: Wish) -> dict[str, object]:
    """Write ``folder/salesforce``, ``folder/segment`` and ``folder/truth``; the same wish gives the same bytes.

    Returns what the world holds, as ``truth/world.json`` tells it. Give it a fresh folder: files of other days are left
    standing.
    """
    play = played(wish)
    told, time, where, chance = play.trade, play.time, play.accounts, play.chance
    cast = Cast(told, where, chance["people"])
    groups = [cast.group(one.account, one.people) for one in play.market.journeys]
    visits = Traffic(told, time, cast, where, chance["visits"]).visits(play.market, groups)
    who = visitors(visits, told, chance["hits"])
    calls = hits(visits, who, cast, where, told, time, chance["hits"])
    written = Archive(told, time, cast, where, visits, who, calls, chance["archive"]).write(folder / "segment")
    book, pipeline = write_crm(
        folder / "salesforce", told, time, where, play.sellers, cast, play.market, groups, visits, calls, chance["crm"]
    )
    asked = chances(play.market.states, play.market.state_weeks, play.rules, wish.seed, wish.rollouts)
    facts = _facts(play, written, pipeline)
    truth = Truth(told, time, where, play.sellers, cast, play.market, groups, who, book, pipeline, play.rules, asked)
    truth.write(folder / "truth", facts)
    return facts


def _facts(play: Play, written: int, pipeline: Pipeline) -> dict[str, object]:
    """What was asked for, what the trade plants, and how much there is."""
    wish, web = play.wish, play.trade["web"]
    endings = Counter(OUTCOMES[one.ending] for one in play.market.journeys)
    return {
        "preset": wish.trade, "accounts": wish.accounts, "days": wish.days, "seed": wish.seed, "start": f"{START}",
        "relaunch_day": int(wish.days * web["relaunch"]), "outage": {str(day): left for day, left in web["outage"]},
        "group_gap": web["group_gap"], "burn_weeks": BURN_WEEKS, "contact_cost": play.trade["accounts"]["contact_cost"],
        "events": written, "journeys": len(play.market.journeys), "endings": dict(sorted(endings.items())),
        "deals_of_journeys": len(pipeline.ids), "pages": len(play.trade.pages), "coaching": wish.coaching,
        "teams_coached": wish.teams_coached, "sellers_alike": wish.alike, "random_endings": wish.random_endings,
    }  # fmt: skip
