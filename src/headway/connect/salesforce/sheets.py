"""Salesforce's objects as its Data Export names them, and what Headway reads of each.

Times: `recorded_at` is CreatedDate. `modified_at` is LastModifiedDate and never SystemModstamp, which Salesforce's own
processes touch; where LastModifiedDate is absent it is null, so that a snapshot's values are believed at no moment.
In a replica both may be when the loader last wrote the row: later than the truth, so nothing is believed too early.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from headway.connect.addresses import domain, email, emails
from headway.connect.own_fields import own_fields
from headway.connect.salesforce.cells import (
    call_direction,
    either,
    hierarchy_moment,
    is_closed_state,
    is_won_state,
    mail_direction,
    minutes,
    new_owner,
    task_is_done,
    task_kind,
)
from headway.connect.salesforce.ids import account, deal, person, ref, user
from headway.connect.sheets import Beside, Sheet, Take, take
from headway.connect.values import (
    Value,
    always,
    day,
    first_moment,
    first_text,
    joined_text,
    moment,
    number,
    share,
    text,
    whole,
    yes_or_no,
)

_FIELDS = {
    "stage": (text, {"stagename"}),
    "amount": (number, {"amount"}),
    "probability": (share, {"probability"}),
    "closes_on": (day, {"closedate"}),
    "is_closed": (yes_or_no, {"isclosed"}),
    "is_won": (yes_or_no, {"iswon"}),
    "owner_ref": (new_owner, {"owner", "ownerid"}),
}


def _if_field(landed: str) -> Take:
    """The new value of a field's change, if the field is the one that this landed column shows."""
    read, fields = _FIELDS[landed]

    def new_value(field: str, cell: str) -> Value:
        return read(cell) if field.strip().lower() in fields else None

    return take(new_value, "Field", "NewValue")


def _object(file: str, table: str, key: str, **columns: Take) -> Sheet:
    """An object whose rows say when they were created and last changed."""
    stamps = {
        "recorded_at": take(first_moment, "CreatedDate", _SYNCED),
        "modified_at": take(first_moment, "LastModifiedDate", _SYNCED),
    }
    every = {key: take(ref, "Id"), **stamps, **columns}
    return Sheet(file, table, every, (key, "recorded_at"), beside=(_own_fields(),) if table == "crm_deals" else ())


def _own_fields() -> Beside:
    """What a deal holds in the fields that the company has added: their names end in `__c`, in a replica in `_c`."""
    stamps = ("CreatedDate", "LastModifiedDate", _SYNCED)

    def rows(cells: Mapping[str, str]) -> Iterator[Mapping[str, Value]]:
        told = {name: cells.get(name, "") for name in ("Id", *stamps)}
        created, changed, synced = (told[name] for name in stamps)
        dated = {"recorded_at": first_moment(created, synced), "modified_at": first_moment(changed, synced)}
        yield from own_fields(deal(told["Id"]), dated, {n: cell for n, cell in cells.items() if n not in told})

    return Beside("crm_deal_fields", ("Id", *stamps, "*_c"), rows)


_SYNCED, _VERSION_FROM = "_fivetran_synced", "_fivetran_start"
_IS_DELETED = take(either, "IsDeleted", "_fivetran_deleted")
_MERGED = {"merged_into": take(ref, "MasterRecordId"), "is_deleted": _IS_DELETED}
_NAME = take(joined_text, "Name", "FirstName", "LastName")
_OWNER = take(user, "OwnerId")
_NO_MAIL = take(yes_or_no, "HasOptedOutOfEmail")
_DATED_ONCE = {"modified_at": take(moment, "CreatedDate")}
_HIERARCHY = {"recorded_at": take(hierarchy_moment, "CreatedDate")}
# What an opportunity, its history and a replica's versions of it say alike.
_STATE = {
    "currency": take(text, "CurrencyIsoCode"),
    "stage": take(text, "StageName"),
    "amount": take(number, "Amount"),
    "probability": take(share, "Probability"),
    "closes_on": take(day, "CloseDate"),
}
_LOGGED = {
    "account_ref": take(account, "AccountId", "WhatId"),
    "deal_ref": take(deal, "WhatId"),
    "person_ref": take(person, "WhoId"),
    "user_ref": _OWNER,
    "subject": take(text, "Subject"),
    "is_deleted": _IS_DELETED,
}

