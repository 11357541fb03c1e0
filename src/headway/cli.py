"""The command line: the same answers in a terminal, for people and for other tools."""

import json
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import pyarrow.parquet as pq
import typer

from headway import backtesting, persons
from headway.asking.claims import Claims, claims
from headway.asking.leaks import file_leaks
from headway.connect import Recognised, connectors, recognise_any
from headway.connect.handed_over import handed_over, shown
from headway.demo import library, write_company
from headway.errors import HeadwayError, SettingsError
from headway.store.builds import build as build_home
from headway.store.builds import sentences, utc
from headway.store.engines import rows_in
from headway.store.explain import explained
from headway.store.home import Home
from headway.store.landing import land
from headway.store.reading import LISTS, Reading, reading
from headway.store.record import record as record_input
from headway.store.words import words_read
from headway.terminal import as_csv, as_json, as_text, bar, err, jsonable, out, steps, words_told
from headway.web import commands, serving

app = typer.Typer(
    help="Where each customer is on its way to a purchase, and what to do about it this week.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.command()(commands.serve)
app.command()(commands.mail)
app.command()(backtesting.backtest)
app.command()(persons.export)
app.command()(persons.erase)
app.add_typer(commands.user, name="user")


class Format(StrEnum):
    """How a table is written."""

    text = "text"
    csv = "csv"
    json = "json"
    parquet = "parquet"


HomeOption = Annotated[Path, typer.Option("--home", help="The folder Headway keeps everything in.")]
MomentOption = Annotated[
    str | None, typer.Option("--moment", help="As known then: 2024-09-01 or 2024-09-01T08:00:00Z; UTC.")
]
FormatOption = Annotated[Format, typer.Option("--format", help="text, csv, json or parquet.")]


def main() -> None:
    """Run a command; what a person can mend ends in one sentence and an exit code of its own."""
    try:
        app()
    except HeadwayError as fault:
        err.print(str(fault), style="red", markup=False)
        sys.exit(fault.exit_code)


@app.command()
def build(
    home: HomeOption,
    source: Annotated[
        list[str] | None, typer.Option("--from", help="SYSTEM=PLACE, such as salesforce=export; may be repeated.")
    ] = None,
    moment: MomentOption = None,
) -> None:
    """Land what is new and build every table; without --moment the build is published."""
    kept = Home(home)
    for told in source or []:
        _land(kept, *_system(told))
    with steps() as step:
        made = build_home(kept, utc(moment) if moment else None, step)
    opened = Reading(kept, made)
    word = "Published" if made.is_published else "Built beside"
    out.print(f"{word}: build {made.id} as of {made.moment:%Y-%m-%dT%H:%M:%S}Z.")
    issues = rows_in(opened.table("data_issues"))
    if issues:
        what = "rows or values were left out or passed over, and why"
        out.print(f"{issues} {what}: headway table data_issues --home {home}")
    _print_claims(claims(opened))


def _print_claims(told: Claims) -> None:
    """Which claims the data can answer, which not, and what to connect next."""
    for words, rows in (("Can answer", told.yes), ("Can answer in part", told.partly), ("Cannot answer yet", told.no)):
        if rows:
            named = [f"{row['noun']} ({row['claim']})" for row in rows]
            out.print(f"{words}: {', '.join(named)}.")
    if told.adds_most:
        out.print(f"What would add most: {told.adds_most}.")


DemoOption = Annotated[Path, typer.Option("--home", help="A folder of its own for the made-up company.")]


@app.command()
def demo(home: DemoOption = Path("demo-home")) -> None:
    """Build a made-up company, from its exports to Monday's list; nothing in it is real."""
    opened = _made_up(home)
    _print_monday(None, [row for row in _rows(opened, "monday") if row["leader"] is None], opened)
    out.print(f"\nNext: make demo-web (or: headway demo-web --home {home}), to see it in a browser", markup=False)
    out.print(f"      headway explain monday {_first(opened)} --home {home}", markup=False)
    out.print(f"      headway tables; headway table journeys --home {home}", markup=False)


@app.command()
def demo_web(
    home: DemoOption = Path("demo-home"),
    port: commands.PortOption = 8000,
    host: Annotated[str, typer.Option("--host", help="This machine only, for nobody signs in.")] = "127.0.0.1",
) -> None:
    """Show the made-up company in a browser, on this machine only and without a login."""
    if not serving.is_loopback(host):
        raise SettingsError(f"The demo asks nobody to sign in, so it is not shown on {host}. Leave out --host.")
    if (home / "current").exists() and not (home / "exports").exists():
        raise SettingsError(f"{home} is no demo. Choose another --home, or run: headway serve --home {home}")
    if not (home / "current").exists():
        _made_up(home)
    address = f"http://{host}:{port}/"
    out.print(f"A made-up company in a browser: {address} (Ctrl+C ends it)", markup=False)
    serving.browse(address)
    serving.serve(home, host, port, is_demo=True)


def _made_up(home: Path) -> Reading:
    """The made-up company, written, landed and built."""
    kept = Home(home)
    exports = home / "exports"
    if not exports.exists():
        write_company(exports)
    out.print("A made-up company: Tarnbeck Water. Nothing in it is real.")
    for system in ("salesforce", "segment"):
        _land(kept, system, str(exports / system))
    land(kept, [("inputs", library())])
    with steps() as step:
        return Reading(kept, build_home(kept, None, step))


def _first(opened: Reading) -> str:
    return next((str(row["journey_id"]) for row in _rows(opened, "monday")), "KEY")


@app.command()
def table(
    name: str,
    home: HomeOption,
    moment: MomentOption = None,
    format: FormatOption = Format.text,  # noqa: A002 -- the option's name is part of the contract
    out_file: Annotated[Path | None, typer.Option("--out", help="Write here instead of the terminal.")] = None,
) -> None:
    """Show one table, as people read it or as other tools take it."""
    rows = _arrow(_opened(home, moment), name)
    if format is Format.parquet:
        _parquet(rows, out_file)
        return
    text = {Format.text: as_text, Format.csv: as_csv, Format.json: as_json}[format](rows)
    if out_file:
        out_file.write_text(text, encoding="utf-8", newline="")
    else:
        sys.stdout.write(text)


@app.command()
def tables() -> None:
    """List every table, its name first, then what a row of it is."""
    for name, sentence in sorted(sentences().items()):
        sys.stdout.write(f"{name} {sentence}\n")


@app.command()
def explain(table: str, key: str, home: HomeOption, moment: MomentOption = None) -> None:
    """Show the events and coefficients behind one row."""
    for title, rows in explained(_opened(home, moment), table, key):
        out.print(f"\n{title}", style="bold", markup=False)
        sys.stdout.write(as_text(rows))


@app.command()
def record(
    kind: str,
    value: Annotated[str, typer.Argument(metavar="JSON")],
    home: HomeOption,
    who: Annotated[str, typer.Option("--who", help="Who says so.")] = "",
) -> None:
    """Write down what a person tells Headway; it counts from now on and can be undone."""
    out.print(record_input(Home(home), kind, value, who))


@app.command()
def doctor(
    folder: Annotated[
        Path | None, typer.Argument(help="A folder of exports; leave it out to ask about a home.")
    ] = None,
    home: Annotated[Path | None, typer.Option("--home", help="Read with this home's [map] and people's words.")] = None,
) -> None:
    """Say what a folder holds, what would be mapped and what cannot, before anything is imported."""
    if folder is None and home is None:
        raise SettingsError("Name a folder of exports, or a home with --home, or both.")
    kept = Home(home) if home else None
    found = recognise_any(folder) if folder else []
    for each in found:
        _print_recognised(each)
    crm = [each.system for each in found if any("crm_deals" in file.tables for file in each.files)]
    if folder and crm:
        with bar("reading the CRM's own words") as progress:
            rows = words_read((connectors()[name].read(folder, progress) for name in crm), kept)
        sys.stdout.write("".join(words_told(rows)))
    elif kept and not folder:
        sys.stdout.write("".join(words_told(_rows(reading(kept), "mapping_values"))))


@app.command()
def leaks(
    file: Path,
    outcome: Annotated[str, typer.Option("--outcome", help="The column that says how each row ended.")],
    came: Annotated[str, typer.Option("--came", help="Its value for what came; usual ones are understood.")] = "",
    known: Annotated[
        list[str] | None, typer.Option("--known", help="A column that is known before the ending; may be repeated.")
    ] = None,
) -> None:
    """Say which columns of a CSV file may foretell its outcome, and which may have been written with it."""
    rows, lost = file_leaks(file, outcome, came, known or [])
    sys.stdout.write(as_text(rows))
    if lost:
        err.print(f"{lost} rows could not be read and are left out.", markup=False)


def _print_recognised(found: Recognised) -> None:
    """One system: what each of its files becomes, what is left out, and what it lacks."""
    size = sum(file.size_bytes for file in found.files)
    out.print(f"\n{found.system}: {len(found.files)} files, {size / 1e6:.1f} MB", style="bold", markup=False)
    for file in found.files[:DOCTOR_FILES]:
        out.print(f"  {file.file} -> {', '.join(file.tables)}", markup=False)
        out.print(f"    takes   {', '.join(file.mapped)}", markup=False)
        for word, names in (("leaves  ", file.ignored), ("lacks   ", file.missing)):
            if names:
                out.print(f"    {word}{_first_of(names)}", markup=False)
    if len(found.files) > DOCTOR_FILES:
        out.print(f"  ... and {len(found.files) - DOCTOR_FILES} files more")
    for word, names in (("not in the folder", found.missing), ("not read", found.unknown)):
        if names:
            out.print(f"  {word}: {_first_of(names)}", markup=False)


def _first_of(names: Sequence[str]) -> str:
    """As many as a person reads, and how many more there are."""
    more = len(names) - DOCTOR_NAMES
    return ", ".join(names[:DOCTOR_NAMES]) + (f" and {more} more" if more > 0 else "")


@app.command()
def monday(
    home: HomeOption,
    leader: Annotated[str | None, typer.Option("--leader", help="A leader's mail address: only that branch.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every leader's list, one after another.")] = False,
    moment: MomentOption = None,
    format: Annotated[Format, typer.Option("--format", help="text or json.")] = Format.text,  # noqa: A002 -- as above
) -> None:
    """Print this week's list: what to do, why, and how sure."""
    opened = _opened(home, moment)
    rows = _rows(opened, "monday")
    leaders = sorted({row["leader"] for row in rows if row["leader"]})
    if leader and leader not in _leaders(opened):
        raise SettingsError(
            f"Nobody reports to '{leader}'. Leaders are: {', '.join(_leaders(opened)) or 'none known'}."
        )
    wanted = [None, *leaders] if every else [leader]
    chosen = [row for who in wanted for row in rows if row["leader"] == who]
    if format is Format.json:
        sys.stdout.write(json.dumps([jsonable(row) for row in chosen], ensure_ascii=False, indent=1) + "\n")
        return
    for who in wanted:
        _print_monday(who, [row for row in rows if row["leader"] == who], opened)
    told = claims(opened)
    if not told.is_whole:
        out.print()
        _print_claims(told)


def _leaders(opened: Reading) -> list[str]:
    return sorted({row["leader"] for row in _rows(opened, "branches")})


DOCTOR_FILES, DOCTOR_NAMES = 40, 25
ACTS = {
    "strike": "Strike",
    "bring_in": "Bring someone in",
    "ask": "Ask",
    "wait": "Wait",
    "leave_digital": "Leave digital",
}
SURE = {"high": "Sure", "fair": "Fairly sure", "cannot_tell": "Cannot tell yet"}


def _print_monday(leader: str | None, rows: list[dict[str, Any]], opened: Reading) -> None:
    out.print(
        f"\nMonday, {leader or 'the whole company'}: {_headline(rows, claims(opened))}", style="bold", markup=False
    )
    out.print(f"As known on {opened.pin.moment:%-d %B %Y}.", style="dim")
    for row in rows:
        out.print(f"\n{row['line']:>2}. {ACTS[row['act']]}: {row['name']}", style="bold", markup=False)
        if row["looking_for"]:
            out.print(f"    Looks for {row['looking_for']}.", markup=False)
        for reason in json.loads(row["because"]):
            out.print(f"    {reason['text']}", markup=False)
        for label, name in (("Question", "question"), ("Wait for", "wait_for"), ("Who", "who")):
            if row[name]:
                out.print(f"    {label}: {row[name].replace(' ', ', ') if name == 'who' else row[name]}", markup=False)
        out.print(f"    {SURE[row['sure']]}.", style="dim")


def _headline(rows: list[dict[str, Any]], told: Claims) -> str:
    strikes = sum(row["act"] == "strike" for row in rows)
    if not rows and not told.can_tell_bets:
        return "whom to see this week cannot be told yet."
    if not rows:
        return "nothing needs you this week."
    if not strikes:
        return "no customer is well ahead and moving; look after those below."
    return f"{strikes} customer{'s' if strikes > 1 else ''} to see now: well ahead and moving."


def _opened(home: Path, moment: str | None) -> Reading:
    return reading(Home(home), utc(moment) if moment else None)


def _system(told: str) -> tuple[str, str]:
    name, equals, where = told.partition("=")
    if not equals or name not in connectors():
        raise SettingsError(
            f"--from {shown(name)}{equals}{shown(where)} is not understood. "
            "Write SYSTEM=FOLDER, SYSTEM=duckdb:FILE or SYSTEM=postgresql://...; "
            f"systems are: {', '.join(sorted(connectors()))}."
        )
    return name, where


def _land(home: Home, name: str, where: str) -> None:
    with home.writing(), handed_over(where, connectors()[name]) as folder, bar(f"reading {name}") as progress:
        landed = land(home, connectors()[name].read(folder, progress))
    rows, new = sum(landed.rows.values()), sum(landed.new.values())
    out.print(f"{name}: {rows:,} rows read, {new:,} of them new.")
    if landed.of_erased:
        out.print(f"{landed.of_erased:,} rows are of people who were erased: they were left out.")
    if landed.too_old:
        out.print(f"{landed.too_old:,} rows are older than privacy.keep_days keeps: they were left out.")


def _arrow(opened: Reading, name: str) -> pa.Table:
    return opened.sorted(name).to_pyarrow()


def _rows(opened: Reading, name: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _arrow(opened, name).to_pylist()
    return rows


def _parquet(rows: pa.Table, path: Path | None) -> None:
    listed = rows
    for name in LISTS & set(rows.column_names):
        split = pa.array([value.split() if value else None for value in rows[name].to_pylist()], pa.list_(pa.string()))
        listed = listed.set_column(listed.column_names.index(name), name, split)
    pq.write_table(listed, path or sys.stdout.buffer)
