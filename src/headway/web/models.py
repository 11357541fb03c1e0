"""What the app itself keeps: people and their rights. All answers, and all that people say, live in the lake."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
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

    @property
    def address(self) -> str:
        """The address by which the CRM knows the person: rights hang on it."""
        return self.crm_email or self.user.email


# So long a job may wait for a worker that is alive and idle.
OVERDUE = timedelta(seconds=20)


class Job(models.Model):
    """One piece of work for the worker: an export to be looked at and imported, or the tables to be built again."""

    class Work(models.TextChoices):
        """What the worker does next."""

        LOOK = "look", _("Looking at an export")
        LAND = "land", _("Importing")
        REBUILD = "rebuild", _("Building again")

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", _("waiting for the worker")
        RUNNING = "running", _("running")
        LOOKED = "looked", _("waiting for you")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")
        STOPPED = "stopped", _("stopped in the middle")
        CANCELLED = "cancelled", _("cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    work = models.CharField(max_length=10, choices=Work)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    system = models.CharField(max_length=40, blank=True, help_text=_("As chosen; empty: whichever it is."))
    who = models.CharField(max_length=254, blank=True)
    found = models.JSONField(default=list)
    step = models.CharField(max_length=80, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(default=0)
    is_cancellable = models.BooleanField(default=True)
    wants_cancel = models.BooleanField(default=False)
    message = models.TextField(blank=True)
    rows = models.BigIntegerField(default=0)
    new_rows = models.BigIntegerField(default=0)
    began_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        """The newest first."""

        ordering = ("-began_at",)

    def __str__(self) -> str:
        """Name the work and how far it is."""
        return f"{self.get_work_display()}: {self.get_state_display()}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the worker or is worked on."""
        return self.state in {self.State.WAITING, self.State.RUNNING}

    @property
    def is_overdue(self) -> bool:
        """Whether it has waited so long that perhaps no worker runs."""
        return self.state == self.State.WAITING and timezone.now() - self.changed_at > OVERDUE

    @property
    def is_worth_a_retry(self) -> bool:
        """Whether what it works on is still there; an export that could not be looked at has to be another one."""
        return self.state == self.State.STOPPED or (self.state == self.State.FAILED and self.work != self.Work.LOOK)

    @property
    def step_words(self) -> str:
        """The table being made, as words."""
        return self.step.replace("_", " ")