SHEETS: tuple[Sheet, ...] = (
    _object(
        "Account",
        "crm_accounts",
        "account_ref",
        **_MERGED,
        parent_ref=take(ref, "ParentId"),
        name=take(text, "Name"),
        domain=take(domain, "Website"),
        industry=take(text, "Industry"),
        country=take(text, "BillingCountry"),
        employees=take(whole, "NumberOfEmployees"),
        account_type=take(text, "Type"),
        owner_ref=_OWNER,
    ),
    _object(
        "Contact",
        "crm_people",
        "person_ref",
        **_MERGED,
        account_ref=take(account, "AccountId"),
        is_lead=take(always(value=False)),
        name=_NAME,
        email=take(email, "Email"),
        title=take(text, "Title"),
        department=take(text, "Department"),
        wants_no_mail=_NO_MAIL,
        owner_ref=_OWNER,
    ),
    _object(
        "Lead",
        "crm_people",
        "person_ref",
        **_MERGED,
        is_lead=take(always(value=True)),
        converted_to=take(ref, "ConvertedContactId"),
        name=_NAME,
        email=take(email, "Email"),
        title=take(text, "Title"),
        company=take(text, "Company"),
        domain=take(domain, "Website"),
        status=take(text, "Status"),
        wants_no_mail=_NO_MAIL,
        owner_ref=_OWNER,
    ),
    # Names and rates claim nothing of a customer: one without a date counts always.
    _object("RecordType", "crm_labels", "label_ref", **_HIERARCHY, name=take(first_text, "Name", "DeveloperName")),
    replace(
        _object(
            "CurrencyType",
            "crm_rates",
            "rate_ref",
            **_HIERARCHY,
            currency=take(text, "IsoCode"),
            rate=take(number, "ConversionRate"),
            is_own=take(yes_or_no, "IsCorporate"),
        ),
        needs=("rate_ref", "currency"),
    ),
    replace(
        _object(
            "DatedConversionRate",
            "crm_rates",
            "rate_ref",
            **_HIERARCHY,
            currency=take(text, "IsoCode"),
            starts_on=take(day, "StartDate"),
            rate=take(number, "ConversionRate"),
        ),
        needs=("rate_ref", "currency", "starts_on"),
    ),
    _object(
        "Opportunity",
        "crm_deals",
        "deal_ref",
        account_ref=take(account, "AccountId"),
        opened_at=take(moment, "CreatedDate"),
        is_deleted=_IS_DELETED,
        name=take(text, "Name"),
        deal_type=take(text, "Type"),
        lead_source=take(text, "LeadSource"),
        contact_ref=take(ref, "ContactId"),
        loss_reason=take(first_text, "*loss*reason*_c", "*lost*reason*_c"),
        owner_ref=_OWNER,
        record_type=take(ref, "RecordTypeId"),
        **_STATE,
        is_closed=take(yes_or_no, "IsClosed"),
        is_won=take(yes_or_no, "IsWon"),
    ),
    _object(
        "OpportunityHistory",
        "crm_deal_changes",
        "change_ref",
        **_DATED_ONCE,
        deal_ref=take(ref, "OpportunityId"),
        **_STATE,
        is_closed=take(is_closed_state, "ForecastCategory", "Probability"),
        is_won=take(is_won_state, "ForecastCategory", "Probability"),
    ),
    _object(
        "OpportunityFieldHistory",
        "crm_deal_changes",
        "change_ref",
        **_DATED_ONCE,
        deal_ref=take(ref, "OpportunityId"),
        field=take(text, "Field"),
        **{landed: _if_field(landed) for landed in _FIELDS},
    ),
    _object(
        "OpportunityContactRole",
        "crm_roles",
        "role_ref",
        deal_ref=take(ref, "OpportunityId"),
        person_ref=take(ref, "ContactId"),
        role=take(text, "Role"),
        is_primary=take(yes_or_no, "IsPrimary"),
        is_deleted=_IS_DELETED,
    ),
    _object(
        "OpportunityTeamMember",
        "crm_members",
        "member_ref",
        deal_ref=take(ref, "OpportunityId"),
        user_ref=take(user, "UserId"),
        role=take(text, "TeamMemberRole"),
        is_deleted=_IS_DELETED,
    ),
    _object(
        "Task",
        "crm_activities",
        "activity_ref",
        **_LOGGED,
        kind=take(task_kind, "TaskSubtype", "Type"),
        direction=take(call_direction, "CallType"),
        starts_at=take(first_moment, "CompletedDateTime", "ActivityDate"),
        minutes=take(minutes, "CallDurationInSeconds"),
        is_done=take(task_is_done, "IsClosed", "Status"),
    ),
    _object(
        "Event",
        "crm_activities",
        "activity_ref",
        **_LOGGED,
        kind=take(always("meeting")),
        starts_at=take(first_moment, "StartDateTime", "ActivityDateTime", "ActivityDate"),
        minutes=take(number, "DurationInMinutes"),
        is_done=take(always(value=True)),
        is_all_day=take(yes_or_no, "IsAllDayEvent"),
    ),
    # Its TextBody and HtmlBody are never read, nor shown where a row is broken.
    replace(
        _object(
            "EmailMessage",
            "crm_activities",
            "activity_ref",
            kind=take(always("email")),
            account_ref=take(account, "RelatedToId"),
            deal_ref=take(deal, "RelatedToId"),
            user_ref=take(user, "CreatedById"),
            subject=take(text, "Subject"),
            direction=take(mail_direction, "Incoming"),
            starts_at=take(moment, "MessageDate"),
            is_done=take(always(value=True)),
            is_deleted=_IS_DELETED,
            addresses=take(emails, "FromAddress", "ToAddress", "CcAddress"),
            logged_as=take(ref, "ActivityId"),
        ),
        is_private=True,
    ),
    # A converted lead has both ids: it answered as a lead, the contact came later.
    _object(
        "CampaignMember",
        "crm_responses",
        "response_ref",
        person_ref=take(person, "LeadId", "ContactId"),
        campaign_ref=take(ref, "CampaignId"),
        status=take(text, "Status"),
        has_responded=take(yes_or_no, "HasResponded"),
        responded_on=take(day, "FirstRespondedDate"),
    ),
    _object(
        "User",
        "crm_users",
        "user_ref",
        **_HIERARCHY,
        name=_NAME,
        email=take(email, "Email"),
        title=take(text, "Title"),
        manager_ref=take(user, "ManagerId"),
        user_role_ref=take(ref, "UserRoleId"),
        is_active=take(yes_or_no, "IsActive"),
    ),
    _object(
        "UserRole",
        "crm_user_roles",
        "user_role_ref",
        **_HIERARCHY,
        name=take(text, "Name"),
        parent_ref=take(ref, "ParentRoleId"),
    ),
)


