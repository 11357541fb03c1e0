"""What is known from where, and the one thing people say of it: which buying job a page serves."""

import csv
from datetime import UTC, datetime
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking import mapping as asked_mapping
from headway.asking import pages as asked
from headway.asking import persons
from headway.asking.data import data as asked_data
from headway.asking.data import issue_lines
from headway.sources.topics import PLACES
from headway.web import jobs
from headway.web.reading import home, opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


class Echo:
    """Hands on each line that a writer writes."""

    def write(self, line: str) -> str:
        """The line."""
        return line


@require_safe
@seen_by()
def data(request: HttpRequest) -> HttpResponse:
    """Sources, claims, builds and issues."""
    now = datetime.now(UTC).replace(tzinfo=None)
    return render(request, "data/data.html", {"data": asked_data(opened(request), request.viewer, now)})


@require_safe
@seen_by()
def issues(request: HttpRequest) -> StreamingHttpResponse:
    """Every row that could not be used, as a file; read from the build as it is sent, whatever its length."""
    lines = map(csv.writer(Echo()).writerow, issue_lines(opened(request), request.viewer))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="data-issues.csv"'
    return answer


@require_POST
@seen_by("leader", "operations")
def rebuild(request: HttpRequest) -> HttpResponse:
    """Let the worker build again."""
    return redirect("import", jobs.begin_rebuild(request.viewer.email).pk)


@require_safe
@seen_by()
def pages(request: HttpRequest) -> HttpResponse:
    """Which job each page serves."""
    wanted = asked.Wanted.of(request.GET)
    told = {
        "pages": asked.pages(opened(request), wanted),
        "wanted": wanted,
        "words": urlencode({name: value for name, value in (("only", wanted.only), ("q", wanted.q)) if value}),
        "places": PLACES,
        "may_place": request.viewer.role in place.roles,
    }
    return render(request, "data/pages.html", told)


@require_POST
@seen_by("leader", "operations")
def place(request: HttpRequest) -> HttpResponse:
    """Say which job a page serves."""
    page, job = request.POST.get("page", ""), request.POST.get("job", "")
    undo = asked.place(opened(request), request.viewer, page, job)
    tell(request, _("%(page)s counts as you said from the next build.") % {"page": page}, undo)
    return back(request)


@require_safe
@seen_by("operations")
def person(request: HttpRequest) -> HttpResponse:
    """What is held of one person of the customers' side, for whoever asks what is known of them."""
    told = persons.asked(home(), request.GET.get("who", ""))
    return render(request, "data/person.html", {"asked": told})


@require_safe
@seen_by("operations")
def export_person(request: HttpRequest) -> HttpResponse:
    """All of it as a file."""
    if not (who := request.GET.get("who", "")):
        return redirect("data_person")
    answer = HttpResponse(persons.exported(home(), who), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="person.json"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@seen_by("operations")
def erase_person(request: HttpRequest) -> HttpResponse:
    """Let the worker erase one person, for good."""
    if not (who := request.POST.get("who", "")):
        return redirect("data_person")
    persons.erase(home(), request.viewer, who)
    tell(request, _("The person is being erased. From now on no import brings them back."))
    return redirect("import", jobs.begin_rebuild(request.viewer.email).pk)


@require_safe
@seen_by()
def mapping(request: HttpRequest) -> HttpResponse:
    """What the company's own words mean here."""
    told = {
        "mapping": asked_mapping.mapping(opened(request), request.viewer),
        "may_say": request.viewer.role in say.roles,
    }
    return render(request, "data/mapping.html", told)


@require_POST
@seen_by("leader", "operations")
def say(request: HttpRequest) -> HttpResponse:
    """Say what one of the company's own words means."""
    form = request.POST
    word = form.get("word", "")
    undo = asked_mapping.say(opened(request), request.viewer, form.get("about", ""), word, form.get("means", ""))
    tell(request, _("“%(word)s” counts as you said from the next build.") % {"word": word}, undo)
    return back(request)
