"""The week's plan, and the form by which a bet is pinned, dropped or moved."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.bets import bets as asked
from headway.asking.bets import say_bet
from headway.asking.viewer import WRITERS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def bets(request: HttpRequest) -> HttpResponse:
    """Who goes to whom this week, who has hours, and what each limit costs."""
    return render(request, "bets/bets.html", {"bets": asked(opened(request), request.viewer)})


@require_POST
@seen_by(*WRITERS)
def say(request: HttpRequest) -> HttpResponse:
    """Pin, drop or move a bet."""
    form = request.POST
    told = (form.get("journey_id", ""), form.get("bet", ""), form.get("user_ref", ""))
    undo = say_bet(opened(request), request.viewer, *told)
    tell(request, _("Noted: it counts from the next build, and what it costs stands here then."), undo)
    return back(request)
