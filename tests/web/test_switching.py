"""While builds switch under a real server, every page comes whole from one of them."""

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Condition

import pyarrow as pa
import pyarrow.compute as pc
from served import PATIENCE_SECONDS, served

from headway.store.builds import BUILT
from headway.store.home import Build, Home
from headway.store.pruning import prune
from headway.store.reading import Reading

BUILDS, REQUESTS, AT_ONCE = 5, 200, 6
SHARE = REQUESTS // (BUILDS + 1)
STAMPED = ("name", "title", "question", "why", "reason")
DRAWN = re.compile(r"\[\[([0-9])\]\]")


def published(home: Home, first: Build, tables: dict[str, pa.Table], number: int) -> Build:
    """Publish a build in which every name, question and reason carries its number; each is a day later."""
    versions = dict(first.versions)
    for name, rows in tables.items():
        versions[name] = home.lake.overwrite(f"{BUILT}/{name}", *_in_buckets(_stamped(rows, number)))
    moment = first.moment + timedelta(days=number)
    made = replace(first, id=f"build{number:011}", moment=moment, versions=versions)
    home.pin(made)
    return made


def texts(rows: pa.Table) -> list[str]:
    """The columns that are stamped."""
    return [each.name for each in rows.schema if each.name in STAMPED and each.type == pa.string()]


def _stamped(rows: pa.Table, number: int) -> pa.Table:
    for column in texts(rows):
        said = pc.binary_join_element_wise(rows[column], f" [[{number}]]", "")
        rows = rows.set_column(rows.column_names.index(column), column, said)
    return rows


def _in_buckets(rows: pa.Table) -> tuple[pa.Table, str | None]:
    """As a build writes a short table: all accounts in one bucket."""
    if "account_id" not in rows.column_names:
        return rows, None
    return rows.append_column("bucket", pa.array([0] * rows.num_rows, pa.int32())), "bucket"


def pages(opened: Reading) -> list[str]:
    """Every kind of page that shows a name; *Routes* names only customers with whom we do otherwise, here nobody."""
    deals = [row for row in opened.where("deals") if row["status"] == "open"][:4]
    about = [f"/customers/{row['account_id']}/" for row in deals] + [f"/deals/{row['deal_id']}/" for row in deals]
    return [
        "/",
        "/customers/",
        "/deals/",
        "/matrix/",
        "/coverage/",
        "/dialogues/",
        *about,
        f"{about[0]}numbers/",
    ]


def test_two_hundred_requests_while_five_builds_switch(own_home: Path) -> None:
    (own_home / "exports").mkdir()  # the mark of a demo home, which is shown without a login
    home, first = Home(own_home), Home(own_home).current
    tables = {name: Reading(home, first).table(name).to_pyarrow() for name in first.versions}
    tables = {name: rows for name, rows in tables.items() if rows.num_rows and texts(rows)}
    for idle in range(12):  # more than are kept, so that old ones are deleted while people read
        home.pin(replace(first, id=f"idle{idle:012}"))
    builds = [published(home, first, tables, 0)]
    answered, told = Counter[str](), Condition()
    with served("demo-web", "--home", own_home) as server, ThreadPoolExecutor(AT_ONCE) as people:
        asked = pages(Reading(home, builds[0]))

        def ask(number: int) -> tuple[str, int, str]:
            path = asked[number % len(asked)]
            # Most of a share ask while the next build is written, the last of it once it stands: so each is seen.
            with told:
                told.wait_for(lambda: len(builds) > (number + AT_ONCE) // SHARE - 1, PATIENCE_SECONDS)
            try:
                return (path, *server.get(path))
            finally:  # also where it fails: nobody waits for ever
                with told:
                    answered["all"] += 1
                    told.notify()

        seen = [people.submit(ask, number) for number in range(REQUESTS)]
        for number in range(1, BUILDS + 1):
            with told:
                told.wait_for(lambda: answered["all"] >= number * SHARE)  # noqa: B023 -- used at once
            fresh = published(home, first, tables, number)
            with told:
                builds.append(fresh)
                told.notify_all()
            assert prune(home) or number > 1
        found = [each.result() for each in seen]
    days = {f"{build.moment:%-d %b %Y}": str(number) for number, build in enumerate(builds)}
    drawn = [(path, status, set(DRAWN.findall(page)), days.get(_as_known(page), "?")) for path, status, page in found]
    assert [each for each in drawn if each[1] != 200] == []
    assert [each for each in drawn if each[2] != {each[3]}] == []
    assert {each[3] for each in drawn} == set(days.values())


def _as_known(page: str) -> str:
    return re.findall(r"As known on ([^<]*)<", page)[0]
