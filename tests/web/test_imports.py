"""An export handed over in the browser: looked at, confirmed, imported by the worker, and Monday has lines."""

import io
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client

from headway.store.home import Home
from headway.store.working import working
from headway.web import jobs
from headway.web.models import Job

pytestmark = pytest.mark.django_db(transaction=True)
ALL = ("salesforce", "segment")


def packed(exports: Path, systems: tuple[str, ...] = ALL) -> bytes:
    """The exports as one zip, as somebody would pack the folder."""
    into = io.BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        for path in sorted(path for system in systems for path in (exports / system).rglob("*") if path.is_file()):
            archive.write(path, path.relative_to(exports).as_posix())
    return into.getvalue()


def bomb() -> bytes:
    into = io.BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as archive:
        archive.writestr("Account.csv", bytes(30_000_000))
    return into.getvalue()


def archive_of(name: str, mode: int = 0) -> bytes:
    into, entry = io.BytesIO(), ZipInfo(name)
    entry.external_attr = mode << 16
    with ZipFile(into, "w") as archive:
        archive.writestr(entry, b"Id,Name\n")
    return into.getvalue()


@pytest.fixture
def empty_home(shown: Home, tmp_path: Path, settings: object) -> Home:
    """A home in which nothing has landed."""
    settings.HEADWAY_HOME = tmp_path / "empty"
    settings.HEADWAY_HOME.mkdir()
    return Home(settings.HEADWAY_HOME)


@pytest.fixture
def operations(sign_in: Callable[..., Client]) -> Client:
    """Somebody of operations."""
    return sign_in("operations", "olga@tarnbeck.example")


def work() -> None:
    """Let the real worker do what waits, in this process."""
    call_command("db_worker", batch=True, verbosity=0, startup_delay=False)


def handed_over(client: Client, content: bytes, name: str = "export.zip", system: str = "") -> Job:
    """Hand a file over and let the worker look at it."""
    answer = client.post("/imports/", {"system": system, "files": SimpleUploadedFile(name, content)})
    assert answer.status_code == 302, answer.content.decode()
    work()
    return Job.objects.get(pk=answer["Location"].split("/")[2])


def imported(client: Client, content: bytes) -> Job:
    job = handed_over(client, content)
    assert client.post(f"/imports/{job.pk}/confirm/").status_code == 302
    work()
    job.refresh_from_db()
    return job


def page(client: Client, job: Job) -> str:
    return client.get(f"/imports/{job.pk}/").content.decode()


def uploads(home: Home) -> list[Path]:
    return list((home.path / "uploads").glob("*"))


@pytest.fixture
def damaged(exports: Path, tmp_path: Path) -> tuple[Path, str]:
    """The exports with one packed day that breaks off, as after a download that failed; and that day's name."""
    cut = Path(shutil.copytree(exports, tmp_path / "cut"))
    day = max((cut / "segment").glob("*.gz"), key=lambda path: path.stat().st_size)
    day.write_bytes(day.read_bytes()[:-30])
    return cut, day.name


def test_the_first_export_becomes_a_list_on_monday_and_tells_what_it_lost(
    empty_home: Home, operations: Client, damaged: tuple[Path, str]
) -> None:
    job = handed_over(operations, packed(damaged[0]))
    assert [found["system"] for found in job.found] == ["salesforce", "segment"]
    shown = page(operations, job)
    assert "These are exports of 2 systems" in shown
    assert "crm_accounts" in shown
    assert "web_events" in shown
    assert not list(empty_home.lake.names("landed"))

    operations.post(f"/imports/{job.pk}/confirm/")
    work()
    job.refresh_from_db()
    assert (job.state, job.rows, job.message) == ("done", job.new_rows, "")
    assert "new rows are in" in page(operations, job)
    assert 'class="line"' in operations.get("/").content.decode()
    assert uploads(empty_home) == []
    told = operations.get("/data/").content.decode()
    assert "it ends early after this line" in told
    assert damaged[1] in told


def test_the_same_export_twice_changes_nothing(shown: Home, operations: Client, exports: Path) -> None:
    before = shown.current
    job = imported(operations, packed(exports))
    assert (job.state, job.new_rows) == ("done", 0)
    assert job.rows > 1000
    assert "Nothing new: all of it was known already" in page(operations, job)
    after = shown.current
    assert (after.moment, after.versions, after.digests) == (before.moment, before.versions, before.digests)


