"""Odoo: rows of its models as its API tells them (JSON-RPC or JSON-2), one file a model, such as `crm_lead.json`.

Files of another form, such as CSV or Parquet with the fields' own names, are read as well. `odoo.live` asks a server.
"""

from collections.abc import Iterator
from pathlib import Path

from headway.connect.exports import Export, Gap
from headway.connect.known import Known
from headway.connect.odoo.facts import FACTS, MESSAGE, TRACKING
from headway.connect.odoo.history import HISTORY_FACTS
from headway.connect.odoo.sheets import sheets
from headway.connect.records import ENDINGS
from headway.connect.sheets import Header

NAME = "odoo"

_EVERY = (*FACTS, *HISTORY_FACTS)
_FILES = {sheet.file for sheet in (*sheets(Known()), *(each.sheet for each in _EVERY))}


def _held(path: Path, names: list[str]) -> str | None:
    """The model whose rows a file holds, by its name: `crm.lead`, `crm_lead` and `odoo_crm_lead` are one."""
    stem = path.name.lower().removesuffix(".gz")
    stem = next((stem.removesuffix(ending) for ending in ENDINGS if stem.endswith(ending)), stem)
    model = stem.replace(".", "_").removeprefix("odoo_")
    return model if model in _FILES and "id" in {name.strip().lower() for name in names} else None


def _gaps(known: Known, file: str, header: Header, files: set[str]) -> Iterator[Gap]:
    """What the rows leave unsaid about deals."""
    if file != "crm_lead":
        return
    if TRACKING not in files:
        yield Gap(_WITHOUT_RIGHTS if MESSAGE in files else _WITHOUT_HISTORY, _WITH_RIGHTS)
    if not header.named(("active",)) or all(fact["active"] is not False for fact in known.all("crm_lead")):
        yield Gap(
            "it holds no archived deal, and Odoo archives what is lost: either none was lost, or the lost are missing",
            "Read crm.lead with active_test set to False.",
        )
    if "crm_stage" not in files:
        yield Gap("it comes without crm.stage, so no deal is known to be won", "Hand over crm.stage too.")


_WITHOUT_RIGHTS = (
    "it comes without mail.tracking.value, so it is known when deals moved, but to which stage only where the length "
    "of each stay fits one stage; owners, amounts and close dates as they were cannot be told"
)
_WITHOUT_HISTORY = (
    "it comes without mail.message and mail.tracking.value, so stages, owners and amounts are known only from the "
    "last change on"
)
_WITH_RIGHTS = "Read mail.message and mail.tracking.value too, as a user with the right Administration: Settings."

_EXPORT = Export(
    system=NAME,
    known=Known,
    sheets=sheets,
    held=_held,
    facts=_EVERY,
    gaps=_gaps,
    looked_for="looked for rows of Odoo's models, such as crm_lead.json",
    wanted="Write the answers of search_read for crm.lead, res.partner, mail.message and the others that the guide "
    "names into one file a model, and name the folder with them.",
)
recognise, read = _EXPORT.recognise, _EXPORT.read
