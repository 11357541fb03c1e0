"""Mutated exports of every CRM: no reader may crash, and every row lands, is told of or is counted as nobody's act.

    python bench/fuzz.py [FIXTURES] [SEED]

A fixture is a small export of one kind of row in which some bytes were changed, put in, taken out or written again;
line breaks stay, so that it is known how many rows went in. 40 fixtures are read at once. Tests run 2,000.
"""

import random
import re
import sys
import time
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

from headway.connect import connectors

AT_ONCE = 40
ROWS = 6
_GUID = "-7c1e-ed11-b83e-000d3a5d1c22"
_PASSED = re.compile(r"rows passed over: (\d+) of ")

# File, the landed tables that its rows make, its header or nothing, and one row with its number in place of #.
FIXTURES = {
    "salesforce": [
        ("Account.csv", {"crm_accounts"}, "Id,Name,Website,NumberOfEmployees,CreatedDate,LastModifiedDate", "00100000000000#,Acme,acme.com,7,2023-01-01 10:00:00,2023-02-01 10:00:00"),
        ("Opportunity.jsonl", {"crm_deals"}, "", '{"Id":"00600000000000#","Name":"Fleet","StageName":"Pilot","Amount":2500.5,"IsClosed":false,"CreatedDate":"2023-01-01T10:00:00.000+0000"}'),
    ],
    "hubspot": [
        ("companies.csv", {"crm_accounts"}, "Record ID,Company name,Company Domain Name,Create Date,Last Modified Date", "#,Acme,acme.com,2023-01-01 10:00,2023-02-01 10:00"),
        ("deals.csv", {"crm_deals"}, "Record ID;Deal Name;Deal Stage;Amount;Create Date;Associated Contact IDs", "#;Fleet;Pilot;2500;2023-01-01 10:00;1,2"),
        ("deal.jsonl", {"crm_deals"}, "", '{"deal_id":#,"properties":{"dealname":"Fleet","amount":"2500","createdate":"2023-01-01T10:00:00Z"}}'),
    ],
    "pipedrive": [
        ("deals.csv", {"crm_deals"}, "Deal - ID,Deal - Title,Deal - Value,Deal - Status,Deal - Stage,Deal - Deal created,Deal - Last stage change", "#,Fleet,2500,Open,Pilot,2023-01-01 10:00:00,2023-01-02 10:00:00"),
        ("activities.jsonl", {"crm_activities"}, "", '{"id":#,"type":"meeting","due_date":"2023-01-20","due_time":"13:00","duration":"01:30","done":true,"attendees":[{"email":"jo@b.example"}],"add_time":"2023-01-02T10:00:00Z"}'),
    ],
    "dynamics": [
        ("accounts.jsonl", {"crm_accounts"}, "", '{"accountid":"0000000#' + _GUID + '","name":"Acme","numberofemployees":7,"createdon":"2023-01-02T09:00:00Z"}'),
        ("audits.jsonl", {"crm_deal_changes"}, "", '{"auditid":"0000000#' + _GUID + '","createdon":"2023-01-02T09:00:00Z","_objectid_value":"00000041' + _GUID + '","_objectid_value@Microsoft.Dynamics.CRM.lookuplogicalname":"opportunity","changedata":"{\\"changedAttributes\\":[{\\"logicalName\\":\\"stepname\\",\\"newValue\\":\\"2\\"}]}"}'),
    ],
    "odoo": [
        ("crm_lead.jsonl", {"crm_deals", "crm_people"}, "", '{"id":#,"type":"opportunity","active":true,"name":"Fleet","stage_id":[1,"New"],"probability":20.0,"create_date":"2026-01-05 09:00:00","duration_tracking":{"1":60}}'),
        ("mail_message.jsonl", {"crm_activities"}, "", '{"id":#,"model":"crm.lead","res_id":1,"message_type":"email","author_id":[8,"Lena"],"email_from":"lena@a.example","date":"2026-01-05 09:00:00","create_date":"2026-01-05 09:00:00"}'),
        ("calendar_event.jsonl", {"crm_activities"}, "", '{"id":#,"name":"Demo","start":"2026-01-08 13:00:00","duration":1.5,"partner_ids":[3,8],"active":true,"write_date":"2026-01-05 09:00:00"}'),
    ],
}  # fmt: skip


