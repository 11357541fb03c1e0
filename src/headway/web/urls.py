"""Every address: each noun's own, and signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import include, path

from headway.web import telling

# One folder a noun; each brings its addresses, and its place in the navigation.
NOUNS = (
    "monday",
    "customers",
    "deals",
    "matrix",
    "routes",
    "coverage",
    "paths",
    "dialogues",
    "outlook",
    "bets",
    "insights",
    "outcomes",
    "teams",
    "competencies",
    "coaching",
    "evidence",
    "data",
    "imports",
)


def closed(_request: HttpRequest) -> HttpResponse:
    """What allauth offers and Headway does not: rights hang on the address, so nobody adds or changes one here."""
    raise Http404


handler500 = "headway.web.faults.server_error"

urlpatterns = [
    path("sign/signup/", closed),
    path("sign/email/", closed),
    path("sign/", include("allauth.urls")),
    path("undo/", telling.undo, name="undo"),
    path("plans/", include("headway.web.plans.urls")),
    path("plan/", include("headway.web.plans.guest_urls")),
    path("profile/", include("headway.web.profile.urls")),
    *(path("" if noun == "monday" else f"{noun}/", include(f"headway.web.{noun}.urls")) for noun in NOUNS),
]
