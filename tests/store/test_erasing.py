"""Erasing a person: from every file, for good, whatever happens in the middle."""

import contextlib
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from headway.errors import DataError, NotBuilt, SettingsError, UnknownKey
from headway.sources import SOURCES, arrow_schema
from headway.sources.persons import APART, MARKS
from headway.store.builds import build
from headway.store.engines import duckdb
from headway.store.erased import Erased
from headway.store.erasing import begin, left_to_people, let_go
from headway.store.held import held
from headway.store.home import Build, Home
from headway.store.landing import Landed, land, landed_table
from headway.store.persons import person, persons
from headway.store.reading import reading
from headway.store.record import record
from tables import example, show, text

Run = Callable[..., tuple[int, str, str]]

ROWS = {
    "crm_accounts": """
        account_ref | name            | domain
        crm:acme001 | Acme of Ann Lee | acme.com
    """,
    "crm_people": """
        person_ref  | account_ref | name        | email        | merged_into | is_deleted | recorded_at
        crm:p-00001 | crm:acme001 | Dr. Ann Lee | ann@acme.com |             |            | 2026-01-01
        crm:p-00002 | crm:acme001 | Annie Lee   |              | crm:p-00001 | yes        | 2026-01-02
        crm:p-00003 | crm:acme001 | Bo Berg     | bo@acme.com  |             |            | 2026-01-03
        crm:p-00004 | crm:acme001 | Ann Lee     | lee@acme.com |             |            | 2026-01-04
    """,
    "crm_deals": """
        deal_ref    | account_ref | opened_at  | name           | contact_ref
        crm:d-00001 | crm:acme001 | 2026-02-01 | Bridge for Lee | crm:p-00001
    """,
    "crm_roles": """
        deal_ref    | person_ref  | role
        crm:d-00001 | crm:p-00001 | decides
        crm:d-00001 | crm:p-00003 | uses
    """,
    "crm_activities": """
        activity_ref | kind    | account_ref | deal_ref    | person_ref  | starts_at  | subject              | addresses
        crm:a-1      | meeting | crm:acme001 | crm:d-00001 | crm:p-00001 | 2026-02-03 | Talk with ANN LEE    | ann@acme.com bo@acme.com
        crm:a-2      | email   | crm:acme001 |             | crm:p-00003 | 2026-02-04 | Fwd: ann@acme.com ok | bo@acme.com
    """,
    "web_calls": """
        call_id | kind     | visitor_id | user_id  | email        | name    | happened_at
        c1      | identify | visitor-01 | login-01 | ann@acme.com | Ann Lee | 2026-03-01
        c2      | identify | visitor-02 | login-02 | bo@acme.com  | Bo Berg | 2026-03-01
    """,
    "web_events": """
        event_id | visitor_id | user_id  | page                  | happened_at
        e1       | visitor-01 |          | /pricing              | 2026-03-01
        e2       | visitor-01 | login-01 | /demo                 | 2026-03-02
        e3       | visitor-02 |          | /users/ann@acme.com/x | 2026-03-02
        e4       | visitor-02 | login-02 | /pricing              | 2026-03-03
    """,
    "data_issues": """
        issue_id | system | file        | line | reason | remedy | excerpt
        i1       | crm    | Contact.csv | 3    | broken | mend   | p-00001,Lee,Ann,x
        i2       | crm    | Contact.csv | 4    | broken | mend   | p-00003,Berg,Bo,x
    """,
}
# As people write it, and as systems do. Another Ann Lee has the name too, in her own row alone.
WORDS = ("ann@acme.com", "p-00001", "p-00002", "annie lee", "login-01", "visitor-01", "dr. ann", "talk with ann")


def landed_rows(home: Home) -> Landed:
    """Land the rows, as every import of the same export does."""
    issues = {"data_issues": _issues(ROWS["data_issues"])}
    told = {name: example(name, rows) for name, rows in ROWS.items() if name != "data_issues"}
    return land(home, {**told, **issues}.items())


def _issues(rows: str) -> pa.Table:
    head, *lines = [[cell.strip() for cell in line.split("|")] for line in rows.strip().splitlines()]
    told = [dict(zip(head, line, strict=True)) for line in lines]
    return pa.Table.from_pylist([{**row, "line": int(row["line"])} for row in told], arrow_schema("data_issues"))


