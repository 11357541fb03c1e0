"""Mailboxes as files: mbox, Maildir and .eml. Headers only: who wrote to whom, when, and about what by the subject.

A mail that lies in several mailboxes is one, by its Message-ID. Letters of machines and lists, letters to a crowd, and
letters among people of one company are counted and not kept.
"""

from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

from headway.connect.files import beginning, files_below, names_shown
from headway.connect.issues import Issues, until_damage
from headway.connect.mail.letters import Said, is_automatic, is_letter, letters, said
from headway.connect.seam import Landed, Progress, Recognised, RecognisedFile
from headway.connect.tables import ROWS_AT_ONCE, landed_table
from headway.connect.values import UnreadableError, Value
from headway.errors import DataError
from headway.sources.mail import company_domain

NAME = "mail"
_LOOKED_AT = 1 << 16
# More people than this are an audience, not a dialogue (Headway).
_CROWD = 40
_FIELDS = ("Message-ID", "Date", "Received", "From", "To", "Cc", "Subject")
_MEND = "Hand over the mailbox as its server exports it, with whole headers."


def recognise(folder: Path) -> Recognised:
    """Which files hold mail. Raises DataError if there is no such folder."""
    every = files_below(folder)
    found = [path for path in every if _holds_mail(path)]
    return Recognised(
        system=NAME,
        files=tuple(
            RecognisedFile(_name(path, folder), ("crm_activities",), path.stat().st_size, _FIELDS, ("body",), ())
            for path in found
        ),
        missing=(),
        unknown=tuple(_name(path, folder) for path in every if path not in found),
    )


def read(folder: Path, progress: Progress) -> Iterator[Landed]:
    """Every letter once a mailbox, and `data_issues`. Raises DataError if there is no such folder or no mail in it."""
    found = [path for path in files_below(folder) if _holds_mail(path)]
    if not found:
        there = names_shown([_name(path, folder) for path in files_below(folder)])
        raise DataError(
            f"{folder} holds no mail: looked for mbox files, Maildir folders and .eml files; found {there}. "
            "Name the folder of the exported mailboxes."
        )
    total, done, rows = sum(path.stat().st_size for path in found), 0, []
    for path in found:
        issues = Issues(NAME, _name(path, folder), is_private=True)
        for row, bytes_done in _rows(path, issues):
            rows.append(row)
            if len(rows) == ROWS_AT_ONCE:
                yield _landed(rows)
                rows = []
            progress(done + bytes_done, total)
        done += path.stat().st_size
        progress(done, total)
        if (told := issues.table()).num_rows:
            yield "data_issues", told
    if rows:
        yield _landed(rows)


def _rows(path: Path, issues: Issues) -> Iterator[tuple[dict[str, Value], int]]:
    passed = {"mails that machines or lists sent": 0, "mails to a crowd": 0, "mails within one company": 0}
    for letter in until_damage(letters(path), issues):
        try:
            told = said(letter.header)
        except UnreadableError as why:
            issues.row(letter.line, str(why), _MEND, "")
            continue
        if kind := _no_dialogue(told, letter.header or b""):
            passed[kind] += 1
        else:
            yield _row(told), letter.bytes_done
    for kind, many in passed.items():
        if many:
            issues.passed_over(many, kind)


def _no_dialogue(told: Said, header: bytes) -> str | None:
    addresses = told.addresses.split()
    if is_automatic(header):
        return "mails that machines or lists sent"
    if len(addresses) > _CROWD:
        return "mails to a crowd"
    return "mails within one company" if is_within(addresses) else None


def is_within(addresses: list[str]) -> bool:
    """Whether all addresses are of one company; free mail is nobody's.

    >>> is_within(["a@ours.com", "b@mail.ours.com"]), is_within(["a@ours.com", "x@gmail.com"])
    (True, False)
    """
    return len({company_domain(each) or each for each in addresses}) == 1


def _row(told: Said) -> dict[str, Value]:
    # Whoever wrote no Message-ID is known by when, who and to whom.
    known_by = told.message_id or f"{told.sent_at} {told.addresses}"
    return {
        "activity_ref": f"mail:{blake2b(known_by.encode(errors='replace'), digest_size=12).hexdigest()}",
        "kind": "email",
        "subject": told.subject,
        "sender": told.sender,
        "starts_at": told.sent_at,
        "is_done": True,
        "addresses": " ".join(sorted(told.addresses.split())),
        # What every mailbox says alike, so that one mail is one row: when it was sent.
        "recorded_at": told.sent_at,
        "modified_at": told.sent_at,
    }


def _landed(rows: list[dict[str, Value]]) -> Landed:
    columns = {name: [row[name] for row in rows] for name in rows[0]}
    return "crm_activities", landed_table("crm_activities", len(rows), {**columns, "system": [NAME] * len(rows)})


def _holds_mail(path: Path) -> bool:
    """Whether a file is named as mail or begins as mail; one that is only named so is told of when it is read."""
    if path.name.lower().removesuffix(".gz").endswith((".mbox", ".eml")):
        return True
    return is_letter(beginning(path, _LOOKED_AT)[0])


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()
