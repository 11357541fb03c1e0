"""Where a team is strong, and what is worth learning."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headway.asking.competencies import competencies as asked
from headway.web.reading import opened
from headway.web.rights import seen_by


@require_safe
@seen_by()
def competencies(request: HttpRequest) -> HttpResponse:
    """Teams by kind of sale, what is worth learning, and the people whom the viewer may see."""
    return render(request, "competencies/competencies.html", {"found": asked(opened(request), request.viewer)})
