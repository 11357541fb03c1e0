"""What a customer's person does on the plan shared with them: each act is theirs, is told once, and is kept."""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from headway.asking.plan_links import Link, links
from headway.asking.shared_plan import SharedPlan, Told, shared_plan, told_of
from headway.errors import SettingsError, UnknownKey
from headway.sources import plans
from headway.store.reading import Reading
from headway.store.record import record

# The longest text of each field; whoever writes more is asked to say it shorter.
LONGEST = {"what": 200, "goal": 300, "text": 1000, "person": 80, "email": 254}
MOST_PEOPLE, MOST_ACTS_A_DAY = 30, 200
MOST_YEARS_AHEAD = timedelta(days=5 * 365)
# A button pressed twice sends its form twice at once; the second waits until the first has been written down.
_ONE_AT_A_TIME = threading.Lock()


@dataclass(frozen=True)
class Guest:
    """A person of the customer who has come in by a link that opens, on a day; whatever they do is about its deal."""

    opened: Reading
    link: Link
    today: date

    @classmethod
    def of(cls, opened: Reading, word_hash: str, today: date) -> "Guest":
        """Whoever holds the word of a link.

        Raises:
            UnknownKey: no link has that word, or it no longer opens; nobody learns which.
        """
        link = links(opened, today).get(word_hash)
        if link is None or not link.is_live or not told_of(opened, link.deal_id).of(plans.PLAN):
            raise UnknownKey("This link does not open a plan, or no longer does.")
        return cls(opened, link, today)

    @property
    def plan(self) -> SharedPlan:
        """The plan as it stands this minute."""
        found = shared_plan(self._told, links(self.opened, self.today, self.link.deal_id).values(), self.today)
        assert found is not None, "a guest has a plan"  # noqa: S101 -- `of` lets nobody in without one
        return found

    def join(self) -> None:
        """Say that the person has read what is kept of them, and comes onto the plan."""
        if not self.link.has_joined:
            self._tell(plans.JOINED, {}, f"joined {self.link.link_id}")

    def tick(self, act: str, step_id: str) -> None:
        """Say that a step is done."""
        self._check_step(step_id)
        self._tell(plans.DONE, {"step_id": step_id}, act)

    def untick(self, step_id: str) -> None:
        """Take a tick of the plan back: the people of a customer stand for one another."""
        self._check_step(step_id)
        ticks = [row for row in self._told.of(plans.DONE) if row["says"]["step_id"] == step_id]
        for tick in ticks:
            if tick["says"].get("link_id"):
                record(self.opened.home, "undo", json.dumps({"input_id": tick["input_id"]}))

    def move(self, act: str, step_id: str, by_on: str) -> None:
        """Say that a step of theirs will be done by another day."""
        self._check_step(step_id, is_theirs=True)
        self._tell(plans.MOVED, {"step_id": step_id, "by_on": self._day(by_on)}, act)

    def add(self, act: str, what: str, person: str, by_on: str) -> None:
        """Put a step of theirs on the plan: something they will do, by a day."""
        told = {"what": what, "person": person or self.link.name, "by_on": self._day(by_on), plans.ON_PLAN: "yes"}
        self._tell(plans.COMMITMENT, told, act)

    def aim(self, act: str, goal: str) -> None:
        """Say in their own words what they want by it."""
        self._tell(plans.GOAL, {"goal": goal}, act)

    def say(self, act: str, text: str) -> None:
        """Write a word to everybody on the plan."""
        self._tell(plans.SAID, {"text": text}, act)

    def invite(self, act: str, person: str, email: str, word_hash: str) -> None:
        """Give a colleague a link that ends when the own one does."""
        told = invited(self.opened, self.link.deal_id, person, email, word_hash, self.link.until_on, self.today)
        self._tell(plans.LINK, told, act)

    @property
    def _told(self) -> Told:
        return told_of(self.opened, self.link.deal_id)

    def _check_step(self, step_id: str, is_theirs: bool = False) -> None:
        if step_id not in {step.step_id for step in self.plan.steps if step.is_theirs or not is_theirs}:
            raise UnknownKey("There is no such step on this plan.")

    def _day(self, told: str) -> str:
        try:
            day = date.fromisoformat(told)
        except ValueError as fault:
            raise SettingsError("Choose a day, such as 2026-09-30.") from fault
        if not timedelta(0) <= day - self.today <= MOST_YEARS_AHEAD:
            raise SettingsError("Choose a day from today on, within five years.")
        return told

    def _tell(self, kind: str, told: Mapping[str, str], act: str) -> None:
        """Land one act, unless this very form has been sent before.

        Raises:
            SettingsError: a field is empty or too long, the form has no sign of its own, or too much was done today.
        """
        if not act:
            raise SettingsError("This form is incomplete. Open the plan again and repeat it.")
        own = {"deal_id": self.link.deal_id, "link_id": self.link.link_id, "act": act}
        if kind != plans.LINK:
            own["person_id"] = self.link.person_id
        with _ONE_AT_A_TIME:
            acts = [row for row in self._told.rows if row["says"].get("link_id") == self.link.link_id]
            if any(row["says"].get("act") == act for row in acts):
                return
            if sum(row["recorded_at"].date() >= self.today for row in acts) >= MOST_ACTS_A_DAY:
                raise SettingsError("Much has been done on this plan by this link. Write to the people on it instead.")
            record(self.opened.home, kind, json.dumps({**shortened(told), **own}, ensure_ascii=False))


def invited(
    opened: Reading, deal_id: str, person: str, email: str, word_hash: str, until_on: date, today: date
) -> dict[str, str]:
    """What a link to a person says.

    Raises:
        SettingsError: the name or the mail address will not do, or so many people are on the plan already.
    """
    email = email.strip().lower()
    name, _, domain = email.partition("@")
    if not person.strip() or not name or "." not in domain or " " in email or len(email) > LONGEST["email"]:
        raise SettingsError("Give a name and a mail address, such as Ada Lovelace and ada@example.com.")
    live = [link for link in links(opened, today, deal_id).values() if link.is_live]
    if len(live) >= MOST_PEOPLE:
        raise SettingsError(f"{MOST_PEOPLE} people are on this plan already. End a link before you give another.")
    said = {"deal_id": deal_id, "person": person, "person_id": plans.MAIL + email, "hash": word_hash}
    return shortened({**said, "until_on": until_on.isoformat()})


def shortened(told: Mapping[str, str]) -> dict[str, str]:
    """What somebody wrote, without blanks around it.

    Raises:
        SettingsError: a field is empty, or too long.
    """
    said = {name: " ".join(value.split()) if name != "text" else value.strip() for name, value in told.items()}
    for name, value in said.items():
        if not value:
            raise SettingsError("A field was left empty. Go back and fill it in.")
        if len(value) > LONGEST.get(name, 500):
            raise SettingsError(f"That is too long: {len(value)} signs. At most {LONGEST.get(name, 500)} are kept.")
    return said
