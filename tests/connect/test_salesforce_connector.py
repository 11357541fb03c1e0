"""What each Salesforce object becomes."""

SMALLEST = {"Account.csv": "Id,Name,CreatedDate\n001000000000001,Acme,2023-01-01\n"}
ACCOUNT = (
    "Id                | 001000000000001                 | 001000000000002AAA",
    "IsDeleted         | 0                               | 1",
    "MasterRecordId    |                                 | 001000000000001",
    "Name              | Acme                            |",
    "Type              | Customer                        |",
    "ParentId          | 001000000000002                 |",
    "BillingCountry    | Denmark                         |",
    "Website           | https://www.Acme.com:8080/about |",
    "Industry          | Retail                          |",
    "NumberOfEmployees | 134                             |",
    "OwnerId           | 005000000000001                 | 00G000000000001",
    "CreatedDate       | 2022-06-28 15:54:53             | 2022-06-28T15:54:53.000+0200",
    "LastModifiedDate  | 2022-08-06 15:54:53             |",
    "SystemModstamp    | 2025-01-01 00:00:00             |",
    "Nickname__c       | x                               |",
)


def test_account_lands_with_long_ids_and_bare_domain(read, sheet):
    columns = (
        "account_ref parent_ref merged_into is_deleted name domain industry country employees account_type owner_ref"
    )
    stamps = "system recorded_at modified_at"
    first, second = "salesforce:001000000000001AAA", "salesforce:001000000000002AAA"
    assert read("salesforce", {"Account.csv": sheet(*ACCOUNT)}).rows(
        "crm_accounts", *columns.split(), *stamps.split()
    ) == [
        (
            *(first, second, None, False, "Acme", "acme.com", "Retail", "Denmark", 134, "Customer"),
            *("salesforce:005000000000001AAA", "salesforce", "2022-06-28 15:54:53", "2022-08-06 15:54:53"),
        ),
        (second, None, first, True, *[None] * 7, "salesforce", "2022-06-28 13:54:53", None),
    ]


def test_people_land_as_contacts_and_leads(read, sheet):
    contact = sheet(
        "Id               | 003000000000001",
        "AccountId        | 001000000000001",
        "FirstName        | Lena",
        "LastName         | Hansen",
        "Email            | Lena.Hansen@Acme.com",
        "Title            | CFO",
        "Department       | Finance",
        "OwnerId          | 005000000000001",
        "CreatedDate      | 2023-01-01 00:00:00",
        "LastModifiedDate | 2023-01-02 00:00:00",
    )
    lead = sheet(
        "Id                 | 00Q000000000001",
        "Name               | Jo Berg",
        "Company            | Acme A/S",
        "Email              | jo@acme.com",
        "Website            | acme.com",
        "Status             | Closed - Converted",
        "HasOptedOutOfEmail | 1",
        "ConvertedContactId | 003000000000001",
        "ConvertedAccountId | 001000000000001",
        "CreatedDate        | 2023-01-01 00:00:00",
        "LastModifiedDate   | 2023-01-02 00:00:00",
    )
    columns = (
        "person_ref account_ref is_lead converted_to name email title department company domain status wants_no_mail"
    )
    rows = read("salesforce", {"Lead.csv": lead, "Contact.csv": contact}).rows("crm_people", *columns.split())
    assert rows == [
        (
            *("salesforce:003000000000001AAA", "salesforce:001000000000001AAA", False, None),
            *("Lena Hansen", "lena.hansen@acme.com", "CFO", "Finance", None, None, None, None),
        ),
        (
            *("salesforce:00Q000000000001EAA", None, True, "salesforce:003000000000001AAA"),
            *("Jo Berg", "jo@acme.com", None, None, "Acme A/S", "acme.com", "Closed - Converted", True),
        ),
    ]


