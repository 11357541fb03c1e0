"""One company's rows told as the files of each CRM, and landed rows of any CRM told alike, to hold them side by side.

A company is landed tables in which numbers stand for records: `{"crm_deals": [{"deal_ref": 7, "account_ref": 3, ...}]}`.
"""

import json
import re
from collections import defaultdict

import pyarrow as pa

TABLES = ("users", "accounts", "people", "deals", "deal_changes", "roles", "members", "activities")
KEYS = {
    "users": ("user_ref",),
    "accounts": ("account_ref",),
    "people": ("person_ref",),
    "deals": ("deal_ref",),
    "roles": ("deal_ref", "person_ref"),
    "members": ("deal_ref", "user_ref"),
    "activities": ("activity_ref",),
}
HISTORY = ("stage", "amount", "probability", "closes_on", "is_closed", "is_won", "owner_ref")
_ITS_OWN = {"system", "role_ref", "member_ref", "change_ref", "user_role_ref"}  # each CRM's own names
_NUMBER = re.compile(r"/0*(\d+)(?:-7c1e-ed11-b83e-000d3a5d1c22)?$")


def numbered(parts):
    """Landed tables of Salesforce with a number for each record; rows that are deleted or merged away are left out."""
    rows = {name: table.to_pylist() for name, table in _whole(parts).items()}
    refs = sorted(
        {str(value) for told in rows.values() for row in told for key, value in row.items() if _is_ref(key, value)}
    )
    number = {ref: place for place, ref in enumerate(refs, start=1)}
    return {
        name: [
            {key: number.get(value, value) if _is_ref(key, value) else value for key, value in row.items()}
            for row in told
            if not row.get("is_deleted")
        ]
        for name, told in rows.items()
    }


def alike(parts):
    """Landed tables of any CRM as rows by their keys, in which the numbers that a writer put stand for records."""
    rows = {name: table.to_pylist() for name, table in _whole(parts).items()}
    told = {
        name: [{key: _number(value) if _is_ref(key, value) else value for key, value in row.items()} for row in each]
        for name, each in rows.items()
    }
    return by_key(told)


def by_key(company):
    """Each table's rows by their keys; of a deal's history each column's values, and since when each held."""
    emails = {row["person_ref"]: row["email"] for row in company.get("people", ())}
    found = {
        name: {tuple(row[key] for key in KEYS[name]): _cells(row, emails) for row in company.get(name, ())}
        for name in KEYS
    }
    history = defaultdict(lambda: {column: [] for column in HISTORY})
    for row in sorted(company.get("deal_changes", ()), key=lambda row: (row["recorded_at"], str(row["change_ref"]))):
        for column, value in _cells(row, emails).items():
            if column in HISTORY and value is not None:
                there = history[row["deal_ref"],][column]
                there.extend([] if there and there[-1][1] == value else [(row["recorded_at"], value)])
    return {**found, "deal_changes": dict(history)}


def _cells(row, emails):
    """The row as it is compared: whoever is named needs no address, and what is not deleted need not say so."""
    told = {
        key: round(value, 6) if isinstance(value, float) else value for key, value in row.items() if key not in _ITS_OWN
    }
    if "addresses" in told:
        told["addresses"] = set((told["addresses"] or "").split()) - {emails.get(row["person_ref"])}
    return told | ({"is_deleted": bool(told["is_deleted"])} if "is_deleted" in told else {})


def _whole(parts):
    tables = defaultdict(list)
    for name, part in parts:
        tables[name.removeprefix("crm_")].append(part)
    return {name: pa.concat_tables(tables[name]) for name in TABLES if name in tables}


def _is_ref(key, value):
    return value is not None and (key.endswith("_ref") or key == "merged_into") and key not in _ITS_OWN


def _number(ref):
    found = _NUMBER.search(str(ref))
    return int(found[1]) if found else ref


def _time(value):
    return value.isoformat(" ") if value else None


def _json(files):
    return {f"{name}.json": json.dumps(rows, default=str) for name, rows in files.items()}


def _of_deals(company):
    """Each deal's changes, one field at a time: deal, moment, column and new value."""
    for (deal,), columns in by_key(company)["deal_changes"].items():
        for column, states in columns.items():
            for at, value in states:
                yield deal, at, column, value


