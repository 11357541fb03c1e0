"""Customers whose acts call for one question each, written as what they did and how many days ago.

`acts` are lines of who, days ago, and what: a page by its topic and, after a stroke, which of several; `mail`; or
`else` for a page of no buying job. People are named by what they work in.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from headway.sources.questions import topics
from headway.sources.words import JOBS
from tables import MOMENT

TODAY = date.fromisoformat(MOMENT)
FUNCTIONS = ("finance", "procurement", "legal", "it", "engineering", "operations", "management")
PROBLEM, SOLUTION, REQUIREMENTS, SELECTION, VALIDATION, CONSENSUS = JOBS
JOB_OF = {
    **dict.fromkeys(("risk",), PROBLEM),
    **dict.fromkeys(("approach", "product"), SOLUTION),
    **dict.fromkeys(("specification", "configuring", "technical"), REQUIREMENTS),
    **dict.fromkeys(("comparing", "why_us", "offer", "trial"), SELECTION),
    **dict.fromkeys(("case", "security", "guarantee", "rollout"), VALIDATION),
    **dict.fromkeys(("price", "figures", "financing", "colleague", "buying"), CONSENSUS),
}
DONE = dict.fromkeys(JOBS, 0.7)


@dataclass(frozen=True)
class Story:
    """One deal: the question that is right for it, what the customer did, and what surrounds it."""

    question: str
    acts: str
    done: dict[str, float] = field(default_factory=lambda: DONE)
    lone: int = 0
    age: int = 20
    weeks: int = 4
    met: str = "engineering operations"
    decides: str = ""
    talks: str = ""  # each: days ago, and who of them
    agreed: str = ""  # each: status, and how often it was moved
    team: str = ""
    knew_us: int = 0
    trade: str = ""
    heard: str = ""  # each: what, days ago it was told, and the days from now on which it falls, its name or its person
    given: str = ""  # days ago an insight was given
    reviews: int = 0  # pages they came to from sites with reviews
    bought: str = ""  # days ago they first bought, and gains they have told
    kept: str = "0 0 0 0"  # of promises due within a year: theirs kept and late, ours kept and late
    promised: str = ""  # status of each promise of ours

    @property
    def people(self) -> list[str]:
        """Everybody of theirs who is known."""
        return sorted({line[0] for line in self.lines} | {*self.met.split(), *self.decides.split()})

    @property
    def lines(self) -> Iterator[tuple[str, int, str]]:
        """Each act: who, how many days ago, and what."""
        for line in self.acts.split(";"):
            who, days, what = line.split()
            yield from ((who, int(day), what) for day in days.split(","))


def told(stories: dict[str, Story]) -> dict[str, str]:
    """The tables that a dialogue stands on, of one deal a story; the deal has the story's name."""
    names = list(stories)
    return {
        "dialogue_deals": _table(
            "deal_id | account_id | journey_id | lone | silent_gaps | silent_days | known_people | unseen_people",
            [f"{n} | {n} | {n} | {s.lone} | 3 | 28 | {len(s.people)} | 3" for n, s in stories.items()],
        ),
        "events": _table(
            "event_id | account_id | journey_id | person_id | side | channel | what | page | job | weight | happened_at",
            [row for name, story in stories.items() for row in _events(name, story)],
        ),
        "pages": _table("page | basis | job", sorted({row for s in stories.values() for row in _pages(s)})),
        "person_functions": _table(
            "person_id | function",
            [f"{n} {who} | {who.split('-')[0]}" for n, s in stories.items() for who in s.people if _works(who)],
        ),
        "coverage": _table(
            "deal_id | person_id | role",
            [f"{n} | {n} {who} | decides" for n, s in stories.items() for who in s.decides.split()],
        ),
        "buying_groups": _table(
            "deal_id | person_id | met", [f"{n} | {n} {who} | 1" for n, s in stories.items() for who in s.met.split()]
        ),
        "journey_states": _table(
            "journey_id | weeks | " + " | ".join(JOBS),
            [f"{n} | {s.weeks} | " + " | ".join(str(s.done[job]) for job in JOBS) for n, s in stories.items()],
        ),
        "deals": _table("deal_id | account_id | status | opened_on | closed_at", [*_deals(stories), *_won()]),
        "accounts": _table(
            "account_id | industry",
            [*(f"{n} | {s.trade}" for n, s in stories.items()), *(f"won-{n} | dairies" for n in range(3))],
        ),
        "matrix": _table("deal_id | relationship_days", [f"{n} | {s.knew_us}" for n, s in stories.items()]),
        "touchpoints": _table(
            "touchpoint_id | deal_id | channel | person_ids | happened_at",
            [row for name, story in stories.items() for row in _talks(name, story)],
        ),
        "commitments": _table(
            "commitment_id | deal_id | status | moved_times | what | person | due_on | told_at",
            [row for name, story in stories.items() for row in _agreed(name, story)],
        ),
        "heard": _table(
            "heard_id | deal_id | what | told_at | falls_on | name | person",
            [row for name, story in stories.items() for row in _heard(name, story)],
        ),
        "brought": _table(
            "input_id | deal_id | kind | told_at",
            [f"{n}-g | {n} | insight | {_day(int(s.given))}" for n, s in stories.items() if s.given],
        ),
        "web_acts": _table(
            "event_id | account_id", [f"{n}-r{i} | {n}" for n, s in stories.items() for i in range(s.reviews)]
        ),
        "web_events": _table(
            "event_id | happened_at | referrer",
            [
                f"{n}-r{i} | {_day(3)} | https://www.g2.com/products"
                for n, s in stories.items()
                for i in range(s.reviews)
            ],
        ),
        "outcomes": _table(
            "account_id | days | confirmed",
            [f"{n} | {s.bought.replace(' ', ' | ')}" for n, s in stories.items() if s.bought],
        ),
        "balance": _table(
            "account_id | quarter | their_kept | their_late | our_kept | our_late",
            [f"{n} | 2026-04-01 | {s.kept.replace(' ', ' | ')}" for n, s in stories.items()],
        ),
        "promises": _table(
            "promise_id | deal_id | status",
            [f"{n}-p{i} | {n} | {one}" for n, s in stories.items() for i, one in enumerate(s.promised.split())],
        ),
        "our_people": _table(
            "deal_id | user_ref | role", [f"{n} | {n} {one} | {one}" for n in names for one in stories[n].team.split()]
        ),
    }


