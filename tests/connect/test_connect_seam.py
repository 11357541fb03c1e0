"""What every connector offers, whatever system it reads."""

import inspect
from importlib import import_module
from pathlib import Path

import pytest

from headway.connect import RecognisedFile, connectors, recognise_any
from headway.errors import DataError
from headway.sources import arrow_schema

ACCOUNT = "Id,Name,Shoe Size__c,CreatedDate\n001000000000001,Acme,7,2023-01-01\n"
PAGE = '{"type":"page","anonymousId":"v1","receivedAt":"2024-04-16T03:42:17Z","colour":"red"}\n'
BOTH = {"crm/Account.csv": ACCOUNT, "web/day.jsonl": PAGE, "crm/notes.txt": "x"}


def test_connectors_are_found_with_a_test_each():
    assert {"hubspot", "salesforce", "segment"} <= set(connectors())
    tests = Path(__file__).parent
    assert [name for name in connectors() if not (tests / f"test_{name}_connector.py").exists()] == []


@pytest.mark.parametrize("connector", connectors().values(), ids=connectors())
def test_connector_reads_exactly_the_landed_schemas(connector, folder_of):
    # Each test module tells the smallest export of its system, of which one row lands.
    smallest = import_module(f"connect.test_{connector.NAME}_connector").SMALLEST
    parts = list(connector.read(folder_of(smallest), lambda *_: None))
    assert [name for name, part in parts if part.schema != arrow_schema(name)] == []
    assert sum(part.num_rows for name, part in parts if name != "data_issues") == 1


@pytest.mark.parametrize("name", connectors())
def test_export_is_recognised_as_its_own_system_s_alone(name, folder_of):
    smallest = import_module(f"connect.test_{name}_connector").SMALLEST
    assert [found.system for found in recognise_any(folder_of(smallest))] == [name]


@pytest.mark.parametrize("connector", connectors().values(), ids=connectors())
def test_connector_s_errors_and_functions_are_documented(connector):
    assert all("DataError" in inspect.getdoc(getattr(connector, name)) for name in ("recognise", "read"))


def test_folder_of_two_systems_is_recognised_as_both(folder_of):
    salesforce, segment = recognise_any(folder_of(BOTH))
    assert salesforce.files == (
        RecognisedFile(
            file="crm/Account.csv",
            tables=("crm_accounts",),
            size_bytes=len(ACCOUNT),
            mapped=("Id", "Name", "CreatedDate"),
            ignored=("Shoe Size__c",),
            missing=(
                *("LastModifiedDate", "MasterRecordId", "IsDeleted", "ParentId", "Website", "Industry"),
                *("BillingCountry", "NumberOfEmployees", "Type", "OwnerId"),
            ),
        ),
    )
    assert (salesforce.missing[0], salesforce.unknown) == ("Contact.csv", ("crm/notes.txt", "web/day.jsonl"))
    assert segment.files == (
        RecognisedFile(
            file="web/day.jsonl",
            tables=("web_events", "web_calls"),
            size_bytes=len(PAGE),
            mapped=("type", "anonymousId", "receivedAt"),
            ignored=("colour",),
            missing=("context", "messageId", "sentAt", "timestamp", "userId"),
        ),
    )


def test_folder_that_no_connector_knows_is_refused(folder_of):
    with pytest.raises(DataError, match=r"found a\.txt\. Hand over .* of these systems: .*salesforce"):
        recognise_any(folder_of({"a.txt": "x"}))


def test_damaged_files_are_recognised_without_columns(folder_of):
    salesforce, segment = recognise_any(folder_of({"Account.csv": '"Id', "a.jsonl.gz": b"\x1f\x8bx"}))
    assert [(file.file, file.mapped) for each in (salesforce, segment) for file in each.files] == [
        ("Account.csv", ()),
        ("a.jsonl.gz", ()),
    ]
