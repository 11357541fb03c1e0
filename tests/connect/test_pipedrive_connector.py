"""What Pipedrive's exports and the answers of its API become, and what an export cannot say."""

import json

import pytest

from headway.connect import connectors
from headway.errors import DataError
from tables import show, text

SMALLEST = {
    "orgs.csv": "Organization - ID,Organization - Name,Organization - Organization created\n7,Acme,2023-01-01 10:00:00\n"
}
VALUE, FILE = "value left out: ", "file: "
LAST_CHANGE = FILE + "of the changes of stage it tells only the last, so where deals stood before it cannot be said"

ORGANIZATIONS = (
    "Organization - ID      | 7                   | 8                   | 9",
    "Organization - Name    | Acme                | Beta                | Beta",
    "Organization - Owner   | Ann Lee             | Ann Lee             | ",
    "Organization - Organization created | 2023-01-01 09:00:00 | 2023-01-01 09:00:00 | 2023-01-01 09:00:00",
    "Organization - Update time | 2023-02-01 09:00:00 | 2023-02-01 09:00:00 | 2023-02-01 09:00:00",
)
PEOPLE = (
    "Person - ID             | 1                   | 2",
    "Person - Name           | Lena                | Jo",
    "Person - Organization   | Acme                | Beta",
    "Person - Email - Work   | Lena@acme.example   | ",
    "Person - Job title      | CFO                 | ",
    "Person - Person created | 2023-01-01 10:00:00 | 2023-01-01 10:00:00",
    "Person - Update time    | 2023-02-01 10:00:00 | 2023-02-01 10:00:00",
)
DEALS = (
    "Deal - ID                  | 5                   | 6",
    "Deal - Title               | Fleet               | Cars",
    "Deal - Owner               | Ann Lee             | Bo Kim",
    "Deal - Value               | 2500                | 10",
    "Deal - Currency            | EUR                 | EUR",
    "Deal - Organization        | Acme                | Beta",
    "Deal - Contact person      | Lena                | ",
    "Deal - Stage               | Contract            | Pilot",
    "Deal - Status              | Lost                | Open",
    "Deal - Probability         |                     | 40",
    "Deal - Lost reason         | Price               | ",
    "Deal - Deal created        | 2023-01-02 10:00:00 | 2023-01-03 10:00:00",
    "Deal - Update time         | 2023-03-01 12:00:00 | 2023-02-01 12:00:00",
    "Deal - Last stage change   | 2023-02-10 08:00:00 | 2023-01-20 08:00:00",
    "Deal - Lost time           | 2023-03-01 12:00:00 | ",
    "Deal - Expected close date | 2023-04-30          | 2023-05-31",
)


def exported(sheet):
    return {"deals-2.csv": sheet(*DEALS), "people.csv": sheet(*PEOPLE), "orgs.csv": sheet(*ORGANIZATIONS)}


def answer(rows):
    return json.dumps(
        {"success": True, "data": rows, "additional_data": {"pagination": {"more_items_in_collection": False}}}
    )


