"""Our side of the plan shared on a deal: what is on it, whom it is open to, and the end of a link."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.plan_of_deal import add_step, aim, begin_plan, do_step, end_link, give_link, own_plan, put_on, say
from headway.asking.viewer import WRITERS
from headway.web.plans.words import hash_of, new_word
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def plan(request: HttpRequest, deal_id: str) -> HttpResponse:
    """The plan as both sides see it, and the links to it."""
    return _shown(request, deal_id)


def _shown(request: HttpRequest, deal_id: str, link: str = "", who: str = "") -> HttpResponse:
    found = own_plan(opened(request), request.viewer, deal_id, localdate())
    answer = render(request, "plans/own.html", {"own": found, "link": link, "who": who})
    if link:
        answer["Cache-Control"] = "no-store"
    return answer


@require_POST
@seen_by(*WRITERS)
def begin(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Begin it, or call it something else."""
    undo = begin_plan(opened(request), request.viewer, deal_id, request.POST.get("title", ""))
    tell(request, _("Named. Nobody at the customer sees it before you give them a link."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def goal(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Put down what the customer wants by it."""
    undo = aim(opened(request), request.viewer, deal_id, request.POST.get("goal", ""))
    tell(request, _("Put on the plan."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def step(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Put a step of either side on it."""
    undo = add_step(opened(request), request.viewer, deal_id, request.POST.get("side", ""), request.POST)
    tell(request, _("Put on the plan."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def put(request: HttpRequest, deal_id: str, commitment_id: str) -> HttpResponse:
    """Put what was agreed before on it."""
    undo = put_on(opened(request), request.viewer, deal_id, commitment_id, localdate())
    tell(request, _("Put on the plan."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def done(request: HttpRequest, deal_id: str, step_id: str) -> HttpResponse:
    """Say that a step of ours is done."""
    undo = do_step(opened(request), request.viewer, deal_id, step_id, localdate())
    tell(request, _("Done."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def word(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Write to everybody on it."""
    undo = say(opened(request), request.viewer, deal_id, request.POST.get("text", ""))
    tell(request, _("Everybody on the plan can read it."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def link(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Give somebody a link; it is shown this once, on the answer itself, for it is kept nowhere."""
    made = new_word()
    told = {**request.POST.dict(), "hash": str(hash_of(made))}
    give_link(opened(request), request.viewer, deal_id, told, localdate())
    return _shown(request, deal_id, address_of(request, made), told.get("person", ""))


@require_POST
@seen_by(*WRITERS)
def end(request: HttpRequest, deal_id: str) -> HttpResponse:
    """End one link, or all of them."""
    end_link(opened(request), request.viewer, deal_id, request.POST.get("link_id", ""), localdate())
    tell(request, _("Ended. Whoever opens it now is told that it has ended."))
    return back(request)


def address_of(request: HttpRequest, made: str) -> str:
    """The whole address of a link, as it is sent to somebody."""
    path = reverse("guest_plan", args=[made])
    return settings.ADDRESS + path if settings.ADDRESS else request.build_absolute_uri(path)
