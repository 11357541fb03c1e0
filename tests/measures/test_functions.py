"""What people at the customer work in, by their titles and departments."""

import pytest

from tables import made, show, text


@pytest.mark.parametrize(
    ("title", "function"),
    [
        ("CFO", "finance"),
        ("Finance Director", "finance"),
        ("Kaufmännischer Leiter", "finance"),
        ("Økonomichef", "finance"),
        ("Legal Counsel", "legal"),
        ("Strategic Buyer", "procurement"),
        ("Einkaufsleiter", "procurement"),
        ("Indkøbschef", "procurement"),
        ("IT Architect", "it"),
        ("Head of Items", "-"),
        ("Information Security Officer", "it"),
        ("Process Engineer", "engineering"),
        ("Technical Manager", "engineering"),
        ("COO", "operations"),
        ("Instandhaltungsleiter", "operations"),
        ("VP Operations", "operations"),
        ("Managing Director", "management"),
        ("Geschäftsführerin", "management"),
        ("Sales Manager", "commercial"),
        ("HR Partner", "staff"),
        ("Analyst", "-"),
    ],
)
def test_function_by_title(title: str, function: str) -> None:
    found = made("person_functions", people=f"person_id | account_id | title\nann | acme | {title}")
    assert (show(found, "function") or "-") == function


def test_function_by_department_where_the_title_does_not_tell() -> None:
    found = made(
        "person_functions",
        people="person_id | account_id | title\nann | acme | Analyst\nbo | acme | CFO\ncy | acme | Analyst",
        contact_people="person_ref | person_id\nr1 | ann\nr2 | bo\nr3 | cy",
        crm_people="person_ref | department\nr1 | Procurement\nr2 | IT\nr3 |",
    )
    assert show(found) == text("ann | acme | procurement | department\nbo | acme | finance | title")
