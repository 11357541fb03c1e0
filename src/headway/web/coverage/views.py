"""The buying groups of open deals, a page at a time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headway.asking.coverage import coverage as asked
from headway.asking.deals import page_of
from headway.web.reading import opened
from headway.web.rights import seen_by


@require_safe
@seen_by()
def coverage(request: HttpRequest) -> HttpResponse:
    """Deals in which many decide: those with most people unseen first."""
    found = asked(opened(request), request.viewer, page_of(request.GET))
    return render(request, "coverage/coverage.html", {"coverage": found})
