"""What to ask about each deal worth a dialogue (S6): which job is stuck, why, and at most three questions."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from headway.sources.questions import (
    LAST,
    LEAST,
    Finding,
    Line,
    Question,
    cause_of,
    findings,
    never,
    progress_questions,
    said,
    themes_of,
)
from headway.sources.words import JOBS, LOOKING_FOR, STATES

SURE_FROM_PEOPLE, SURE_FROM_ACTS = 3, 10
NAMED_ACTS, TITLES = 10, 3
# Of jobs equally far behind, the one nearest to the decision: what comes early may have been done where we do not look.
NEAREST_FIRST = tuple(reversed(JOBS))
UNSEEN_JOB = "something we could not see"

_TEXT = (
    "deal_refs",
    "account_id",
    "journey_id",
    "agreed",
    "agreed_status",
    "commitment_id",
    "stuck_job",
    "cause",
    "why",
    "theme",
    "asks",
    "question",
    "because",
    "sure",
    "question_id",
    "insight_id",
    "insight",
    "could_do",
)
SCHEMA = pa.schema(
    [
        ("deal_id", pa.string()),
        ("order", pa.int64()),
        *((name, pa.string()) for name in _TEXT),
        ("question_version", pa.int64()),
    ]
)
Row = dict[str, Any]


def dialogues(
    dialogue_facts: pa.Table,
    dialogue_signals: pa.Table,
    dialogue_evidence: pa.Table,
    commitments: pa.Table,
    question_records: pa.Table,
    insight_offers: pa.Table,
    verifier_offers: pa.Table,
) -> pa.Table:
    """One question to ask about one deal: at most three a deal, of reality, options and will.

    First come the themes of what is the matter; of one theme, the question with most signs, then the one that customers
    followed with a step most often (`question_records`). Where nobody can tell what is the matter, only what finds it
    out is asked.

    Columns: `deal_id`, `order` (1 to 3 within the deal), `deal_refs`, `account_id`, `journey_id`, `agreed` (what the
    customer agreed to do last; null: nothing), `agreed_status` (open, moved, late, kept), `commitment_id`, `stuck_job`
    (null: none, or nobody can tell), `cause` (why it is stuck: risk not felt, alternatives open, requirements unclear,
    no consensus, someone missing, funding, validation, fear of choosing wrong, momentum lost; null: not stuck, or
    nobody can tell), `why` (a sentence), `theme` (of the question), `asks` (reality, options, will),
    `question`, `because` (JSON list of `text` and `event_ids`), `sure` (of what is stuck: high, fair, cannot_tell),
    `question_id`, `question_version`, `insight_id` and `insight` (a claim about the customer's business that fits the
    job and has not been given to this group; null: the library has none), `could_do` (JSON list of what the customer
    could do next, by the ways of those who bought: `job`, `what`, `share` of them, `journeys`).
    """
    signals = {deal: {row["signal"]: row["value"] for row in rows} for deal, rows in _by_deal(dialogue_signals)}
    acts = dict(_by_deal(dialogue_evidence.sort_by([("happened_at", "descending"), ("event_id", "ascending")])))
    told = dict(_by_deal(commitments.sort_by([("told_at", "descending"), ("commitment_id", "ascending")])))
    helped = {row["question_id"]: row["followed_share"] for row in question_records.to_pylist()}
    offers = {(row["deal_id"], row["job"]): row for row in insight_offers.to_pylist()}
    next_acts = dict(_by_deal(verifier_offers.sort_by([("deal_id", "ascending"), ("order", "ascending")])))
    rows: list[Row] = []
    for deal in dialogue_facts.sort_by("deal_id").to_pylist():
        key = deal["deal_id"]
        rows += _rows(
            _Deal(deal, signals[key], acts.get(key, []), told.get(key, []), helped, offers, next_acts.get(key, []))
        )
    return pa.Table.from_pylist(rows, SCHEMA)


@dataclass(frozen=True)
class _Deal:
    """One deal and what is known of its customer."""

    row: Row
    signals: Mapping[str, float | None]
    acts: list[Row]  # the customer's, newest first
    told: list[Row]  # what the customer agreed to, newest first
    helped: Mapping[str, float]  # how often each question was followed by a step of the customer
    offers: Mapping[tuple[str, str], Row]  # the insight that fits, by deal and job
    next_acts: list[Row]  # what they could do next, best first

    @property
    def far(self) -> str | None:
        """The furthest of the four jobs that is half done."""
        place = int(self.signals["far"] or 0)
        return STATES[place - 1] if place else None

    def stuck(self, finding: Finding) -> str | None:
        """The job a finding concerns; null: none, or nobody can tell."""
        if finding.stuck == LAST:
            last: str | None = self.row["last_job"]
            return last
        if finding.stuck == LEAST:
            return max(NEAREST_FIRST, key=lambda job: self.signals[f"gap_{job}"] or 0.0)
        return finding.stuck or None


@dataclass(frozen=True, order=True)
class _Call:
    """A question that is called for, and by what; the smallest goes first."""

    depth: int  # of the finding whose theme it has: 0 for the one that leads
    rank: int  # of its theme there, or how well it serves the job: 0 best
    signs: int  # less the signs of its own that hold
    helped: float  # less how often customers followed it with a step
    place: int  # in the file of questions
    question: Question = field(compare=False)
    because: tuple[Line, ...] = field(compare=False)
    finding: Finding = field(compare=False)


def _rows(deal: _Deal) -> Iterator[Row]:
    """The questions of one deal: what leads first, the question of will last."""
    holding = [finding for finding in findings() if finding.holds(deal.signals)]
    lead = holding[0]
    whole = {
        **{name: deal.row[name] for name in ("deal_id", "account_id", "journey_id")},
        "deal_refs": deal.row["deal_id"],
        "stuck_job": deal.stuck(lead),
        "cause": _cause(deal, lead),
        "why": _said(lead.why, deal, lead),
        "sure": lead.sure or _sure(deal, lead),
        "could_do": json.dumps(
            [{name: act[name] for name in ("job", "what", "share", "journeys")} for act in deal.next_acts]
        ),
        **_offered(deal, lead),
        **_agreed(deal.told),
    }
    for order, call in enumerate(_chosen(deal, holding), start=1):
        asked = call.question
        yield {
            **whole,
            "order": order,
            **{name: getattr(asked, name) for name in ("theme", "asks")},
            "question": asked.words,
            "question_id": asked.id,
            "question_version": asked.version,
            "because": json.dumps([_reason(line, deal, call.finding) for line in call.because], ensure_ascii=False),
        }


def _offered(deal: _Deal, lead: Finding) -> Row:
    """The insight for the job that is stuck, else for the one they were at last."""
    job = deal.stuck(lead) or deal.row["last_job"]
    found = deal.offers.get((deal.row["deal_id"], job or ""))
    return {"insight_id": found["insight_id"], "insight": found["claim"]} if found else {}


def _cause(deal: _Deal, lead: Finding) -> str | None:
    """Why the job is stuck; null: it is not, or nobody can tell."""
    stuck = deal.stuck(lead)
    return lead.cause or (cause_of(stuck) if stuck and lead.stuck == LEAST else None)


def _chosen(deal: _Deal, holding: list[Finding]) -> list[_Call]:
    """The first call for each of reality, options and will."""
    first: dict[str, _Call] = {}
    for call in sorted(_calls(deal, holding)):
        first.setdefault(call.question.asks, call)
    return sorted(first.values(), key=lambda call: (call.question.asks == "will", call))


def _calls(deal: _Deal, holding: list[Finding]) -> Iterator[_Call]:
    """Every question that is called for: by signs of its own, by a finding's name, or by the job that is stuck."""
    names = {finding.name for finding in holding}
    for place, question in enumerate(progress_questions()):
        if never().get(question.theme) in names:
            continue
        for depth, rank, signs, finding in _called(deal, holding, question):
            own = (question.because,) if signs and question.because.text else finding.because
            yield _Call(depth, rank, -signs, -deal.helped.get(question.id, 0.0), place, question, own, finding)