def _stages(company):
    """Every stage, and whether a deal in it is closed and won."""
    told = [*company["deal_changes"], *company["deals"]]
    return {row["stage"]: (row["is_closed"], row["is_won"]) for row in told if row["stage"]}


def hubspot(company):
    """A replica, as a loader of HubSpot's tables writes it."""

    def dated(row):
        return {
            "property_createdate": _time(row["recorded_at"]),
            "property_hs_lastmodifieddate": _time(row["modified_at"]),
            "property_hubspot_owner_id": row.get("owner_ref"),
        }

    names = {
        "stage": "dealstage",
        "amount": "amount",
        "probability": "hs_deal_stage_probability",
        "closes_on": "closedate",
        "owner_ref": "hubspot_owner_id",
    }
    kinds = {
        "call": lambda row: {"property_hs_call_title": row["subject"], "property_hs_call_direction": {"in": "INBOUND", "out": "OUTBOUND"}.get(row["direction"]), "property_hs_call_duration": row["minutes"] and row["minutes"] * 60_000, "property_hs_call_status": "COMPLETED" if row["is_done"] else "CANCELED"},
        "email": lambda row: {"property_hs_email_subject": row["subject"], "property_hs_email_direction": {"in": "INCOMING_EMAIL", "out": "EMAIL"}.get(row["direction"]), "property_hs_email_to_email": row["addresses"]},
        "meeting": lambda row: {"property_hs_meeting_title": row["subject"], "property_hs_meeting_start_time": _time(row["starts_at"]), "property_hs_meeting_outcome": "COMPLETED"},
        "task": lambda row: {"property_hs_task_subject": row["subject"], "property_hs_task_status": "COMPLETED" if row["is_done"] else "NOT_STARTED"},
    }  # fmt: skip
    files = {
        "owner": [{"owner_id": row["user_ref"], "first_name": row["name"], "email": row["email"], "created_at": _time(row["recorded_at"]), "updated_at": _time(row["modified_at"]), "is_deleted": not row["is_active"]} for row in company["users"]],
        "company": [{"id": row["account_ref"], "property_name": row["name"], "property_domain": row["domain"], "property_industry": row["industry"], "property_country": row["country"], "property_numberofemployees": row["employees"], "property_type": row["account_type"], **dated(row)} for row in company["accounts"]],
        "contact": [{"id": row["person_ref"], "property_firstname": row["name"], "property_email": row["email"], "property_jobtitle": row["title"], "property_hs_email_optout": row["wants_no_mail"], "property_company": row["company"], "property_lifecyclestage": row["status"], **dated(row)} for row in company["people"]],
        "contact_company": [{"contact_id": row["person_ref"], "company_id": row["account_ref"], "type_id": 1} for row in company["people"] if row["account_ref"]],
        "deal": [{"deal_id": row["deal_ref"], "property_dealname": row["name"], "deal_pipeline_stage_id": row["stage"], "property_amount": row["amount"], "property_closedate": row["closes_on"], "property_hs_deal_stage_probability": row["probability"], "property_dealtype": row["deal_type"], "property_hs_analytics_source": row["lead_source"], "property_closed_lost_reason": row["loss_reason"], "property_deal_currency_code": row["currency"], **dated(row)} for row in company["deals"]],
        "deal_company": [{"deal_id": row["deal_ref"], "company_id": row["account_ref"], "type_id": 5} for row in company["deals"]],
        "deal_contact": [{"deal_id": row["deal_ref"], "contact_id": row["person_ref"], "label": row["role"], "_fivetran_synced": _time(row["recorded_at"])} for row in company["roles"]],
        "deal_pipeline_stage": [{"stage_id": stage, "label": stage, "is_closed": closed, "closed_won": won} for stage, (closed, won) in _stages(company).items()],
        "deal_property_history": [{"deal_id": deal, "name": names[column], "timestamp": _time(at), "value": value} for deal, at, column, value in _of_deals(company) if column in names],
        **{f"engagement_{kind}": [{"engagement_id": row["activity_ref"], "property_hs_timestamp": _time(row["starts_at"]), "property_hs_createdate": _time(row["recorded_at"]), **dated({**row, "owner_ref": row["user_ref"]}), **told(row)} for row in company["activities"] if row["kind"] == kind] for kind, told in kinds.items()},
        **{f"engagement_{name}": [{"engagement_id": row["activity_ref"], f"{name}_id": row[column]} for row in company["activities"] if row[column]] for name, column in (("company", "account_ref"), ("contact", "person_ref"), ("deal", "deal_ref"))},
    }  # fmt: skip
    return _json(files)


