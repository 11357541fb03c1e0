"""Monday's mail: the same lines, to those who want them; a quiet week sends nothing."""

import pytest
from django.core import mail
from django.utils.timezone import localdate

from headway.asking import monday as asking
from headway.asking.beside import beside
from headway.asking.viewer import Viewer
from headway.store.reading import Reading
from headway.web import members
from headway.web.mail import send
from headway.web.models import Member

WORD = "a long enough word 42"


def _leader(opened: Reading) -> str:
    return str(opened.table("branches").to_pyarrow()["leader"][0])


@pytest.fixture
def leader(opened: Reading, db: None) -> str:
    """A leader who has lines and wants the mail."""
    members.add(_leader(opened), "leader", "", WORD)
    return _leader(opened)


def test_leader_gets_the_lines_of_the_page(opened: Reading, leader: str, settings: object) -> None:
    settings.ADDRESS = "https://headway.example"
    assert send(opened, localdate()) == [leader]
    [letter] = mail.outbox
    [(page, kind)] = letter.alternatives
    own = [row for row in opened.sorted("monday").to_pyarrow().to_pylist() if row["leader"] == leader]
    assert [row["name"] for row in own if row["name"] not in letter.body] == []
    assert kind == "text/html"
    assert page.count("<h2") >= len(own)
    assert "https://headway.example/profile/" in letter.body
    aside = beside(opened, Viewer(leader, "leader"))
    assert aside.is_planned
    for said in (letter.body, page):
        assert f"{aside.customers} customers are worth our hours this week" in said
    assert letter.subject.startswith("Monday: ")


def test_mail_without_an_address_links_nowhere(opened: Reading, leader: str) -> None:
    send(opened, localdate())
    assert "href=" not in mail.outbox[0].alternatives[0][0]


def test_who_does_not_want_it_gets_none(opened: Reading, leader: str) -> None:
    Member.objects.update(wants_mail=False)
    assert send(opened, localdate()) == []
    assert mail.outbox == []


def test_reader_and_operations_get_none(opened: Reading, db: None) -> None:
    members.add("reader@x.example", "reader", "", WORD)
    members.add("operations@x.example", "operations", "", WORD)
    assert send(opened, localdate()) == []


def test_quiet_week_sends_nothing(opened: Reading, leader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "_candidates", lambda _opened, _viewer: [])
    assert send(opened, localdate()) == []


def test_seller_without_a_line_gets_none(opened: Reading, db: None) -> None:
    members.add("nobody@x.example", "seller", "", WORD)
    assert send(opened, localdate()) == []