def fixtures(system: str) -> int:
    """How many kinds of fixture there are of a system."""
    return len(FIXTURES[system])


def lost(system: str, count: int, seed: int) -> Counter[str]:
    """Of so many fixtures of a system, how many rows of each kind of file neither landed nor were told of.

    A number below zero says that rows were told of twice.
    """
    chance = random.Random(f"{system} {seed}")  # noqa: S311 -- a fuzz that can be repeated
    found: Counter[str] = Counter()
    for start in range(0, count, AT_ONCE):
        file, tables, header, row = FIXTURES[system][start // AT_ONCE % fixtures(system)]
        contents = [_mutated(header, row, chance) for _ in range(min(AT_ONCE, count - start))]
        found[file] += _lost(system, file, tables, contents, has_header=bool(header))
    return Counter({file: rows for file, rows in found.items() if rows})


def _mutated(header: str, row: str, chance: random.Random) -> bytes:
    """A fixture with a few changes; its first line, which tells in which form it is, stays."""
    first, *others = [row.replace("#", str(n)).encode() for n in range(1, ROWS + 1)]
    keeps = [header.encode(), first] if header else [first]
    text = b"\n".join(others)
    for _ in range(chance.randint(1, 4)):
        text = _changed(text, chance)
    return b"\n".join((*keeps, text)) + b"\n"


def _changed(text: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(text))
    end = text.find(b"\n", place)
    until = min(place + chance.randint(0, 3), end if end >= 0 else len(text))
    put = {
        "byte": bytes([chance.choice([*range(10), *range(11, 256)])]),
        "mark": chance.choice([b'"', b",", b"[", b"]", b"{", b"}", b":", b"\\", b";", b"\0", b"\r", b"\xff\xfe"]),
        "number": chance.choice(
            [b"-1", b"1e999", b"99999999999999999999999", b"NaN", b"\\ud800", b"null", b"9999-12-31"]
        ),
        "again": text[place:until] * chance.randint(1, 50),
        "nothing": b"",
    }
    return text[:place] + put[chance.choice(list(put))] + text[until:]


def _lost(system: str, file: str, tables: set[str], contents: list[bytes], *, has_header: bool) -> int:
    told = sum(_rows_in(content) - has_header for content in contents)
    with TemporaryDirectory() as folder:
        for place, content in enumerate(contents):
            (Path(folder) / str(place)).mkdir()
            (Path(folder) / str(place) / file).write_bytes(content)
        landed = 0
        for name, part in connectors()[system].read(Path(folder), lambda *_: None):
            landed += part.num_rows if name in tables else 0
            landed += sum(map(_accounted, part["reason"].to_pylist())) if name == "data_issues" else 0
    return told - landed


def _rows_in(content: bytes) -> int:
    return sum(bool(line.strip()) for line in content.split(b"\n"))


def _accounted(reason: str) -> int:
    passed = _PASSED.match(reason)
    return int(passed[1]) if passed else reason.startswith("row left out: ")


def main() -> None:
    """Print the rows lost of each system's fixtures, and how long it took."""
    count, seed = (int(told) for told in (sys.argv[1:] + ["100000", "1"][len(sys.argv) - 1 :]))
    for system in FIXTURES:
        start = time.perf_counter()
        found = lost(system, count // len(FIXTURES), seed)
        print(
            f"{system}: {count // len(FIXTURES):,} fixtures, {time.perf_counter() - start:.0f} s, lost: {dict(found) or 'nothing'}"
        )


if __name__ == "__main__":
    main()
