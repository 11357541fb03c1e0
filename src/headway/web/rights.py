"""Who a request comes from, and which roles a page is for."""

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from headway.asking.viewer import ROLES, Role, Viewer
from headway.web.models import Member

View = Callable[..., HttpResponse]
# Who looks at the demo: somebody who may see and try everything.
DEMO_VIEWER = Viewer("demo", "operations")


class NoSignUp(DefaultAccountAdapter):
    """People are added by the company, they do not add themselves."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Never."""
        return False


class MemberBackend(AuthenticationBackend):
    """Signs people in as allauth does, and finds who they are here in the same read."""

    def get_user(self, user_id: int) -> User | None:
        """The user with the member's role, which every page asks for."""
        found = User.objects.select_related("member").filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None


class ViewerMiddleware:
    """Puts the viewer on the request: the signed-in member, or the demo's visitor; None where nobody is known."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        request.viewer = DEMO_VIEWER if settings.HEADWAY_DEMO and _is_near(request) else _member(request)
        return self.respond(request)


def _is_near(request: HttpRequest) -> bool:
    """Whether the request comes from this machine; a server that hands on no address is not believed."""
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _member(request: HttpRequest) -> Viewer | None:
    if not request.user.is_authenticated:
        return None
    member: Member | None = getattr(request.user, "member", None)
    return Viewer(member.address, member.role) if member else None


def viewer(request: HttpRequest) -> dict[str, Any]:
    """The viewer, for templates."""
    return {"viewer": getattr(request, "viewer", None), "is_demo": settings.HEADWAY_DEMO}


def seen_by(*roles: Role) -> Callable[[View], View]:
    """Let only some roles in; nobody else learns whether the page exists. Without roles: everybody who is signed in."""
    allowed = roles or ROLES

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.viewer is None:
                return redirect_to_login(request.get_full_path())
            if request.viewer.role not in allowed:
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.roles = allowed
        return guarded

    return guard
