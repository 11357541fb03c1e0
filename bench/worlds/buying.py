"""How a buying need moves on in one week: the rules of the simulated customers.

A need is busy with one of four jobs for an episode that lasts as long as it lasts (semi-Markov: the time left is part
of the state), in one of three paces: paused, steady, or a burst. Then it turns to another job, often back to an earlier
one. Validation and consensus move beside it. It ends by a decision once enough is done and the group agrees, or without
one where nothing moves. None of this is how Headway's own filter sees a journey.
"""

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np

from worlds.trade import Trade

ONGOING, WON, COMPETITOR, PRICE, STATUS_QUO, INDECISION = range(6)
OUTCOMES = ("ongoing", "won", "lost_competitor", "lost_competitor", "no_decision", "no_decision")
REASONS = ("", "", "competitor", "price", "status_quo", "indecision")
FREE, FORCED, FORBIDDEN = range(3)  # what the sellers do about a need in a week

_DRAWS = 20
_CHANCE_ENDING = 0.05  # a week, where endings are chance
_PACE = np.array([0.03, 0.8, 2.4])  # progress by pace
_LASTS = np.array([3.2, 3.6, 1.5])  # weeks of an episode by pace
_NEXT_PACE = np.array([[0.12, 0.58, 0.30], [0.42, 0.28, 0.30], [0.34, 0.52, 0.14]]).cumsum(axis=1)
_SIMPLE = np.array([0.15, 0.20, 0.20, 0.25, 0.12, 0.08])
_COMPLEX = np.array([0.17, 0.15, 0.18, 0.15, 0.15, 0.20])


@dataclass(frozen=True)
class Needs:
    """One row for each need: what it is, and where it stands."""

    number: np.ndarray
    account: np.ndarray
    kind: np.ndarray
    situation: np.ndarray
    wish: np.ndarray
    people: np.ndarray
    influencers: np.ndarray
    seller: np.ndarray
    customer: np.ndarray
    speed: np.ndarray
    need: np.ndarray  # the share done at which it is ready
    fit: np.ndarray  # how well we suit it; nobody sees this
    blocked: np.ndarray
    skill: np.ndarray
    insight: np.ndarray
    coached_from: np.ndarray  # the week in which its seller's coaching begins
    began: np.ndarray
    done: np.ndarray  # (needs, 6)
    job: np.ndarray
    left: np.ndarray
    pace: np.ndarray
    joined: np.ndarray
    contacted: np.ndarray  # the week of the first contact, -1 before it
    rapport: np.ndarray
    annoyed: np.ndarray
    stalled: np.ndarray
    reached: np.ndarray
    mobilizer: np.ndarray
    team: np.ndarray

    def __len__(self) -> int:
        """How many."""
        return int(self.number.size)

    def take(self, rows: np.ndarray) -> Self:
        """Some of them, as a copy."""
        return replace(self, **{f.name: getattr(self, f.name)[rows] for f in fields(self)})

    @property
    def complex(self) -> np.ndarray:
        """Whether the group is large."""
        return self.kind % 2 == 1

    @property
    def share(self) -> np.ndarray:
        """The share of the journey done."""
        return (self.done * np.where(self.complex[:, None], _COMPLEX, _SIMPLE)).sum(axis=1)

    @property
    def stuck_job(self) -> np.ndarray:
        """The job that holds it up, -1 where none does: due, least done, and nothing moving."""
        due = np.column_stack(
            [np.ones((len(self), 1)), self.done[:, :3] > 0.5, self.done[:, 2:3] > 0.4, self.share > 0.4]
        )
        open_jobs = np.where((due > 0) & (self.done < 0.8), self.done, 9.0)
        stuck = (self.stalled >= 2) & (open_jobs.min(axis=1) < 9) & (self.share > 0.15)
        return np.where(stuck, open_jobs.argmin(axis=1), -1)


def joined_needs(parts: list[Needs]) -> Needs:
    """All rows of several tables."""
    return Needs(**{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Needs)})


@dataclass(frozen=True)
class Week:
    """What happened to each need in a week."""

    ending: np.ndarray
    first: np.ndarray
    dialogue: np.ndarray
    insight: np.ndarray
    hit: np.ndarray
    setback: np.ndarray
    wins: np.ndarray  # the chance, as the week ends, that it is won in this week
    ends: np.ndarray  # and that it ends in whatever way


