"""Dynamics 365 Sales: rows of Dataverse's tables, as its Web API answers them or as a loader writes them.

`accounts.json`, `account.csv` and `account.parquet` hold the same; so do `_ownerid_value` and `ownerid`. What people
read for a choice stands in `statuscode@OData.Community.Display.V1.FormattedValue` or in `statuscodename`. All in UTC.
"""

from pathlib import Path

from headway.connect import addresses
from headway.connect.dynamics.cells import WORDS, guid, payer, typed
from headway.connect.dynamics.sheets import sheets
from headway.connect.exports import Export, FactSheet, Gap
from headway.connect.known import Known, fact_sheet
from headway.connect.records import ending_of
from headway.connect.sheets import Header, Sheet, Take, take
from headway.connect.values import moment, text

NAME = "dynamics"


def _address(cell: str) -> str | None:
    """An address, or none: what is no address is told where the row lands."""
    return addresses.emails(cell)


def _fact(file: str, table: str, about: str = "", **columns: Take) -> FactSheet[Known]:
    told = fact_sheet(file, table, about=about, **columns)
    return told._replace(sheet=Sheet(file, table, columns, tuple(columns)[:1], words=WORDS))


_FACTS = (
    _fact(
        "opportunity",
        "crm_deals",
        id=take(guid, "opportunityid"),
        state=take(text, "statecode"),
        account=take(payer, "parentaccountid", *typed("customerid")),
        modified_at=take(moment, "modifiedon"),
    ),
    _fact("contact", "crm_people", "address", id=take(guid, "contactid"), email=take(_address, "emailaddress1")),
    _fact("lead", "crm_people", "address", id=take(guid, "leadid"), email=take(_address, "emailaddress1")),
    _fact(
        "contact", "crm_people", "lead became", lead=take(guid, "originatingleadid"), contact=take(guid, "contactid")
    ),
    _fact(
        "transactioncurrency", "crm_deals", id=take(guid, "transactioncurrencyid"), code=take(text, "isocurrencycode")
    ),
    _fact(
        "activityparty",
        "crm_activities",
        activity=take(guid, "activityid"),
        party=take(guid, "partyid"),
        type=take(text, "partyid type"),
        address=take(_address, "addressused"),
    ),
)
_FILES = {sheet.file: sheet for sheet in (*sheets(Known()), *(each.sheet for each in _FACTS))}
_PLURALS = {f"{name}{end}": name for name in _FILES for end in ("s", "es")} | {
    f"{name[:-1]}ies": name for name in _FILES if name.endswith("y")
}


def _held(path: Path, names: list[str]) -> str | None:
    """The table whose rows a file holds, by its name, if the file has the table's own id."""
    stem = path.name.lower().removesuffix(".gz").removesuffix(ending_of(path)).replace("_", "")
    table = _PLURALS.get(stem, stem)
    is_dataverse_s = bool(Header(names, WORDS).named((_OWN_ID.get(table, f"{table}id"),)))
    return table if table in _FILES and is_dataverse_s else None


_ACTIVITIES = ("phonecall", "email", "appointment", "task", "opportunityclose", "activityparty")
_OWN_ID = {**dict.fromkeys(_ACTIVITIES, "activityid"), "opportunitysalesprocess": "businessprocessflowinstanceid"}


def _gaps(_known: Known, file: str, header: Header, files: set[str]) -> list[Gap]:
    """What the rows leave unsaid about deals."""
    gaps = []
    if file == "opportunity" and "audit" not in files:
        gaps.append(
            Gap(
                "it comes without audits, so of its history are known at most the present stage and the closing",
                "Switch auditing of opportunities on in Dataverse, and hand over the table audit.",
            )
        )
    if file == "opportunity" and not header.named(("statecode",)):
        gaps.append(Gap("it has no statecode, so no deal is known to be closed", "Hand over the column statecode."))
    return gaps


_EXPORT = Export(
    system=NAME,
    known=Known,
    sheets=sheets,
    held=_held,
    facts=_FACTS,
    gaps=_gaps,
    looked_for="looked for rows of Dataverse's tables, such as opportunities.json",
    wanted="Write the rows of account, contact, opportunity, connection and the others that the guide names into one "
    "file a table, and name the folder with them.",
)
recognise, read = _EXPORT.recognise, _EXPORT.read
