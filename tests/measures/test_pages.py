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
