"""Who may open and change what: every address, every role, objects of the own branch, of another one, and of none.

The addresses come from Django's own map: one that has no line below fails the first test.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from urllib.parse import unquote, urlsplit

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils.timezone import localdate

from headway.asking.commitments import commit
from headway.asking.plan_of_deal import add_step, begin_plan, give_link
from headway.asking.promises import promise
from headway.asking.viewer import ROLES, Viewer
from headway.store.home import Home
from headway.store.reading import Reading, reading
from headway.store.record import record
from headway.web.models import Job

SignIn = Callable[..., Client]
LEADER, SELLER = "owen.tregarth@tarnbeck.example", "callum.reeve@tarnbeck.example"
PEOPLE = {
    "leader": LEADER,
    "seller": SELLER,
    "operations": "olga@tarnbeck.example",
    "reader": "rita@tarnbeck.example",
}
INSIGHT = '{"claim": "c", "evidence": "e", "job": "validation", "review_on": "2027-01-01"}'
OLGA = Viewer(PEOPLE["operations"], "operations")

# Who gets in: `own` those of the own branch or deals only, `all` everybody's, `-` nobody. `about`: what the address
# names. Whoever is not signed in is sent to sign in, wherever this table stands.
RULES = """
    address          | method | leader | seller | operations | reader | about
    monday           | GET    | all    | all    | all        | all    |
    answer           | POST   | own    | own    | all        | -      | line
    customers        | GET    | all    | all    | all        | all    |
    customers_export | GET    | all    | all    | all        | all    |
    customer         | GET    | own    | own    | all        | all    | account
    customer_numbers | GET    | own    | own    | all        | all    | account
    customer_identity | GET   | own    | own    | all        | all    | account
    customer_same    | POST   | own    | own    | all        | -      | account
    customer_own     | POST   | own    | own    | all        | -      | account
    customer_same_person | POST | own  | own    | all        | -      | account
    customer_own_person | POST | own   | own    | all        | -      | account
    deals            | GET    | all    | all    | all        | all    |
    deal             | GET    | own    | own    | all        | all    | deal
    say_kind         | POST   | own    | own    | all        | -      | deal
    say_role         | POST   | own    | own    | all        | -      | deal
    plan             | GET    | own    | own    | all        | all    | deal
    plan_begin       | POST   | own    | own    | all        | -      | deal
    plan_goal        | POST   | own    | own    | all        | -      | deal
    plan_step        | POST   | own    | own    | all        | -      | deal
    plan_put         | POST   | own    | own    | all        | -      | deal
    plan_done        | POST   | own    | own    | all        | -      | deal
    plan_word        | POST   | own    | own    | all        | -      | deal
    plan_link        | POST   | own    | own    | all        | -      | deal
    plan_end         | POST   | own    | own    | all        | -      | deal
    agreed           | POST   | own    | own    | all        | -      | deal
    kept             | POST   | own    | own    | all        | -      | deal
    not_kept         | POST   | own    | own    | all        | -      | deal
    moved            | POST   | own    | own    | all        | -      | deal
    given            | POST   | own    | own    | all        | -      | deal
    meeting_worker   | GET    | all    | all    | all        | all    |
    asked            | POST   | own    | own    | all        | -      | deal
    heard            | POST   | own    | own    | all        | -      | deal
    matrix           | GET    | all    | all    | all        | all    |
    matrix_kind      | POST   | own    | own    | all        | -      | deal
    routes           | GET    | all    | all    | all        | all    |
    coverage         | GET    | all    | all    | all        | all    |
    paths            | GET    | all    | all    | all        | all    |
    paths_export     | GET    | all    | all    | all        | all    |
    dialogues        | GET    | all    | all    | all        | all    |
    outlook          | GET    | all    | all    | all        | all    |
    bets             | GET    | all    | all    | all        | all    |
    bets_say         | POST   | own    | own    | all        | -      | line
    teams            | GET    | all    | all    | all        | all    |
    competencies     | GET    | all    | all    | all        | all    |
    competencies_rate | POST  | own    | own    | -          | -      | rating
    coaching         | GET    | all    | all    | all        | all    |
    coaching_plan    | POST   | all    | -      | all        | -      |
    coaching_done    | POST   | own    | -      | all        | -      | coaching
    coaching_talk    | POST   | all    | all    | -          | -      |
    teams_answer     | POST   | own    | own    | all        | -      | deal
    meeting          | GET    | all    | all    | all        | all    |
    meeting_note     | POST   | own    | own    | all        | -      | deal
    meeting_agree    | POST   | own    | own    | all        | -      | deal
    meeting_close    | GET    | all    | all    | all        | all    |
    meeting_send     | POST   | all    | all    | all        | -      |
    mirror           | GET    | all    | -      | all        | -      |
    mirror           | POST   | all    | -      | all        | -      |
    insights         | GET    | all    | all    | all        | all    |
    insights_add     | POST   | all    | all    | all        | -      |
    outcomes         | GET    | all    | all    | all        | all    |
    outcomes_got     | POST   | own    | own    | all        | -      | deal
    outcomes_promise | POST   | own    | own    | all        | -      | deal
    outcomes_kept    | POST   | own    | own    | all        | -      | deal
    evidence         | GET    | all    | all    | all        | all    |
    evidence_put_back | POST  | all    | -      | all        | -      | version
    data             | GET    | all    | all    | all        | all    |
    data_issues      | GET    | all    | all    | all        | all    |
    data_rebuild     | POST   | all    | -      | all        | -      |
    data_pages       | GET    | all    | all    | all        | all    |
    data_pages_place | POST   | all    | -      | all        | -      |
    data_person      | GET    | -      | -      | all        | -      |
    data_person_export | GET  | -      | -      | all        | -      |
    data_person_erase | POST  | -      | -      | all        | -      |
    data_mapping     | GET    | all    | all    | all        | all    |
    data_mapping_say | POST   | all    | -      | all        | -      |
    imports          | GET    | -      | -      | all        | -      |
    imports          | POST   | -      | -      | all        | -      |
    import           | GET    | own    | -      | all        | -      | job
    import_confirm   | POST   | -      | -      | all        | -      | job
    import_retry     | POST   | own    | -      | all        | -      | job
    import_cancel    | POST   | own    | -      | all        | -      | job
    undo             | POST   | own    | own    | all        | -      | input
    profile          | GET    | all    | all    | all        | all    |
    wants_mail       | POST   | all    | all    | all        | all    |
