"""One's own page, and whether Monday comes by mail."""

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.profile import held
from headway.web.models import Member
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell


@require_safe
@seen_by()
def profile(request: HttpRequest) -> HttpResponse:
    """Who one is here, and what Headway holds about one."""
    known = held(opened(request), request.viewer)
    return render(request, "profile/profile.html", {"held": known, "member": _member(request)})


@require_POST
@seen_by()
def wants_mail(request: HttpRequest) -> HttpResponse:
    """Switch Monday's mail on or off."""
    wants = request.POST.get("wants_mail") == "on"
    Member.objects.filter(user_id=request.user.pk).update(wants_mail=wants)
    tell(request, _("Monday's list comes by mail.") if wants else _("Monday's list no longer comes by mail."))
    return back(request)


def _member(request: HttpRequest) -> Member | None:
    user = request.user
    return None if isinstance(user, AnonymousUser) else Member.objects.filter(user_id=user.pk).first()