def test_deal_lands_with_share_and_reason_of_loss(read, sheet):
    opportunity = sheet(
        "Id                    | 006000000000001",
        "AccountId             | 001000000000001",
        "Name                  | Fleet",
        "StageName             | Closed Lost",
        "Amount                | 16120999.999999998",
        "Probability           | 5",
        "CloseDate             | 2023-03-01 00:00:00",
        "Type                  | New",
        "LeadSource            | Web",
        "IsClosed              | true",
        "IsWon                 | FALSE",
        "CurrencyIsoCode       | DKK",
        "ContactId             | 003000000000001",
        "CreatedDate           | 2023-01-01 00:00:00",
        "LastModifiedDate      | 2023-02-02 00:00:00",
        "Closed_Lost_Reason__c |",
        "Loss_Reason__c        | Price",
    )
    columns = "deal_ref account_ref opened_at contact_ref loss_reason deal_type lead_source currency"
    state = "stage amount probability closes_on is_closed is_won"
    reading = read("salesforce", {"Opportunity.csv": opportunity})
    assert reading.rows("crm_deals", *columns.split()) == [
        (
            *("salesforce:006000000000001AAA", "salesforce:001000000000001AAA", "2023-01-01 00:00:00"),
            *("salesforce:003000000000001AAA", "Price", "New", "Web", "DKK"),
        ),
    ]
    assert reading.rows("crm_deals", *state.split()) == [
        ("Closed Lost", 16120999.999999998, 0.05, "2023-03-01", True, False),
    ]


STATE = ("stage", "amount", "probability", "closes_on", "is_closed", "is_won")


def test_history_tells_each_state_with_its_ending(read):
    history = """\
Id,OpportunityId,CreatedDate,StageName,Amount,CloseDate,Probability,ForecastCategory
008000000000001,006000000000001,2023-01-01 10:00:00,Prospecting,100,2023-05-01,10,Pipeline
008000000000002,006000000000001,2023-01-02 10:00:00,On hold,100,2023-05-01,10,Omitted
008000000000003,006000000000001,2023-01-03 10:00:00,Closed Lost,100,2023-05-01,0,Omitted
008000000000004,006000000000001,2023-01-04 10:00:00,Closed Won,,,100,Closed
"""
    reading = read("salesforce", {"OpportunityHistory.csv": history})
    assert reading.rows("crm_deal_changes", *STATE) == [
        ("Prospecting", 100.0, 0.1, "2023-05-01", False, False),
        ("On hold", 100.0, 0.1, "2023-05-01", False, False),
        ("Closed Lost", 100.0, 0.0, "2023-05-01", True, False),
        ("Closed Won", None, 1.0, None, True, True),
    ]
    assert reading.rows("crm_deal_changes", "change_ref", "field", "deal_ref", "recorded_at", "modified_at")[0] == (
        *("salesforce:008000000000001AAA", None, "salesforce:006000000000001AAA"),
        *("2023-01-01 10:00:00", "2023-01-01 10:00:00"),
    )


def test_history_without_forecast_is_judged_by_its_chance(read):
    history = """\
Id,OpportunityId,CreatedDate,Probability
008000000000001,006000000000001,2023-01-01,100
008000000000002,006000000000001,2023-01-02,0
008000000000003,006000000000001,2023-01-03,50
008000000000004,006000000000001,2023-01-04,
"""
    assert read("salesforce", {"OpportunityHistory.csv": history}).rows("crm_deal_changes", "is_closed", "is_won") == [
        (True, True),
        (True, False),
        (False, False),
        (None, None),
    ]


def test_field_history_fills_only_the_column_that_changed(read):
    history = """\
Id,OpportunityId,Field,OldValue,NewValue,CreatedDate
017000000000001,006000000000001,StageName,Prospecting,Proposal,2023-01-01 10:00:00
017000000000002,006000000000001,Amount,1,2500,2023-01-02 10:00:00
017000000000003,006000000000001,CloseDate,2023-01-01,2023-06-30,2023-01-03 10:00:00
017000000000004,006000000000001,Probability,10,75,2023-01-04 10:00:00
017000000000005,006000000000001,Owner,005000000000001,005000000000002,2023-01-05 10:00:00
017000000000006,006000000000001,Owner,Ann Lee,Bo Kim,2023-01-05 10:00:00
017000000000007,006000000000001,IsWon,false,true,2023-01-06 10:00:00
017000000000008,006000000000001,NextStep,a,b,2023-01-06 10:00:00
"""
    reading = read("salesforce", {"OpportunityFieldHistory.csv": history})
    assert reading.told() == []
    assert reading.rows("crm_deal_changes", "field", *STATE, "owner_ref") == [
        ("StageName", "Proposal", None, None, None, None, None, None),
        ("Amount", None, 2500.0, None, None, None, None, None),
        ("CloseDate", None, None, None, "2023-06-30", None, None, None),
        ("Probability", None, None, 0.75, None, None, None, None),
        ("Owner", None, None, None, None, None, None, "salesforce:005000000000002AAA"),
        ("Owner", None, None, None, None, None, None, None),
        ("IsWon", None, None, None, None, None, True, None),
        ("NextStep", None, None, None, None, None, None, None),
    ]