@dataclass(frozen=True)
class Rules:
    """How this trade's needs move.

    ``insight_moves``: how much of its job an insight-led dialogue gets done at the most. ``random_endings``: needs end
    as chance will, whatever anybody does.
    """

    base: np.ndarray
    decide: np.ndarray
    win: np.ndarray
    stall: np.ndarray
    coaching: float
    insight_moves: float
    random_endings: float | None = None

    @classmethod
    def of(cls, trade: Trade, coaching: float, insight_moves: float, random_endings: float | None) -> Self:
        """The rules of a trade; ``coaching`` is what it adds to the share of insight-led dialogues."""
        base = 4 * 0.88 / (trade.by_kind("weeks") * 0.8)
        return cls(
            base, *(trade.by_kind(key) for key in ("decide", "win", "stall")), coaching, insight_moves, random_endings
        )


def draws(size: int, rng: np.random.Generator) -> np.ndarray:
    """One week's chance for so many needs; the same for two futures that are to differ by one deed alone."""
    return rng.random((size, _DRAWS))


def passes(now: Needs, week: np.ndarray | int, rules: Rules, luck: np.ndarray, deed: int = FREE) -> tuple[Needs, Week]:
    """One week passes: sellers act, the group works, and perhaps it ends."""
    now, first, dialogue, insight, hit = _spoken_to(now, week, rules, luck, deed)
    now = _turned(now, luck)
    now, setback = _worked(now, rules, luck)
    ending, wins, ends = _ended(now, rules, luck)
    return now, Week(ending, first, dialogue, insight, hit, setback, wins, ends)


def _spoken_to(now: Needs, week: np.ndarray | int, rules: Rules, luck: np.ndarray, deed: int) -> tuple:
    """First contacts come late and where it is warm; who wants no person is put off by one."""
    share, before, stuck = now.share, now.contacted >= 0, now.stuck_job
    asks = np.array([0.004, 0.05, 0.11])[now.wish] * np.clip(share - 0.25, 0, 0.6) * 2.2
    calls = 0.012 + 0.035 * (now.pace == 2) * (share > 0.3) + 0.03 * now.customer
    chance = {FREE: asks + calls, FORCED: 1.0, FORBIDDEN: 0.0}[deed]
    first = ~before & (luck[:, 0] < chance)
    rhythm = np.array([0.12, 0.30, 0.42])[now.wish] * np.where(now.complex, 1.0, 0.8)
    goes_on = {FREE: rhythm, FORCED: 1.0, FORBIDDEN: 0.0}[deed]
    dialogue = first | (before & (luck[:, 1] < goes_on))
    coached = rules.coaching * (week >= now.coached_from)
    means_it = 1.0 if deed == FORCED else np.clip(now.insight + coached, 0, 0.95)
    insight = dialogue & (luck[:, 2] < means_it)
    hit = insight & (stuck >= 0) & (luck[:, 3] < 0.4 + 0.45 * now.skill)
    early, unwanted = first & (share < 0.3), (now.wish == 0) & (now.contacted < 0)
    annoyed = (
        now.annoyed
        + 0.5 * early
        + 1.1 * (first & unwanted)
        + 0.12 * (dialogue & (now.wish == 0))
        + 0.05 * (dialogue & ~insight)
    )
    rapport = (
        now.rapport
        + 0.12 * dialogue * (now.wish > 0)
        + 0.25 * insight * (now.wish > 0)
        + 0.3 * hit
        + 0.25 * (first & ~early & (now.wish == 2))
    )
    done = now.done.copy()
    rows = np.flatnonzero(insight & (now.wish > 0))
    done[rows, now.job[rows]] = np.minimum(done[rows, now.job[rows]] + rules.insight_moves * luck[rows, 4], 1)
    rows = np.flatnonzero(hit)
    done[rows, stuck[rows]] = np.minimum(done[rows, stuck[rows]] + 0.12 + 0.3 * luck[rows, 4], 1)
    reached = np.minimum(now.reached + first + (dialogue & ~first & (luck[:, 5] < 0.25 + 0.2 * now.team)), now.joined)
    mobilizer = now.mobilizer | (dialogue & (luck[:, 6] < 0.10 + 0.14 * insight))
    team = now.team | (dialogue & now.complex & (luck[:, 7] < 0.10))
    contacted = np.where(first, week, now.contacted)
    moved = replace(
        now,
        done=done,
        annoyed=annoyed,
        rapport=np.minimum(rapport, 2.2),
        reached=reached,
        mobilizer=mobilizer,
        team=team,
        contacted=contacted,
    )
    return moved, first, dialogue, insight, hit


