"""What an export holds, before anything of it is imported."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from headway.connect import Recognised, RecognisedFile, connectors, recognise_any
from headway.errors import DataError
from headway.sources.words import SYSTEMS

NAMES_SHOWN = 30


def recognition(folder: Path, system: str = "") -> list[dict[str, Any]]:
    """What each system's connector would read of a folder; with `system`, only that one's.

    Raises:
        DataError: nothing in it can be read, or nothing of the system that was chosen.
    """
    try:
        found = recognise_any(folder)
    except DataError as fault:
        raise DataError(str(fault).replace(str(folder), "What you handed over")) from fault
    if system and system not in {each.system for each in found}:
        raise DataError(
            f"This is no export of {SYSTEMS[system]}: it looks like one of "
            f"{', '.join(SYSTEMS[each.system] for each in found)}. Choose that system, or another export."
        )
    chosen = [each for each in found if system in {"", each.system}]
    read = {file.file for each in chosen for file in each.files}
    return [_shown(each, read) for each in chosen]


def systems() -> list[str]:
    """The systems whose exports can be read."""
    return sorted(connectors())


def _shown(found: Recognised, read: set[str]) -> dict[str, Any]:
    unread = [name for name in found.unknown if name not in read]
    return {
        "system": found.system,
        "size_bytes": sum(file.size_bytes for file in found.files),
        "files": len(found.files),
        "kinds": _kinds(found.files),
        "missing": list(found.missing),
        "unknown": unread[:NAMES_SHOWN],
        "unknown_more": max(0, len(unread) - NAMES_SHOWN),
    }


def _kinds(files: Iterable[RecognisedFile]) -> list[dict[str, Any]]:
    """Files that are read alike, together: an archive may hold one for each day."""
    kinds: dict[object, dict[str, Any]] = {}
    for file in files:
        alike = (file.tables, file.missing) if len(file.tables) > 1 else (file.tables, file.mapped, file.missing)
        kind = kinds.setdefault(alike, {"file": file.file, "files": 0, "size_bytes": 0, "tables": list(file.tables)})
        kind["files"] += 1
        kind["more"] = kind["files"] - 1
        kind["size_bytes"] += file.size_bytes
        for name, columns in (("mapped", file.mapped), ("ignored", file.ignored), ("missing", file.missing)):
            kind[name] = sorted({*kind.get(name, ()), *columns})
    return list(kinds.values())[:NAMES_SHOWN]
