"""Does the leak guard find what only knows an ending because it was written with it, and does a build keep it out?

    python bench/leaks.py WORLD --home HOME [--leads Leads.csv]

HOME has landed WORLD (see `bench/accuracy.py`). Three checks; each failure is told and ends in exit code 1:

1. no snapshot column, as it was known at each of eight moments, foretells alone who wins within 90 days;
2. the table `leaks` of the newest build refuses the columns known to lie, with the share written late;
3. of a file without dates (X Education's leads), the one column of implausible power is refused, all others wait for a
   person.
"""

import argparse
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from accuracy import HORIZON_DAYS, MOMENTS, truth, won_on
from headway.answers.leaks import values
from headway.asking.leaks import file_leaks
from headway.learn.leaks import IMPLAUSIBLE, Power, power
from headway.sources import SOURCES
from headway.store.builds import build, utc
from headway.store.cut import cut_sources
from headway.store.engines import DuckDBEngine
from headway.store.given import given
from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.reading import Reading

PROVEN = {("crm_accounts", "account_type"), ("crm_deals", "probability")}
TOLD_OF_LEADS = {"Tags": "refused"} | dict.fromkeys(
    (
        "Lead Quality",
        "Lead Profile",
        "Last Notable Activity",
        "Asymmetrique Activity Index",
        "Asymmetrique Activity Score",
        "Asymmetrique Profile Index",
        "Asymmetrique Profile Score",
    ),
    "unknown",
)


def winners(world: Path, moment: date) -> set[str]:
    """Accounts and deals, by reference, that were won within the horizon after the moment."""
    until = moment + timedelta(days=HORIZON_DAYS)
    soon = {account for account, days in won_on(world).items() if any(moment < day <= until for day in days)}
    refs = {f"salesforce:{a['salesforce_id']}" for a in truth(world, "accounts.csv") if a["account"] in soon}
    deals = {
        f"salesforce:{j['salesforce_opportunity_id']}"
        for j in truth(world, "journeys.csv")
        if j["outcome"] == "won" and moment < date.fromisoformat(j["end"]) <= until
    }
    return refs | deals


def measured(home: Home, world: Path, moment: str) -> Iterator[tuple[Power, str, str]]:
    """The power of every snapshot column at one moment, of open deals and of accounts."""
    engine = DuckDBEngine()
    landed = {name: landed_table(home, engine.con, name) for name in SOURCES}
    told = given(engine.put, home, utc(moment))
    cut = cut_sources(engine, landed, told["moment"], all_inputs=True).tables
    deals = Reading(home, build(home, utc(moment))).table("deals")
    still_open = deals.filter(deals.status == "open").to_pyarrow()["deal_id"]
    happy = pa.array(sorted(winners(world, utc(moment).date())), pa.string())
    for name in ("crm_accounts", "crm_deals"):
        rows = cut[name].to_pyarrow()
        rows = rows.filter(pc.is_in(rows["deal_ref"], still_open)) if name == "crm_deals" else rows
        keys = rows[SOURCES[name].key]
        won = pc.is_in(keys, happy).to_numpy().astype(float)
        for column in SOURCES[name].latest:
            codes, numbers = values(rows[column])
            yield power(codes, won, np.array(keys.to_pylist()), numbers), moment, f"{name}.{column}"


def as_known(home: Home, world: Path) -> list[str]:
    """Columns that foretell too much although they were cut to the moment."""
    found = [row for moment in MOMENTS for row in measured(home, world, moment)]
    found = sorted((row for row in found if not np.isnan(row[0].value)), key=lambda row: -row[0].low)
    print(f"as known at {len(MOMENTS)} moments, {len(found)} columns; implausible from {IMPLAUSIBLE}:")
    for power_of, moment, column in found[:8]:
        print(f"  {power_of.value:.3f} (surely {power_of.low:.3f})  {moment}  {column}")
    return [
        f"{column} at {moment} foretells who wins"
        for found_power, moment, column in found
        if found_power.low > IMPLAUSIBLE
    ]


def as_proven(home: Home) -> list[str]:
    """Columns known to lie that the table does not refuse."""
    rows = Reading(home, build(home)).table("leaks").to_pyarrow().to_pylist()
    print("\nthe table `leaks`, refused:")
    for row in sorted(rows, key=lambda row: -(row["power"] or 0)):
        if row["verdict"] == "refused":
            print(f"  {row['source']}.{row['column']}: {row['why']}")
    proven = {(row["source"], row["column"]) for row in rows if row["verdict"] == "refused" and row["written_after"]}
    return [f"{source}.{column} is not refused by time" for source, column in sorted(PROVEN - proven)]


def as_a_file(leads: Path) -> list[str]:
    """Columns of the leads whose verdict is not the one they deserve."""
    found = file_leaks(leads, "Converted")[0].to_pylist()
    print(f"\n{leads.name}, {len(found)} columns:")
    for row in found:
        if row["column"] in TOLD_OF_LEADS:
            print(f"  {row['column']}: {row['verdict']}, {row['power']:.3f} (surely {row['power_low']:.3f})")
    judged = {row["column"]: row["verdict"] for row in found}
    return [
        f"{name} is {judged.get(name)}, not {due}" for name, due in TOLD_OF_LEADS.items() if judged.get(name) != due
    ] + [f"{name} is used without a person's word" for name, verdict in judged.items() if verdict == "used"]


def main() -> None:
    """Print what was found and fail where the guard did not hold."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path, required=True)
    told.add_argument("--leads", type=Path)
    given = told.parse_args()
    home = Home(given.home)
    failures = as_known(home, given.world) + as_proven(home) + (as_a_file(given.leads) if given.leads else [])
    print("\n" + ("\n".join(failures) or "the leak guard held"))
    if failures:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
