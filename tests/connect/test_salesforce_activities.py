"""What Salesforce's tasks, events and e-mails become."""

ACTIVITY = ("kind", "account_ref", "deal_ref", "person_ref", "direction", "starts_at", "minutes", "is_done")


def test_task_is_a_call_an_email_or_a_task(read, sheet):
    task = sheet(
        "Id                    | 00T000000000001     | 00T000000000002 | 00T000000000003",
        "WhoId                 | 003000000000001     | 00Q000000000001 | a01000000000001",
        "WhatId                | 006000000000001     | 001000000000001 | 500000000000001",
        "AccountId             | 001000000000001     |                 |",
        "ActivityDate          | 2023-01-01          | 2023-01-02      |",
        "Status                | Completed           | Not Started     |",
        "TaskSubtype           | Call                | Task            |",
        "Type                  |                     | Email           |",
        "CallType              | Outbound            |                 | Inbound",
        "CallDurationInSeconds | 90                  |                 |",
        "CompletedDateTime     | 2023-01-01 12:00:00 |                 |",
        "CreatedDate           | 2023-01-01          | 2023-01-01      | 2023-01-01",
    )
    account, deal = "salesforce:001000000000001AAA", "salesforce:006000000000001AAA"
    assert read("salesforce", {"Task.csv": task}).rows("crm_activities", *ACTIVITY) == [
        ("call", account, deal, "salesforce:003000000000001AAA", "out", "2023-01-01 12:00:00", 1.5, True),
        ("email", account, None, "salesforce:00Q000000000001EAA", None, "2023-01-02 00:00:00", None, False),
        ("task", None, None, None, "in", None, None, None),
    ]


def test_event_is_a_meeting(read):
    event = """\
Id,WhoId,WhatId,Subject,StartDateTime,ActivityDateTime,DurationInMinutes,IsAllDayEvent,OwnerId,CreatedDate
00U000000000001,,006000000000001,Workshop,2023-01-03 09:00:00,2023-01-04 09:00:00,45,false,005000000000001,2023-01-01
00U000000000002,,006000000000001,Workshop,,2023-01-04 09:00:00,,,005000000000001,2023-01-01
"""
    reading = read("salesforce", {"Event.csv": event})
    deal = "salesforce:006000000000001AAA"
    assert reading.rows("crm_activities", *ACTIVITY) == [
        ("meeting", None, deal, None, None, "2023-01-03 09:00:00", 45.0, True),
        ("meeting", None, deal, None, None, "2023-01-04 09:00:00", None, True),
    ]
    assert reading.rows("crm_activities", "subject", "user_ref", "is_all_day")[0] == (
        *("Workshop", "salesforce:005000000000001AAA"),
        False,
    )


def test_email_tells_its_addresses_and_never_its_body(read):
    mail = """\
Id,RelatedToId,Subject,FromAddress,ToAddress,CcAddress,Incoming,MessageDate,CreatedById,CreatedDate,TextBody
02s000000000001,006000000000001,Re: price,Lena@Acme.com,"""
    mail += """ann@us.com; "Bo" <bo@us.com>,ANN@us.com,1,2023-01-05 08:30:00,005000000000001,2023-01-05,our secret
02s000000000002,006000000000001,x,a@b.com,,,0,2023-01-05,005000000000001,,our secret
"""
    reading = read("salesforce", {"EmailMessage.csv": mail})
    assert reading.rows("crm_activities", *ACTIVITY, "addresses") == [
        (
            *("email", None, "salesforce:006000000000001AAA", None, "in", "2023-01-05 08:30:00", None, True),
            *("lena@acme.com ann@us.com bo@us.com",),
        ),
    ]
    assert reading.rows("data_issues", "line", "reason", "excerpt") == [
        (3, "row left out: it has no CreatedDate", ""),
    ]
