"""A home with many accounts, made of a small built one: each account is there many times, under ids of its own.

What is read for one account is what the small home holds of it; only the tables it lies in grow.
"""

from pathlib import Path
from shutil import copytree

from ibis.backends.duckdb import Backend

from headway.store.builds import BUILT, _written
from headway.store.engines import duckdb, lake_table
from headway.store.home import Build, Home

# The tables that pages read, and that grow with the accounts. Monday's lists, our own people and pages do not.
GROWING = {
    *{"account_refs", "account_sellers", "accounts", "audiences", "bets", "coverage", "customer_deals"},
    *{"customer_needs", "customer_people", "deal_needs", "deal_values", "deals", "dialogues", "events", "group_sizes"},
    *{"journey_states", "journey_weeks", "journeys", "matrix", "our_people", "path_next", "path_steps", "paths"},
    *{"people", "presences", "reach", "recent_acts", "seller_activity", "share_before", "signals", "situations"},
    *{"account_sights", "deal_sights", "helped_deals", "journey_jobs", "listed_dialogues", "listed_sparring"},
    *{"next_steps", "sparring", "thread_deals", "threads", "touchpoints", "weekly_acts", "active_people", "balance"},
    *{"led_as", "links", "missing_parts", "needs", "outcomes", "outlook_moves", "possible_purchases"},
    *{"readers", "routes", "standing", "topic_steps", "week_acts", "won_amounts"},
}
IDS = (
    *("account_id", "deal_id", "journey_id", "person_id", "event_id", "visitor_id", "touchpoint_id", "ref", "other"),
    *("case_id", "reader_id", "case_deal_id", "case_account_id"),
)
LISTS = ("account_refs", "deal_ids", "deal_refs", "person_refs", "person_ids")


def scaled(small: Home, path: Path, accounts: int) -> Home:
    """A home in which the small one's accounts stand so often that there are at least so many."""
    con = duckdb(path)
    own = _rows(con, small, "accounts")
    times = -(-accounts // own)
    home = Home(Path(copytree(small.path, path)))
    pin = small.current
    versions, digests = dict(pin.versions), dict(pin.digests)
    for name in pin.versions:
        if name in GROWING and times > 1:
            grown = con.table(_grown(con, home, pin, name, times))
            versions[name], digests[name] = _written(home, con, name, grown, None)
    home.pin(Build(f"{pin.id[:-4]}{times:04}", pin.moment, True, versions, digests))
    return home


def _rows(con: Backend, home: Home, name: str) -> int:
    return int(lake_table(con, home.lake, f"{BUILT}/{name}", home.current.versions[name]).count().to_pyarrow().as_py())


def _grown(con: Backend, home: Home, pin: Build, name: str, times: int) -> str:
    """The table with every row so often, in the engine; the first of each keeps its ids."""
    rows = lake_table(con, home.lake, f"{BUILT}/{name}", pin.versions[name])
    said = ", ".join(_said(column, rows.schema()[column].is_string()) for column in rows.columns if column != "bucket")
    con.create_view("rows_once", rows, overwrite=True)
    con.raw_sql(f"CREATE OR REPLACE TABLE grown AS SELECT {said} FROM rows_once, range({times}) AS copy(k)")  # noqa: S608 -- our own names
    return "grown"


def _said(column: str, is_text: bool) -> str:
    """A column's values in each copy."""
    apart = "CASE WHEN k = 0 THEN '' ELSE '~' || k END"
    if is_text and column in IDS:
        return f'"{column}" || {apart} AS "{column}"'
    if is_text and column in LISTS:
        last = f"CASE WHEN \"{column}\" = '' THEN '' ELSE {apart} END"
        return f"replace(\"{column}\", ' ', {apart} || ' ') || {last} AS \"{column}\""
    return f'"{column}"'
