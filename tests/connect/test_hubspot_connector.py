"""What HubSpot's exports, in three languages, and the tables of a replica become."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.connect import connectors
from headway.errors import DataError

SMALLEST = {"companies.csv": "Record ID,Company name,Create Date\n7,Acme,2023-01-01 10:00\n"}
COMPANY, CONTACT, DEAL = "hubspot:0-2/", "hubspot:0-1/", "hubspot:0-3/"
ROW, VALUE, FILE = "row left out: ", "value left out: ", "file: "

COMPANIES = (
    "Record ID           | 7                | 8",
    "Company name        | Acme             | Beta",
    "Company Domain Name | www.Acme.com     |",
    "Industry            | RETAIL           |",
    "Number of Employees | 134              |",
    "Country/Region      | Denmark          |",
    "Company owner       | Ann Lee          | Ann Lee",
    "Create Date         | 2022-06-28 15:54 | 2022-07-01 00:00",
    "Last Modified Date  | 2022-08-01 09:00 |",
    "Type                | PROSPECT         |",
)
CONTACTS = (
    "Record ID              | 1                   | 2",
    "First Name             | Lena                | Jo",
    "Last Name              | Hansen              |",
    "Email                  | Lena.Hansen@Acme.com| jo@acme.com",
    "Job Title              | CFO                 |",
    "Associated Company IDs | 7;8                 |",
    "Buying Role            | DECISION_MAKER      |",
    "Create Date            | 2022-06-29 10:00    | 2022-06-30 10:00",
    "Last Modified Date     | 2023-04-01 10:00    | 2022-07-01 10:00",
)
DEALS = (
    "Record ID                                            | 5                | 6",
    "Deal Name                                            | Fleet            | Cars",
    "Deal Stage                                           | Closed Won       | Pilot",
    "Amount                                               | 2500             |",
    "Close Date                                           | 2023-03-31 00:00 | 2023-09-30 00:00",
    "Create Date                                          | 2023-01-01 10:00 | 2023-02-01 10:00",
    "Deal owner                                           | Bo Kim           |",
    "Deal Type                                            | New Business     |",
    "Closed Lost Reason                                   |                  |",
    "Associated Company IDs                               | 7                | 8",
    "Associated Contact IDs                               | 1;2              |",
    "Last Modified Date                                   | 2023-03-15 12:00 | 2023-05-01 10:00",
    '"Date entered ""Contract Sent (Sales Pipeline)"""    | 2023-03-15 12:00 |',
    '"Date entered ""Closed Won (Sales Pipeline)"""       | 2023-03-15 12:00 |',
    '"Date exited ""Contract Sent (Sales Pipeline)"""     | 2023-03-15 12:00 |',
)


def exported(sheet):
    return {"all-companies.csv": sheet(*COMPANIES), "all-contacts.csv": sheet(*CONTACTS), "deals 2.csv": sheet(*DEALS)}


def test_company_lands_with_its_owner_by_name(read, sheet):
    reading = read("hubspot", exported(sheet))
    columns = "account_ref name domain industry employees country account_type owner_ref recorded_at modified_at"
    assert reading.rows("crm_accounts", *columns.split()) == [
        (
            *(COMPANY + "7", "Acme", "acme.com", "RETAIL", 134, "Denmark", "PROSPECT", "hubspot:owner/Ann Lee"),
            *("2022-06-28 15:54:00", "2022-08-01 09:00:00"),
        ),
        # Never dated, its values were as they are when the export was made: not before its newest moment.
        (
            *(COMPANY + "8", "Beta", None, None, None, None, None, "hubspot:owner/Ann Lee"),
            *("2022-07-01 00:00:00", "2023-05-01 10:00:00"),
        ),
    ]
    assert reading.rows("crm_users", "user_ref", "name") == [
        ("hubspot:owner/Ann Lee", "Ann Lee"),
        ("hubspot:owner/Bo Kim", "Bo Kim"),
    ]