def _turned(now: Needs, luck: np.ndarray) -> Needs:
    """Whose episode is over turns to another job, at another pace, for some weeks."""
    over = now.left <= 0
    pace = (_NEXT_PACE[now.pace] < luck[:, 8:9]).sum(axis=1).clip(0, 2)
    main = now.done[:, :4]
    ready = np.column_stack([np.ones(len(now)), main[:, :3] * 1.6 + 0.1])
    wanted = ready * (1.05 - main) ** 1.5 + 0.03
    bounds = (wanted / wanted.sum(axis=1, keepdims=True)).cumsum(axis=1)
    job = (bounds < luck[:, 9:10]).sum(axis=1).clip(0, 3)
    lasts = 1 + _LASTS[pace] * np.where(now.complex, 1.3, 0.6) * _gamma(luck[:, 10:12])
    return replace(
        now,
        pace=np.where(over, pace, now.pace),
        job=np.where(over, job, now.job),
        left=np.where(over, np.round(lasts), now.left) - 1,
    )


def _gamma(pair: np.ndarray) -> np.ndarray:
    """A gamma of shape 2 and mean 1 from two uniforms: neither memoryless nor normal."""
    return -np.log(np.clip(pair, 1e-9, 1).prod(axis=1)) / 2


def _worked(now: Needs, rules: Rules, luck: np.ndarray) -> tuple[Needs, np.ndarray]:
    """The job moves by fits and starts, the tracks beside it; who joins late asks everything again."""
    before, done, n = now.share, now.done.copy(), np.arange(len(now))
    much = rules.base[now.kind] * now.speed * _PACE[now.pace]
    leap = 0.22 * (luck[:, 12] < 0.05 * (now.pace > 0))
    done[n, now.job] += much * _gamma(luck[:, 13:15]) * np.sqrt(1.1 - np.minimum(now.done[n, now.job], 1)) * 1.25 + leap
    main = done[:, :4].mean(axis=1)
    done[:, 4] += 0.32 * much * (main > 0.25) * (0.5 + (now.job == 3))
    agree = now.joined / now.people * np.where(now.blocked, 0.5, 1.0) * (1 + 0.7 * now.mobilizer) * (main > 0.2)
    done[:, 5] += 0.32 * much * agree + 0.35 * much * ~now.complex
    joins = (now.joined < now.people) & (luck[:, 15] < np.minimum(0.22 * (now.pace > 0) + 0.35 * much, 0.7))
    setback = joins & now.complex & (luck[:, 16] < 0.25) & (before > 0.2)
    done[setback] *= np.array([1, 1, 0.72, 0.9, 1, 0.6])
    now = replace(now, done=np.minimum(done, 1), joined=now.joined + joins)
    return replace(now, stalled=np.where(now.share - before < 0.008, now.stalled + 1, 0)), setback


def _ended(now: Needs, rules: Rules, luck: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What ends, the chance that it is won this week, and the chance that it ends at all."""
    if rules.random_endings is not None:
        ended = np.where(luck[:, 17] < _CHANCE_ENDING, 2 + (luck[:, 18] * 4).astype(int), ONGOING)
        wins = np.full(len(now), rules.random_endings)
        return np.where(luck[:, 19] < wins, WON, ended), wins, 1 - (1 - wins) * (1 - _CHANCE_ENDING)
    share = now.share
    decides, wins, stops, away = _chances(now, rules, share)
    lost = np.where(now.fit + 2 * luck[:, 16] < 0.4, PRICE, COMPETITOR)
    decided = np.where(luck[:, 18] < wins, WON, lost)
    fades = np.where(share > 0.5, INDECISION, STATUS_QUO)
    dropped = np.where(luck[:, 19] < stops, fades, np.where(luck[:, 19] > 1 - away, COMPETITOR, ONGOING))
    ending = np.where(luck[:, 17] < decides, decided, dropped)
    return ending, decides * wins, 1 - (1 - decides) * (1 - stops - away)


def _chances(now: Needs, rules: Rules, share: np.ndarray) -> tuple[np.ndarray, ...]:
    """Decided once enough is done and the group agrees; for us if it suits; dropped where nothing moves."""
    ripe = _logistic((share - now.need) * 16)
    ripe *= np.where(now.complex, _logistic((now.done[:, 5] - 0.5) * 10), 1.0)
    liking = 0.9 * now.fit + 0.75 * now.rapport - 0.9 * now.annoyed + 0.5 * now.customer
    liking += now.complex * (0.55 * now.mobilizer + 0.45 * now.team + 0.25 * np.minimum(now.reached, 4) - 0.5)
    liking += np.where(now.contacted >= 0, 0.0, np.array([0.45, -0.5, -1.4])[now.wish])
    stops = rules.stall[now.kind] * (0.35 + 0.4 * np.minimum(now.stalled, 8)) * np.where(share < 0.25, 1.5, 1.0)
    stops += 0.03 * now.complex * now.blocked * (share > 0.55) * (now.done[:, 5] < 0.5)
    away = 0.006 * (share > 0.45) * np.where(now.fit < 0, 1.8, 0.7)
    return rules.decide[now.kind] * ripe, _logistic(rules.win[now.kind] + liking), stops, away


def _logistic(x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-x))
