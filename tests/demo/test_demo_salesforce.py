"""The Salesforce export: formats, ids and references as the platform would have them."""

import re

import pytest
from written_company import Row, WrittenCompany

from headway.demo.salesforce import checked, record_id

PREFIXES = {
    "Account": "001", "Contact": "003", "Lead": "00Q", "Opportunity": "006", "OpportunityHistory": "008",
    "OpportunityFieldHistory": "017", "OpportunityContactRole": "00K", "OpportunityTeamMember": "00q", "Task": "00T",
    "Event": "00U", "EmailMessage": "02s", "User": "005", "UserRole": "00E", "Campaign": "701", "CampaignMember": "00v",
}  # fmt: skip
FORMATS = {
    "Date": r"\d{4}-\d\d-\d\d( \d\d:\d\d:\d\d)?",
    "DateTime": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "Modstamp": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
}
# What is known of a row only later, so that it may point forwards.
LATER = {"MasterRecordId", "ConvertedAccountId", "ConvertedContactId", "ActivityId", "LastModifiedById"}


def references(row: Row) -> dict[str, str]:
    """Columns that point to another record."""
    return {name: value for name, value in row.items() if name.endswith("Id") and name != "Id" and value}


@pytest.mark.parametrize(
    ("fifteen", "eighteen"), [("001D000000IRFma", "001D000000IRFmaIAH"), ("00630000002uGg9", "00630000002uGg9AAE")]
)
def test_check_characters_tell_capitals(fifteen: str, eighteen: str) -> None:
    assert checked(fifteen) == eighteen


def test_every_object_is_there_and_nothing_else(company: WrittenCompany) -> None:
    assert {name for name, rows in company.objects.items() if rows} == set(PREFIXES)


def test_every_id_is_valid_and_its_own(company: WrittenCompany) -> None:
    for name, rows in company.objects.items():
        ids = [row["Id"] for row in rows]
        assert len(set(ids)) == len(ids)
        assert all(one.startswith(PREFIXES[name]) and checked(one[:15]) == one for one in ids)


def test_every_reference_resolves_to_something_older(company: WrittenCompany) -> None:
    made = {row["Id"]: row.get("CreatedDate", "") for rows in company.objects.values() for row in rows}
    for rows in company.objects.values():
        for row in rows:
            for column, target in references(row).items():
                assert target in made, (column, target)
                assert column in LATER or made[target] <= row.get("CreatedDate", "9"), (column, row)


def test_everything_is_quoted_and_dates_and_booleans_are_plain(company: WrittenCompany) -> None:
    for name, rows in company.objects.items():
        lines = (company.folder / "salesforce" / f"{name}.csv").read_text(encoding="utf-8").splitlines()
        assert all(line[0] == line[-1] == '"' for line in lines)
        for row in rows:
            for column, value in row.items():
                ending = next((end for end in ("DateTime", "Date", "Modstamp") if column.endswith(end)), None)
                assert not value or ending is None or re.fullmatch(FORMATS[ending], value), (column, value)
                assert not column.startswith("Is") or value in {"true", "false"}, (column, value)


def test_nothing_happens_after_the_last_day(company: WrittenCompany) -> None:
    last = max(row[stamp] for rows in company.objects.values() for row in rows for stamp in row if stamp in {
        "CreatedDate", "LastModifiedDate", "SystemModstamp", "MessageDate", "EndDateTime", "CompletedDateTime",
    })  # fmt: skip
    assert last < str(company.story.monday)


def test_history_ends_where_the_deal_stands(company: WrittenCompany) -> None:
    last = {row["OpportunityId"]: row for row in company.objects["OpportunityHistory"]}
    for deal in company.objects["Opportunity"]:
        shared = ("StageName", "Amount", "Probability", "ExpectedRevenue", "CloseDate", "ForecastCategory")
        assert [last[deal["Id"]][name] for name in shared] == [deal[name] for name in shared]
        assert last[deal["Id"]]["CreatedDate"] == deal["LastModifiedDate"]


def test_closed_deals_are_certain(company: WrittenCompany) -> None:
    closed = {
        (row["StageName"], row["Probability"], row["ForecastCategory"], row["IsWon"], bool(row["Loss_Reason__c"]))
        for row in company.objects["Opportunity"]
        if row["IsClosed"] == "true"
    }
    assert closed == {("Closed Won", "100", "Closed", "true", False), ("Closed Lost", "0", "Omitted", "false", True)}


def test_one_vice_president_leads_two_managers_and_their_people(company: WrittenCompany) -> None:
    users = company.objects["User"]
    names = {row["Id"]: row["Name"] for row in users}
    led = [names.get(row["ManagerId"], "") for row in users if row["IsActive"] == "true"]
    assert {name: led.count(name) for name in led} == {
        "": 1, "Judith Farraday": 2, "Owen Tregarth": 6, "Birgit Halvorsen": 5,
    }  # fmt: skip


def test_every_customer_lives_where_nothing_real_does(company: WrittenCompany) -> None:
    free = ("gmail.com", "outlook.com", "gmx.de", "hotmail.com")
    emails = [row["Email"] for name in ("Contact", "Lead", "User") for row in company.objects[name]]
    websites = [row["Website"] for row in company.objects["Account"] if row["Website"]]
    assert [one for one in emails if not one.endswith((".example", *free))] == []
    assert all(one.endswith(".example") for one in websites)


def test_ids_count_up_within_an_object() -> None:
    assert record_id("006", 61) < record_id("006", 62) < record_id("006", 62**5)
