"""Which buying job each page serves."""

from tables import made, show, text


def test_bot_visitors_one_word_is_enough() -> None:
    web_events = """
        visitor_id | agent
        v1         | Mozilla/5.0 Firefox/140.0
        v1         | Mozilla/5.0 (compatible; bingbot/2.0)
        v2         | Mozilla/5.0 Firefox/140.0
        v3         |
                   | curl/8.0
    """
    assert show(made("bot_visitors", web_events=web_events)) == "v1"


def test_page_views_take_the_title_seen_most_and_leave_programs_out() -> None:
    web_events = """
        visitor_id | kind  | page     | title        | agent
        v1         | page  | /pricing | Pricing      |
        v2         | page  | /pricing | Pricing      |
        v3         | page  | /pricing | Our prices   |
        v3         | track | /pricing | Our prices   |
        v3         | page  |          | Nowhere      |
        v4         | page  | /pricing |              | Googlebot/2.1
        v1         | track | /hidden  |              |
    """
    assert show(made("page_views", web_events=web_events), "page", "title", "views") == text("""
        /pricing | Pricing | 3
        /hidden  | -       | 0
    """)


def test_page_views_equal_titles_go_by_the_alphabet() -> None:
    web_events = """
        visitor_id | page | title
        v1         | /a   | Zebra
        v2         | /a   | Ape
        v3         | /a   |
        v4         | /a   |
    """
    assert show(made("page_views", web_events=web_events), "page", "title", "views") == text("/a | Ape | 4")


def test_pages_by_rule_by_nothing_and_to_no_job() -> None:
    page_views = """
        page     | title   | views
        /pricing | Pricing | 3
        /xyzzy   |         | 2
        /careers | Careers | 1
    """
    assert show(made("pages", page_views=page_views), "page", "job", "views") == text("""
        /pricing | consensus_creation | 3
        /xyzzy   | -                  | 2
        /careers | none               | 1
    """)


def test_pages_the_company_s_own_word_overrules() -> None:
    page_views = """
        page     | title   | views
        /pricing | Pricing | 3
        /xyzzy   |         | 2
        /careers | Careers | 1
    """
    page_rules = """
        page     | job                | weight
        /pricing | validation         | 0.5
        /careers | supplier_selection |
        /xyzzy   | none               |
    """
    found = made("pages", page_views=page_views, page_rules=page_rules)
    assert show(found, "page", "job", "weight", "confidence", "basis") == text("""
        /pricing | validation         | 0.5 | 1 | company
        /careers | supplier_selection | 1   | 1 | company
        /xyzzy   | none               | 0   | 1 | company
    """)


def test_pages_nothing_seen() -> None:
    assert show(made("pages")) == ""


def test_read_together_a_visit_counts_one_to_each_page_and_ends_after_half_an_hour() -> None:
    web_events = """
        visitor_id | kind  | page | happened_at         | agent
        v1         | page  | /a   | 2026-06-01 10:00:00 |
        v1         | page  | /b   | 2026-06-01 10:30:00 |
        v1         | page  | /a   | 2026-06-01 10:40:00 |
        v1         | page  | /c   | 2026-06-01 11:10:01 |
        v2         | page  | /a   | 2026-06-01 10:00:00 |
        v2         | page  | /b   | 2026-06-01 10:00:00 |
        v2         | page  | /c   | 2026-06-01 10:00:00 |
        v2         | track | /d   | 2026-06-01 10:00:00 |
        v3         | page  | /a   | 2026-06-01 10:00:00 | bingbot/2.0
        v3         | page  | /d   | 2026-06-01 10:00:00 | bingbot/2.0
    """
    assert show(made("read_together", web_events=web_events)) == text("""
        /a | /b | 1.5
        /a | /c | 0.5
        /b | /c | 0.5
    """)


def test_read_together_of_a_spell_that_reads_everything_only_the_first_pages_count() -> None:
    pages = [f"v | /{number:03d} | 2026-06-01 10:{number // 60:02d}:{number % 60:02d}" for number in range(100)]
    found = made("read_together", web_events="\n".join(["visitor_id | page | happened_at", *pages]))
    assert found.num_rows == 30 * 29 / 2
    assert max(found["other"].to_pylist()) == "/029"


WORDS = {
    "consensus_creation": ["/pricing", "/roi", "/budget", "/business-case", "/payback"],
    "requirements_building": ["/specifications", "/datasheet", "/technical-data", "/dimensions", "/integrations"],
    "none": ["/careers", "/imprint", "/login", "/privacy-policy", "/internship"],
}
OPAQUE = {"/p/1": "consensus_creation", "/p/2": "requirements_building", "/p/3": "none"}


