"""A build that is killed at any instant leaves the last whole build readable and loses no landed row."""

import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from headway.connect import connectors
from headway.sources import SOURCES
from headway.store.builds import build
from headway.store.engines import duckdb, rows_in
from headway.store.home import Home
from headway.store.landing import land, landed_table
from headway.store.reading import reading

# Twenty instants are a soak of their own (HEADWAY_KILLS=20); every run takes a few.
KILLS = int(os.environ.get("HEADWAY_KILLS", "3"))
BUILDING = """
import sys
from pathlib import Path
from headway.store.builds import build
from headway.store.home import Home
print("ready", flush=True)
build(Home(Path(sys.argv[1])), told=lambda step: print(step, flush=True))
"""


def _killed_build(home: Path, after_steps: int) -> None:
    """Start a build in a process of its own and kill it after so many steps were told."""
    words = [sys.executable, "-c", BUILDING, str(home)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(after_steps):
            if not process.stdout.readline():
                break
        process.send_signal(signal.SIGKILL)


def _landed_rows(home: Home) -> dict[str, int]:
    con = duckdb()
    return {name: rows_in(landed_table(home, con, name)) for name in SOURCES}


@pytest.mark.parametrize("kill", range(KILLS))
def test_killed_build_leaves_the_last_one_whole(own_home: Path, kill: int) -> None:
    home = Home(own_home)
    before, rows = home.current, _landed_rows(home)
    journeys = reading(home).sorted("journeys").to_pyarrow()
    (own_home / "headway.toml").write_text(f"[capacity]\nhours_per_person = {kill + 1}.0\n", encoding="utf-8")
    steps = random.Random(kill).randint(1, 66)  # noqa: S311 -- an instant, not a secret
    _killed_build(own_home, steps)
    if home.current.id == before.id:
        assert reading(home).sorted("journeys").to_pyarrow().equals(journeys)
    assert _landed_rows(home) == rows
    finished = build(home)
    assert home.current.id == finished.id
    shown = reading(home).table("shown")
    lines = shown.select("build_id", "leader", "line")
    assert rows_in(lines) == rows_in(lines.distinct())


LANDING = """
import sys
from pathlib import Path
from headway.connect import connectors
from headway.store.home import Home
from headway.store.landing import land
if __name__ == "__main__":
    chunks = connectors()["salesforce"].read(Path(sys.argv[2]), lambda done, total: None)
    land(Home(Path(sys.argv[1])), chunks, lambda name, rows: print(name, flush=True))
"""


@pytest.mark.parametrize("after_tables", [1, 3])
def test_killed_import_is_completed_by_the_next_one(
    exports: Path, built_home: Path, tmp_path: Path, after_tables: int
) -> None:
    script = tmp_path / "landing.py"
    script.write_text(LANDING, encoding="utf-8")
    words = [sys.executable, str(script), str(tmp_path / "home"), str(exports / "salesforce")]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(after_tables):
            process.stdout.readline()
        process.send_signal(signal.SIGKILL)
    home = Home(tmp_path / "home")
    land(home, connectors()["salesforce"].read(exports / "salesforce", lambda _done, _total: None))
    crm = [name for name in SOURCES if name.startswith("crm_")]
    assert {name: _landed_rows(home)[name] for name in crm} == {
        name: _landed_rows(Home(built_home))[name] for name in crm
    }
