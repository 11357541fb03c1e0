"""What customers have confirmed, from a table of one's own; what cannot be used is told, and the rest goes on."""

import pytest

HEAD = "deal_id,what,got,value,person,confirmed_on\n"
ROW = "salesforce:006A,fewer stops at night,part,12000,Ann Lee,2026-06-20\n"
SMALLEST = {"survey.csv": HEAD + ROW}
LANDED = ("deal_ref", "what", "got", "value", "person", "confirmed_on", "recorded_at")


def test_a_row_lands_as_the_customer_said_it(read):
    found = read("outcomes", SMALLEST)
    told = ("salesforce:006A", "fewer stops at night", "part", 12000.0, "Ann Lee", "2026-06-20", "2026-06-20 00:00:00")
    assert found.rows("customer_outcomes", *LANDED) == [told]
    assert found.told() == []


def test_columns_may_bear_other_names_and_stand_in_any_order(read):
    other = "Confirmed_At,Gain,Achieved,Deal,Confirmed_By\n2026-06-20,fewer stops at night,ALL,006A,Ann Lee\n"
    [told] = read("outcomes", {"x.csv": other}).rows("customer_outcomes", *LANDED[:4])
    assert told == ("006A", "fewer stops at night", "all", None)


def test_the_same_row_twice_is_one_outcome(read):
    refs = {ref for (ref,) in read("outcomes", {"a.csv": HEAD + ROW, "b.csv": HEAD + ROW}).rows("customer_outcomes", "outcome_ref")}  # fmt: skip
    assert len(refs) == 1


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",stops,all,,Ann,2026-06-20", "it has no deal_id"),
        ("006A,stops,half,,Ann,2026-06-20", "got is not all, part or none"),
        ("006A,stops,all,,,2026-06-20", "it has no person"),
        ("006A,stops,all,,Ann,last week", "confirmed_on is not a moment"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_line(read, row, why):
    found = read("outcomes", {"survey.csv": f"{HEAD}{ROW}{row}\n"})
    assert len(found.rows("customer_outcomes", "what")) == 1
    [(file, line, reason)] = found.told()
    assert (file, line) == ("survey.csv", 3)
    assert reason.startswith(f"row left out: {why}")


@pytest.mark.parametrize("value", ["much", "-1", "nan"])
def test_a_worth_that_is_none_is_left_out_and_the_gain_stays(read, value):
    found = read("outcomes", {"survey.csv": f"{HEAD}006A,stops,all,{value},Ann,2026-06-20\n"})
    assert found.rows("customer_outcomes", "what", "value") == [("stops", None)]
    [(_, _, reason)] = found.told()
    assert reason.startswith("value left out: value is not an amount")
