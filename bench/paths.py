"""Do the comparisons of paths find what is there, and nothing where nothing is?

    python bench/paths.py [--shop ecom.csv.gz] [--bank bpi2012.parquet] [--home HOME] [--shuffles 100]

SHOP is retentioneering's made-up clickstream with five stories planted in it: each is looked for by comparing the
sessions it is about with the others, with the product's own functions; then the same with the groups shuffled. BANK is
the loan process of BPI Challenge 2012: size and time of its directly-follows graph and its variants. HOME is a built
home: the endings of its journeys are shuffled among them, and every difference that is still told is a false one.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from headway.answers.path_differences import LEVEL, path_differences
from headway.learn.differences import Difference, Fact, Facts, beginnings, corrected, difference, facts
from headway.learn.paths import Log, effective_ways, flows
from headway.store.home import Home
from headway.store.reading import reading

SEED = 7
FEWEST = 10  # sessions on a side, as in the product
# Groups of sessions that a story sets apart, all known when a session begins; and the facts that tell it.
BUYS = ("touched", "purchase", None)
STORIES: dict[str, tuple[str, list[tuple[str, str, str | None]]]] = {
    "viral article": ("article", [BUYS]),
    # The file writes the bug as a step of its own, so the way back leads over it.
    "checkout bug": ("bug", [("revisited", "add_to_cart", None), ("followed", "checkout_bug", "add_to_cart")]),
    "payment incident": ("incident", [("touched", "support_chat", None), ("touched", "payment_error", None)]),
    "new and loyal": ("new", [BUYS]),
    "cohort drift": ("april", [BUYS]),
}


def shop(path: Path) -> tuple[Log, list[str], dict[str, np.ndarray], np.ndarray]:
    """The sessions as cases, their activities, and for each story who is inside (1), outside (0) or neither (-1)."""
    rows = pacsv.read_csv(path).to_pandas()
    rows["timestamp"] = rows["timestamp"].astype("datetime64[us]")
    rows = rows.sort_values(["session_id", "timestamp"], kind="stable")
    names = sorted(set(rows["event"]))
    case, sessions = rows["session_id"].factorize()
    began = rows.groupby("session_id")["timestamp"].transform("min")
    age = (rows["timestamp"] - began).dt.total_seconds().to_numpy() / 60
    activity = rows["event"].map({name: place for place, name in enumerate(names)}).to_numpy()
    log = Log(case.astype(np.int64), activity.astype(np.int64), age, len(sessions), len(names))
    first = rows.drop_duplicates("session_id")
    day = first["timestamp"].to_numpy().astype("datetime64[D]")

    def within(since: str, until: str) -> np.ndarray:
        return (day >= np.datetime64(since)) & (day <= np.datetime64(until))

    organic, mobile = first["acquisition_channel"] == "organic", first["platform"] == "mobile"
    life, cohort = first["user_lifecycle"], first["user_cohort"]
    groups = {
        "article": _group(within("2024-02-29", "2024-03-03"), organic.to_numpy()),
        "bug": _group(within("2024-04-09", "2024-05-09"), mobile.to_numpy()),
        "incident": _group(within("2024-05-19", "2024-06-07"), np.full(len(first), True)),
        "new": _group((life == "new").to_numpy(), life.isin(["new", "loyal"]).to_numpy()),
        "april": _group((cohort == "2024-04").to_numpy(), cohort.isin(["2024-01", "2024-04"]).to_numpy()),
    }
    return log, names, groups, first["user_id"].to_numpy()


def _group(inside: np.ndarray, among: np.ndarray) -> np.ndarray:
    return np.where(among, inside.astype(int), -1)


def compared(log: Log, group: np.ndarray) -> list[tuple[Fact, Difference, float]]:
    """Every fact of whole sessions between inside and outside, with its corrected chance.

    The groups are known when a session begins, so how long it then lasts is no bias but part of the story.
    """
    told: list[Facts] = [beginnings(log), facts(log, np.inf)]
    found = []
    for part in told:
        for place, fact in enumerate(part.facts):
            asked = (group >= 0) & part.asked[:, place]
            one = group[asked] == 1
            if min(one.sum(), (~one).sum()) >= FEWEST:
                each = difference(part.holds[asked, place], one, np.zeros(asked.sum(), int))
                if each:
                    found.append((fact, each))
    chances = corrected([each.chance for _, each in found], [each.least for _, each in found], LEVEL)
    return [(fact, each, float(chance)) for (fact, each), chance in zip(found, chances, strict=True)]


def stories(path: Path, shuffles: int) -> None:
    """Which planted stories are told, and how many comparisons tell anything once the groups are shuffled."""
    log, names, groups, users = shop(path)
    print(f"clickstream: {log.cases} sessions, {len(log.case)} steps, {log.activities} activities")
    for story, (group, signs) in STORIES.items():
        found = compared(log, groups[group])
        told = [(fact, each, chance) for fact, each, chance in found if chance < LEVEL]
        wanted = [(kind, names.index(one), other and names.index(other)) for kind, one, other in signs]
        hits = [(f, d, c) for f, d, c in told if (f.name, f.activity, f.other) in wanted]
        print(f"{story}: {'told' if hits else 'not told'}; {len(told)} of {len(found)} facts stand out")
        for fact, each, chance in hits:
            sizes = f"{each.ones_with}/{each.ones} beside {each.others_with}/{each.others}"
            print(f"   {_said(fact, names)}: {sizes}, {chance:.2g}")
        for fact, each, _ in sorted(told, key=lambda one: one[1].chance)[:3]:
            print(f"   most: {_said(fact, names)} {each.ones_with}/{each.ones} beside {each.others_with}/{each.others}")
    rng, false = np.random.default_rng(SEED), Counter[str]()
    for story, (group, _) in STORIES.items():
        for _ in range(shuffles):
            mixed = _mixed_users if story == "cohort drift" else _mixed_sessions
            false[story] += any(chance < LEVEL for *_, chance in compared(log, mixed(groups[group], users, rng)))
    print(f"groups shuffled: {false.total()} of {shuffles * len(STORIES)} comparisons tell anything {dict(+false)}")


def _mixed_sessions(group: np.ndarray, _users: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    return rng.permutation(group)


def _mixed_users(group: np.ndarray, users: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """All sessions of a user take another user's group: for what belongs to users, not to sessions."""
    _, first, place = np.unique(users, return_index=True, return_inverse=True)
    return rng.permutation(group[first])[place]


