"""Handing over an export, and following the work on it."""

from collections.abc import Callable
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from headway.asking.imports import systems
from headway.errors import DataError
from headway.store.unpacking import limits
from headway.web import jobs
from headway.web.imports.receiving import received
from headway.web.models import Job
from headway.web.reading import home
from headway.web.rights import seen_by

JOBS_SHOWN = 10


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the token is checked once the upload has a place: `receiving.received`
@seen_by("operations")
def imports(request: HttpRequest) -> HttpResponse:
    """The form, and what was imported before; a posted form hands over an export."""
    if request.method != "POST":
        return _form(request)
    begun = Job(work=Job.Work.LOOK, who=request.viewer.email)
    try:
        return received(request, jobs.upload_of(begun), lambda checked: _begun(checked, begun))
    except DataError as fault:
        return _form(request, str(fault))
    finally:
        if begun._state.adding:  # noqa: SLF001 -- Django's documented way to ask whether a row was saved
            jobs.upload_of(begun).drop()


def _begun(request: HttpRequest, begun: Job) -> HttpResponse:
    chosen = request.POST.get("system", "")
    begun.system = chosen if chosen in systems() else ""
    job_page = resolve_url("import", jobs.begin_import(begun).pk)
    return HttpResponseClientRedirect(job_page) if request.htmx else redirect(job_page)


def _form(request: HttpRequest, fault: str = "") -> HttpResponse:
    past = [jobs.followed(each) for each in Job.objects.all()[:JOBS_SHOWN]]
    told = {"systems": systems(), "most_mb": limits(home()).packed_bytes // 1_000_000, "jobs": past, "fault": fault}
    return render(request, "imports/imports.html", told, status=422 if fault else 200)


@require_safe
@seen_by("leader", "operations")
def job(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """One piece of work: what was found, how far it is, how it ended; the part that changes alone where htmx asks."""
    page = "imports/_job.html" if request.htmx else "imports/job.html"
    answer = render(request, page, {"job": jobs.followed(_seen(request, job_id))})
    patch_vary_headers(answer, ["HX-Request"])
    answer["Cache-Control"] = "no-store"
    return answer


def _seen(request: HttpRequest, job_id: UUID) -> Job:
    """A job the viewer may see: a leader only the building that this leader asked for."""
    found = Job.objects.filter(pk=job_id).first()
    if not found or not (request.viewer.may_import or found.who == request.viewer.email):
        raise Http404
    return found


def _changed(request: HttpRequest, job_id: UUID, change: Callable[[Job], None]) -> HttpResponse:
    change(_seen(request, job_id))
    return redirect("import", job_id)


@require_POST
@seen_by("operations")
def confirm(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Import what was found."""
    return _changed(request, job_id, jobs.confirm)


@require_POST
@seen_by("leader", "operations")
def retry(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Do it again."""
    return _changed(request, job_id, jobs.retry)


@require_POST
@seen_by("leader", "operations")
def cancel(request: HttpRequest, job_id: UUID) -> HttpResponse:
    """Call it off."""
    return _changed(request, job_id, jobs.cancel)