def readers(*extra: str) -> str:
    """For each job, 30 visitors who each read three of its pages and the opaque one; then what else was read."""
    rows = ["visitor_id | page | happened_at"]
    for opaque, job in OPAQUE.items():
        for reader in range(30):
            read = [WORDS[job][(reader + step) % 5] for step in range(3)]
            rows += [f"{job}{reader} | {page} | 2026-06-01 10:00:00" for page in [*read, opaque]]
    return "\n".join([*rows, *extra])


def test_pages_whose_words_say_nothing_are_placed_by_what_their_readers_read() -> None:
    found = made("pages", web_events=readers("lone | /p/9 | 2026-06-01 10:00:00"))
    rows = {row["page"]: row for row in found.to_pylist()}
    assert {page: rows[page]["job"] for page in OPAQUE} == OPAQUE
    assert all(rows[page]["basis"].startswith("readers: read together with /") for page in OPAQUE)
    assert all(0.25 <= rows[page]["confidence"] < 1 for page in OPAQUE)
    assert rows["/p/1"]["weight"] > 0 == rows["/p/3"]["weight"]
    assert rows["/p/9"]["job"] is None


def test_pages_a_relaunch_that_renames_a_page_takes_its_job_along() -> None:
    moved = [f"new{reader} | /q/7 | 2026-06-20 10:00:00 | Seven lanterns" for reader in range(9)]
    moved += [f"new{reader} | /q/8 | 2026-06-20 10:00:00 | Eight kites" for reader in range(9)]
    before = [f"{row} | {'Seven lanterns' if '/p/1 ' in row else ''}" for row in readers().splitlines()[1:]]
    found = made("pages", web_events="\n".join(["visitor_id | page | happened_at | title", *before, *moved]))
    jobs = dict(zip(found["page"].to_pylist(), found["job"].to_pylist(), strict=True))
    assert jobs["/q/7"] == jobs["/p/1"] == "consensus_creation"


def test_pages_another_way_to_write_the_title_is_no_other_page() -> None:
    """After the relaunch the page has another address and its title another dash; its few readers read nothing told."""
    titled = [f"{row} | Seven lanterns | Acme" if "/p/1 " in row else f"{row} |" for row in readers().splitlines()[1:]]
    moved = [
        f"new{reader} | {page} | 2026-06-20 10:00:00 | {title}"
        for reader in range(9)
        for page, title in (
            ("/q/7", "Seven lanterns: Acme - Acme"),
            ("/r/8", "Eight kites - Acme"),
            ("/s/9", "Nine - Acme"),
        )
    ]
    rows = ["visitor_id | page | happened_at | title", *(row.replace("| Acme", "- Acme") for row in titled), *moved]
    found = made("pages", web_events="\n".join(rows))
    jobs = dict(zip(found["page"].to_pylist(), found["job"].to_pylist(), strict=True))
    assert jobs["/q/7"] == jobs["/p/1"] == "consensus_creation"


def test_pages_of_one_folder_lean_on_one_another() -> None:
    """One page of each folder is read with pages of one job; the other is read alike with those of every job."""
    rows = [f"all{reader} | /{folder}/2 | 2026-06-01 10:00:00" for reader in range(9) for folder in ("x", "y")]
    rows += [
        f"all{reader} | {pages[reader % 5]} | 2026-06-01 10:00:00" for reader in range(9) for pages in WORDS.values()
    ]
    told = readers(*rows).replace("/p/1", "/x/1").replace("/p/2", "/y/1")
    found = made("pages", web_events=told)
    sure = {row["page"]: row["confidence"] for row in found.to_pylist()}
    jobs = {row["page"]: row["job"] for row in found.to_pylist()}
    assert (jobs["/x/1"], jobs["/y/1"]) == ("consensus_creation", "requirements_building")
    assert (jobs["/x/2"], jobs["/y/2"]) == ("consensus_creation", "requirements_building"), sure


def test_pages_no_reader_outvotes_the_company() -> None:
    page_rules = """
        page | job        | weight
        /p/1 | validation | 0.5
    """
    found = made("pages", web_events=readers(), page_rules=page_rules)
    row = next(row for row in found.to_pylist() if row["page"] == "/p/1")
    assert (row["job"], row["weight"], row["confidence"], row["basis"]) == ("validation", 0.5, 1.0, "company")
