"""How journeys are likely to end, from what earlier moments taught."""

import json

import numpy as np
import pyarrow as pa
import pytest

from headway.learn.boosting import lightgbm
from headway.sources.landmarks import COMPARED, FEATURES
from headway.sources.priors import signal_weights
from tables import made, show, tables, text

DEAL = {
    "needs": "journey_id | account_id | deal_ids | deal_id\nacme | acme | bridge | bridge",
    "accounts": "account_id | employees\nacme | 400",
    "journey_states": "journey_id | account_id | momentum | at_supplier_selection | validation\nacme | acme | 3 | 0.5 | 0.25",
    "active_people": "journey_id | active_people\nacme | 1",
    "account_history": "account_id | recent_dialogues\nacme | 3",
    "deals": """
        deal_id | account_id | status | probability | changed_at | opened_at  | closes_on  | closed_at
        bridge  | acme       | open   | 0.4         | 2026-01-01 | 2026-06-08 | 2026-07-31 |
        tower   | acme       | won    | 1           | 2026-05-01 | 2026-03-01 |            | 2026-05-01
    """,
}
# A hundred journeys at each of twelve earlier Mondays; those with momentum buy, and how many of them is up to the test.
MONDAYS = pa.array(np.arange(np.datetime64("2025-06-30"), np.datetime64("2026-06-01"), 28), pa.timestamp("us"))


def lessons(buyers: int, *, informed: bool = True) -> pa.Table:
    """Lessons in which so many of a hundred journeys buy at each moment, the liveliest or any."""
    rows = []
    for place, monday in enumerate(MONDAYS.to_pylist()):
        for number in range(100):
            lively = number < 40
            buys = number < buyers if informed else (number + 7 * place) % 100 < buyers
            rows.append(
                {
                    "landmark": monday,
                    "journey_id": f"j{number:03}",
                    "account_id": f"a{number:03}",
                    **dict.fromkeys((*FEATURES, *COMPARED), 0.0),
                    "momentum": 3.0 if lively else 0.0,
                    "seen": float(lively),
                    "page_views_30d": 9.0 if lively else 0.0,
                    "won_days": 20 + place if buys else None,
                    "followed_days": 400 - 28 * place,
                }
            )
    return pa.Table.from_pylist(rows, made("lessons").schema)


def judged(rows: pa.Table, *names: str) -> dict[str, pa.Table]:
    """The tables that the graph makes of these lessons."""
    return tables(names, lessons=rows)


def model(rows: pa.Table) -> dict[str, object]:
    """The estimate of a purchase."""
    return next(row for row in judged(rows, "ending_models")["ending_models"].to_pylist() if row["ending"] == "won")


def test_features_of_a_deal_are_what_was_measured() -> None:
    found = made("features", **DEAL).to_pylist()[0]
    assert {name: found[name] for name in FEATURES if found[name]} == {
        "stands_at_supplier_selection": 0.5,
        "validation": 0.25,
        "momentum": 2.0,
        "people": 1.0,
        "open_deal": 1.0,
        "sellers_probability": 0.4,
        "stale_deal": 1.0,
        "deal_age": 2.0,
        "closes_soon": 1.0,
        "customer": 1.0,
        "purchases": 1.0,
        "bought_lately": 1.0,
        "dialogue": 2.0,
        "size": 2.0,
    }


def test_features_of_a_customer_nobody_has_seen_are_nought_and_never_null() -> None:
    found = made("features", needs="journey_id | account_id\nacme | acme", accounts="account_id\nacme").to_pylist()[0]
    assert {found[name] for name in FEATURES} == {0.0}


def test_lessons_tell_what_came_after_and_whose() -> None:
    found = made(
        "lessons",
        landmarks="""
            landmark   | journey_id   | account_id | deal_id | is_main
            2026-01-05 | acme         | old-acme   | bridge  | yes
            2026-01-05 | acme/tunnel  | old-acme   | tunnel  | no
            2026-03-02 | acme         | old-acme   | bridge  | yes
            2026-01-05 | brandt       | brandt     |         | yes
        """,
        account_refs="ref | account_id\nold-acme | acme\nacme | acme\nbrandt | brandt",
        deals="""
            deal_id | account_id | status | closed_at
            bridge  | acme       | won    | 2026-02-04 10:00
            tunnel  | acme       | lost   | 2026-01-25
            later   | acme       | lost   | 2026-04-01
        """,
        crm_deals="deal_ref | loss_reason\ntunnel | No decision",
    )
    columns = ("landmark", "journey_id", "account_id", "won_days", "lost_days", "no_decision", "followed_days")
    assert show(found, *columns) == text("""
        2026-01-05 | acme        | acme   | 30 | 86 | - | 175
        2026-01-05 | acme/tunnel | acme   | -  | 20 | 1 | 175
        2026-03-02 | acme        | acme   | -  | 30 | - | 119
        2026-01-05 | brandt      | brandt | -  | -  | - | 175
    """)


