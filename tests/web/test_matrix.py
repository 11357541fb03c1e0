"""The matrix in a browser: the picture, the four lists, and what people say of a deal."""

import html
import re
from collections.abc import Callable

import pytest
from django.test import Client

from headway.asking.matrix import matrix
from headway.asking.matrix_picture import Borders, matrix_picture
from headway.asking.viewer import Viewer
from headway.demo import story
from headway.store.reading import Reading

SignIn = Callable[..., Client]
EVERYBODY = Viewer("demo", "operations")
BORDERS = Borders(people=4.0, days=365.0, dialogues=20.0)


def _placed(people: float | None, length: float | None) -> dict[str, object]:
    told = {"deal_id": "d", "name": "D", "kind": "service", "band": None, "is_led_otherwise": False}
    return {**told, "people": people, "influencers": 0.0, "length": length}


def test_borders_are_in_the_middle() -> None:
    picture = matrix_picture([_placed(4.0, 1.0)], BORDERS)
    assert [(place.x, place.y) for place in picture.places] == [(picture.middle_x, picture.middle_y)]


@pytest.mark.parametrize(("people", "length"), [(0.0, 0.0), (500.0, 250.0), (1.0, 0.1)])
def test_deals_stay_inside_the_picture(people: float, length: float) -> None:
    picture = matrix_picture([_placed(people, length)], BORDERS)
    (place,) = picture.places
    assert picture.left + place.r <= place.x <= picture.right - place.r
    assert picture.top + place.r <= place.y <= picture.bottom - place.r


def test_unknown_is_not_low() -> None:
    assert matrix_picture([_placed(None, 0.3), _placed(3.0, None)], BORDERS).places == ()


def test_every_open_deal_is_in_a_list_or_unknown(opened: Reading) -> None:
    found = matrix(opened, EVERYBODY, is_with_closed=False)
    counted = sum(quadrant.found for quadrant in found.quadrants) + len(found.unknown)
    assert counted == len(found.deals) == len({deal["deal_id"] for deal in found.deals if deal["status"] == "open"})
    assert len(matrix(opened, EVERYBODY, is_with_closed=True).deals) > len(found.deals)


def test_page_says_how_each_kind_is_led(demo: Client) -> None:
    page = html.unescape(demo.get("/matrix/").content.decode())
    for words in ("Lead the flow, not the deal.", "Full team, led by dialogue.", "led like consultancy"):
        assert words in page
    assert story().pushed.deals[0] in page
    assert 'role="group" aria-label="' in page


def test_kind_is_overruled_and_taken_back(demo: Client, opened: Reading) -> None:
    deal = matrix(opened, EVERYBODY, is_with_closed=False).deals[0]["deal_id"]
    demo.post("/matrix/kind/", {"deal_id": deal, "kind": "service", "reason": "they order online", "next": "/matrix/"})
    page = demo.get("/matrix/").content.decode()
    assert "they order online" in page
    demo.post("/undo/", {"input_id": re.findall(r'name="input_id" value="([^"]+)"', page)[0]})
    assert "they order online" not in demo.get("/matrix/").content.decode()


def test_sellers_see_their_own_deals_only(opened: Reading, sign_in: SignIn) -> None:
    rows = [row for row in opened.table("reach").to_pyarrow().to_pylist() if row["deal_id"]]
    seller = min(row["email"] for row in rows)
    own = {row["deal_id"] for row in rows if row["email"] == seller}
    browser = sign_in("seller", seller)
    page = browser.get("/matrix/?closed=yes").content.decode()
    assert set(re.findall(r'href="/deals/([^/"?]+)/"', page)) <= own
    other = min({row["deal_id"] for row in rows} - own)
    assert browser.post("/matrix/kind/", {"deal_id": other, "kind": "service", "reason": "x"}).status_code == 404


def test_large_homes_draw_a_bounded_picture(opened: Reading, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("headway.asking.matrix.MOST_DRAWN", 3)
    found = matrix(opened, EVERYBODY, is_with_closed=True)
    assert (len(found.deals), found.is_cut) == (3, True)