"""
# A plan as its customer opens it: no login and no role, the word of a link says who comes. Any other word gets this,
# whoever asks; what a link opens stands in test_plan_links.
LINKED = """
    guest_plan   | GET  | 404
    guest_json   | GET  | 404
    guest_join   | POST | 404
    guest_tick   | POST | 404
    guest_untick | POST | 404
    guest_move   | POST | 404
    guest_add    | POST | 404
    guest_goal   | POST | 404
    guest_word   | POST | 404
    guest_invite | POST | 404
"""
# What allauth brings under /sign/: what an unknown person gets, and whoever is signed in. None of it takes an object of
# ours; 404 is what Headway has closed.
SIGNING = """
    /sign/signup/                            | 404 | 404
    /sign/email/                             | 404 | 404
    /sign/login/                             | 200 | 302
    /sign/logout/                            | 302 | 200
    /sign/inactive/                          | 200 | 200
    /sign/reauthenticate/                    | 302 | 200
    /sign/confirm-email/                     | 200 | 200
    /sign/password/change/                   | 302 | 200
    /sign/password/set/                      | 302 | 302
    /sign/password/reset/                    | 200 | 200
    /sign/login/code/confirm/                | 302 | 302
    /sign/confirm-email/none/                | 200 | 200
    /sign/password/reset/key/done/           | 200 | 200
    /sign/password/reset/key/none-none/      | 200 | 200
    /sign/password/reset/done/               | 200 | 200
    /sign/2fa/                               | 302 | 200
    /sign/2fa/authenticate/                  | 302 | 302
    /sign/2fa/reauthenticate/                | 302 | 302
    /sign/2fa/totp/activate/                 | 302 | 302
    /sign/2fa/totp/deactivate/               | 302 | 404
    /sign/2fa/recovery-codes/                | 302 | 404
    /sign/2fa/recovery-codes/generate/       | 302 | 302
    /sign/2fa/recovery-codes/download/       | 302 | 404
    /sign/3rdparty/login/cancelled/          | 200 | 200
    /sign/3rdparty/login/error/              | 401 | 401
    /sign/3rdparty/signup/                   | 302 | 302
    /sign/3rdparty/                          | 302 | 200
    /sign/social/login/cancelled/            | 301 | 301
    /sign/social/login/error/                | 301 | 301
    /sign/social/signup/                     | 301 | 301
    /sign/social/connections/                | 301 | 301
    /sign/oidc/none/login/                   | 404 | 404
    /sign/oidc/none/login/callback/          | 404 | 404
