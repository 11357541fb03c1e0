"""What somebody of the customer has told in a talk that no page shows: the words for it, and what each needs (S6)."""

from collections.abc import Mapping

# An occasion that set them going, the end of their financial year, another supplier in their list of demands, and how
# a person there stands to the purchase.
OCCASION, YEAR_END, RIVAL = "occasion", "year_end", "rival"
AGAINST, UNDECIDED, FOR = "against", "undecided", "for"
STANCES = (AGAINST, UNDECIDED, FOR)
# What is heard, and the field without which it says nothing.
HEARD = {OCCASION: "falls_on", YEAR_END: "falls_on", RIVAL: "name", **dict.fromkeys(STANCES, "person")}


def heard_fault(told: Mapping[str, str]) -> str | None:
    """What is wrong with what is told as heard; None where nothing is.

    >>> heard_fault({"what": "rumour"})
    "what is one of occasion, year_end, rival, against, undecided, for, not 'rumour'."
    >>> heard_fault({"what": "rival"})
    "A 'rival' needs name."
    """
    what = told["what"]
    if what not in HEARD:
        return f"what is one of {', '.join(HEARD)}, not '{what}'."
    return None if told.get(HEARD[what]) else f"A '{what}' needs {HEARD[what]}."
