"""What to teach, tailor and take control of, the steps planned, and what somebody says after a talk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking import coaching as asking
from headway.sources.coaching import coaching_words
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def coaching(request: HttpRequest) -> HttpResponse:
    """Teams, the people whom the viewer may see, the plan, and what came of it."""
    found = asking.coaching(opened(request), request.viewer)
    return render(request, "coaching/coaching.html", {"found": found, "words": coaching_words()})


@require_POST
@seen_by("leader", "operations")
def plan(request: HttpRequest) -> HttpResponse:
    """Plan a step."""
    undo = asking.plan(opened(request), request.viewer, request.POST)
    tell(request, _("The step stands in the plan."), undo)
    return back(request)


@require_POST
@seen_by("leader", "operations")
def done(request: HttpRequest) -> HttpResponse:
    """Tick a step."""
    undo = asking.tick(opened(request), request.viewer, request.POST.get("coaching_id", ""))
    tell(request, _("Done. From the next build on, what came of it is counted."), undo)
    return back(request)


@require_POST
@seen_by("leader", "seller")
def talk(request: HttpRequest) -> HttpResponse:
    """Answer the three items after a talk."""
    undo = asking.answer(opened(request), request.viewer, request.POST)
    tell(request, _("Thank you. It is shown only together with others, five answers at a time."), undo)
    return back(request)
