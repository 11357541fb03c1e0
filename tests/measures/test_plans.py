"""The plan shared with a customer: who of theirs is on it, and what their acts on it make of the tables."""

from tables import made, show, tables, text

ACCOUNTS = "account_ref | name | domain\nacme | Acme | acme.com"
DEALS = (
    "deal_ref | account_ref | name | opened_at\nbridge | acme | Bridge | 2026-05-01\ntower | acme | Tower | 2026-05-01"
)
KNOWN = {"crm_accounts": ACCOUNTS, "crm_deals": DEALS}
ADA = '{"deal_id": "bridge", "person": "Ada Lee", "person_id": "email:ada@acme.com", "hash": "x", "until_on": "2026-08-01"}'
BEN = '{"deal_id": "bridge", "person": "Ben Ray", "person_id": "email:ben@gmail.com", "hash": "y", "until_on": "2026-08-01", "link_id": "ada"}'
FILE = '{"deal_id": "bridge", "what": "sends the load profile", "by_on": "2026-06-12", "person": "Ada Lee", "on_plan": "yes"}'
HEAD = "input_id | kind | key | recorded_at | who | replaces | value\n"
LINKS = f"""
    ada  | plan_link  | bridge | 2026-06-01 | kim@us.com | | {ADA}
    ben  | plan_link  | bridge | 2026-06-02 |            | | {BEN}
    file | commitment | bridge | 2026-06-03 | kim@us.com | | {FILE}
"""


def act(name: str, kind: str, day: str, by: str = "ada", deal: str = "bridge", **says: str) -> str:
    """An input that a customer's person gives."""
    told = "".join(f', "{key}": "{value}"' for key, value in says.items())
    return f'{name} | {kind} | {deal} | {day} | | | {{"deal_id": "{deal}", "link_id": "{by}"{told}}}\n'


def told(*acts: str) -> dict[str, str]:
    return KNOWN | {"inputs": HEAD + LINKS.strip() + "\n" + "".join(acts)}


TICK = act("tick", "plan_done", "2026-06-10", step_id="file")


def test_plan_nothing_told() -> None:
    found = tables(["plan_links", "plan_acts", "plan_people", "plan_talks"])
    assert [each.num_rows for each in found.values()] == [0, 0, 0, 0]


def test_plan_links_say_who_was_given_one_and_by_whom() -> None:
    found = made("plan_links", inputs=told()["inputs"])
    assert show(found, "link_id", "deal_id", "name", "email", "until_on", "given_by", "invited_by") == text("""
        ada | bridge | Ada Lee | ada@acme.com  | 2026-08-01 | kim@us.com | -
        ben | bridge | Ben Ray | ben@gmail.com | 2026-08-01 | -          | ada
    """)


def test_plan_acts_are_what_the_customer_does_and_nothing_else() -> None:
    acts = told(
        act("join", "plan_joined", "2026-06-04"),
        TICK,
        act("move", "plan_moved", "2026-06-11", step_id="file", by_on="2026-06-20"),
        act("word", "plan_said", "2026-06-12", by="ben", text="We need the drawing."),
        act("wrong", "plan_said", "2026-06-13", deal="tower", text="a link of another deal"),
        act("gone", "plan_said", "2026-06-14", by="nobody", text="no link"),
        'ours | plan_said | bridge | 2026-06-15 | kim@us.com | | {"deal_id": "bridge", "text": "Here it is."}\n',
    )
    assert show(made("plan_acts", inputs=acts["inputs"]), "event_id", "email", "kind", "step_id", "what") == text("""
        ben  | ada@acme.com  | invited | -    | invited Ben Ray to the shared plan
        join | ada@acme.com  | joined  | -    | came onto the shared plan
        tick | ada@acme.com  | ticked  | file | ticked on the shared plan: sends the load profile
        move | ada@acme.com  | moved   | file | moved on the shared plan: sends the load profile, to 2026-06-20
        word | ben@gmail.com | said    | -    | wrote on the shared plan: We need the drawing.
    """)


def test_plan_acts_are_events_of_the_customer_and_a_word_is_a_touchpoint() -> None:
    acts = told(TICK, act("word", "plan_said", "2026-06-12", by="ben", text="Yes."))
    found = tables(["events", "touchpoints"], **acts)
    assert show(found["events"], "event_id", "account_id", "person_id", "deal_id", "side", "channel") == text("""
        ben  | acme | email:ada@acme.com  | bridge | customer | plan
        tick | acme | email:ada@acme.com  | bridge | customer | plan
        word | acme | email:ben@gmail.com | bridge | customer | plan
    """)
    assert show(found["touchpoints"], "touchpoint_id", "deal_id", "person_ids", "channel", "happened_at") == text("""
        word | bridge | email:ben@gmail.com | plan | 2026-06-12
    """)


def test_plan_people_are_people_of_the_account_and_of_the_group_once_they_act() -> None:
    found = tables(["people", "buying_groups"], **told(TICK))
    assert show(found["people"], "person_id", "account_id", "name", "email", "basis") == text("""
        email:ada@acme.com  | acme | Ada Lee | ada@acme.com  | given a link to a shared plan
        email:ben@gmail.com | acme | Ben Ray | ben@gmail.com | given a link to a shared plan
    """)
    assert show(found["buying_groups"], "deal_id", "person_id", "met", "seen") == text("""
        bridge | email:ada@acme.com | 0 | 1
    """)


def test_plan_person_whom_the_crm_knows_is_that_one() -> None:
    people = "person_ref | account_ref | name | email\nc1 | acme | Dr Ada Lee | ada@acme.com"
    found = made("people", **told(), crm_people=people)
    assert show(found, "person_id", "person_refs", "name", "basis").splitlines()[0] == (
        "email:ada@acme.com | email:ada@acme.com c1 | Ada Lee | contact in the CRM"
    )


def test_commitment_is_kept_by_a_tick_of_theirs() -> None:
    found = tables(["commitments", "commitment_proofs"], **told(TICK))
    assert show(found["commitments"], "commitment_id", "status", "kept_by", "event_id") == "file | kept | seen | tick"
    assert show(found["commitment_proofs"], "commitment_id", "person_id", "what", "confidence") == text("""
        file | email:ada@acme.com | ticked on the shared plan | 1
    """)


def test_commitment_is_open_again_where_the_tick_is_taken_back_or_refused() -> None:
    back = 'u | undo | tick | 2026-06-11 | | tick | {"input_id": "tick"}\n'
    no = 'n | not_kept | file | 2026-06-11 | kim@us.com | | {"input_id": "file"}\n'
    for after in (back, no):
        found = made("commitments", **told(TICK, after))
        assert show(found, "commitment_id", "status", "kept_by") == "file | late | -"


def test_commitment_moved_on_the_plan_waits_for_the_day_they_named() -> None:
    moved = act("move", "plan_moved", "2026-06-11", step_id="file", by_on="2026-07-20")
    found = made("commitments", **told(moved))
    assert show(found, "commitment_id", "status", "due_on", "moved_times") == "file | moved | 2026-07-20 | 1"


def test_a_tick_after_the_moment_keeps_nothing_yet() -> None:
    found = made("commitments", moment="2026-06-09", **told(TICK))
    assert show(found, "commitment_id", "status") == "file | open"
