"""Work that no web process does: looking at an export, importing it, building the tables again.

A page puts a `Job` down and hands its id to the worker; the worker notes on the same row how far it is. A job is only
ever run by whoever claims it first, and a lock that dies with its process tells whether somebody is still at it.
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.utils.translation import gettext as _
from django_tasks import task

from headway.asking.imports import recognition
from headway.connect import Landed, connectors
from headway.errors import HeadwayError
from headway.store.builds import build
from headway.store.landing import land
from headway.store.steps import STEPS
from headway.store.uploads import Upload, drop_old
from headway.store.working import is_working, working
from headway.web.models import Job
from headway.web.reading import home

# Django ships no types.
Work: Any = Job.Work
State: Any = Job.State
_NOTED_EVERY_SECONDS = 0.5
_UPLOADS_KEPT = timedelta(days=7)
# The build tells of each step, and of cutting the sources before and writing the tables after them.
_STEPS = len(STEPS) + 2


class Cancelled(Exception):
    """The person who began the work has called it off."""


def upload_of(job: Job) -> Upload:
    """What was handed over for a job."""
    return Upload(home(), str(job.id))


def begin(job: Job, work: str) -> Job:
    """Hand a job to the worker."""
    job.work, job.state = work, State.WAITING
    job.step = job.message = ""
    job.done = job.total = 0
    job.wants_cancel, job.is_cancellable = False, True
    job.save()
    do.enqueue(str(job.id))
    return job


def begin_import(job: Job) -> Job:
    """Let the worker look at what was handed over, and make room first: nobody comes back to old uploads."""
    drop_old(home(), datetime.now(UTC) - _UPLOADS_KEPT)
    return begin(job, Work.LOOK)


def begin_rebuild(who: str) -> Job:
    """Let the worker build again; where that is already asked for, the same job."""
    waiting = Job.objects.filter(work=Work.REBUILD, state=State.WAITING).first()
    return waiting or begin(Job(who=who), Work.REBUILD)


def confirm(job: Job) -> None:
    """Import what was looked at; a second press of the button does nothing."""
    if Job.objects.filter(pk=job.pk, state=State.LOOKED).update(state=State.WAITING):
        begin(job, Work.LAND)


def retry(job: Job) -> None:
    """Do a job again that failed or was stopped: what has landed lands no second time."""
    if job.is_worth_a_retry and Job.objects.filter(pk=job.pk, state=job.state).update(state=State.WAITING):
        begin(job, job.work)


def cancel(job: Job) -> None:
    """Call a job off: at once if nobody works on it, else as soon as the worker looks up."""
    idle = Job.objects.filter(pk=job.pk).exclude(state__in=(State.RUNNING, State.DONE))
    if idle.update(state=State.CANCELLED):
        upload_of(job).drop()
    Job.objects.filter(pk=job.pk, is_cancellable=True).update(wants_cancel=True)


def hand_over_again() -> None:
    """Hand over every job that waits: whoever was to do it may have died. Twice handed over is done once."""
    for job_id in Job.objects.filter(state=State.WAITING).values_list("pk", flat=True):
        do.enqueue(str(job_id))


def followed(job: Job) -> Job:
    """The job as it is now: one whose worker has died is stopped."""
    if job.state == State.RUNNING and not is_working(home(), str(job.id)):
        Job.objects.filter(pk=job.pk, state=State.RUNNING).update(state=State.STOPPED)
        job.refresh_from_db()
    return job


@task()
def do(job_id: str) -> None:
    """Do a job that waits; one that somebody else has begun, or called off, is left alone."""
    with working(home(), job_id):
        if not Job.objects.filter(pk=job_id, state=State.WAITING).update(state=State.RUNNING):
            return
        job = Job.objects.get(pk=job_id)
        try:
            _WORKERS[job.work](job)
        except Cancelled:
            _end(job, State.CANCELLED)
        except HeadwayError as fault:
            _end(job, State.FAILED, str(fault))
        except Exception:
            _end(job, State.FAILED, _("Something broke that is not your fault; the worker's log says what. Try again."))
            raise


def _look(job: Job) -> None:
    upload_of(job).arrange()
    job.found = recognition(upload_of(job).export, job.system)
    job.save(update_fields=["found"])
    _refuse_cancelled(job)
    _end(job, State.LOOKED)


def _land(job: Job) -> None:
    with home().writing():
        landed = land(home(), _rows(job), lambda table, _rows: _note(job, table))
    counted = [name for name in landed.rows if name != "data_issues"]
    job.rows, job.new_rows = (sum(counts[name] for name in counted) for counts in (landed.rows, landed.new))
    job.save(update_fields=["rows", "new_rows"])
    _build(job)


def _rows(job: Job) -> Iterator[Landed]:
    """The rows of every system found, in one go: until the last is read nothing lands, and all can be called off."""
    before, total = 0, sum(found["size_bytes"] for found in job.found)
    for found in job.found:
        noted = _rarely(partial(_note_reading, job, before, total))
        yield from connectors()[found["system"]].read(upload_of(job).export, noted)
        before += found["size_bytes"]
    _refuse_cancelled(job)


def _build(job: Job) -> None:
    _refuse_cancelled(job)
    steps = iter(range(1, _STEPS + 1))
    build(home(), None, lambda step: _note(job, step, next(steps, _STEPS), _STEPS))
    _end(job, State.DONE)


_WORKERS: dict[str, Callable[[Job], None]] = {Work.LOOK: _look, Work.LAND: _land, Work.REBUILD: _build}


def _rarely(note: Callable[[int, int], None]) -> Callable[[int, int], None]:
    """The same, but not more often than a person can read."""
    last = 0.0

    def noted(done: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last > _NOTED_EVERY_SECONDS:
            last = time.monotonic()
            note(done, total)

    return noted


def _note(job: Job, step: str, done: int = 0, total: int = 0) -> None:
    Job.objects.filter(pk=job.pk).update(step=step, done=done, total=total, changed_at=datetime.now(UTC))


def _note_reading(job: Job, before: int, total: int, done: int, _of_this_system: int) -> None:
    if Job.objects.filter(pk=job.pk, wants_cancel=True).exists():
        raise Cancelled
    _note(job, "reading", before + done, total)


def _refuse_cancelled(job: Job) -> None:
    """Pass the point of no return, unless the person was faster."""
    if not Job.objects.filter(pk=job.pk, wants_cancel=False).update(is_cancellable=False):
        raise Cancelled


def _end(job: Job, state: str, message: str = "") -> None:
    """Note how it ended; an upload stays only where somebody may come back to it."""
    stays = state == State.LOOKED or (state == State.FAILED and job.work == Work.LAND)
    if job.work != Work.REBUILD and not stays:
        upload_of(job).drop()
    Job.objects.filter(pk=job.pk).update(state=state, message=message, changed_at=datetime.now(UTC))
