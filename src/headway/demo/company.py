"""Writes the made-up company to disk, in its systems' own formats."""

from pathlib import Path

from headway.demo.book import Book
from headway.demo.deals import Deal
from headway.demo.dialogues import of_deal, of_relationship
from headway.demo.leads import Leads, introductions
from headway.demo.logbook import Logbook
from headway.demo.office import open_office
from headway.demo.people import Company
from headway.demo.pipeline import Pipeline
from headway.demo.salesforce import Export
from headway.demo.segment import write_archive
from headway.demo.story import Story, story
from headway.demo.world import World, made_world
from headway.demo.year import DAY, Moment, Year


def write_company(
    folder: Path, *, seed: int = 7, days: int = 365, accounts: int = 160, events_per_day: float | None = None
) -> Story:
    """Write ``folder/salesforce`` and ``folder/segment`` and return the story to look for in them.

    The same arguments give the same bytes. ``days`` is the length of the web archive, which ends on `LAST_DAY`; the CRM
    remembers earlier years too. ``accounts`` companies live beside the story's seven; of about every fifth the CRM
    hears only with its first deal. ``events_per_day`` thins or repeats the visits of all but the seven to about so many
    web calls a day; left out, there are as many as so many companies make. Give it a fresh folder: files of other days
    are left standing.

    Raises `SettingsError` for a time too short for the story.
    """
    world = made_world(Year(days), seed, accounts, events_per_day)
    write_archive(folder / "segment", world)
    _write_export(folder / "salesforce", world)
    return story()


def _write_export(folder: Path, world: World) -> None:
    with Export(folder) as export:
        book = Book(export, open_office(export, world.year), world.year, world.chance["export"])
        pipeline = Pipeline(book)
        logbook = Logbook(book, pipeline)
        for company in world.cast.companies:
            _write_company(company, world, book, pipeline)
            _log_company(company, world, logbook)
        for scene in world.scenes:
            logbook.enter(scene.activities)
        _write_leads(world, Leads(book, world.cast))


def _write_company(company: Company, world: World, book: Book, pipeline: Pipeline) -> None:
    """Enter an account with its deals, unless the CRM never heard of it."""
    deals = world.deals.get(company.number, [])
    since = _first_entered(company, deals)
    if since is None:
        return
    book.enter(company, since, _bought(company, since, deals))
    # Whoever stands in two deals was entered with the one in which we met first.
    for one in sorted((one for deal in deals for one in deal.stakeholders), key=lambda one: one.since):
        book.meet(company, one.person, one.since)
    for deal in deals:
        pipeline.enter(deal)


def _first_entered(company: Company, deals: list[Deal]) -> Moment | None:
    """An account is there before its first deal."""
    opened = deals[0].opened - DAY if deals else None
    return min((at for at in (company.since, opened) if at is not None), default=None)


def _bought(company: Company, since: Moment, deals: list[Deal]) -> Moment | None:
    """When it became a customer: from the beginning, with the first deal won, or not yet."""
    if company.customer:
        return since
    return min((deal.last.at for deal in deals if deal.ending == "won"), default=None)


def _log_company(company: Company, world: World, logbook: Logbook) -> None:
    """What chance has passing between us and a company; the story's customers have their script instead."""
    if company.told:
        return
    chance = world.chance["export"]
    logbook.enter(of_relationship(company, world.year, chance))
    for deal in world.deals.get(company.number, []):
        logbook.enter(of_deal(deal, world.year, chance))


def _write_leads(world: World, leads: Leads) -> None:
    for one in introductions(world.visits, world.cast):
        if one.person.number >= world.told_people:
            leads.enter(one)
    leads.mailed()