"""


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]


@dataclass(frozen=True)
class Rule:
    """One line of `RULES`."""

    address: str
    method: str
    about: str
    who: dict[str, str]


def rules() -> list[Rule]:
    head, *lines = rows(RULES)
    told = [dict(zip(head, line, strict=True)) for line in lines]
    return [Rule(row["address"], row["method"], row["about"], {role: row[role] for role in ROLES}) for row in told]


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Every address there is, with its whole route."""
    waiting: list[tuple[str, URLPattern | URLResolver]] = [("", each) for each in get_resolver().url_patterns]
    while waiting:
        before, each = waiting.pop()
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, each
        else:
            waiting.extend((route, below) for below in each.url_patterns)


@dataclass(frozen=True)
class Things:
    """One object of each kind, by its id: all of the own branch, all of another one, or none that exists."""

    account_id: str = "no-such"
    deal_id: str = "no-such"
    person_id: str = "no-such"
    commitment_id: str = "no-such"
    journey_id: str = "no-such"
    input_id: str = "no-such"
    job_id: str = "00000000-0000-4000-8000-000000000000"
    version: str = "no-such"
    user_ref: str = "no-such"
    twin_id: str = "no-such"
    one: str = "no-such"
    two: str = "no-such"
    insight_id: str = "no-such"
    step_id: str = "no-such"
    link_id: str = "no-such"
    word: str = "no-such"
    promise_id: str = "no-such"
    question_id: str = "no-such"
    coaching_id: str = "no-such"
    rated: str = "no-such"

    def path(self, address: str) -> str:
        """The address of one of them."""
        named = {**self.__dict__, "form": "json"}
        wanted = get_resolver().reverse_dict.getlist(address)[0][0][0][1]
        return reverse(address, kwargs={name: named[name] for name in wanted})

    def form(self) -> dict[str, str]:
        """What every form of ours asks for, in one."""
        told = {"kind": "service", "role": "decides", "reason": "they said so", "answer": "taken"}
        told |= {"ending": "won", "became": "asked", "bet": "pinned"}
        told |= {"about": "stage", "word": "Signed", "means": "won"}
        told |= {"ref": self.account_id, "other": self.twin_id, "contact": self.one}
        told |= {"questions": "Who there decides?"}
        told |= {
            "title": "Our plan",
            "goal": "less waste",
            "text": "hello",
            "side": "ours",
            "email": "ada@acme.example",
        }
        told |= {"hearing": "rival", "name": "Another", "useful": "yes"}
        told |= {"draft_id": "d1", "ours": "olga@tarnbeck.example"}
        told |= {"discipline": "insight", "level": "3"}
        told |= {"adaptability": "4", "involvement": "3", "rapport": "5"}
        told |= {"claim": "c", "evidence": "e", "review_on": "2027-01-01"}
        agreed = {"what": "send figures", "person": "Ada", "by_on": "2026-12-01"}
        agreed |= {"colleague": "Olga", "got": "all", "confirmed_on": "2026-06-01"}
        return {**self.__dict__, **told, **agreed, "page": "/pricing", "job": "validation", "next": "/profile/"}


