"""What rows of HubSpot's files must know of other files: associations, merges, stages, and how new the export is."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from headway.connect.hubspot.cells import is_as_exported, tells_no_zone
from headway.connect.hubspot.words import own_stages
from headway.connect.sheets import plain
from headway.connect.values import text

CLOCK = "hubspot"


class Stage(NamedTuple):
    """One stage of a pipeline: what it tells of a deal that is in it."""

    label: str | None
    is_closed: bool | None
    is_won: bool | None
    chance: float | None


@dataclass
class Known:
    """What was gathered before any row lands; references throughout, not ids."""

    newest: datetime | None = None
    """The newest moment that any export file tells: it was not exported before."""
    is_export: bool = False
    """Whether companies, contacts and deals all come from an export: its times are those of the account's own zone."""
    stages: dict[str, Stage] = field(default_factory=dict)
    pipelines: dict[str, str] = field(default_factory=dict)
    """A pipeline's id -> its name."""
    companies: dict[str, tuple[bool, str]] = field(default_factory=dict)
    """A deal or contact -> whether the company is not its primary one, and the company."""
    merged_into: dict[str, str] = field(default_factory=dict)
    buying_roles: dict[str, tuple[str, datetime | None]] = field(default_factory=dict)
    """A contact -> its role when buying, and when the contact was last modified."""
    emails: dict[str, str] = field(default_factory=dict)
    engaged: dict[str, set[str]] = field(default_factory=dict)
    """An engagement -> the records of any kind that it is associated with."""

    def stage(self, written: str) -> Stage:
        """A stage by its id or name; without its pipeline, a company's own stage tells no ending."""
        if found := self.stages.get(written.strip()):
            return found
        is_closed, is_won = own_stages().get(plain(written), (None, None))
        return Stage(text(written), is_closed, is_won, None)

    def clock(self, *cells: str) -> str | None:
        """By which clock the first time among the cells is told: an export's by the account's own, all others UTC."""
        told = next((cell for cell in cells if cell.strip()), "")
        return CLOCK if is_as_exported(told) or (self.is_export and tells_no_zone(told)) else None

    def changed(self, *told: datetime | None) -> datetime | None:
        """The first moment told, or for what an export does not date, the newest that the export tells."""
        return next((each for each in told if each), self.newest)

    def company_of(self, ref: str | None) -> str | None:
        """The company of a deal or contact: of several the primary, else the one whose reference sorts first."""
        return self.companies[ref][1] if ref in self.companies else None

    def stays(self, ref: str | None) -> str | None:
        """The record that a merged one went into, or itself."""
        seen: set[str] = set()
        while ref is not None and ref in self.merged_into and ref not in seen:
            seen.add(ref)
            ref = self.merged_into[ref]
        return ref

    def of_activity(self, ref: str | None, kind: str) -> list[str]:
        """The records of a kind that an engagement is associated with, merged ones as what they went into."""
        found = (self.stays(each) for each in self.engaged.get(ref or "", ()))
        return sorted({each for each in found if each and each.startswith(f"hubspot:{kind}/")})
