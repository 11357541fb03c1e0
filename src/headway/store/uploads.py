"""What somebody handed over in the browser, until it has landed: a folder of the home that no page ever serves."""

import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from headway.errors import DataError
from headway.store.home import Home
from headway.store.unpacking import ARCHIVES, Allowance, limits, unpack, weigh_gzip

_LONGEST_NAME = 100
# Of a client's file name only this is kept: letters, digits and a few marks, so that it can lead nowhere.
_NOT_KEPT = re.compile(r"[^\w.-]+", re.ASCII)


@dataclass(frozen=True)
class Upload:
    """One upload: `received/` as it came, under numbers; `export/` once all of it has been unpacked."""

    home: Home
    id: str

    @property
    def folder(self) -> Path:
        """Where it lies."""
        return self.home.path / "uploads" / self.id

    @property
    def export(self) -> Path:
        """The folder that connectors read."""
        return self.folder / "export"

    def place(self, number: int, client_name: str) -> Path:
        """Where the file of that number is to be written."""
        received = self.folder / "received"
        received.mkdir(parents=True, exist_ok=True)
        return received / f"{number:05}-{harmless(client_name)}"

    def received(self) -> list[Path]:
        """The files as they came, in their order."""
        return sorted((self.folder / "received").glob("*"))

    def arrange(self) -> None:
        """Unpack what was received into the export folder: wholly, or not at all.

        Raises:
            DataError: a file is an archive that cannot or may not be unpacked.
        """
        if self.export.exists():
            return
        beside = self.folder / "arranging"
        shutil.rmtree(beside, ignore_errors=True)
        beside.mkdir()
        allowance, received = Allowance(limits(self.home)), self.received()
        for path in received:
            _arrange(path, beside, allowance, is_alone=len(received) == 1)
        beside.rename(self.export)
        shutil.rmtree(self.folder / "received")

    def drop(self) -> None:
        """Delete it."""
        shutil.rmtree(self.folder, ignore_errors=True)


def harmless(client_name: str) -> str:
    """A client's file name as our own: no folder, no leading point, nothing a shell or a page could act on."""
    last = client_name.replace("\\", "/").rsplit("/", 1)[-1]
    return _NOT_KEPT.sub("_", last).lstrip(".")[-_LONGEST_NAME:] or "file"


def drop_old(home: Home, before: datetime) -> None:
    """Delete uploads that nobody has come back to since then."""
    for folder in (home.path / "uploads").glob("*"):
        if folder.stat().st_mtime < before.timestamp():
            Upload(home, folder.name).drop()


def _arrange(path: Path, export: Path, allowance: Allowance, is_alone: bool) -> None:
    name = path.name.partition("-")[2]
    if name.lower().endswith(".zip"):
        unpack(path, name, export if is_alone else _free(export, path, Path(name).stem), allowance)
        return
    if name.lower().endswith(ARCHIVES):
        raise DataError(f"{name} is an archive that is not unpacked here. Hand over its files, or pack them as a zip.")
    allowance.take_file(name)
    allowance.take_bytes(name, path.stat().st_size)
    if name.lower().endswith(".gz"):
        weigh_gzip(path, name, allowance)
    _free(export, path, name).hardlink_to(path)


def _free(export: Path, path: Path, name: str) -> Path:
    """A place of that name; where it is taken, in a folder of its own, as the name says what the file holds."""
    if not (export / name).exists():
        return export / name
    (export / path.name).mkdir()
    return export / path.name / name
