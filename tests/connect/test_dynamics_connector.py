"""What Dataverse's rows become, as the Web API answers them and as a loader writes them into CSV files."""

import json

import pytest

from headway.connect import connectors
from headway.errors import DataError
from tables import show, text


def guid(number):
    return f"{number:08}-7c1e-ed11-b83e-000d3a5d1c22"


def ref(table, number):
    return f"dynamics:{table}/{guid(number)}"


FORMATTED, LOGICAL = "@OData.Community.Display.V1.FormattedValue", "@Microsoft.Dynamics.CRM.lookuplogicalname"
NEW = {"createdon": "2023-01-02T09:00:00Z", "modifiedon": "2023-02-02T09:00:00Z"}
SMALLEST = {"accounts.json": json.dumps({"value": [{"accountid": guid(1), "name": "Acme", **NEW}]})}
VALUE, FILE, PASSED = "value left out: ", "file: ", "rows passed over: "


def row(own, number, **told):
    return {f"{own}id": guid(number), **NEW, **told}


def lookup(column, number, table="", shown=""):
    there = {f"_{column}_value": guid(number)}
    there |= {f"_{column}_value{LOGICAL}": table} if table else {}
    return there | ({f"_{column}_value{FORMATTED}": shown} if shown else {})


def choice(column, code, shown):
    return {column: code, column + FORMATTED: shown}


def connection(number, first, second, table, role):
    told = {**lookup("record1id", first, "opportunity"), **lookup("record2id", second, table)}
    return row("connection", number, statecode=0, **told, **lookup("record2roleid", 900, shown=role))


def activity(number, **told):
    return row("activity", number, **{"statecode": 1, **lookup("regardingobjectid", 41, "opportunity"), **told})


def party(number, activity_number, table, address=None):
    told = {**lookup("activityid", activity_number), **lookup("partyid", number, table), "addressused": address}
    return {"activitypartyid": guid(700 + number), **told}


def audit(number, clock, *changed):
    told = [{"logicalName": name, "oldValue": old, "newValue": new} for name, old, new in changed]
    return {
        "auditid": guid(number),
        "createdon": f"2023-01-{clock}:00Z",
        **lookup("objectid", 41, "opportunity"),
        "changedata": json.dumps({"changedAttributes": told}),
    }


USERS = [
    row("systemuser", 11, fullname="Ann", internalemailaddress="ann@us.example", **lookup("parentsystemuserid", 12))
]
ACCOUNTS = [
    row(
        "account",
        21,
        name="Acme",
        websiteurl="https://acme.example",
        numberofemployees=40,
        **choice("industrycode", 7, "Food"),
    ),
    row("account", 22, name="Acme 2", merged=True, **lookup("masterid", 21)),
]
CONTACTS = [
    row(
        "contact",
        31,
        fullname="Lena",
        emailaddress1="lena@acme.example",
        jobtitle="CFO",
        **lookup("parentcustomerid", 21, "account"),
        **lookup("originatingleadid", 35),
    ),
]
LEADS = [row("lead", 35, fullname="Lena", companyname="Acme", **choice("statuscode", 3, "Qualified"))]
DEALS = [
    row("opportunity", 41, name="Fleet", statecode=1, actualvalue=950.0, estimatedvalue=900.0, actualclosedate="2023-01-31", closeprobability=100, stepname="4-Close", **choice("statuscode", 3, "Won"), **lookup("customerid", 21, "account"), **lookup("parentaccountid", 21), **lookup("parentcontactid", 31), **lookup("ownerid", 11, "systemuser"), **lookup("transactioncurrencyid", 51, shown="Euro")),
    row("opportunity", 42, name="Cars", statecode=2, estimatedvalue=10.0, estimatedclosedate="2023-03-31", **choice("statuscode", 5, "Out-Sold"), **lookup("customerid", 31, "contact"), **lookup("ownerid", 13, "team")),
    row("opportunity", 43, name="Vans", statecode=0, **choice("statuscode", 1, "In Progress"), **lookup("customerid", 21, "account")),
]  # fmt: skip
CURRENCIES = [row("transactioncurrency", 51, isocurrencycode="EUR")]
CONNECTIONS = [
    connection(61, 41, 31, "contact", "Decision Maker"),
    connection(62, 41, 11, "systemuser", "Industry Expert"),
    row("connection", 63, **lookup("record1id", 31, "contact"), **lookup("record2id", 41, "opportunity")),
]
AUDITS = [
    audit(71, "03 10:00", ("stepname", "1-Qualify", "2-Develop"), ("estimatedvalue", "800", "900")),
    audit(72, "31 12:00", ("statecode", "0", "1"), ("ownerid", "", f"systemuser,{guid(11)}")),
]
CALLS = [
    activity(81, subject="Terms", directioncode=False, actualstart="2023-01-05T08:00:00Z", actualdurationminutes=20)
]
MEETINGS = [
    activity(
        82, subject="Demo", scheduledstart="2023-01-06T08:00:00Z", scheduleddurationminutes=60, description="secret"
    ),
    activity(83, subject="Off", scheduledstart="2023-01-07T08:00:00Z", statecode=2),
    activity(84, subject="Next", scheduledstart="2023-01-08T08:00:00Z", statecode=3),
]
PARTIES = [
    party(31, 82, "contact"),
    party(11, 82, "systemuser", "ann@us.example"),
    party(31, 81, "contact", "lena@acme.example"),
]
ROWS = {
    "systemusers": USERS,
    "accounts": ACCOUNTS,
    "contacts": CONTACTS,
    "leads": LEADS,
    "opportunities": DEALS,
    "transactioncurrencies": CURRENCIES,
    "connections": CONNECTIONS,
    "audits": AUDITS,
    "phonecalls": CALLS,
    "appointments": MEETINGS,
    "activityparties": PARTIES,
}  # fmt: skip


