"""How the made-up company is written: the same bytes for the same seed, and as much of it as asked for."""

import hashlib
from pathlib import Path

import pytest
from written_company import WrittenCompany

from headway.demo import LAST_DAY, story, write_company
from headway.errors import SettingsError


def digests(folder: Path) -> dict[str, str]:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def written(folder: Path, seed: int) -> dict[str, str]:
    write_company(folder, seed=seed, days=140, accounts=5)
    return digests(folder)


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path / "once", seed=5) == written(tmp_path / "again", seed=5)


def test_another_seed_is_another_world(tmp_path: Path) -> None:
    five, six = written(tmp_path / "five", seed=5), written(tmp_path / "six", seed=6)
    assert five.keys() == six.keys()
    for name in ("Account", "Contact", "Opportunity", "Task"):
        assert five[f"salesforce/{name}.csv"] != six[f"salesforce/{name}.csv"]
    assert five["segment/2026-06-26.jsonl.gz"] != six["segment/2026-06-26.jsonl.gz"]


@pytest.mark.parametrize("a_day", [150, 300])
def test_as_many_events_as_asked_for(tmp_path: Path, a_day: int) -> None:
    made = WrittenCompany(tmp_path, write_company(tmp_path, days=140, accounts=10, events_per_day=a_day))
    assert sum(map(len, made.days.values())) / 140 == pytest.approx(a_day, rel=0.15)


def test_too_short_a_time_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="at least 140"):
        write_company(tmp_path, days=100)


def test_the_world_ends_on_a_sunday_and_opens_on_its_monday() -> None:
    assert (LAST_DAY.isoweekday(), story().monday.isoweekday()) == (7, 1)
