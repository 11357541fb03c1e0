"""What a page says after a change: one sentence, with a button that takes the change back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.asking.inputs import take_back
from headway.asking.viewer import WRITERS
from headway.web.reading import opened
from headway.web.rights import seen_by


def tell(request: HttpRequest, sentence: str, undo: str = "") -> None:
    """Say what has been done; `undo` is the id of the input that a button beside it takes back."""
    messages.success(request, sentence, extra_tags=undo)


def back(request: HttpRequest) -> HttpResponse:
    """Return to the page the form stood on, if it is one of ours."""
    there = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(there, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(there if is_ours else reverse("monday"), status=303)


@require_POST
@seen_by(*WRITERS)
def undo(request: HttpRequest) -> HttpResponse:
    """Take back one thing the viewer has told."""
    take_back(opened(request), request.viewer, request.POST.get("input_id", ""))
    tell(request, _("Taken back."))
    return back(request)
