"""What a leader does toward the own team, and what is asked after a talk, as data."""

import tomllib
from functools import cache
from importlib.resources import files

TEAM, PERSON, EVERYBODY = "team", "person", "everybody"
ACTS = ("teach", "tailor", "take_control")
PULSE = ("adaptability", "involvement", "rapport")
# A step is a sentence, not an essay.
LONGEST = 200


@cache
def coaching_words() -> dict[str, dict[str, str]]:
    """The words of the `acts`, a first step of each, the items of the `pulse`, and its `answers`."""
    words: dict[str, dict[str, str]] = tomllib.loads(
        files("headway.sources").joinpath("coaching.toml").read_text(encoding="utf-8")
    )
    return words


def step_fault(scope: str, act: str, what: str) -> str | None:
    """What is wrong with a step of a plan; None: nothing."""
    if scope not in (TEAM, PERSON):
        return f"The scope of a 'coaching_step' is {TEAM} or {PERSON}, not '{scope}'."
    if act not in ACTS:
        return f"The act of a 'coaching_step' is one of {', '.join(ACTS)}, not '{act}'."
    if len(what) > LONGEST:
        return f"A step is one sentence of at most {LONGEST} letters; this has {len(what)}. Split it into two steps."
    return None


def pulse_fault(*answers: str) -> str | None:
    """What is wrong with the answers after a talk; None: nothing."""
    known = coaching_words()["answers"]
    wrong = [each for each in answers if each not in known]
    said = ", ".join(f"{each} ({words})" for each, words in known.items())
    return f"Each answer of a 'pulse' is one of {said}, not '{wrong[0]}'." if wrong else None