@pytest.fixture
def things(opened: Reading, shown: Home, db: None) -> dict[str, Things]:
    """Objects of the seller who also stands in the leader's branch, of the other branch, and of none."""
    branch = {row["email"] for row in opened.where("branches", leader=LEADER)}
    reach = opened.where("reach")
    own = [row for row in reach if row["email"] == SELLER]
    near = {row["account_id"] for row in reach if row["email"] in branch}
    other = [row for row in reach if row["account_id"] not in near]
    return {
        "own": _things(opened, own, SELLER),
        "other": _things(opened, other, "pieter.kessel@tarnbeck.example"),
        "none": Things(),
    }


def _things(opened: Reading, reach: list[dict[str, str]], who: str) -> Things:
    lines = opened.where("monday", account_id=[row["account_id"] for row in reach])
    deals = [row["deal_id"] for row in reach if row["deal_id"]]
    known = min(
        (row["deal_id"], row["person_id"]) for row in opened.where("coverage", deal_id=deals) if row["person_id"]
    )
    (deal,) = opened.where("deals", deal_id=known[0])
    return Things(
        deal["account_id"],
        *known,
        commit(opened, OLGA, known[0], "send the old figures", "Ada", "2026-12-01"),
        min(row["journey_id"] for row in lines),
        record(opened.home, "kind", f'{{"deal_id": "{known[0]}", "kind": "service", "reason": "x"}}', who),
        str(Job.objects.create(work=Job.Work.REBUILD, state=Job.State.DONE, who=who).pk),
        opened.where("ending_models", ending="won")[0]["version"],
        min(row["user_ref"] for row in opened.where("user_loads")),
        min(row["account_id"] for row in reach if row["account_id"] != deal["account_id"]),
        *sorted(row["person_id"] for row in opened.where("people", account_id=deal["account_id"]))[:2],
        record(opened.home, "insight", INSIGHT, who),
        *_planned(opened, known[0]),
        promise_id=promise(opened, OLGA, known[0], {"what": "a visit", "colleague": "Olga", "by_on": "2026-12-01"}),
        question_id="L5",
        coaching_id=_step(opened, who),
        rated=_user(opened, who),
    )


def _user(opened: Reading, who: str) -> str:
    """One of ours, as the CRM names them; nobody where it does not know the address."""
    return next((row["user_ref"] for row in opened.where("user_loads", email=who)), "no-such")


def _planned(opened: Reading, deal_id: str) -> tuple[str, str]:
    """A plan on the deal with a step of ours and a link; what else is agreed could go onto it."""
    begin_plan(opened, OLGA, deal_id, "Our plan")
    step = add_step(opened, OLGA, deal_id, "ours", {"what": "draw it", "person": "Olga", "by_on": "2026-12-01"})
    told = {"person": "Ada", "email": "ada@acme.example", "hash": deal_id}
    return step, give_link(opened, OLGA, deal_id, told, localdate())


def _step(opened: Reading, who: str) -> str:
    """A step that the leader nearest above has planned for the own team."""
    branches = opened.where("branches")
    sizes = Counter(row["leader"] for row in branches)
    leader = min((row["leader"] for row in branches if row["email"] == who), key=sizes.__getitem__)
    told = {"scope": "team", "whom": leader, "act": "teach", "what": "read it"}
    return record(opened.home, "coaching_step", json.dumps(told), leader)


def _of_viewer(things: Things, home: Home, email: str) -> Things:
    """The own things: what the viewer has told, and begun."""
    told = record(home, "kind", f'{{"deal_id": "{things.deal_id}", "kind": "service", "reason": "y"}}', email)
    begun = Job.objects.create(work=Job.Work.REBUILD, state=Job.State.DONE, who=email)
    return replace(things, input_id=told, job_id=str(begun.pk), rated=_user(reading(home), email))


def _ask(client: Client, rule: Rule, things: Things) -> HttpResponse:
    path = things.path(rule.address)
    return client.get(path) if rule.method == "GET" else client.post(path, things.form())