def test_contact_belongs_to_the_first_company_it_names(read, sheet):
    columns = "person_ref account_ref is_lead name email title"
    assert read("hubspot", exported(sheet)).rows("crm_people", *columns.split()) == [
        (CONTACT + "1", COMPANY + "7", False, "Lena Hansen", "lena.hansen@acme.com", "CFO"),
        (CONTACT + "2", None, False, "Jo", "jo@acme.com", None),
    ]


def test_deal_of_a_stage_nobody_explains_is_neither_open_nor_closed(read, sheet):
    columns = "deal_ref account_ref name stage amount closes_on is_closed is_won owner_ref opened_at modified_at"
    assert read("hubspot", exported(sheet)).rows("crm_deals", *columns.split()) == [
        (
            *(DEAL + "5", COMPANY + "7", "Fleet", "Closed Won", 2500.0, "2023-03-31", True, True),
            *("hubspot:owner/Bo Kim", "2023-01-01 10:00:00", "2023-03-15 12:00:00"),
        ),
        (
            *(DEAL + "6", COMPANY + "8", "Cars", "Pilot", None, "2023-09-30", None, None),
            *(None, "2023-02-01 10:00:00", "2023-05-01 10:00:00"),
        ),
    ]


def test_stage_that_ends_a_deal_comes_after_another_of_the_same_minute(read, sheet):
    columns = ("recorded_at", "change_ref", "stage", "amount", "is_closed", "is_won")
    assert sorted(read("hubspot", exported(sheet)).rows("crm_deal_changes", *columns)) == [
        ("2023-03-15 12:00:00", DEAL + "5/at/Contract Sent", "Contract Sent", None, False, False),
        ("2023-03-15 12:00:00", DEAL + "5/ended/Closed Won", "Closed Won", None, True, True),
    ]


def test_role_is_known_once_both_deal_and_contact_say_so(read, sheet):
    columns = ("deal_ref", "person_ref", "role", "recorded_at", "modified_at")
    assert read("hubspot", exported(sheet)).rows("crm_roles", *columns) == [
        (DEAL + "5", CONTACT + "1", "decision maker", "2023-03-15 12:00:00", "2023-04-01 10:00:00"),
        (DEAL + "5", CONTACT + "2", None, "2023-03-15 12:00:00", "2023-03-15 12:00:00"),
    ]


CLOCKED = ("crm_accounts", "crm_people", "crm_deals", "crm_deal_changes", "crm_roles")


def test_times_of_an_export_are_those_of_a_clock_it_does_not_name(read, sheet):
    reading = read("hubspot", exported(sheet))
    assert {(name, *row) for name in CLOCKED for row in reading.rows(name, "clock")} == {
        (name, "hubspot") for name in CLOCKED
    }


def test_times_of_a_replica_are_utc(read):
    reading = read("hubspot", REPLICA)
    assert {row for name in CLOCKED for row in reading.rows(name, "clock")} == {(None,)}


@pytest.mark.parametrize(
    ("written", "clock"),
    [("2023-01-01 9:00", "hubspot"), ("2023-01-01 09:00:00", "hubspot"), ("2023-01-01T09:00:00Z", None)],
)
def test_only_a_time_without_a_zone_is_told_by_a_clock(read, written, clock):
    companies = f"Record ID,Company name,Create Date\n7,Acme,{written}\n"
    assert read("hubspot", {"companies.csv": companies}).rows("crm_accounts", "recorded_at", "clock") == [
        ("2023-01-01 09:00:00", clock)
    ]


def test_export_tells_what_it_cannot_say(read, sheet):
    told = read("hubspot", exported(sheet)).told()
    assert told == [
        (
            *("deals 2.csv", 1),
            FILE
            + "its history is the last time in each stage: amounts, close dates, owners and earlier stays are not in it",
        ),
        (
            *("deals 2.csv", 1),
            FILE + "it does not say which stages are closed: only HubSpot's own names for won and lost are understood",
        ),
    ]


