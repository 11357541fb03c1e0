"""Mutated exports of every CRM and web tool: no reader may crash, no row is lost unseen.

    python bench/fuzz.py [FIXTURES] [SEED]

A fixture is a small export of one kind of row in which some bytes were changed, put in, taken out or written again;
line breaks stay, so that it is known how many rows went in: each lands, is told of or is counted as nobody's act.
40 fixtures are read at once. Tests run 2,000.
"""

import random
import re
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from headway.connect import connectors

AT_ONCE = 40
ROWS = 6
_PASSED = re.compile(r"rows passed over: (\d+) of ")

FIXTURES: dict[str, list[dict[str, Any]]] = tomllib.loads(
    Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
)


def lost(system: str, count: int, seed: int) -> Counter[str]:
    """Of so many fixtures of a system, how many rows of each kind of file neither landed nor were told of.

    A number below zero says that rows were told of twice.
    """
    chance = random.Random(f"{system} {seed}")  # noqa: S311 -- a fuzz that can be repeated
    found: Counter[str] = Counter()
    for start in range(0, count, AT_ONCE):
        kind = FIXTURES[system][start // AT_ONCE % len(FIXTURES[system])]
        contents = [_mutated(kind["header"], kind["row"], chance) for _ in range(min(AT_ONCE, count - start))]
        found[kind["file"]] += _lost(system, kind, contents)
    return Counter({file: rows for file, rows in found.items() if rows})


def _mutated(header: str, row: str, chance: random.Random) -> bytes:
    """A fixture with a few changes; its first line, which tells in which form it is, stays."""
    first, *others = [row.replace("#", str(n)).encode() for n in range(1, ROWS + 1)]
    keeps = [header.encode(), first] if header else [first]
    text = b"\n".join(others)
    for _ in range(chance.randint(1, 4)):
        text = _changed(text, chance)
    return b"\n".join((*keeps, text)) + b"\n"


def _changed(text: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(text))
    end = text.find(b"\n", place)
    until = min(place + chance.randint(0, 3), end if end >= 0 else len(text))
    put = {
        "byte": bytes([chance.choice([*range(10), *range(11, 256)])]),
        "mark": chance.choice([b'"', b",", b"[", b"]", b"{", b"}", b":", b"\\", b";", b"\0", b"\r", b"\xff\xfe"]),
        "number": chance.choice(
            [b"-1", b"1e999", b"99999999999999999999999", b"NaN", b"\\ud800", b"null", b"9999-12-31"]
        ),
        "again": text[place:until] * chance.randint(1, 50),
        "nothing": b"",
    }
    return text[:place] + put[chance.choice(list(put))] + text[until:]


def _lost(system: str, kind: dict[str, Any], contents: list[bytes]) -> int:
    told = sum(_rows_in(content) - bool(kind["header"]) for content in contents)
    with TemporaryDirectory() as folder:
        for place, content in enumerate(contents):
            (Path(folder) / str(place)).mkdir()
            (Path(folder) / str(place) / kind["file"]).write_bytes(content)
        for name, part in connectors()[system].read(Path(folder), lambda *_: None):
            told -= part.num_rows if name in kind["tables"] else 0
            told -= sum(map(_accounted, part["reason"].to_pylist())) if name == "data_issues" else 0
    return told


def _rows_in(content: bytes) -> int:
    return sum(bool(line.strip()) for line in content.split(b"\n"))


def _accounted(reason: str) -> int:
    passed = _PASSED.match(reason)
    return int(passed[1]) if passed else reason.startswith("row left out: ")


def main() -> None:
    """Print the rows lost of each system's fixtures, and how long it took."""
    count, seed = (int(told) for told in (sys.argv[1:] + ["100000", "1"][len(sys.argv) - 1 :]))
    each = count // len(FIXTURES)
    for system in FIXTURES:
        start = time.perf_counter()
        found = dict(lost(system, each, seed))
        print(f"{system}: {each:,} fixtures, {time.perf_counter() - start:.0f} s, lost: {found or 'nothing'}")


if __name__ == "__main__":
    main()