def _answer(answer: HttpResponse) -> str:
    """What one gets, in a word."""
    if answer.status_code == 302 and answer["Location"].startswith("/sign/login/"):
        return "sign in"
    known = {200: "yes", 302: "yes", 303: "yes", 422: "yes", 403: "no", 404: "not there"}
    return known.get(answer.status_code, str(answer.status_code))


def _expected(rule: Rule, role: str, whose: str) -> str:
    lets = rule.who[role]
    if lets == "-":
        return "no"
    is_hidden = rule.about and (whose == "none" or (whose == "other" and lets == "own"))
    return "not there" if is_hidden else "yes"


def test_every_address_has_its_rule() -> None:
    known = {rule.address for rule in rules()} | {address for address, *_ in rows(LINKED)}
    known |= {resolve(path).view_name for path, *_ in rows(SIGNING)}
    unnamed = {resolve(path).route for path, *_ in rows(SIGNING)}
    found = {each.name or route for route, each in addresses() if route not in unnamed and each.name not in known}
    assert found == set()


def test_every_address_says_whom_it_is_for() -> None:
    told = {each.name: set(each.callback.roles) for _, each in addresses() if hasattr(each.callback, "roles")}
    ruled: dict[str, set[str]] = {}
    for rule in rules():
        ruled.setdefault(rule.address, set()).update(role for role, lets in rule.who.items() if lets != "-")
    assert told == ruled


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_its_own_and_nothing_else(
    role: str, things: dict[str, Things], shown: Home, sign_in: SignIn
) -> None:
    browser = sign_in(role, PEOPLE[role])
    mine = {**things, "own": _of_viewer(things["own"], shown, PEOPLE[role])}
    asked = [(rule, whose) for rule in rules() for whose in (("other", "none", "own") if rule.about else ("own",))]
    found = [
        f"{rule.method} {rule.address} {whose}: {_answer(_ask(browser, rule, mine[whose]))}" for rule, whose in asked
    ]
    assert found == [f"{rule.method} {rule.address} {whose}: {_expected(rule, role, whose)}" for rule, whose in asked]


@pytest.mark.usefixtures("shown", "db")
def test_whoever_is_not_signed_in_is_sent_to_sign_in(client: Client) -> None:
    found = {f"{rule.method} {rule.address}": _answer(_ask(client, rule, Things())) for rule in rules()}
    assert {each: answer for each, answer in found.items() if answer != "sign in"} == {}


