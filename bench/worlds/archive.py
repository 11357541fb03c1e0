"""Writes the web archive as Segment stores it raw: a compressed file for each day on which calls were received.

As real archives do, it repeats calls, brings some days late, believes wrong clocks and lacks fields.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from headway.demo.devices import compact
from headway.demo.year import DAY, HOUR, MINUTE, WEEK, as_datetime, iso
from worlds.cast import Accounts, Cast
from worlds.hits import Hits, Visitors
from worlds.trade import Time, Trade
from worlds.visits import LOGIN, MAIL, TYPES, Visits

_TWICE, _LATE, _HOLES, _WRONG = 0.012, 0.005, 0.004, 0.01
_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:125.0) Gecko/20100101 Firefox/125.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15",
)
_PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 Mobile Safari/537.36"
# Some bots say what they are; others look like anybody.
_BOTS = (
    "Mozilla/5.0 (compatible; ShelfCrawler/2.0; +https://crawler.example/bot)",
    "python-requests/2.31.0",
    _BROWSERS[0],
)
_FROM = ("", "https://www.google.com/", "https://www.linkedin.com/", "https://www.bing.com/")
_NEWSLETTER = "?utm_source=newsletter&utm_medium=email"


@dataclass(frozen=True)
class Archive:
    """Everything a line is written from."""

    trade: Trade
    time: Time
    cast: Cast
    accounts: Accounts
    visits: Visits
    who: Visitors
    hits: Hits
    rng: np.random.Generator

    @property
    def relaunch(self) -> int:
        """When the site got its new paths."""
        return self.time.start + int(self.time.days * self.trade["web"]["relaunch"]) * DAY

    def write(self, folder: Path) -> int:
        """Write ``folder/YYYY-MM-DD.jsonl.gz`` for every day and return how many calls there are."""
        folder.mkdir(parents=True, exist_ok=True)
        waiting: dict[int, list[tuple[int, str]]] = defaultdict(list)
        written = 0
        for week in range(self.time.start, self.time.end + WEEK, WEEK):
            rows = np.arange(*np.searchsorted(self.hits.at, [week, week + WEEK]))
            for received, line in self._lines(rows):
                waiting[min(received // DAY, self.time.end // DAY - 1)].append((received, line))
            for day in range(week // DAY, min(week + WEEK, self.time.end) // DAY):
                lines = [line for _, line in sorted(waiting.pop(day, []))]
                written += len(lines)
                text = "".join(f"{line}\n" for line in lines).encode()
                name = f"{as_datetime(day * DAY):%Y-%m-%d}.jsonl.gz"
                (folder / name).write_bytes(gzip.compress(text, compresslevel=3, mtime=0))
        return written

    def _lines(self, rows: np.ndarray) -> Iterator[tuple[int, str]]:
        """The calls with the moment each was received."""
        rng, size = self.rng, rows.size
        late = np.where(rng.random(size) < _LATE, rng.exponential(20 * HOUR, size), 0)
        sent = self.hits.at[rows] + (40 + rng.exponential(400, size) + late).astype(np.int64)
        received = sent + rng.integers(20, 400, size)
        hexes, holes, again = rng.bytes(16 * size).hex(), rng.random(size) < _HOLES, rng.random(size) < _TWICE
        source, hole = rng.choice(len(_FROM), size=size, p=[0.4, 0.42, 0.1, 0.08]), rng.integers(0, 4, size)
        stamps = zip(*map(iso, (*self._clocks(rows, sent), received)), strict=True)
        for n, (row, times) in enumerate(zip(rows.tolist(), stamps, strict=True)):
            missing = ("ip", "userAgent", "sentAt", "name")[hole[n]] if holes[n] else ""
            message = f"ajs-next-{self.hits.at[row]}-{hexes[32 * n : 32 * n + 32]}"
            line = self._line(row, message, times, _FROM[source[n]], missing)
            yield int(received[n]), line
            if again[n]:
                yield int(received[n]) + 700, line

    def _clocks(self, rows: np.ndarray, sent: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What the device says, what Segment makes of it, and when the device says it sent it."""
        visitor = self.who.of_visit[self.hits.visit[rows]]
        draw = np.random.default_rng(len(self.who.ids))
        wrong = np.where(
            draw.random(len(self.who.ids)) < _WRONG, draw.integers(-60 * HOUR, 60 * HOUR, len(self.who.ids)), 0
        )[visitor]
        return self.hits.at[rows] + wrong, self.hits.at[rows] + MINUTE // 600, sent + wrong

    def _line(self, row: int, message: str, times: tuple[str, ...], source: str, missing: str) -> str:
        visit, kind = int(self.hits.visit[row]), int(self.hits.kind[row])
        visitor, known = int(self.who.of_visit[visit]), bool(self.hits.known[row])
        person = self.cast.people[int(self.visits.person[visit])]
        page = self._page(row, source)
        call = {"anonymousId": self.who.ids[visitor], "userId": person.user_id if known else None, "messageId": message}
        call |= (self._seen, self._act, self._traits, self._group)[kind](row, page)
        call["context"] = {
            "library": {"name": "analytics.js", "version": "next-1.70.0"},
            "page": page,
            **self._device(row, visitor),
        }
        call |= dict(zip(("originalTimestamp", "timestamp", "sentAt", "receivedAt"), times, strict=True)) | {
            "version": 2
        }
        call.pop(missing, None)
        call["context"].pop(missing, None)
        return compact({"type": ("page", "track", "identify", "group")[kind], **call})

    def _page(self, row: int, source: str) -> dict[str, str]:
        """The page with where its reader came from, by the paths of the day."""
        after = self.hits.at[row] >= self.relaunch
        one, before = self.trade.pages[self.hits.page[row]], int(self.hits.before[row])
        host, path = f"https://{self.trade['host']}", one.after if after else one.before
        last = "" if before < 0 else self.trade.pages[before].after if after else self.trade.pages[before].before
        mail = before < 0 and self.visits.says[self.hits.visit[row]] == MAIL
        search = _NEWSLETTER if mail else ""
        title = f"{one.title_after if after else one.title_before} | {self.trade['brand']}"
        return {
            "path": path,
            "url": f"{host}{path}{search}",
            "referrer": f"{host}{last}" if last else source,
            "title": title,
            "search": search,
        }

    def _seen(self, _row: int, page: dict[str, str]) -> dict[str, object]:
        return {"name": page["title"], "properties": page}

    def _act(self, row: int, page: dict[str, str]) -> dict[str, object]:
        login = self.visits.says[self.hits.visit[row]] == LOGIN and not self.trade.pages[self.hits.page[row]].act
        event = "Signed In" if login else self.trade.pages[self.hits.page[row]].act
        return {"event": event, "properties": {"label": page["title"], "path": page["path"]}}

    def _traits(self, row: int, _page: dict[str, str]) -> dict[str, object]:
        """A form asks little; every third person leaves all but the address empty."""
        person = self.cast.people[int(self.visits.person[self.hits.visit[row]])]
        traits = {"email": person.email}
        if person.number % 3:
            traits |= {"firstName": person.first, "lastName": person.last}
        if person.number % 3 == 1 and person.account >= 0:
            traits |= {"title": person.title, "company": self.accounts.name[person.account]}
        return {"traits": traits}

    def _group(self, row: int, _page: dict[str, str]) -> dict[str, object]:
        """A login knows the customer's number; a service that reads networks tells the domain."""
        visit = self.hits.visit[row]
        account = self.cast.people[int(self.visits.person[visit])].account
        traits = {"name": self.accounts.name[account], "domain": self.accounts.domain[account]}
        if self.visits.says[visit] == LOGIN:
            return {"groupId": f"k-{account * 7919 % 1_000_003:07d}", "traits": traits}
        return {
            "groupId": self.accounts.domain[account],
            "traits": traits | {"employees": int(self.accounts.employees[account])},
        }

    def _device(self, row: int, visitor: int) -> dict[str, str]:
        bot = self.who.type[visitor] == TYPES.index("bot")
        person = int(self.who.person[visitor])
        agent = (
            _BOTS[person % len(_BOTS)]
            if bot
            else _PHONE
            if self.who.mobile[visitor]
            else _BROWSERS[person % len(_BROWSERS)]
        )
        return {
            "ip": self._address(row, visitor),
            "userAgent": agent,
            "locale": self.trade["locale"] if person % 9 else "en-GB",
        }

    def _address(self, row: int, visitor: int) -> str:
        """Offices in 198.18.0.0/15, kept for tests; homes and phones in 100.64.0.0/10, some shared by many."""
        person = self.cast.people[int(self.who.person[visitor])]
        office = int(self.accounts.office[person.account]) if person.account >= 0 else -1
        visit = int(self.hits.visit[row])
        at_desk = (visit * 2654435761 % 1000) / 1000 < self.trade["web"]["at_desk"]
        if office >= 0 and at_desk and not self.who.mobile[visitor]:
            number = office * 16 + 1 + person.number % 14
            parts = [198, 18 + number // 65536, number // 256 % 256, number % 256]
        else:
            number = person.number % 300 if self.who.mobile[visitor] else 70_000 + person.number * 3
            parts = [100, 64 + number // 65536 % 64, number // 256 % 256, number % 256]
        if self.trade["web"]["address_cut"] == "relaunch" and self.hits.at[row] >= self.relaunch:
            parts[3] = 0
        return ".".join(map(str, parts))


def office_block(office: int) -> str:
    """An office network as an address block."""
    number = office * 16
    return f"198.{18 + number // 65536}.{number // 256 % 256}.{number % 256}/28"
