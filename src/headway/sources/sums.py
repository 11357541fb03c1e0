"""Sums that come out the same in whatever order an engine adds."""

from ibis.expr.types import FloatingScalar, FloatingValue

# Values are counted in millionths: far finer than any weight or hour we state, and far from the end of 64 bits.
PARTS = 1_000_000


def exact_sum(values: FloatingValue) -> FloatingScalar:
    """The sum of values to the millionth; adding floats would change the last digit with their order."""
    return (values * PARTS).round().cast("int64").sum() / float(PARTS)