def pipedrive(company):
    """Answers of Pipedrive's API."""
    stages = {stage: place for place, stage in enumerate(_stages(company), start=1)}
    fields = {
        "stage": ("stage_id", stages.get),
        "amount": ("value", str),
        "probability": ("probability", lambda share: share * 100),
        "closes_on": ("expected_close_date", str),
        "owner_ref": ("owner_id", str),
    }

    def dated(row):
        return {
            "add_time": _time(row["recorded_at"]),
            "update_time": _time(row["modified_at"]),
            "owner_id": row.get("owner_ref"),
        }

    def flow():
        for deal, at, column, value in _of_deals(company):
            if column in fields:
                field, write = fields[column]
                yield {"deal_id": deal, "field_key": field, "new_value": write(value), "time": _time(at)}
        for (deal,), states in by_key(company)["deal_changes"].items():
            won = [value for _, value in states["is_won"]]
            yield from (
                {
                    "deal_id": deal,
                    "field_key": "status",
                    "new_value": _status(value, won and won[-1]),
                    "time": _time(at),
                }
                for at, value in states["is_closed"]
            )

    files = {
        "users": [{"id": row["user_ref"], "name": row["name"], "email": row["email"], "active_flag": row["is_active"], "created": _time(row["recorded_at"]), "modified": _time(row["modified_at"])} for row in company["users"]],
        "stages": [{"id": place, "name": stage, "pipeline_id": 1} for stage, place in stages.items()],
        "organizations": [{"id": row["account_ref"], "name": row["name"], "website": row["domain"], "industry": row["industry"], "employee_count": row["employees"], "country": row["country"], "label": row["account_type"], **dated(row)} for row in company["accounts"]],
        "persons": [{"id": row["person_ref"], "name": row["name"], "emails": [{"value": row["email"], "primary": True}] if row["email"] else [], "job_title": row["title"], "marketing_status": _marketing(row["wants_no_mail"]), "org_id": row["account_ref"], **dated(row)} for row in company["people"] if not row["is_lead"]],
        "deals": [{"id": row["deal_ref"], "title": row["name"], "org_id": row["account_ref"], "person_id": row["contact_ref"], "stage_id": stages.get(row["stage"]), "value": row["amount"], "currency": row["currency"], "probability": row["probability"] and row["probability"] * 100, "status": _status(row["is_closed"], row["is_won"]), "lost_reason": row["loss_reason"], "source_name": row["lead_source"], "expected_close_date": row["closes_on"], **dated(row)} for row in company["deals"]],
        "deal_flow": list(flow()),
        "deal_participants": [{"deal_id": row["deal_ref"], "person_id": row["person_ref"], "add_time": _time(row["recorded_at"]), "active_flag": True} for row in company["roles"]],
        "deal_followers": [{"deal_id": row["deal_ref"], "user_id": row["user_ref"], "add_time": _time(row["recorded_at"])} for row in company["members"]],
        "activities": [{"id": row["activity_ref"], "type": row["kind"], "subject": row["subject"], "deal_id": row["deal_ref"], "org_id": row["account_ref"], "person_id": row["person_ref"], "due_date": _time(row["starts_at"]), "duration": row["minutes"] and row["minutes"] * 60, "done": row["is_done"], "attendees": [{"email": each} for each in (row["addresses"] or "").split()], **dated({**row, "owner_ref": row["user_ref"]})} for row in company["activities"]],
    }  # fmt: skip
    return _json(files)


def _marketing(wants_no_mail):
    return None if wants_no_mail is None else "unsubscribed" if wants_no_mail else "subscribed"


def _status(is_closed, is_won):
    return "open" if not is_closed else "won" if is_won else "lost"


