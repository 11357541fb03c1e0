"""What customers have confirmed they got, and the forms by which it and our promises are put down."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.outcomes import confirm
from headway.asking.outcomes import outcomes as asked
from headway.asking.promises import keep_promise, promise
from headway.asking.viewer import WRITERS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def outcomes(request: HttpRequest) -> HttpResponse:
    """Whom to ask, what is confirmed, and the balance."""
    return render(request, "outcomes/outcomes.html", {"outcomes": asked(opened(request), request.viewer)})


@require_POST
@seen_by(*WRITERS)
def got(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Put down what the customer says it got."""
    undo = confirm(opened(request), request.viewer, deal_id, request.POST)
    tell(request, _("Put down, as the customer said it."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def promised(request: HttpRequest, deal_id: str) -> HttpResponse:
    """Put down what we promise the customer."""
    undo = promise(opened(request), request.viewer, deal_id, request.POST)
    tell(request, _("Put down: we owe it to them."), undo)
    return back(request)


@require_POST
@seen_by(*WRITERS)
def kept(request: HttpRequest, deal_id: str, promise_id: str) -> HttpResponse:
    """Say that we have kept a promise."""
    undo = keep_promise(opened(request), request.viewer, deal_id, promise_id)
    tell(request, _("Kept."), undo)
    return back(request)