def api(**rows):
    return {
        f"{name}.json": json.dumps({"@odata.context": "x", "value": told}) for name, told in {**ROWS, **rows}.items()
    }


def test_deal_has_the_company_that_pays_and_the_ending_of_its_state(read):
    deals = read("dynamics", api()).table("crm_deals")
    columns = "account_ref contact_ref stage amount closes_on is_closed is_won loss_reason currency owner_ref"
    assert show(deals, "name", *columns.split()) == text(f"""
        Fleet | {ref("account", 21)} | {ref("contact", 31)} | 4-Close | 950 | 2023-01-31 | yes | yes | -        | EUR | {ref("systemuser", 11)}
        Cars  | -                    | {ref("contact", 31)} | -       | 10  | 2023-03-31 | yes | no  | Out-Sold | -   | -
        Vans  | {ref("account", 21)} | -                    | -       | -   | -          | no  | no  | -        | -   | -
    """)


def test_people_and_companies_keep_their_merges_and_leads_what_they_became(read):
    reading = read("dynamics", api())
    assert show(
        reading.table("crm_accounts"), "name", "domain", "industry", "employees", "merged_into", "is_deleted"
    ) == text(f"""
        Acme   | acme.example | Food | 40 | -                    | -
        Acme 2 | -            | -    | -  | {ref("account", 21)} | yes
    """)
    assert show(
        reading.table("crm_people"), "person_ref", "account_ref", "email", "title", "company", "status", "converted_to"
    ) == text(f"""
        {ref("contact", 31)} | {ref("account", 21)} | lena@acme.example | CFO | -    | -         | -
        {ref("lead", 35)}    | -                    | -                 | -   | Acme | Qualified | {ref("contact", 31)}
    """)
    assert reading.rows("crm_users", "name", "email", "manager_ref") == [
        ("Ann", "ann@us.example", ref("systemuser", 12))
    ]


def test_connections_are_the_people_of_a_deal_on_both_sides(read):
    reading = read("dynamics", api())
    assert reading.rows("crm_roles", "deal_ref", "person_ref", "role") == [
        (ref("opportunity", 41), ref("contact", 31), "Decision Maker")
    ]
    assert reading.rows("crm_members", "deal_ref", "user_ref", "role") == [
        (ref("opportunity", 41), ref("systemuser", 11), "Industry Expert")
    ]
    passed = ("connections.json", None, PASSED + "1 of connections told from the other side, or of other records")
    assert passed in reading.told()


