"""What leaders read, on every page, mail and question as it is shown: plain words, and nothing about what a seller did."""

import html
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from headway.store.reading import Reading
from headway.web import mail, members

# DESIGN rule 10: none of these stands where a leader reads.
STATISTICS = re.compile(
    r"""(?ix)\b(
    probabilit\w+ | likelihoods? | odds | log-?odds | bayes\w* | posteriors? | priors? | distribution\w* | quantiles? |
    percentiles? | deciles? | quartiles? | medians? | the\ mean | variances? | standard\ (deviation|error)s? | stdev |
    confidence | intervals? | significan\w+ | p-?values? | hypothes\w+ | correlat\w+ | regress\w+ | coefficients? |
    covariates? | residuals? | estimat(e|es|ed|or|ors) | parameters? | outliers? | cohorts? | hazards? |
    calibrat\w+ | brier | auc | log-?loss | lift | precision | recall | classif\w+ | cluster\w* | weighted | scores? |
    scoring | predict\w* | models? | algorithms? | entropy | sigma | kernels? | stochastic | heuristics?
    )\b"""
)
# Nobody is asked, measured or held to what a seller did: the customer's progress is what is looked after.
SELLER = r"(you|your\ \w+|we|sellers?|our\ (people|team|sellers?)|account\ managers?|reps?)"
ASKS_THE_SELLER = re.compile(
    rf"(?ix)\b(did|have|had|has|do|does|was|were|when|why|how\ (often|many|much))\b[^?.!\n]*\b{SELLER}\b[^?.!\n]*\?"
)
HOLDS_THE_SELLER_TO_IT = re.compile(
    r"""(?ix)\b(
    quotas? | (calls|visits|meetings|mails|activit\w+)\ (target|goal|made|held|done|logged|per\ (week|day|seller)) |
    (target|goal|number)s?\ (of|for)\ (calls|visits|meetings|mails|activit\w+) | activity\ (level|rate|report)s?
    )\b"""
)
INLINE = re.compile(r"(?i)</?(a|b|i|em|strong|small|span|abbr|kbd|code)\b[^>]*>")


def read(page: str) -> str:
    """What somebody reads or hears of a page: its text, and the labels, titles and examples within tags."""
    body = INLINE.sub(" ", re.sub(r"(?s)<(script|style)\b.*?</\1>", " ", page))
    said = re.findall(r'(?:aria-label|title|placeholder|alt|content)="([^"]*)"', body)
    lines = re.split(r"\s*<[^>]+>\s*", body) + said
    return "\n".join(" ".join(html.unescape(line).split()) for line in lines if line)


def pages(opened: Reading) -> Iterator[str]:
    """Every page on which a leader reads of customers, deals and the week; not the figures one click below them."""
    yield from ("/", "/customers/", "/customers/?job=validation", "/customers/?q=nobody-of-that-name", "/deals/")
    yield from (
        "/deals/?status=all",
        "/deals/?led=yes",
        "/matrix/",
        "/matrix/?closed=yes",
        "/dialogues/",
        "/outlook/",
        "/bets/",
        "/teams/",
        "/competencies/",
        "/coaching/",
        "/dialogues/mirror/",
        "/dialogues/meeting/",
        "/dialogues/meeting/close/",
        "/insights/",
        "/outcomes/",
        "/profile/",
    )
    yield from ("/routes/", "/coverage/", "/coverage/?page=2")
    yield from (reverse("customer", args=[row["account_id"]]) for row in opened.where("accounts"))
    yield from (reverse("deal", args=[row["deal_id"]]) for row in opened.where("deals"))


@pytest.fixture
def shown_pages(demo: Client, opened: Reading) -> dict[str, str]:
    """All of them, as read."""
    return {path: read(demo.get(path).content.decode()) for path in pages(opened)}


@pytest.fixture
def mails(opened: Reading, db: None, settings: object) -> dict[str, str]:
    """Monday's mail to each leader, as text and as a page."""
    settings.ADDRESS = "https://headway.example"
    for row in opened.where("branches"):
        members.add(row["leader"], "leader", "", "a long enough word 42")
    letters = list(mail.written(opened, localdate()))
    assert letters
    return {f"{each.to[0]} {kind}": read(text) for each in letters for kind, text in _parts(each)}


def _parts(letter: object) -> Iterator[tuple[str, str]]:
    yield "subject", letter.subject
    yield "text", letter.body
    yield "page", letter.alternatives[0][0]


def questions() -> dict[str, str]:
    """Every question and reason that can ever be shown, with its blanks."""
    told = tomllib.loads(files("headway.sources").joinpath("questions.toml").read_text(encoding="utf-8"))
    asked = {f"question {number}": each["words"] for number, each in enumerate(told["question"])}
    found = {f"finding {each['name']}": each["why"] for each in told["finding"]}
    lines = {f"{each['name']} {line['text']}": line["text"] for each in told["finding"] for line in each["because"]}
    return {**told["jobs"], **asked, **found, **lines}


def found(wrong: re.Pattern[str], texts: dict[str, str]) -> list[tuple[str, str]]:
    return sorted({(where, each.group(0)) for where, text in texts.items() for each in wrong.finditer(text)})


def test_no_page_speaks_statistics_or_of_what_a_seller_did(shown_pages: dict[str, str]) -> None:
    assert len(shown_pages) > 40
    assert found(STATISTICS, shown_pages) == []
    assert found(ASKS_THE_SELLER, shown_pages) + found(HOLDS_THE_SELLER_TO_IT, shown_pages) == []


def test_no_mail_speaks_statistics_or_of_what_a_seller_did(mails: dict[str, str]) -> None:
    assert found(STATISTICS, mails) == []
    assert found(ASKS_THE_SELLER, mails) + found(HOLDS_THE_SELLER_TO_IT, mails) == []


def test_no_question_speaks_statistics_or_of_what_a_seller_did() -> None:
    assert len(questions()) > 30
    assert found(STATISTICS, questions()) == []
    assert found(ASKS_THE_SELLER, questions()) + found(HOLDS_THE_SELLER_TO_IT, questions()) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (STATISTICS, "The likelihood is 40 %, within the confidence interval."),
        (STATISTICS, "On the mean of eight weeks."),
        (ASKS_THE_SELLER, "How many times have you called them this week?"),
        (ASKS_THE_SELLER, "Why was nobody of our team there?"),
        (HOLDS_THE_SELLER_TO_IT, "Calls made: 12 of the 20 wanted."),
    ],
)
def test_such_words_would_be_found(wrong: re.Pattern[str], said: str) -> None:
    assert wrong.search(said)


def test_questions_about_the_customer_are_let_through() -> None:
    assert not ASKS_THE_SELLER.search("Who there has to agree before it can go on, and have they heard it?")
