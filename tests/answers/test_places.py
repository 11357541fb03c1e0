"""How sure it is that a sale is complex and its relationship long, and what leaders' own word teaches."""

from math import exp

import pytest

from headway.answers.places import places
from tables import example, made, show, tables, text

DEFAULTS = "complex_from_people | long_from_days | long_from_touchpoints\n4 | 365 | 20"
BORDERS = ("complex_from_people", "long_from_days", "long_from_touchpoints", "basis", "closed_deals")


def company(closed: int) -> dict[str, str]:
    """Closed deals about 5, 6, 7 ... people each; every other account knew us before, for 100 days and 3 dialogues more."""
    names = [f"d{n}" for n in range(closed)]
    return {
        "deals": "deal_id | status\nopen | open\n" + "\n".join(f"{name} | lost" for name in names),
        "group_sizes": "deal_id | about_people\nopen | 90\n"
        + "\n".join(f"{name} | {5 + place % 5}" for place, name in enumerate(names)),
        "relationships": "deal_id | relationship_days | touchpoints\nopen | 9999 | 99\n"
        + "\n".join(f"{name} | {place % 2 * 800} | {place % 2 * 6}" for place, name in enumerate(names)),
    }


@pytest.mark.parametrize(
    ("closed", "found"),
    [(0, "4 | 365 | 20 | default | 0"), (39, "4 | 365 | 20 | default | 39"), (40, "7 | 365 | 20 | own | 40")],
)
def test_borders_are_the_company_s_own_medians_from_forty_closed_deals(closed: int, found: str) -> None:
    assert show(made("borders", **company(closed)), *BORDERS) == text(found)


def test_borders_of_relationships_are_medians_of_those_that_there_were_but_never_below_the_defaults() -> None:
    assert show(made("borders", **company(80)), *BORDERS) == text("7 | 800 | 20 | own | 80")


def test_borders_that_the_company_has_set_stay() -> None:
    own = {"matrix.complex_from_people": 9}
    assert show(made("borders", own=own, **company(80)), *BORDERS) == text("9 | 800 | 20 | set | 80")


SIZES = "deal_id | known_people | sure_people | about_people | many_share | few_people | many_people"


def odds(group: str, relationship: str) -> list[float | None]:
    found = made(
        "place_odds",
        group_sizes=f"{SIZES}\nbridge | {group} | 2 | 6.8",
        relationships=f"deal_id | relationship_days | touchpoints\nbridge | {relationship}",
        borders=DEFAULTS,
    )
    return [found[name].to_pylist()[0] for name in ("complex_odds", "long_odds")]


def test_place_odds_more_people_and_a_longer_relationship_are_surer() -> None:
    few, short = odds("1 | 0.8 | 2.2 | 0.1", "100 | 1")
    many, long = odds("3 | 2.4 | 7 | 0.9", "900 | 30")
    assert few < 0 < many
    assert short < 0 < long
    assert odds("4 | 3.6 | 4.4 | 0.1", "365 | 20") == [6.0, 0.0]


def test_place_odds_nothing_known_cannot_tell() -> None:
    assert odds("0 | 0 |  | 0.5", " | ") == [None, None]


def test_place_odds_days_alone_tell_that_a_relation_is_long_but_not_that_it_is_short() -> None:
    assert odds("0 | 0 |  | 0.5", "730 | ") == [None, 1.5]
    assert odds("0 | 0 |  | 0.5", "730 | 0") == [None, 0.0]
    assert odds("0 | 0 |  | 0.5", "100 | ") == [None, None]


ZEROS = "amount | readers | dialogues | jobs | earlier_dialogues | bought | users | company"
MARKS = f"deal_id | complex_odds | long_odds | {ZEROS}\n"


def marks(*rows: str) -> str:
    return MARKS + "\n".join(rows)


def test_places_without_a_leader_s_word_are_the_odds_themselves() -> None:
    found = made("places", place_marks=marks("bridge | 1.386294 | -1.386294 | 0.5 | 3 | 2 | 1 | 0 | 1 | 0 | 2"))
    assert show(found) == text("bridge | 0.8 | 0.2 | 0.16 | 0.64 | 0.04 | 0.16 | solution | 0")


def test_places_one_side_unknown_is_unknown() -> None:
    found = made("places", place_marks=marks("bridge | 1.386294 |  | 0 | 0 | 0 | 0 | 0 | 0 | 0 | 0"))
    assert show(found) == text("bridge | 0.8 | - | - | - | - | - | unknown | 0")


def test_places_learn_from_what_leaders_tell() -> None:
    bridge = "bridge | 0.2 | -1 | -0.5 | 0 | 0 | 0 | 0 | 0 | 0 | 0"
    small = [f"small-{n} | 0.2 | -1 | -0.5 | 0 | 0 | 0 | 0 | 0 | 0 | 0" for n in range(90)]
    large = [f"large-{n} | 0.2 | -1 | 0.5 | 0 | 0 | 0 | 0 | 0 | 0 | 0" for n in range(90)]
    told = "kind | key | value\n" + "".join(
        f"kind | small-{n} | service\nkind | large-{n} | solution\n" for n in range(90)
    )
    before, after = (
        made("places", place_marks=marks(bridge)),
        made("places", place_marks=marks(bridge, *small, *large), overrides=told),
    )
    first = after.filter([row == "bridge" for row in after["deal_id"].to_pylist()])
    assert show(before, "kind", "told_deals") == text("solution | 0")
    assert show(first, "kind", "told_deals") == text("service | 180")


def test_place_weights_begin_as_our_judgement() -> None:
    found = made("place_weights", place_marks=MARKS)
    assert show(found, "border", "mark", "weight", "judged", "told_deals").count("| 0 | 0 | 0") == 12
    assert {row["mark"]: row["weight"] for row in found.to_pylist() if row["weight"]} == {
        "complex_odds": 1.0,
        "long_odds": 1.0,
    }


def test_places_read_weights_in_any_order() -> None:
    rows = marks("bridge | 1.386294 | -1.386294 | 0.5 | 3 | 2 | 1 | 0 | 1 | 0 | 2")
    weights = made("place_weights", place_marks=rows)
    said = [places(example("place_marks", rows), told).to_pylist() for told in (weights, weights[::-1])]
    assert said[0] == said[1]


def test_places_no_deals() -> None:
    assert show(made("places")) == ""


def test_place_signals_add_up_to_what_places_say() -> None:
    bridge = "bridge | 1.386294 | -1.386294 | 0.5 | 3 | 2 | 1 | 0 | 1 | 0 | 2"
    lessons = marks(bridge, "other | -1 | 1 | 0 | 1 | 0 | 0 | 2 | 0 | 3 | 0")
    told = {"place_marks": lessons, "overrides": "kind | key | value\nkind | other | consultancy"}
    found = tables(["place_signals", "places"], **told)
    adds = {"complex": 0.0, "long": 0.0}
    for row in found["place_signals"].to_pylist():
        adds[row["border"]] += row["adds"] if row["deal_id"] == "bridge" else 0.0
    place = next(row for row in found["places"].to_pylist() if row["deal_id"] == "bridge")
    assert place["chance_complex"] == pytest.approx(1 / (1 + exp(-adds["complex"])), abs=1e-6)
    assert place["chance_long"] == pytest.approx(1 / (1 + exp(-adds["long"])), abs=1e-6)
