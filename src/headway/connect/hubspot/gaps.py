"""What an export of HubSpot cannot say: told with each file, so that nobody takes silence for knowledge."""

from collections.abc import Iterator

from headway.connect.exports import Gap
from headway.connect.hubspot.known import Known
from headway.connect.hubspot.words import entered, is_export_id
from headway.connect.sheets import Header

_HISTORY = {"deal_stage", "deal_property_history"}
_OBJECTS = {"company", "contact", "deal"}
_FLAGS = ("Is Closed Won", "Is Deal Closed?", "Deal probability")


def gaps(known: Known, file: str, header: Header, files: set[str]) -> Iterator[Gap]:
    """What the file leaves unsaid, given the other files of the folder."""
    if file in _OBJECTS:
        yield from _times(header, known)
        yield from _deals(header, files) if file == "deal" else ()


def _times(header: Header, known: Known) -> Iterator[Gap]:
    if not any(map(is_export_id, header.names)):
        return
    if not header.named(("Last Modified Date",)):
        yield Gap(
            f"it has no Last Modified Date, so its values count only from {known.newest}, the export's newest moment",
            "Add the property Last Modified Date to the export.",
        )


def _deals(header: Header, files: set[str]) -> Iterator[Gap]:
    if not (_HISTORY & files or header.named(entered())):
        yield Gap(
            "it has no history of stages, so stage, amount and close date are known only from the last modification on",
            'Add the property "Date entered ..." of each stage to the export, or use a replica with its deal history.',
        )
    elif not _HISTORY & files:
        yield Gap(
            "its history is the last time in each stage: amounts, close dates, owners and earlier stays are not in it",
            "Use a replica with its deal history where earlier amounts and returns to a stage matter.",
        )
    if not ("deal_pipeline_stage" in files or header.named(_FLAGS)):
        yield Gap(
            "it does not say which stages are closed: only HubSpot's own names for won and lost are understood",
            "Add the properties Is Closed Won and Is Deal Closed? to the export.",
        )
