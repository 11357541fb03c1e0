"""Odoo's models, as its API tells their rows, and what Headway reads of each.

Times: `recorded_at` is `create_date`, `modified_at` `write_date`. What no date is told of, such as who follows a deal,
counts from the deal's last change.
"""

from collections.abc import Iterator, Mapping

from headway.connect.known import Known
from headway.connect.odoo.activities import activity_sheets
from headway.connect.odoo.cells import (
    LEAD,
    PARTNER,
    USER,
    day,
    email,
    first_domain,
    first_moment,
    id_of,
    is_email,
    label,
    moment,
    number,
    ref,
    ref_to,
    share,
    text,
    truth,
)
from headway.connect.odoo.facts import customer, is_ours, our_user, person
from headway.connect.odoo.history import began, tracked
from headway.connect.sheets import Beside, Sheet, take
from headway.connect.values import UnreadableError, Value, always

_STAMPS = {
    "recorded_at": take(first_moment, "create_date", "write_date"),
    "modified_at": take(first_moment, "write_date", "create_date"),
}
_OWNER = {"owner_ref": take(ref(USER), "user_id")}


def sheets(known: Known) -> tuple[Sheet, ...]:
    """Every model that lands, parents before what refers to them."""
    return (
        _users(),
        _companies(),
        _people(known),
        _leads(),
        _deals(known),
        tracked(known),
        _followers(known),
        _members(known),
        *activity_sheets(known),
    )


def _users() -> Sheet:
    columns = {
        "user_ref": take(ref(USER), "id"),
        **_STAMPS,
        "name": take(text, "name"),
        "email": take(is_email, "login"),
        "is_active": take(truth, "active"),
        "user_role_ref": take(ref("crm.team"), "sale_team_id"),
    }
    portal = take(lambda cell: "users of the portal, who are customers" if truth(cell) else None, "share")
    return Sheet("res_users", "crm_users", columns, ("user_ref", "recorded_at"), beside=(_teams(),), other=portal)


def _teams() -> Beside:
    """The sales team of a user, which is all that is told of the team."""

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        team = cells.get("sale_team_id", "")
        if id_of(team):
            at = first_moment(cells.get("create_date", ""), cells.get("write_date", ""))
            yield {"user_role_ref": ref("crm.team")(team), "name": label(team), "recorded_at": at, "modified_at": at}

    return Beside("crm_user_roles", ("sale_team_id", "create_date", "write_date"), rows)


def _companies() -> Sheet:
    columns = {
        "account_ref": take(ref(PARTNER), "id"),
        **_STAMPS,
        **_OWNER,
        "parent_ref": take(ref(PARTNER), "parent_id"),
        "name": take(text, "name"),
        "domain": take(first_domain, "website"),
        "industry": take(label, "industry_id"),
        "country": take(label, "country_id"),
    }
    people = take(lambda cell: None if truth(cell) else "", "is_company")
    return Sheet("res_partner", "crm_accounts", columns, ("account_ref", "recorded_at"), other=people)


def _people(known: Known) -> Sheet:
    columns = {
        "person_ref": take(ref(PARTNER), "id"),
        **_STAMPS,
        **_OWNER,
        "account_ref": take(lambda cell: customer(known, id_of(cell)), "id"),
        "is_lead": take(always(value=False)),
        "name": take(text, "name"),
        "email": take(email, "email"),
        "title": take(text, "function"),
        "wants_no_mail": take(truth, "is_blacklisted"),
    }

    def other(is_company: str, cell: str) -> str | None:
        if truth(is_company):
            return ""
        return "contacts that are our own users" if is_ours(known, id_of(cell)) else None

    named, needs = (_named_company(known),), ("person_ref", "recorded_at")
    return Sheet("res_partner", "crm_people", columns, needs, beside=named, other=take(other, "is_company", "id"))


def _named_company(known: Known) -> Beside:
    """A company whose own row was not handed over: known by name, since the first of its people is."""

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        company = id_of(cells.get("commercial_partner_id", ""))
        if company and company != id_of(cells["id"]) and not known.one("res_partner", company):
            told = min(known.every("named", company), key=lambda fact: (str(fact["recorded_at"]), str(fact["name"])))
            at = told["recorded_at"]
            yield {"account_ref": ref_to(PARTNER, company), "name": told["name"], "recorded_at": at, "modified_at": at}

    return Beside("crm_accounts", ("id", "commercial_partner_id"), rows)


def _leads() -> Sheet:
    """Somebody who may become a deal: in Odoo a lead and a deal are rows of one model."""
    columns = {
        "person_ref": take(ref(LEAD), "id"),
        **_STAMPS,
        **_OWNER,
        "is_lead": take(always(value=True)),
        "is_deleted": take(_is_archived, "active"),
        "name": take(text, "contact_name"),
        "email": take(email, "email_from"),
        "title": take(text, "function"),
        "company": take(text, "partner_name"),
        "domain": take(first_domain, "website"),
        "status": take(label, "stage_id"),
    }
    deals = take(lambda cell: None if text(cell) == "lead" else "", "type")
    return Sheet("crm_lead", "crm_people", columns, ("person_ref", "recorded_at"), other=deals, is_private=True)


