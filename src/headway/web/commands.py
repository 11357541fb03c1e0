"""The commands that need pages, people or mail. Django is imported once a command runs, so that others stay quick."""

import secrets
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from headway.web import serving

HomeOption = Annotated[Path, typer.Option("--home", help="The folder Headway keeps everything in.")]
PortOption = Annotated[int, typer.Option("--port", help="Where to listen.")]
user = typer.Typer(help="Who may sign in: add, list and remove.", no_args_is_help=True)


def serve(
    home: HomeOption,
    port: PortOption = 8000,
    host: Annotated[str, typer.Option("--host", help="The address to listen on; 0.0.0.0 for every one.")] = "127.0.0.1",
) -> None:
    """Show a home's pages, with sign-in, and do its long jobs, until it is ended."""
    sys.stdout.write(f"Headway: http://{host}:{port}/ (Ctrl+C ends it; add people with: headway user add)\n")
    sys.stdout.flush()
    serving.serve(home, host, port)


def mail(
    home: HomeOption,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print the mails instead of sending them.")] = False,
) -> None:
    """Send Monday's list to each leader and seller who wants it; a quiet week sends nothing."""
    serving.prepared(home)
    from headway.store.home import Home
    from headway.store.reading import reading
    from headway.web import mail as mails

    opened, today = reading(Home(home)), date.today()
    if dry_run:
        for letter in mails.written(opened, today):
            sys.stdout.write(f"To: {letter.to[0]}\nSubject: {letter.subject}\n\n{letter.body}\n")
        return
    sent = mails.send(opened, today)
    sys.stdout.write(f"Sent to {len(sent)}: {', '.join(sent)}\n" if sent else "A quiet week: nothing was sent.\n")


@user.command("add")
def add_user(
    email: str,
    home: HomeOption,
    role: Annotated[str, typer.Option("--role", help="leader, seller, operations or reader.")],
    crm_email: Annotated[str, typer.Option("--crm-email", help="The address the CRM knows, if it is another.")] = "",
) -> None:
    """Let somebody sign in; asks for a password, or makes one up where nobody can be asked."""
    serving.prepared(home)
    from headway.web import members

    asked = typer.prompt("Password", "", True, True, show_default=False) if sys.stdin.isatty() else ""
    made_up = "" if asked else secrets.token_urlsafe(12)
    members.add(email, role, crm_email, asked or made_up)
    sys.stdout.write(f"{email} may sign in as {role}.\n")
    if made_up:
        sys.stdout.write(f"Password, shown this once: {made_up}\n")


@user.command("list")
def list_users(home: HomeOption) -> None:
    """List who may sign in, as what, and whether Monday comes by mail."""
    serving.prepared(home)
    from headway.web import members

    for member in members.members():
        wants = "mail on Monday" if member.wants_mail else "no mail"
        sys.stdout.write(f"{member.user.email}  {member.role}  {member.address}  {wants}\n")


@user.command("remove")
def remove_user(email: str, home: HomeOption) -> None:
    """Shut somebody out; what the person has told Headway stays."""
    serving.prepared(home)
    from headway.web import members

    members.remove(email)
    sys.stdout.write(f"{email} may no longer sign in.\n")
