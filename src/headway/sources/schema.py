"""The tables Headway reads, as every connector lands them.

Each column carries a mark that says how much of it may be believed at an earlier moment:

- ``fixed``: known from the row's creation on and never changed (ids, creation times, parents);
- ``history``: rebuilt from the source's own history of changes;
- ``latest``: a snapshot value, unknown before the row was last modified.

``refers`` names the table and key a column points to: a row counts only once what it refers to is known.
"""

from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa

Mark = Literal["fixed", "history", "latest"]
Kind = Literal["string", "timestamp", "date", "float64", "int64", "boolean"]


@dataclass(frozen=True)
class Column:
    """One column of a landed table: its type, its mark and the table it points to, if any."""

    name: str
    kind: Kind
    mark: Mark
    refers: str | None = None


@dataclass(frozen=True)
class Source:
    """One landed table: its key, its columns, and what a row of it is."""

    name: str
    row: str
    key: str
    columns: tuple[Column, ...] = field(default_factory=tuple)

    @property
    def latest(self) -> tuple[str, ...]:
        """Columns that hold a snapshot's value."""
        return tuple(c.name for c in self.columns if c.mark == "latest")

    @property
    def references(self) -> dict[str, str]:
        """Column -> the landed table whose key it holds."""
        return {c.name: c.refers for c in self.columns if c.refers}


def _source(name: str, row: str, key: str, *columns: Column) -> Source:
    return Source(name, row, key, (*columns, *_STAMPS))


def _of_crm(name: str, row: str, key: str, *columns: Column) -> Source:
    """A table whose times an export may tell by the clock of the company's office, without naming its zone."""
    return Source(name, row, key, (*columns, *_STAMPS, _CLOCK))


def fixed(name: str, kind: Kind = "string", refers: str | None = None) -> Column:
    """A column known from the row's creation on."""
    return Column(name, kind, "fixed", refers)


def history(name: str, kind: Kind = "string") -> Column:
    """A column that the source's own change history dates."""
    return Column(name, kind, "history")


def latest(name: str, kind: Kind = "string") -> Column:
    """A column of a snapshot: unknown before the row was last modified."""
    return Column(name, kind, "latest")


# Every landed row also says which system it came from, when that system first wrote it and when it last changed it.
_STAMPS = (
    fixed("system"),
    fixed("recorded_at", "timestamp"),
    fixed("modified_at", "timestamp"),
)