def test_single_files_are_taken_as_they_are_and_their_folders_are_not_believed(
    empty_home: Home, operations: Client, exports: Path
) -> None:
    content = (exports / "salesforce" / "Account.csv").read_bytes()
    job = handed_over(operations, content, "../../../Account.csv", "salesforce")
    assert [kind["file"] for kind in job.found[0]["kinds"]] == ["Account.csv"]
    assert [path.name for path in uploads(empty_home)] == [str(job.pk)]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("bomb.zip", bomb(), "packed more than 200 times smaller"),
        ("a.zip", archive_of("../../Account.csv"), "a name that leads out of the folder"),
        ("a.zip", archive_of("Account.csv", stat.S_IFLNK | 0o777), "a link or another special file"),
        ("a.zip", b"Id,Name\n1,Tarn\n", "a.zip is no zip, or it is damaged"),
        ("a.7z", b"7z", "a.7z is an archive that is not unpacked here"),
        ("notes.txt", b"hello", "What you handed over holds nothing that Headway can read: found notes.txt"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_stays(
    empty_home: Home, operations: Client, name: str, content: bytes, says: str
) -> None:
    job = handed_over(operations, content, name)
    assert job.state == "failed"
    assert says in job.message
    assert str(empty_home.path) not in job.message
    assert "Hand over another export" in page(operations, job)
    assert uploads(empty_home) == []


@pytest.mark.usefixtures("empty_home")
def test_the_wrong_system_is_told(operations: Client, exports: Path) -> None:
    job = handed_over(operations, packed(exports, ("segment",)), system="salesforce")
    assert job.message == (
        "This is no export of Salesforce: it looks like one of Segment. Choose that system, or another export."
    )


def test_an_upload_that_is_too_large_is_refused_and_leaves_nothing(empty_home: Home, operations: Client) -> None:
    (empty_home.path / "headway.toml").write_text("[imports]\nupload_mb = 1\n", encoding="utf-8")
    over = SimpleUploadedFile("a.zip", bytes(1_500_000))
    answer = operations.post("/imports/", {"files": over})
    assert answer.status_code == 422
    assert "This is more than 1 MB" in answer.content.decode()
    assert (uploads(empty_home), Job.objects.count()) == ([], 0)
    huge = operations.post("/imports/", {"files": SimpleUploadedFile("a.zip", bytes(2_500_000))})
    assert "This is more than 1 MB" in huge.content.decode()


@pytest.mark.usefixtures("empty_home")
def test_no_file_is_told(operations: Client) -> None:
    answer = operations.post("/imports/", {"system": "salesforce"})
    assert "No file was handed over" in answer.content.decode()


def test_the_upload_needs_the_forms_token(empty_home: Home, operations: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = operations.cookies
    answer = strict.post("/imports/", {"files": SimpleUploadedFile("a.zip", b"PK")})
    assert answer.status_code == 403
    assert (uploads(empty_home), Job.objects.count()) == ([], 0)
    token = strict.get("/imports/").context["csrf_token"]
    answer = strict.post("/imports/", {"csrfmiddlewaretoken": str(token), "files": SimpleUploadedFile("a.zip", b"PK")})
    assert answer.status_code == 302


@pytest.mark.parametrize("role", ["leader", "seller", "reader"])
@pytest.mark.usefixtures("empty_home")
def test_only_operations_import(operations: Client, sign_in: Callable[..., Client], exports: Path, role: str) -> None:
    job = handed_over(operations, packed(exports, ("salesforce",)))
    other = sign_in(role)
    asked = [other.get("/imports/"), other.post("/imports/", {"files": SimpleUploadedFile("a.zip", b"PK")})]
    asked += [other.post(f"/imports/{job.pk}/{act}/") for act in ("confirm", "retry", "cancel")]
    asked.append(other.get(f"/imports/{job.pk}/"))
    assert {answer.status_code for answer in asked} <= {403, 404}
    job.refresh_from_db()
    assert job.state == "looked"


def test_an_import_can_be_left_before_it_begins(empty_home: Home, operations: Client, exports: Path) -> None:
    job = handed_over(operations, packed(exports, ("salesforce",)))
    operations.post(f"/imports/{job.pk}/cancel/")
    operations.post(f"/imports/{job.pk}/confirm/")
    work()
    job.refresh_from_db()
    assert (job.state, uploads(empty_home), empty_home.lake.names("landed")) == ("cancelled", [], [])


def test_a_cancel_while_reading_lands_nothing(
    empty_home: Home, operations: Client, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jobs, "_NOTED_EVERY_SECONDS", 0)
    noted = jobs._note

    def cancelled(job: Job, step: str, done: int = 0, total: int = 0) -> None:
        noted(job, step, done, total)
        jobs.cancel(job)

    monkeypatch.setattr(jobs, "_note", cancelled)
    job = imported(operations, packed(exports))
    assert (job.state, uploads(empty_home), empty_home.lake.names("landed")) == ("cancelled", [], [])
    assert "Nothing was imported" in page(operations, job)


@pytest.fixture
def no_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare the build where it is not what is shown."""
    monkeypatch.setattr(jobs, "build", lambda *_: None)


@pytest.mark.usefixtures("no_build")
def test_a_job_whose_worker_died_is_stopped_and_can_be_tried_again(
    empty_home: Home, operations: Client, exports: Path
) -> None:
    job = handed_over(operations, packed(exports))
    Job.objects.filter(pk=job.pk).update(state="running", work="land")
    with working(empty_home, str(job.pk)):
        assert "Try again" not in page(operations, job)
    assert "It was stopped in the middle" in page(operations, job)
    operations.post(f"/imports/{job.pk}/retry/")
    work()
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.usefixtures("empty_home", "no_build")
def test_a_second_worker_or_press_does_no_work_twice(operations: Client, exports: Path) -> None:
    job = handed_over(operations, packed(exports))
    for _ in range(2):
        operations.post(f"/imports/{job.pk}/confirm/")
    jobs.do.enqueue(str(job.pk))
    work()
    job.refresh_from_db()
    assert (job.state, job.rows) == ("done", job.new_rows)


@pytest.mark.usefixtures("empty_home", "no_build")
def test_a_fault_of_ours_is_told_and_can_be_tried_again(
    operations: Client, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = handed_over(operations, packed(exports, ("salesforce",)))
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "land", lambda *_: 1 / 0)
        operations.post(f"/imports/{job.pk}/confirm/")
        work()
    assert "Something broke that is not your fault" in page(operations, job)
    operations.post(f"/imports/{job.pk}/retry/")
    work()
    job.refresh_from_db()
    assert job.state == "done"


@pytest.mark.usefixtures("empty_home")
def test_htmx_gets_the_part_that_changes(operations: Client, exports: Path) -> None:
    job = handed_over(operations, packed(exports, ("salesforce",)))
    part = operations.get(f"/imports/{job.pk}/", headers={"HX-Request": "true"})
    assert part.content.decode().lstrip().startswith('<div id="job"')
    assert "HX-Request" in part["Vary"]
