"""Our side of the plan shared on a deal: begun, filled, and opened to people of the customer by links that end."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from headway.asking.colleagues import name_of
from headway.asking.commitments import Commitment, commitments
from headway.asking.inputs import tell
from headway.asking.overruling import seen_deal
from headway.asking.plan_guests import invited, shortened
from headway.asking.plan_links import LONGEST_DAYS, USUAL_DAYS, Link, links
from headway.asking.shared_plan import SharedPlan, shared_plan, told_of
from headway.asking.viewer import Viewer
from headway.errors import SettingsError, UnknownKey
from headway.sources import plans
from headway.store.reading import Reading


@dataclass(frozen=True)
class OwnPlan:
    """One deal's plan as our side sees it: what the customer sees, whom it is open to, and what could go onto it."""

    deal_id: str
    name: str | None
    plan: SharedPlan | None
    links: tuple[Link, ...]
    could_go_on: tuple[Commitment, ...]
    usual_until: date
    latest_until: date

    @property
    def live(self) -> tuple[Link, ...]:
        """Links that open it now."""
        return tuple(link for link in self.links if link.is_live)


def own_plan(opened: Reading, viewer: Viewer, deal_id: str, today: date) -> OwnPlan:
    """The plan of one deal.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
    """
    facts = seen_deal(opened, viewer, deal_id)
    given = tuple(links(opened, today, deal_id).values())
    told = told_of(opened, deal_id)
    plan = shared_plan(told, given, today)
    on_it = {step.step_id for step in plan.steps} if plan else set()
    agreed = commitments(opened, deal_id).get(deal_id, ()) if plan and told.agreed else ()
    could = tuple(each for each in agreed if each.commitment_id not in on_it and each.status != "kept")
    usual, latest = (today + timedelta(days=days) for days in (USUAL_DAYS, LONGEST_DAYS))
    return OwnPlan(deal_id, facts["name"], plan, given, could, usual, latest)


def live_links(opened: Reading, deal_id: str, today: date) -> int:
    """To how many people of the customer a deal's plan is open."""
    return sum(link.is_live for link in links(opened, today, deal_id).values())


def begin_plan(opened: Reading, viewer: Viewer, deal_id: str, title: str) -> str:
    """Begin the plan, or call it something else; the customer reads the title. Returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such deal, or the viewer may not see it.
        SettingsError: the title is empty or too long.
    """
    return _told(opened, viewer, deal_id, plans.PLAN, {"title": title})


def aim(opened: Reading, viewer: Viewer, deal_id: str, goal: str) -> str:
    """Put down what the customer wants by it, in their words; raises and returns as `begin_plan` does."""
    return _told(opened, viewer, deal_id, plans.GOAL, {"goal": goal})


def say(opened: Reading, viewer: Viewer, deal_id: str, text: str) -> str:
    """Write a word to everybody on the plan; raises and returns as `begin_plan` does."""
    return _told(opened, viewer, deal_id, plans.SAID, {"text": text})


def add_step(opened: Reading, viewer: Viewer, deal_id: str, side: str, told: Mapping[str, str]) -> str:
    """Put a step on the plan: `what`, `person`, `by_on`; of ours, or of theirs, which is a commitment from then on.

    Raises and returns as `begin_plan` does.
    """
    step = {name: told.get(name, "") for name in ("what", "person", "by_on")}
    if side == "theirs":
        return _told(opened, viewer, deal_id, plans.COMMITMENT, {**step, plans.ON_PLAN: "yes"})
    return _told(opened, viewer, deal_id, plans.STEP, {**step, "person": step["person"] or name_of(viewer.email)})


def put_on(opened: Reading, viewer: Viewer, deal_id: str, commitment_id: str, today: date) -> str:
    """Put something that was agreed before onto the plan; returns the id by which it is undone.

    Raises:
        UnknownKey: there is no such deal or agreement, or the viewer may not see it.
    """
    could = {each.commitment_id: each for each in own_plan(opened, viewer, deal_id, today).could_go_on}
    if commitment_id not in could:
        raise UnknownKey("Nothing of that kind could go onto this plan. Go back to it to see what could.")
    told = {"deal_id": deal_id, "step_id": commitment_id, "person": could[commitment_id].person}
    return tell(opened, viewer, plans.PUT, told)


def do_step(opened: Reading, viewer: Viewer, deal_id: str, step_id: str, today: date) -> str:
    """Say that we have done a step of ours; returns the id by which that is undone.

    Raises:
        UnknownKey: there is no such deal or step of ours, or the viewer may not see it.
    """
    plan = own_plan(opened, viewer, deal_id, today).plan
    if not plan or step_id not in {step.step_id for step in plan.steps if not step.is_theirs}:
        raise UnknownKey("There is no such step of ours on this plan. Go back to it to see what there is.")
    return tell(opened, viewer, plans.DONE, {"deal_id": deal_id, "step_id": step_id})


def give_link(opened: Reading, viewer: Viewer, deal_id: str, told: Mapping[str, str], today: date) -> str:
    """Give somebody of the customer a link: `person`, `email`, `until_on`, and the `hash` of its word; returns its id.

    Raises:
        UnknownKey: there is no such deal or plan, or the viewer may not see it.
        SettingsError: the name, the address or the last day will not do.
    """
    if not own_plan(opened, viewer, deal_id, today).plan:
        raise UnknownKey("There is no plan on this deal yet. Begin one first.")
    until = _until(told.get("until_on", ""), today)
    named = (told.get("person", ""), told.get("email", ""), told["hash"])
    return tell(opened, viewer, plans.LINK, invited(opened, deal_id, *named, until, today))


def end_link(opened: Reading, viewer: Viewer, deal_id: str, link_id: str, today: date) -> None:
    """End one link for good, and those that were given through it; without an id, every link to the plan.

    Raises:
        UnknownKey: there is no such deal or link, or the viewer may not see it.
    """
    seen_deal(opened, viewer, deal_id)
    given = {link.link_id for link in links(opened, today, deal_id).values()}
    if link_id and link_id not in given:
        raise UnknownKey("There is no such link to this plan. Go back to it to see what there is.")
    tell(opened, viewer, plans.ENDED, {"deal_id": deal_id, **({"link_id": link_id} if link_id else {})})


def _told(opened: Reading, viewer: Viewer, deal_id: str, kind: str, told: dict[str, str]) -> str:
    seen_deal(opened, viewer, deal_id)
    return tell(opened, viewer, kind, {"deal_id": deal_id, **shortened(told)})


def _until(told: str, today: date) -> date:
    try:
        until = date.fromisoformat(told) if told else today + timedelta(days=USUAL_DAYS)
    except ValueError as fault:
        raise SettingsError("The last day of a link is a day such as 2026-09-30.") from fault
    if not today <= until <= today + timedelta(days=LONGEST_DAYS):
        raise SettingsError(f"A link opens from today on, for {LONGEST_DAYS} days at most. Choose an earlier day.")
    return until
