"""The library of insights, what is missing in it, and the form that adds one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.insights import library, put_in
from headway.asking.viewer import WRITERS
from headway.sources.functions import function_words
from headway.sources.words import JOBS, KINDS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def insights(request: HttpRequest) -> HttpResponse:
    """The library."""
    found = library(opened(request), request.viewer)
    choices = {"jobs": JOBS, "kinds": KINDS, "functions": tuple(function_words())}
    return render(request, "insights/insights.html", {"library": found, **choices})


@require_POST
@seen_by(*WRITERS)
def add(request: HttpRequest) -> HttpResponse:
    """Put an insight into the library."""
    undo = put_in(opened(request), request.viewer, request.POST)
    tell(request, _("Put into the library. Dialogues offer it from the next build."), undo)
    return back(request)
