"""What rows of Odoo become: lost deals, the history of stages with and without the rights to it, mails and meetings."""

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from headway.connect import connectors
from headway.connect.odoo.live import NotAllowedError, fetch
from headway.errors import DataError
from tables import show, text

SMALLEST = {"res_partner.json": '[{"id": 7, "is_company": true, "name": "Acme", "create_date": "2026-01-01 10:00:00"}]'}
LIVE = Path(__file__).resolve().parents[3] / "shared/data/odoo17-live"
VALUE, FILE, PASSED = "value left out: ", "file: ", "rows passed over: "
NEW, PILOT, WON = [1, "New"], [2, "Pilot"], [4, "Won"]


def at(clock, day=5):
    return f"2026-01-{day:02} {clock}:00"


def dated(number, clock, **told):
    return {"id": number, "create_date": at(clock), "write_date": at(clock), **told}


def lead(number, **told):
    usual = {"type": "opportunity", "active": True, "name": f"Deal {number}", "partner_id": [8, "Acme, Lena"]}
    usual |= {"stage_id": NEW, "probability": 20.0, "expected_revenue": 900.0, "user_id": [6, "Ann"]}
    return dated(number, "09:00", write_date=at("18:00"), **(usual | told))


def message(number, clock, lead_id, **told):
    usual = {"date": at(clock), "model": "crm.lead", "res_id": lead_id, "message_type": "notification"}
    return dated(number, clock, **(usual | {"subtype_id": [5, "Stage Changed"], "author_id": [3, "Ann"]} | told))


def moved(number, clock, old, new):
    """A tracked change of stage, on the message of the same number."""
    values = {
        "old_value_integer": old[0],
        "old_value_char": old[1],
        "new_value_integer": new[0],
        "new_value_char": new[1],
    }
    return dated(number, clock, field_id=[9, "Stage (Lead/Opportunity)"], mail_message_id=[number, "Deal"], **values)


USERS = [dated(6, "08:00", name="Ann", login="ann@us.example", partner_id=[3, "Ann"], sale_team_id=[1, "North"])]
PARTNERS = [
    dated(3, "08:00", name="Ann", is_company=False, commercial_partner_id=[1, "Us"], email="ann@us.example"),
    dated(7, "08:00", name="Acme", is_company=True, commercial_partner_id=[7, "Acme"], website="https://acme.example"),
    dated(
        8,
        "08:10",
        name="Lena",
        is_company=False,
        commercial_partner_id=[7, "Acme"],
        email="Lena@acme.example",
        function="CFO",
    ),
    dated(9, "08:20", name="Jo", is_company=False, commercial_partner_id=[5, "Beta"], email="jo@beta.example"),
]
STAGES = [{"id": key, "name": name, "is_won": name == "Won"} for key, name in (NEW, PILOT, WON)]
LEADS = [
    lead(1, stage_id=WON, probability=100.0, duration_tracking={"1": 3600, "2": 7200, "4": 60}),
    lead(
        2,
        active=False,
        probability=0.0,
        stage_id=PILOT,
        lost_reason_id=[1, "Too expensive"],
        duration_tracking={"1": 1800, "2": 9},
    ),
    lead(3, active=False, probability=35.0, partner_id=False),
    lead(
        4,
        type="lead",
        contact_name="Max",
        partner_name="Gamma",
        email_from='"Max" <max@gamma.example>',
        partner_id=False,
    ),
]
MESSAGES = [
    message(11, "10:00", 1),
    message(12, "12:00", 1, subtype_id=[7, "Opportunity Won"]),
    message(13, "09:30", 2),
    message(14, "11:00", 2, subtype_id=[8, "Opportunity Lost"]),
    message(
        15,
        "10:30",
        1,
        message_type="email",
        author_id=[8, "Lena"],
        email_from='"Lena" <lena@acme.example>',
        subtype_id=[1, "Discussions"],
        subject="Terms",
        body="secret",
    ),
    message(16, "10:40", 1, message_type="comment", subtype_id=[1, "Discussions"], partner_ids=[8]),
    message(17, "10:50", 1, message_type="comment", subtype_id=[2, "Note"], is_internal=True),
    message(18, "10:55", 1, message_type="user_notification", subtype_id=[2, "Note"]),
]
TRACKED = [
    moved(11, "10:00", NEW, PILOT),
    moved(12, "12:00", PILOT, WON),
    moved(13, "09:30", NEW, PILOT),
    dated(
        14,
        "11:00",
        field_id=[10, "Active (Lead/Opportunity)"],
        mail_message_id=[14, "Deal"],
        old_value_integer=1,
        new_value_integer=0,
    ),
]
EVENTS = [
    dated(
        1,
        "09:10",
        name="Demo",
        start=at("13:00", 8),
        duration=1.5,
        opportunity_id=[1, "Deal 1"],
        user_id=[6, "Ann"],
        partner_ids=[3, 8],
        active=True,
        allday=False,
    ),
    dated(
        2,
        "09:20",
        name="Again",
        start=at("13:00", 9),
        duration=1.0,
        opportunity_id=[1, "Deal 1"],
        user_id=[6, "Ann"],
        partner_ids=[3, 8],
        active=True,
        allday=False,
    ),
]
ATTENDEES = [
    {"id": 1, "event_id": [1, "Demo"], "partner_id": [8, "Lena"], "email": "lena@acme.example", "state": "accepted"},
    {"id": 2, "event_id": [2, "Again"], "partner_id": [8, "Lena"], "email": "lena@acme.example", "state": "declined"},
]
FOLLOWERS = [
    {"id": 1, "res_model": "crm.lead", "res_id": 1, "partner_id": [3, "Ann"]},
    {"id": 2, "res_model": "crm.lead", "res_id": 1, "partner_id": [9, "Jo"]},
    {"id": 3, "res_model": "res.partner", "res_id": 7, "partner_id": [3, "Ann"]},
]
MODELS = {
    "res_users": USERS,
    "res_partner": PARTNERS,
    "crm_stage": STAGES,
    "crm_lead": LEADS,
    "mail_message": MESSAGES,
    "mail_tracking_value": TRACKED,
    "calendar_event": EVENTS,
    "calendar_attendee": ATTENDEES,
    "mail_followers": FOLLOWERS,
}