# What names the clock by which a row's times are told, where they name no zone themselves: the system; null: UTC.
_CLOCK = fixed("clock")

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        _of_crm(
            "crm_accounts",
            "One company in the CRM.",
            "account_ref",
            fixed("account_ref"),
            fixed("parent_ref"),
            latest("merged_into"),
            latest("is_deleted", "boolean"),
            latest("name"),
            latest("domain"),
            latest("industry"),
            latest("country"),
            latest("employees", "int64"),
            latest("account_type"),
            latest("owner_ref"),
        ),
        _of_crm(
            "crm_people",
            "One contact or lead in the CRM; a lead has the company as it was typed.",
            "person_ref",
            fixed("person_ref"),
            fixed("account_ref", refers="crm_accounts"),
            fixed("is_lead", "boolean"),
            latest("merged_into"),
            latest("is_deleted", "boolean"),
            latest("converted_to"),
            latest("name"),
            latest("email"),
            latest("title"),
            latest("department"),
            latest("company"),
            latest("domain"),
            latest("status"),
            latest("owner_ref"),
            latest("wants_no_mail", "boolean"),  # has told the company so; null: the system does not say
        ),
        _of_crm(
            "crm_deals",
            "One deal (opportunity) in the CRM; what changes over time stands in crm_deal_changes.",
            "deal_ref",
            fixed("deal_ref"),
            fixed("account_ref", refers="crm_accounts"),
            fixed("opened_at", "timestamp"),
            latest("is_deleted", "boolean"),
            latest("name"),
            latest("deal_type"),
            latest("lead_source"),
            latest("contact_ref"),
            latest("loss_reason"),
            latest("owner_ref"),
            latest("record_type"),
            latest("pipeline"),
            latest("currency"),
            latest("stage"),
            latest("amount", "float64"),
            latest("probability", "float64"),
            latest("closes_on", "date"),
            latest("is_closed", "boolean"),
            latest("is_won", "boolean"),
        ),
        _of_crm(
            "crm_deal_changes",
            "One dated state of a deal from the CRM's own history: stage, amount, seller's probability, close date.",
            "change_ref",
            fixed("change_ref"),
            fixed("deal_ref", refers="crm_deals"),
            history("field"),
            history("stage"),
            history("amount", "float64"),
            history("currency"),
            history("probability", "float64"),
            history("closes_on", "date"),
            history("is_closed", "boolean"),
            history("is_won", "boolean"),
            history("owner_ref"),
        ),
        _of_crm(
            "crm_deal_fields",
            "One field of its own that a company has given its deals, and what one deal holds in it.",
            "field_ref",
            fixed("field_ref"),
            fixed("deal_ref", refers="crm_deals"),
            fixed("field"),
            latest("value"),
            latest("number", "float64"),  # the value, where it is a number
        ),
        _source(
            "crm_labels",
            "One name that the CRM gives to an id: of a record type or a pipeline.",
            "label_ref",
            fixed("label_ref"),
            fixed("name"),
        ),
        _source(
            "crm_rates",
            "One rate of a currency, from a day on: how many of it are one of the company's own currency.",
            "rate_ref",
            fixed("rate_ref"),
            fixed("currency"),
            fixed("starts_on", "date"),  # null: since ever, until a dated rate says otherwise
            latest("rate", "float64"),
            latest("is_own", "boolean"),  # the company's own currency
        ),
        _of_crm(
            "crm_roles",
            "One person declared in one deal, with the role somebody gave.",
            "role_ref",
            fixed("role_ref"),
            fixed("deal_ref", refers="crm_deals"),
            fixed("person_ref", refers="crm_people"),
            latest("role"),
            latest("is_primary", "boolean"),
            latest("is_deleted", "boolean"),
        ),
        _source(
            "crm_members",
            "One of our users on one deal, with the role in the deal team.",
            "member_ref",
            fixed("member_ref"),
            fixed("deal_ref", refers="crm_deals"),
            fixed("user_ref"),
            latest("role"),
            latest("is_deleted", "boolean"),
        ),
        _source(
            "customer_outcomes",
            "One gain that somebody at a customer has confirmed, or has said did not come, from a table of one's own.",
            "outcome_ref",
            fixed("outcome_ref"),
            fixed("deal_ref", refers="crm_deals"),
            fixed("confirmed_on", "date"),
            latest("what"),
            latest("got"),  # all, part, none
            latest("value", "float64"),  # what it is worth to them, in the company's own currency
            latest("person"),
        ),
        _source(
            "crm_activities",
            "One task, meeting or e-mail logged in the CRM, on either side.",
            "activity_ref",
            fixed("activity_ref"),
            fixed("kind"),  # task, call, email, meeting
            fixed("account_ref", refers="crm_accounts"),
            fixed("deal_ref", refers="crm_deals"),
            fixed("person_ref", refers="crm_people"),
            fixed("user_ref"),
            latest("subject"),
            latest("direction"),  # in, out or null
            latest("starts_at", "timestamp"),
            latest("minutes", "float64"),
            latest("is_done", "boolean"),
            latest("is_all_day", "boolean"),
            latest("is_deleted", "boolean"),
            latest("addresses"),  # e-mail addresses of everybody on it, separated by a blank
            latest("sender"),  # the address that wrote or invited, where it is known
            latest("logged_as"),  # the task that the CRM keeps of the same mail
        ),
        _source(
            "crm_responses",
            "One person's answer to a campaign.",
            "response_ref",
            fixed("response_ref"),
            fixed("person_ref", refers="crm_people"),
            fixed("campaign_ref"),
            latest("status"),
            latest("has_responded", "boolean"),
            latest("responded_on", "date"),
        ),
        _source(
            "crm_users",
            "One of our own users; as a hierarchy claims nothing of a customer, name and manager count from creation.",
            "user_ref",
            fixed("user_ref"),
            fixed("name"),
            fixed("email"),
            fixed("title"),
            fixed("manager_ref"),
            fixed("user_role_ref"),
            latest("is_active", "boolean"),
        ),
        _source(
            "crm_user_roles",
            "One place in the hierarchy of our users.",
            "user_role_ref",
            fixed("user_role_ref"),
            fixed("name"),
            fixed("parent_ref"),
        ),
        _source(
            "web_events",
            "One page seen, screen seen or act tracked on our sites, by a visitor.",
            "event_id",
            fixed("event_id"),
            fixed("kind"),  # page, screen, track
            fixed("visitor_id"),
            fixed("user_id"),
            fixed("happened_at", "timestamp"),
            fixed("host"),
            fixed("page"),
            fixed("title"),
            fixed("name"),  # the act tracked
            fixed("referrer"),
            fixed("ip"),
            fixed("agent"),
        ),
        _source(
            "web_calls",
            "One call that says who a visitor is: identify, group or alias.",
            "call_id",
            fixed("call_id"),
            fixed("kind"),  # identify, group, alias
            fixed("visitor_id"),
            fixed("user_id"),
            fixed("previous_id"),
            fixed("group_id"),
            fixed("email"),
            fixed("name"),
            fixed("title"),
            fixed("company"),
            fixed("domain"),
            fixed("happened_at", "timestamp"),
        ),
        _source(
            "inputs",
            "One thing a person of ours told Headway: append-only; `replaces` undoes or changes an earlier one.",
            "input_id",
            fixed("input_id"),
            fixed("kind"),
            fixed("key"),
            fixed("value"),
            fixed("reason"),
            fixed("who"),
            fixed("replaces"),
        ),
    )
}

# Rows that could not be used: not a source of answers, so it carries no marks and is never cut.
ISSUE_COLUMNS = ("issue_id", "system", "file", "line", "reason", "remedy", "excerpt")


_ARROW = {
    "string": pa.string(),
    "timestamp": pa.timestamp("us"),
    "date": pa.date32(),
    "float64": pa.float64(),
    "int64": pa.int64(),
    "boolean": pa.bool_(),
}


def arrow_schema(name: str) -> pa.Schema:
    """The Arrow schema of a landed table; times are UTC without a zone."""
    if name == "data_issues":
        return pa.schema([(c, pa.int64() if c == "line" else pa.string()) for c in ISSUE_COLUMNS])
    return pa.schema([(c.name, _ARROW[c.kind]) for c in SOURCES[name].columns])
