"""The ways customers went, and their steps as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from headway.asking.paths import CHOICES, WantedPaths, exported
from headway.asking.paths import paths as asked
from headway.web.customers.files import csv_file
from headway.web.reading import opened
from headway.web.rights import seen_by


@require_safe
@seen_by()
def paths(request: HttpRequest) -> HttpResponse:
    """The picture, what differs, the ways, and what comes next."""
    found = asked(opened(request), request.viewer, WantedPaths.of(request.GET))
    words = {"kinds": CHOICES["kind"], "endings": CHOICES["ending"], "query": urlencode(found.wanted.said())}
    return render(request, "paths/paths.html", {"paths": found, "wanted": found.wanted, **words})


@require_safe
@seen_by()
def export(request: HttpRequest) -> HttpResponse:
    """Every step, in the form that process-mining tools read."""
    return csv_file(exported(opened(request), request.viewer, WantedPaths.of(request.GET)), "paths")
