"""`headway leaks`: a file's columns, judged before anything is imported."""

from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A hundred leads: one column is the outcome in other words, one is not."""
    path = tmp_path / "leads.csv"
    rows = [
        f'{number},{number % 2},"{"Paid, at last" if number % 2 else "Gone"}",{number % 7}' for number in range(100)
    ]
    path.write_text("\n".join(["id,bought,note,visits", *rows, "torn,1"]), encoding="utf-8-sig")
    return path


def verdicts(out: str) -> dict[str, str]:
    return {cells[1]: cells[5] for cells in (line.split() for line in out.splitlines()[1:])}


def test_leaks_refuses_what_is_the_outcome_and_asks_about_the_rest(run: Run, file: Path) -> None:
    code, out, err = run("leaks", file, "--outcome", "bought")
    assert (code, verdicts(out)) == (0, {"note": "refused", "id": "unknown", "visits": "unknown"})
    assert err == "1 rows could not be read and are left out.\n"


def test_leaks_takes_a_persons_word(run: Run, file: Path) -> None:
    _, out, _ = run("leaks", file, "--outcome", "bought", "--known", "visits")
    assert verdicts(out)["visits"] == "used"


def test_leaks_asks_which_value_came(run: Run, file: Path) -> None:
    code, _, err = run("leaks", file, "--outcome", "note")
    assert (code, "Name it with --came." in err) == (2, True)
    assert run("leaks", file, "--outcome", "note", "--came", "Gone")[0] == 0


@pytest.mark.parametrize(
    ("content", "outcome", "code", "said"),
    [
        (None, "bought", 3, "is no file"),
        ("", "bought", 3, "has no header"),
        ("id,bought\n1,1\n", "sold", 2, "has no column 'sold'"),
        ("id,bought\n1,1\n", "bought", 2, "which one means that it came"),
        ("id,bought\n", "bought", 2, "holds nothing"),
    ],
)
def test_leaks_says_what_to_mend(
    run: Run, tmp_path: Path, content: str | None, outcome: str, code: int, said: str
) -> None:
    path = tmp_path / "leads.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    told = run("leaks", path, "--outcome", outcome)
    assert (told[0], said in told[2]) == (code, True)
