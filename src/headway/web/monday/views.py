"""The list, and what a leader answers to a line."""

from datetime import date, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.beside import beside as aside
from headway.asking.monday import answer_line
from headway.asking.monday import monday as asked
from headway.asking.viewer import WRITERS
from headway.errors import SettingsError
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell

A_WEEK = timedelta(weeks=1)
SAID = {
    "taken": _("Taken: it stays on the list with your name."),
    "snoozed": _("Put off: it comes back on its day if it still holds."),
    "not_useful": _("Off your list; it comes back after a quarter at the earliest."),
}


@require_safe
@seen_by()
def monday(request: HttpRequest) -> HttpResponse:
    """This week's list."""
    today = localdate()
    asks = asked(opened(request), request.viewer, today)
    beside = aside(opened(request), request.viewer)
    told = {"monday": asks, "beside": beside, "tomorrow": today + timedelta(days=1)}
    return render(request, "monday/monday.html", told)


@require_POST
@seen_by(*WRITERS)
def answer(request: HttpRequest) -> HttpResponse:
    """What the viewer answers to one line."""
    today, form = localdate(), request.POST
    told, journey = form.get("answer", ""), form.get("journey_id", "")
    until = _day(form.get("until", ""), today + A_WEEK)
    undo = answer_line(opened(request), request.viewer, journey, told, until, form.get("reason", ""), today)
    tell(request, SAID[told], undo)
    return back(request)


def _day(told: str, usual: date) -> date:
    try:
        return date.fromisoformat(told) if told else usual
    except ValueError as fault:
        raise SettingsError(f"'{told}' is no day. Write it as {usual}.") from fault