def files(*without):
    return {
        f"{model}.json": json.dumps({"model": model, "rows": rows})
        for model, rows in MODELS.items()
        if model not in without
    }


def test_archived_deal_without_a_chance_is_lost_and_one_with_a_chance_was_put_away(read):
    deals = read("odoo", files()).table("crm_deals")
    assert show(deals, "deal_ref", "account_ref", "stage", "is_closed", "is_won", "is_deleted", "loss_reason") == text("""
        odoo:crm.lead/1 | odoo:res.partner/7 | Won   | yes | yes | no  | -
        odoo:crm.lead/2 | odoo:res.partner/7 | Pilot | yes | no  | no  | Too expensive
        odoo:crm.lead/3 | -                  | New   | no  | no  | yes | -
    """)


def test_person_belongs_to_its_company_which_may_be_known_by_name_alone(read):
    reading = read("odoo", files())
    assert show(
        reading.table("crm_people"), "person_ref", "account_ref", "is_lead", "name", "email", "title", "company"
    ) == text("""
        odoo:res.partner/8 | odoo:res.partner/7 | no  | Lena | lena@acme.example | CFO | -
        odoo:res.partner/9 | odoo:res.partner/5 | no  | Jo   | jo@beta.example   | -   | -
        odoo:crm.lead/4    | -                  | yes | Max  | max@gamma.example | -   | Gamma
    """)
    assert show(reading.table("crm_accounts"), "account_ref", "name", "domain", "recorded_at") == text("""
        odoo:res.partner/7 | Acme | acme.example | 2026-01-05 08:00
        odoo:res.partner/5 | Beta | -            | 2026-01-05 08:20
    """)


def test_history_of_stages_comes_from_tracked_values(read):
    changes = read("odoo", files()).table("crm_deal_changes")
    assert show(changes, "deal_ref", "recorded_at", "field", "stage", "is_closed", "is_won") == text("""
        odoo:crm.lead/1 | 2026-01-05 09:00 | stage_id | New   | no  | no
        odoo:crm.lead/1 | 2026-01-05 10:00 | stage_id | Pilot | no  | no
        odoo:crm.lead/1 | 2026-01-05 12:00 | stage_id | Won   | yes | yes
        odoo:crm.lead/2 | 2026-01-05 09:00 | stage_id | New   | no  | no
        odoo:crm.lead/2 | 2026-01-05 09:30 | stage_id | Pilot | no  | no
        odoo:crm.lead/2 | 2026-01-05 11:00 | active   | -     | yes | no
        odoo:crm.lead/3 | 2026-01-05 09:00 | stage_id | New   | no  | no
    """)


