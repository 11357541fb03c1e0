"""One company in each dialect of Salesforce: the same rows, whatever tool wrote them."""

import json

import pytest

CUT_OFF = "it breaks off within this record, or cannot be read there; what follows on the same line is lost with it"
WEEKLY = {
    "Account.csv": '"Id","IsDeleted","Name","Website","NumberOfEmployees","OwnerId","CreatedDate","LastModifiedDate"\n'
    '"001000000000001","0","Køge Foods","koege.dk","134","005000000000001","2023-01-02 10:00:00","2023-02-03 11:30:00"\n',
    "Opportunity.csv": '"Id","AccountId","Name","StageName","Amount","Probability","CloseDate","IsClosed","IsWon",'
    '"Loss_Reason__c","CreatedDate","LastModifiedDate"\n'
    '"006000000000001","001000000000001","Fleet","Closed Lost","2500.0","0.0","2023-03-01 00:00:00","1","0","Price",'
    '"2023-01-03 10:00:00","2023-03-01 09:00:00"\n',
}
DATA_LOADER = {
    "accountData.csv": '\ufeff"ID","ISDELETED","NAME","WEBSITE","NUMBEROFEMPLOYEES","OWNERID","CREATEDDATE",'
    '"LASTMODIFIEDDATE"\n'
    '"001000000000001AAA","false","Køge Foods","koege.dk","134","005000000000001AAA","2023-01-02T10:00:00.000Z",'
    '"2023-02-03T12:30:00.000+01:00"\n',
    "opportunityData.csv": '"ID","ACCOUNTID","NAME","STAGENAME","AMOUNT","PROBABILITY","CLOSEDATE","ISCLOSED","ISWON",'
    '"LOSS_REASON__C","CREATEDDATE","LASTMODIFIEDDATE"\n'
    '"006000000000001AAA","001000000000001AAA","Fleet","Closed Lost","2500.0","0.0","2023-03-01","true","false","Price",'
    '"2023-01-03T10:00:00.000Z","2023-03-01T09:00:00.000Z"\n',
}
REPLICA = {
    "sf_account_data.csv": "_fivetran_synced,created_date,id,is_deleted,last_modified_date,name,number_of_employees,"
    "owner_id,website\n"
    "2024-01-01 00:00:00,2023-01-02 10:00:00,001000000000001AAA,FALSE,2023-02-03 11:30:00,Køge Foods,134,"
    "005000000000001AAA,koege.dk\n",
    "sf_opportunity_data.csv": "_fivetran_synced,account_id,amount,close_date,created_date,id,is_closed,is_won,"
    "last_modified_date,name,probability,stage_name,loss_reason_c\n"
    "2024-01-01 00:00:00,001000000000001AAA,2500,2023-03-01 00:00:00,2023-01-03 10:00:00,006000000000001AAA,TRUE,false,"
    "2023-03-01 09:00:00,Fleet,0,Closed Lost,Price\n",
}
REST_ACCOUNT = {
    "attributes": {"type": "Account", "url": "/services/data/v60.0/sobjects/Account/001000000000001AAA"},
    "Id": "001000000000001AAA",
    "IsDeleted": False,
    "Name": "Køge Foods",
    "Website": "koege.dk",
    "NumberOfEmployees": 134,
    "OwnerId": "005000000000001AAA",
    "Owner": {"Name": "Ann Lee"},
    "CreatedDate": "2023-01-02T10:00:00.000+0000",
    "LastModifiedDate": "2023-02-03T11:30:00.000+0000",
}
REST_DEAL = {
    "Id": "006000000000001AAA",
    "AccountId": "001000000000001AAA",
    "Name": "Fleet",
    "StageName": "Closed Lost",
    "Amount": 2500.0,
    "Probability": 0.0,
    "CloseDate": "2023-03-01",
    "IsClosed": True,
    "IsWon": False,
    "Loss_Reason__c": "Price",
    "CreatedDate": 1672740000000,
    "LastModifiedDate": 1677661200000,
}
REST = {
    "Account.json": json.dumps({"totalSize": 1, "done": True, "records": [REST_ACCOUNT]}),
    "Opportunity.json": json.dumps([REST_DEAL]),
}