def test_deals_without_history_or_dates_say_so(read):
    deals = "Record ID,Deal Name,Deal Stage,Is Closed Won,Create Date\n5,Fleet,Pilot,true,2023-01-01 10:00\n"
    reading = read("hubspot", {"deals.csv": deals})
    assert reading.rows("crm_deals", "is_closed", "is_won", "modified_at") == [(True, True, "2023-01-01 10:00:00")]
    assert (reading.rows("crm_deal_changes", "stage"), [why for _, _, why in reading.told()]) == (
        [],
        [
            FILE + "it has no Last Modified Date, so its values count only from 2023-01-01 10:00:00, "
            "the export's newest moment",
            FILE + "it has no history of stages, so stage, amount and close date are known only from the last "
            "modification on",
        ],
    )


GERMAN = {
    "unternehmen.csv": "Datensatz-ID;Unternehmensname;Domain-Name des Unternehmens;Erstelldatum\n"
    "7;Acme;acme.com;2023-01-01 10:00\n",
    "kontakte.csv": "Datensatz-ID;Vorname;Nachname;E-Mail;Zugeordnete Unternehmens-IDs;Erstelldatum\n"
    "1;Lena;Hansen;lena@acme.com;7,8;2023-01-02 10:00\n",
    "deals.csv": "Datensatz-ID;Deal-Name;Deal-Phase;Betrag;Abschlussdatum;Erstelldatum;Datum der letzten Änderung;"
    "Zugeordnete Unternehmens-IDs;Zugeordnete Kontakt-IDs\n"
    "5;Fleet;Abgeschlossen und verloren;2500;2023-03-31 00:00;2023-01-03 10:00;2023-04-01 10:00;7;1\n",
}
DANISH = {
    "virksomheder.csv": "Record-id,Virksomhedsnavn,Virksomhedens domænenavn,Oprettelsesdato\n"
    "7,Acme,acme.com,2023-01-01 10:00\n",
    "kontakter.csv": "Record-id,Fornavn,Efternavn,E-mail,Tilknyttede virksomheds-id'er,Oprettelsesdato\n"
    '1,Lena,Hansen,lena@acme.com,"7,8",2023-01-02 10:00\n',
    "aftaler.csv": "Record-id,Aftalenavn,Aftalefase,Beløb,Lukningsdato,Oprettelsesdato,Dato for seneste ændring,"
    "Tilknyttede virksomheds-id'er,Tilknyttede kontakt-id'er\n"
    "5,Fleet,Lukket som tabt,2500,2023-03-31 00:00,2023-01-03 10:00,2023-04-01 10:00,7,1\n",
}
ENGLISH = {
    "companies.csv": "Record ID,Company name,Company Domain Name,Create Date\n7,Acme,acme.com,2023-01-01 10:00\n",
    "contacts.csv": "Record ID,First Name,Last Name,Email,Associated Company IDs,Create Date\n"
    "1,Lena,Hansen,lena@acme.com,7;8,2023-01-02 10:00\n",
    "deals.csv": "Record ID,Deal Name,Deal Stage,Amount,Close Date,Create Date,Last Modified Date,"
    "Associated Company IDs,Associated Contact IDs\n"
    "5,Fleet,Closed Lost,2500,2023-03-31 00:00,2023-01-03 10:00,2023-04-01 10:00,7,1\n",
}


@pytest.mark.parametrize("files", [GERMAN, DANISH], ids=["German", "Danish"])
def test_export_in_another_language_gives_the_same_tables(read, files):
    told, english = read("hubspot", files), read("hubspot", ENGLISH)
    assert [told.table(name) for name in ("crm_accounts", "crm_people", "crm_roles")] == [
        english.table(name) for name in ("crm_accounts", "crm_people", "crm_roles")
    ]
    deals = [each.table("crm_deals").drop_columns(["stage"]) for each in (told, english)]
    assert (deals[0], told.rows("crm_deals", "is_closed", "is_won")) == (deals[1], [(True, False)])