def test_without_the_right_stays_that_fit_one_stage_name_it_and_the_export_says_so(read):
    reading = read("odoo", files("mail_tracking_value"))
    assert show(reading.table("crm_deal_changes"), "deal_ref", "recorded_at", "field", "stage", "is_closed") == text("""
        odoo:crm.lead/1 | 2026-01-05 09:00 | stage_id | New   | no
        odoo:crm.lead/1 | 2026-01-05 10:00 | stage_id | Pilot | no
        odoo:crm.lead/1 | 2026-01-05 12:00 | stage_id | Won   | yes
        odoo:crm.lead/2 | 2026-01-05 09:00 | stage_id | New   | no
        odoo:crm.lead/2 | 2026-01-05 09:30 | stage_id | Pilot | no
        odoo:crm.lead/2 | 2026-01-05 11:00 | active   | -     | yes
        odoo:crm.lead/3 | 2026-01-05 09:00 | stage_id | New   | no
    """)
    assert [why for file, _, why in reading.told() if file == "crm_lead.json"] == [
        FILE
        + "it comes without mail.tracking.value, so it is known when deals moved, but to which stage only where the "
        "length of each stay fits one stage; owners, amounts and close dates as they were cannot be told"
    ]


def test_stays_of_one_length_name_no_stage(read):
    alike = [lead(1, stage_id=WON, duration_tracking={"1": 3600, "2": 3601, "4": 60})]
    told = {**files("mail_tracking_value"), "crm_lead.json": json.dumps(alike)}
    moves = json.dumps([message(11, "10:00", 1), message(12, "11:00", 1)])
    changes = read("odoo", {**told, "mail_message.json": moves}).table("crm_deal_changes")
    assert show(changes, "recorded_at", "stage") == text("""
        2026-01-05 10:00 | -
        2026-01-05 11:00 | Won
    """)


def test_mails_and_meetings_say_who_was_there_and_a_refused_meeting_was_not_held(read):
    reading = read("odoo", files())
    columns = (
        "kind",
        "deal_ref",
        "person_ref",
        "user_ref",
        "direction",
        "starts_at",
        "minutes",
        "is_done",
        "addresses",
    )
    assert show(reading.table("crm_activities"), *columns) == text("""
        email   | odoo:crm.lead/1 | odoo:res.partner/8 | -                | in  | 2026-01-05 10:30 | -  | yes | lena@acme.example
        email   | odoo:crm.lead/1 | odoo:res.partner/8 | odoo:res.users/6 | out | 2026-01-05 10:40 | -  | yes | lena@acme.example
        task    | odoo:crm.lead/1 | -                  | odoo:res.users/6 | -   | 2026-01-05 10:50 | -  | yes | -
        meeting | odoo:crm.lead/1 | odoo:res.partner/8 | odoo:res.users/6 | -   | 2026-01-08 13:00 | 90 | yes | lena@acme.example
        meeting | odoo:crm.lead/1 | odoo:res.partner/8 | odoo:res.users/6 | -   | 2026-01-09 13:00 | 60 | no  | -
    """)
    assert "secret" not in str(reading.parts)


def test_followers_are_of_the_deal_or_of_our_team(read):
    reading = read("odoo", files())
    assert show(reading.table("crm_roles"), "deal_ref", "person_ref", "recorded_at") == text("""
        odoo:crm.lead/1 | odoo:res.partner/8 | 2026-01-05 18:00
        odoo:crm.lead/1 | odoo:res.partner/9 | 2026-01-05 18:00
        odoo:crm.lead/2 | odoo:res.partner/8 | 2026-01-05 18:00
    """)
    assert reading.rows("crm_members", "deal_ref", "user_ref") == [("odoo:crm.lead/1", "odoo:res.users/6")]
    assert reading.rows("crm_user_roles", "user_role_ref", "name") == [("odoo:crm.team/1", "North")]


def test_rows_that_nobody_wrote_are_counted_by_kind(read):
    assert read("odoo", files()).told() == [
        ("res_partner.json", None, PASSED + "1 of contacts that are our own users"),
        ("mail_followers.json", None, PASSED + "1 of followers of other documents"),
        ("mail_message.json", None, PASSED + "4 of messages that Odoo writes itself (notification)"),
        ("mail_message.json", None, PASSED + "1 of messages that Odoo writes itself (user_notification)"),
    ]


