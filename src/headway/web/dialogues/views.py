"""The deals that need a dialogue, and what to ask."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headway.asking.deals import page_of
from headway.asking.dialogues import dialogues as asked
from headway.web.reading import opened
from headway.web.rights import seen_by


@require_safe
@seen_by()
def dialogues(request: HttpRequest) -> HttpResponse:
    """What to ask this week."""
    found = asked(opened(request), request.viewer, page_of(request.GET))
    return render(request, "dialogues/dialogues.html", {"dialogues": found})
