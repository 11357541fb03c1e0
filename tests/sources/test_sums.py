"""Arithmetic on which all engines agree."""

import ibis
import pytest
from ibis.expr.types import FloatingValue

from headway.sources.sums import rounded


def told(value: FloatingValue) -> object:
    return ibis.duckdb.connect().to_pyarrow(value).as_py()


@pytest.mark.parametrize(
    ("value", "digits", "expected"), [(0.565, 2, 0.57), (0.12345, 4, 0.1235), (0.5, 0, 1), (-0.25, 1, -0.2), (7, 1, 7)]
)
def test_rounded_counts_in_whole_parts_halves_up(value: float, digits: int, expected: float) -> None:
    assert told(rounded(ibis.literal(value, "float64"), digits)) == expected


def test_rounded_nothing_stays_nothing() -> None:
    assert told(rounded(ibis.null("float64"), 2)) is None
