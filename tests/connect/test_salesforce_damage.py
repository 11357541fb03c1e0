"""Salesforce exports that are damaged: the bad row is told, every other row lands."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.connect import connectors
from headway.errors import DataError

HEADER = '"Id","Name","Website","CreatedDate","LastModifiedDate"\n'
ROWS = [
    f'"00100000000000{n}","Company {n}","c{n}.com","2023-01-0{n} 10:00:00","2023-02-0{n} 10:00:00"\n'
    for n in range(1, 7)
]


def accounts(*rows):
    return {"Account.csv": HEADER + "".join(rows)}


def names(reading):
    return [name for (name,) in reading.rows("crm_accounts", "name")]


HUGE_TEXT = "Dear Ann, dear Bo,\n" * 100_000
ROW, VALUE, FILE = "row left out: ", "value left out: ", "file: "
ID = "an id of 15 or 18 letters and digits"
CHECKED = "an id whose last three characters fit the others"
MOMENT = "a moment between 1970 and 2100, such as 2024-02-07 20:47:49 or 2024-02-07T20:47:49Z"


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ('"","B","b.com","2023-01-01",""\n', "it has no Id"),
        ('"001","B","b.com","2023-01-01",""\n', f"Id is not {ID}"),
        ('"001000000000001AA1","B","b.com","2023-01-01",""\n', f"Id is not {CHECKED}"),
        ('"001000000000009","B","b.com","",""\n', "it has no CreatedDate"),
        ('"001000000000009","B","b.com","01/02/2023",""\n', f"CreatedDate is not {MOMENT}"),
        ('"001000000000009","B","b.com","1901-01-01",""\n', f"CreatedDate is not {MOMENT}"),
        ('"001000000000009","B","b.com","20230101",""\n', f"CreatedDate is not {MOMENT}"),
        ('"001000000000009","B"\n', "it has fewer cells than the header"),
        ('"001000000000009","B","b.com","2023-01-01","","x"\n', "it has more cells than the header"),
        ('"001000000000009","B","b.com",2023-01-01","\n', "its quotes do not match"),
        ('"001000000000009","B" B,"b.com","2023-01-01",""\n', "its quotes do not match"),
        ('"001000000000009","B\0","b.com","2023-01-01",""\n', "it holds NUL bytes"),
        (f'"001000000000009","{"B" * 1_000_001}","b.com","2023-01-01",""\n', "a cell is longer than 1 MB"),
        (f'"001000000000009","{"B" * 10_000_000}","b.com","2023-01-01",""\n', "a line is longer than 8 MB"),
        (f'"001000000000009","{HUGE_TEXT}","b.com","2023-01-01",""\n', "a cell is longer than 1 MB"),
    ],
)
def test_one_bad_row_costs_no_other(read, bad, why):
    reading = read("salesforce", accounts(ROWS[0], bad, ROWS[1]))
    assert (names(reading), reading.told()) == (["Company 1", "Company 2"], [("Account.csv", 3, ROW + why)])


@pytest.mark.parametrize(
    ("website", "modified", "why"),
    [
        ("n/a", "", "Website is not a web address, such as acme.com"),
        ("b.com", "9999-12-31 00:00:00", f"LastModifiedDate is not {MOMENT}"),
        ("b.com", "0001-01-01T00:00:00+14:00", f"LastModifiedDate is not {MOMENT}"),
    ],
)
def test_one_bad_value_costs_no_row(read, website, modified, why):
    reading = read("salesforce", accounts(f'"001000000000009","B","{website}","2023-01-01","{modified}"\n'))
    assert (names(reading), reading.told()) == (["B"], [("Account.csv", 2, VALUE + why)])


def test_numbers_that_are_none_are_told(read):
    deals = "Id,CreatedDate,Amount,Probability,IsWon\n006000000000001,2023-01-01,1e999,110,perhaps\n"
    reading = read("salesforce", {"Opportunity.csv": deals})
    assert reading.rows("crm_deals", "amount", "probability", "is_won") == [(None, None, None)]
    assert [reason for _, _, reason in reading.told()] == [
        VALUE + "Amount is not a number, such as 16120999.99",
        VALUE + "Probability is not a percentage from 0 to 100",
        VALUE + "IsWon is not true, false, 1 or 0",
    ]


def test_row_after_line_breaks_in_a_cell_tells_its_physical_line(read):
    long = '"001000000000008","A\nB\nC","b.com","2023-01-01",""\n'
    reading = read("salesforce", accounts(long, '"x","","","",""\n'))
    assert (names(reading), reading.told()) == (["A\nB\nC"], [("Account.csv", 5, ROW + f"Id is not {ID}")])


def test_file_of_windows_is_read_and_told_once(read):
    rows = "".join(ROWS[:2]).replace("Company", "Compañy").encode("cp1252")
    reading = read("salesforce", {"Account.csv": HEADER.encode() + rows})
    why = "it is not UTF-8 and was read as Windows-1252, so letters with accents may be wrong"
    assert (names(reading), reading.told()) == (["Compañy 1", "Compañy 2"], [("Account.csv", 2, FILE + why)])


def test_semicolons_of_a_spreadsheet_are_read(read):
    account = "Id;Name;CreatedDate\n001000000000001;Acme, Inc;2023-01-01\n"
    assert names(read("salesforce", {"Account.csv": account})) == ["Acme, Inc"]


def test_header_that_names_a_column_twice_is_told_and_the_first_read(read):
    reading = read("salesforce", {"Account.csv": "Id,Name,Name,CreatedDate\n001000000000001,A,B,2023-01-01\n"})
    why = "its header names Name twice; the first is read"
    assert (names(reading), reading.told()) == (["A"], [("Account.csv", 1, FILE + why)])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", [("Account.csv", 1, FILE + "it holds no row")]),
        (HEADER, []),
        ("Name\nA\n\nB\n", [("Account.csv", line, ROW + "it has no Id") for line in (2, 4)]),
        ("\ufeffId".encode("utf-16"), [("Account.csv", 1, FILE + "its header cannot be read")]),
    ],
)
def test_file_without_rows_or_header_is_told(read, content, told):
    reading = read("salesforce", {"Account.csv": content})
    assert (reading.landed(), reading.told()) == (0, told)


def test_same_damage_has_the_same_issue_id_and_a_remedy(read):
    twice = [read("salesforce", accounts("x\n")).table("data_issues") for _ in range(2)]
    assert twice[0] == twice[1]
    assert twice[0].drop_columns(["issue_id", "remedy"]).to_pylist() == [
        {
            "system": "salesforce",
            "file": "Account.csv",
            "line": 2,
            "reason": ROW + "it has fewer cells than the header",
            "excerpt": "x",
        },
    ]


def test_folder_of_other_files_says_what_was_looked_for_and_found(folder_of):
    folder = folder_of({"deals.xlsx": "x", "notes.txt": "x"})
    with pytest.raises(
        DataError, match=r"looked for Account.csv, .*; found deals.xlsx, notes.txt. In Salesforce choose"
    ):
        next(connectors()["salesforce"].read(folder, print))


@pytest.mark.parametrize(("name", "why"), [("absent", "does not exist"), ("a.csv", "is a file")])
def test_path_that_is_no_folder_is_refused(folder_of, name, why):
    folder = folder_of({"a.csv": "x"})
    with pytest.raises(DataError, match=f"{name} {why}. Name the folder that holds the exported files."):
        next(connectors()["salesforce"].read(folder / name, print))


@given(order=st.permutations(range(5)))
@settings(max_examples=30, deadline=None)
def test_columns_in_any_order_give_the_same_rows(read, order):
    table = [line.rstrip("\n").split(",") for line in (HEADER, *ROWS)]
    shuffled = "".join(",".join(cells[place] for place in order) + "\n" for cells in table)
    assert read("salesforce", {"Account.csv": shuffled}).table("crm_accounts") == read(
        "salesforce", accounts(*ROWS)
    ).table("crm_accounts")


NOT_A_NEW_LINE = st.integers(0, 255).filter(lambda byte: byte != ord("\n")).map(lambda byte: bytes([byte]))


@given(place=st.integers(len(HEADER), len(HEADER + "".join(ROWS)) - 2), cut=st.integers(0, 2), put=NOT_A_NEW_LINE)
@settings(max_examples=50, deadline=None)
def test_every_row_of_a_damaged_file_lands_or_is_told(read, place, cut, put):
    whole = (HEADER + "".join(ROWS)).encode()
    cut = min(cut, whole.index(b"\n", place) - place)
    reading = read("salesforce", {"Account.csv": whole[:place] + put + whole[place + cut :]})
    assert reading.landed() + reading.left_out() == len(ROWS)


@given(length=st.integers(len(HEADER), len(HEADER + "".join(ROWS))))
@settings(max_examples=50, deadline=None)
def test_every_row_of_a_truncated_file_lands_or_is_told(read, length):
    cut = (HEADER + "".join(ROWS))[:length]
    reading = read("salesforce", {"Account.csv": cut})
    assert reading.landed() + reading.left_out() == len(cut.splitlines()) - 1
