"""The list of deals, one deal, and the forms by which people overrule it or put down what was agreed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.asked import ask
from headway.asking.commitments import commit, keep, move, refuse
from headway.asking.deal import deal as asked
from headway.asking.deals import CHOICES, WantedDeals
from headway.asking.deals import deals as listed
from headway.asking.hearing import WHAT, hear
from headway.asking.insights import give
from headway.asking.overruling import ROLES, overrule_kind, overrule_role
from headway.asking.viewer import WRITERS
from headway.sources.words import KINDS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def deals(request: HttpRequest) -> HttpResponse:
    """The list."""
    found = listed(opened(request), request.viewer, WantedDeals.of(request.GET))
    shown = {"deals": found, "wanted": found.wanted, "query": urlencode(found.wanted.said())}
    return render(request, "deals/deals.html", {**shown, "kinds": CHOICES["kind"]})


@require_safe
@seen_by()
def deal(request: HttpRequest, deal_id: str) -> HttpResponse:
    """One deal."""
    found = asked(opened(request), request.viewer, deal_id, localdate())
    return render(request, "deals/deal.html", {"deal": found, "kinds": KINDS, "roles": ROLES, "hearings": WHAT})


@require_POST
@seen_by(*WRITERS)
def say_kind(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Say which kind of sale a deal is."""
    form = request.POST
    undo = overrule_kind(opened(request), request.viewer, deal_id, form.get("kind", ""), form.get("reason", ""))
    tell(request, _("Noted. It counts from the next build."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def say_role(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Say what a person does in a deal."""
    form = request.POST
    told = (form.get("person_id", ""), form.get("role", ""), form.get("reason", ""))
    undo = overrule_role(opened(request), request.viewer, deal_id, *told)
    tell(request, _("Noted. It counts from the next build."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def agreed(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Put down what the customer has agreed to do."""
    form = request.POST
    told = (form.get("what", ""), form.get("person", ""), form.get("by_on", ""))
    undo = commit(opened(request), request.viewer, deal_id, *told)
    tell(request, _("Put down. It stands first at the next dialogue."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def kept(request: HttpRequest, deal_id: str, commitment_id: str) -> HttpResponse:
    """Say that the customer has done it."""
    undo = keep(opened(request), request.viewer, deal_id, commitment_id)
    tell(request, _("Kept."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def not_kept(request: HttpRequest, deal_id: str, commitment_id: str) -> HttpResponse:
    """Say that the act seen does not keep what was agreed."""
    refuse(opened(request), request.viewer, deal_id, commitment_id)
    tell(request, _("Noted. It is not marked again; when they have done it, say so."))
    return back(request)


@require_POST
@seen_by(*WRITERS)
def moved(request: HttpRequest, deal_id: str, commitment_id: str) -> HttpResponse:
    """Say that the customer will do it by another day."""
    undo = move(opened(request), request.viewer, deal_id, commitment_id, request.POST.get("by_on", ""))
    tell(request, _("Moved."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def given(request: HttpRequest, deal_id: str, insight_id: str) -> HttpResponse:
    """Say that the insight was given to the buying group."""
    undo = give(opened(request), request.viewer, deal_id, insight_id)
    tell(request, _("Noted. What they do in the next four weeks is counted."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def asked_there(request: HttpRequest, deal_id: str, question_id: str) -> HttpResponse:
    """Say that a question was asked, and whether it helped."""
    undo = ask(opened(request), request.viewer, deal_id, question_id, request.POST.get("useful", ""))
    tell(request, _("Noted. What they do in the next four weeks is counted."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def heard(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Put down what somebody there has told."""
    undo = hear(opened(request), request.viewer, deal_id, request.POST.dict())
    tell(request, _("Put down. Questions stand on it from the next build."), undo)
    return back(request)