def test_export_without_archived_rows_stages_or_history_says_what_is_missing(read):
    told = read("odoo", {"crm_lead.json": json.dumps([lead(1, partner_id=[99, "Gone"])])}).told()
    assert [why.partition(",")[0] for _, _, why in told] == [
        FILE + "it comes without mail.message and mail.tracking.value",
        FILE + "it holds no archived deal",
        FILE + "it comes without crm.stage",
        VALUE + "partner_id is not a customer among the rows of res.partner that were handed over",
    ]


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ({"id": "x"}, 'id is not a record, such as 7 or [7, "Acme"]'),
        ({"id": False}, "it has no id"),
        ({"create_date": "soon", "write_date": False}, "create_date or write_date is not a moment between 1970"),
    ],
)
def test_one_bad_row_costs_no_other(read, bad, why):
    rows = [PARTNERS[1] | bad, PARTNERS[1]]
    reading = read("odoo", {"res_partner.json": json.dumps(rows)})
    assert reading.rows("crm_accounts", "name") == [("Acme",)]
    assert [told.startswith("row left out: " + why) for _, _, told in reading.told()] == [True]


class Recorded:
    """A server that answers from rows told before, as a user without some rights."""

    def __init__(self, *refused):
        self.refused = refused

    def ask(self, model, method, arguments):
        """Two rows at a time, in the order of their ids."""
        rows = MODELS.get(model.replace(".", "_"), [])
        if model in self.refused:
            raise NotAllowedError(f"{model} may not be read.")
        if method == "fields_get":
            return {name: {} for row in rows for name in row}
        assert arguments["context"] == {"active_test": False}
        last = arguments["domain"][-1][2]
        later = sorted((row for row in rows if row["id"] > last), key=lambda row: row["id"])
        return [{name: row.get(name, False) for name in arguments["fields"]} for row in later[:2]]


def test_rows_of_a_running_server_are_those_of_its_files(read, tmp_path):
    assert fetch(Recorded(), tmp_path) == []
    told, live = read("odoo", files()), read("odoo", {path.name: path.read_text() for path in tmp_path.iterdir()})
    names = {name for name, _ in told.parts} - {"data_issues"}
    assert {name: show(live.table(name)) for name in names} == {name: show(told.table(name)) for name in names}
    assert "secret" not in "".join(path.read_text() for path in tmp_path.iterdir())


def test_model_that_may_not_be_read_is_left_out(tmp_path):
    assert fetch(Recorded("mail.tracking.value"), tmp_path) == ["mail.tracking.value"]
    assert not (tmp_path / "mail_tracking_value.jsonl").exists()


def test_folder_of_something_else_is_refused(folder_of):
    with pytest.raises(DataError, match="holds no Odoo export: looked for rows of Odoo's models"):
        next(connectors()["odoo"].read(folder_of({"crm_lead.txt": "x"}), print))


@pytest.mark.skipif(not LIVE.exists(), reason=f"{LIVE} is not here: a real server's clock is not checked")
def test_stays_in_each_stage_are_those_that_the_server_counted():
    parts = list(connectors()["odoo"].read(LIVE, lambda *_: None))
    rows = [row for name, part in parts if name == "crm_deal_changes" for row in part.to_pylist() if row["stage"]]
    leads = json.loads((LIVE / "crm_lead.json").read_text())["rows"]
    stages = {row["name"]: str(row["id"]) for row in json.loads((LIVE / "crm_stage.json").read_text())["rows"]}
    off = []
    for each in leads:
        moves = sorted(
            (row["recorded_at"], row["change_ref"], row["stage"])
            for row in rows
            if row["deal_ref"] == f"odoo:crm.lead/{each['id']}"
        )
        stays = [(stages[move[2]], after[0] - move[0]) for move, after in pairwise(moves)]
        counted = {stage: timedelta(seconds=told) for stage, told in each["duration_tracking"].items()}
        now = stages[moves[-1][2]]
        assert {stage for stage, _ in stays} | {now} == set(counted)
        off.extend(abs(stay - counted[stage]) for stage, stay in stays)
        # The stay that goes on was counted when the server was asked, a moment that all 30 deals share.
        off.append(abs(moves[-1][0] + counted[now] - _asked(leads)))
    assert len(leads) == 30
    assert max(off) <= timedelta(seconds=2)


def _asked(leads):
    """When the server counted: the opening of a deal and all its stays after it."""
    ends = [
        datetime.fromisoformat(each["create_date"]) + timedelta(seconds=sum(each["duration_tracking"].values()))
        for each in leads
    ]
    return sorted(ends)[len(ends) // 2]


def test_of_an_answer_that_is_one_line_an_issue_names_the_record(read):
    rows = json.dumps([lead(1), {**lead(2), "id": None}, lead(3), 7])
    assert "\n" not in rows
    told = read("odoo", {"crm_lead.json": rows}).told()
    assert [(line, why) for _, line, why in told if why.startswith("row left out")] == [
        (4, "row left out: it is JSON but no object"),
        (2, "row left out: it has no id"),
    ]
