"""The tables of a home on disk: each a Delta table, read by any engine as Parquet."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pyarrow as pa
from deltalake import DeltaTable, WriterProperties, write_deltalake

# Readers of one account skip groups of rows that cannot hold it: tables are written sorted, in groups this long, which
# is what an engine reads at once.
IN_GROUPS = WriterProperties(max_row_group_size=4_096, compression="SNAPPY")
BUCKET = "/bucket="


@dataclass(frozen=True)
class Lake:
    """A folder of Delta tables."""

    root: Path

    def _where(self, name: str) -> str:
        return str(self.root / name)

    def has(self, name: str) -> bool:
        """Whether the table has ever been written."""
        return bool(DeltaTable.is_deltatable(self._where(name)))

    def version(self, name: str) -> int | None:
        """The newest version of a table; None where there is none."""
        return int(DeltaTable(self._where(name)).version()) if self.has(name) else None

    def names(self, below: str) -> list[str]:
        """The tables in a folder of the lake."""
        return sorted(f"{below}/{p.name}" for p in (self.root / below).glob("*") if self.has(f"{below}/{p.name}"))

    def files(self, name: str, version: int | None = None) -> list[str]:
        """The Parquet files of one version: what every engine reads."""
        return list(DeltaTable(self._where(name), version=version).file_uris())

    def buckets(self, name: str, version: int | None = None) -> dict[int, list[str]]:
        """The files of one version by the bucket of accounts that each holds; none where it is not split so.

        Rows without an account lie in no bucket.
        """
        found: dict[int, list[str]] = {}
        for file in self.files(name, version):
            bucket = file.rpartition(BUCKET)[2].partition("/")[0]
            if bucket.isdecimal():
                found.setdefault(int(bucket), []).append(file)
        return found

    def firsts(self, name: str, version: int | None, column: str) -> dict[int, str]:
        """The lowest value of a column in a file of each bucket, as the table's log says it."""
        told = pa.table(DeltaTable(self._where(name), version=version).get_add_actions(flatten=True))
        both = zip(told["partition.bucket"].to_pylist(), told[f"min.{column}"].to_pylist(), strict=True)
        return {bucket: lowest for bucket, lowest in both if bucket is not None and lowest is not None}

    def empty(self, name: str, version: int | None = None) -> pa.Table:
        """A table without rows, of one version's columns."""
        return pa.schema(DeltaTable(self._where(name), version=version).schema().to_arrow()).empty_table()

    def append(self, name: str, rows: pa.Table | pa.RecordBatchReader, by: str | None = None) -> int:
        """Add rows in one commit; `by` names the column that splits them into folders."""
        # An older home gains the columns that have come since.
        merge = "merge" if self.has(name) else None
        write_deltalake(self._where(name), rows, mode="append", schema_mode=merge, partition_by=[by] if by else None)
        return int(DeltaTable(self._where(name)).version())

    def overwrite(self, name: str, rows: pa.Table | pa.RecordBatchReader, by: str | None = None) -> int:
        """Write a whole table as a new version; earlier versions stay readable."""
        write_deltalake(
            self._where(name),
            rows,
            mode="overwrite",
            schema_mode="overwrite",
            partition_by=[by] if by else None,
            writer_properties=IN_GROUPS,
        )
        return int(DeltaTable(self._where(name)).version())

    def overwrite_buckets(self, name: str, rows: pa.Table | pa.RecordBatchReader, buckets: list[int]) -> int:
        """Write only some buckets of a table as a new version; the others are shared with the version before."""
        chosen = ", ".join(str(bucket) for bucket in buckets)
        where, only = self._where(name), f"bucket IN ({chosen})"
        write_deltalake(where, rows, mode="overwrite", predicate=only, writer_properties=IN_GROUPS)
        return int(DeltaTable(self._where(name)).version())

    def overwrite_days(self, name: str, rows: pa.RecordBatchReader, days: list[str]) -> int:
        """Write only some days of a table of events as a new version."""
        chosen = ", ".join(f"'{day}'" for day in days)
        write_deltalake(self._where(name), rows, mode="overwrite", predicate=f"day IN ({chosen})")
        return int(DeltaTable(self._where(name)).version())

    def drop_days(self, name: str, before: str) -> bool:
        """Delete the days of a table of events before one, for good; whether there were any."""
        table = DeltaTable(self._where(name))
        were_any = any(day < before for day in self._days(table))
        if were_any:
            table.delete(f"day < '{before}'")
        self.keep_newest(name)  # also what a process that was killed in between has left
        return were_any

    def _days(self, table: DeltaTable) -> list[str]:
        return [part["day"] for part in table.partitions()]

    def folders(self, below: str) -> list[str]:
        """The folders in a folder of the lake, whether or not a table was ever finished in them."""
        return sorted(f"{below}/{path.name}" for path in (self.root / below).glob("*") if path.is_dir())

    def drop(self, name: str) -> None:
        """Delete a table with all its versions."""
        shutil.rmtree(self.root / name)

    def keep_newest(self, name: str) -> None:
        """Delete every file and every entry of the log that the newest version does not need, at once.

        The log goes too, for it says the least and the greatest value of each column of each file. Nothing is
        committed, so the newest version keeps its number; killed in the middle, the table is whole and can be read.
        """
        table, root = DeltaTable(self._where(name)), self.root / name
        table.create_checkpoint()
        needed = {Path(unquote(urlsplit(uri).path)) for uri in table.file_uris()}
        log, newest = root / "_delta_log", f"{table.version():020}"
        for path in sorted(log.iterdir()):
            if path.name != "_last_checkpoint" and not path.name.startswith(newest):
                path.unlink()
        for path in root.rglob("*"):
            if path.is_file() and log not in path.parents and path not in needed:
                path.unlink()

    def forget(self, name: str, keep: list[int]) -> None:
        """Delete files that none of the kept versions, nor the newest, needs."""
        table = DeltaTable(self._where(name))
        table.vacuum(
            retention_hours=0,
            dry_run=False,
            enforce_retention_duration=False,
            keep_versions=sorted({*keep, table.version()}),
        )