def test_an_address_takes_no_other_method(sign_in: SignIn) -> None:
    browser = sign_in("operations", PEOPLE["operations"])
    taken = {(rule.address, rule.method) for rule in rules()}
    paths = {rule.address: Things().path(rule.address) for rule in rules()}
    tried = [(name, verb) for name in paths for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")]
    wrong = [each for each in tried if each not in taken]
    assert [each for each in wrong if browser.generic(each[1], paths[each[0]]).status_code != 405] == []


@pytest.mark.parametrize("role", ["leader", "seller"])
def test_nobody_learns_whether_a_foreign_object_exists(role: str, things: dict[str, Things], sign_in: SignIn) -> None:
    browser = sign_in(role, PEOPLE[role])
    about = [rule for rule in rules() if rule.about and rule.who[role] == "own"]
    foreign, unknown = (
        [_said(_ask(browser, rule, things[whose]), things[whose]) for rule in about] for whose in ("other", "none")
    )
    assert foreign == unknown


@pytest.mark.parametrize("role", ["leader", "seller"])
def test_a_foreign_part_of_an_own_object_is_not_there(role: str, things: dict[str, Things], sign_in: SignIn) -> None:
    browser, own, other = sign_in(role, PEOPLE[role]), things["own"], things["other"]
    mixed = replace(own, commitment_id=other.commitment_id, person_id=other.person_id)
    asked = [rule for rule in rules() if rule.address in ("kept", "not_kept", "moved", "say_role")]
    assert {rule.address: _answer(_ask(browser, rule, mixed)) for rule in asked} == {
        "kept": "not there",
        "not_kept": "not there",
        "moved": "not there",
        "say_role": "not there",
    }


def _said(answer: HttpResponse, things: Things) -> str:
    """An answer without what differs from request to request, and without the ids that were asked for."""
    page = html.unescape(answer.content.decode())
    page = re.sub(r'(csrfmiddlewaretoken" value=|X-CSRFToken": )"\w+"', "", page)
    for named in things.__dict__.values():
        page = page.replace(named, "ID")
    kept = {name: value for name, value in answer.headers.items() if name != "Content-Length"}
    return f"{answer.status_code} {kept} {page}"


@dataclass(frozen=True)
class Reach:
    """The accounts and deals that somebody may open, and what no page of theirs may name."""

    accounts: set[str]
    deals: set[str]
    foreign: set[str]

    @classmethod
    def of(cls, opened: Reading, emails: set[str]) -> "Reach":
        """Of one person, or of a branch."""
        reach = opened.where("reach", email=sorted(emails))
        accounts = {row["account_id"] for row in reach}
        others = [row for row in opened.where("accounts") if row["account_id"] not in accounts]
        deals = [row for row in opened.where("deals") if row["account_id"] not in accounts]
        foreign = {row["account_id"] for row in others} | {row["deal_id"] for row in deals}
        named = {row["name"] for row in [*others, *deals] if row["name"]}
        return cls(accounts, {row["deal_id"] for row in reach if row["deal_id"]}, foreign | named)

    def pages(self, role: str) -> list[str]:
        """Every page of theirs."""
        open_to = [rule for rule in rules() if rule.method == "GET" and rule.who[role] != "-"]
        bare = [Things().path(rule.address) for rule in open_to if not rule.about]
        about = [(rule.address, each) for each in self.accounts for rule in open_to if rule.about == "account"]
        return [
            *bare,
            *(reverse(name, args=[each]) for name, each in about),
            *(reverse("deal", args=[each]) for each in self.deals),
            "/deals/?status=all",
            "/matrix/?closed=yes",
        ]

    def leads_out(self, link: str) -> bool:
        """Whether a link of a page leads to something that is not theirs."""
        found = resolve(urlsplit(link).path)
        named = unquote(next(iter(found.kwargs.values()), ""))
        own = {"customer": self.accounts, "customer_numbers": self.accounts, "deal": self.deals}
        return found.view_name in own and named not in own[found.view_name]


@pytest.mark.parametrize(
    ("role", "email"), [("leader", LEADER), ("seller", SELLER), ("seller", "florian.rausch@tarnbeck.example")]
)
def test_no_page_names_what_is_foreign_or_leads_there(role: str, email: str, opened: Reading, sign_in: SignIn) -> None:
    branch = {row["email"] for row in opened.where("branches", leader=email)} if role == "leader" else set()
    reach, browser = Reach.of(opened, branch | {email}), sign_in(role, email)
    pages = {path: html.unescape(_whole(browser.get(path))) for path in reach.pages(role)}
    links = {(path, link) for path, page in pages.items() for link in re.findall(r'href="(/[^"]*)"', page)}
    assert len(reach.foreign) > 10
    assert [(path, name) for path, page in pages.items() for name in reach.foreign if name in page] == []
    assert [each for each in sorted(links) if "/static/" not in each[1] and reach.leads_out(each[1])] == []


def _whole(answer: HttpResponse) -> str:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content if answer.streaming else [answer.content]).decode()


def test_a_plan_is_there_for_no_word_that_is_no_link(client: Client, sign_in: SignIn) -> None:
    browser = sign_in("operations", PEOPLE["operations"])
    asked = [(who, address, method) for who in (client, browser) for address, method, _ in rows(LINKED)]
    found = [str(who.generic(method, Things().path(address)).status_code) for who, address, method in asked]
    assert found == [answer for _ in (client, browser) for *_, answer in rows(LINKED)]


def test_what_allauth_brings_is_known(client: Client, sign_in: SignIn) -> None:
    browser = sign_in("seller", SELLER)
    found = [
        [path, str(client.get(path).status_code), str(browser.get(path).status_code)] for path, *_ in rows(SIGNING)
    ]
    assert found == rows(SIGNING)