REPLICA = {
    "company_data.csv": "id,is_deleted,_fivetran_synced,property_name,property_createdate\n"
    "7,false,2023-05-01 3:15:52,Acme,2022-01-01 10:00:00\n",
    "contact_data.csv": "id,_fivetran_deleted,_fivetran_synced,property_email,property_firstname,property_createdate,"
    "property_hs_buying_role,property_hs_merged_object_ids\n"
    "1,FALSE,2023-05-01 3:15:52,lena@acme.com,Lena,2022-01-02 10:00:00,CHAMPION,3;4\n"
    "3,TRUE,2023-05-01 3:15:52,l@acme.com,Lena,2022-01-03 10:00:00,,\n",
    "deal_data.csv": "deal_id,is_deleted,deal_pipeline_stage_id,owner_id,property_dealname,property_amount,"
    "property_closedate,property_createdate,_fivetran_synced\n"
    "5,false,s2,99,Fleet,2500,2023-03-31 0:00:00,2023-01-01 10:00:00,2023-05-01 3:15:52\n"
    "6,false,s1,99,Fleet,,,2023-01-01 10:00:00,2023-05-01 3:15:52\n",
    "deal_pipeline_stage_data.csv": "stage_id,label,closed_won,is_closed,probability,pipeline_id\n"
    "s1,Pilot,FALSE,FALSE,0.4,p\ns2,Signed,TRUE,TRUE,1.0,p\n",
    "deal_stage_data.csv": "deal_id,date_entered,value,_fivetran_start,_fivetran_end\n"
    "5,2023-01-01 10:00:00,s1,2023-01-01 10:00:00,\n",
    "deal_property_history_data.csv": "deal_id,timestamp,source,name,source_id,value,_fivetran_synced\n"
    "5,2023-03-01 9:00:00.446,CRM_UI,dealstage,,s2,2023-05-01 3:15:52\n"
    "5,2023-02-01 9:00:00,CRM_UI,amount,,1000,2023-05-01 3:15:52\n"
    "5,2023-02-02 9:00:00,CRM_UI,closedate,,1680220800000,2023-05-01 3:15:52\n"
    "5,2023-02-03 9:00:00,CRM_UI,hubspot_owner_id,,98,2023-05-01 3:15:52\n"
    "5,2023-02-04 9:00:00,CRM_UI,colour,,red,2023-05-01 3:15:52\n",
    "deal_company_data.csv": "company_id,deal_id,type_id\n8,5,341\n9,5,5\n",
    "deal_contact_data.csv": "contact_id,deal_id,_fivetran_synced,type_id\n3,5,2023-04-01 4:30:42,3\n",
    "merged_deal_data.csv": "deal_id,merged_deal_id\n5,6\n",
    "owner_data.csv": "owner_id,created_at,updated_at,email,first_name,last_name\n"
    "99,2020-02-13 18:19:32,2020-02-13 18:19:32,ann@us.com,Ann,Lee\n",
    "contact_form_submission_data.csv": "timestamp,form_id,contact_id,conversion_id,title\n"
    "2023-02-01 10:20:00,f1,4,c1,Price list\n",
    "engagement_meeting_data.csv": "engagement_id,_fivetran_synced,start_time,end_time,meeting_outcome,title\n"
    "11,2023-05-01 3:15:52,2023-02-05 13:00:00,2023-02-05 14:30:00,,Workshop\n"
    "12,2023-05-01 3:15:52,2023-02-06 13:00:00,,NO_SHOW,Workshop\n",
    "engagement_email_data.csv": "engagement_id,_fivetran_synced,property_hs_createdate,property_hs_timestamp,"
    "property_hs_email_subject,property_hs_email_text,property_hs_email_direction,property_hs_email_from_email\n"
    "13,2023-05-01 3:15:52,2023-02-07 9:00:00,2023-02-07 8:00:00,Re: price,our secret,INCOMING_EMAIL,Jo@Acme.com\n"
    "x,2023-05-01 3:15:52,2023-02-07 9:00:00,2023-02-07 8:00:00,,our secret,,\n",
    "engagement_contact_data.csv": "contact_id,engagement_id,engagement_type\n1,11,MEETING\n4,13,EMAIL\n",
    "engagement_deal_data.csv": "deal_id,engagement_id,engagement_type\n5,11,MEETING\n",
}


