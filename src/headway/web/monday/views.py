"""The list, and what a leader answers to a line."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from headway.asking.monday import monday as asked
from headway.web.reading import opened
from headway.web.rights import seen_by


@seen_by()
def monday(request: HttpRequest) -> HttpResponse:
    """This week's list."""
    return render(request, "monday/monday.html", {"monday": asked(opened(request), request.viewer)})
