"""The matrix, and the form by which people say where they see a deal."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.matrix import matrix as asked
from headway.asking.overruling import overrule_kind
from headway.asking.viewer import WRITERS
from headway.sources.words import KINDS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def matrix(request: HttpRequest) -> HttpResponse:
    """The picture, and the deals of each kind."""
    found = asked(opened(request), request.viewer, is_with_closed=request.GET.get("closed") == "yes")
    return render(request, "matrix/matrix.html", {"matrix": found, "kinds": KINDS})


@require_POST
@seen_by(*WRITERS)
def say_kind(request: HttpRequest) -> HttpResponse:
    """Say which kind of sale a deal is."""
    form = request.POST
    told = (form.get("deal_id", ""), form.get("kind", ""), form.get("reason", ""))
    undo = overrule_kind(opened(request), request.viewer, *told)
    tell(request, _("Noted. It counts from the next build."), undo)
    return back(request)
