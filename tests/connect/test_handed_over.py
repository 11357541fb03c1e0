"""Tables that another loader has put into a database or a lake are read as an export of the system is."""

import os
import shutil
import subprocess
from itertools import chain
from pathlib import Path
from urllib.parse import quote

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import write_deltalake

from connect.conftest import write
from connect.test_hubspot_connector import REPLICA
from headway.connect import connectors
from headway.connect.handed_over import handed_over
from headway.errors import DataError
from tables import show

SHARED = Path(__file__).resolve().parents[3] / "shared/data"
FIVETRAN = {"hubspot": SHARED / "hubspot-fivetran", "salesforce": SHARED / "salesforce-fivetran"}
# What another loader makes of HubSpot's answers: properties in a column of JSON and unfolded, associations as lists.
_DATED = '"createdate": "2023-01-01T10:00:00Z", "hs_lastmodifieddate": "2023-02-01T10:00:00Z"'
AIRBYTE = {
    "companies": {"id": ["7"], "properties": ['{"name": "Acme", ' + _DATED + "}"], "properties_domain": ["acme.com"]},
    "deals": {
        "id": ["5"],
        "properties": ['{"dealname": "Fleet", "amount": "2500", ' + _DATED + "}"],
        "companies": ['["7"]'],
        "contacts": ['["1", "2"]'],
        "_airbyte_raw_id": ["x"],
    },
}


@pytest.fixture(scope="session")
def replica(tmp_path_factory):
    """A small replica of HubSpot as a folder of CSV files."""
    return write(tmp_path_factory.mktemp("replica"), REPLICA)


def tables_of(folder):
    """Each CSV file's name without what loaders put around it, and its rows as text."""
    con = duckdb.connect()
    for path in sorted(Path(folder).glob("*.csv")):
        rows = con.read_csv(str(path), all_varchar=True, header=True).to_arrow_table()
        yield path.stem.removesuffix("_data"), rows


def landed(system, where):
    """Every landed table of the system's rows in that place, as text."""
    connector = connectors()[system]
    with handed_over(str(where), connector) as folder:
        parts = list(connector.read(folder, lambda *_: None))
    names = sorted({name for name, part in parts if part.num_rows} - {"data_issues"})
    return {name: show(pa.concat_tables(part for each, part in parts if each == name)) for name in names}


def in_parquet(folder, place):
    for name, rows in tables_of(folder):
        pq.write_table(rows, place / f"{name}.parquet")
    return place


def in_folders(folder, place):
    """A lake without a log, as loaders leave it: a folder a table, files of any name in it."""
    for name, rows in tables_of(folder):
        (place / name).mkdir()
        for part, start in enumerate(range(0, rows.num_rows, 2)):
            pq.write_table(rows.slice(start, 2), place / name / f"load.{part}.parquet")
    return place


def in_delta(folder, place):
    """Delta tables written twice: what stood there first is let go of, but its files are still there."""
    for name, rows in tables_of(folder):
        write_deltalake(str(place / name), pa.concat_tables([rows, rows.slice(0, 1)]))
        write_deltalake(str(place / name), rows, mode="overwrite")
    return place


def in_duckdb(folder, place):
    path = place / "warehouse.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create schema crm")
        for name, rows in tables_of(folder):
            con.register("rows", rows)
            con.execute(f'create table crm."{name}" as from rows')
    return f"duckdb:{path}"


PLACES = [in_parquet, in_folders, in_delta, in_duckdb]


@pytest.mark.parametrize("put", PLACES)
def test_tables_of_another_loader_are_read_as_its_export(put, replica, tmp_path):
    assert landed("hubspot", put(replica, tmp_path)) == landed("hubspot", replica)


@pytest.mark.parametrize("put", PLACES)
@pytest.mark.parametrize("system", FIVETRAN)
def test_fivetran_s_tables_are_read_in_every_place(system, put, tmp_path):
    if not FIVETRAN[system].exists():
        pytest.skip(f"{FIVETRAN[system]} is not here: a loader's own tables are not checked")
    assert landed(system, put(FIVETRAN[system], tmp_path)) == landed(system, FIVETRAN[system])


