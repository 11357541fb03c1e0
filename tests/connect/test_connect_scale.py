"""Whole exports of the simulated company beside the repository, where they are there."""

import gzip
from collections import Counter
from pathlib import Path

import pytest
from pyarrow.csv import read_csv

from headway.connect import connectors

WORLD = Path(__file__).resolve().parents[3] / "shared/data/world-software"

pytestmark = pytest.mark.skipif(not WORLD.exists(), reason=f"{WORLD} is not here: scale is not checked")


def rows_per_table(system, folder):
    counted = Counter()
    for name, part in connectors()[system].read(folder, lambda *_: None):
        counted[name] += part.num_rows
    return +counted


def test_every_row_of_a_salesforce_export_lands():
    lines = sum(path.read_bytes().count(b"\n") - 1 for path in (WORLD / "salesforce").glob("*.csv"))
    deals = read_csv(WORLD / "salesforce/Opportunity.csv").column("Loss_Reason__c")
    own_fields = sum(1 for reason in deals.to_pylist() if reason)
    counted = rows_per_table("salesforce", WORLD / "salesforce")
    assert counted.pop("crm_deal_fields") == own_fields
    assert (counted.total(), counted["data_issues"], len(counted)) == (lines, 0, 9)


def test_every_row_of_a_hubspot_export_lands():
    lines = {path.stem: path.read_bytes().count(b"\n") - 1 for path in (WORLD / "hubspot").glob("*.csv")}
    counted = rows_per_table("hubspot", WORLD / "hubspot")
    landed = {file: counted[f"crm_{table}"] for file, table in (("companies", "accounts"), ("contacts", "people"))}
    assert {**landed, "deals": counted["crm_deals"]} == lines


def test_every_call_of_a_raw_archive_lands(tmp_path):
    days = sorted((WORLD / "segment").iterdir())[::12]
    for day in days:
        (tmp_path / day.name).symlink_to(day)
    counted = rows_per_table("segment", tmp_path)
    lines = sum(gzip.decompress(day.read_bytes()).count(b"\n") for day in days)
    assert (counted.total(), set(counted)) == (lines, {"web_events", "web_calls"})
