"""The command line as other tools rely on it: shapes, formats, exit codes."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from headway.demo import story

Run = Callable[..., tuple[int, str, str]]

COLUMNS = {
    "journeys": "journey_id account_id account_refs deal_ids is_main moment rank chance_90d chance_low chance_high "
    "problem_identification solution_exploration requirements_building supplier_selection validation "
    "consensus_creation share_done looking_for active_people last_customer_event_at first_dialogue_at "
    "share_before_dialogue basis",
    "matrix": "deal_id deal_refs kind people influencers relationship_days touchpoints border_distance led_as",
    "pages": "page title job weight confidence views",
    "coverage": "deal_id deal_refs person_refs role role_basis confidence unseen_people unseen_low unseen_high",
    "bets": "order journey_id account_id account_refs deal_id hours reason verdict",
    "monday": "line act account_id journey_id deal_id who looking_for question because sure wait_for",
}


@pytest.mark.parametrize("name", COLUMNS)
def test_table_has_the_columns_others_rely_on(built_home: Path, run: Run, name: str) -> None:
    code, out, _ = run("table", name, "--home", built_home, "--format", "csv")
    header = next(csv.reader(io.StringIO(out)))
    assert (code, [column for column in COLUMNS[name].split() if column not in header]) == (0, [])


def test_values_have_their_shapes(built_home: Path, run: Run) -> None:
    rows = json.loads(run("table", "journeys", "--home", built_home, "--format", "json")[1])
    assert sorted(row["rank"] for row in rows) == list(range(1, len(rows) + 1))
    mains = [row["account_id"] for row in rows if row["is_main"]]
    assert sorted(mains) == sorted({row["account_id"] for row in rows})
    assert {row["moment"] for row in rows} == {"2026-06-28T18:37:48Z"} or all(
        row["moment"].endswith("Z") for row in rows
    )
    assert all(isinstance(row["account_refs"], list) for row in rows)
    assert {row["chance_90d"] for row in rows} == {None}
    assert {row["basis"] for row in rows} == {"judgement"}


def test_text_and_csv_hold_lists_in_one_cell(built_home: Path, run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("table", "journeys", "--home", built_home, "--format", "csv")[1])))
    told = json.loads(run("table", "journeys", "--home", built_home, "--format", "json")[1])
    assert [row["account_refs"].split(" ") for row in rows] == [row["account_refs"] for row in told]
    assert [row["chance_90d"] for row in rows] == [""] * len(rows)


def test_parquet_keeps_lists_and_rows(built_home: Path, run: Run, tmp_path: Path) -> None:
    path = tmp_path / "journeys.parquet"
    run("table", "journeys", "--home", built_home, "--format", "parquet", "--out", path)
    told = json.loads(run("table", "journeys", "--home", built_home, "--format", "json")[1])
    assert pq.read_table(path)["account_refs"].to_pylist() == [row["account_refs"] for row in told]


def test_bets_have_one_order_over_the_company(built_home: Path, run: Run) -> None:
    bets = json.loads(run("table", "bets", "--home", built_home, "--format", "json")[1])
    journeys = json.loads(run("table", "journeys", "--home", built_home, "--format", "json")[1])
    assert [row["order"] for row in bets] == list(range(1, len(journeys) + 1))
    assert {row["verdict"] for row in bets} <= {"strike", "wait", "leave_digital"}


def test_deal_with_nobody_seen_has_one_row_without_a_person(built_home: Path, run: Run) -> None:
    rows = json.loads(run("table", "coverage", "--home", built_home, "--format", "json")[1])
    empty = [row for row in rows if row["person_refs"] is None]
    assert len({row["deal_id"] for row in empty}) == len(empty)
    assert {row["unseen_people"] for row in empty} <= {None}


def test_monday_json_gives_reasons_with_their_events(built_home: Path, run: Run) -> None:
    lines = json.loads(run("monday", "--home", built_home, "--format", "json")[1])
    assert 0 < len(lines) <= 10
    assert [line["line"] for line in lines] == list(range(1, len(lines) + 1))
    assert all(set(reason) == {"text", "event_ids"} for line in lines for reason in line["because"])
    events = run("table", "events", "--home", built_home, "--format", "csv")[1]
    assert all(event in events for line in lines for reason in line["because"] for event in reason["event_ids"])


def test_monday_tells_the_story(built_home: Path, run: Run) -> None:
    acts = {
        line["name"]: line["act"] for line in json.loads(run("monday", "--home", built_home, "--format", "json")[1])
    }
    told = story()
    expected = {told.ahead.account: "strike", told.pushed.account: "ask", told.lone.account: "bring_in"}
    expected[told.hours.account] = "leave_digital"
    assert {name: acts.get(name) for name in expected} == expected


def test_monday_of_a_leader_shows_that_branch_only(built_home: Path, run: Run) -> None:
    branches = json.loads(run("table", "branches", "--home", built_home, "--format", "json")[1])
    leader = branches[0]["leader"]
    own = {row["email"] for row in branches if row["leader"] == leader}
    lines = json.loads(run("monday", "--home", built_home, "--leader", leader, "--format", "json")[1])
    assert len(lines) <= 10
    assert all(own & set(line["who"]) for line in lines)


def test_explain_decomposes_a_rank_to_its_signals(built_home: Path, run: Run) -> None:
    journey = json.loads(run("monday", "--home", built_home, "--format", "json")[1])[0]["journey_id"]
    code, out, _ = run("explain", "journeys", journey, "--home", built_home)
    assert code == 0
    assert "Signals: value x weight = what each adds to the order" in out
    assert "Events" in out


def test_tables_lists_each_with_its_sentence(run: Run) -> None:
    lines = run("tables")[1].splitlines()
    names = [line.split(" ", 1)[0] for line in lines]
    assert set(COLUMNS) | {"data_issues", "shown", "inputs"} <= set(names)
    assert all(line.split(" ", 1)[1].endswith(".") for line in lines)


@pytest.mark.parametrize(
    ("words", "code", "complaint"),
    [
        (("table", "nonsense", "--home", "HOME"), 4, "There is no table 'nonsense'. There are: "),
        (("explain", "journeys", "nobody", "--home", "HOME"), 4, "journeys has no row whose journey_id is 'nobody'."),
        (("table", "bets", "--home", "HOME/none"), 5, "Nothing is built in "),
        (("build", "--home", "HOME", "--from", "sugar=x"), 2, "--from sugar=x is not understood. Write SYSTEM=FOLDER,"),
        (("build", "--home", "HOME", "--moment", "soon"), 2, "'soon' is no moment. Write 2024-09-01"),
        (("monday", "--home", "HOME", "--leader", "nobody@x.example"), 2, "Nobody reports to 'nobody@x.example'."),
        (("record", "page", "{", "--home", "HOME"), 2, "The value is no JSON"),
        (("doctor", "HOME/none"), 3, ""),
    ],
)
def test_complaint_says_what_to_do(own_home: Path, run: Run, words: tuple[str, ...], code: int, complaint: str) -> None:
    ended, _, err = run(*(word.replace("HOME", str(own_home)) for word in words))
    assert ended == code
    assert err.startswith(complaint)


def test_doctor_says_what_it_would_take(exports: Path, run: Run) -> None:
    code, out, _ = run("doctor", exports)
    assert code == 0
    assert "salesforce/Account.csv -> crm_accounts" in out
    assert "segment: " in out


def test_doctor_asks_for_the_zone_of_an_export_that_does_not_say_it(tmp_path: Path, run: Run) -> None:
    (tmp_path / "companies.csv").write_text("Record ID,Company name,Create Date\n7,Acme,2024-07-01 10:00\n")
    (tmp_path / "deals.csv").write_text("Record ID,Deal Name,Create Date\n5,Fleet,2024-07-01 10:00\n")
    out = run("doctor", tmp_path)[1]
    assert '  zone "hubspot": 2 rows, such as hubspot:0-2/7\n' in out
    assert "In which time zone is your account of hubspot?" in out
    assert '  [map.zone]\n  hubspot = "..."' in out


def test_doctor_names_as_many_columns_as_a_person_reads(tmp_path: Path, run: Run) -> None:
    own = ",".join(f"Own_{place}__c" for place in range(80))
    (tmp_path / "Contact.csv").write_text(f"Id,LastName,CreatedDate,{own}\n", encoding="utf-8")
    out = run("doctor", tmp_path)[1]
    assert "Own_24__c and 55 more\n" in out
    assert "Own_25__c" not in out


def test_reading_commands_change_nothing(own_home: Path, run: Run) -> None:
    before = (own_home / "current").read_text()
    run("table", "bets", "--home", own_home, "--moment", "2026-05-01")
    run("monday", "--home", own_home, "--moment", "2026-05-01")
    assert (own_home / "current").read_text() == before
