"""Export folders written by a test, and what a connector makes of them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pytest

from headway.connect import connectors
from headway.sources import arrow_schema

Files = Mapping[str, str | bytes]


@dataclass
class Reading:
    """What a connector read of a folder."""

    parts: list[tuple[str, pa.Table]] = field(default_factory=list)
    progress: list[tuple[int, int]] = field(default_factory=list)

    def table(self, name: str) -> pa.Table:
        """All rows of a landed table."""
        schema = arrow_schema(name)
        return pa.concat_tables([schema.empty_table(), *(part for table, part in self.parts if table == name)])

    def rows(self, name: str, *columns: str) -> list[tuple]:
        """Some columns of a landed table, times as text."""
        table = self.table(name).select(columns)
        return [tuple(str(v) if hasattr(v, "isoformat") else v for v in row.values()) for row in table.to_pylist()]

    def told(self) -> list[tuple]:
        """File, line and reason of every issue."""
        return self.rows("data_issues", "file", "line", "reason")

    def landed(self) -> int:
        """Rows that landed in any table."""
        return sum(part.num_rows for name, part in self.parts if name != "data_issues")

    def left_out(self) -> int:
        """Rows that did not land and were told of."""
        return sum(reason.startswith("row left out: ") for _, _, reason in self.told())


def write(folder: Path, files: Files) -> Path:
    """Write the files into the folder, also into folders within it."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


@pytest.fixture(scope="session")
def read() -> Callable[[str, Files], Reading]:
    """Read files with a connector, as from a folder of an export."""

    def read_files(connector: str, files: Files) -> Reading:
        reading = Reading()
        with TemporaryDirectory() as folder:
            told = connectors()[connector].read(write(Path(folder), files), lambda *seen: reading.progress.append(seen))
            reading.parts.extend(told)
        return reading

    return read_files


@pytest.fixture
def folder_of(tmp_path: Path) -> Callable[[Files], Path]:
    """A folder with these files."""
    return lambda files: write(tmp_path, files)


@pytest.fixture(scope="session")
def sheet() -> Callable[..., str]:
    """A CSV file of columns written as `name | first row | second row`."""

    def csv_of(*columns: str) -> str:
        rows = zip(*([cell.strip() for cell in column.split("|")] for column in columns), strict=True)
        return "".join(",".join(row) + "\n" for row in rows)

    return csv_of