def test_replica_s_stages_and_associations_explain_its_deals(read):
    columns = "deal_ref account_ref stage probability is_closed is_won is_deleted owner_ref modified_at"
    assert read("hubspot", REPLICA).rows("crm_deals", *columns.split()) == [
        (
            *(DEAL + "5", COMPANY + "9", "Signed", 1.0, True, True, False),
            *("hubspot:owner/99", "2023-05-01 03:15:52"),
        ),
        (DEAL + "6", None, "Pilot", 0.4, False, False, True, "hubspot:owner/99", "2023-05-01 03:15:52"),
    ]


def test_replica_s_history_dates_each_change(read):
    columns = "recorded_at field stage is_closed is_won amount closes_on owner_ref"
    assert sorted(read("hubspot", REPLICA).rows("crm_deal_changes", *columns.split())) == [
        ("2023-01-01 10:00:00", None, "Pilot", False, False, None, None, None),
        ("2023-02-01 09:00:00", "amount", None, None, None, 1000.0, None, None),
        ("2023-02-02 09:00:00", "closedate", None, None, None, None, "2023-03-31", None),
        ("2023-02-03 09:00:00", "hubspot_owner_id", None, None, None, None, None, "hubspot:owner/98"),
        ("2023-02-04 09:00:00", "colour", None, None, None, None, None, None),
        ("2023-03-01 09:00:00.446000", "dealstage", "Signed", True, True, None, None, None),
    ]


def test_merged_contact_is_the_one_it_went_into(read):
    reading = read("hubspot", REPLICA)
    assert reading.rows("crm_people", "person_ref", "merged_into", "is_deleted") == [
        (CONTACT + "1", None, False),
        (CONTACT + "3", CONTACT + "1", True),
    ]
    assert reading.rows("crm_responses", "person_ref", "responded_on") == [(CONTACT + "1", "2023-02-01")]
    assert reading.rows("crm_roles", "person_ref", "role", "recorded_at") == [
        (CONTACT + "1", "champion", "2023-04-01 04:30:42")
    ]


def test_engagements_name_who_was_there_and_never_their_text(read):
    reading = read("hubspot", REPLICA)
    columns = "kind deal_ref person_ref direction starts_at minutes is_done addresses"
    assert reading.rows("crm_activities", *columns.split()) == [
        ("email", None, CONTACT + "1", "in", "2023-02-07 08:00:00", None, True, "jo@acme.com lena@acme.com"),
        ("meeting", DEAL + "5", CONTACT + "1", None, "2023-02-05 13:00:00", 90.0, None, "lena@acme.com"),
        ("meeting", None, None, None, "2023-02-06 13:00:00", None, False, None),
    ]
    assert reading.rows("data_issues", "file", "line", "reason", "excerpt") == [
        ("engagement_email_data.csv", 3, ROW + "engagement_id is not a record id, which is digits alone", ""),
    ]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (",B,b.com,2023-01-01", "it has no Record ID"),
        ("7.5,B,b.com,2023-01-01", "Record ID is not a record id, which is digits alone"),
        ("9,B,b.com,", "it has no Create Date"),
        ("9,B", "it has fewer cells than the header"),
    ],
)
def test_one_bad_row_costs_no_other(read, bad, why):
    companies = (
        f"Record ID,Company name,Company Domain Name,Create Date\n7,A,a.com,2023-01-01\n{bad}\n8,C,c.com,2023-01-01\n"
    )
    reading = read("hubspot", {"companies.csv": companies})
    assert reading.rows("crm_accounts", "name") == [("A",), ("C",)]
    assert ("companies.csv", 3, ROW + why) in reading.told()


def test_association_that_is_no_id_is_told_and_the_deal_lands(read):
    deals = "Record ID,Deal Name,Create Date,Associated Contact IDs\n5,Fleet,2023-01-01,1;Lena\n"
    reading = read("hubspot", {"deals.csv": deals})
    why = "a row of crm_roles cannot be made, as a cell is not a record id, which is digits alone"
    assert (reading.rows("crm_deals", "name"), reading.rows("crm_roles", "person_ref")) == ([("Fleet",)], [])
    assert ("deals.csv", 2, VALUE + why) in reading.told()