def files_with(home: Path, *words: str) -> list[str]:
    """Every file of a home in which a word stands, Parquet decoded; searched as no code of ours searches."""
    return [f"{path.relative_to(home)}: {word}" for path in _files(home) for word in words if word in _decoded(path)]


def _files(home: Path) -> list[Path]:
    return sorted(path for path in home.rglob("*") if path.is_file())


def _decoded(path: Path) -> str:
    raw = path.read_bytes().decode(errors="replace")
    rows = pq.ParquetFile(path).read().to_pylist() if path.suffix == ".parquet" else []
    return f"{raw} {json.dumps(rows, default=str, ensure_ascii=False)}".casefold()


@pytest.fixture(scope="module")
def told_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home with two builds, in which the person stands wherever somebody can stand."""
    home = Home(tmp_path_factory.mktemp("erasing") / "home")
    landed_rows(home)
    told = {"deal_id": "crm:d-00001", "what": "sends figures", "by_on": "2026-07-01", "person": "Ann Lee"}
    record(home, "commitment", json.dumps(told), "olga@ours.example")
    record(home, "role", json.dumps({"deal_id": "crm:d-00001", "person_id": "email:ann@acme.com", "role": "decides"}))
    home.pin(replace(build(home), id="earlier"))
    home.pin(build(home))
    (home.path / "notes.txt").write_text("Call Annie Lee")
    (home.path / "uploads" / "1" / "export").mkdir(parents=True)
    (home.path / "uploads" / "1" / "export" / "Contact.csv").write_text("Id,Email\np-00001,ann@acme.com\n")
    (home.path / "landing-killed").mkdir()
    (home.path / "landing-killed" / "0.csv").write_text("ann@acme.com")
    with sqlite3.connect(home.path / "app.sqlite3") as app:
        app.execute("CREATE TABLE headway_job (id TEXT, message TEXT)")
        app.execute("INSERT INTO headway_job VALUES ('1', 'Contact.csv: ann@acme.com is there twice')")
    app.close()
    return home


@pytest.fixture(scope="module")
def erased_home(told_home: Home, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """The same home once the person is erased by the command; no test changes it."""
    home = Home(Path(shutil.copytree(told_home.path, tmp_path_factory.mktemp("erased") / "home")))
    words = [sys.executable, "-c", "from headway.cli import main; main()", "erase", "ann@acme.com", "--home", home.path]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout
    (home.path.parent / "said").write_text(told)
    return home


def rows_of(home: Home, name: str, *columns: str) -> str:
    return show(landed_table(home, duckdb(), name).to_pyarrow(), *columns)


def test_the_person_stood_in_files_of_every_kind(told_home: Home) -> None:
    found = " ".join(files_with(told_home.path, *WORDS))
    for folder in ("lake/landed/inputs", "lake/built/people", "_delta_log", "uploads", "landing-", "app.sqlite3"):
        assert folder in found


def test_nothing_of_the_person_is_left_in_any_file(erased_home: Home) -> None:
    assert files_with(erased_home.path, *WORDS) == ["notes.txt: annie lee"]


def test_the_command_says_what_it_did_and_what_is_left(erased_home: Home, run: Run) -> None:
    said = (erased_home.path.parent / "said").read_text()
    assert "2 earlier builds can no longer be read" in said
    assert "A keyed hash stays in" in said
    assert f"still names this person: {erased_home.path / 'notes.txt'}" in said
    assert "Somebody else of that name is still known: Ann Lee, lee@acme.com" in said
    assert run("erase", "ann@acme.com", "--home", erased_home.path)[0] == UnknownKey.exit_code


def test_the_name_stays_with_whoever_else_has_it(erased_home: Home) -> None:
    found = {each.split("/part-")[0].split("/_delta_log")[0] for each in files_with(erased_home.path, "ann lee")}
    assert {each for each in found if each.startswith("lake/landed")} == {"lake/landed/crm_people"}
    assert [each.addresses for each in persons(erased_home, "Ann Lee")] == [{"lee@acme.com"}]


def test_what_is_about_something_else_stays_without_the_person(erased_home: Home) -> None:
    assert rows_of(erased_home, "crm_activities", "activity_ref", "person_ref", "subject", "addresses") == text("""
        crm:a-1 |             | Talk with [erased] | bo@acme.com
        crm:a-2 | crm:p-00003 | Fwd: [erased] ok   | bo@acme.com
    """)
    assert rows_of(erased_home, "crm_accounts", "name") == "Acme of [erased]"
    assert rows_of(erased_home, "crm_roles", "person_ref") == "crm:p-00003"
    assert rows_of(erased_home, "crm_deals", "name", "contact_ref") == "Bridge for Lee | -"
    assert rows_of(erased_home, "web_events", "event_id", "page") == text("""
        e3 | /users/[erased]/x
        e4 | /pricing
    """)
    assert rows_of(erased_home, "data_issues", "issue_id", "excerpt") == "i1 | \ni2 | p-00003,Berg,Bo,x"
    assert '"person": "[erased]"' in rows_of(erased_home, "inputs", "value")


def test_numbers_still_decompose(erased_home: Home) -> None:
    opened = reading(erased_home)
    adds: dict[str, float] = {}
    for row in opened.where("signals"):
        adds[row["journey_id"]] = adds.get(row["journey_id"], 0.0) + row["adds"]
    assert adds == pytest.approx({row["journey_id"]: row["log_odds"] for row in opened.where("endings")})
    assert sorted(row["event_id"] for row in opened.where("events")) == ["crm:a-1", "crm:a-2", "e3", "e4"]


def test_only_the_build_without_the_person_can_be_read(told_home: Home, erased_home: Home) -> None:
    assert len(told_home.builds()) == 2
    assert [pin.id for pin in erased_home.builds()] == [erased_home.current.id]
    people = reading(erased_home).where("people")
    assert sorted(row["name"] for row in people) == ["Ann Lee", "Bo Berg"]


def test_the_same_export_brings_nobody_back(erased_home: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(erased_home.path, tmp_path / "home")))
    before = home.current.id
    landed = landed_rows(home)
    assert (sum(landed.new.values()), landed.of_erased) == (0, 6)
    assert build(home).id == before
    assert files_with(home.path, *WORDS) == ["notes.txt: annie lee"]


def test_another_system_brings_nobody_back_under_another_id(erased_home: Home, tmp_path: Path) -> None:
    home = Home(Path(shutil.copytree(erased_home.path, tmp_path / "home")))
    people = example("crm_people", "person_ref | name | email\nother:77777 | A. Lee | Ann@Acme.com")
    roles = example("crm_roles", "role_ref | deal_ref | person_ref\nnew | crm:d-00001 | other:77777")
    landed = land(home, [("crm_roles", roles), ("crm_people", people)])
    assert landed.of_erased == 2
    assert files_with(home.path, "other:77777") == []


def test_what_is_kept_says_nothing_of_the_person(erased_home: Home) -> None:
    kept = json.loads((erased_home.path / "erased").read_text())
    assert [each["is_finished"] for each in kept["people"]] == [True]
    assert {len(one) for one in kept["people"][0]["hashes"]} == {32}
    assert (erased_home.path / "erased").stat().st_mode & 0o077 == 0


ERASING = """
import sys
from pathlib import Path
from headway.store.builds import build
from headway.store.home import Build, Home
build(Home(Path(sys.argv[1])), told=lambda step: print(step, flush=True))
"""


@pytest.mark.parametrize("kill", range(int(os.environ.get("HEADWAY_KILLS", "1"))))
def test_killed_in_the_middle_it_goes_on_with_the_next_build(told_home: Home, tmp_path: Path, kill: int) -> None:
    home = Home(Path(shutil.copytree(told_home.path, tmp_path / "home")))
    begin(home, person(home, "ann@acme.com"))
    with subprocess.Popen([sys.executable, "-c", ERASING, str(home.path)], stdout=subprocess.PIPE) as process:
        for _ in range(60 * (kill + 1)):
            assert process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    assert reading(home).where("people")
    assert landed_rows(home).of_erased > 0
    build(home)
    assert files_with(home.path, *WORDS) == ["notes.txt: annie lee"]


def test_a_person_is_found_by_address_name_or_id(told_home: Home) -> None:
    for word in ("ANN@acme.com", "email:ann@acme.com", "crm:p-00001", "p-00002", "login-01", "user:login-01"):
        found = person(told_home, word)
        assert found.refs == {"crm:p-00001", "crm:p-00002"}
        assert (found.users, found.visitors) == ({"login-01"}, {"visitor-01"})
        assert found.names == {"Dr. Ann Lee", "Annie Lee", "Ann Lee"}


def test_a_name_of_several_is_asked_about(told_home: Home) -> None:
    with pytest.raises(SettingsError, match="2 people") as asked:
        person(told_home, "ann  lee")
    assert "lee@acme.com" in str(asked.value)
    assert "ann@acme.com" in str(asked.value)


def test_nobody_is_known_by_another_word(told_home: Home) -> None:
    with pytest.raises(UnknownKey, match="Nobody is known by 'cy@acme'"):
        person(told_home, "cy@acme")


def test_everything_held_is_given_and_nothing_of_others(told_home: Home) -> None:
    found = dict(held(told_home, person(told_home, "ann@acme.com")))
    assert {name: rows.num_rows for name, rows in found.items() if name.startswith("landed")} == {
        "landed: crm_accounts": 1,
        "landed: crm_people": 2,
        "landed: crm_deals": 1,
        "landed: crm_roles": 1,
        "landed: crm_activities": 2,
        "landed: web_events": 3,
        "landed: web_calls": 1,
        "landed: inputs": 2,
        "landed: data_issues": 1,
    }
    assert found["made: people"]["name"].to_pylist() == ["Ann Lee"]
    assert "lee@acme.com" not in str(found["landed: crm_people"].to_pylist())


def test_the_command_line_exports(told_home: Home, run: Run, tmp_path: Path) -> None:
    assert run("export", "ann@acme.com", "--home", told_home.path, "--out", tmp_path / "ann.json")[0] == 0
    told = json.loads((tmp_path / "ann.json").read_text())
    assert told["person"]["mail"] == ["ann@acme.com"]
    assert told["made: people"][0]["name"] == "Ann Lee"


def test_files_that_are_not_ours_are_told_of(tmp_path: Path, told_home: Home) -> None:
    found = person(told_home, "ann@acme.com")
    home = Home(tmp_path)
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "Contact.csv").write_text("p-00001,x\n")
    (tmp_path / "headway.toml").write_text("[own]\n")
    assert left_to_people(home, found) == [tmp_path / "exports" / "Contact.csv"]


def test_who_was_erased_and_nobody_else_had_landed_leaves_no_build(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    land(home, [("web_calls", example("web_calls", ROWS["web_calls"]).slice(0, 1))])
    home.pin(Build("first", datetime(2026, 3, 1), True, {}, {}))
    home.lake.append("built/people", pa.table({"person_id": ["email:ann@acme.com"]}))
    begin(home, person(home, "ann@acme.com"))
    with pytest.raises(NotBuilt):
        build(home)
    assert files_with(home.path, *WORDS) == []
    assert (home.builds(), Erased.of(home).unfinished) == ([], [])
    with pytest.raises(NotBuilt):
        reading(home)


@pytest.mark.parametrize("name", [*SOURCES, "data_issues"])
def test_every_column_of_text_says_whether_it_holds_persons(name: str) -> None:
    texts = {each.name for each in arrow_schema(name) if pa.types.is_string(each.type)}
    assert texts == {*MARKS[name], *APART[name].split()}


def test_an_app_database_in_use_is_told_and_not_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.store.erasing._WAITS_SECONDS", 0)
    home = Home(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "app.sqlite3", isolation_level=None)) as app:
        app.execute("CREATE TABLE headway_job (message TEXT)")
        Erased.of(home).add(["mail|ann@acme.com"], datetime(2026, 7, 1), "")
        app.execute("BEGIN IMMEDIATE")
        with pytest.raises(DataError, match="is in use"):
            let_go(home, None, Erased.of(home).unfinished)
    assert len(Erased.of(home).unfinished) == 1
    let_go(home, None, Erased.of(home).unfinished)
    assert Erased.of(home).unfinished == []
