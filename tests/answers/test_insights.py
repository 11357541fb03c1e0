"""The library of insights: what it holds, what fits, and what customers did after it."""

from tables import made, show, text

CLEANING = '{"claim": "Cleaning takes a shift", "evidence": "9 of 12", "job": "validation", "review_on": "2026-12-01"}'
STOPS = CLEANING.replace("Cleaning takes a shift", "Stops cost most at night").replace(
    "}", ', "function": "operations", "kind": "consultancy"}'
)
INPUTS = f"""
    input_id | kind    | key | replaces | who  | recorded_at | value
    i1       | insight | x   |          | ann@us.example | 2026-05-01 | {CLEANING}
    i2       | insight | y   |          | bo@us.example  | 2026-05-02 | {STOPS}
    i3       | insight | z   |          | bo@us.example  | 2026-05-03 | {STOPS}
    u        | undo    | i3  | i3       | bo@us.example  | 2026-05-04 | {{}}
"""
LIBRARY = """
    insight_id | claim | job        | function | kind
    all        | A     | validation |          |
    near       | N     | validation | finance  |
    other      | O     | validation |          | solution
    elsewhere  | E     | supplier_selection | |
"""
FACTS = "deal_id | journey_id | kind | finance_90d\nbridge | acme | consultancy | {}"


def offered(finance: int = 0, **told: str) -> str:
    found = made("insight_offers", dialogue_facts=FACTS.format(finance), insights=LIBRARY, **told)
    return show(found, "job", "insight_id")


def test_insights_stand_until_they_are_taken_back() -> None:
    found = made("insights", inputs=INPUTS)
    assert show(found, "insight_id", "claim", "function", "kind", "owner", "review_on") == text("""
        i1 | Cleaning takes a shift   |            |             | ann@us.example | 2026-12-01
        i2 | Stops cost most at night | operations | consultancy | bo@us.example  | 2026-12-01
    """)


def test_the_offer_fits_the_kind_and_who_takes_part() -> None:
    assert offered() == text("supplier_selection | elsewhere\nvalidation | all")
    assert offered(finance=1) == text("supplier_selection | elsewhere\nvalidation | near")


def test_what_the_group_was_given_is_not_offered_again() -> None:
    given = "input_id | deal_id | kind | thing_id\ng | bridge | insight | all"
    assert offered(brought=given) == "supplier_selection | elsewhere"


def test_no_insight_is_offered_of_an_empty_library() -> None:
    assert show(made("insight_offers", dialogue_facts=FACTS.format(1))) == ""


def test_what_customers_did_is_counted_once_four_weeks_have_passed() -> None:
    found = made(
        "insight_records",
        insights=LIBRARY,
        brought="input_id | kind | thing_id\na | insight | all\nb | insight | all\nc | question | all",
        brought_steps="input_id | kind | thing_id | steps | is_over\na | insight | all | 2 | yes\nb | insight | all | 0 | no",
    )
    [row] = [row for row in found.to_pylist() if row["insight_id"] == "all"]
    assert (row["given"], row["over"], row["followed"]) == (2, 1, 1)
    assert row["followed_low"] < row["followed_share"] < row["followed_high"]


def test_the_dialogue_offers_the_insight_for_the_stuck_job() -> None:
    facts = "deal_id | account_id | journey_id | last_job | acts | lone\nbridge | a | j | validation | 9 | 1"
    offers = (
        "deal_id | job | insight_id | claim\nbridge | consensus_creation | x | Half\nbridge | validation | y | Whole"
    )
    rows = made("dialogues", dialogue_facts=facts, insight_offers=offers).to_pylist()
    assert {(row["stuck_job"], row["insight_id"], row["insight"]) for row in rows} == {
        ("consensus_creation", "x", "Half")
    }


def test_seeds_are_what_customers_read_before_they_bought() -> None:
    found = made(
        "insight_seeds",
        closings="account_id | deal_id | ending | closed_at\na | d1 | won | 2026-05-01\nb | d2 | won | 2026-05-01\nc | d3 | lost | 2026-05-01",
        pages="page | title | job\n/one | One | validation\n/two | Two | validation\n/no | No | none",
        events="""
            event_id | account_id | channel | job        | page | happened_at
            1        | a          | web     | validation | /one | 2026-04-01
            2        | b          | web     | validation | /one | 2026-04-01
            3        | b          | web     | validation | /two | 2026-04-01
            4        | b          | web     | none       | /no  | 2026-04-01
            5        | a          | web     | validation | /two | 2026-05-02
            6        | c          | web     | validation | /two | 2026-04-01
        """,
    )
    assert show(found, "job", "page", "place", "won_customers", "won_all") == text("""
        validation | /one | 1 | 2 | 2
        validation | /two | 2 | 1 | 2
    """)