def _table(header: str, rows: list[str]) -> str:
    return "\n".join([header, *rows])


def _works(who: str) -> bool:
    return who.split("-", maxsplit=1)[0] in FUNCTIONS


def _day(days_ago: int) -> date:
    return TODAY - timedelta(days=days_ago)


def _events(name: str, story: Story) -> Iterator[str]:
    for place, (who, ago, what) in enumerate(story.lines):
        page = "" if what == "mail" else f"/{what}"
        job = JOB_OF.get(what.split("/")[0], "")
        journey = f"{name}/else" if what == "else" else name
        channel, weight = ("web", "0.8") if page else ("email", "")
        told = f"{name} {who} | customer | {channel} | {what} | {page} | {job} | {weight} | {_day(ago)}"
        yield f"{name}-{place} | {name} | {journey} | {told}"


def _pages(story: Story) -> Iterator[str]:
    for _, _, what in story.lines:
        if what.split("/")[0] in JOB_OF:
            topic = what.split("/")[0]
            yield f"/{what} | {topics()[topic][0]}: its word | {JOB_OF[topic]}"


def _deals(stories: dict[str, Story]) -> list[str]:
    return [f"{n} | {n} | open | {_day(s.age)} | " for n, s in stories.items()]


def _won() -> list[str]:
    """Ten purchases, which took 30 days to 300."""
    return [f"won-{n} | won-{n % 3} | won | 2025-01-01 | {date(2025, 1, 1) + timedelta(30 * n)}" for n in range(1, 11)]


