"""Monday's mail: the same ten lines, to each leader and seller who wants them; a quiet week sends nothing."""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string
from django.utils.translation import override

from headway.asking.beside import Beside, beside
from headway.asking.monday import Monday, monday
from headway.asking.viewer import Viewer
from headway.store.reading import Reading
from headway.web.models import Member

READERS = ("leader", "seller")


def send(opened: Reading, today: date) -> list[str]:
    """Send everybody's list; returns whom it went to."""
    letters = list(written(opened, today))
    get_connection().send_messages(letters)
    return [letter.to[0] for letter in letters]


def written(opened: Reading, today: date) -> Iterator[EmailMultiAlternatives]:
    """The mails of one Monday, not yet sent."""
    wanting = Member.objects.filter(wants_mail=True, role__in=READERS, user__is_active=True).select_related("user")
    for member in wanting.order_by("user__email"):
        viewer = Viewer(member.address, member.role)
        shown = monday(opened, viewer, today)
        if shown.lines:
            yield _letter(member.user.email, shown, beside(opened, viewer))


def _letter(to: str, shown: Monday, aside: Beside) -> EmailMultiAlternatives:
    told = {"monday": shown, "beside": aside, "address": settings.ADDRESS}
    with override(settings.LANGUAGE_CODE):
        subject = " ".join(render_to_string("mail/subject.txt", told).split())
        letter = EmailMultiAlternatives(subject, render_to_string("mail/monday.txt", told).strip() + "\n", to=[to])
        letter.attach_alternative(render_to_string("mail/monday.html", told), "text/html")
    return letter
