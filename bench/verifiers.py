"""How often it is right who opened a page, and what that person works in, where the truth is known.

    python bench/verifiers.py WORLD --home HOME

HOME holds a build of WORLD. Judged are page views that Headway ties to a person, of visitors who truly are on a
purchase: is it that person, and does the function read from the title fit the true role? That is what a mark such as
"somebody of finance opened the business case" stands on.
"""

import argparse
import csv
import gzip
from collections import Counter
from pathlib import Path

from accuracy import truth
from headway.sources.functions import function_of
from headway.store.home import Home
from headway.store.reading import Reading

# Which true roles a function may stand for; a role not named here has no function of its own.
ROLES = {
    "finance": {"economic_buyer"},
    "procurement": {"procurement"},
    "legal": {"legal_security"},
    "it": {"technical_evaluator", "legal_security"},
    "engineering": {"technical_evaluator"},
    "operations": {"champion", "end_user", "decision_maker"},
    "management": {"decision_maker", "influencer"},
}


def main() -> None:
    """Print both precisions, and how many views are tied to nobody."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path, required=True)
    given = told.parse_args()
    home = Home(given.home)
    opened = Reading(home, home.current)
    with gzip.open(given.world / "truth" / "visitors.csv.gz", "rt", encoding="utf-8") as file:
        truly = {row["anonymousId"]: row["person"] for row in csv.DictReader(file) if row["type"] == "buyer"}
    members = {row["person"]: row for row in truth(given.world, "members.csv")}
    people = opened.table("people")
    known = people.select("person_id", "email", "person_refs", "confidence", function=function_of(people.title))
    acts = opened.table("web_acts")
    seen = acts.filter(acts.kind == "page")
    views = seen.group_by(["visitor_id", "person_id"]).agg(views=seen.count())
    rows = views.left_join(known, "person_id").to_pyarrow().to_pylist()
    counted: Counter[str] = Counter()
    sure = 0.0
    for row in rows:
        member = members.get(truly.get(row["visitor_id"] or "", ""))
        if member is None:
            continue
        many = row["views"]
        counted["all"] += many
        if row["person_id"] is None:
            continue
        counted["tied"] += many
        sure += many * (row["confidence"] or 0.0)
        is_right = member["email"] in (row["person_refs"] or "").replace("email:", "").split()
        counted["person"] += many * is_right
        if row["function"] in ROLES:
            counted["titled"] += many
            counted["role"] += many * (member["role"] in ROLES[row["function"]])
            counted["both"] += many * (is_right and member["role"] in ROLES[row["function"]])
    print(f"{counted['all']} page views of buyers; {counted['tied'] / counted['all']:.2f} tied to a person")
    print(f"person right: {counted['person'] / counted['tied']:.3f}, shown {sure / counted['tied']:.2f} sure")
    print(f"a function is read for {counted['titled'] / counted['tied']:.2f} of these")
    role, right = counted["role"] / counted["titled"], counted["both"] / counted["titled"]
    print(f"role right: {role:.3f}; person and role: {right:.3f}")


if __name__ == "__main__":
    main()
