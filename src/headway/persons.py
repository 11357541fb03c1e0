"""`headway export PERSON` and `headway erase PERSON`: what is held of somebody of the customers' side, and its end."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from headway.asking.persons import exported, namesakes
from headway.store.builds import build
from headway.store.erasing import begin, left_to_people
from headway.store.home import Home
from headway.store.persons import Person, person
from headway.terminal import out, steps

HomeOption = Annotated[Path, typer.Option("--home", help="The folder Headway keeps everything in.")]
Named = Annotated[str, typer.Argument(metavar="PERSON", help="A mail address, a whole name, or an id.")]


def export(
    told: Named,
    home: HomeOption,
    out_file: Annotated[Path | None, typer.Option("--out", help="Write here instead of the terminal.")] = None,
) -> None:
    """Write down everything that is held of a person of the customers' side, as JSON: each table with its rows."""
    text = exported(Home(home), told)
    if out_file:
        out_file.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


def erase(
    told: Named,
    home: HomeOption,
    who: Annotated[str, typer.Option("--who", help="Who asks for it.")] = "",
) -> None:
    """Erase a person of the customers' side from every file of the home, for good; asks first where it can."""
    kept = Home(home)
    found = person(kept, told)
    out.print(found.said(), style="bold", markup=False)
    if sys.stdin.isatty():
        typer.confirm("Erase this person for good? Builds up to now can no longer be read then.", abort=True)
    others = list(namesakes(kept, found))
    before = len(kept.builds())
    begin(kept, found, who)
    with steps() as step:
        build(kept, None, step)
    _tell(kept, found, before, others)


def _tell(home: Home, erased: Person, builds: int, others: list[Person]) -> None:
    out.print(f"Erased. All tables were made anew; {builds} earlier builds can no longer be read.")
    out.print(f"A keyed hash stays in {home.path / 'erased'}, so that no later export brings this person back.")
    for path in left_to_people(home, erased):
        out.print(f"Not a file of Headway's, and it still names this person: {path}", style="red", markup=False)
    for each in others:
        out.print(f"Somebody else of that name is still known: {each.said()}", markup=False)
