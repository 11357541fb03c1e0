"""A home: one folder with everything Headway knows of one company."""

import json
import os
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from fcntl import LOCK_EX, LOCK_SH, LOCK_UN, flock
from functools import cached_property
from pathlib import Path
from typing import Any

from headway.errors import NotBuilt, SettingsError
from headway.store.lake import Lake


@dataclass(frozen=True)
class Build:
    """One whole set of tables as of one moment: which version of each table belongs together.

    `id` names the content: the same landed rows, moment, settings and code give the same id.
    """

    id: str
    moment: datetime
    is_published: bool
    versions: dict[str, int]
    digests: dict[str, list[str]]

    def text(self) -> str:
        """The build as the pin file holds it."""
        return json.dumps({**self.__dict__, "moment": self.moment.isoformat()}, indent=1, sort_keys=True)

    @classmethod
    def read(cls, path: Path) -> "Build":
        """Read a pin file back."""
        told = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**told, "moment": datetime.fromisoformat(told["moment"])})


@dataclass(frozen=True)
class Home:
    """A company's folder: `lake/` (landed and built tables), `builds/`, `current`, `headway.toml`, `pages.csv`."""

    path: Path

    @cached_property
    def lake(self) -> Lake:
        """The Delta tables of this home."""
        return Lake(self.path / "lake")

    @property
    def current(self) -> Build:
        """The build everybody reads."""
        if not (self.path / "current").exists():
            raise NotBuilt(
                f"Nothing is built in {self.path}. Run: headway build --home {self.path} --from salesforce=DIR"
            )
        return Build.read(self.path / "current")

    def builds(self) -> list[Build]:
        """Every build that can still be read, oldest file first."""
        pins = sorted((self.path / "builds").glob("*.json"), key=lambda pin: (pin.stat().st_mtime_ns, pin.name))
        return [Build.read(pin) for pin in pins]

    def pin(self, build: Build) -> None:
        """Keep a build readable; a published one becomes the current one in one step."""
        replaced(self.path / "builds" / f"{build.id}.json", build.text())
        if build.is_published:
            replaced(self.path / "current", build.text())

    def unpin(self, builds: list[Build]) -> None:
        """Forget builds; their files stay until the lake forgets them too."""
        for build in builds:
            (self.path / "builds" / f"{build.id}.json").unlink(missing_ok=True)

    def settings(self) -> dict[str, Any]:
        """What `headway.toml` says, by dotted name."""
        path = self.path / "headway.toml"
        if not path.exists():
            return {}
        try:
            return dict(_dotted(tomllib.loads(path.read_text(encoding="utf-8"))))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
            raise SettingsError(f"{path} cannot be read: {fault}. Mend that line and build again.") from fault

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Let one writer in at a time; readers are never kept waiting."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".lock").open("w") as lock:
            flock(lock, LOCK_EX)
            try:
                yield
            finally:
                flock(lock, LOCK_UN)

    @contextmanager
    def telling(self, alone: bool = False) -> Iterator[None]:
        """Hold while something is told: many tell at once, and nobody while a table is rewritten (`alone`)."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / ".telling").open("w") as lock:
            flock(lock, LOCK_EX if alone else LOCK_SH)
            try:
                yield
            finally:
                flock(lock, LOCK_UN)


def replaced(path: Path, text: str) -> None:
    """Write beside and swap, so that a reader sees the old file or the new one, never a part."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _dotted(tree: dict[str, Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _dotted(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
