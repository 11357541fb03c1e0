"""Rows of one account are found in its part of a table, and questions are planned once."""

from pathlib import Path

import pyarrow as pa
import pytest

from headway.errors import NotBuilt
from headway.store.builds import BUILT
from headway.store.home import Build, Home
from headway.store.questions import every, rows_where, told, told_each, told_number
from headway.store.reading import Reading

ACCOUNTS = [f"account-{number}" for number in range(40)]


def split(path: Path, buckets: list[int] | None = None) -> Reading:
    """A home whose one table is parted by account, each account with two rows; or parted in another way."""
    home = Home(path)
    rows = pa.table({"account_id": ACCOUNTS * 2, "n": list(range(80))})
    home.lake.overwrite(f"{BUILT}/plain", rows)
    plain = Reading(home, Build("b", None, True, {"plain": 0}, {}))  # type: ignore[arg-type] -- no moment is asked for
    own = buckets or [plain._bucket(account) for account in ACCOUNTS]
    home.lake.overwrite(f"{BUILT}/acts", rows.append_column("bucket", pa.array(own * 2, pa.int32())), by="bucket")
    return Reading(home, Build("b", None, True, {"acts": 0, "plain": 0}, {}))  # type: ignore[arg-type] -- as above


@pytest.mark.parametrize("buckets", [None, [7, 9] * 20])
def test_rows_of_one_account_are_all_its_rows_however_the_table_is_parted(
    tmp_path: Path, buckets: list[int] | None
) -> None:
    opened = split(tmp_path, buckets)
    for place, account in enumerate(ACCOUNTS):
        rows = opened.where("acts", "account_id", "n", account_id=account)
        assert sorted(row["n"] for row in rows) == [place, place + 40]
    assert opened.where("acts", account_id="nobody") == []


def test_of_a_parted_table_only_the_accounts_part_is_opened(tmp_path: Path) -> None:
    opened = split(tmp_path)
    opened.where("acts", account_id=ACCOUNTS[3])
    assert set(opened._pinned) == {f"acts {opened._bucket(ACCOUNTS[3])}"}


def test_a_question_about_one_account_opens_its_part_only(tmp_path: Path) -> None:
    opened = split(tmp_path)

    def own():  # type: ignore[no-untyped-def] -- an Ibis table
        acts = opened.table("acts")
        rows = acts.filter(acts.account_id == told("account"))
        return rows.join(acts.group_by("account_id").agg(of=acts.n.max()), "account_id").order_by("n")

    for place in (3, 4):
        found = opened.asked_table("own", own, {"account": ACCOUNTS[place]}, account=ACCOUNTS[place])
        assert found.to_pydict() == {
            "account_id": [ACCOUNTS[place]] * 2,
            "n": [place, place + 40],
            "of": [place + 40] * 2,
        }
    sql = opened._questions["own"].of({"acts": "acts 7"})
    assert sql.count('"acts 7" AS') == 2
    assert '"acts"' not in sql


def test_a_table_parted_by_another_engine_is_read_whole(tmp_path: Path) -> None:
    opened = split(tmp_path, [7, 9] * 20)
    opened.where("acts", account_id=ACCOUNTS[3])
    assert set(opened._pinned) == {"acts"}


def test_a_question_is_planned_once_and_asked_with_other_values(tmp_path: Path) -> None:
    opened, planned = split(tmp_path), []

    def some():  # type: ignore[no-untyped-def] -- an Ibis table
        planned.append(1)
        rows = opened.table("plain")
        rows = rows.filter(rows.account_id.isin(told_each("one", 2)) | (rows.account_id == told("other")))
        return rows.order_by("n").limit(2, offset=told_number("skipped"))

    def asked(*accounts: str, other: str, skipped: int) -> list[int]:
        values = {**every("one", accounts), "other": other, "skipped": skipped, "not asked for": "x"}
        return [row["n"] for row in opened.asked("some", some, values)]

    assert asked("account-1", "account-2", other="account-3", skipped=0) == [1, 2]
    assert asked("account-1", "account-2", other="account-3", skipped=2) == [3, 41]
    assert asked("it's", "<other>", other="account-9", skipped=0) == [9, 49]
    assert planned == [1]


def test_a_short_answer_about_the_build_is_kept_and_what_people_go_on_telling_is_not(tmp_path: Path) -> None:
    opened = split(tmp_path)
    told_now = opened.con.create_table("told_now", pa.table({"account_id": ["account-1"]}))

    def asked(shape: str, account: str) -> list[int]:
        plain = opened.table("plain")
        rows = plain.semi_join(told_now, "account_id") if shape == "told" else plain
        return [
            row["n"]
            for row in opened.asked(shape, lambda: rows.filter(rows.account_id == told("one")), {"one": account})
        ]

    assert [asked("built", "account-1"), asked("told", "account-2")] == [[1, 41], []]
    opened.con.insert("told_now", pa.table({"account_id": ["account-2"]}))
    assert [asked("built", "account-1"), asked("told", "account-2")] == [[1, 41], [2, 42]]
    assert list(opened._answers) == [("built", None, ("one", "account-1"))]
    opened.forget()
    assert asked("built", "account-2") == [2, 42]
    assert list(opened._answers) == [("built", None, ("one", "account-2"))]


def test_a_long_answer_is_not_kept(tmp_path: Path) -> None:
    opened = split(tmp_path)
    rows = opened.asked("both", lambda: opened.table("plain").cross_join(opened.table("acts").select(m="n")), {})
    assert (len(rows), len(opened._answers)) == (80 * 80, 0)


def test_rows_are_asked_for_by_values_that_are_never_part_of_the_words() -> None:
    assert rows_where("acts 7", ("n",), (("account_id", 1), ("n", 2))) == (
        'SELECT "n" FROM "acts 7" WHERE "account_id" = $1 AND "n" IN ($2, $3)'
    )
    assert rows_where("acts", (), ()) == 'SELECT * FROM "acts"'


def test_a_table_that_an_earlier_version_did_not_build_comes_with_the_next_build(tmp_path: Path) -> None:
    with pytest.raises(NotBuilt, match=r"has no 'customer_deals' yet. Run: headway build --home"):
        split(tmp_path).where("customer_deals", account_id="acme")
