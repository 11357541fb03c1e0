"""What is likely to be won."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from headway.asking.outlook import outlook as asked
from headway.web.reading import opened
from headway.web.rights import seen_by


@require_safe
@seen_by()
def outlook(request: HttpRequest) -> HttpResponse:
    """Months and quarters, by currency and team."""
    return render(request, "outlook/outlook.html", {"outlook": asked(opened(request), request.viewer)})
