"""Sums that come out the same in whatever order an engine adds, and other arithmetic that engines have to agree on."""

from ibis.expr.types import FloatingScalar, FloatingValue, NumericValue

# Values are counted in millionths: far finer than any weight or hour we state, and far from the end of 64 bits.
PARTS = 1_000_000


def exact_sum(values: FloatingValue) -> FloatingScalar:
    """The sum of values to the millionth; adding floats would change the last digit with their order."""
    return (values * PARTS).round().cast("int64").sum() / float(PARTS)


def rounded(values: NumericValue, digits: int) -> FloatingValue:
    """The value to so many digits, halves up; of 0.565 one engine's own `round` makes 0.56, another's 0.57."""
    whole = 10.0**digits
    return (values * whole + 0.5).floor().cast("float64") / whole


def doublings(value: NumericValue) -> FloatingValue:
    """Log to the base of two of one more than the value; nought where it is unknown."""
    return (value.fill_null(0).cast("float64") + 1.0).log2()


def larger(one: FloatingValue, other: FloatingValue) -> FloatingValue:
    """The larger of two; null where either is unknown, which engines' own `greatest` does not agree on."""
    return (other > one).ifelse(other, one + other * 0)
