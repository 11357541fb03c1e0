"""Memory while one large export is read and landed: a CSV of so many megabytes, written, landed and thrown away.

    python bench/large.py 2000 [FOLDER]

Prints how many rows landed, in how many seconds, and the most memory the process held, beside what it held before.
"""

import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from headway.connect import connectors
from headway.store.home import Home
from headway.store.landing import land
from hostile import held

HEADER = (
    "Id,Name,Website,Industry,BillingCountry,NumberOfEmployees,Type,OwnerId,CreatedDate,LastModifiedDate,Description\n"
)
WORDS = "Words that nobody reads. " * 8


def written(megabytes: int, path: Path) -> int:
    """Write accounts as Salesforce's weekly export does, and say how many."""
    number = 0
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        while file.tell() < megabytes * 1_000_000:
            rows = range(number + 1, number + 10_001)
            file.writelines(_row(each) for each in rows)
            number += len(rows)
    return number


def _row(number: int) -> str:
    return (
        f"001{number:012},Company {number},https://www.c{number}.example,Trade,DE,{number % 900},Prospect,"
        f"005000000000001,2023-01-01 10:00:00,2024-02-01 10:00:00,{WORDS}\n"
    )


def main() -> None:
    """Write, land, and tell."""
    megabytes = int(sys.argv[1])
    with TemporaryDirectory(dir=sys.argv[2] if len(sys.argv) > 2 else None) as folder:  # noqa: PLR2004 -- a place too
        exports = Path(folder) / "export"
        exports.mkdir()
        rows = written(megabytes, exports / "Account.csv")
        before, began = held(), time.perf_counter()
        landed = land(Home(Path(folder) / "home"), connectors()["salesforce"].read(exports, lambda *_: None))
        took = time.perf_counter() - began
    print(
        f"{megabytes:,} MB, {rows:,} rows: {landed.new['crm_accounts']:,} landed in {took:.0f} s, "
        f"{held():.0f} MB held at most ({before:.0f} before)"
    )


if __name__ == "__main__":
    main()
