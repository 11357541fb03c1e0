"""Where a team is strong, and what is worth learning."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking import ratings as asking
from headway.asking.competencies import competencies as asked
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def competencies(request: HttpRequest) -> HttpResponse:
    """Teams by kind of sale, what is worth learning, and the people whom the viewer may see."""
    read = opened(request)
    found = {"found": asked(read, request.viewer), "ratings": asking.ratings(read, request.viewer)}
    return render(request, "competencies/competencies.html", found)


@require_POST
@seen_by("leader", "seller")
def rate(request: HttpRequest) -> HttpResponse:
    """Say how somebody goes about a discipline."""
    undo = asking.rate(opened(request), request.viewer, request.POST)
    tell(request, _("Put down. It counts from the next build on."), undo)
    return back(request)