TIMES = {"add_time": "2023-01-02T10:00:00Z", "update_time": "2023-03-01T12:00:00Z"}
API = {
    "stages.json": answer([{"id": 1, "name": "Pilot", "pipeline_id": 1}, {"id": 2, "name": "Contract", "pipeline_id": 1}]),
    "users.json": answer([{"id": 11, "name": "Ann Lee", "email": "ann@us.example", "active_flag": True, "created": "2022-01-01 08:00:00"}]),
    "organizations.json": answer([{"id": 7, "name": "Acme", "owner_id": 11, "website": "acme.example", **TIMES}]),
    "persons.json": answer([{"id": 1, "name": "Lena", "org_id": 7, "emails": [{"value": "old@acme.example", "primary": False}, {"value": "lena@acme.example", "primary": True}], "job_title": "CFO", **TIMES}]),
    "deals.json": answer([
        {"id": 5, "title": "Fleet", "owner_id": 11, "org_id": 7, "person_id": 1, "stage_id": 2, "value": 2500, "currency": "EUR", "status": "lost", "lost_reason": "Price", "lost_time": "2023-03-01T12:00:00Z", "stage_change_time": "2023-02-10T08:00:00Z", "expected_close_date": "2023-04-30", **TIMES},
        {"id": 6, "title": "Gone", "org_id": {"name": "Acme", "value": 7}, "user_id": {"id": 12, "name": "Bo"}, "stage_id": 1, "status": "deleted", **TIMES},
    ]),
    "deal_flow.json": answer([
        {"deal_id": 5, "field_key": "stage_id", "old_value": "1", "new_value": "2", "time": "2023-02-10 08:00:00"},
        {"deal_id": 5, "field_key": "status", "old_value": "open", "new_value": "lost", "time": "2023-03-01 12:00:00"},
        {"deal_id": 5, "field_key": "value", "old_value": "2000", "new_value": "2500", "time": "2023-02-01 12:00:00"},
    ]),
    "deal_participants.json": answer([{"deal_id": 5, "person_id": {"value": 1, "name": "Lena"}, "add_time": "2023-01-05 08:00:00", "active_flag": True}]),
    "deal_followers.json": answer([{"deal_id": 5, "user_id": 11, "add_time": "2023-01-05 09:00:00"}]),
    "activities.json": answer([
        {"id": 21, "type": "meeting", "subject": "Demo", "deal_id": 5, "org_id": 7, "person_id": 1, "owner_id": 11, "due_date": "2023-01-20", "due_time": "13:00", "duration": "01:30", "done": True, "note": "secret", "attendees": [{"email_address": "Jo@beta.example", "status": "accepted"}], **TIMES},
        {"id": 22, "type": "lunch", "subject": "Later", "deal_id": 5, "org_id": 7, "owner_id": 11, "due_date": "2023-05-20", "due_time": "", "done": False, **TIMES},
    ]),
}  # fmt: skip


def test_names_stand_for_organizations_where_one_alone_has_the_name(read, sheet):
    reading = read("pipedrive", exported(sheet))
    columns = "account_ref contact_ref stage amount closes_on is_closed is_won loss_reason probability owner_ref"
    assert show(reading.table("crm_deals"), "name", *columns.split()) == text("""
        Fleet | pipedrive:organization/7 | pipedrive:person/1 | Contract | 2500 | 2023-03-01 | yes | no | Price | -   | pipedrive:user/Ann Lee
        Cars  | -                        | -                  | Pilot    | 10   | 2023-05-31 | no  | no | -     | 0.4 | pipedrive:user/Bo Kim
    """)
    assert show(reading.table("crm_people"), "person_ref", "account_ref", "name", "email", "title") == text("""
        pipedrive:person/1 | pipedrive:organization/7 | Lena | lena@acme.example | CFO
        pipedrive:person/2 | -                        | Jo   | -                 | -
    """)


def test_export_dates_the_last_stage_and_the_ending_and_says_that_it_knows_no_more(read, sheet):
    reading = read("pipedrive", exported(sheet))
    assert show(reading.table("crm_deal_changes"), "deal_ref", "recorded_at", "stage", "is_closed", "is_won") == text("""
        pipedrive:deal/5 | 2023-02-10 08:00 | Contract | no  | no
        pipedrive:deal/5 | 2023-03-01 12:00 | -        | yes | no
        pipedrive:deal/6 | 2023-01-20 08:00 | Pilot    | no  | no
    """)
    assert reading.told() == [("deals-2.csv", 1, LAST_CHANGE)]


def test_person_of_a_deal_counts_from_its_last_change(read, sheet):
    roles = read("pipedrive", exported(sheet)).rows("crm_roles", "deal_ref", "person_ref", "role", "recorded_at")
    assert roles == [("pipedrive:deal/5", "pipedrive:person/1", None, "2023-03-01 12:00:00")]


