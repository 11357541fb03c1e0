"""The meeting in the browser: deals one after the other, notes that no cut network loses, and what each takes along."""

from collections.abc import Iterator

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from headway.asking.meeting import Agreed, agreed_on
from headway.asking.meeting import agree as put_down
from headway.asking.meeting import meeting as asked
from headway.asking.meeting import note as keep
from headway.asking.viewer import WRITERS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
@ensure_csrf_cookie
def meeting(request: HttpRequest) -> HttpResponse:
    """The deals that need it most, to be gone through one by one."""
    found = asked(opened(request), request.viewer, request.GET.get("with", ""), request.GET.get("deal", ""))
    return render(request, "dialogues/meeting.html", {"meeting": found, "today": localdate()})


@require_POST
@seen_by(*WRITERS)
def note(request: HttpRequest) -> HttpResponse:
    """Keep a note."""
    return _kept(request, keep(opened(request), request.viewer, request.POST.dict()))


@require_POST
@seen_by(*WRITERS)
def agree(request: HttpRequest) -> HttpResponse:
    """Put down what the customer will do, and who of ours looks after it."""
    return _kept(request, put_down(opened(request), request.viewer, request.POST.dict()))


def _kept(request: HttpRequest, undo: str) -> HttpResponse:
    """The page's script is told in a word, a plain form by the page itself."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"kept": True})
    tell(request, _("Kept."), undo)
    return back(request)


@require_safe
@seen_by()
def close(request: HttpRequest) -> HttpResponse:
    """What customers have agreed to do today, by who of ours looks after it."""
    return render(request, "dialogues/close.html", {"agreed": agreed_on(opened(request), request.viewer, localdate())})


@require_POST
@seen_by(*WRITERS)
def send(request: HttpRequest) -> HttpResponse:
    """Send everybody a mail with what is theirs, and nothing else."""
    letters = list(written(agreed_on(opened(request), request.viewer, localdate())))
    get_connection().send_messages(letters)
    many = len(letters)
    tell(request, ngettext("One mail was sent.", "%(many)d mails were sent.", many) % {"many": many})
    return back(request)


def written(agreed: dict[str, tuple[Agreed, ...]]) -> Iterator[EmailMessage]:
    """A mail to each of ours with what their customers have agreed to do; not yet sent."""
    for email, own in agreed.items():
        told = {"agreed": own, "address": settings.ADDRESS}
        yield EmailMessage(
            _("What your customers will do next"), render_to_string("mail/meeting.txt", told), to=[email]
        )
