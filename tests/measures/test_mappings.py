"""What the company's own words mean: as settings and people say."""

import json

import pytest

from headway.sources.mapping import mapping_fault
from tables import made, show, tables, text

ACME = """
    account_ref
    acme
"""
DEALS = """
    deal_ref | account_ref | opened_at  | modified_at | stage      | is_closed | record_type | deal_type
    bridge   | acme        | 2024-01-01 | 2024-05-01  | Verbal Yes |           | r1          | New
    renewal  | acme        | 2024-01-01 | 2024-05-02  | Signed     | yes       | r2          | Renewal
"""
LABELS = """
    label_ref | name
    r1        | Standard sale
    r2        | Renewal desk
"""


def told(about: str, value: str, means: str, who: str = "kim@us.com") -> str:
    said = json.dumps({"about": about, "value": value, "means": means})
    return f"input_id | kind | value | who\nsaid | mapping | {said} | {who}"


def test_mappings_a_person_beats_the_settings() -> None:
    own = {"map.stage.Verbal yes": "open", "map.stage.On hold": "open"}
    found = made("mappings", own=own, inputs=told("stage", "VERBAL YES", "won"))
    assert show(found, "about", "key", "value", "means", "told_by", "who", "input_id") == text("""
        stage | on hold    | On hold    | open | settings | -          | -
        stage | verbal yes | VERBAL YES | won  | a person | kim@us.com | said
    """)


def test_mappings_nothing_told() -> None:
    assert show(made("mappings")) == ""


@pytest.mark.parametrize("undone", [False, True])
def test_mapped_stage_says_how_a_deal_ended_until_it_is_undone(undone: bool) -> None:
    inputs = f"{told('stage', 'Verbal yes', 'won')} | -\nagain | undo | {{}} | | {'said' if undone else 'other'}"
    inputs = inputs.replace("who\n", "who | replaces\n")
    found = made("deals", crm_accounts=ACME, crm_deals=DEALS, inputs=inputs)
    assert show(found, "deal_id", "status", "closed_at") == text(f"""
        bridge  | {"open | -" if undone else "won | 2024-05-01"}
        renewal | lost | 2024-05-02
    """)


def test_mapped_stage_dates_the_ending_by_its_own_history() -> None:
    changes = """
        deal_ref | recorded_at | stage      | is_closed
        bridge   | 2024-02-01  | Contact    | no
        bridge   | 2024-03-01  | Verbal yes | no
        bridge   | 2024-04-01  | Invoiced   | no
    """
    own = {"map.stage.Verbal yes": "won", "map.stage.Invoiced": "won"}
    found = made("deals", crm_accounts=ACME, crm_deals=DEALS, crm_deal_changes=changes, own=own)
    assert show(found, "deal_id", "status", "stage", "closed_at") == text("""
        bridge  | won  | Invoiced | 2024-03-01
        renewal | lost | Signed   | 2024-05-02
    """)


@pytest.mark.parametrize(
    ("own", "left"),
    [
        ({}, "bridge\nrenewal"),
        ({"map.record_type.renewal desk": "left out"}, "bridge"),
        ({"map.deal_type.Renewal": "left out"}, "bridge"),
        ({"map.deal_type.Renewal": "counts"}, "bridge\nrenewal"),
    ],
)
def test_deals_of_a_sort_that_is_left_out_are_none(own: dict[str, str], left: str) -> None:
    assert show(made("deals", crm_accounts=ACME, crm_deals=DEALS, crm_labels=LABELS, own=own), "deal_id") == left


def test_deals_take_amount_product_and_kind_from_the_mapped_fields() -> None:
    fields = """
        deal_ref | field      | value  | number
        bridge   | ARR__c     | 1200   | 1200
        bridge   | Product__c | Pumps  |
        bridge   | Art__c     | Ausbau |
    """
    deals = """
        deal_ref | account_ref | opened_at  | amount | deal_type
        bridge   | acme        | 2024-01-01 | 99     | New
        tower    | acme        | 2024-01-01 | 98     | New
    """
    own = {"map.field.amount": "arr__c", "map.field.product": "Product__c", "map.field.kind": "Art__c"}
    found = made("deals", crm_accounts=ACME, crm_deals=deals, crm_deal_fields=fields, own=own)
    assert show(found, "deal_id", "amount", "product", "deal_type") == text("""
        bridge | 1200 | Pumps | Ausbau
        tower  | -    | -     | New
    """)


def test_roles_mean_what_is_told_and_else_what_their_words_say() -> None:
    groups = """
        deal_id | person_id | role
        bridge  | ann       | Einkaufsleiter
        bridge  | bo        | Beslutningstager
        bridge  | cy        | Amtsrat
        bridge  | di        | Economic Buyer
    """
    own = {
        "map.role.amtsrat": "decides",
        "map.role.Economic buyer": "neither",
        "map.role.Presales hero": "design_manager",
    }
    ours = "deal_id | user_ref | role\nbridge | kim | Presales Hero"
    found = made("role_meanings", buying_groups=groups, our_people=ours, own=own)
    assert show(found, "role", "theirs", "ours", "basis") == text("""
        Beslutningstager | decides    | -              | words
        Amtsrat          | decides    | -              | told
        Economic Buyer   | -          | -              | told
        Einkaufsleiter   | influences | executive      | words
        Presales Hero    | -          | design_manager | told
    """)


VALUES = ("about", "value", "rows", "example", "means", "basis", "proposed", "is_placed")


def values(**given: object) -> str:
    return show(made("mapping_values", **given), *VALUES)