def dynamics(company):  # noqa: C901 -- one function a kind of row
    """Answers of Dataverse's Web API."""

    def guid(number):
        return f"{number:08}-7c1e-ed11-b83e-000d3a5d1c22" if number else None

    def lookup(column, number, table="", shown=""):
        name = f"_{column}_value"
        return {
            name: guid(number),
            f"{name}@Microsoft.Dynamics.CRM.lookuplogicalname": table,
            f"{name}@OData.Community.Display.V1.FormattedValue": shown,
        }

    def shown(column, value):
        return {f"{column}@OData.Community.Display.V1.FormattedValue": value}

    def dated(row):
        return {
            "createdon": _time(row["recorded_at"]),
            "modifiedon": _time(row["modified_at"]),
            **lookup("ownerid", row.get("owner_ref"), "systemuser"),
        }

    def person(row):
        return {
            "fullname": row["name"],
            "emailaddress1": row["email"],
            "jobtitle": row["title"],
            "donotemail": row["wants_no_mail"],
            **dated(row),
        }

    def state(is_closed, is_won):
        return {"open": 0, "won": 1, "lost": 2}[_status(is_closed, is_won)]

    def activity(row):
        told = {
            "activityid": guid(row["activity_ref"]),
            "subject": row["subject"],
            "actualstart": _time(row["starts_at"]),
            "senton": _time(row["starts_at"]),
            "actualdurationminutes": row["minutes"],
            "statecode": 1 if row["is_done"] else 2,
            **dated({**row, "owner_ref": row["user_ref"]}),
        }
        way = {"in": False, "out": True}.get(row["direction"])
        told |= {"directioncode": way, "isalldayevent": row["is_all_day"], "actualend": _time(row["starts_at"])}
        about = ("opportunity", row["deal_ref"]) if row["deal_ref"] else ("account", row["account_ref"])
        return told | lookup("regardingobjectid", about[1], about[0])

    def parties():
        kinds = {row["person_ref"]: "lead" if row["is_lead"] else "contact" for row in company["people"]}
        for row in company["activities"]:
            if row["person_ref"]:
                yield {
                    **lookup("activityid", row["activity_ref"]),
                    **lookup("partyid", row["person_ref"], kinds.get(row["person_ref"], "contact")),
                }
            yield from (
                {**lookup("activityid", row["activity_ref"]), "addressused": each}
                for each in (row["addresses"] or "").split()
            )

    def audits():
        names = {"stage": "stepname", "amount": "estimatedvalue", "closes_on": "estimatedclosedate"}
        told = defaultdict(list)
        for deal, at, column, value in _of_deals(company):
            if column == "probability":
                told[deal, at].append(("closeprobability", str(value * 100)))
            if column in names:
                told[deal, at].append((names[column], str(value)))
        for (deal,), states in by_key(company)["deal_changes"].items():
            won = [value for _, value in states["is_won"]]
            for at, value in states["is_closed"]:
                told[deal, at].append(("statecode", str(state(value, won and won[-1]))))
            for at, value in states["owner_ref"]:
                told[deal, at].append(("ownerid", f"systemuser,{guid(value)}"))
        each = [(deal, at, change) for (deal, at), changed in told.items() for change in changed]
        for number, (deal, at, (name, value)) in enumerate(each, start=1):
            data = {"changedAttributes": [{"logicalName": name, "oldValue": None, "newValue": value}]}
            about = lookup("objectid", deal, "opportunity")
            yield {"auditid": guid(number), "createdon": _time(at), "changedata": json.dumps(data), **about}

    def connections():
        people = [(row, "contact", row["person_ref"]) for row in company["roles"]]
        for number, (row, table, who) in enumerate(
            [*people, *((row, "systemuser", row["user_ref"]) for row in company["members"])], start=1
        ):
            yield {
                "connectionid": guid(number),
                "statecode": 0,
                **dated(row),
                **lookup("record1id", row["deal_ref"], "opportunity"),
                **lookup("record2id", who, table),
                **lookup("record2roleid", 1, shown=row["role"]),
            }

    tables = {"call": "phonecalls", "email": "emails", "meeting": "appointments", "task": "tasks"}
    files = {
        "systemusers": [{"systemuserid": guid(row["user_ref"]), "fullname": row["name"], "internalemailaddress": row["email"], "title": row["title"], "isdisabled": not row["is_active"], **dated(row), **lookup("parentsystemuserid", row["manager_ref"])} for row in company["users"]],
        "accounts": [{"accountid": guid(row["account_ref"]), "name": row["name"], "websiteurl": row["domain"], "numberofemployees": row["employees"], "address1_country": row["country"], **shown("industrycode", row["industry"]), **shown("customertypecode", row["account_type"]), **dated(row)} for row in company["accounts"]],
        "contacts": [{"contactid": guid(row["person_ref"]), "department": row["department"], **person(row), **lookup("parentcustomerid", row["account_ref"], "account")} for row in company["people"] if not row["is_lead"]],
        "leads": [{"leadid": guid(row["person_ref"]), "companyname": row["company"], "websiteurl": row["domain"], **shown("statuscode", row["status"]), **person(row)} for row in company["people"] if row["is_lead"]],
        "opportunities": [{"opportunityid": guid(row["deal_ref"]), "name": row["name"], "stepname": row["stage"], "estimatedvalue": row["amount"], "estimatedclosedate": row["closes_on"], "closeprobability": row["probability"] and row["probability"] * 100, "statecode": state(row["is_closed"], row["is_won"]), **shown("statuscode", row["loss_reason"]), **shown("leadsourcecode", row["lead_source"]), **lookup("transactioncurrencyid", 1, shown=row["currency"]), **lookup("parentaccountid", row["account_ref"]), **lookup("parentcontactid", row["contact_ref"]), **dated(row)} for row in company["deals"]],
        "connections": list(connections()),
        "audits": list(audits()),
        "activityparties": list(parties()),
        **{file: [activity(row) for row in company["activities"] if row["kind"] == kind] for kind, file in tables.items()},
    }  # fmt: skip
    return _json(files)


