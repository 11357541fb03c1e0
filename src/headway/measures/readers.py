"""What those who read our pages are here for: a purchase, or their work as customers, or a job with us."""

from math import log

import ibis
from ibis.expr.types import Table

from headway.sources.priors import priors

# Rules of pages that nobody opens on the way to a purchase.
SERVICE_RULES = ("login", "support")
CAREER_RULES = ("careers",)
# Beyond this nothing can be surer; the exponential of more is too large for some engines.
SUREST_LOG_ODDS = 30.0


def readers(web_acts: Table, pages: Table, told_readers: Table) -> Table:
    """One person or device of an account on our sites, and how likely it is about a purchase.

    Customers log in and read help pages all the time, those who look for work read of work; buyers hardly ever do
    either. Nobody is dropped: what a reader says of a purchase counts by this share. Bayes' rule over page views, with
    our own judgement of each kind's reading (`sources/priors.toml`). A student, a rival or one of ours is believed by
    name or place only: whoever does no more than compare prices again and again may well be a buyer. Columns:
    `reader_id` (a person, else a device), `account_id`, `views`, `service_views` (login and help), `career_views`,
    `buying_share` (0-1).
    """
    read = web_acts.filter(web_acts.page.notnull()).select(
        "account_id", "page", reader_id=ibis.coalesce(web_acts.person_id, web_acts.visitor_id)
    )
    ruled = pages.select("page", rule=pages.basis.split(":")[0])
    placed = read.filter(read.reader_id.notnull()).left_join(ruled, "page")
    counted = placed.group_by(["reader_id", "account_id"]).agg(
        views=placed.count(),
        service_views=placed.rule.isin(SERVICE_RULES).fill_null(False).ifelse(1, 0).sum(),
        career_views=placed.rule.isin(CAREER_RULES).fill_null(False).ifelse(1, 0).sum(),
    )
    told = priors()["readers"]
    named = told_readers.select("reader_id", named="confidence")
    counted = counted.left_join(named, "reader_id").drop("reader_id_right")
    at_work = _log_odds(counted.service_views, counted.views, told["customers"], told)
    seeking = _log_odds(counted.career_views, counted.views, told["job_seekers"], told)
    by_pages = 1.0 / (1.0 + at_work.exp() + seeking.exp())
    return counted.mutate(buying_share=ibis.coalesce(1.0 - counted.named, by_pages)).drop("named")


def _log_odds(
    own: ibis.expr.types.IntegerColumn,
    views: ibis.expr.types.IntegerColumn,
    kind: dict[str, float],
    told: dict[str, float],
) -> ibis.expr.types.FloatingColumn:
    """How much likelier a reader is of the kind than a buyer, as a logarithm."""
    buyers = told["own_pages_of_buyers"]
    prior = log(kind["share"] / told["buyers"])
    each_own, each_other = log(kind["own_pages"] / buyers), log((1 - kind["own_pages"]) / (1 - buyers))
    odds = own.cast("float64") * each_own + (views - own).cast("float64") * each_other + prior
    return odds.clip(-SUREST_LOG_ODDS, SUREST_LOG_ODDS)
