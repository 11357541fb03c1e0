"""Pages on their buying jobs: made-up sites of several trades and languages, and the rules about rules."""

from collections import defaultdict
from pathlib import Path
from textwrap import dedent
from time import process_time

import pytest

from headway.sources.folding import phrase_words, spellings
from headway.sources.topics import PLACES, RULES, UNPLACED, Rule, Rules, Topic, site_suffix, topic

SITES = Path(__file__).parent / "sites"


def pages(site: str) -> list[tuple[str, str, str]]:
    """Job, page and title of each page of a made-up site."""
    lines = (SITES / f"{site}.txt").read_text(encoding="utf-8").splitlines()
    return [(job, page, title) for job, page, title in (line.split(None, 2) for line in lines if line[0] != "#")]


def misses(site: str) -> str:
    """The pages of a site that stand on another job than they should, as a text table."""
    suffix = site_suffix(title for _, _, title in pages(site))
    placed = [(page, job, topic(page, title, suffix).job) for job, page, title in pages(site)]
    return "\n".join(f"{page}: {job}, not {found}" for page, job, found in placed if found != job)


def table(*rows: tuple[str, str | None]) -> str:
    """What the rules say of some pages, as a text table."""
    topics = [(page, topic(page, title)) for page, title in rows]
    return "\n".join(f"{page}  {t.job}  {t.weight:.2f}  {t.confidence:.2f}  {t.because}" for page, t in topics)


def text(block: str) -> str:
    return dedent(block).strip()


@pytest.mark.parametrize("site", ["machines-de", "water-da", "payables-en", "chemicals-en", "logistics-de"])
def test_a_whole_site_is_placed(site: str) -> None:
    assert misses(site) == ""


def test_pages_of_many_trades_are_placed() -> None:
    assert len(pages("mixed")) == 275
    assert misses("mixed") == text("""
        /transport/luftfragt: solution_exploration, not None
        /viden/hvad-skal-et-loensystem-kunne: requirements_building, not problem_identification
        /blog/hvad-koster-en-fejlrekruttering: problem_identification, not consensus_creation
        /news-and-insights/steel-tariffs: problem_identification, not consensus_creation
        /robots/palletising: solution_exploration, not None
        /versicherungen/cyber: solution_exploration, not None
        /schadenfall/so-regulieren-wir: validation, not problem_identification
        /mit-northlight: none, not None
    """)


def test_pages_written_after_the_rules() -> None:
    assert len(pages("unseen")) == 59
    assert misses("unseen") == text("""
        /racking/load-tables: requirements_building, not None
        /produkter/paneler/brandklasse: requirements_building, not solution_exploration
        /try-it: supplier_selection, not None
        /warum-familienbetrieb: supplier_selection, not problem_identification
    """)


def test_what_a_topic_says() -> None:
    rows = [
        ("/pricing", "Pricing"),
        ("/blog/pricing-in-2025", "Pricing in 2025"),
        ("/blog/an-afternoon-in-april", "An afternoon in April"),
        ("/careers/solution-engineer", "Solution engineer"),
        ("/produkte/bv-400/technische-daten", None),
        ("/x/417", "Datablad"),
        ("/x/418", None),
        ("/", None),
    ]
    assert table(*rows) == text("""
        /pricing  consensus_creation  0.90  0.95  pricing: "pricing" in path and title
        /blog/pricing-in-2025  consensus_creation  0.76  0.60  pricing: "pricing" in path and title
        /blog/an-afternoon-in-april  problem_identification  0.20  0.30  article: "blog" in path
        /careers/solution-engineer  none  0.00  0.91  careers: "careers" in path
        /produkte/bv-400/technische-daten  requirements_building  0.57  0.75  specifications: "technische daten" in path
        /x/417  requirements_building  0.60  0.87  datasheet: "datablad*" in title
        /x/418  None  0.00  0.00  no rule knows a word of it
        /  none  0.00  0.95  home: "home" in path
    """)


def test_a_page_nobody_knows_is_not_a_page_without_a_job() -> None:
    assert topic("/p/8841") == UNPLACED == Topic(None, 0.0, 0.0, "no rule knows a word of it")
    assert topic("/impressum").job == "none"


@pytest.mark.parametrize(
    "page", ["/lösungen", "/loesungen", "/losungen", "/l%C3%B6sungen", "/lo\u0308sungen", "/LÖSUNGEN"]
)
def test_umlauts_are_met_in_every_spelling(page: str) -> None:
    assert topic(page).job == "solution_exploration"


@pytest.mark.parametrize("page", ["/få-tilbud", "/faa-tilbud", "/fa-tilbud", "/faatilbud", "/da/faa_et_tilbud.html"])
def test_words_may_be_apart_or_run_together(page: str) -> None:
    assert topic(page).job == "supplier_selection"


