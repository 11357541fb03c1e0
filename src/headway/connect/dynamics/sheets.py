"""Dataverse's tables of people, companies and deals, and what Headway reads of each.

Times: `recorded_at` is `createdon`, or what a migration has put in its place, and `modified_at` is `modifiedon`.
"""

from collections.abc import Callable
from dataclasses import replace

from headway.connect import addresses
from headway.connect.dynamics.activities import activity_sheets
from headway.connect.dynamics.cells import (
    LOST,
    WORDS,
    changes,
    guid,
    is_closed,
    is_won,
    of_type,
    owner,
    payer,
    ref,
    sheet,
    table_of,
    typed,
)
from headway.connect.known import Known
from headway.connect.sheets import Sheet, Take, take
from headway.connect.values import (
    EARLIEST,
    Value,
    always,
    day,
    first_moment,
    first_text,
    moment,
    number,
    share,
    text,
    whole,
    yes_or_no,
)

_OWNER = {"owner_ref": take(owner, *typed("ownerid"))}
_MERGED = {"is_deleted": take(yes_or_no, "merged")}


def sheets(known: Known) -> tuple[Sheet, ...]:
    """Every table that lands, parents before what refers to them."""
    return (*_people_and_companies(known), _deals(known), *_history(known), *_connections(), *activity_sheets(known))


def _people_and_companies(known: Known) -> tuple[Sheet, ...]:
    def employer(cell: str, kind: str) -> str | None:
        return ref("account")(cell) if table_of(kind) in {"", "account"} else None

    def converted(cell: str) -> str | None:
        return ref("contact")(str(known.one("lead became", guid(cell)).get("contact") or ""))

    person = {
        "email": take(addresses.email, "emailaddress1"),
        "title": take(text, "jobtitle"),
        "wants_no_mail": take(yes_or_no, "donotemail"),
        **_MERGED,
        **_OWNER,
    }
    return (
        sheet(
            "systemuser",
            "crm_users",
            "user_ref",
            recorded_at=take(lambda cell: moment(cell) or EARLIEST, "createdon"),
            name=take(text, "fullname"),
            email=take(addresses.email, "internalemailaddress"),
            title=take(text, "title"),
            manager_ref=take(ref("systemuser"), "parentsystemuserid"),
            is_active=take(lambda cell: None if (off := yes_or_no(cell)) is None else not off, "isdisabled"),
        ),
        sheet(
            "account",
            "crm_accounts",
            "account_ref",
            parent_ref=take(ref("account"), "parentaccountid"),
            merged_into=take(ref("account"), "masterid"),
            name=take(text, "name"),
            domain=take(addresses.domain, "websiteurl"),
            industry=take(text, "industrycode name"),
            country=take(text, "address1_country"),
            employees=take(whole, "numberofemployees"),
            account_type=take(text, "customertypecode name"),
            **_MERGED,
            **_OWNER,
        ),
        sheet(
            "contact",
            "crm_people",
            "person_ref",
            account_ref=take(employer, *typed("parentcustomerid")),
            is_lead=take(always(value=False)),
            merged_into=take(ref("contact"), "masterid"),
            name=take(text, "fullname"),
            department=take(text, "department"),
            **person,
        ),
        sheet(
            "lead",
            "crm_people",
            "person_ref",
            is_lead=take(always(value=True)),
            merged_into=take(ref("lead"), "masterid"),
            converted_to=take(converted, "leadid"),
            name=take(text, "fullname"),
            company=take(text, "companyname"),
            domain=take(addresses.domain, "websiteurl"),
            status=take(text, "statuscode name"),
            **person,
        ),
    )


def _deals(known: Known) -> Sheet:
    def account(*cells: str) -> str | None:
        return ref("account")(payer(*cells) or "")

    def contact(parent: str, customer: str, kind: str) -> str | None:
        return ref("contact")(parent) or of_type("contact")(customer, kind)

    def currency(cell: str, name: str) -> str | None:
        return text(str(known.one("transactioncurrency", guid(cell)).get("code") or "")) or text(name)

    def amount(actual: str, estimated: str) -> float | None:
        return number(actual) or number(estimated)

    customer = typed("customerid")
    return sheet(
        "opportunity",
        "crm_deals",
        "deal_ref",
        opened_at=take(first_moment, "overriddencreatedon", "createdon"),
        account_ref=take(account, "parentaccountid", *customer),
        contact_ref=take(contact, "parentcontactid", *customer),
        name=take(text, "name"),
        lead_source=take(text, "leadsourcecode name"),
        loss_reason=take(
            lambda state, why: text(why) if state.strip() == LOST else None, "statecode", "statuscode name"
        ),
        currency=take(currency, "transactioncurrencyid", "transactioncurrencyid name"),
        stage=take(first_text, "stepname", "salesstage name"),
        amount=take(amount, "actualvalue", "estimatedvalue"),
        probability=take(share, "closeprobability"),
        closes_on=take(
            lambda *cells: next((read for read in map(day, cells) if read), None),
            "actualclosedate",
            "estimatedclosedate",
        ),
        is_closed=take(is_closed, "statecode"),
        is_won=take(is_won, "statecode"),
        **_OWNER,
    )


