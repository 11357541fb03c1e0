"""Writes what no company ever knows, in the shapes that the benches read."""

import csv
import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from headway.demo.salesforce import day
from headway.demo.year import DAY, WEEK
from headway.sources.words import JOBS
from worlds.archive import office_block
from worlds.book import Book
from worlds.buying import ONGOING, OUTCOMES, REASONS, WON, Rules
from worlds.cast import Accounts, Cast, Person, Sellers
from worlds.causes import causal_facts
from worlds.hits import Visitors
from worlds.market import Journey, Market
from worlds.pipeline import Pipeline
from worlds.trade import BURN_WEEKS, KINDS, SITUATIONS, WISHES, Time, Trade
from worlds.value import HORIZON_WEEKS, Chances
from worlds.visits import TYPES

Row = dict[str, Any]


@dataclass(frozen=True)
class Truth:
    """Everything there is to tell."""

    trade: Trade
    time: Time
    where: Accounts
    sellers: Sellers
    cast: Cast
    market: Market
    groups: list[list[Person]]
    who: Visitors
    book: Book
    pipeline: Pipeline
    rules: Rules
    chances: Chances

    def write(self, folder: Path, world: Row) -> None:
        """Write every file."""
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("accounts", "journeys", "members", "pages", "sellers", "causal_facts"):
            (folder / f"{name}.csv").write_bytes(_csv(getattr(self, f"_{name}")()))
        for name in ("weekly", "visitors", "expected_value"):
            (folder / f"{name}.csv.gz").write_bytes(
                gzip.compress(_csv(getattr(self, f"_{name}")()), compresslevel=5, mtime=0)
            )
        (folder / "world.json").write_text(json.dumps(world, indent=1), encoding="utf-8")

    def _accounts(self) -> Iterable[Row]:
        soon = self._within_horizon()
        for n in range(len(self.where)):
            twice, merged = self.book.twice.get(n, ("", False))
            yield {
                "account": n, "name": self.where.name[n], "domain": self.where.domain[n],
                "employees": self.where.employees[n],
                "industry": self.where.industry[n], "is_customer_at_start": int(self.where.customer[n]),
                "office_ip_24": office_block(int(self.where.office[n])) if self.where.office[n] >= 0 else "",
                "group_call_revealed": int(self.where.grouped[n]), "dark": int(self.where.dark[n]),
                "salesforce_id": self.book.accounts.get(n, ("",))[0],
                "salesforce_duplicate_id": "" if merged else twice,
                "salesforce_merged_id": twice if merged else "", "hubspot_id": "",
                "start_rate_per_week": f"{self.where.rate[n]:.5f}",
                "p_buy_90d_when_idle": f"{1 - np.exp(-self.where.rate[n] * soon):.5f}",
            }  # fmt: skip

    def _within_horizon(self) -> float:
        """Of needs that begin in the next 13 weeks, how many weeks' worth are won within them: by what was seen."""
        lengths = [one.ended - one.began for one in self.market.journeys if one.ending == WON]
        closed = sum(one.ending != ONGOING for one in self.market.journeys)
        by_length = np.cumsum(np.bincount(lengths, minlength=HORIZON_WEEKS)[:HORIZON_WEEKS]) / max(closed, 1)
        return float(by_length.sum())

    def _journeys(self) -> Iterable[Row]:
        weeks = self.market.weeks
        last = np.searchsorted(weeks["number"], np.arange(len(self.groups)), side="right") - 1
        first = weeks["first"].nonzero()[0]
        met = dict(zip(weeks["number"][first].tolist(), first.tolist(), strict=True))
        for one in self.market.journeys:
            row = met.get(one.number)
            has_weeks = last[one.number] >= 0 and weeks["number"][last[one.number]] == one.number
            end = {
                key: int(weeks[key][last[one.number]]) if has_weeks else 0 for key in ("team", "reached", "mobilizer")
            }
            yield {
                "journey": one.number, "account": one.account, "start": day(self.time.week(one.began)),
                "first_seller_contact": "" if row is None else day(self.time.week(int(weeks["week"][row]))),
                "end": self._end(one), "outcome": OUTCOMES[one.ending], "kind": KINDS[one.kind],
                "buying_situation": SITUATIONS[one.situation],
                "contact_preference": WISHES[one.wish], "people": one.people, "influencers": one.influencers,
                "complexity": one.people + one.influencers, "relationship_months": f"{one.months:.1f}",
                "relationship_dialogues": one.dialogues,
                "amount": one.amount,
                "share_done_at_first_contact": "" if row is None else f"{weeks['share'][row]:.4f}",
                "team_of_three": end["team"], "people_reached": end["reached"], "mobilizer_reached": end["mobilizer"],
                "seller_user_id": self.book.users[one.seller],
                "salesforce_opportunity_id": self.pipeline.ids.get(one.number, ""),
                "hubspot_deal_id": "", "account_dark": int(self.where.dark[one.account]),
                "ending_reason": REASONS[one.ending],
            }  # fmt: skip

    def _end(self, one: Journey) -> str:
        return day(self.time.week(one.ended) + one.day * DAY) if one.ended >= 0 else ""

    def _members(self) -> Iterable[Row]:
        weeks = self.market.weeks
        bounds = np.searchsorted(weeks["number"], np.arange(len(self.groups) + 1))
        for one, group in zip(self.market.journeys, self.groups, strict=True):
            joined = weeks["joined"][bounds[one.number] : bounds[one.number + 1]]
            since = weeks["week"][bounds[one.number] : bounds[one.number + 1]]
            for place, person in enumerate(group):
                row = int(np.searchsorted(joined, place + 1))
                yield {
                    "journey": one.number, "person": person.number, "account": one.account,
                    "name": f"{person.first} {person.last}", "email": person.email,
                    "role": person.role, "profile": person.profile, "mobilizer": int(person.profile in {"go_getter",
                    "teacher", "skeptic"}),
                    "blocker": int(person.profile == "blocker"),
                    "joined": day(self.time.week(int(since[row]))) if row < joined.size else "",
                    "tracked_on_web": int(person.tracked and not self.where.dark[one.account]),
                    "salesforce_contact_id": self.book.contacts.get(person.number, ("",))[0],
                }  # fmt: skip

    def _pages(self) -> Iterable[Row]:
        for n, page in enumerate(self.trade.pages):
            paths = {
                "page": n,
                "topic": page.topic,
                "main_job": page.main_job,
                "path_before": page.before,
                "path_after": page.after,
            }
            titles = [f"{title} | {self.trade['brand']}" for title in (page.title_before, page.title_after)]
            jobs = {job: f"{much:.4f}" for job, much in zip(JOBS, page.jobs, strict=True)}
            yield {**paths, "title_before": titles[0], "title_after": titles[1], **jobs}

    def _sellers(self) -> Iterable[Row]:
        for n in range(len(self.sellers.team)):
            since = int(self.sellers.coached_from[n])
            skills = {f"skill_{kind}": f"{self.sellers.skill[n, k]:.4f}" for k, kind in enumerate(KINDS)}
            yield {
                "user_id": self.book.users[n], "team": self.sellers.team[n],
                "insight_share": f"{self.sellers.insight[n]:.4f}",
                "checklist_rate": f"{self.sellers.tasks[n]:.4f}", "optimism": f"{self.sellers.optimism[n]:.4f}",
                "logging": f"{self.sellers.logging[n]:.4f}",
                "case_coached_from": day(self.time.week(since)) if since < self.time.weeks else "", **skills,
            }  # fmt: skip

    def _visitors(self) -> Iterable[Row]:
        accounts = np.array([person.account for person in self.cast.people])
        for n, anonymous in enumerate(self.who.ids):
            person, journey = int(self.who.person[n]), int(self.who.journey[n])
            kind, account = TYPES[int(self.who.type[n])], int(accounts[person])
            yield {
                "anonymousId": anonymous,
                "person": person,
                "account": "" if account < 0 else account,
                "type": kind,
                "journey": "" if journey < 0 else journey,
            }

    def _in_archive(self) -> Iterable[tuple[int, int, float, float]]:
        """By journey and week: the state's place, its row among all weeks, and what a contact gains and is worth."""
        states, weeks = self.market.states, self.market.weeks
        rows = np.searchsorted(
            weeks["number"] * 10_000 + weeks["week"], states.number * 10_000 + self.market.state_weeks
        )
        for place in np.lexsort((self.market.state_weeks, states.number)).tolist():
            gain = float(self.chances.acted[place] - self.chances.left[place])
            worth = (
                gain * self.market.journeys[int(states.number[place])].amount - self.trade["accounts"]["contact_cost"]
            )
            yield place, int(rows[place]), gain, worth

    def _weekly(self) -> Iterable[Row]:
        weeks, states = self.market.weeks, self.market.states
        for place, row, _, worth in self._in_archive():
            one = self.market.journeys[int(weeks["number"][row])]
            whole = (one.ended if one.ended >= 0 else self.time.weeks) - one.began + 1
            stuck = int(weeks["stuck"][row])
            done = {f"p_{job}": f"{states.done[place, n]:.4f}" for n, job in enumerate(JOBS)}
            yield {
                "journey": one.number, "account": one.account, "week_start": self._week(row), **done,
                "share_done": f"{weeks['share'][row]:.4f}",
                "share_time": f"{(weeks['week'][row] - one.began) / whole:.4f}",
                "stuck_job": JOBS[stuck] if stuck >= 0 else "",
                "setback": int(weeks["setback"][row]), "seller_contacted": int(states.contacted[place] >= 0),
                "seller_dialogue": int(weeks["dialogue"][row]),
                "insight_dialogue": int(weeks["insight"][row]), "insight_hit_stuck_job": int(weeks["hit"][row]),
                "checklist_tasks": "",
                "people_reached": int(states.reached[place]),
                "activity": f"{self.trade['visits']['modes'][int(weeks['pace'][row])]:.2f}",
                "p_buy_90d_at_week_start": f"{self.chances.soon[place]:.4f}",
                "p_win_if_acted": f"{self.chances.acted[place]:.4f}",
                "p_win_if_left": f"{self.chances.left[place]:.4f}", "expected_value_of_contact": round(worth),
            }  # fmt: skip

    def _expected_value(self) -> Iterable[Row]:
        weeks = self.market.weeks
        for _, row, gain, worth in self._in_archive():
            one = self.market.journeys[int(weeks["number"][row])]
            yield {
                "account": one.account, "week_start": self._week(row), "journey": one.number,
                "share_done": f"{weeks['share'][row]:.4f}",
                "amount": one.amount, "delta_p_win": f"{gain:.4f}", "expected_value_of_contact": round(worth),
            }  # fmt: skip

    def _week(self, row: int) -> str:
        return day(self.time.start + (int(self.market.weeks["week"][row]) - BURN_WEEKS) * WEEK)

    def _causal_facts(self) -> Iterable[Row]:
        return causal_facts(self.market.states, self.chances, self.rules.coaching)


def _csv(rows: Iterable[Row]) -> bytes:
    text, writer = io.StringIO(), None
    for row in rows:
        if writer is None:
            writer = csv.DictWriter(text, list(row), lineterminator="\n")
            writer.writeheader()
        writer.writerow(row)
    return text.getvalue().encode()
