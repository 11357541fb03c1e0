"""The bench runs, and SQL written by hand makes the rows that our expressions make."""

import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parents[1] / "bench"


def test_bench_finds_the_same_rows() -> None:
    run = subprocess.run(
        [sys.executable, BENCH / "build.py", "--events", "2000"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    for table in BENCH.glob("sql/*.sql"):
        assert f"\n{table.stem} " in run.stdout