def test_a_word_within_another_is_no_word() -> None:
    assert topic("/democracy").job is None
    assert topic("/priserne-stiger").job is None


def test_path_and_title_add_up() -> None:
    path, title, both = topic("/compare"), topic("/x/1", "Compare"), topic("/compare", "Compare")
    assert both.confidence > max(path.confidence, title.confidence)


def test_disagreement_takes_confidence_away() -> None:
    alone, against = topic("/pricing"), topic("/pricing", "Case study")
    assert against.job == "consensus_creation"
    assert against.confidence < alone.confidence


def test_the_more_specific_phrase_wins() -> None:
    jobs = [
        topic(f"/x/{page}").job for page in ("business-case", "case", "kundenportal", "kunden", "why-us", "why-wait")
    ]
    assert jobs == [
        "consensus_creation",
        "validation",
        "none",
        "validation",
        "supplier_selection",
        "problem_identification",
    ]


def test_the_site_name_in_titles_does_not_count() -> None:
    titles = [
        "Pumps | Kessel Solutions",
        "Jobs | Kessel Solutions",
        "Why Kessel? | Kessel Solutions",
        "Kessel Solutions",
    ]
    suffix = site_suffix(titles)
    assert suffix == " | Kessel Solutions"
    assert topic("/x/1", titles[0], suffix).job is None
    assert topic("/x/2", titles[2], suffix).job == "supplier_selection"
    assert topic("/why-kessel", None, suffix).job == "supplier_selection"


@pytest.mark.parametrize(
    ("titles", "suffix"),
    [
        (["A | Acme – Pumps", "B | Acme – Pumps", "C – D | Acme – Pumps"], " | Acme – Pumps"),  # noqa: RUF001
        (["A - Acme Docs", "B - Acme", "C - Acme", "D - Acme"], " - Acme"),
        (["A | Acme", "B | Acme"], None),
        (["A | Acme", "B | Acme", "C | Acme", "D", "E", "F"], None),
        (["A | Acme"] * 9, None),
        ([None, ""], None),
    ],
)
def test_the_suffix_is_learnt_from_most_titles(titles: list[str | None], suffix: str | None) -> None:
    assert site_suffix(titles) == suffix


def test_words_can_be_struck_out() -> None:
    fewer = RULES.without(["Preise", "price list", "lösungen"])
    assert fewer.topic("/preise") == fewer.topic("/loesungen") == fewer.topic("/losungen") == UNPLACED
    assert fewer.topic("/pricing") == RULES.topic("/pricing")
    assert RULES.topic("/preise").job == "consensus_creation"


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.name)
def test_every_rule_places_its_examples(rule: Rule) -> None:
    for page, _, title in (example.partition(" | ") for example in rule.examples):
        found = topic(page, title)
        assert (found.job, found.because.partition(":")[0]) == (rule.job, rule.name), page


def test_every_job_has_rules_and_every_rule_an_example() -> None:
    assert tuple(dict.fromkeys(rule.job for rule in RULES.rules)) == PLACES
    assert len({rule.name for rule in RULES.rules}) == len(RULES.rules)
    for rule in RULES.rules:
        assert rule.examples, rule.name
        assert 0 < rule.confidence < 1, rule.name
        assert (rule.weight == 0) == (rule.job == "none"), rule.name
        assert 0 <= rule.weight <= 1, rule.name


def test_no_phrase_stands_under_two_rules() -> None:
    rules = defaultdict(set)
    for rule in RULES.rules:
        for phrase in rule.phrases:
            for words in spellings(phrase):
                rules[words, phrase.startswith("/")].add(rule.name)
    assert {words: names for words, names in rules.items() if len(names) > 1} == {}


def test_phrases_are_written_as_they_are_matched() -> None:
    for phrase in (phrase for rule in RULES.rules for phrase in rule.phrases):
        assert len(phrase_words(phrase)) == len(phrase.strip("/").split()), f"{phrase} holds a filler"
        assert all("*" not in word[1:-1] for word in phrase.strip("/").split()), f"{phrase} is open in the middle"


def test_own_rules_may_take_the_place_of_ours() -> None:
    own = Rules.parse({"validation": '[proof]\nweight = 1\nconfidence = 0.5\nfr = ["preuve"]\nexamples = ["/preuve"]'})
    assert own.topic("/preuve") == Topic("validation", 1.0, 0.5, 'proof: "preuve" in path')
    assert own.topic("/pricing") == UNPLACED


def test_a_hundred_thousand_pages_take_seconds() -> None:
    rows = pages("mixed")
    topic("/", "warm")
    begun = process_time()
    for _ in range(10):
        for _, page, title in rows:
            topic(page, title)
    # Measured 40 microseconds; the bound leaves room for a slow machine.
    assert (process_time() - begun) / (10 * len(rows)) < 400e-6