def test_without_a_purchase_only_our_judgement_gives_an_order() -> None:
    built = tables(["endings", "ending_models", "evidence", "track_record", "calibration", "drift"], **DEAL)
    [row] = built["endings"].to_pylist()
    assert (row["basis"], row["chance_90d"], row["chance_low"], row["lost_90d"]) == ("judgement", None, None, None)
    assert show(built["ending_models"], "ending", "rule", "rung", "wins") == text("""
        won         | judgement | order | 0
        closed      | learned   | order | 0
        no_decision | judgement | -     | 0
    """)
    assert [built[name].num_rows for name in ("evidence", "track_record", "calibration", "drift")] == [0, 0, 0, 0]


def test_signals_add_up_to_the_log_odds() -> None:
    built = tables(["signals", "endings", "scores"], **DEAL)
    rows = built["signals"].to_pylist()
    weights = signal_weights()
    assert {row["signal"]: row["weight"] for row in rows} == {
        name: weights.get(name, 0.0) for name in ("start", *FEATURES)
    }
    assert all(row["adds"] == row["value"] * row["weight"] for row in rows)
    assert built["endings"]["log_odds"][0].as_py() == pytest.approx(sum(row["adds"] for row in rows), abs=1e-9)
    assert built["scores"]["score"][0].as_py() == pytest.approx(built["endings"]["log_odds"][0].as_py(), abs=1e-9)


def test_few_purchases_show_no_chance_more_a_range_and_many_a_chance() -> None:
    """Two, eight and eighteen of a hundred buy at each of twelve moments: 24, 96 and 216 purchases."""
    found = {buyers: model(lessons(buyers)) for buyers in (2, 8, 18)}
    assert {buyers: (row["wins"], row["rung"], row["signal"]) for buyers, row in found.items()} == {
        2: (24, "order", "cannot_tell"),
        8: (96, "range", "yes"),
        18: (216, "chance", "yes"),
    }


def test_chances_follow_what_came() -> None:
    lively = "journey_id | account_id | momentum | seen\nlively | acme | 3 | 1\nquiet | brandt | 0 | 0"
    nothing = {name: "0" for name in FEATURES if name not in ("momentum", "seen")}
    header, *rows = lively.split("\n")
    told = "\n".join(
        [header + "".join(f" | {name}" for name in nothing), *(row + " | 0" * len(nothing) for row in rows)]
    )
    found = tables(["endings"], features=told, lessons=lessons(10))["endings"].to_pylist()
    by = {row["journey_id"]: row for row in found}
    assert by["lively"]["basis"] == "learned"
    # Ten of forty lively journeys buy, and none of the others.
    assert by["lively"]["chance_low"] < 0.25 < by["lively"]["chance_high"]
    assert by["quiet"]["chance_high"] < 0.1
    assert by["lively"]["lost_90d"] is None


def test_purchases_unlike_what_was_seen_are_no_signal() -> None:
    row = model(lessons(18, informed=False))
    assert row["signal"] in ("none", "cannot_tell")
    features = made("features", **DEAL)
    found = tables(["endings"], features=features, lessons=lessons(18, informed=False))["endings"].to_pylist()
    assert {(each["chance_90d"], each["chance_low"], each["chance_180d"]) for each in found} == {(None, None, None)}


def test_a_version_is_named_by_its_weights_and_may_be_put_back() -> None:
    first, second = model(lessons(8)), model(lessons(18))
    assert first["version"] != second["version"]
    earlier = pa.Table.from_pylist([first], made("fitted_models").schema)
    pinned = f"kind | key | value\nmodel | won | {first['version']}"
    rows = tables(["ending_models"], lessons=lessons(18), model_versions=earlier, overrides=pinned)["ending_models"]
    [row] = [row for row in rows.to_pylist() if row["ending"] == "won"]
    assert (row["version"], row["is_pinned"], row["parameters"]) == (first["version"], True, first["parameters"])


def test_what_is_judged_comes_out_the_same_in_any_order() -> None:
    past = judged(lessons(10), "past_estimates")["past_estimates"]
    turned = past.take(pa.array(range(past.num_rows)[::-1]))
    names = ["evidence", "track_record", "calibration", "drift"]
    assert tables(names, past_estimates=past) == tables(names, past_estimates=turned)


