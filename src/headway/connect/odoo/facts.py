"""Odoo's rows that are read first, because other rows name them: customers, users, stages, deals and attendees."""

from headway.connect.exports import FactSheet
from headway.connect.known import Known, fact_sheet
from headway.connect.odoo.cells import (
    LEAD,
    PARTNER,
    email,
    first_moment,
    id_of,
    label,
    ref_to,
    text,
    truth,
)
from headway.connect.sheets import Take, take
from headway.connect.values import UnreadableError

_CHANGED = take(first_moment, "write_date", "create_date")
_ID = take(id_of, "id")

_NEVER_TRACKED = {"email", "email_outgoing", "user_notification"}  # which most messages are
TRACKING, MESSAGE = "mail_tracking_value", "mail_message"


def _lenient_email(cell: str) -> str | None:
    """An address, or none: what is no address is told where the row lands."""
    try:
        return email(cell)
    except UnreadableError:
        return None


def _id(column: str) -> Take:
    return take(id_of, column)


def _label(column: str) -> Take:
    return take(label, column)


FACTS: tuple[FactSheet[Known], ...] = (
    fact_sheet(
        "res_partner",
        "crm_people",
        id=_ID,
        company=_id("commercial_partner_id"),
        is_company=take(truth, "is_company"),
        email=take(_lenient_email, "email"),
        modified_at=_CHANGED,
    ),
    # A company that is only named by its people: known from the first of them on.
    fact_sheet(
        "res_partner",
        "crm_accounts",
        about="named",
        id=_id("commercial_partner_id"),
        name=_label("commercial_partner_id"),
        recorded_at=take(first_moment, "create_date", "write_date"),
    ),
    fact_sheet(
        "res_users",
        "crm_users",
        about="our_partner",
        id=_id("partner_id"),
        user=_ID,
        is_outside=take(truth, "share"),
    ),
    fact_sheet(
        "crm_stage",
        "crm_deals",
        id=_ID,
        name=take(text, "name"),
        is_won=take(truth, "is_won"),
        modified_at=_CHANGED,
    ),
    fact_sheet("ir_model_fields", "crm_deal_changes", id=_ID, name=take(text, "name")),
    fact_sheet(
        "crm_lead",
        "crm_deals",
        id=_ID,
        partner=_id("partner_id"),
        active=take(truth, "active"),
        modified_at=_CHANGED,
    ),
    fact_sheet(
        MESSAGE,
        "crm_deal_changes",
        other=take(lambda kind: "" if text(kind) in _NEVER_TRACKED else None, "message_type"),
        id=_ID,
        model=take(text, "model"),
        record=_id("res_id"),
    ),
    fact_sheet(
        "calendar_attendee",
        "crm_activities",
        event=_id("event_id"),
        partner=_id("partner_id"),
        email=take(_lenient_email, "email"),
        state=take(text, "state"),
    ),
)


def customer(known: Known, partner: object) -> str | None:
    """The company that a partner is or belongs to; a person without a company has none."""
    told = known.one("res_partner", partner)
    company = told.get("company")
    is_one = told.get("is_company") or (company is not None and company != str(partner))
    return ref_to(PARTNER, company or partner) if is_one else None


def person(known: Known, partner: object) -> str | None:
    """A partner that is a person at a customer; companies and our own people are none."""
    told = known.one("res_partner", partner)
    return None if told.get("is_company") or is_ours(known, partner) else ref_to(PARTNER, partner)


def is_ours(known: Known, partner: object) -> bool:
    """Whether a partner is one of our own users; customers may sign in to a portal and are not ours."""
    return any(fact["is_outside"] is not True for fact in known.every("our_partner", partner))


def our_user(known: Known, partner: object) -> str | None:
    """Our user behind a partner."""
    users = [str(fact["user"]) for fact in known.every("our_partner", partner) if fact["is_outside"] is not True]
    return ref_to("res.users", min(users, default=None))


def deal_of(known: Known, model: str | None, record: object) -> str | None:
    """The deal that a document is; another document, or a lead that is not read, is none."""
    return ref_to(LEAD, record) if model == LEAD and known.one("crm_lead", record) else None


def account_of(known: Known, model: str | None, record: object) -> str | None:
    """The account of a document."""
    if model == PARTNER:
        return customer(known, record)
    return customer(known, known.one("crm_lead", record).get("partner")) if model == LEAD else None


def addresses_of(known: Known, partners: list[str]) -> list[str]:
    """The addresses of partners."""
    told = (known.one("res_partner", partner).get("email") for partner in partners)
    return [str(each) for each in told if each]
