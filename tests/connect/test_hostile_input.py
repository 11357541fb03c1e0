"""Input that means harm, or was mangled on its way: nothing falls over, and nothing is lost in silence."""

import io
import random
from zipfile import ZipFile

import pyarrow as pa
import pytest

from connect.test_calendar_connector import MET, OLGA, event, ics, invited
from connect.test_mail_connector import letter, mbox
from headway.connect import connectors, recognise_any
from headway.errors import DataError
from headway.terminal import as_csv

HEAD = "Id,Name,CreatedDate,LastModifiedDate\n"
WHOLE = "001000000000002,Whole,2023-01-01,2023-01-01\n"
ROW = "row left out: "
# Mutated inputs for each reader; many more are a soak of their own.
MUTATIONS = 300


def account(name="Acme", created="2023-01-01", more=""):
    return f"001000000000001,{name},{created},2023-01-01{more}\n"


def test_a_cell_of_ten_megabytes_costs_no_other_row(read):
    found = read("salesforce", {"Account.csv": HEAD + account("x" * 10_000_000) + WHOLE})
    assert "Whole" in [name for (name,) in found.rows("crm_accounts", "name")]
    assert found.landed() + found.left_out() == 2
    assert max(len(told) for row in found.table("data_issues").to_pylist() for told in map(str, row.values())) < 1000


@pytest.mark.parametrize("created", ["0001-01-01", "9999-12-31", "0000-00-00", "10000-01-01", "-5000-01-01"])
def test_a_day_at_the_end_of_time_is_told(read, created):
    found = read("salesforce", {"Account.csv": HEAD + account(created=created) + WHOLE})
    assert (found.landed(), found.left_out()) == (1, 1)


@pytest.mark.parametrize("more", [",x", ",,,", "," * 10_000])
def test_a_row_wider_than_its_header_is_told(read, more):
    found = read("salesforce", {"Account.csv": HEAD + account(more=more) + WHOLE})
    assert [reason for _, _, reason in found.told()] == [f"{ROW}it has more cells than the header"]
    assert found.landed() == 1


def test_a_file_of_two_encodings_loses_no_row(read):
    told = (HEAD + account("Køge")).encode() + WHOLE.replace("Whole", "Malmö").encode("cp1252")
    found = read("salesforce", {"Account.csv": told})
    assert found.landed() == 2
    assert any("not UTF-8" in reason for _, _, reason in found.told())


@pytest.mark.parametrize("name", ["=HYPERLINK(0)", "+1", "-1+1", "@SUM(A1)", "<script>alert(1)</script>", "${jndi:x}"])
def test_a_name_that_would_run_lands_as_it_stands_and_runs_nowhere(read, name):
    found = read("salesforce", {"Account.csv": HEAD + account(name)})
    assert found.rows("crm_accounts", "name") == [(name,)]
    written = as_csv(found.table("crm_accounts").select(["name"])).splitlines()[1]
    assert written == ("'" + name if name[0] in "=+-@" else name)


def test_a_number_is_no_formula():
    assert as_csv(pa.table({"gain": [-1.5], "by": [None]})) == "gain,by\n-1.5,\n"


def test_a_workbook_is_never_opened(folder_of):
    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 20))
    packed = io.BytesIO()
    with ZipFile(packed, "w") as book:
        book.writestr("xl/workbook.xml", f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><x>&a19;</x>')
    with pytest.raises(DataError, match=r"holds nothing that Headway can read: found Account\.xlsx"):
        recognise_any(folder_of({"Account.xlsx": packed.getvalue()}))


def test_a_zip_of_calendars_that_is_a_bomb_is_left_in_the_middle(read, monkeypatch):
    monkeypatch.setattr("headway.connect.calendar._MOST_UNPACKED", 1_000_000)
    packed = io.BytesIO()
    with ZipFile(packed, "w", compression=8) as archive:
        archive.writestr("a.ics", ics(MET))
        archive.writestr("bomb.ics", "BEGIN:VCALENDAR\r\n" + "X" * 50_000_000)
    found = read("calendar", {"all.zip": packed.getvalue()})
    assert found.landed() == 1
    assert "the zip holds more than an export does" in found.told()[0][2]


CALENDAR = ics(MET, event(OLGA, invited("bo@acme.com"), "RRULE:FREQ=WEEKLY;COUNT=3", uid="u2")).encode()
MAILBOX = mbox(
    letter(1), letter(2, "Bo <bo@acme.com>", "olga@ours.com, eve@x.com", "Subject: =?utf-8?q?=C3?=")
).encode()


@pytest.mark.parametrize(("name", "file", "whole"), [("mail", "a.mbox", MAILBOX), ("calendar", "a.ics", CALENDAR)])
def test_mutated_files_bring_down_no_reader(name, file, whole, tmp_path):
    chance = random.Random(7)  # noqa: S311 -- mutations, not secrets
    for _ in range(MUTATIONS):
        (tmp_path / file).write_bytes(_mutated(whole, chance))
        try:
            told = list(connectors()[name].read(tmp_path, lambda *_: None))
        except DataError:
            continue
        assert all(part.num_rows for _, part in told)


def _mutated(whole, chance):
    content = bytearray(whole)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(content))
        match chance.randrange(4):
            case 0:
                content[place] = chance.randrange(256)
            case 1:
                del content[place : place + chance.randrange(40)]
            case 2:
                content[place:place] = content[: chance.randrange(200)]
            case 3:
                content[place:place] = bytes(chance.randrange(256) for _ in range(8))
    return bytes(content)
