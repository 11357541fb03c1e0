"""What stands in one cell, and addresses in one form."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headway.connect.addresses import domain, email, emails, host, is_domain, page
from headway.connect.salesforce.ids import account, long_id, user
from headway.connect.values import UnreadableError, day, first_moment, joined_text, moment, number, text, whole


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ("2023-02-07 20:47:49", "2023-02-07 20:47:49"),
        ("2006-04-15T03:23:15.000Z", "2006-04-15 03:23:15"),
        ("2006-04-15T03:23:15.000+0000", "2006-04-15 03:23:15"),
        ("2006-04-15T03:23:15+02:00", "2006-04-15 01:23:15"),
        (" 2006-04-15 ", "2006-04-15 00:00:00"),
        ("2100-12-31", "2100-12-31 00:00:00"),
        ("", "None"),
    ],
)
def test_moment_is_utc(cell, read):
    assert str(moment(cell)) == read


@pytest.mark.parametrize("cell", ["2023", "20230207", "2023-W06-2", "07/15/2009", "1969-12-31", "2101-01-01", "0"])
def test_moment_of_another_form_or_age_is_refused(cell):
    with pytest.raises(UnreadableError, match="a moment between 1970 and 2100"):
        moment(cell)


def test_day_is_the_day_that_is_written():
    assert [str(day(cell)) for cell in ("2023-03-01 00:00:00", "2023-03-01T23:00:00-05:00", "")] == [
        *("2023-03-01", "2023-03-01", "None"),
    ]


def test_text_and_numbers_of_cells():
    assert (text(" a\0 "), text(" "), joined_text("", "Ann", "", "Lee"), joined_text("Bo", "x")) == (
        "a",
        None,
        "Ann Lee",
        "Bo",
    )
    assert (number("16120999.999999998"), number(" "), whole("134.0"), whole("")) == (
        16120999.999999998,
        None,
        134,
        None,
    )
    assert str(first_moment("", "2023-01-01")) == "2023-01-01 00:00:00"


@pytest.mark.parametrize("cell", ["1,5", "1_000", "nan", "inf", "many"])
def test_number_of_another_form_is_refused(cell):
    with pytest.raises(UnreadableError):
        number(cell)


def test_whole_number_beyond_all_counts_is_refused():
    with pytest.raises(UnreadableError):
        whole("1e30")


@pytest.mark.parametrize(
    ("url", "bare"),
    [
        ("https://www.Acme.com:8443/pricing?x", "acme.com"),
        ("acme.com:80", "acme.com"),
        ("//user@acme.com./", "acme.com"),
        ("http://127.0.0.1:8302/x", "127.0.0.1"),
        ("http://[::1]/", None),
        ("two words", None),
        ("", None),
    ],
)
def test_host_is_bare(url, bare):
    assert host(url) == bare


def test_domain_needs_a_dot_and_a_name():
    written = ("acme.com", "acme", "a@acme.com", "12.5", "acc-7", "shop.acme.co.uk")
    assert [each for each in written if is_domain(each)] == ["acme.com", "shop.acme.co.uk"]
    assert (domain("HTTP://ACME.COM/x"), domain(" ")) == ("acme.com", None)


def test_emails_are_found_once_each():
    assert emails('"Bo, Lee" <Bo@us.com>; ann@us.com', "", "bo@us.com,x") == "bo@us.com ann@us.com"
    assert (emails("nobody"), email(" Bo@Us.com ")) == (None, "bo@us.com")
    with pytest.raises(UnreadableError):
        email("bo at us.com")


@given(st.text(max_size=30))
@settings(max_examples=50)
def test_any_address_gives_a_page_and_a_host_in_one_form(address):
    seen, bare = page(address), host(address)
    assert seen is None or (seen.startswith("/") and seen == seen.lower() and not seen.endswith("/index.html"))
    assert bare is None or host(bare) == bare


def test_id_gets_the_letters_that_tell_capitals():
    assert [long_id(each) for each in ("0015g000003GXUW", "001x0000002xLCV", "000000000000000AAA", "")] == [
        *("0015g000003GXUWAA4", "001x0000002xLCVAA2", None, None),
    ]


def test_ids_of_other_objects_refer_to_nothing():
    assert (account("006000000000001", "001000000000001"), user("00G000000000001")) == (
        "salesforce:001000000000001AAA",
        None,
    )
