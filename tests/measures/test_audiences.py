"""Who reads our sites, and who of them may buy."""

from tables import made, show, tables, text

PAGES = {
    "buyer": ["/blog/signs-of-trouble", "/solutions", "/pricing", "/case-studies", "/datasheet", "/glossary"],
    "customer": ["/login", "/login", "/help/reset", "/login", "/manuals", "/solutions"],
    "job": ["/careers", "/careers/engineer", "/internship", "/about", "/careers/apply", "/"],
    "rival": ["/pricing", "/compare/us", "/compare/them", "/compare/all", "/plans", "/pricing/enterprise"],
    "study": ["/glossary", "/blog/students", "/thesis/topics", "/blog/a", "/thesis", "/students/work"],
}


def read(times: int = 2, **who: str) -> str:
    """Web events: each visitor reads the pages of a kind."""
    rows = [f"{visitor} | {page}" for visitor, kind in who.items() for page in PAGES[kind] * times]
    return "\n".join(["visitor_id | page", *rows])


def told(web_events: str, *columns: str, **others: str) -> str:
    return show(made("audiences", web_events=web_events, **others), "reader_id", "kind", *columns)


def test_nobody_read() -> None:
    assert show(made("audiences")) == ""


def test_kinds_by_what_they_read_with_the_reason_in_plain_words() -> None:
    web_events = read(b="buyer", c="customer", j="job", r="rival", s="study")
    assert told(web_events, "basis") == text("""
        b | buyer      | reads about problems and ways to solve them
        c | customer   | logs in and reads help pages
        j | job_seeker | reads about working with us
        r | rival      | compares us and our prices, and little else
        s | student    | reads what speaks to students
    """)


def test_one_page_tells_nothing() -> None:
    assert told("visitor_id | page\nv | /", "basis") == text("v | unknown | too little seen")


def test_who_is_no_buyer_counts_for_little_and_is_not_dropped() -> None:
    rows = {r["reader_id"]: r for r in made("audiences", web_events=read(b="buyer", c="customer", j="job")).to_pylist()}
    assert rows["b"]["buying_share"] > 0.9
    assert rows["c"]["buying_share"] < 0.05 > rows["j"]["buying_share"]
    assert [rows[name]["views"] for name in "bcj"] == [12, 12, 12]
    assert (rows["c"]["service_views"], rows["j"]["career_views"]) == (10, 8)


def test_a_buyer_who_logs_in_once_is_still_a_buyer() -> None:
    assert told(read(3, b="buyer") + "\nb | /login") == text("b | buyer")


def test_devices_of_one_person_are_one_reader_of_its_account() -> None:
    web_calls = """
        visitor_id | user_id | email
        phone      | u       | ann@acme.com
        laptop     | u       | ann@acme.com
    """
    crm_accounts = """
        account_ref | domain
        acme        | acme.com
    """
    web_events = read(phone="customer", laptop="customer")
    assert told(web_events, "account_id", "views", web_calls=web_calls, crm_accounts=crm_accounts) == text("""
        email:ann@acme.com | customer | acme | 24
    """)


MAILED = """
    visitor_id | user_id | email
    ours1      | o1      | ada@tarnbeck.example
    ours2      | o2      | bo@tarnbeck.example
    theirs     | t       | eve@rival.com
    pupil      | p       | kim@student.uni-ulm.de
"""
USERS = """
    user_ref | email
    1        | ada@tarnbeck.example
    2        | lea@tarnbeck.example
"""


def test_mail_tells_us_rivals_and_students_apart_whatever_they_read() -> None:
    web_events = read(ours1="buyer", theirs="buyer", pupil="buyer")
    found = tables(
        ["audiences"], own={"own.rivals": "rival.com"}, web_events=web_events, web_calls=MAILED, crm_users=USERS
    )["audiences"]
    assert show(found, "kind", "basis", "confidence") == text("""
        own     | mail address | 0.97
        rival   | mail address | 0.97
        student | mail address | 0.97
    """)
    assert max(found["buying_share"].to_pylist()) < 0.05


def test_free_mail_of_our_users_makes_no_domain_ours() -> None:
    crm_users = """
        user_ref | email
        1        | ada@gmail.com
        2        | lea@gmail.com
    """
    web_calls = """
        visitor_id | user_id | email
        v          | u       | sam@gmail.com
    """
    assert show(made("told_domains", crm_users=crm_users, web_calls=web_calls)) == ""


def test_strangers_at_our_own_office_are_of_us() -> None:
    web_events = """
        visitor_id | page       | ip
        ours1      | /solutions | 81.2.69.17
        ours2      | /solutions | 81.2.69.17
        stranger   | /solutions | 81.2.69.17
        elsewhere  | /solutions | 90.1.1.1
    """
    found = made("audiences", web_events=web_events, web_calls=MAILED, crm_users=USERS)
    kinds = {row["reader_id"]: (row["kind"], row["basis"]) for row in found.to_pylist()}
    assert kinds["stranger"] == ("own", "seen at an office of ours")
    assert kinds["elsewhere"][0] != "own"


def test_the_company_may_name_its_offices() -> None:
    web_events = """
        visitor_id | page       | ip
        stranger   | /solutions | 81.2.69.17
    """
    found = made("audiences", web_events=web_events, own={"own.networks": "81.2.69.0/24"})
    assert show(found, "kind") == "own"


def test_programs_are_shown_as_such() -> None:
    web_events = """
        visitor_id | page     | agent
        bot        | /pricing | Googlebot/2.1
    """
    assert told(web_events, "basis") == text("bot | program | says it is a program")
