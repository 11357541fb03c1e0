"""The made-up team's library: ten insights that dialogues can offer, and nothing of it in a company's own home."""

from pathlib import Path

from headway.demo import library
from headway.sources.functions import function_words
from headway.sources.words import JOBS, KINDS
from headway.store.home import Home
from headway.store.landing import land
from tables import made


def test_ten_insights_serve_different_jobs_functions_and_kinds() -> None:
    rows = made("insights", inputs=library()).to_pylist()
    assert len(rows) == len({row["claim"] for row in rows}) == 10
    assert {row["job"] for row in rows} == set(JOBS)
    functions, kinds = {row["function"] for row in rows}, {row["kind"] for row in rows}
    assert len(functions & set(function_words())) >= 3
    assert len(kinds & set(KINDS)) >= 2
    assert None in functions
    assert None in kinds
    assert functions <= {None, *function_words()}
    assert kinds <= {None, *KINDS}


def test_every_one_says_that_it_is_made_up() -> None:
    assert {row["evidence"].split(":")[0] for row in made("insights", inputs=library()).to_pylist()} == {"Made up"}


def test_they_land_once(tmp_path: Path) -> None:
    first, again = (land(Home(tmp_path), [("inputs", library())]).new["inputs"] for _ in range(2))
    assert (first, again) == (10, 0)