def _history(known: Known) -> tuple[Sheet, ...]:
    """Audits of deals, the moment a deal was closed, and since when it has been in its present stage."""

    def changed(name: str, read: Callable[[str], Value]) -> Take:
        return take(lambda cell: read(changes(cell)[name]) if name in changes(cell) else None, "changedata")

    def closed(read: Callable[[str], Value]) -> Take:
        return take(
            lambda own, deal: read(own or str(known.one("opportunity", guid(deal)).get("state") or "")),
            "opportunitystatecode",
            "opportunityid",
        )

    def new_owner(cell: str) -> str | None:
        kind, _, key = cell.rpartition(",")
        return owner(key, kind)

    audits = take(lambda kind: None if table_of(kind) == "opportunity" else "audits of other records", "objectid type")
    at = {stamp: take(first_moment, "createdon") for stamp in ("recorded_at", "modified_at")}
    ended = {stamp: take(first_moment, "actualend", "createdon") for stamp in ("recorded_at", "modified_at")}
    since = {stamp: take(moment, "activestagestartedon") for stamp in ("recorded_at", "modified_at")}
    audit = {
        "change_ref": take(ref("audit"), "auditid"),
        "deal_ref": take(ref("opportunity"), "objectid"),
        **at,
        "stage": changed("stepname", text),
        "amount": changed("estimatedvalue", number),
        "probability": changed("closeprobability", share),
        "closes_on": changed("estimatedclosedate", day),
        "is_closed": changed("statecode", is_closed),
        "is_won": changed("statecode", is_won),
        "owner_ref": changed("ownerid", new_owner),
    }
    close = {
        "change_ref": take(ref("opportunityclose"), "activityid"),
        "deal_ref": take(ref("opportunity"), "opportunityid"),
        **ended,
        "amount": take(number, "actualrevenue"),
        "is_closed": closed(is_closed),
        "is_won": closed(is_won),
    }
    stage = {
        "change_ref": take(ref("stage"), "businessprocessflowinstanceid"),
        "deal_ref": take(ref("opportunity"), "opportunityid"),
        **since,
        "stage": take(text, "activestageid name"),
    }
    needs = ("change_ref", "deal_ref", "recorded_at")
    return (
        Sheet("audit", "crm_deal_changes", audit, needs, words=WORDS, other=audits),
        Sheet("opportunityclose", "crm_deal_changes", close, needs, is_private=True, words=WORDS),
        Sheet("opportunitysalesprocess", "crm_deal_changes", stage, needs, words=WORDS),
    )


def _connections() -> tuple[Sheet, ...]:
    """The people of a deal, theirs and ours, with the roles that Dynamics has lists of."""

    def elsewhere(first: str, _second: str, second: str) -> str | None:
        if table_of(first) != "opportunity":
            return "connections told from the other side, or of other records"
        return (
            None
            if table_of(second) == "contact"
            else ""
            if table_of(second) == "systemuser"
            else "connections of a deal with others"
        )

    def of_user(first: str, _second: str, second: str) -> str | None:
        return None if table_of(first) == "opportunity" and table_of(second) == "systemuser" else ""

    both = ("record1id type", *typed("record2id"))
    ours = {
        "deal_ref": take(ref("opportunity"), "record1id"),
        "role": take(text, "record2roleid name"),
        "is_deleted": take(lambda state: None if not state.strip() else state.strip() != "0", "statecode"),
    }
    roles = sheet("connection", "crm_roles", "role_ref", person_ref=take(ref("contact"), "record2id"), **ours)
    members = sheet("connection", "crm_members", "member_ref", user_ref=take(ref("systemuser"), "record2id"), **ours)
    return replace(roles, other=take(elsewhere, *both)), replace(members, other=take(of_user, *both))
