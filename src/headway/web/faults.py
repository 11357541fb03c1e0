"""What goes wrong, said on a page in plain words, with what to do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string

from headway.errors import HeadwayError, NotBuilt, SettingsError, UnknownKey, UnknownTable
from headway.web.reading import is_gone

# Which answer of HTTP a fault is, and which page says it; the first that holds.
STATUSES: tuple[tuple[type[HeadwayError], int, str], ...] = (
    (UnknownKey, 404, "404.html"),
    (UnknownTable, 404, "404.html"),
    (NotBuilt, 503, "not_built.html"),
    (SettingsError, 400, "400.html"),
    (HeadwayError, 500, "500.html"),
)


class FaultMiddleware:
    """Turns the domain's errors into pages."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        return self.respond(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page of a fault of ours; any other is Django's to tell.

        Where the build that was being read has just been let go, as when a person is erased, the page is asked anew.
        """
        if request.method == "GET" and is_gone(request):
            return redirect(request.get_full_path())
        for kind, status, page in STATUSES:
            if isinstance(fault, kind):
                return render(request, page, {"fault": fault}, status=status)
        return None


def server_error(_request: HttpRequest) -> HttpResponse:
    """Say that the mistake is ours; reads nothing, for nothing may be readable."""
    return HttpResponse(render_to_string("500.html"), status=500)
