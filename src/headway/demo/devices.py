"""The devices people come with, each as the pieces of JSON that every call from it repeats."""

import json
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from headway.demo.people import Cast, Company, Person
from headway.demo.visits import DEVICES_EACH
from headway.demo.year import HOUR

_BROWSERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:139.0) Gecko/20100101 Firefox/139.0",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Safari/605.1.15",
)
_PHONES = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_4 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/137.0.0.0 Mobile Safari/537.36",
)
_BOT = "Mozilla/5.0 (compatible; TidepoolBot/3.1; +https://tidepool.example/bot)"
_WEB_LIBRARY = '"library":{"name":"analytics.js","version":"next-1.81.0"}'
_APP_LIBRARY = '"library":{"name":"analytics-ios","version":"4.1.8"},"app":{"name":"Tarnbeck Connect","version":"2.6"}'
_WRONG_CLOCKS = 0.01
_APPS = 0.06
_AT_THE_DESK = 0.75  # of the people come from their company's own address


def compact(value: object) -> str:
    """A value as JSON without blanks, letters as they are."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class Kept(dict[int, str]):
    """Pieces of text made when first asked for, and kept."""

    def __init__(self, make: Callable[[int], str]) -> None:
        """Begin empty; ``make`` writes the piece of a key."""
        super().__init__()
        self._make = make

    def __missing__(self, key: int) -> str:
        """Write the piece and keep it."""
        self[key] = text = self._make(key)
        return text


class Devices:
    """All devices by number: two for each person, then those of nobody known; the last of them are bots."""

    def __init__(self, cast: Cast, passers_by: int, bots: int, rng: np.random.Generator) -> None:
        """Deal out ids, browsers, addresses and clocks."""
        self.size = size = len(cast.people) * DEVICES_EACH + passers_by + bots
        self.cast = cast
        self._bots_from = size - bots
        self._ids = rng.bytes(16 * size).hex()
        self._browser = rng.integers(len(_BROWSERS), size=size)
        self._home = rng.integers(1, 1 << 16, size=size)
        self._at_desk = rng.random(size) < _AT_THE_DESK
        self.app = rng.random(size) < _APPS
        wrong = rng.random(size) < _WRONG_CLOCKS
        self.clock = np.where(wrong, rng.integers(-40 * HOUR, 40 * HOUR, size), 0)
        self.unknown, self.known = Kept(self._unknown), Kept(self._known)
        self.web, self.phone_app = Kept(self._web), Kept(self._phone_app)
        self.traits, self.group = Kept(self._traits), Kept(self._group)

    def person(self, device: int) -> Person | None:
        """Whose it is."""
        number = device // DEVICES_EACH
        return self.cast.people[number] if number < len(self.cast.people) else None

    def company(self, device: int) -> Company | None:
        """Where that person works."""
        return self.cast.employer.get(device // DEVICES_EACH)

    def grouped(self) -> NDArray[np.bool_]:
        """By person: whether the site says which company it belongs to."""
        return np.array([bool((at := self.cast.employer.get(p.number)) and at.grouped) for p in self.cast.people])

    def anonymous(self, device: int) -> str:
        """The id the browser made for itself, a random UUID."""
        text = self._ids[32 * device : 32 * device + 32]
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:]}"

    def _unknown(self, device: int) -> str:
        return f'"anonymousId":"{self.anonymous(device)}","userId":null'

    def _known(self, device: int) -> str:
        person = self.person(device)
        return f'"anonymousId":"{self.anonymous(device)}","userId":"{person.user_id if person else ""}"'

    def _web(self, device: int) -> str:
        agent = compact(self._agent(device))
        return f'{_WEB_LIBRARY},"ip":"{self._ip(device)}","userAgent":{agent},{self._locale(device)}'

    def _phone_app(self, device: int) -> str:
        return f'{_APP_LIBRARY},"ip":"{self._ip(device)}",{self._locale(device)}'

    def _locale(self, device: int) -> str:
        person = self.person(device)
        return f'"locale":"{person.locale if person else "en-GB"}"'

    def _agent(self, device: int) -> str:
        if device >= self._bots_from:
            return _BOT
        second = device < len(self.cast.people) * DEVICES_EACH and device % DEVICES_EACH
        return _PHONES[device // 2 % len(_PHONES)] if second else _BROWSERS[int(self._browser[device])]

    def _ip(self, device: int) -> str:
        """In 198.18.0.0/15, which RFC 2544 keeps for tests: companies in its lower half, homes in its upper."""
        company = self.company(device)
        if company and self._at_desk[device]:
            return f"198.18.{company.number // 254 % 256}.{company.number % 254 + 1}"
        return f"198.19.{self._home[device] // 256}.{self._home[device] % 256}"

    def _traits(self, device: int) -> str:
        """What a form asks; every third person leaves title and company empty."""
        person, company = self.person(device), self.company(device)
        if person is None:
            return '"traits":{}'
        traits = {"email": person.email, "firstName": person.first, "lastName": person.last}
        if company and person.number % 3:
            traits |= {"title": person.title, "company": company.name}
        return f'"traits":{compact(traits)}'

    def _group(self, device: int) -> str:
        """The company by its domain, or by a number of our own with the domain beside it."""
        company = self.company(device)
        if company is None:
            return '"groupId":"","traits":{}'
        traits = {"name": company.name, "domain": company.domain, "employees": company.employees}
        group = company.domain if company.number % 2 else f"site-{company.number + 4100}"
        return f'"groupId":"{group}","traits":{compact(traits)}'
