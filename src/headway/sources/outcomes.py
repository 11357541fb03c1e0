"""The words in which a customer confirms what it got (S11)."""

GOT = ("all", "part", "none")


def outcome_fault(got: str, value: str) -> str | None:
    """What is wrong with what is told of an outcome; None where nothing is.

    >>> outcome_fault("half", "")
    "got is one of all, part, none, not 'half'."
    """
    if got not in GOT:
        return f"got is one of {', '.join(GOT)}, not '{got}'."
    try:
        amount = float(value or 0)
    except ValueError:
        amount = float("nan")
    # Written so that no number at all is refused too.
    if not 0 <= amount < 1e15:  # noqa: PLR2004 -- more than any company is worth
        return f"value is an amount in your own currency, such as 12000, not '{value}'."
    return None
