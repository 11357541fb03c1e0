"""HubSpot's files that are read first, because other files' rows need them."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path

from headway.connect.addresses import email
from headway.connect.file_rows import rows_of
from headway.connect.hubspot.cells import (
    COMPANY,
    CONTACT,
    DEAL,
    activity,
    chance,
    first_moment,
    moment,
    record,
    refs,
    truth,
    words,
)
from headway.connect.hubspot.known import Known, Stage
from headway.connect.hubspot.words import entered, words_of
from headway.connect.issues import Issues
from headway.connect.rows import Row
from headway.connect.sheets import Header, Sheet, Take, take
from headway.connect.values import UnreadableError, Value, text, whole

_Fact = Mapping[str, Value]
Note = Callable[[Known, _Fact], None]

_PRIMARY_COMPANY = 5  # the type of association between a deal and its primary company
_STAMPS = ("Create Date", "Last Modified Date", "Last Activity Date")


def _note_stage(known: Known, fact: _Fact) -> None:
    told = fact["chance"] if isinstance(fact["chance"], float) else None
    is_won = bool(fact["is_won"]) or (fact["is_won"] is None and told == 1)
    is_closed = bool(fact["is_closed"]) or is_won or told == 0
    label = fact["label"] or fact["stage"]
    stage, found = str(fact["stage"]), Stage(str(label), is_closed, is_won, told)
    known.stages[stage] = min(found, known.stages.get(stage, found), key=str)


def _note_pipeline(known: Known, fact: _Fact) -> None:
    pipeline, label = str(fact["pipeline"]), str(fact["label"])
    known.pipelines[pipeline] = min(label, known.pipelines.get(pipeline, label))


# Where two rows disagree, the smaller value counts, so that the order of rows never does.


def _note_company(known: Known, fact: _Fact) -> None:
    whose, found = str(fact["whose"]), (fact["type"] != _PRIMARY_COMPANY, str(fact["company"]))
    known.companies[whose] = min(found, known.companies.get(whose, found))


def _note_engaged(known: Known, fact: _Fact) -> None:
    known.engaged.setdefault(str(fact["activity"]), set()).add(str(fact["record"]))


def _note_merge(known: Known, fact: _Fact) -> None:
    if fact["gone"] != fact["stays"]:
        gone, stays = str(fact["gone"]), str(fact["stays"])
        known.merged_into[gone] = min(stays, known.merged_into.get(gone, stays))


def note_contact(known: Known, fact: _Fact) -> None:
    """A contact's row is read twice: here for what other rows need of it, then to land."""
    ref = str(fact["contact"])
    if address := fact["email"]:
        known.emails[ref] = min(str(address), known.emails.get(ref, str(address)))
    if fact["role"]:
        found = (str(fact["role"]), _moment_told(fact))
        known.buying_roles[ref] = max(found, known.buying_roles.get(ref, found), key=_newest)
    for gone in str(fact["merged"] or "").split():
        _note_merge(known, {"gone": gone, "stays": ref})


def _moment_told(fact: _Fact) -> datetime | None:
    told = fact["modified_at"]
    return told if isinstance(told, datetime) else None


def _newest(role: tuple[str, datetime | None]) -> tuple[str, str]:
    return str(role[1] or ""), role[0]


def _merged_contacts(cell: str) -> str | None:
    return " ".join(refs(CONTACT, cell)) or None


def _lenient(cell: str) -> str | None:
    """An address, or none: what is no address is told where the contact lands."""
    try:
        return email(cell)
    except UnreadableError:
        return None


def _pairs(file: str, table: str, note: Note, **columns: Take) -> tuple[Sheet, Note]:
    """A file of which each row ties the two records that its first two columns name, for rows of the table."""
    return Sheet(file, table, columns, tuple(columns)[:2]), note


_TYPE = {"type": take(whole, "type_id")}
_ENGAGEMENT = {"activity": take(activity, "engagement_id")}

FACTS: tuple[tuple[Sheet, Note], ...] = (
    (
        Sheet(
            "deal_pipeline_stage",
            "crm_deals",
            {
                "stage": take(text, "stage_id"),
                "label": take(text, "label"),
                "is_closed": take(truth, "is_closed"),
                "is_won": take(truth, "closed_won"),
                "chance": take(chance, "probability"),
            },
            ("stage",),
        ),
        _note_stage,
    ),
    _pairs(
        "deal_pipeline",
        "crm_deals",
        _note_pipeline,
        pipeline=take(text, "pipeline_id"),
        label=take(text, "label"),
    ),
    _pairs(
        "deal_company",
        "crm_deals",
        _note_company,
        whose=take(record(DEAL), "deal_id"),
        company=take(record(COMPANY), "company_id"),
        **_TYPE,
    ),
    _pairs(
        "contact_company",
        "crm_people",
        _note_company,
        whose=take(record(CONTACT), "contact_id"),
        company=take(record(COMPANY), "company_id"),
        **_TYPE,
    ),
    *(
        _pairs(
            f"engagement_{name}",
            "crm_activities",
            _note_engaged,
            **_ENGAGEMENT,
            record=take(record(kind), f"{name}_id"),
        )
        for name, kind in (("company", COMPANY), ("contact", CONTACT), ("deal", DEAL))
    ),
    _pairs(
        "contact_merge_audit",
        "crm_people",
        _note_merge,
        gone=take(record(CONTACT), "vid_to_merge"),
        stays=take(record(CONTACT), "canonical_vid"),
    ),
    _pairs(
        "merged_deal",
        "crm_deals",
        _note_merge,
        gone=take(record(DEAL), "merged_deal_id"),
        stays=take(record(DEAL), "deal_id"),
    ),
)

CONTACT_FACTS = Sheet(
    "contact",
    "crm_people",
    {
        "contact": take(record(CONTACT), "Record ID"),
        "email": take(_lenient, "Email"),
        "role": take(words, "Buying Role"),
        "modified_at": take(first_moment, "Last Modified Date", "_fivetran_synced"),
        "merged": take(_merged_contacts, "Merged IDs"),
    },
    ("contact",),
    words=words_of("contact"),
)


def note_newest(known: Known, path: Path, words: Mapping[str, str]) -> None:
    """Keep the newest moment that an export file tells, of any of its columns that tell what has happened."""
    rows = rows_of(path, Issues("hubspot", path.name))  # what is broken is told where the file's rows land
    first = next(rows, None)
    header = Header(first.cells if isinstance(first, Row) else [], words)
    places = header.named((*_STAMPS, *entered())).values()
    for row in rows:
        cells = row.cells if isinstance(row, Row) else []
        told = (_moment(cells[place]) for place in places if place < len(cells))
        known.newest = max(filter(None, (known.newest, *told)), default=None)


def _moment(cell: str) -> datetime | None:
    try:
        return moment(cell)
    except UnreadableError:
        return None
