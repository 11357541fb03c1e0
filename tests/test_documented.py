"""Fails where something a user or a programmer meets is not written down."""

import re
from importlib.resources import files
from inspect import getdoc
from pathlib import Path
from runpy import run_path

import click
import pytest
from typer.main import get_command

from headway import errors
from headway.cli import app
from headway.errors import HeadwayError
from headway.graph import Step
from headway.sources import SOURCES, Source
from headway.sources.settings import defaults
from headway.store.builds import sentences
from headway.store.steps import STEPS
from tables import schemas

DOCS = Path(__file__).parent.parent / "docs"
REFERENCE = run_path(str(DOCS / "reference.py"))
COMMANDS_PAGE = (DOCS / "reference" / "commands.md").read_text(encoding="utf-8")


def _commands(group: click.Group, before: str = "") -> dict[str, click.Command]:
    """Every command by all its words; a group of commands is none itself."""
    found = {}
    for name, command in group.commands.items():
        inner = getattr(command, "commands", None)
        found |= _commands(command, f"{before}{name} ") if inner else {before + name: command}
    return found


COMMANDS = _commands(get_command(app))
# A capital letter or a figure first, one full stop last.
SENTENCE = re.compile(r"[A-Z0-9][^\n]*[^.]\.")

every_step = pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
every_command = pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)


@every_step
def test_step_says_in_a_sentence_what_a_row_is(step: Step) -> None:
    assert SENTENCE.fullmatch(step.sentence)


@every_step
def test_step_names_every_column_it_makes(step: Step) -> None:
    assert "Columns:" in (getdoc(step.make) or "")
    assert set(schemas()[step.name].names) - set(REFERENCE["meanings"](step)) == set()


@every_step
def test_step_reads_tables_that_are_landed_made_or_given(step: Step) -> None:
    given = {"moment", "settings", "page_rules", "map_rules"}
    given |= {"landmarks", "week_ago", "model_versions", "past_draws", "contact_versions"}
    assert set(step.reads) <= {*SOURCES, *STEPS, *given}


@pytest.mark.parametrize(("name", "sentence"), sentences().items(), ids=sentences())
def test_table_that_can_be_shown_has_a_sentence(name: str, sentence: str) -> None:
    assert SENTENCE.fullmatch(sentence), name


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
def test_landed_table_has_a_sentence_a_key_and_a_mark_on_every_column(source: Source) -> None:
    assert SENTENCE.match(source.row)
    assert source.columns[0].name == source.key
    assert {column.mark for column in source.columns} <= {"fixed", "history", "latest"}
    assert {column.mark for column in source.columns if column.name == source.key or column.refers} == {"fixed"}
    assert set(source.references.values()) <= set(SOURCES)


@every_command
def test_command_and_its_options_have_help(name: str, command: click.Command) -> None:
    assert SENTENCE.fullmatch(command.get_short_help_str(200)), name
    assert [option.name for option in command.params if isinstance(option, click.Option) and not option.help] == []


@every_command
def test_command_stands_in_the_reference_with_every_option(name: str, command: click.Command) -> None:
    [row] = re.findall(rf"^\| `headway {name}[ `].*", COMMANDS_PAGE, re.MULTILINE)
    options = {option.opts[-1] for option in command.params if isinstance(option, click.Option)}
    assert {option for option in options if option not in row} == set()


def test_no_command_stands_in_the_reference_that_is_gone() -> None:
    rows = re.findall(r"^\| `headway ([^`]+)`", COMMANDS_PAGE, re.MULTILINE)
    assert [row for row in rows if not any(f"{row} ".startswith(f"{name} ") for name in COMMANDS)] == []


ERRORS = [kind for kind in vars(errors).values() if isinstance(kind, type)]


def test_exit_codes_stand_in_the_reference() -> None:
    codes = {kind.exit_code for kind in ERRORS if kind is not HeadwayError}
    assert codes <= {int(code) for code in re.findall(r"^\| (\d+) \|", COMMANDS_PAGE, re.MULTILINE)}


def test_errors_stand_in_their_tree() -> None:
    assert {kind.__name__ for kind in ERRORS} <= set(re.findall(r"\w+", errors.__doc__))


def test_tables_page_is_as_the_code_says() -> None:
    page = (DOCS / "reference" / "tables.md").read_text(encoding="utf-8")
    assert page == REFERENCE["page"](schemas()), "docs/reference/tables.md is stale. Run: make reference"


def test_tables_page_names_every_table() -> None:
    page = (DOCS / "reference" / "tables.md").read_text(encoding="utf-8")
    headings = re.findall(r"^## (\w+)$", page, re.MULTILINE)
    assert set(headings) == {*sentences(), *SOURCES}
    assert len(headings) == len(set(headings))


def test_settings_say_beside_them_what_they_are() -> None:
    text = files("headway.sources").joinpath("settings.toml").read_text(encoding="utf-8")
    told = set(re.findall(r"^(\w+) = [^#\n]+# \w", text, re.MULTILINE))
    assert {name.partition(".")[2] for name in defaults()} - told == set()