def _versions(sheet: Sheet) -> Sheet:
    """An object of which a replica keeps every version, each from when it held."""
    stamps = {
        "recorded_at": take(first_moment, "CreatedDate", _VERSION_FROM),
        "modified_at": take(moment, _VERSION_FROM),
    }
    return replace(sheet, file=f"{sheet.file}History", columns={**sheet.columns, **stamps})


def _version_ref(key: str, since: str) -> str | None:
    """A version's own reference: the record's, and since when it held."""
    return f"{ref(key)}/{since.strip()}" if ref(key) else None


# A replica's `opportunity_history` holds versions of Opportunity, not Salesforce's own object of that name.
_DEAL_VERSIONS = _object(
    "OpportunityVersions",
    "crm_deal_changes",
    "change_ref",
    change_ref=take(_version_ref, "Id", _VERSION_FROM),
    deal_ref=take(deal, "Id"),
    recorded_at=take(moment, _VERSION_FROM),
    modified_at=take(moment, _VERSION_FROM),
    **_STATE,
    is_closed=take(yes_or_no, "IsClosed"),
    is_won=take(yes_or_no, "IsWon"),
    owner_ref=_OWNER,
)
VERSION_COLUMN = _VERSION_FROM
VERSIONED: tuple[Sheet, ...] = (*(_versions(each) for each in SHEETS[:3]), _DEAL_VERSIONS)
