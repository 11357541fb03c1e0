"""Programs and people by their user agents, in Python and in the engine that evaluates the expression."""

import re

import duckdb
import pytest

from headway.sources.agents import BOTS, is_bot

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
ANDROID = "Mozilla/5.0 (Linux; Android 13; {}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"

PROGRAMS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "AdsBot-Google (+http://www.google.com/adsbot.html)",
    "Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)",
    "Mozilla/5.0 (compatible; Baiduspider/2.0)",
    "Mozilla/5.0 (compatible; Yahoo! Slurp)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko); compatible; ChatGPT-User/1.0",
    "Mozilla/5.0 (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)",
    f"{WINDOWS} HeadlessChrome/126.0 Safari/537.36",
    f"{WINDOWS} Chrome/126.0 Safari/537.36 Chrome-Lighthouse",
    f"{WINDOWS} Chrome/126.0 Safari/537.36 PTST/240101",
    "Mozilla/5.0 (Macintosh) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "WhatsApp/2.23.20.0 A",
    "Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)",
    "Mozilla/5.0+(compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)",
    "BarracudaCentral/1.0",
    "python-requests/2.32.3",
    "python-httpx/0.27",
    "curl/8.5.0",
    "Wget/1.21.4",
    "Java/17.0.9",
    "Go-http-client/2.0",
    "node-fetch/1.0",
    "axios/1.7.2",
    "got (https://github.com/sindresorhus/got)",
    "Scrapy/2.11 (+https://scrapy.org)",
    "PhantomJS/2.1.1",
    "MJ12bot",
]
PEOPLE = [
    f"{WINDOWS} Chrome/126.0.0.0 Safari/537.36",
    f"{WINDOWS} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.2592.87",
    "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
    f"{IPHONE} Version/17.5 Mobile/15E148 Safari/604.1",
    f"{IPHONE} Mobile/15E148 [LinkedInApp]/9.29",
    f"{IPHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/470.0]",
    f"{IPHONE} Mobile/15E148 [Pinterest/iOS]",
    f"{IPHONE} Mobile/15E148 Snapchat/12.90",
    ANDROID.format("CUBOT NOTE 20"),
    ANDROID.format("CUBOT_X18_Plus"),
    ANDROID.format("SM-S911B"),
    f"{WINDOWS} Teams/1.7 Chrome/114.0 Electron/25.9 Safari/537.36",
    "",
]


@pytest.mark.parametrize("agent", PROGRAMS)
def test_programs_are_known(agent: str) -> None:
    assert is_bot(agent)


@pytest.mark.parametrize("agent", PEOPLE)
def test_people_are_people(agent: str) -> None:
    assert not is_bot(agent)


def test_duckdb_reads_the_expression_as_python_does() -> None:
    rows = duckdb.execute("SELECT a, regexp_matches(lower(a), ?) FROM unnest(?) AS t(a)", [BOTS, PROGRAMS + PEOPLE])
    assert rows.fetchall() == [(agent, is_bot(agent)) for agent in PROGRAMS + PEOPLE]


def test_the_expression_keeps_to_what_every_engine_reads() -> None:
    assert re.fullmatch(r"[a-z0-9 /_\[\].^$()|?-]+", BOTS)
    assert "(?" not in BOTS
    assert "." not in BOTS.replace("[.]", "")


def test_no_line_repeats_what_a_shorter_one_finds() -> None:
    plain = [line for line in BOTS.split("|") if re.fullmatch(r"[a-z0-9 /_-]+", line)]
    assert [(line, other) for line in plain for other in plain if line != other and other in line] == []