def _said(fact: Fact, names: list[str]) -> str:
    return " ".join([fact.name, *(names[each] for each in (fact.activity, fact.other) if each is not None)])


def bank(path: Path) -> None:
    """Size and time of a real process's directly-follows graph, and its variants."""
    rows = pq.read_table(path).to_pandas()
    for word, kept in (("all", rows), ("complete only", rows[rows["lifecycle"] == "COMPLETE"])):
        name = kept["activity"] + " " + kept["lifecycle"]
        # Within one time the file's own order holds.
        order = np.lexsort((np.arange(len(kept)), kept["ts"].to_numpy(), kept["case"].factorize()[0]))
        case, cases = kept["case"].factorize()
        activity, names = name.factorize()
        hours = kept["ts"].dt.tz_localize(None).to_numpy().astype("datetime64[us]").astype(np.int64) / 3.6e9
        log = Log(case[order].astype(np.int64), activity[order].astype(np.int64), hours[order], len(cases), len(names))
        since = time.perf_counter()
        graph = flows(log, np.full(log.cases, np.nan))
        took = time.perf_counter() - since
        variants = Counter(log.paths)
        ways = effective_ways(list(variants.values()), 0.8)
        print(
            f"bank, {word}: {log.cases} cases, {len(log.case)} events, {len(names)} activities: {len(graph)} moves "
            f"in {took:.2f} s, {len(variants)} variants, as {ways.number:.1f} equal ones "
            f"({ways.low:.1f} to {ways.high:.1f})"
        )


def shuffled_endings(home: Path, shuffles: int) -> None:
    """How often anything is told of journeys whose endings were shuffled among them."""
    opened = reading(Home(home))
    paths, steps = (opened.table(name).to_pyarrow() for name in ("paths", "path_steps"))
    real = path_differences(paths, steps)
    print(f"{home.name}: {real.num_rows} facts compared, {sum(real['is_told'].to_pylist())} told")
    rng, told = np.random.default_rng(SEED), []
    for _ in range(shuffles):
        made = path_differences(_mixed(paths, rng), steps)
        told.append(sum(made["is_told"].to_pylist()))
    some = sum(each > 0 for each in told)
    print(f"endings shuffled: something is told in {some} of {shuffles} runs, {sum(told)} facts in all")


def _mixed(paths: pa.Table, rng: np.random.Generator) -> pa.Table:
    """The journeys with their endings shuffled among those that have ended."""
    ending = np.array(paths["ending"].to_pylist(), object)
    ended = np.flatnonzero(ending != "under_way")
    ending[ended] = ending[rng.permutation(ended)]
    return paths.set_column(paths.column_names.index("ending"), "ending", pa.array(ending.tolist(), pa.string()))


def covered(runs: int = 300) -> None:
    """How often the 80 % range of the number of ways holds the truth, where the truth is known."""
    rng = np.random.default_rng(SEED)
    for ways, cases in ((8, 30), (30, 100), (30, 300), (200, 100)):
        share = 1 / np.arange(1, ways + 1)
        share /= share.sum()
        truth, held = 1 / (share**2).sum(), 0
        for _ in range(runs):
            told = effective_ways(rng.multinomial(cases, share).tolist(), 0.8)
            held += (told.low or 0) <= truth <= (told.high or np.inf)
        print(f"ways: truth {truth:.1f}, {cases} cases: the 80 % range holds it in {held / runs:.0%}")


def main() -> None:
    """Run what there is data for."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("shop", "bank", "home"):
        told.add_argument(f"--{name}", type=Path)
    told.add_argument("--shuffles", type=int, default=100)
    given = told.parse_args()
    covered()
    if given.bank:
        bank(given.bank)
    if given.shop:
        stories(given.shop, given.shuffles)
    if given.home:
        shuffled_endings(given.home, given.shuffles)


if __name__ == "__main__":
    main()
