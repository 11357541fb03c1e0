"""What is learned of the questions: which were found useful, and which customers followed with a step (S6)."""

from collections import Counter

import pyarrow as pa

from headway.learn.shares import pooled_shares
from headway.sources.questions import progress_questions

_COUNTS = ("asked", "rated", "useful", "over", "followed")
_SHARES = tuple(f"{what}_{part}" for what in ("useful", "followed") for part in ("share", "low", "high"))
SCHEMA = pa.schema(
    [
        ("question_id", pa.string()),
        *((name, pa.int64()) for name in _COUNTS),
        *((name, pa.float64()) for name in _SHARES),
    ]
)


def question_records(brought: pa.Table, brought_steps: pa.Table) -> pa.Table:
    """One progress question, how often it was found useful, and how often the customer made a step after it.

    Nothing else is learned of questions: neither who asked nor whether the deal was won. Columns: `question_id`,
    `asked` (times), `rated` (times somebody said whether it was useful), `useful`, `over` (times that four weeks have
    passed since), `followed` (of these, with a step of the customer), `useful_share` (0-1, drawn toward all questions
    together, the more the less it was asked), `useful_low`, `useful_high` (four times in five it lies within),
    `followed_share`, `followed_low`, `followed_high` (likewise). Method: `headway.learn.shares`.
    """
    names = [question.id for question in progress_questions()]
    counts = {name: Counter[str]() for name in names}
    for row in brought.to_pylist():
        if row["kind"] == "question" and row["thing_id"] in counts:
            rated = row["is_useful"] is not None
            counts[row["thing_id"]].update(asked=1, rated=int(rated), useful=int(bool(row["is_useful"])))
    for row in brought_steps.to_pylist():
        if row["kind"] == "question" and row["thing_id"] in counts and row["is_over"]:
            counts[row["thing_id"]].update(over=1, followed=int(row["steps"] > 0))
    useful = pooled_shares([(counts[name]["useful"], counts[name]["rated"]) for name in names])
    followed = pooled_shares([(counts[name]["followed"], counts[name]["over"]) for name in names])
    rows = [
        dict(zip(SCHEMA.names, (name, *(counts[name][each] for each in _COUNTS), *one, *other), strict=True))
        for name, one, other in zip(names, useful, followed, strict=True)
    ]
    return pa.Table.from_pylist(rows, SCHEMA)
