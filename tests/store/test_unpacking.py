"""What somebody hands over is unpacked wholly or not at all, and every refusal says what to do."""

import gzip
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from headway.errors import DataError
from headway.store.home import Home
from headway.store.unpacking import Allowance, Limits, limits, unpack
from headway.store.uploads import Upload, drop_old, harmless

LIMITS = Limits(packed_bytes=10**9, unpacked_bytes=30_000_000, files=50, times_smaller=200)


def zipped(path: Path, entries: dict[str, bytes], packing: int = ZIP_DEFLATED) -> Path:
    with ZipFile(path, "w", packing) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return path


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[Path], str]:
    """Unpack what has to be refused; the message, once it is sure that nothing of it remains."""

    def told(archive: Path) -> str:
        with pytest.raises(DataError) as fault:
            unpack(archive, "crm.zip", tmp_path / "out", Allowance(LIMITS))
        assert sorted(tmp_path.iterdir()) == [archive]
        return str(fault.value)

    return told


def test_an_export_is_unpacked_with_its_folders_and_without_what_a_mac_adds(tmp_path: Path) -> None:
    entries = {"crm/Account.csv": b"Id\n1\n", "__MACOSX/crm/._Account.csv": b"x", ".DS_Store": b"x", "crm/": b""}
    unpack(zipped(tmp_path / "a.zip", entries), "a.zip", tmp_path / "out", Allowance(LIMITS))
    files = [path for path in (tmp_path / "out").rglob("*") if path.is_file()]
    assert [(path.relative_to(tmp_path / "out").as_posix(), path.read_bytes()) for path in files] == [
        ("crm/Account.csv", b"Id\n1\n")
    ]


@pytest.mark.parametrize(
    "name",
    [
        "../Account.csv",
        "crm/../../Account.csv",
        "/etc/Account.csv",
        "C:\\Account.csv",
        "..\\Account.csv",
        "./Account.csv",
        "../.hidden",
        "Account\n.csv",
        "x" * 300,
        "/".join("d" * 25),
    ],
)
def test_a_name_that_leads_elsewhere_is_refused(tmp_path: Path, refused: Callable[[Path], str], name: str) -> None:
    told = refused(zipped(tmp_path / "a.zip", {"Contact.csv": b"Id\n", name: b"Id\n"}))
    assert "has a name that leads out of the folder or cannot be written" in told
    assert told.endswith("Pack the exported files again into one plain zip.")
    assert len(told) < 300


