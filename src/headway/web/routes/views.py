"""The routes: what customers want, and the lists of those with whom we do otherwise."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headway.asking.routes import routes as asked
from headway.web.reading import opened
from headway.web.rights import seen_by


@require_safe
@seen_by()
def routes(request: HttpRequest) -> HttpResponse:
    """The situations and the two lists."""
    return render(request, "routes/routes.html", {"routes": asked(opened(request), request.viewer)})