def test_properties_in_json_and_associations_in_lists_are_read(tmp_path):
    for name, columns in AIRBYTE.items():
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    parts = list(connectors()["hubspot"].read(tmp_path, lambda *_: None))
    told = {name: pa.concat_tables(part for each, part in parts if each == name) for name, _ in parts}
    assert show(told["crm_accounts"], "account_ref", "name", "domain") == "hubspot:0-2/7 | Acme | acme.com"
    assert (
        show(told["crm_deals"], "deal_ref", "account_ref", "name", "amount")
        == "hubspot:0-3/5 | hubspot:0-2/7 | Fleet | 2500"
    )
    assert told["crm_roles"]["person_ref"].to_pylist() == ["hubspot:0-1/1", "hubspot:0-1/2"]


def test_database_without_the_system_s_tables_says_what_it_holds(tmp_path):
    with duckdb.connect(str(tmp_path / "w.duckdb")) as con:
        con.execute("create table weather (day date)")
    with pytest.raises(DataError, match=r"holds no table of hubspot: found weather\. Name the schema"):
        landed("hubspot", f"duckdb:{tmp_path / 'w.duckdb'}")


def test_table_of_two_schemas_is_asked_about(replica, tmp_path):
    where = in_duckdb(replica, tmp_path)
    with duckdb.connect(where.removeprefix("duckdb:")) as con:
        con.execute("create table main.company as from crm.company")
    with pytest.raises(DataError, match=r"holds company in crm, main\. Name the schema behind a #"):
        landed("hubspot", where)
    assert landed("hubspot", f"{where}#crm") == landed("hubspot", replica)


@pytest.mark.parametrize("where", ["duckdb:/nowhere/x.duckdb", f"duckdb:{__file__}"])
def test_place_that_is_no_database_is_told(where):
    with pytest.raises(DataError, match="Name a DuckDB file"):
        landed("hubspot", where)


SECRET = "sesame-7"  # noqa: S105 -- of a server that lives as long as the test


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    """A PostgreSQL of the test's own on this machine, whose user has a password."""
    pytest.importorskip("adbc_driver_postgresql", reason="the driver of PostgreSQL is not installed")
    found = shutil.which("initdb") or next(chain(Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    if not found:
        pytest.skip("PostgreSQL is not installed: a real server is not checked")
    programs, place = Path(found).resolve().parent, tmp_path_factory.mktemp("postgres")
    password = place / "password"
    password.write_text(SECRET)
    # PostgreSQL refuses to run as root: then its own user runs it.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        home = tmp_path_factory.getbasetemp()
        above = [each for each in place.parents if each == home or home in each.parents or "pytest-of-" in str(each)]
        for each in (*above, place):
            each.chmod(0o755)
        shutil.chown(place, "postgres")
        shutil.chown(password, "postgres")
    data = ["-D", str(place / "data")]

    def run(program, *told):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        subprocess.run([*as_user, programs / program, *data, *told], check=True, cwd=place, **quiet)

    run("initdb", "-U", "ann", "-A", "scram-sha-256", "--pwfile", password)
    run(
        "pg_ctl",
        "-w",
        "-t",
        "600",
        "-o",
        f"-c listen_addresses='' -c unix_socket_directories='{place}' -c fsync=off",
        "start",
    )
    yield f"postgresql://ann:{SECRET}@/postgres?host={quote(str(place), safe='')}"
    run("pg_ctl", "-m", "immediate", "stop")


def in_postgres(folder, address):
    from adbc_driver_postgresql import dbapi  # noqa: PLC0415 -- an extra, here only where the server is

    with dbapi.connect(address) as con, con.cursor() as cursor:
        cursor.execute("drop schema if exists crm cascade")
        cursor.execute("create schema crm")
        for name, rows in tables_of(folder):
            cursor.adbc_ingest(name, rows, db_schema_name="crm", mode="create")
        con.commit()
    return f"{address}#crm"


def test_tables_in_a_real_postgresql_are_read(postgres, replica):
    assert landed("hubspot", in_postgres(replica, postgres)) == landed("hubspot", replica)


def test_password_is_told_to_nobody(postgres):
    wrong = postgres.replace(SECRET, "wrong-word")
    with pytest.raises(DataError, match=r"does not answer\. Check the address") as fault:
        landed("hubspot", wrong)
    assert "wrong-word" not in str(fault.value)
    with pytest.raises(DataError, match="holds no table of hubspot") as fault:
        landed("hubspot", f"{postgres}#nowhere")
    assert SECRET not in str(fault.value)
