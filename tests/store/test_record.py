"""What people tell Headway counts, can be undone, and says what it needs."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from headway.errors import SettingsError
from headway.store.builds import build, utc
from headway.store.home import Home
from headway.store.reading import Reading, reading
from headway.store.record import KINDS, record


def _job(home: Home, page: str) -> str | None:
    pages = reading(home).table("pages")
    return str(pages.filter(pages.page == page).to_pyarrow()["job"][0])


def test_page_override_counts_until_it_is_undone(own_home: Path) -> None:
    home = Home(own_home)
    told = record(home, "page", json.dumps({"page": "/pricing", "job": "validation"}), "ada@tarnbeck.example")
    build(home)
    assert _job(home, "/pricing") == "validation"
    record(home, "undo", json.dumps({"input_id": told}))
    build(home)
    assert _job(home, "/pricing") == "consensus_creation"


def test_override_of_a_kind_shows_in_the_matrix(own_home: Path) -> None:
    home = Home(own_home)
    deal = reading(home).sorted("matrix").to_pyarrow()["deal_id"][0].as_py()
    record(home, "kind", json.dumps({"deal_id": deal, "kind": "consultancy", "reason": "a board decides"}))
    build(home)
    matrix = reading(home).table("matrix")
    assert matrix.filter(matrix.deal_id == deal).to_pyarrow()["kind"].to_pylist() == ["consultancy"]


def test_input_told_later_does_not_change_an_earlier_moment(own_home: Path) -> None:
    home = Home(own_home)
    before = Reading(home, build(home, utc("2026-06-01"))).sorted("pages").to_pyarrow()
    told = json.dumps({"page": "/pricing", "job": "validation"})
    record(home, "page", told, now=datetime(2026, 6, 20, tzinfo=UTC))
    after = Reading(home, build(home, utc("2026-06-01"))).sorted("pages").to_pyarrow()
    assert after.equals(before)


@pytest.mark.parametrize(
    ("kind", "told", "complaint"),
    [
        (
            "colour",
            "{}",
            f"'colour' cannot be recorded. It can be: {', '.join(sorted(KINDS))}.",
        ),
        (
            "coaching_step",
            '{"scope": "branch", "whom": "a@us", "act": "teach", "what": "x"}',
            "The scope of a 'coaching_step' is team or person, not 'branch'.",
        ),
        (
            "coaching_step",
            '{"scope": "team", "whom": "everybody", "act": "praise", "what": "x"}',
            "The act of a 'coaching_step' is one of teach, tailor, take_control, not 'praise'.",
        ),
        (
            "coaching_step",
            '{"scope": "team", "whom": "everybody", "act": "teach", "what": "x", "by_on": "soon"}',
            "by_on of a 'coaching_step' is a day such as 2026-09-30, not 'soon'.",
        ),
        (
            "coaching_done",
            '{"input_id": "none"}',
            "There is no coaching_step 'none', so it cannot be coaching_done. See: headway table coaching_plans --home H",
        ),
        (
            "pulse",
            '{"leader": "a@us", "adaptability": "3", "involvement": "6", "rapport": "1"}',
            "Each answer of a 'pulse' is one of 1 (no), 2 (rather not), 3 (in part), 4 (mostly), 5 (yes), not '6'.",
        ),
        (
            "bet",
            '{"journey_id": "acme", "answer": "moved"}',
            "The answer of a 'bet' is pinned, dropped, or 'moved USER_REF', not 'moved'.",
        ),
        (
            "staff",
            '{"user_ref": "kim", "hours": "many"}',
            "The hours of a 'staff' are those of one week, such as 12.5, not 'many'.",
        ),
        (
            "rating",
            '{"user_ref": "kim", "discipline": "insight", "level": "9"}',
            "The level of a 'rating' is one of 1 (new to it), 2 (with help), 3 (alone), 4 (shows others), not '9'.",
        ),
        ("page", '{"page": "/x"}', 'A \'page\' needs job. Write an object such as {"page": "...", "job": "..."}.'),
        (
            "mapping",
            '{"about": "stage", "value": "Verbal yes", "means": "maybe"}',
            "the stage 'Verbal yes' cannot mean 'maybe'. It can be: open, won, lost.",
        ),
        ("page", "[1]", 'A \'page\' needs page, job. Write an object such as {"page": "...", "job": "..."}.'),
    ],
)
def test_wrong_input_says_what_is_needed(tmp_path: Path, kind: str, told: str, complaint: str) -> None:
    with pytest.raises(SettingsError) as fault:
        record(Home(tmp_path), kind, told)
    assert str(fault.value) == complaint
