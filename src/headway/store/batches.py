"""Runs the steps that are written over Arrow, the same in every engine."""

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow as pa

from headway.errors import StepError
from headway.graph import Step

# Rows an account step sees at once; an account is never split.
BATCH_ROWS = 1_000_000


def made(step: Step, read: Mapping[str, pa.Table]) -> pa.Table:
    """What an account or a whole step makes of the tables it reads, or of all rows of some accounts.

    Raises:
        StepError: the step returned something else.
    """
    if step.kind == "whole":
        return _checked(step, step.make(**read), pa.Table)
    first, *small = step.reads
    beside = {name: read[name] for name in small}
    batches = (step.make(batch, **beside) for batch in account_batches(read[first]))
    return pa.Table.from_batches([_checked(step, batch, pa.RecordBatch) for batch in batches])


def plain(read: pa.Table) -> pa.Table:
    """A table with its types as the core expects them: times without a zone, to the microsecond."""
    return read.cast(pa.schema([pa.field(f.name, _plain(f.type)) for f in read.schema]))


def _plain(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us")
    if pa.types.is_decimal(kind):
        return pa.float64()
    return kind


def _checked(step: Step, returned: object, wanted: type) -> pa.Table | pa.RecordBatch:
    if not isinstance(returned, wanted):
        found = f"{type(returned).__name__} instead of {wanted.__name__}"
        raise StepError(f"The step '{step.name}' returned {found}. Please report this.")
    return returned


def account_batches(table: pa.Table, rows: int = BATCH_ROWS) -> Iterator[pa.RecordBatch]:
    """The table sorted by account, in batches in which each account is whole; one empty batch where it is empty."""
    table = table.sort_by("account_id").combine_chunks()
    if table.num_rows == 0:
        yield pa.RecordBatch.from_pylist([], schema=table.schema)
        return
    names = table["account_id"].combine_chunks().dictionary_encode().indices.to_numpy()
    starts = np.flatnonzero(np.diff(names)) + 1
    begin = 0
    while begin < table.num_rows:
        later = starts[starts >= begin + rows]
        end = int(later[0]) if len(later) else table.num_rows
        yield table.slice(begin, end - begin).combine_chunks().to_batches()[0]
        begin = end