def test_audits_are_the_history_of_a_deal(read):
    changes = read("dynamics", api()).table("crm_deal_changes")
    assert show(changes, "recorded_at", "stage", "amount", "is_closed", "is_won", "owner_ref") == text(f"""
        2023-01-03 10:00 | 2-Develop | 900 | -   | -   | -
        2023-01-31 12:00 | -         | -   | yes | yes | {ref("systemuser", 11)}
    """)


def test_without_audits_the_closing_and_the_present_stage_are_dated_and_that_is_said(read):
    close = activity(91, actualend="2023-01-31T12:00:00Z", actualrevenue=950, **lookup("opportunityid", 41))
    process = {"businessprocessflowinstanceid": guid(92), "activestagestartedon": "2023-01-20T08:00:00Z"}
    process |= {**lookup("opportunityid", 43), **lookup("activestageid", 93, shown="Develop")}
    files = api(opportunitycloses=[close], opportunitysalesprocesses=[process])
    reading = read("dynamics", {name: told for name, told in files.items() if name != "audits.json"})
    assert show(
        reading.table("crm_deal_changes"), "deal_ref", "recorded_at", "stage", "amount", "is_closed", "is_won"
    ) == text(f"""
        {ref("opportunity", 41)} | 2023-01-31 12:00 | -       | 950 | yes | yes
        {ref("opportunity", 43)} | 2023-01-20 08:00 | Develop | -   | -   | -
    """)
    assert (
        "opportunities.json",
        1,
        FILE + "it comes without audits, so of its history are known at most the present stage and the closing",
    ) in reading.told()


def test_activities_say_who_took_part_and_a_meeting_to_come_says_nothing_of_being_held(read):
    reading = read("dynamics", api())
    columns = "kind person_ref account_ref direction starts_at minutes is_done addresses"
    assert show(reading.table("crm_activities"), "subject", *columns.split()) == text(f"""
        Terms | call    | {ref("contact", 31)} | {ref("account", 21)} | in | 2023-01-05 08:00 | 20 | yes | lena@acme.example
        Demo  | meeting | {ref("contact", 31)} | {ref("account", 21)} | -  | 2023-01-06 08:00 | 60 | yes | ann@us.example lena@acme.example
        Off   | meeting | -                    | {ref("account", 21)} | -  | 2023-01-07 08:00 | -  | no  | -
        Next  | meeting | -                    | {ref("account", 21)} | -  | 2023-01-08 08:00 | -  | -   | -
    """)
    assert "secret" not in str(reading.parts)


def test_loader_s_csv_says_what_the_api_says(read):
    head = "opportunityid,name,statecode,statuscode,statuscodename,customerid,customeridtype,parentaccountid,estimatedvalue,createdon,modifiedon"
    line = f"{{{guid(42).upper()}}},Cars,2,5,Out-Sold,{guid(31)},contact,,10.0,2023-01-02 09:00:00,2023-02-02T09:00:00.0000000Z"
    told = read("dynamics", {"opportunity.csv": f"{head}\n{line}\n"}).table("crm_deals")
    columns = ("deal_ref", "contact_ref", "amount", "is_closed", "loss_reason", "recorded_at", "modified_at")
    cars = [
        each for each in show(read("dynamics", api()).table("crm_deals"), *columns).splitlines() if "Out-Sold" in each
    ]
    assert show(told, *columns).splitlines() == cars


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"accountid": "7"}, "row left out: accountid is not an id, such as 1b3f0a62-7c1e-ed11-b83e-000d3a5d1c22"),
        ({"createdon": None}, "row left out: it has no createdon"),
        ({"numberofemployees": "many"}, VALUE + "numberofemployees is not a number, such as 16120999.99"),
    ],
)
def test_one_bad_row_costs_no_other(read, bad, why):
    reading = read("dynamics", {"accounts.json": json.dumps([ACCOUNTS[0] | bad, ACCOUNTS[0]])})
    assert ("Acme",) in reading.rows("crm_accounts", "name")
    assert [told for _, _, told in reading.told()] == [why]


def test_tables_of_another_system_are_not_dynamics_s(folder_of):
    folder = folder_of({"Account.csv": "Id,Name,CreatedDate\n", "contact.csv": "id,property_email\n"})
    with pytest.raises(DataError, match="holds no Dynamics 365 Sales export: looked for rows of Dataverse's tables"):
        next(connectors()["dynamics"].read(folder, print))
