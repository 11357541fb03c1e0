"""One CSV file of any kind, column by column, as it stands."""

from pathlib import Path

import pyarrow as pa

from headway.connect.files import DamagedError, lines
from headway.connect.rows import LONGEST_LINE, CsvRows, Row
from headway.errors import DataError


def columns(path: Path) -> tuple[pa.Table, int]:
    """The file's rows as text, an empty cell as null, and how many rows could not be read.

    Raises:
        DataError: there is no such file, it breaks off, or it has no header.
    """
    if not path.is_file():
        raise DataError(f"{path} is no file. Name a CSV file with a header.")
    try:
        found = list(CsvRows(lines(path, LONGEST_LINE)))
    except DamagedError as fault:
        raise DataError(f"{path} {fault} after line {fault.last_line}. Export it again.") from fault
    header = found[0] if found else None
    if not isinstance(header, Row):
        raise DataError(f"{path} has no header. Write the names of the columns into its first line.")
    whole = [row.cells for row in found[1:] if isinstance(row, Row) and len(row.cells) == len(header.cells)]
    told = {
        name: pa.array([cells[place] or None for cells in whole], pa.string())
        for place, name in enumerate(header.cells)
    }
    return pa.table(told), len(found) - 1 - len(whole)