def odoo(company):
    """Rows of Odoo's models, as a user with every right reads them."""
    stages = {stage: place for place, stage in enumerate(_stages(company), start=1)}
    user_partner = {row["user_ref"]: 90_000 + row["user_ref"] for row in company["users"]}
    customers = {row["account_ref"]: row["name"] for row in company["accounts"]}

    def one(number, name="x"):
        return [number, name or "x"] if number else False

    def dated(row):
        return {
            "create_date": _time(row["recorded_at"]),
            "write_date": _time(row["modified_at"]),
            "user_id": one(row.get("owner_ref")),
        }

    def partner(row, company_id, **told):
        return {
            "id": row.get("account_ref"),
            "name": row["name"],
            "commercial_partner_id": one(company_id, customers.get(company_id)),
            **dated(row),
            **told,
        }

    def lead(row, **told):
        return {
            "active": not row.get("is_closed") or bool(row["is_won"]),
            "probability": (row["probability"] or 0) * 100,
            "stage_id": one(stages.get(row["stage"]), row["stage"]),
            "type": "opportunity",
            **dated(row),
            **told,
        }

    def messages_and_values():
        number = 500_000
        for deal, at, column, value in [*_of_deals(company), *_lost()]:
            number += 1
            yield (
                {"id": number, "model": "crm.lead", "res_id": deal, "message_type": "notification"},
                {
                    "id": number,
                    "mail_message_id": [number, "x"],
                    "create_date": _time(at),
                    **_TRACKED[column](value, stages),
                },
            )

    def _lost():
        for (deal,), states in by_key(company)["deal_changes"].items():
            is_won = [value for _, value in states["is_won"]]
            yield from (
                (deal, at, "active", 0) for at, closed in states["is_closed"] if closed and not (is_won and is_won[-1])
            )

    tracked = [(message, value) for message, value in messages_and_values() if "field_id" in value]
    written = {"in": "email", "out": "email_outgoing"}
    files = {
        "res_users": [{"id": row["user_ref"], "name": row["name"], "login": row["email"], "active": row["is_active"], "partner_id": one(user_partner[row["user_ref"]]), **dated(row)} for row in company["users"]],
        "res_partner": [
            *(partner(row, row["account_ref"], is_company=True, website=row["domain"], industry_id=one(row["industry"] and 1, row["industry"]), country_id=one(row["country"] and 1, row["country"])) for row in company["accounts"]),
            *(partner(row, row["account_ref"] or row["person_ref"], id=row["person_ref"], is_company=False, email=row["email"], function=row["title"], is_blacklisted=row["wants_no_mail"]) for row in company["people"] if not row["is_lead"]),
        ],
        "crm_stage": [{"id": stages[stage], "name": stage, "is_won": won} for stage, (_, won) in _stages(company).items()],
        "crm_lead": [
            *(lead(row, id=row["deal_ref"], name=row["name"], partner_id=one(row["contact_ref"] or row["account_ref"]), expected_revenue=row["amount"], date_deadline=row["closes_on"], source_id=one(row["lead_source"] and 1, row["lead_source"]), lost_reason_id=one(row["loss_reason"] and 1, row["loss_reason"]), company_currency=one(1, row["currency"])) for row in company["deals"]),
            *(lead({**row, "probability": 0, "stage": row["status"], "is_won": False}, id=row["person_ref"], type="lead", active=True, contact_name=row["name"], partner_name=row["company"], email_from=row["email"], function=row["title"], website=row["domain"], stage_id=one(999, row["status"])) for row in company["people"] if row["is_lead"]),
        ],
        "mail_message": [message for message, _ in tracked] + [
            {"id": row["activity_ref"], "model": "crm.lead" if row["deal_ref"] else "res.partner", "res_id": row["deal_ref"] or row["account_ref"], "message_type": written.get(row["direction"], "comment"), "is_internal": row["direction"] is None, "author_id": one(row["person_ref"] if row["direction"] == "in" else user_partner.get(row["user_ref"])), "subject": row["subject"], "date": _time(row["starts_at"]), "email_from": row["addresses"], "partner_ids": [row["person_ref"]] if row["person_ref"] else [], "mail_activity_type_id": one(1, row["kind"]), **dated(row)}
            for row in company["activities"] if row["kind"] in {"email", "call", "task"} and (row["is_done"] or row["kind"] == "email")
        ],
        "mail_tracking_value": [value for _, value in tracked],
        "calendar_event": [{"id": row["activity_ref"], "name": row["subject"], "start": _time(row["starts_at"]), "duration": (row["minutes"] or 0) / 60, "allday": row["is_all_day"], "opportunity_id": one(row["deal_ref"]), "res_model": "res.partner", "res_id": row["account_ref"], "partner_ids": [row["person_ref"]] if row["person_ref"] else [], "active": True, **dated({**row, "owner_ref": row["user_ref"]})} for row in company["activities"] if row["kind"] == "meeting"],
        "mail_activity": [{"id": row["activity_ref"], "res_model": "crm.lead" if row["deal_ref"] else "res.partner", "res_id": row["deal_ref"] or row["account_ref"], "summary": row["subject"], "activity_category": row["kind"], "date_deadline": row["starts_at"] and row["starts_at"].date(), **dated({**row, "owner_ref": row["user_ref"]})} for row in company["activities"] if row["kind"] in {"task", "call"} and not row["is_done"]],
        "mail_followers": [{"id": place, "res_model": "crm.lead", "res_id": row["deal_ref"], "partner_id": one(row.get("person_ref") or user_partner[row["user_ref"]])} for place, row in enumerate([*company["roles"], *company["members"]], start=1)],
    }  # fmt: skip
    return _json(files)


_TRACKED = {
    "stage": lambda value, stages: {
        "field_id": [1, "Stage (Lead/Opportunity)"],
        "new_value_integer": stages[value],
        "new_value_char": value,
    },
    "amount": lambda value, _: {"field_id": [2, "Expected Revenue (Lead/Opportunity)"], "new_value_float": value},
    "probability": lambda value, _: {"field_id": [3, "Probability (Lead/Opportunity)"], "new_value_float": value * 100},
    "closes_on": lambda value, _: {
        "field_id": [4, "Expected Closing (Lead/Opportunity)"],
        "new_value_datetime": f"{value} 00:00:00",
    },
    "owner_ref": lambda value, _: {"field_id": [5, "Salesperson (Lead/Opportunity)"], "new_value_integer": value},
    "active": lambda value, _: {"field_id": [6, "Active (Lead/Opportunity)"], "new_value_integer": value},
    "is_closed": lambda *_: {},
    "is_won": lambda *_: {},
}
DIALECTS = {"hubspot": hubspot, "pipedrive": pipedrive, "dynamics": dynamics, "odoo": odoo}
