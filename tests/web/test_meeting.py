"""The meeting: what is sent again counts once, two who write are both kept, and a mail holds only what is one's own."""

from collections.abc import Callable

from django.core import mail
from django.test import Client
from test_words import ASKS_THE_SELLER, HOLDS_THE_SELLER_TO_IT, STATISTICS

from headway.asking.meeting import meeting
from headway.asking.viewer import Viewer
from headway.store.home import Home
from headway.store.reading import Reading, reading

SignIn = Callable[..., Client]
LEADER, OLGA = "judith.farraday@tarnbeck.example", "olga@tarnbeck.example"
KEPT = {"Accept": "application/json"}


def _notes(shown: Home, deal_id: str) -> list[tuple[str, str]]:
    found = meeting(reading(shown), Viewer(OLGA, "operations"), deal_id=deal_id)
    return [(note.who, note.text) for note in found.deals[0].notes]


def test_a_draft_sent_again_is_one_note_and_two_people_have_two(opened: Reading, shown: Home, sign_in: SignIn) -> None:
    deal_id = meeting(opened, Viewer(OLGA, "operations")).deals[0].dialogue.deal_id
    leader, olga = sign_in("leader", LEADER), sign_in("operations", OLGA)
    for browser, draft, text in (
        (leader, "d1", "They ask"),
        (leader, "d1", "They ask"),
        (olga, "d2", "The board meets in May"),
        (leader, "d1", "They ask for figures"),
    ):
        form = {"deal_id": deal_id, "draft_id": draft, "text": text}
        assert browser.post("/dialogues/meeting/note/", form, headers=KEPT).json() == {"kept": True}
    assert _notes(shown, deal_id) == [(LEADER, "They ask for figures"), (OLGA, "The board meets in May")]
    assert reading(shown).inputs("meeting_note").num_rows == 3


def test_a_note_taken_back_is_gone_and_the_others_stay(opened: Reading, shown: Home, demo: Client) -> None:
    deal_id = meeting(opened, Viewer(OLGA, "operations")).deals[0].dialogue.deal_id
    for draft, text in (("d1", "They ask"), ("d2", "The board meets")):
        demo.post("/dialogues/meeting/note/", {"deal_id": deal_id, "draft_id": draft, "text": text})
    told = {row["value"]: row["input_id"] for row in reading(shown).inputs("meeting_note").to_pylist()}
    demo.post("/undo/", {"input_id": next(told[value] for value in told if "They ask" in value)})
    assert [text for _, text in _notes(shown, deal_id)] == ["The board meets"]


def test_everybody_is_sent_what_is_theirs_and_nothing_else(opened: Reading, sign_in: SignIn) -> None:
    deals = meeting(opened, Viewer(OLGA, "operations")).deals[:2]
    olga = sign_in("operations", OLGA)
    for place, deal in enumerate(deals):
        form = {"deal_id": deal.dialogue.deal_id, "draft_id": f"d{place}", "what": f"step {place}", "person": "Rolf"}
        form |= {"by_on": "2030-01-31", "ours": f"one{place}@tarnbeck.example"}
        for _ in range(2):
            assert olga.post("/dialogues/meeting/agree/", form, headers=KEPT).json() == {"kept": True}
    assert olga.post("/dialogues/meeting/send/").status_code == 303
    sent = {letter.to[0]: letter.body for letter in mail.outbox}
    assert sorted(sent) == ["one0@tarnbeck.example", "one1@tarnbeck.example"]
    assert "step 0" in sent["one0@tarnbeck.example"]
    assert "step 1" not in sent["one0@tarnbeck.example"]
    assert sent["one1@tarnbeck.example"].count("step 1") == 1
    assert [
        wrong.findall(sent[who]) for wrong in (STATISTICS, ASKS_THE_SELLER, HOLDS_THE_SELLER_TO_IT) for who in sent
    ] == [[]] * 6


def test_a_mail_goes_out_once_unless_it_is_asked_for_again(opened: Reading, sign_in: SignIn) -> None:
    deals = meeting(opened, Viewer(OLGA, "operations")).deals[:2]
    olga, form = sign_in("operations", OLGA), {"person": "Rolf", "by_on": "2030-01-31", "ours": "one@tarnbeck.example"}
    told = [
        form | {"deal_id": deal.dialogue.deal_id, "draft_id": f"d{n}", "what": f"s{n}"} for n, deal in enumerate(deals)
    ]
    olga.post("/dialogues/meeting/agree/", told[0])
    answers = [
        olga.post("/dialogues/meeting/send/", {"next": "/dialogues/meeting/close/"}, follow=True) for _ in range(2)
    ]
    assert len(mail.outbox) == 1
    assert "nothing was sent again" in answers[1].content.decode()
    assert "Send it once more" in answers[1].content.decode()
    olga.post("/dialogues/meeting/send/", {"again": "yes"})
    assert len(mail.outbox) == 2
    olga.post("/dialogues/meeting/agree/", told[1])
    assert "Send it once more" not in olga.get("/dialogues/meeting/close/").content.decode()
    olga.post("/dialogues/meeting/send/")
    assert ["s1" in letter.body for letter in mail.outbox] == [False, False, True]


def test_one_to_one_shows_the_colleague_s_deals_to_those_only_who_may_see_them(
    opened: Reading, sign_in: SignIn
) -> None:
    own = meeting(opened, Viewer(OLGA, "operations")).deals[0].team[0]
    found = meeting(opened, Viewer(OLGA, "operations"), with_whom=own)
    assert found.deals
    assert all(own in deal.team for deal in found.deals)
    seller = sign_in("seller", "ida@tarnbeck.example")
    assert seller.get("/dialogues/meeting/", {"with": own}).status_code == 404
    assert seller.get("/dialogues/meeting/", {"deal": found.deals[0].dialogue.deal_id}).status_code == 404