@pytest.mark.parametrize("files", [DATA_LOADER, REPLICA, REST], ids=["Data Loader", "replica", "REST"])
def test_every_dialect_gives_the_tables_of_the_weekly_export(read, files):
    told, weekly = read("salesforce", files), read("salesforce", WEEKLY)
    assert weekly.rows("crm_deals", "is_closed", "is_won", "loss_reason") == [(True, False, "Price")]
    assert [(told.table(name), told.told()) for name in ("crm_accounts", "crm_deals")] == [
        (weekly.table(name), []) for name in ("crm_accounts", "crm_deals")
    ]


def test_replica_s_row_without_dates_counts_from_when_it_was_written(read):
    account = "_fivetran_synced,id,name,website,industry\n2024-01-01 00:00:00,001000000000001AAA,Acme,,\n"
    assert read("salesforce", {"sf_account_data.csv": account}).rows("crm_accounts", "recorded_at", "modified_at") == [
        ("2024-01-01 00:00:00", "2024-01-01 00:00:00"),
    ]


def test_replica_s_versions_date_accounts_and_deals(read):
    account = (
        "_fivetran_active,_fivetran_start,_fivetran_end,_fivetran_synced,id,name,created_date,type\n"
        "false,2023-01-02 10:00:00,2023-05-01 09:59:59,2024-01-01,001000000000001AAA,Acme,2023-01-02 10:00:00,Prospect\n"
        "true,2023-05-01 10:00:00,9999-12-31 23:59:59,2024-01-01,001000000000001AAA,Acme,2023-01-02 10:00:00,Customer\n"
    )
    deal = (
        "_fivetran_active,_fivetran_start,_fivetran_end,id,stage_name,amount,is_closed,is_won,owner_id\n"
        "false,2023-01-03 10:00:00,2023-03-01 08:59:59,006000000000001AAA,Pilot,100,false,false,005000000000001AAA\n"
        "true,2023-03-01 09:00:00,9999-12-31 23:59:59,006000000000001AAA,Closed Won,250,true,true,005000000000002AAA\n"
    )
    files = {"sf_account_history_data.csv": account, "sf_opportunity_history_data.csv": deal}
    reading = read("salesforce", files)
    assert reading.rows("crm_accounts", "account_type", "recorded_at", "modified_at") == [
        ("Prospect", "2023-01-02 10:00:00", "2023-01-02 10:00:00"),
        ("Customer", "2023-01-02 10:00:00", "2023-05-01 10:00:00"),
    ]
    columns = ("deal_ref", "recorded_at", "stage", "amount", "is_closed", "is_won", "owner_ref")
    ref, user = "salesforce:006000000000001AAA", "salesforce:00500000000000"
    assert reading.rows("crm_deal_changes", *columns) == [
        (ref, "2023-01-03 10:00:00", "Pilot", 100.0, False, False, f"{user}1AAA"),
        (ref, "2023-03-01 09:00:00", "Closed Won", 250.0, True, True, f"{user}2AAA"),
    ]


def test_replica_s_contact_of_another_system_is_left_alone(read):
    contact = "id,_fivetran_deleted,_fivetran_synced,property_email,property_createdate\n1,FALSE,2024-01-01,a@b.com,\n"
    reading = read("salesforce", {"contact.csv": contact, "Account.csv": WEEKLY["Account.csv"]})
    assert (reading.rows("crm_people", "email"), reading.told()) == ([], [])


@pytest.mark.parametrize(
    ("content", "landed", "told"),
    [
        (
            '[{"Id": "001000000000001", "CreatedDate": "2023-01-01"}, 7]',
            1,
            [(2, "row left out: it is JSON but no object")],
        ),
        ('[{"Id": "001000000000001", "Cre', 0, [(1, f"row left out: {CUT_OFF}"), (1, "file: it holds no row")]),
        ('{"records": 7}', 0, [(1, "row left out: it has no Id")]),
        ('{"records": []}', 0, [(1, "file: it holds no row")]),
    ],
)
def test_records_that_are_none_are_told(read, content, landed, told):
    reading = read("salesforce", {"Account.json": content})
    assert (reading.landed(), reading.rows("data_issues", "line", "reason")) == (landed, told)
