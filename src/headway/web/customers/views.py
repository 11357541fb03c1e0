"""The list of customers, one customer, the numbers behind it, and the list as a file."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from headway.asking.customer import customer as asked
from headway.asking.customers import CHOICES, Wanted, exported
from headway.asking.customers import customers as searched
from headway.asking.identity import identity as asked_identity
from headway.asking.identity import own_account, own_person, same_account, same_person
from headway.asking.numbers import numbers as behind
from headway.asking.viewer import WRITERS
from headway.sources.words import JOBS
from headway.web.customers.files import FORMS
from headway.web.reading import opened
from headway.web.rights import seen_by
from headway.web.telling import back, tell

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


@require_safe
@seen_by()
def identity(request: HttpRequest, account_id: str) -> HttpResponse:
    """What counts as one customer: a page, or the part of the customer's page that is opened."""
    found = asked_identity(opened(request), request.viewer, account_id)
    page = "customers/identity.html" if request.htmx else "customers/identified.html"
    return render(request, page, {"identity": found})


@require_POST
@seen_by(*WRITERS)
def same(request: HttpRequest, account_id: str) -> HttpResponse:
    """Say that another customer is the same company."""
    form = request.POST
    undo = same_account(opened(request), request.viewer, account_id, form.get("other", ""), form.get("reason", ""))
    return _noted(request, undo)


@require_POST
@seen_by(*WRITERS)
def own(request: HttpRequest, account_id: str) -> HttpResponse:
    """Say that a reference of this customer is another company."""
    form = request.POST
    undo = own_account(opened(request), request.viewer, account_id, form.get("ref", ""), form.get("reason", ""))
    return _noted(request, undo)


@require_POST
@seen_by(*WRITERS)
def same_one(request: HttpRequest, account_id: str) -> HttpResponse:
    """Say that two people of this customer are one."""
    form = request.POST
    undo = same_person(opened(request), request.viewer, account_id, form.get("one", ""), form.get("two", ""))
    return _noted(request, undo)


@require_POST
@seen_by(*WRITERS)
def own_one(request: HttpRequest, account_id: str) -> HttpResponse:
    """Say that a contact is a person of its own."""
    return _noted(request, own_person(opened(request), request.viewer, account_id, request.POST.get("contact", "")))


def _noted(request: HttpRequest, undo: str) -> HttpResponse:
    tell(request, gettext("Noted. It counts from the next build."), undo)
    return back(request)