def _talks(name: str, story: Story) -> Iterator[str]:
    for place, talk in enumerate(filter(None, story.talks.split(";"))):
        ago, *who = talk.split()
        yield f"{name}-t{place} | {name} | meeting | {' '.join(who)} | {_day(int(ago))}"


def _agreed(name: str, story: Story) -> Iterator[str]:
    for place, each in enumerate(filter(None, story.agreed.split(";"))):
        status, moved = each.split()
        yield f"{name}-a{place} | {name} | {status} | {moved} | send figures | Ann | 2026-06-20 | 2026-06-01"


def _heard(name: str, story: Story) -> Iterator[str]:
    for place, each in enumerate(filter(None, story.heard.split(";"))):
        what, ago, said = each.split()
        falls_on = _day(-int(said)) if what in ("occasion", "year_end") else ""
        told = f"{falls_on} | {said if what == 'rival' else ''} | {'' if falls_on or what == 'rival' else said}"
        yield f"{name}-h{place} | {name} | {what} | {_day(int(ago))} | {told}"


def _but(**changed: float) -> dict[str, float]:
    return {**DONE, **changed}


NOTHING_FAR = dict.fromkeys(JOBS, 0.2)
NO_PROOF = _but(validation=0.1)
NO_CHOICE = _but(supplier_selection=0.1)
NO_WAY = _but(solution_exploration=0.1)
NO_LIST = _but(requirements_building=0.1)
NO_CONSENSUS = _but(consensus_creation=0.1)
SOME_PROOF = _but(validation=0.5)  # so that nobody is taken to be afraid
LONE = {"lone": 1}
AFRAID = {"agreed": "moved 1"}  # all done but a day of theirs moved