def test_answers_of_the_api_say_what_an_export_says_and_the_history_too(read):
    reading = read("pipedrive", API)
    columns = "account_ref contact_ref stage amount is_closed is_won is_deleted owner_ref"
    assert show(reading.table("crm_deals"), "name", *columns.split()) == text("""
        Fleet | pipedrive:organization/7 | pipedrive:person/1 | Contract | 2500 | yes | no | no  | pipedrive:user/11
        Gone  | pipedrive:organization/7 | -                  | Pilot    | -    | -   | -  | yes | pipedrive:user/12
    """)
    assert show(
        reading.table("crm_deal_changes"), "recorded_at", "field", "stage", "amount", "is_closed", "is_won"
    ) == text("""
        2023-02-01 12:00 | value    | -        | 2500 | -   | -
        2023-02-10 08:00 | stage_id | Contract | -    | -   | -
        2023-03-01 12:00 | status   | -        | -    | yes | no
        2023-02-10 08:00 | -        | Contract | -    | no  | no
        2023-03-01 12:00 | -        | -        | -    | yes | no
    """)
    assert (reading.rows("crm_people", "email"), reading.told()) == ([("lena@acme.example",)], [])
    assert reading.rows("crm_members", "deal_ref", "user_ref") == [("pipedrive:deal/5", "pipedrive:user/11")]


def test_activities_say_who_was_there_and_never_their_notes(read):
    reading = read("pipedrive", API)
    columns = "kind deal_ref person_ref user_ref starts_at minutes is_done addresses"
    assert show(reading.table("crm_activities"), "subject", *columns.split()) == text("""
        Demo  | meeting | pipedrive:deal/5 | pipedrive:person/1 | pipedrive:user/11 | 2023-01-20 13:00 | 90 | yes | jo@beta.example lena@acme.example
        Later | meeting | pipedrive:deal/5 | -                  | pipedrive:user/11 | 2023-05-20       | -  | no  | -
    """)
    assert "secret" not in str(reading.parts)


def test_export_without_dates_or_organizations_says_so(read):
    told = read(
        "pipedrive", {"d.csv": "Deal - ID,Deal - Title,Deal - Deal created\n5,Fleet,2023-01-01 10:00:00\n"}
    ).told()
    assert [why.partition(",")[0] for _, _, why in told] == [
        FILE + "it does not say when its rows were last changed",
        LAST_CHANGE.partition(",")[0],
        FILE + "it does not name organizations",
    ]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("x,B,2023-01-01", "row left out: id is not a record id, which is digits alone"),
        (",B,2023-01-01", "row left out: it has no id"),
        ("8,B,", "row left out: it has no add_time"),
        ("8,B", "row left out: it has fewer cells than the header"),
    ],
)
def test_one_bad_row_costs_no_other(read, bad, why):
    head = "Organization - ID,Organization - Name,Organization - Organization created\n7,A,2023-01-01\n"
    reading = read("pipedrive", {"o.csv": f"{head}{bad}\n9,C,2023-01-01\n"})
    assert reading.rows("crm_accounts", "name") == [("A",), ("C",)]
    assert ("o.csv", 3, why) in reading.told()


def test_files_of_other_systems_are_not_pipedrive_s(folder_of):
    folder = folder_of({"deal.csv": "id,property_dealname\n", "activities.json": '[{"id": 1}]'})
    with pytest.raises(DataError, match='holds no Pipedrive export: looked for columns such as "Deal - Title"'):
        next(connectors()["pipedrive"].read(folder, print))


def test_pages_of_answers_in_one_file_are_all_read_and_what_is_no_record_is_told(read):
    page = [answer([{"id": n, "name": f"Org {n}", "owner_id": 11, **TIMES}]) for n in (7, 8)]
    reading = read("pipedrive", {"organizations.json": "\n".join(page)})
    assert (reading.rows("crm_accounts", "name"), reading.told()) == ([("Org 7",), ("Org 8",)], [])
    broken = page[0].replace("}]", '}], {"id": 9}, {"id"')
    assert read("pipedrive", {"organizations.json": broken}).left_out() >= 2
