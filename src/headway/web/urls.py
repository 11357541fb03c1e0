"""Every address: each noun's own, and signing in."""

from django.urls import include, path

# One folder a noun; each brings its addresses.
NOUNS = ("monday",)

urlpatterns = [
    path("sign/", include("allauth.urls")),
    *(path("" if noun == "monday" else f"{noun}/", include(f"headway.web.{noun}.urls")) for noun in NOUNS),
]
