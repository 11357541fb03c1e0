"""A shared plan as its customer opens it: no login, no cookie, no script; the link says who comes and to which plan."""

import secrets
from collections.abc import Callable
from dataclasses import asdict
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from headway.asking.plan_guests import Guest
from headway.errors import NotBuilt, SettingsError, UnknownKey
from headway.web.plans.pace import A_LINK, A_PLACE, is_too_fast
from headway.web.plans.views import address_of
from headway.web.plans.words import hash_of, new_word
from headway.web.reading import opened

Page = Callable[..., HttpResponse]
# What the page says after an act, by the word in its address.
SAID = {
    "ticked": _("Ticked. Everybody on the plan sees it."),
    "unticked": _("Taken back."),
    "moved": _("Moved."),
    "added": _("Put on the plan."),
    "wrote": _("Written. Everybody on the plan can read it."),
}


def guest(view: Page) -> Page:
    """Let in whoever has a link that opens, and nobody else; nothing of the answer is kept, listed or led away from.

    The link's own word is what shows that a form is the guest's: no cookie lets anybody in here, so there is nothing
    that a foreign page could use, and browsers that hand on no address send no origin by which Django would know it.
    """

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, word: str) -> HttpResponse:
        return _sealed(_answer(view, request, word))

    return guarded


def _answer(view: Page, request: HttpRequest, word: str) -> HttpResponse:
    found = _guest(request, word)
    if found is None:
        return _refused(request)
    if is_too_fast(found.link.link_id, A_LINK):
        return render(request, "plans/slower.html", status=429)
    try:
        return view(request, found)
    except UnknownKey:
        return _refused(request)
    except SettingsError as fault:
        return _shown(request, found, fault=str(fault), status=400)


def _guest(request: HttpRequest, word: str) -> Guest | None:
    """Whoever holds the word; a word that Headway has not made is not looked up."""
    known = hash_of(word)
    try:
        return Guest.of(opened(request), known, localdate()) if known else None
    except (UnknownKey, NotBuilt):
        return None


def _refused(request: HttpRequest) -> HttpResponse:
    """No link, or none that opens; too many from one place are answered even shorter.

    A link that opens is never shut by what others try from the same place, as all of an office may.
    """
    if is_too_fast(request.META.get("REMOTE_ADDR", ""), A_PLACE):
        return HttpResponse(status=429)
    return render(request, "plans/refused.html", status=404)


def _sealed(answer: HttpResponse) -> HttpResponse:
    answer["Referrer-Policy"] = "no-referrer"
    answer["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    answer["Cache-Control"] = "no-store"
    return answer


def _shown(request: HttpRequest, found: Guest, status: int = 200, **told: str) -> HttpResponse:
    """The plan, or, before somebody has come onto it, what is kept of whoever does."""
    page = "plans/guest.html" if found.link.has_joined else "plans/consent.html"
    shown = {"plan": found.plan, "link": found.link, "act": secrets.token_urlsafe(12), "today": found.today, **told}
    return render(request, page, shown, status=status)


def _back(said: str) -> HttpResponse:
    """To the plan itself, by a way that does not name the link."""
    return HttpResponseRedirect(f"../?said={said}", status=303)


def acting(view: Page) -> Page:
    """Let a guest act who has come onto the plan; people of ours who are signed in only look."""

    @wraps(view)
    def guarded(request: HttpRequest, found: Guest) -> HttpResponse:
        if request.user.is_authenticated:
            raise SettingsError(str(_("You are signed in here: what you did would count as theirs. Only look.")))
        return view(request, found) if found.link.has_joined else _shown(request, found)

    return guarded


@require_safe
@guest
def plan(request: HttpRequest, found: Guest) -> HttpResponse:
    """The plan."""
    return _shown(request, found, said=str(SAID.get(request.GET.get("said", ""), "")))


@require_safe
@guest
def written(request: HttpRequest, found: Guest) -> HttpResponse:
    """The same as JSON, for the customer's own tools."""
    if not found.link.has_joined:
        return _shown(request, found)
    return JsonResponse(asdict(found.plan), json_dumps_params={"ensure_ascii": False, "indent": 1})


@require_POST
@guest
def join(request: HttpRequest, found: Guest) -> HttpResponse:
    """Come onto the plan."""
    if not request.user.is_authenticated:
        found.join()
    return _back("")


@require_POST
@guest
@acting
def tick(request: HttpRequest, found: Guest) -> HttpResponse:
    """Say that a step is done."""
    found.tick(request.POST.get("act", ""), request.POST.get("step_id", ""))
    return _back("ticked")


@require_POST
@guest
@acting
def untick(request: HttpRequest, found: Guest) -> HttpResponse:
    """Take a tick back."""
    found.untick(request.POST.get("step_id", ""))
    return _back("unticked")


@require_POST
@guest
@acting
def move(request: HttpRequest, found: Guest) -> HttpResponse:
    """Do a step by another day."""
    form = request.POST
    found.move(form.get("act", ""), form.get("step_id", ""), form.get("by_on", ""))
    return _back("moved")


@require_POST
@guest
@acting
def add(request: HttpRequest, found: Guest) -> HttpResponse:
    """Put a step of theirs on the plan."""
    form = request.POST
    found.add(form.get("act", ""), form.get("what", ""), form.get("person", ""), form.get("by_on", ""))
    return _back("added")


@require_POST
@guest
@acting
def aim(request: HttpRequest, found: Guest) -> HttpResponse:
    """Say what they want by it."""
    found.aim(request.POST.get("act", ""), request.POST.get("goal", ""))
    return _back("added")


@require_POST
@guest
@acting
def say(request: HttpRequest, found: Guest) -> HttpResponse:
    """Write to everybody on it."""
    found.say(request.POST.get("act", ""), request.POST.get("text", ""))
    return _back("wrote")


@require_POST
@guest
@acting
def invite(request: HttpRequest, found: Guest) -> HttpResponse:
    """Give a colleague a link of their own; it is shown this once."""
    form, made = request.POST, new_word()
    found.invite(form.get("act", ""), form.get("person", ""), form.get("email", ""), str(hash_of(made)))
    told = {"colleague_link": address_of(request, made), "colleague": form.get("person", "")}
    return _shown(request, found, **told)
