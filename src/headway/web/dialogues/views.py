"""The deals that need a dialogue, what to ask, and the leader's mirror."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from headway.asking.deals import page_of
from headway.asking.dialogues import dialogues as asked
from headway.asking.mirror import look, looked
from headway.sources.mirror import Mirrored
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import tell


@require_safe
@seen_by()
def dialogues(request: HttpRequest) -> HttpResponse:
    """What to ask this week."""
    found = asked(opened(request), request.viewer, page_of(request.GET))
    return render(request, "dialogues/dialogues.html", {"dialogues": found})


@require_http_methods(["GET", "HEAD", "POST"])
@seen_by("leader", "operations")
def mirror(request: HttpRequest) -> HttpResponse:
    """What the viewer's own questions are about; nobody else sees it."""
    found: list[Mirrored] = []
    if request.method == "POST":
        found, undo = look(opened(request), request.viewer, request.POST.get("questions", ""))
        tell(request, _("Counted. The words are not kept."), undo)
    shown = {"found": found, "weeks": looked(opened(request), request.viewer)}
    return render(request, "dialogues/mirror.html", shown)
