"""Who is about a purchase among those who read our pages."""

import pytest

from tables import made, show, text

PAGES = """
    page     | job                | basis
    /pricing | consensus_creation | pricing: "pricing" in path
    /docs    | validation         | docs: "docs" in path
    /login   | none               | login: "login" in path
    /help    | none               | support: "help" in path
    /careers | none               | careers: "careers" in path
    /x       |                    | no rule knows a word of it
"""


def readers(*acts: tuple[str, str, int]) -> dict[str, dict]:
    """What is said of readers, each told as visitor, page and how often."""
    rows = [f"acme | {who} | {page} | page" for who, page, times in acts for _ in range(times)]
    found = made("readers", web_acts="account_id | visitor_id | page | kind\n" + "\n".join(rows), pages=PAGES)
    return {row["reader_id"]: row for row in found.to_pylist()}


def test_readers_count_what_nobody_reads_on_the_way_to_a_purchase() -> None:
    found = readers(
        ("ann", "/pricing", 3), ("ann", "/login", 1), ("ann", "/help", 1), ("ann", "/careers", 1), ("ann", "/x", 1)
    )
    ann = found["ann"]
    assert (ann["views"], ann["service_views"], ann["career_views"]) == (7, 2, 1)


def test_readers_customers_at_work_and_job_seekers_are_hardly_about_a_purchase() -> None:
    found = readers(
        ("buyer", "/pricing", 5),
        ("buyer", "/docs", 5),
        ("lost", "/pricing", 9),
        ("lost", "/login", 1),
        ("user", "/docs", 5),
        ("user", "/login", 5),
        ("seeker", "/careers", 3),
        ("once", "/x", 1),
    )  # fmt: skip -- one reader a pair reads well
    shares = {who: row["buying_share"] for who, row in found.items()}
    assert shares["buyer"] > 0.98
    assert shares["lost"] > 0.9
    assert shares["once"] == pytest.approx(0.8, abs=0.05)
    assert max(shares["user"], shares["seeker"]) < 0.01


def test_readers_a_million_views_are_no_fault() -> None:
    rows = "\n".join("acme | ann | /login | page" for _ in range(3000))
    found = made("readers", web_acts="account_id | person_id | page | kind\n" + rows, pages=PAGES)
    assert 0 < found["buying_share"][0].as_py() < 1e-12


def test_readers_nothing_read() -> None:
    assert show(made("readers")) == text("")


def test_presences_say_how_surely_a_buyer_was_there() -> None:
    events = """
        account_id | journey_id | channel | happened_at | job        | weight | buying_share
        acme       | acme       | web     | 2026-06-22  | validation | 0.5    | 0.8
        acme       | acme       | web     | 2026-06-23  | validation | 0.6    | 0.1
    """
    assert show(made("presences", events=events), "acts", "weight", "presence") == text("2 | 0.46 | 0.4")


def test_who_is_named_a_rival_does_not_buy_however_much_it_reads() -> None:
    web_acts = """
        event_id | account_id | visitor_id | page
        1        | acme       | v1         | /pricing
        2        | acme       | v2         | /pricing
    """
    named = "reader_id | kind | confidence\nv1 | rival | 0.97"
    found = {
        row["reader_id"]: row["buying_share"]
        for row in made("readers", web_acts=web_acts, told_readers=named).to_pylist()
    }
    assert found["v1"] == pytest.approx(0.03)
    assert found["v2"] > 0.7


def test_who_only_compares_prices_again_and_again_may_well_be_a_buyer() -> None:
    visits = "".join(f"v1 | {page} | 2026-06-{day:02}\n" for day in range(1, 26) for page in ("/pricing", "/customers"))
    told = {"web_calls": "visitor_id | user_id | email\nv1 | u1 | ann@acme.com"}
    [reader] = made("readers", web_events="visitor_id | page | happened_at\n" + visits, **told).to_pylist()
    assert reader["buying_share"] > 0.9
