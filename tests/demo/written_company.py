"""Reads a made-up company back from its files, with nothing of Headway but the story's names."""

import csv
import gzip
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from headway.demo import Story, StoryCustomer

Row = dict[str, str]


class Seen(NamedTuple):
    """One page somebody opened."""

    email: str
    at: datetime
    path: str


@dataclass
class WrittenCompany:
    """A folder that `write_company` has filled."""

    folder: Path
    story: Story

    def rows(self, name: str) -> list[Row]:
        """The rows of a Salesforce object."""
        with (self.folder / "salesforce" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))

    @cached_property
    def objects(self) -> dict[str, list[Row]]:
        """All objects by name."""
        return {path.stem: self.rows(path.stem) for path in sorted((self.folder / "salesforce").glob("*.csv"))}

    @cached_property
    def days(self) -> dict[str, list[dict[str, Any]]]:
        """The web calls by the day of their file."""
        files = sorted((self.folder / "segment").glob("*.jsonl.gz"))
        return {f.name[:10]: [json.loads(line) for line in gzip.open(f, "rt", encoding="utf-8")] for f in files}

    @cached_property
    def calls(self) -> list[dict[str, Any]]:
        """Every web call once."""
        return list({call["messageId"]: call for calls in self.days.values() for call in calls}.values())

    @cached_property
    def emails(self) -> dict[str, str]:
        """Anonymous id -> the address that was given with it."""
        return {call["anonymousId"]: call["traits"]["email"] for call in self.calls if call["type"] == "identify"}

    def pages(self, customer: StoryCustomer, weeks: int = 60) -> list[Seen]:
        """What people of a customer read in the last weeks, but for the forms and logins that made them known."""
        read = [
            Seen(self.emails[call["anonymousId"]], datetime.fromisoformat(call["timestamp"]), _path(call))
            for call in self.calls
            if call["type"] == "page" and self.emails.get(call["anonymousId"], "").endswith(f"@{customer.domain}")
        ]
        return [one for one in read if one.at >= self.weeks_ago(weeks) and one.path not in {"/contact", "/login"}]

    def weeks_ago(self, weeks: int) -> datetime:
        """The moment so many weeks before the end."""
        monday = datetime(*self.story.monday.timetuple()[:3], tzinfo=UTC)
        return monday - timedelta(weeks=weeks)

    def account(self, customer: StoryCustomer) -> Row:
        """The customer's account."""
        (account,) = (row for row in self.objects["Account"] if row["Name"] == customer.account)
        return account

    def open_deals(self, customer: StoryCustomer) -> list[Row]:
        """Its open opportunities."""
        account = self.account(customer)["Id"]
        deals = self.objects["Opportunity"]
        return [row for row in deals if row["AccountId"] == account and row["IsClosed"] == "false"]

    def of_deal(self, name: str, deal: Row, weeks: int = 60) -> list[Row]:
        """Rows of an object that are about a deal, of the last weeks where they tell a day."""
        key = {"EmailMessage": "RelatedToId", "Task": "WhatId", "Event": "WhatId"}.get(name, "OpportunityId")
        since = f"{self.weeks_ago(weeks):%Y-%m-%d}"
        return [row for row in self.objects[name] if row[key] == deal["Id"] and _day(row) >= since]

    def hours(self, deal: Row) -> float:
        """Hours of meetings and calls on a deal."""
        meetings = sum(int(row["DurationInMinutes"]) for row in self.of_deal("Event", deal))
        calls = sum(int(row["CallDurationInSeconds"] or 0) for row in self.of_deal("Task", deal))
        return meetings / 60 + calls / 3600


def _path(call: dict[str, Any]) -> str:
    return str(call["properties"]["path"])


def _day(row: Row) -> str:
    return row.get("ActivityDate") or row.get("MessageDate") or row["CreatedDate"]