def test_mapping_values_say_what_could_not_be_placed_with_counts_and_an_example() -> None:
    deals = """
        deal_ref | stage      | is_closed | is_won | pipeline | deal_type | modified_at
        a        | Gewonnen!  |           |        | Sales    | New       | 2024-01-01
        b        | Verbal yes |           |        | Sales    | New       | 2024-01-01
        c        | Signed     | yes       | yes    | Partner  | Fornyelse | 2024-01-01
        d        | Lost to X  | yes       | no     | Sales    |           | 2024-01-01
        e        | Proposal   | no        | no     | Sales    |           | 2024-01-01
    """
    roles = "deal_ref | person_ref | role\na | ann | Amtsrat\nb | ann | Amtsrat"
    fields = """
        deal_ref | field          | value | number
        a        | ARR__c         | 1200  | 1200
        a        | ProductLine__c | Pumps |
        b        | Hobby__c       | Golf  |
    """
    assert values(crm_deals=deals, crm_roles=roles, crm_deal_fields=fields) == text("""
        deal_type | Fornyelse      | 1 | c     | counts | the CRM | left out | no
        deal_type | New            | 2 | a     | counts | the CRM | -        | yes
        field     | ARR__c         | 1 | 1200  | -      | -       | amount   | no
        field     | Hobby__c       | 1 | Golf  | -      | -       | -        | yes
        field     | ProductLine__c | 1 | Pumps | -      | -       | product  | no
        pipeline  | Partner        | 1 | c     | counts | the CRM | left out | no
        pipeline  | Sales          | 4 | a     | counts | the CRM | -        | yes
        role      | Amtsrat        | 2 | a     | -      | -       | -        | no
        stage     | Gewonnen!      | 1 | a     | -      | -       | won      | no
        stage     | Lost to X      | 1 | d     | lost   | the CRM | -        | yes
        stage     | Proposal       | 1 | e     | open   | the CRM | -        | yes
        stage     | Signed         | 1 | c     | won    | the CRM | -        | yes
        stage     | Verbal yes     | 1 | b     | -      | -       | -        | no
    """)


def test_mapping_values_of_what_somebody_has_said() -> None:
    deals = """
        deal_ref | stage      | amount | currency | modified_at
        a        | Verbal yes | 10     | EUR      | 2024-01-01
        b        | Verbal yes | 10     | EUR      | 2024-01-01
        c        |            | 10     | DKK      | 2024-01-01
        d        |            | 10     | SEK      | 2024-01-01
    """
    fields = "deal_ref | field | value | number\na | ARR__c | 1200 | 1200"
    own = {"map.rate.DKK 2020-01-01": 7.46, "map.field.product": "ARR__c"}
    inputs = told("stage", "verbal yes", "won")
    assert values(crm_deals=deals, crm_deal_fields=fields, own=own, inputs=inputs) == text("""
        currency | DKK        | 1 | c    | rate    | settings | - | yes
        currency | EUR        | 2 | a    | own     | own      | - | yes
        currency | SEK        | 1 | d    | -       | -        | - | no
        field    | ARR__c     | 1 | 1200 | product | settings | - | yes
        stage    | Verbal yes | 2 | a    | won     | a person | - | yes
    """)


@pytest.mark.parametrize(
    ("own", "read"),
    [({}, "- | - | - | no"), ({"map.zone.hubspot": "Europe/Berlin"}, "Europe/Berlin | settings | - | yes")],
)
def test_zone_of_a_clock_is_asked_and_never_proposed(own: dict[str, str], read: str) -> None:
    deals = "deal_ref | clock\na | hubspot\nb | hubspot\nc |"
    people = "person_ref | clock\nann | hubspot"
    assert values(crm_deals=deals, crm_people=people, own=own) == text(f"zone | hubspot | 3 | a | {read}")


def test_mapping_values_nothing_known() -> None:
    assert values() == ""


def test_members_of_our_own_count_with_the_people_of_customers() -> None:
    both = tables(
        ["mapping_counts"],
        crm_roles="deal_ref | role\nbridge | Chef",
        crm_members="deal_ref | role\ntower | Chef",
    )["mapping_counts"]
    assert show(both, "about", "value", "rows", "example") == "role | Chef | 2 | bridge"


@pytest.mark.parametrize(
    ("about", "value", "means", "wrong"),
    [
        ("stage", "Verbal yes", "won", None),
        ("stage", "Verbal yes", "maybe", "the stage 'Verbal yes' cannot mean 'maybe'. It can be: open, won, lost."),
        ("stage", " ", "won", "a mapping names the company's own word, not   = 'won'."),
        ("field", "size", "X__c", "a field is told as amount or kind or product = its own name, not size = 'X__c'."),
        ("currency", "own", "EUR", None),
        ("currency", "own", "Euro", "the company's own currency is told as own = \"EUR\", not own = 'Euro'."),
        ("rate", "DKK 2026-01-01", "7.46", None),
        ("zone", "hubspot", "Europe/Berlin", None),
        (
            *("zone", "hubspot", "Berlin"),
            "a zone is told as hubspot = \"Europe/Berlin\", by its name of the tz database, not hubspot = 'Berlin'.",
        ),
        ("rate", "DKK", "-1", 'a rate is told as "DKK" = 7.46, or "DKK 2026-01-01" = 7.46, not DKK = \'-1\'.'),
        ("rate", "DKK soon", "7", 'a rate is told as "DKK" = 7.46, or "DKK 2026-01-01" = 7.46, not DKK soon = \'7\'.'),
        (
            "mood",
            "x",
            "y",
            "'mood' cannot be mapped. It can be: currency, deal_type, field, pipeline, rate, record_type, role, stage, zone.",
        ),
    ],
)
def test_mapping_that_cannot_be_says_why(about: str, value: str, means: str, wrong: str | None) -> None:
    assert mapping_fault(about, value, means) == wrong