STORIES: tuple[Story, ...] = (
    # The risk of the present is not felt.
    Story("P1", "engineering 3,9,15,20 approach", _but(problem_identification=0.1)),
    Story("P2", "engineering 2 approach; operations 4 product", NOTHING_FAR, age=230),
    Story("P3", "engineering 2,20,50 risk", NOTHING_FAR),
    Story("P4", "engineering 3 risk; engineering-two 5 risk", NOTHING_FAR),
    Story("P5", "engineering 3,4,5 approach; operations 2,6 approach", NOTHING_FAR, trade="dairies"),
    Story(
        "P7",
        "engineering 3,5 risk; operations 40,41 comparing; engineering 95,99 risk",
        _but(supplier_selection=0.4, validation=0.2),
    ),
    Story("P9", "engineering 3,9,15 risk; operations 2,8,14 risk", NOTHING_FAR),
    Story("P6", "engineering 3 risk; operations 5 product", NOTHING_FAR, given="20"),
    Story("P8", "engineering 3 risk; operations 5 product", NOTHING_FAR, heard="occasion 40 -5"),
    # Alternatives are open.
    Story("E1", "engineering 2,9 comparing/a; operations 3,8 comparing/b", NO_WAY),
    Story("E2", "engineering 2 product/a; engineering 4 product/b; operations 5 product/c", NO_WAY),
    Story(
        "E4",
        "engineering 2,4,6,60 product/a; engineering 3,5,7,8 product/b; operations 9,10,11,12 product/c",
        _but(solution_exploration=0.1, validation=0.5),
        agreed="moved 1",
    ),
    Story("E5", "engineering 2,9,20 approach", NO_WAY, age=170),
    Story("E6", "engineering 2 case/a; operations 4 case/b; operations 9 case/c", NO_WAY),
    Story("E7", "engineering 5,6 approach; engineering 40,41 comparing; engineering 95,99 approach"),
    Story("E3", "engineering 2,9 approach; operations 5 approach", NO_WAY, reviews=3),
    # Requirements are unclear.
    Story("R1", "engineering 2,9,12 specification", NO_LIST),
    Story("R2", "engineering 2,9 configuring; operations 4 approach", NO_LIST),
    Story(
        "R3",
        "engineering 2,9 specification/a; operations 3,8,9 specification/b; engineering 4 product/a; engineering 5 product/b",
        NO_LIST,
    ),
    Story("R4", "engineering 60,20,10 specification/a; operations 5 specification/b", NO_LIST),
    Story("R5", "engineering 2,9,20 specification/a; operations 3,8 specification/b", NO_LIST),
    Story("R6", "engineering 50,20,3 specification/a; operations 4 approach", NO_LIST),
    Story("R7", "engineering 3,9 specification; operations 5 approach", NO_LIST, heard="rival 9 Rival"),
    # Whom to choose.
    Story("S1", "engineering 2,9 comparing/a; operations 4 comparing/b", NO_CHOICE, weeks=20),
    Story(
        "S2",
        "engineering 2 security/a; engineering 9 security/b; operations 4 security/c; operations 5 comparing",
        NO_CHOICE,
        weeks=20,
    ),
    Story("S3", "engineering 2,9 comparing/a; operations 4,5 comparing/b", NO_CHOICE, weeks=20, agreed="kept 0"),
    Story("S4", "engineering 2,9 price; operations 14 price", NO_CHOICE, weeks=20),
    Story("S5", "engineering 12 offer; operations 14 comparing/a", NO_CHOICE, weeks=20),
    Story("S6", "engineering 60 price; operations 5 price", NO_CHOICE, weeks=20),
    Story(
        "S7",
        "engineering 2 product/a; engineering 4 product/b; operations 5 product/c; operations 6 comparing",
        NO_CHOICE,
        weeks=20,
    ),
    # Are they sure.
    Story(
        "V1",
        "engineering 2 case/a; engineering 3 case/b; engineering 4 case/c; engineering 5 case/d; operations 12 case/a; "
        "operations 13 case/b; operations 14 case/c; operations 15 case/d",
        NO_PROOF,
    ),
    Story(
        "V2",
        "engineering 2 case/a; engineering 3 case/b; engineering 4 case/c; operations 5 case/d; operations 7 case/e; "
        "operations 3 trial",
        NO_PROOF,
    ),
    Story("V3", "engineering 2 trial; operations 9 trial", NO_PROOF),
    Story("V4", "engineering 2 case/a; engineering 3 case/b; operations 4 case/c; operations 5 security", NO_PROOF),
    Story("V5", "it 3 mail; it 5 security; operations 4 approach", NO_PROOF),
    Story("V6", "engineering 2 trial; operations 4 approach", NO_PROOF),
    Story("V7", "engineering 60 comparing; engineering 50 specification; operations 20 case/a", NO_PROOF),
    Story("V8", "engineering 3,9,15 case; operations 2 approach"),
    # No consensus.
    Story(
        "C1",
        "engineering 3 approach; operations 5 approach; finance 9 approach",
        _but(consensus_creation=0.1, validation=0.5),
        agreed="moved 1",
    ),
    Story("C2", "engineering 3 approach; operations 5 product", NO_CONSENSUS),
    Story("C3", "operations 95 approach; engineering 20 approach", NO_CONSENSUS),
    Story("C4", "engineering 3 comparing; operations 5 product", NO_CONSENSUS, met="engineering"),
    Story(
        "C6",
        "engineering 3 approach; engineering 9 product",
        NO_CONSENSUS,
        talks="5 engineering;10 engineering;20 operations",
    ),
    Story(
        "C7",
        "engineering 3,5 risk; operations 40,41 comparing; engineering 95,99 risk",
        _but(supplier_selection=0.4, validation=0.2),
    ),
    Story("C8", "engineering 3 approach; operations 5 approach", NO_CONSENSUS, talks="5 engineering operations"),
    Story(
        "C9",
        "engineering 3,4 specification; operations 5,6 approach; operations 7 specification; finance 8,9 price",
        NO_CONSENSUS,
    ),
    Story("C10", "engineering 3 approach; operations 5 approach; finance 9 approach", NO_CONSENSUS, age=290),
    Story("C5", "engineering 3 approach; operations 5 approach", NO_CONSENSUS, heard="against 30 Ann"),
    # Somebody is missing.
    Story("M1", "engineering 65,3 specification; engineering-two 5 approach", **LONE),
    Story("M2", "operations 3 comparing; engineering 5 approach", **LONE),
    Story("M3", "operations 3 product; engineering 5 approach", met="engineering", **LONE),
    Story("M4", "operations 3,5,9 approach; operations 4,8 specification", **LONE),
    Story("M5", "engineering 60,40 approach; operations 5 approach", **LONE),
    Story("M6", "operations 3,5,9 approach; operations 4,8 specification", met="operations", **LONE),
    Story("M7", "operations 65,3 approach; engineering 5 approach", decides="management", **LONE),
    # The money.
    Story("F1", "engineering 40 price; engineering 3,9 comparing/a; operations 5 comparing/b"),
    Story("F2", "engineering 40,45 price; operations 5 approach"),
    Story("F3", "finance 40 price; finance 3 approach; operations 4 approach"),
    Story("F4", "engineering 3 configuring; engineering 4,9 price", NO_CONSENSUS),
    Story("F5", "procurement 40 price; procurement 3 approach; operations 4 approach"),
    Story("F7", "engineering 40,45 figures; operations 4 approach"),
    Story(
        "F8",
        "engineering 3,9,15 price",
        _but(consensus_creation=0.1, validation=0.5),
        agreed="moved 1",
    ),
    Story("F6", "engineering 3 product; operations 5 product", heard="year_end 60 50"),
    # Fear of choosing wrong.
    Story("U1", "engineering 3 approach; operations 5 approach", age=290, **AFRAID),
    Story("U2", "engineering 2 product/a; engineering 4 product/b; operations 5 product/c", **AFRAID),
    Story("U3", "engineering 2,9,20 specification/a; operations 3,8,12 specification/b", **AFRAID),
    Story("U4", "engineering 2 guarantee; operations 4 approach", **AFRAID),
    Story("U5", "engineering 35,36,37 price", met="engineering"),
    Story("U6", "engineering 2 trial; operations 3 security; engineering 5 price", **AFRAID),
    Story("U7", "engineering 2 case/a; operations 3 case/b", **AFRAID),
    Story("U8", "engineering 2 rollout/a; operations 3 rollout/b", agreed="kept 1"),
    Story(
        "U9",
        "engineering 3,4,5 security; engineering 6 approach; engineering 40 comparing; engineering 95 approach",
        **AFRAID,
    ),
    # Momentum is lost.
    Story("L1", "engineering 40,41,42 approach; operations 5 else", NO_PROOF),
    Story("L2", "engineering 40,41,42 approach; operations 5,6,7 else", NO_PROOF),
    Story("L3", "engineering 40,41,42 approach", NO_PROOF),
    Story("L4", "engineering 3 approach; operations 5 approach", agreed="late 2"),
    Story("L5", "engineering 3 approach; operations 4 product"),
    Story("L6", "engineering 40,41,42 approach; operations 5 else", NO_PROOF, age=290),
    Story("L7", "engineering 60,130,131,132,133 approach; operations 5 else", NOTHING_FAR),
    Story("L8", "engineering 57,40 approach; engineering-two 5 product"),
    # Value together, and what the team can lend.
    Story("X1", "engineering 3 product; operations 5 product", bought="400 0"),
    Story("X2", "engineering 3 product; operations 5 product", kept="1 0 0 2"),
    Story("X4", "engineering 3 product; operations 5 product", promised="open"),
    Story(
        "X3",
        "operations 100,105,110,115,120,125,130,135,140,145 product; operations 3,20 product",
        knew_us=400,
    ),
    Story("T1", "engineering 3,9 specification; operations 5 specification", team="account"),
    Story("T2", "engineering 3 rollout", team="implementation"),
    Story("T3", "engineering 3,9 mail; engineering 4 product"),
    Story("T4", "engineering 3 product", team="account design implementation"),
)
# Where the finding that leads puts another theme first.
SECOND = ("C7",)
