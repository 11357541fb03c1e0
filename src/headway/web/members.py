"""Who may sign in: added, listed and removed by whoever runs Headway."""

from allauth.account.models import EmailAddress
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from headway.asking.viewer import ROLES
from headway.errors import SettingsError, UnknownKey
from headway.web.models import Member


def add(email: str, role: str, crm_email: str, password: str) -> None:
    """Let somebody sign in; told again, role and password change.

    Raises:
        SettingsError: the role, the address or the password will not do.
    """
    if role not in ROLES:
        raise SettingsError(f"'{role}' is no role. Roles are: {', '.join(ROLES)}.")
    user = get_user_model().objects.filter(email__iexact=email).first() or get_user_model()(
        username=email.lower(), email=email.lower()
    )
    try:
        validate_email(email)
        validate_password(password, user)
    except ValidationError as fault:
        raise SettingsError(f"{email} cannot be added. {' '.join(fault.messages)}") from fault
    user.set_password(password)
    with transaction.atomic():
        user.save()
        EmailAddress.objects.update_or_create(user=user, email=user.email, defaults={"verified": True, "primary": True})
        Member.objects.update_or_create(user=user, defaults={"role": role, "crm_email": crm_email.lower()})


def members() -> list[Member]:
    """Everybody who may sign in, by address."""
    return list(Member.objects.select_related("user").order_by("user__email"))


def remove(email: str) -> None:
    """Shut somebody out; what the person has told Headway stays.

    Raises:
        UnknownKey: nobody signs in with that address.
    """
    if not get_user_model().objects.filter(email__iexact=email).delete()[0]:
        raise UnknownKey(f"Nobody signs in as {email}. See: headway user list --home H")