def test_roles_members_and_responses_name_person_and_deal(read):
    files = {
        "OpportunityContactRole.csv": "Id,OpportunityId,ContactId,Role,IsPrimary,CreatedDate\n"
        "00K000000000001,006000000000001,003000000000001,Decision Maker,1,2023-01-01\n",
        "OpportunityTeamMember.csv": "Id,OpportunityId,UserId,TeamMemberRole,CreatedDate\n"
        "00q000000000001,006000000000001,005000000000001,Account Manager,2023-01-01\n",
        "CampaignMember.csv": "Id,CampaignId,LeadId,ContactId,Status,HasResponded,FirstRespondedDate,CreatedDate\n"
        "00v000000000001,701000000000001,00Q000000000001,003000000000001,Attended,true,2023-02-01,2023-01-01\n",
    }
    reading = read("salesforce", files)
    deal, contact = "salesforce:006000000000001AAA", "salesforce:003000000000001AAA"
    assert reading.rows("crm_roles", "deal_ref", "person_ref", "role", "is_primary") == [
        (deal, contact, "Decision Maker", True),
    ]
    assert reading.rows("crm_members", "deal_ref", "user_ref", "role") == [
        (deal, "salesforce:005000000000001AAA", "Account Manager"),
    ]
    assert reading.rows("crm_responses", "person_ref", "campaign_ref", "status", "has_responded", "responded_on") == [
        ("salesforce:00Q000000000001EAA", "salesforce:701000000000001AAA", "Attended", True, "2023-02-01"),
    ]


def test_users_count_from_creation_or_from_ever(read):
    files = {
        "User.csv": "Id,Name,Email,ManagerId,UserRoleId,IsActive,CreatedDate\n"
        "005000000000001,Ann Lee,Ann@Us.com,005000000000002,00E000000000001,true,2022-01-01\n"
        "005000000000002,Bo Kim,,,,false,\n",
        "UserRole.csv": "Id,Name,ParentRoleId\n00E000000000001,Manager,00E000000000002\n",
    }
    reading = read("salesforce", files)
    assert reading.rows("crm_users", "name", "email", "manager_ref", "is_active", "recorded_at", "modified_at") == [
        ("Ann Lee", "ann@us.com", "salesforce:005000000000002AAA", True, "2022-01-01 00:00:00", None),
        ("Bo Kim", None, None, False, "1970-01-01 00:00:00", None),
    ]
    assert reading.rows("crm_user_roles", "user_role_ref", "name", "parent_ref", "recorded_at") == [
        ("salesforce:00E000000000001EAA", "Manager", "salesforce:00E000000000002EAA", "1970-01-01 00:00:00"),
    ]


def test_data_loader_capitals_and_zones_are_read(read):
    account = b'\xef\xbb\xbf"ID","NAME","CREATEDDATE","LASTMODIFIEDDATE"\r\n'
    account += b'"001000000000001AAA","K\xc3\xb8ge","2006-04-15T03:23:15.000Z","2006-04-15T03:23:15+02:00"\r\n'
    rows = read("salesforce", {"nested/account.csv": account}).rows(
        "crm_accounts", "name", "recorded_at", "modified_at"
    )
    assert rows == [("Køge", "2006-04-15 03:23:15", "2006-04-15 01:23:15")]


def test_values_are_never_believed_without_last_modified_date(read):
    account = "Id,Name,CreatedDate,SystemModstamp\n001000000000001,Acme,2023-01-01,2023-02-01 00:00:00\n"
    assert read("salesforce", {"Account.csv": account}).rows("crm_accounts", "name", "modified_at") == [("Acme", None)]


def test_ids_of_which_capitals_were_lost_are_put_back(read):
    account = (
        "Id,CreatedDate\n0015G000003GXUWAA4,2023-01-01\n0015g000003GXUW,2023-01-01\n0015g000003gxuwaa4,2023-01-01\n"
    )
    rows = read("salesforce", {"Account.csv": account}).rows("crm_accounts", "account_ref")
    assert set(rows) == {("salesforce:0015g000003GXUWAA4",)}


def test_progress_ends_at_all_bytes(read, sheet):
    files = {"Account.csv": sheet(*ACCOUNT), "Contact.csv": "Id,CreatedDate\n"}
    progress = read("salesforce", files).progress
    total = sum(map(len, files.values()))
    assert (progress[-1], progress) == ((total, total), sorted(progress))