def _called(deal: _Deal, holding: list[Finding], question: Question) -> Iterator[tuple[int, int, int, Finding]]:
    """The ways in which one question is called for: depth, rank, signs and finding of each."""
    lead, many = holding[0], len(holding)
    for depth, finding in enumerate(holding):
        if finding.name in question.when:
            yield depth, _rank(question, _themes(deal, finding)), 0, finding
        elif finding.stuck == LEAST and (job := deal.stuck(finding)) in question.jobs:
            yield depth, len(_themes(deal, finding)) + question.jobs.index(str(job)), 0, finding
    if lead.sure == "cannot_tell":
        return
    if signs := question.signs_held(deal.signals):
        themed = ((depth, _themes(deal, finding), finding) for depth, finding in enumerate(holding))
        depth, themes, finding = next((each for each in themed if question.theme in each[1]), (many, (), lead))
        yield depth, _rank(question, themes), signs, finding
    spare = deal.stuck(lead) or deal.row["last_job"]
    if spare in question.jobs:
        yield many + 1, question.jobs.index(str(spare)), 0, lead


def _themes(deal: _Deal, finding: Finding) -> tuple[str, ...]:
    """The themes that a finding puts first: its own, else those of the job that is stuck, or was last."""
    job = deal.stuck(finding) or deal.row["last_job"]
    return finding.themes or (themes_of(job) if job else ())


