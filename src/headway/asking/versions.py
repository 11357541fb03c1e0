"""Versions of each estimate: which is in force since when, and which an earlier one a person may put back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from headway.asking.inputs import standing_overrides, tell
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.store.models import kept_models
from headway.store.reading import Reading

ENDINGS = ("won", "closed", "no_decision")
VERSIONS_SHOWN = 12
Row = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """One version of the estimate of one ending: when it was published first, and what it was learned from."""

    ending: str
    version: str
    rule: str
    since: datetime
    wins: int
    cases: int
    gain: float | None
    is_in_force: bool


@dataclass(frozen=True)
class PutBack:
    """An earlier version that somebody of ours has put back, and why; counted once a build has taken it in."""

    input_id: str
    ending: str
    version: str
    reason: str | None
    who: str | None
    is_counted: bool
    is_own: bool


def versions(opened: Reading) -> tuple[Version, ...]:
    """The versions of each ending, the newest first; those a build knows are kept before it is published."""
    return opened.found("versions", lambda: _versions(opened))


def _versions(opened: Reading) -> tuple[Version, ...]:
    in_force = {(row["ending"], row["version"]) for row in opened.whole("ending_models")}
    rows = sorted(kept_models(opened.home, opened.con).to_pyarrow().to_pylist(), key=_place)
    found = []
    for ending in ENDINGS:
        own = [row for row in rows if row["ending"] == ending]
        shown = own[:VERSIONS_SHOWN] + [row for row in own[VERSIONS_SHOWN:] if (ending, row["version"]) in in_force]
        found += [_version(row, (ending, row["version"]) in in_force) for row in shown]
    return tuple(found)


def _place(row: Row) -> tuple[float, str]:
    return -row["moment"].timestamp(), row["version"]


def _version(row: Row, is_in_force: bool) -> Version:
    return Version(
        row["ending"],
        row["version"],
        row["rule"],
        row["moment"],
        row["wins"] or 0,
        row["cases"] or 0,
        row["gain"],
        is_in_force,
    )


def put_backs(opened: Reading, viewer: Viewer) -> tuple[PutBack, ...]:
    """What stands of versions put back, this minute."""
    stands = standing_overrides(opened, "model")
    counted = {row["input_id"] for row in opened.whole("overrides")}
    return tuple(_put_back(row, viewer, counted) for row in stands)


def _put_back(row: Row, viewer: Viewer, counted: set[str]) -> PutBack:
    is_own = viewer.may_undo(row["who"])
    told = (row["value"], row["reason"], row["who"])
    return PutBack(row["input_id"], row["key"], *told, row["input_id"] in counted, is_own)


def put_back(opened: Reading, viewer: Viewer, ending: str, version: str, reason: str) -> str:
    """Put an earlier version in force from the next build on; returns the id by which it is undone.

    Raises:
        UnknownKey: that ending has no such version.
        SettingsError: no reason.
    """
    known = kept_models(opened.home, opened.con)
    if not known.filter(known.ending == ending, known.version == version).count().to_pyarrow().as_py():
        raise UnknownKey(f"There is no version '{version}' of '{ending}'. Suggestion: choose one that Evidence lists.")
    if not reason.strip():
        raise SettingsError(
            "Say why, in a few words: whoever reads it later has to understand. Go back and add a reason."
        )
    return tell(opened, viewer, "model", {"ending": ending, "version": version, "reason": reason.strip()})