def test_files_of_salesforce_are_not_hubspot_s(folder_of):
    folder = folder_of({"Account.csv": "Id,Name,CreatedDate\n", "contact.csv": "ID,EMAIL,CREATEDDATE\n"})
    assert connectors()["hubspot"].recognise(folder).files == ()
    with pytest.raises(DataError, match=r"found Account.csv, contact.csv\. In HubSpot open"):
        next(connectors()["hubspot"].read(folder, print))


def test_replica_is_recognised_with_the_tables_it_makes(folder_of):
    found = connectors()["hubspot"].recognise(folder_of({**REPLICA, "email_event_data.csv": "id,type\n"}))
    tables = {file.file: file.tables for file in found.files}
    assert tables["deal_data.csv"] == (
        "crm_deals",
        "crm_users",
        "crm_deal_changes",
        "crm_roles",
        "crm_deal_fields",
    )
    assert (tables["merged_deal_data.csv"], found.unknown) == (("crm_deals",), ("email_event_data.csv",))


def test_doctor_shows_what_an_export_could_hold_and_what_is_read_for_other_rows(folder_of, sheet):
    found = connectors()["hubspot"].recognise(folder_of({"contacts.csv": sheet(*CONTACTS)}))
    (contacts,) = found.files
    assert (found.missing, "Buying Role" in contacts.mapped) == (("deal", "company"), True)
    assert set(contacts.missing) == {
        *("Merged IDs", "Company Name", "Lifecycle Stage", "Contact owner", "Associated Company IDs (Primary)"),
        "Unsubscribed from all email",
    }


def test_merges_that_disagree_say_the_same_in_any_order(read):
    head, merges = "vid_to_merge,canonical_vid\n", ["4,1\n", "4,2\n"]
    told = [
        read("hubspot", {**REPLICA, "contact_merge_audit_data.csv": head + "".join(rows)}).rows(
            "crm_responses", "person_ref"
        )
        for rows in (merges, merges[::-1])
    ]
    assert told == [[(CONTACT + "1",)], [(CONTACT + "1",)]]


HEADER = "Record ID,Deal Name,Deal Stage,Amount,Create Date\n"
ROWS = [f"{n},Deal {n},Closed Won,{n}00,2023-01-0{n} 10:00\n" for n in range(1, 7)]


@given(order=st.permutations(ROWS), cut=st.integers(0, 6), again=st.integers(0, 6))
@settings(max_examples=20, deadline=None)
def test_rows_in_any_order_and_again_give_the_same_deals(read, order, cut, again):
    parts = {"a.csv": HEADER + "".join(order[:cut]), "b.csv": HEADER + "".join(order[cut:] + order[:again])}
    columns = ("deal_ref", "name", "stage", "amount", "is_won", "recorded_at", "modified_at")
    whole = read("hubspot", {"a.csv": HEADER + "".join(ROWS)})
    assert set(read("hubspot", parts).rows("crm_deals", *columns)) == set(whole.rows("crm_deals", *columns))


NOT_A_NEW_LINE = st.integers(0, 255).filter(lambda byte: byte != ord("\n")).map(lambda byte: bytes([byte]))


@given(place=st.integers(len(HEADER), len(HEADER + "".join(ROWS)) - 2), cut=st.integers(0, 2), put=NOT_A_NEW_LINE)
@settings(max_examples=50, deadline=None)
def test_every_row_of_a_damaged_file_lands_or_is_told(read, place, cut, put):
    whole = (HEADER + "".join(ROWS)).encode()
    cut = min(cut, whole.index(b"\n", place) - place)
    reading = read("hubspot", {"deals.csv": whole[:place] + put + whole[place + cut :]})
    assert reading.table("crm_deals").num_rows + reading.left_out() == len(ROWS)


def test_moments_of_the_api_are_milliseconds(read):
    at = int(datetime(2023, 1, 1, 10, tzinfo=UTC).timestamp() * 1000)
    companies = f"hs_object_id,name,createdate\n7,Acme,{at}\n"
    assert read("hubspot", {"x.csv": companies}).rows("crm_accounts", "recorded_at") == [("2023-01-01 10:00:00",)]
