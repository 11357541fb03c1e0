"""How good what we say has been, and the form that puts an earlier estimate back."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking import versions
from headway.asking.evidence import MEASURES
from headway.asking.evidence import evidence as asked
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def evidence(request: HttpRequest) -> HttpResponse:
    """Plain counts, months, and one click further the statistics."""
    words = {"measures": MEASURES, "endings": versions.ENDINGS, "may_put_back": request.viewer.role in put_back.roles}
    return render(request, "evidence/evidence.html", {"evidence": asked(opened(request), request.viewer), **words})


@require_POST
@seen_by("leader", "operations")
def put_back(request: HttpRequest) -> HttpResponse:
    """Put an earlier version back in force."""
    told = [request.POST.get(name, "") for name in ("ending", "version", "reason")]
    undo = versions.put_back(opened(request), request.viewer, *told)
    tell(request, _("Put back. It counts from the next build."), undo)
    return back(request)
