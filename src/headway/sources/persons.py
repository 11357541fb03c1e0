"""Where a person of the customers' side stands in the landed tables, and in what way: what erasing and exporting go by.

Each column of text carries one mark; a test fails for an unmarked one:

- ``whose``: the row is about the person named here, and goes with the person;
- ``names``: the row is about something else and names the person: the cell is emptied;
- ``lists``: addresses with a blank between, of which the person's is taken out;
- ``says``: text that people or pages wrote: the person's address, name and ids in it are replaced;
- ``tells``: what one of ours told, as JSON: a row that names the person by an id goes, in others it is as ``says``;
- ``quotes``: part of a row as it came: emptied where it says anything of the person;
- ``apart``: nobody of the customers' side stands here.
"""

from dataclasses import dataclass
from typing import Literal

Way = Literal["whose", "names", "lists", "says", "tells", "quotes", "apart"]
Kind = Literal["ref", "user", "visitor", "mail", "name"]


@dataclass(frozen=True)
class Mark:
    """In what way a column holds persons, and by which kind of id."""

    way: Way
    kind: Kind | None = None


_REF, _USER, _VISITOR, _MAIL = (Mark("whose", kind) for kind in ("ref", "user", "visitor", "mail"))
_NAMED, _LISTED = Mark("names", "ref"), Mark("lists", "mail")
_SAYS, _TELLS, _QUOTES = Mark("says"), Mark("tells"), Mark("quotes")

# Columns that are not here stand apart from persons: `APART` names them, so that none is forgotten.
MARKS: dict[str, dict[str, Mark]] = {
    "crm_accounts": {"name": _SAYS},
    "crm_people": {"person_ref": _REF, "merged_into": _REF, "converted_to": _REF, "email": _MAIL, "company": _SAYS},
    "crm_deals": {"contact_ref": _NAMED, "name": _SAYS, "loss_reason": _SAYS},
    "crm_deal_changes": {},
    "crm_deal_fields": {"value": _SAYS},
    "crm_labels": {},
    "crm_rates": {},
    "crm_roles": {"person_ref": _REF},
    "crm_members": {},
    "crm_activities": {"person_ref": _NAMED, "addresses": _LISTED, "sender": _LISTED, "subject": _SAYS},
    "crm_responses": {"person_ref": _REF},
    "customer_outcomes": {"what": _SAYS, "person": _SAYS},
    "crm_users": {},
    "crm_user_roles": {},
    "web_events": {
        "user_id": _USER,
        "visitor_id": _VISITOR,
        **dict.fromkeys(("page", "title", "name", "referrer"), _SAYS),
    },
    "web_calls": {
        "user_id": _USER,
        "visitor_id": _VISITOR,
        "previous_id": _VISITOR,
        "email": _MAIL,
        **dict.fromkeys(("group_id", "company"), _SAYS),
    },
    "inputs": {"key": _TELLS, "value": _TELLS, "reason": _SAYS},
    "data_issues": {"excerpt": _QUOTES, "reason": _SAYS},
}

# Ids of rows, of companies, of deals and of our own people; values out of lists; what goes with a row that is theirs.
APART: dict[str, str] = {
    "crm_accounts": "account_ref parent_ref merged_into domain industry country account_type owner_ref clock system",
    "crm_people": "account_ref name title department domain status owner_ref clock system",
    "crm_deals": "deal_ref account_ref deal_type lead_source owner_ref record_type pipeline currency stage system "
    "clock",
    "crm_deal_changes": "change_ref deal_ref field stage currency owner_ref clock system",
    "crm_deal_fields": "field_ref deal_ref field clock system",
    "crm_labels": "label_ref name system",
    "crm_rates": "rate_ref currency system",
    "crm_roles": "role_ref deal_ref role clock system",
    "crm_members": "member_ref deal_ref user_ref role system",
    "crm_activities": "activity_ref kind account_ref deal_ref user_ref direction logged_as system",
    "crm_responses": "response_ref campaign_ref status system",
    "customer_outcomes": "outcome_ref deal_ref got system",
    "crm_users": "user_ref name email title manager_ref user_role_ref system",
    "crm_user_roles": "user_role_ref name parent_ref system",
    "web_events": "event_id kind host ip agent system",
    "web_calls": "call_id kind name title domain system",
    "inputs": "input_id kind who replaces system",
    "data_issues": "issue_id system file remedy",
}
