"""Whom to ask about a stuck deal, and the form by which a team says what became of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.deals import page_of
from headway.asking.teams import ANSWERS, answer_sparring
from headway.asking.teams import teams as asked
from headway.asking.viewer import WRITERS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def teams(request: HttpRequest) -> HttpResponse:
    """Stuck deals with a colleague to ask, single threads, and what a part has done."""
    pages = (page_of(request.GET, name) for name in ("stuck", "threads"))
    found = asked(opened(request), request.viewer, *pages)
    return render(request, "teams/teams.html", {"teams": found, "answers": ANSWERS})


@require_POST
@seen_by(*WRITERS)
def answered(request: HttpRequest) -> HttpResponse:
    """Say that a colleague was asked, has met the customer, or has helped."""
    form = request.POST
    told = (form.get("deal_id", ""), form.get("user_ref", ""), form.get("became", ""))
    undo = answer_sparring(opened(request), request.viewer, *told)
    tell(request, _("Noted."), undo)
    return back(request)