def test_a_link_is_refused(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    link = ZipInfo("Account.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert "'Account.csv' is a link or another special file" in refused(tmp_path / "a.zip")


def test_a_bomb_is_refused_by_its_ratio_before_it_is_unpacked(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    told = refused(zipped(tmp_path / "a.zip", {"Account.csv": bytes(20_000_000)}))
    assert "'Account.csv' in crm.zip is packed more than 200 times smaller than what it holds" in told


def test_a_bomb_of_many_overlapping_or_large_files_stops_at_the_total(
    tmp_path: Path, refused: Callable[[Path], str]
) -> None:
    entries = {f"{place}.csv": bytes(9_000_000) for place in range(4)}
    assert "holds more than 30 MB unpacked" in refused(zipped(tmp_path / "a.zip", entries, ZIP_STORED))


def test_a_size_that_lies_is_found_out(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    path = zipped(tmp_path / "a.zip", {"Account.csv": b"Id\n" * 100_000})
    content = path.read_bytes()
    path.write_bytes(content.replace((300_000).to_bytes(4, "little"), (3).to_bytes(4, "little")))
    assert "it is damaged" in refused(path)


def test_a_packed_file_inside_counts_with_what_it_holds(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    told = refused(zipped(tmp_path / "a.zip", {"day.jsonl.gz": gzip.compress(bytes(20_000_000))}))
    assert "'day.jsonl.gz' in crm.zip is packed more than 200 times smaller" in told


def test_a_packed_file_that_breaks_off_is_left_to_its_reader(tmp_path: Path) -> None:
    broken = gzip.compress(b'{"type": "page"}\n' * 9999)[:-20]
    unpack(zipped(tmp_path / "a.zip", {"day.jsonl.gz": broken}), "a.zip", tmp_path / "out", Allowance(LIMITS))
    assert (tmp_path / "out" / "day.jsonl.gz").read_bytes() == broken


def test_too_many_files_are_refused(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    told = refused(zipped(tmp_path / "a.zip", {f"{place}.csv": b"" for place in range(51)}))
    assert "more than 50 files" in told


@pytest.mark.parametrize("name", ["more.zip", "crm/MORE.ZIP", "a.tar.gz", "b.7z"])
def test_an_archive_within_the_archive_is_refused(tmp_path: Path, refused: Callable[[Path], str], name: str) -> None:
    assert f"'{name}' is an archive within the archive" in refused(zipped(tmp_path / "a.zip", {name: b"PK"}))


def test_a_locked_archive_is_refused(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    path = zipped(tmp_path / "a.zip", {"Account.csv": b"Id\n"})
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(content))
    assert "'Account.csv' is locked with a password" in refused(path)


def test_the_same_name_twice_is_refused(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    path = zipped(tmp_path / "a.zip", {"Account.csv": b"Id\n", "account.CSV": b"Id\n"})
    assert "'account.CSV' is there twice" in refused(path)


def test_a_file_that_is_also_a_folder_is_refused(tmp_path: Path, refused: Callable[[Path], str]) -> None:
    assert "both as a file and as a folder" in refused(zipped(tmp_path / "a.zip", {"a": b"", "a/b": b""}))


@pytest.mark.parametrize("cut", [10, 2000])
def test_what_is_no_zip_or_half_of_one_is_refused(tmp_path: Path, refused: Callable[[Path], str], cut: int) -> None:
    path = zipped(tmp_path / "a.zip", {"Account.csv": bytes(range(256)) * 16}, ZIP_STORED)
    path.write_bytes(path.read_bytes()[:cut])
    assert refused(path).startswith("crm.zip is no zip, or it is damaged")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Account.csv", "Account.csv"),
        ("../../etc/passwd", "passwd"),
        ("C:\\exports\\Account.csv", "Account.csv"),
        (".bashrc", "bashrc"),
        ("a b<script>.csv", "a_b_script_.csv"),
        ("..", "file"),
        ("", "file"),
        ("x" * 300 + ".csv", "x" * 96 + ".csv"),
    ],
)
def test_of_a_clients_file_name_only_what_is_harmless_is_kept(given: str, kept: str) -> None:
    assert harmless(given) == kept


def received(home: Home, files: dict[str, bytes]) -> Upload:
    upload = Upload(home, "one")
    for number, (name, content) in enumerate(files.items()):
        upload.place(number, name).write_bytes(content)
    return upload


def exported(upload: Upload) -> list[str]:
    return sorted(path.relative_to(upload.export).as_posix() for path in upload.export.rglob("*") if path.is_file())


def test_files_of_one_name_from_two_folders_are_both_kept(tmp_path: Path) -> None:
    upload = received(Home(tmp_path), {"2026-01/day.jsonl": b"1", "2026-02/day.jsonl": b"2"})
    upload.arrange()
    upload.arrange()
    assert exported(upload) == ["00001-day.jsonl/day.jsonl", "day.jsonl"]


def test_one_zip_is_the_export_and_several_keep_apart(tmp_path: Path) -> None:
    content = zipped(tmp_path / "z", {"Account.csv": b"Id\n"}).read_bytes()
    alone, several = (
        received(Home(tmp_path / "a"), {"WE_1.ZIP": content}),
        received(Home(tmp_path / "b"), {"WE_1.ZIP": content, "WE_2.ZIP": content}),
    )
    alone.arrange()
    several.arrange()
    assert exported(alone) == ["Account.csv"]
    assert exported(several) == ["WE_1/Account.csv", "WE_2/Account.csv"]


def test_an_archive_of_another_kind_is_refused_and_leaves_no_export(tmp_path: Path) -> None:
    upload = received(Home(tmp_path), {"Account.csv": b"Id\n", "more.tar.gz": b""})
    with pytest.raises(DataError, match=r"more\.tar\.gz is an archive that is not unpacked here"):
        upload.arrange()
    assert not upload.export.exists()


def test_limits_come_from_the_home(tmp_path: Path) -> None:
    (tmp_path / "headway.toml").write_text("[imports]\nupload_mb = 7\n", encoding="utf-8")
    assert limits(Home(tmp_path)).packed_bytes == 7_000_000


def test_old_uploads_go_and_fresh_ones_stay(tmp_path: Path) -> None:
    upload = received(Home(tmp_path), {"Account.csv": b""})
    os.utime(upload.folder, (86_400, 86_400))
    drop_old(Home(tmp_path), datetime(1970, 1, 1, tzinfo=UTC))
    assert upload.folder.exists()
    drop_old(Home(tmp_path), datetime(1970, 1, 3, tzinfo=UTC))
    assert not upload.folder.exists()
