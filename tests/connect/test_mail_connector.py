"""What mailboxes become: who wrote to whom and when, each mail once; nothing below a header is read."""

import gzip

import pytest

ROW, PASSED = "row left out: ", "rows passed over: "
ANN, OLGA = "Ann Lee <Ann@acme.com>", "olga@ours.com"


def letter(number, sender=ANN, to=OLGA, *fields, body="Private words."):
    told = (
        f"Message-ID: <{number}@acme.com>",
        f"Date: Mon, 2 Feb 2026 1{number % 10}:00:00 +0100",
        f"From: {sender}",
        f"To: {to}",
        *fields,
    )
    return "\n".join((*told, "", body, ""))


def mbox(*told):
    return "".join(f"From x@y.z Mon Feb  2 10:00:00 2026\n{each}\n" for each in told)


SMALLEST = {"box.mbox": mbox(letter(1))}
COLUMNS = ("kind", "sender", "addresses", "starts_at", "subject")


def test_a_letter_says_who_wrote_to_whom_when_and_the_subject(read):
    told = letter(1, ANN, "Olga <olga@ours.com>, bo@acme.com", "Cc: bo@acme.com", "Subject: =?utf-8?q?Pr=C3=BCfung?=")
    assert read("mail", {"box.mbox": mbox(told)}).rows("crm_activities", *COLUMNS) == [
        ("email", "ann@acme.com", "ann@acme.com bo@acme.com olga@ours.com", "2026-02-02 10:00:00", "Prüfung")
    ]


@pytest.mark.parametrize(
    "files",
    [
        {"a.mbox": mbox(letter(1), letter(2))},
        {"a.mbox.gz": gzip.compress(mbox(letter(1), letter(2)).encode())},
        {"Sent": mbox(letter(1), letter(2))},
        {"cur/17.host:2,S": letter(1), "new/18.host": letter(2)},
        {"a.eml": letter(1), "b.eml": letter(2)},
        {"a.mbox": mbox(letter(1), letter(2)).replace("\n", "\r\n")},
    ],
    ids=["mbox", "packed", "without an ending", "Maildir", "eml", "Windows"],
)
def test_a_mailbox_of_any_form_says_the_same(read, files):
    found = read("mail", files)
    assert found.rows("crm_activities", "activity_ref") == read("mail", {"x.mbox": mbox(letter(1), letter(2))}).rows(
        "crm_activities", "activity_ref"
    )
    assert found.told() == []


def test_a_mail_in_two_mailboxes_is_one_row(read):
    arrived = "Received: from mx; Mon, 2 Feb 2026 10:00:07 +0000\n" + letter(1)
    found = read("mail", {"ours.mbox": mbox(letter(1)), "theirs.mbox": mbox(arrived)}).table("crm_activities")
    assert len(set(map(str, found.to_pylist()))) == 1


def test_no_word_below_a_header_lands(read):
    hidden = "From here on\n\nFrom: eve@evil.com\nMessage-ID: <9@evil.com>\n\nSecret"
    found = read("mail", {"box.mbox": mbox(letter(1, body=hidden)), "a.eml": letter(2, body=hidden)})
    assert found.landed() == 2
    assert "ecret" not in str(found.parts)
    assert "evil" not in str(found.parts)


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        (letter(1, ANN, OLGA, "Auto-Submitted: auto-replied"), "mails that machines or lists sent"),
        (letter(1, ANN, OLGA, "List-Id: <news.acme.com>"), "mails that machines or lists sent"),
        (letter(1, ANN, OLGA, "Precedence: bulk"), "mails that machines or lists sent"),
        (letter(1, "omar@ours.com", OLGA), "mails within one company"),
        (letter(1, ANN, ", ".join(f"p{n}@x{n}.com" for n in range(50))), "mails to a crowd"),
    ],
)
def test_what_is_no_dialogue_is_counted_and_not_kept(read, told, kind):
    found = read("mail", {"box.mbox": mbox(told)})
    assert found.landed() == 0
    assert found.told() == [("box.mbox", None, f"{PASSED}1 of {kind}")]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (letter(1).replace("Mon, 2 Feb 2026", "soon"), "it has no date between 1970 and 2100"),
        (letter(1).replace("2026", "9999"), "it has no date between 1970 and 2100"),
        (letter(1).replace(ANN, "nobody"), "it names no sender"),
        (letter(1, ANN, OLGA, *(f"X-{n}: {'x' * 60_000}" for n in range(6))), "its header is longer than any"),
    ],
)
def test_a_letter_that_cannot_be_used_is_told(read, told, why):
    found = read("mail", {"box.mbox": mbox(told, letter(2))})
    assert found.told() == [("box.mbox", 1, ROW + why)]
    assert found.landed() == 1


def test_a_mailbox_that_breaks_off_is_told(read):
    content = gzip.compress(mbox(letter(1), letter(2)).encode())
    found = read("mail", {"box.mbox.gz": content[:-20], "whole.mbox": mbox(letter(3))})
    assert [reason for _, _, reason in found.told()] == ["file: it ends early after this line"]
    assert found.landed() == 1


def test_what_is_only_named_as_mail_is_told(read):
    found = read("mail", {"box.mbox": "Id,Name\n1,x\n", "whole.mbox": mbox(letter(3))})
    assert found.told() == [("box.mbox", 1, f"{ROW}it has no date between 1970 and 2100")]