def test_track_record_counts_those_named_first() -> None:
    found = judged(lessons(10), "track_record", "evidence", "drift", "calibration")
    record = {row["rule"]: row for row in found["track_record"].to_pylist()}
    assert record["learned"]["named_each"] == 20
    assert record["learned"]["share"] == pytest.approx(0.25)
    assert record["base_rate"]["share"] == pytest.approx(0.1)
    assert record["learned"]["moments"] == len({row["landmark"] for row in found["drift"].to_pylist()})
    rows = [row for row in found["evidence"].to_pylist() if (row["segment"], row["measure"]) == ("all", "log_loss")]
    losses = {row["rule"]: row for row in rows}
    assert losses["learned"]["value"] < losses["base_rate"]["value"]
    assert losses["base_rate"]["ahead_low"] < losses["base_rate"]["ahead_high"] < 0
    assert sum(row["cases"] for row in found["calibration"].to_pylist()) == sum(
        row["cases"] for row in found["drift"].to_pylist()
    )


def test_nothing_is_learned_from_what_was_not_known_yet() -> None:
    """What came after a moment changes nothing of what was said at it."""
    rows = lessons(10)
    late = np.array([monday >= MONDAYS[8].as_py() for monday in rows["landmark"].to_pylist()])
    days = [None if gone else day for gone, day in zip(late, rows["won_days"].to_pylist(), strict=True)]
    changed = rows.set_column(rows.schema.get_field_index("won_days"), "won_days", pa.array(days, pa.int64()))
    before, after = (judged(told, "past_estimates")["past_estimates"] for told in (rows, changed))
    said = [
        {(row["landmark"], row["journey_id"]): row["learned"] for row in table.to_pylist()} for table in (before, after)
    ]
    known = [key for key in said[0] if key[0] <= MONDAYS[8].as_py()]
    assert [said[0][key] for key in known] == pytest.approx([said[1][key] for key in known], abs=1e-12)
    assert known


def test_parameters_are_all_there_is_to_a_version() -> None:
    told = json.loads(str(model(lessons(18))["parameters"]))
    assert list(told) == ["start", "weights", "covariance"]
    assert list(told["weights"]) == list(FEATURES)


def test_feature_that_foretells_too_well_is_refused_and_used_by_nobody() -> None:
    """The liveliest buy and nobody else: more than anything honest can tell."""
    rows = lessons(18)
    buys = [None if day is None else 1.0 for day in rows["won_days"].to_pylist()]
    told = pa.array([9.0 if each else 0.0 for each in buys], pa.float64())
    rows = rows.set_column(rows.schema.get_field_index("overdue"), "overdue", told)
    built = judged(rows, "feature_leaks", "ending_weights")
    verdicts = {row["column"]: row["verdict"] for row in built["feature_leaks"].to_pylist()}
    assert (verdicts["overdue"], verdicts["momentum"]) == ("refused", "used")
    weights = {row["feature"]: row["weight"] for row in built["ending_weights"].to_pylist() if row["ending"] == "won"}
    assert weights["overdue"] == 0.0
    assert weights["momentum"] > 0


def test_lessons_in_another_order_give_the_same_version() -> None:
    rows = lessons(15)
    steps = ["taught_lessons", "past_estimates", "fitted_models"]
    sorted_rows = judged(rows, *steps)
    shuffle = np.random.default_rng(5).permutation
    told = {name: sorted_rows[name].take(shuffle(sorted_rows[name].num_rows)) for name in steps[:2]}
    assert made("fitted_models", **told)["version"].to_pylist() == sorted_rows["fitted_models"]["version"].to_pylist()


def said_at(moments: int, boosted: dict[bool, float]) -> pa.Table:
    """What two rules said of a hundred journeys at so many moments, thirty of which bought."""
    rows = [
        {
            "landmark": monday,
            "journey_id": f"j{number:03}",
            "account_id": f"a{number:03}",
            "won": float(number < 30),
            "weight": 1.0,
            **dict.fromkeys(("learned", "learned_plain"), 0.6 if number < 40 else 0.1),
            "judgement": 0.3,
            "base_rate": 0.3,
            "boosted": boosted[number < 30],
        }
        for monday in MONDAYS.to_pylist()[:moments]
        for number in range(100)
    ]
    return pa.Table.from_pylist(rows, made("past_estimates").schema)


@pytest.mark.skipif(lightgbm() is None, reason="needs LightGBM, and it libgomp")
@pytest.mark.parametrize(
    ("moments", "boosted", "rule"),
    [
        (6, {True: 0.8, False: 0.05}, "boosted"),  # two quarters, surely better in both
        (6, {True: 0.61, False: 0.16}, "learned"),  # no more than chance does
        (3, {True: 0.8, False: 0.05}, "learned"),  # one quarter is too few, however sure
        (12, {True: 0.8, False: 0.05}, "boosted"),
    ],
)
def test_trees_take_over_once_they_were_surely_better(moments: int, boosted: dict[bool, float], rule: str) -> None:
    found = tables(["fitted_models"], lessons=lessons(30), past_estimates=said_at(moments, boosted))["fitted_models"]
    won = next(row for row in found.to_pylist() if row["ending"] == "won")
    assert (won["rule"], won["trees"] is not None) == (rule, rule == "boosted")
