"""A worker that is killed in the middle: its job is told as stopped, another worker comes up, and it is done again."""

import os
import re
import shutil
import signal
from pathlib import Path

import pytest
from django.core.management import call_command
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from served import Server, served, until

from headway.store.home import Home
from headway.web import jobs


def test_job_of_a_killed_worker_is_told_and_done_again_by_the_next(
    own_home: Path, exports: Path, tmp_path: Path
) -> None:
    (own_home / "exports").mkdir()  # the mark of a demo home, which is shown without a login
    packed = Path(shutil.make_archive(str(tmp_path / "export"), "zip", exports))
    home = Home(own_home)
    with served("demo-web", "--home", own_home) as server:
        until(lambda: _workers(server))
        (first,) = _workers(server)
        with home.writing():  # whoever imports waits here, in the middle of its work
            job = _imported(server, packed)
            os.kill(first, signal.SIGKILL)
            until(lambda: "It was stopped in the middle" in server.get(job)[1])
            until(lambda: _workers(server) not in ([], [first]))
            _press(server, job, "retry")
            until(lambda: _is_running(server, job))
        until(lambda: "Nothing new: all of it was known already" in server.get(job)[1])
        assert len(_workers(server)) == 1
    assert not any(Path(f"/proc/{pid}").exists() for pid in [first, *_workers(server)])


@pytest.mark.django_db(transaction=True)
def test_job_whose_worker_died_before_it_began_is_taken_up_by_the_next(shown: Home) -> None:
    job = jobs.begin_rebuild("olga@tarnbeck.example")
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING)  # claimed, and then nothing more
    call_command("work", batch=True, verbosity=0, startup_delay=False)
    job.refresh_from_db()
    assert job.state == "done"


def _workers(server: Server) -> list[int]:
    return server.children("django work")


def _token(server: Server, path: str) -> str:
    return re.findall(r'"X-CSRFToken": "(\w+)"', server.get(path)[1])[0]


def _imported(server: Server, packed: Path) -> str:
    """Hand an export over, confirm it, and return the job's page as soon as it runs."""
    token = {"csrfmiddlewaretoken": _token(server, "/imports/")}
    page = server.post("/imports/", {**token, "system": ""}, packed)[1]
    job = re.findall(r"(/imports/[0-9a-f-]{36}/)", page)[0]
    until(lambda: "confirm/" in server.get(job)[1])
    _press(server, job, "confirm")
    until(lambda: _is_running(server, job))
    return job


def _press(server: Server, job: str, button: str) -> None:
    status, _page = server.post(f"{job}{button}/", {"csrfmiddlewaretoken": _token(server, job)})
    assert status == 200


def _is_running(server: Server, job: str) -> bool:
    page = server.get(job)[1]
    return "hx-trigger" in page and "Waiting for the worker." not in page
