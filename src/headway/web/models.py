"""What the app itself keeps: people and their rights. All answers, and all that people say, live in the lake."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Member(models.Model):
    """A person of ours who may sign in, and as what."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    role = models.CharField(
        max_length=10,
        choices=[
            ("leader", _("Leader: sees the own branch")),
            ("seller", _("Seller: sees the own deals and their accounts")),
            ("operations", _("Operations: sees everything and looks after the data")),
            ("reader", _("Reader: sees everything and changes nothing")),
        ],
    )
    crm_email = models.EmailField(blank=True, help_text=_("The address the CRM knows, where it is another one."))
    wants_mail = models.BooleanField(default=True)

    def __str__(self) -> str:
        """Name the person."""
        return f"{self.user} ({self.role})"
