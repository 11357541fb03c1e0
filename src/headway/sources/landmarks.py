"""What an ending may be judged by: the features of a journey, the same at the moment and at earlier ones.

A landmark is a journey with its features as they were known on an earlier Monday.
"""

import pyarrow as pa

FEATURED = "features"
# The tables of journeys as they stood: at every landmark, and a week before the moment.
EARLIER = ("landmarks", "week_ago")
# What has changed "since a week ago" is counted from the day of `week_ago`.
WEEK_AGO_DAYS = 7
# Every fourth week for two years: closer ones say nearly the same, older ones tell of another company.
LANDMARK_DAYS = 28
LANDMARK_YEARS = 2
# Fewer won deals than this teach nothing that our own judgement does not know (Headway, after research on ladders).
WINS_WORTH_LEARNING = 10

# What every journey begins with, before any feature.
START = "start"
# Each feature is a number that is never unknown: nought where nothing was seen.
FEATURES = {
    "stands_at_problem_identification": "chance that it stands there, 0-1",
    "stands_at_solution_exploration": "likewise",
    "stands_at_requirements_building": "likewise",
    "stands_at_supplier_selection": "likewise",
    "validation": "how far it is sure that it will work, 0-1",
    "consensus_creation": "how far its people agree, 0-1",
    "momentum": "doublings of weighted acts, half-life four weeks",
    "people": "doublings of people active in eight weeks",
    "seen": "1: somebody read a page that serves a job within twelve weeks",
    "choosing_lately": "doublings of acts on choosing, proof and agreement, half-life two weeks",
    "choosing": "doublings of the same, half-life eight weeks",
    "exploring": "doublings of acts on the jobs before, half-life eight weeks",
    "open_deal": "1: a deal is open",
    "sellers_probability": "the seller's own, 0-1",
    "stale_deal": "1: the deal has not changed for 90 days",
    "deal_age": "doublings of weeks since the deal opened",
    "closes_soon": "1: the seller's closing day is within 90 days",
    "overdue": "1: the seller's closing day is past",
    "customer": "1: has bought before, or works with what was bought",
    "purchases": "doublings of purchases so far",
    "bought_lately": "1: bought within half a year",
    "dialogue": "doublings of two-way dialogues in eight weeks",
    "size": "doublings of employees from a hundred on; nought where unknown",
}
# What the rules say that an estimate is compared with.
COMPARED = {
    "page_views_30d": "acts on our sites in thirty days",
    "choosing_views_90d": "acts on pages about whom to choose, and on prices, in ninety days",
    "points": "points of marketing automation: one for each act on our sites, five on those pages; never taken back",
}
# The features that say where a journey stands, which Headway infers; all others are counted or told.
INFERRED = (*(name for name in FEATURES if name.startswith("stands_at_")), "validation", "consensus_creation")
# What a CRM says of a customer by itself.
OF_THE_CRM = (
    *("open_deal", "sellers_probability", "stale_deal", "deal_age", "closes_soon", "overdue"),
    *("customer", "purchases", "bought_lately", "dialogue", "size"),
)
# The team looks at so many a week: those a rule names first.
NAMED = 20
# Who is asked of an ending: our own estimates first, then what people go by without them.
RULES = (
    *("learned", "judgement", "boosted", "base_rate", "page_views", "choosing_views", "points", "sellers_probability"),
    *("naive_bayes", "ridge"),
)


def landmark_schema() -> pa.Schema:
    """The columns of both: those of `features`, and `landmark`, the day they were known on."""
    names = [(name, pa.string()) for name in ("journey_id", "account_id", "deal_id")]
    numbers = [(name, pa.float64()) for name in (*FEATURES, *COMPARED)]
    return pa.schema([*names, ("is_main", pa.bool_()), *numbers, ("landmark", pa.timestamp("us"))])
