"""The list of customers, one customer, the numbers behind it, and the list as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from headway.asking.customer import customer as asked
from headway.asking.customers import CHOICES, Wanted, exported
from headway.asking.customers import customers as searched
from headway.asking.numbers import numbers as behind
from headway.sources.words import JOBS
from headway.web.customers.files import FORMS
from headway.web.reading import opened
from headway.web.rights import seen_by

SORTED_BY = (
    ("week", _("this week's order")),
    ("name", _("name")),
    ("seen", _("last seen")),
    ("people", _("people active")),
    ("far", _("how far they are")),
)


@require_safe
@seen_by()
def customers(request: HttpRequest) -> HttpResponse:
    """The list."""
    found = searched(opened(request), request.viewer, Wanted.of(request.GET))
    shown = {"found": found, "wanted": found.wanted, "query": urlencode(found.wanted.said())}
    words = {"jobs": JOBS, "kinds": CHOICES["kind"], "sorts": SORTED_BY}
    return render(request, "customers/customers.html", {**shown, **words})


@require_safe
@seen_by()
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The list that is asked for, as a file."""
    if form not in FORMS:
        raise Http404
    rows = exported(opened(request), request.viewer, Wanted.of(request.GET))
    return FORMS[form](rows, "customers")


@require_safe
@seen_by()
def customer(request: HttpRequest, account_id: str) -> HttpResponse:
    """One customer."""
    found = asked(opened(request), request.viewer, account_id)
    return render(request, "customers/customer.html", {"customer": found})


@require_safe
@seen_by()
def numbers(request: HttpRequest, account_id: str) -> HttpResponse:
    """The numbers behind one customer."""
    wanted = Wanted.of(request.GET)
    found = behind(opened(request), request.viewer, account_id, request.GET.get("need", ""), wanted.page)
    return render(request, "customers/numbers.html", {"numbers": found, "jobs": JOBS})