def _rank(question: Question, themes: tuple[str, ...]) -> int:
    return themes.index(question.theme) if question.theme in themes else len(themes)


def _reason(line: Line, deal: _Deal, finding: Finding) -> Row:
    """One line of evidence with the acts that bear it out."""
    acts = [act["event_id"] for act in _borne_out_by(line, deal, finding)]
    return {"text": _said(line.text, deal, finding), "event_ids": acts[:NAMED_ACTS]}


def _borne_out_by(line: Line, deal: _Deal, finding: Finding) -> list[Row]:
    if line.acts == "any":
        return deal.acts
    if line.acts == "people":
        people = dict.fromkeys(act["person_id"] for act in deal.acts if act["person_id"])
        return [next(act for act in deal.acts if act["person_id"] == person) for person in people]
    told = {"stuck": deal.stuck(finding), "far": deal.far}.get(line.acts, line.acts)
    return [act for act in deal.acts if told and told in (act["job"], act["topic"])]


def _said(words: str, deal: _Deal, finding: Finding) -> str:
    """A sentence with its blanks filled in."""
    stuck = deal.stuck(finding)
    late = [commitment for commitment in deal.told if commitment["status"] == "late"]
    blanks = {
        **{signal: said(signal, value) for signal, value in deal.signals.items()},
        "stuck": LOOKING_FOR.get(stuck or "", UNSEEN_JOB),
        "last": LOOKING_FOR.get(deal.row["last_job"] or "", UNSEEN_JOB),
        "far": LOOKING_FOR.get(deal.far or "", UNSEEN_JOB),
        "how_much": "only a little" if deal.signals.get(f"done_{stuck}") else "not yet",
        "last_on": f"{deal.acts[0]['happened_at']:%-d %B %Y}" if deal.acts else "no day we know",
        "last_acts": _titles(deal.acts),
        "far_acts": _titles([act for act in deal.acts if act["job"] == deal.far]),
        "late_one": _agreement(late[0]) if late else "nothing",
    }
    sentence = words.format_map(blanks)
    return sentence[:1].upper() + sentence[1:]


def _titles(acts: list[Row]) -> str:
    """What the newest acts were, each once."""
    named = dict.fromkeys(act["what"].split(" | ")[0] for act in acts if act["what"])
    return ", ".join(list(named)[:TITLES]) or "an act without a title"


def _sure(deal: _Deal, lead: Finding) -> str:
    """High where several people and many acts speak, or where somebody who was often seen is silent.

    That they left a job out on their way is never sure: it may have been done where we do not look.
    """
    signals = deal.signals
    if not signals["acts"]:
        return "cannot_tell"
    if lead.stuck == LEAST and deal.stuck(lead) in STATES[: int(signals["far"] or 0)]:
        return "fair"
    many = (signals["acts"] if signals["silent"] else signals["acts_90d"]) or 0
    several = signals["silent"] or (signals["people_90d"] or 0) >= SURE_FROM_PEOPLE
    return "high" if several and many >= SURE_FROM_ACTS else "fair"


def _agreed(told: list[Row]) -> Row:
    """Last time's agreement: the newest that is not kept yet, else the newest."""
    waiting = [commitment for commitment in told if commitment["status"] != "kept"]
    newest = next(iter(waiting or told), None)
    if newest is None:
        return {}
    return {
        "agreed": _agreement(newest),
        "agreed_status": newest["status"],
        "commitment_id": newest["commitment_id"],
    }


def _agreement(commitment: Row) -> str:
    return f"{commitment['person']}: {commitment['what']}, by {commitment['due_on']:%-d %B %Y}"


def _by_deal(table: pa.Table) -> Iterator[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for row in table.to_pylist():
        found.setdefault(row["deal_id"], []).append(row)
    yield from found.items()