def _deals(known: Known) -> Sheet:
    columns = {
        "deal_ref": take(ref(LEAD), "id"),
        **_STAMPS,
        **_OWNER,
        # A lead that was made a deal keeps its row.
        "recorded_at": take(first_moment, "date_conversion", "create_date", "write_date"),
        "opened_at": take(first_moment, "date_conversion", "create_date"),
        "account_ref": take(lambda cell: _customer(known, cell), "partner_id"),
        "contact_ref": take(lambda cell: person(known, id_of(cell)), "partner_id"),
        "is_deleted": take(_is_put_away, "active", "probability", "stage_id"),
        "name": take(text, "name"),
        "lead_source": take(label, "source_id"),
        "loss_reason": take(label, "lost_reason_id"),
        "currency": take(label, "company_currency"),
        "stage": take(label, "stage_id"),
        "amount": take(number, "expected_revenue"),
        "probability": take(share, "probability"),
        "closes_on": take(day, "date_deadline"),
        "is_closed": take(lambda *cells: _is_lost(*cells[:2]) or _is_won(known, cells[2]), *_ENDING),
        "is_won": take(lambda *cells: _is_won(known, cells[2]), *_ENDING),
    }
    leads = take(lambda cell: "" if text(cell) == "lead" else None, "type")
    beside = (began(known), _partner_named(known))
    needs = ("deal_ref", "recorded_at")
    return Sheet("crm_lead", "crm_deals", columns, needs, beside=beside, other=leads, is_private=True)


def _customer(known: Known, partner: str) -> str | None:
    """The account of a deal's customer. Raises UnreadableError where the customer was not handed over."""
    if id_of(partner) and not known.one("res_partner", id_of(partner)):
        raise UnreadableError(_HANDED_OVER)
    return customer(known, id_of(partner))


_HANDED_OVER = "a customer among the rows of res.partner that were handed over"
_ENDING = ("active", "probability", "stage_id")


def _is_archived(active: str) -> bool | None:
    said = truth(active)
    return None if said is None else not said


def _is_lost(active: str, probability: str) -> bool:
    """Odoo archives a lost deal and takes its chance away."""
    return bool(_is_archived(active)) and not number(probability)


def _is_won(known: Known, stage: str) -> bool:
    return bool(known.one("crm_stage", id_of(stage)).get("is_won"))


def _is_put_away(active: str, probability: str, _stage: str) -> bool:
    """Whether a deal was archived without having been lost."""
    return bool(_is_archived(active)) and not _is_lost(active, probability)


def _partner_named(known: Known) -> Beside:
    """The person that a deal names as its customer: known from the deal's last change on."""

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        partner = id_of(cells.get("partner_id", ""))
        if partner and (who := person(known, partner)):
            at = moment(cells.get("write_date", "")) or moment(cells.get("create_date", ""))
            yield {**_in_deal(id_of(cells["id"]), partner, who), "recorded_at": at, "modified_at": at}

    return Beside("crm_roles", ("id", "partner_id", "write_date", "create_date"), rows)


def _in_deal(lead: str | None, partner: str | None, who: str | None) -> dict[str, Value]:
    deal = ref_to(LEAD, lead)
    return {"role_ref": f"{deal}/{partner}", "deal_ref": deal, "person_ref": who}


def _followers(known: Known) -> Sheet:
    """A person at the customer who follows a deal."""
    columns = {
        "role_ref": take(lambda lead, partner: f"{ref(LEAD)(lead)}/{id_of(partner)}", "res_id", "partner_id"),
        "deal_ref": take(ref(LEAD), "res_id"),
        "person_ref": take(lambda cell: person(known, id_of(cell)), "partner_id"),
        "recorded_at": take(lambda cell: _changed(known, cell), "res_id"),
        "modified_at": take(lambda cell: _changed(known, cell), "res_id"),
    }

    def other(model: str, lead: str, partner: str) -> str | None:
        if text(model) != LEAD or not known.one("crm_lead", id_of(lead)):
            return "followers of other documents"
        return "" if is_ours(known, id_of(partner)) else None

    here = take(other, "res_model", "res_id", "partner_id")
    return Sheet("mail_followers", "crm_roles", columns, ("deal_ref", "person_ref", "recorded_at"), other=here)


def _members(known: Known) -> Sheet:
    """One of our users who follows a deal: Odoo has no deal teams."""
    columns = {
        "member_ref": take(lambda lead, partner: f"{ref(LEAD)(lead)}/{id_of(partner)}", "res_id", "partner_id"),
        "deal_ref": take(ref(LEAD), "res_id"),
        "user_ref": take(lambda cell: our_user(known, id_of(cell)), "partner_id"),
        "recorded_at": take(lambda cell: _changed(known, cell), "res_id"),
        "modified_at": take(lambda cell: _changed(known, cell), "res_id"),
    }

    def other(model: str, lead: str, partner: str) -> str | None:
        is_deal_s = text(model) == LEAD and known.one("crm_lead", id_of(lead))
        return None if is_deal_s and is_ours(known, id_of(partner)) else ""

    here = take(other, "res_model", "res_id", "partner_id")
    return Sheet("mail_followers", "crm_members", columns, ("deal_ref", "user_ref", "recorded_at"), other=here)


def _changed(known: Known, lead: str) -> Value:
    return known.one("crm_lead", id_of(lead)).get("modified_at")
