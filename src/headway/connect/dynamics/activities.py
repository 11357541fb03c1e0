"""Dataverse's activities: calls, mails, appointments and tasks, and who took part."""

from collections.abc import Mapping
from dataclasses import replace

from headway.connect import addresses
from headway.connect.dynamics.cells import guid, of_type, owner, ref, sheet, table_of, typed
from headway.connect.known import Known
from headway.connect.sheets import Sheet, Take, take
from headway.connect.values import Value, always, first_moment, first_text, number, text, yes_or_no


def activity_sheets(known: Known) -> tuple[Sheet, ...]:
    """What was logged; descriptions are never read, nor shown where a row is broken."""

    def sides(cell: str) -> list[Mapping[str, Value]]:
        return list(known.every("activityparty", guid(cell)))

    def regarding(*tables: str) -> Take:
        return take(of_type(*tables), *typed("regardingobjectid"))

    def account(cell: str, kind: str) -> str | None:
        deal = known.one("opportunity", guid(cell)) if table_of(kind) == "opportunity" else {}
        return of_type("account")(cell, kind) or ref("account")(str(deal.get("account") or ""))

    def person(cell: str, about: str, kind: str) -> str | None:
        there = (of_type("contact", "lead")(str(each["party"] or ""), str(each["type"] or "")) for each in sides(cell))
        return of_type("contact", "lead")(about, kind) or next(filter(None, there), None)

    def everybody(cell: str) -> str | None:
        written = (str(each["address"] or "") for each in sides(cell))
        named = (str(known.one("address", each["party"]).get("email") or "") for each in sides(cell))
        return addresses.emails(*written, *named)

    def kind(table: str, name: str, starts: tuple[str, ...], **own: Take) -> Sheet:
        columns = {
            "activity_ref": take(ref("activity"), "activityid"),
            "kind": take(always(name)),
            "deal_ref": regarding("opportunity"),
            "account_ref": take(account, *typed("regardingobjectid")),
            "person_ref": take(person, "activityid", *typed("regardingobjectid")),
            "user_ref": take(owner, *typed("ownerid")),
            "subject": take(text, "subject"),
            "starts_at": take(first_moment, *starts),
            "minutes": take(
                lambda *cells: number(first_text(*cells) or ""), "actualdurationminutes", "scheduleddurationminutes"
            ),
            "is_done": take(lambda state: state.strip() == "1" if state.strip() else None, "statecode"),
            "addresses": take(everybody, "activityid"),
        }
        return replace(sheet(table, "crm_activities", "activity_ref", **{**columns, **own}), is_private=True)

    def direction(outgoing: str) -> str | None:
        return None if (said := yes_or_no(outgoing)) is None else "out" if said else "in"

    way = {"direction": take(direction, "directioncode")}
    held = take(lambda state: None if state.strip() in {"", "0", "3"} else state.strip() == "1", "statecode")
    return (
        kind("phonecall", "call", ("actualstart", "scheduledstart", "actualend", "scheduledend"), **way),
        kind("email", "email", ("senton", "actualend", "createdon"), **way),
        kind(
            "appointment",
            "meeting",
            ("actualstart", "scheduledstart"),
            is_done=held,
            is_all_day=take(yes_or_no, "isalldayevent"),
        ),
        kind("task", "task", ("actualend", "scheduledend")),
    )
