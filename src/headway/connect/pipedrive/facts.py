"""Pipedrive's rows that are read first, because other rows name them: stages, names, addresses and participants."""

from headway.connect.exports import FactSheet
from headway.connect.known import Known
from headway.connect.pipedrive.cells import email, key, words
from headway.connect.sheets import Sheet, Take, take
from headway.connect.values import UnreadableError, share, text


def _lenient(*cells: str) -> str | None:
    """An address, or none: what is no address is told where the row lands."""
    try:
        return email(*cells)
    except UnreadableError:
        return None


def _facts(file: str, table: str, about: str, shown: str, **columns: Take) -> FactSheet[Known]:
    return FactSheet(
        Sheet(file, table, columns, tuple(columns)[:1], words=words(shown)), lambda known, fact: known.note(about, fact)
    )


FACTS = (
    _facts(
        "stages",
        "crm_deals",
        "stage",
        "Stage",
        id=take(key, "id"),
        name=take(text, "name"),
        chance=take(share, "deal_probability"),
    ),
    _facts("organizations", "crm_accounts", "org of name", "Organization", name=take(text, "name"), id=take(key, "id")),
    _facts(
        "deal_participants",
        "crm_roles",
        "participant",
        "Deal",
        deal=take(key, "deal_id"),
        person=take(key, "person_id"),
    ),
    _facts("persons", "crm_people", "person of name", "Person", name=take(text, "name"), id=take(key, "id")),
    _facts("persons", "crm_people", "address", "Person", id=take(key, "id"), email=take(_lenient, "emails", "email")),
)
