"""How good kinds of sale, routes, unseen people and parts are on a company whose truth is known.

    python bench/deciding.py WORLD [--home HOME] [--moments 2024-06-03,2024-09-02] [--rows FOLDER]

WORLD holds `segment/`, `salesforce/` and, for measuring only, `truth/`. Deals are judged as they were known within two
weeks of their opening, and sixty days later, from builds as of each moment. What leaders would tell is drawn from the
truth, for deals that are not judged. Synthetic, all of it. `--rows` keeps what was found, and reads it again.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from accuracy import landed_home, truth
from headway import graph
from headway.answers.places import MARKS, place_weights, places
from headway.answers.routes import ROUTES, SITUATIONS
from headway.learn.judging import Redraws, brier, difference, figure, log_loss
from headway.learn.recalibration import calibration_slope
from headway.sources import SOURCES
from headway.sources.priors import priors
from headway.sources.remembered import nothing_remembered
from headway.sources.words import KINDS
from headway.store.cut import cut_sources
from headway.store.engines import DuckDBEngine, duckdb
from headway.store.given import given
from headway.store.home import Home
from headway.store.landing import landed_table
from headway.store.steps import STEPS

WANTED = ("matrix", "places", "place_marks", "group_sizes", "person_parts", "routes", "route_shares", "deal_situations")
OPENING, LATER = (0, 14), (60, 74)
TOLD = (0, 20, 50, 100, 200, 400)
DRAWS = 20
Row = dict


def built(home: Home, moments: list[str], keep: Path) -> Iterator[tuple[datetime, dict[str, pa.Table]]]:
    """The wanted tables as of each moment; those kept already are read."""
    engine: DuckDBEngine | None = None
    for moment in moments:
        at, folder = datetime.fromisoformat(moment), keep / moment
        if not folder.exists():
            engine = _run(home, at, engine)
            folder.mkdir(parents=True)
            for name in (*WANTED, "deals"):
                pq.write_table(engine.kept[name].to_pyarrow(), folder / f"{name}.parquet")
        yield at, {name: pq.read_table(folder / f"{name}.parquet") for name in (*WANTED, "deals")}


def _run(home: Home, at: datetime, engine: DuckDBEngine | None) -> DuckDBEngine:
    """Everything wanted as of one moment; the graph is told once."""
    if engine:
        given(engine.put, home, at)
        engine.again()
        return engine
    engine = DuckDBEngine(duckdb(home.path))
    told = given(engine.put, home, at)
    landed = {name: landed_table(home, engine.con, name) for name in SOURCES}
    landed = {name: engine.con.create_table(f"held_{name}", rows) for name, rows in landed.items()}
    cut = cut_sources(engine, landed, told["moment"], all_inputs=False)
    empty = {name: engine.put(name, table) for name, table in nothing_remembered().items()}
    graph.build(graph.needed(STEPS, WANTED), {**cut.tables, **told, **empty}, engine)
    return engine


def aged(at: datetime, tables: dict[str, pa.Table], ages: tuple[int, int]) -> set[str]:
    """The deals that had been open so many days at the moment."""
    since, until = at - timedelta(days=ages[1]), at - timedelta(days=ages[0])
    return {row["deal_id"] for row in tables["deals"].to_pylist() if since < row["opened_at"] <= until}


def cases(snapshots: list[tuple], ages: tuple[int, int], table: str) -> list[Row]:
    """Rows of one table for each deal at that age."""
    found = []
    for at, tables in snapshots:
        chosen = aged(at, tables, ages)
        found += [{**row, "at": at} for row in tables[table].to_pylist() if row["deal_id"] in chosen]
    return found


def kinds(snapshots: list[tuple], true: dict[str, Row]) -> None:
    """Print how right the kind is, both sides apart, and how good the chances are."""
    for name, ages in (("at opening", OPENING), ("60 days later", LATER)):
        rows = [row for row in cases(snapshots, ages, "matrix") if row["deal_id"] in true]
        told = [row for row in rows if row["kind"] != "unknown"]
        right = np.array([float(row["kind"] == true[row["deal_id"]]["kind"]) for row in rows])
        accounts = np.array([true[row["deal_id"]]["account"] for row in rows])
        everyday = max(np.mean([true[row["deal_id"]]["kind"] == kind for row in rows]) for kind in KINDS)
        _say(f"kind {name}: {len(rows)} deals, right {_share(right, accounts)}, commonest {everyday:.3f}, "
             f"unknown {1 - len(told) / len(rows):.3f}")  # fmt: skip
        said = np.array([[row[f"chance_{kind}"] for kind in KINDS] for row in told])
        came = np.array([[float(true[row["deal_id"]]["kind"] == kind) for kind in KINDS] for row in told])
        usual = ((came.mean(axis=0) - came) ** 2).sum(axis=1).mean()
        _say(f"  Brier of the four chances {((said - came) ** 2).sum(axis=1).mean():.3f}, of the shares {usual:.3f}")
        sides = {"complexity": ("solution", "consultancy"), "duration": ("relationship", "consultancy")}
        for side, beyond in sides.items():
            chance = sum(said[:, KINDS.index(kind)] for kind in beyond)
            was = np.array([float(true[row["deal_id"]]["kind"] in beyond) for row in told])
            redraws = Redraws(np.array([true[row["deal_id"]]["account"] for row in told]))
            exact = ((chance >= 0.5) == was).astype(float)  # noqa: PLR2004 -- as likely as not
            right, off = _figure(_mean, exact, was, redraws), _figure(brier, chance, was, redraws)
            slope = _figure(calibration_slope, chance, was, redraws)
            level = f"said {chance.mean():.3f}, was {was.mean():.3f}"
            _say(f"  {side}: right {right}, Brier {off}, slope {slope}, {level}")


def curve(snapshots: list[tuple], true: dict[str, Row]) -> None:
    """Print how right the kind is by how many deals leaders have told, judged on deals of other accounts.

    They tell it of any deal there is, as it stands at the last moment.
    """
    told = [row for row in snapshots[-1][1]["place_marks"].to_pylist() if _is_known(row) and row["deal_id"] in true]
    for name, ages in (("at opening", OPENING), ("60 days later", LATER)):
        rows = [row for row in cases(snapshots, ages, "place_marks") if row["deal_id"] in true and _is_known(row)]
        for many in TOLD:
            found = [_taught(told, rows, true, many, seed) for seed in range(DRAWS if many else 1)]
            low, middle, high = np.percentile(found, [10, 50, 90])
            _say(f"  {name}, told {many}: right {middle:.3f} (8 of 10 draws {low:.3f}-{high:.3f})")


def _is_known(row: Row) -> bool:
    return all(row[marks[0]] is not None for marks in MARKS.values())


def _taught(told: list[Row], rows: list[Row], true: dict[str, Row], many: int, seed: int) -> float:
    """Right on deals of accounts that taught nothing: half of them, whatever is told."""
    chance = np.random.default_rng(seed)
    accounts = chance.permutation(sorted({true[row["deal_id"]]["account"] for row in rows}))
    judged_on = set(accounts[: len(accounts) // 2] if many else accounts)
    rest = [row for row in rows if true[row["deal_id"]]["account"] in judged_on]
    others = [row for row in told if true[row["deal_id"]]["account"] not in judged_on]
    lessons = [others[place] for place in chance.permutation(len(others))[:many]]
    said = _said(lessons, rest, true)
    return float(np.mean([said[row["deal_id"]] == true[row["deal_id"]]["kind"] for row in rest]))


def _said(lessons: list[Row], rest: list[Row], true: dict[str, Row]) -> dict[str, str]:
    """The kind of each deal, learned from what leaders told of others."""
    told = [{"kind": "kind", "key": row["deal_id"], "value": true[row["deal_id"]]["kind"]} for row in lessons]
    schema = pa.schema([(name, pa.string()) for name in ("kind", "key", "value")])
    marks = pa.Table.from_pylist([{name: row[name] for name in row if name != "at"} for row in [*lessons, *rest]])
    weights = place_weights(marks, pa.Table.from_pylist(told, schema))
    return {row["deal_id"]: row["kind"] for row in places(marks, weights).to_pylist()}


def routed(snapshots: list[tuple], true: dict[str, Row]) -> None:
    """Print the log loss of the route against what the customer truly wants, beside the published shares alone."""
    published = {name: np.array(priors()["routes"][name]) for name in SITUATIONS}
    said, plain, came, accounts = [], [], [], []
    for at, tables in snapshots:
        chosen = aged(at, tables, OPENING)
        situations = {row["deal_id"]: row for row in tables["deal_situations"].to_pylist()}
        for row in tables["routes"].to_pylist():
            deal = row["deal_id"]
            if deal in chosen and deal in true and row["chance_digital"] is not None:
                said.append([row[f"chance_{route}"] for route in ROUTES])
                mix = situations[deal]
                plain.append(sum(mix[f"chance_{name}"] * published[name] for name in SITUATIONS))
                came.append(ROUTES.index(true[deal]["contact_preference"]))
                accounts.append(true[deal]["account"])
    took, at_once = np.array(said), np.array(plain)
    pick = np.arange(len(came)), np.array(came)
    redraws = Redraws(np.array(accounts))
    ours, theirs = took[pick], at_once[pick]
    one = np.ones(len(came))
    better = _told(difference(log_loss, theirs, ours, one, redraws))
    losses = [_figure(log_loss, each, one, redraws) for each in (ours, theirs)]
    _say(f"route at opening: {len(came)} deals, log loss {losses[0]}, published alone {losses[1]}, difference {better}")
    first, usual = ((chances.argmax(axis=1) == pick[1]).mean() for chances in (took, at_once))
    _say(f"  likeliest right {first:.3f}, published {usual:.3f}")
    truly = np.bincount(pick[1], minlength=3) / len(came)
    _say(f"  wanted {truly.round(3)}, said {took.mean(axis=0).round(3)}, published {at_once.mean(axis=0).round(3)}")
    for row in snapshots[-1][1]["route_shares"].to_pylist():
        _say(f"    {row['situation']:<12}{row['route']:<9} published {row['published']:.2f} own {row['share']:.2f} "
             f"(alone {row['alone']}, met {row['met']}, asked {row['asked']})")  # fmt: skip


def unseen(snapshots: list[tuple], true: dict[str, Row]) -> None:
    """Print how far the estimated size of a group is from the true one, and how often its range holds it."""
    for name, ages in (("at opening", OPENING), ("60 days later", LATER)):
        rows = [row for row in cases(snapshots, ages, "group_sizes") if row["deal_id"] in true]
        seen = [row for row in rows if row["unseen_people"] is not None]
        for part, chosen in _by_size(seen, true).items():
            size = np.array([float(true[row["deal_id"]]["complexity"]) for row in chosen])
            about = np.array([row["about_people"] for row in chosen])
            low = np.array([row["known_people"] + row["unseen_low"] for row in chosen])
            high = np.array([row["known_people"] + row["unseen_high"] for row in chosen])
            held, known = (size >= low) & (size <= high), np.array([row["known_people"] for row in chosen])
            _say(f"unseen {name}, {part}: {len(chosen)} deals, off by {np.abs(about - size).mean():.2f} people "
                 f"(6.8 for all {np.abs(6.8 - size).mean():.2f}; only those seen {np.abs(known - size).mean():.2f}), "
                 f"mean error {np.mean(about - size):+.2f}, range holds {held.mean():.3f}")  # fmt: skip


def _by_size(rows: list[Row], true: dict[str, Row]) -> dict[str, list[Row]]:
    many = [row for row in rows if true[row["deal_id"]]["kind"] in ("solution", "consultancy")]
    return {"all": rows, "many decide": many, "few decide": [row for row in rows if row not in many]}


def played(snapshots: list[tuple], members: dict[tuple[str, str], str], deals: dict[str, str]) -> None:
    """Print for each part how often it is right where it is told, beside how sure it was said to be."""
    right: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in cases(snapshots, LATER, "person_parts"):
        part = members.get((deals.get(row["deal_id"], ""), row["person_id"].removeprefix("email:")))
        if part and row["part"] != "unknown":
            said = (row["part_confidence"], float(part == row["part"]))
            right.setdefault((row["part"], row["part_basis"]), []).append(said)
            right.setdefault((row["part"], "all"), []).append(said)
            right.setdefault(("all", row["part_basis"]), []).append(said)
    for (part, basis), said in sorted(right.items()):
        sure, was = np.array(said).T
        error = 1.96 * np.sqrt(was.mean() * (1 - was.mean()) / len(was))
        seen = f"right {was.mean():.2f} (+-{error:.2f}), said {sure.mean():.2f}"
        _say(f"  {part:<20}{basis:<10}{len(said):>5} told, {seen}")


def _share(right: np.ndarray, groups: np.ndarray) -> str:
    return _figure(_mean, right, right, Redraws(groups))


def _mean(said: np.ndarray, _seen: np.ndarray, weights: np.ndarray | None = None) -> np.ndarray:
    mass = np.ones(len(said)) if weights is None else weights
    return (mass * said).sum(axis=-1) / mass.sum(axis=-1)


def _figure(measure: Callable, said: np.ndarray, seen: np.ndarray, redraws: Redraws) -> str:
    return _told(figure(measure, said, seen, redraws))


def _told(found: object) -> str:
    return f"{found.value:.3f} ({found.low:.3f}-{found.high:.3f})"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> None:
    """Build each moment, judge, print."""
    told = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    told.add_argument("world", type=Path)
    told.add_argument("--home", type=Path)
    told.add_argument("--moments", default=",".join(f"2024-{month:02d}-03" for month in range(5, 13)))
    told.add_argument("--rows", type=Path)
    asked = told.parse_args()
    home = landed_home(asked.world, None) if asked.home is None else Home(asked.home)
    snapshots = list(built(home, asked.moments.split(","), asked.rows or home.path / "deciding"))
    journeys = [row for row in truth(asked.world, "journeys.csv") if row["salesforce_opportunity_id"]]
    true = {f"salesforce:{row['salesforce_opportunity_id']}": row for row in journeys}
    kinds(snapshots, true)
    curve(snapshots, true)
    routed(snapshots, true)
    unseen(snapshots, true)
    deals = {deal: row["journey"] for deal, row in true.items()}
    members = {(row["journey"], row["email"].lower()): row["role"] for row in truth(asked.world, "members.csv")}
    _say("parts, 60 days later")
    played(snapshots, members, deals)


if __name__ == "__main__":
    main()
