"""The buying groups in a browser: who is seen, in which part, who is missing, and who of ours is the counterpart."""

import html

from django.test import Client

from headway.asking.coverage import ROWS_A_PAGE, coverage
from headway.asking.viewer import Viewer
from headway.store.reading import Reading
from headway.web.templatetags.said import PLAYS

EVERYBODY = Viewer("demo", "operations")
NOBODY = Viewer("nobody@elsewhere.example", "seller")


def test_pages_hold_every_open_deal_in_which_many_decide_once(opened: Reading) -> None:
    first = coverage(opened, EVERYBODY, 1)
    pages = range(1, first.found // ROWS_A_PAGE + 2)
    shown = [deal.deal_id for page in pages for deal in coverage(opened, EVERYBODY, page).rows]
    wanted = [
        row["deal_id"]
        for row in opened.where("matrix")
        if row["status"] == "open" and row["kind"] in ("solution", "consultancy")
    ]
    assert sorted(shown) == sorted(wanted)
    assert first.found == len(wanted) > 0


def test_deals_with_most_people_unseen_come_first(opened: Reading) -> None:
    unseen = [deal.group.unseen for deal in coverage(opened, EVERYBODY, 1).rows]
    assert unseen == sorted(unseen, key=lambda many: -1 if many is None else many, reverse=True)


def test_whoever_sees_no_deal_sees_no_group(opened: Reading) -> None:
    assert coverage(opened, NOBODY, 1).found == 0


def test_page_names_people_missing_parts_and_counterparts(demo: Client, opened: Reading) -> None:
    page = html.unescape(demo.get("/coverage/").content.decode())
    rows = coverage(opened, EVERYBODY, 1).rows
    assert [deal.name for deal in rows if deal.name not in page] == []
    assert [
        str(PLAYS[one["part"]]) for deal in rows for one in deal.missing if str(PLAYS[one["part"]]) not in page
    ] == []
    assert "neither a small group nor a story for each" in page


def test_a_page_beyond_the_last_is_empty(demo: Client) -> None:
    assert demo.get("/coverage/?page=999").status_code == 200
