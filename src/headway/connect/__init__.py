"""Connectors read a company's systems: export folders now, live systems behind the same seam.

Each connector is a module beside this one, or a package where a system takes several, with what `seam.Connector` asks
for; it is found by listing what stands here. What several systems share stands beside them.
"""

import pkgutil
from importlib import import_module
from pathlib import Path

from headway.connect.files import files_below, names_shown
from headway.connect.seam import Connector, Landed, Progress, Recognised, RecognisedFile
from headway.errors import DataError

__all__ = ["Connector", "Landed", "Progress", "Recognised", "RecognisedFile", "connectors", "recognise_any"]


def connectors() -> dict[str, Connector]:
    """Each connector under its name."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    return {module.NAME: module for module in modules if isinstance(module, Connector)}


def recognise_any(folder: Path) -> tuple[Recognised, ...]:
    """What each connector that knows any file of the folder would read.

    Raises DataError if there is no such folder, or if no connector knows a file of it.
    """
    known = tuple(found for found in (each.recognise(folder) for each in connectors().values()) if found.files)
    if not known:
        there = names_shown([path.name for path in files_below(folder)])
        message = (
            f"{folder} holds nothing that Headway can read: found {there}. "
            f"Hand over an export folder of one of these systems: {', '.join(sorted(connectors()))}."
        )
        raise DataError(message)
    return known
