"""The vendor's own side of its CRM: users, their places in the hierarchy, and the campaigns they run."""

from headway.demo.salesforce import Cells, Export
from headway.demo.trade import Colleague, trade
from headway.demo.year import DAY, HOUR, WEEK, Moment, Year

_HIRED_WEEKS_AGO = 520


class Office:
    """Ids of users and campaigns by name, once `open_office` has written them."""

    def __init__(self) -> None:
        """Begin empty."""
        self.users: dict[str, str] = {}
        self.campaigns: dict[str, str] = {}

    def user(self, colleague: Colleague) -> str:
        """The user id of a colleague."""
        return self.users[colleague.name]


def open_office(export: Export, year: Year) -> Office:
    """Write users, roles and campaigns."""
    office, hired = Office(), year.weeks_ago(_HIRED_WEEKS_AGO)
    office.users = {name: export.new_id("User") for name in trade().staff}
    places = _places(export, office, hired)
    for n, colleague in enumerate(trade().staff.values()):
        _user(export, office, colleague, places[colleague.place], hired + n * WEEK)
    for n, campaign in enumerate(trade().campaigns):
        started = year.start - (n + 1) * WEEK + 9 * HOUR
        cells = {"Name": campaign["name"], "Type": campaign["type"], "Status": "In Progress", "IsActive": True}
        office.campaigns[campaign["name"]] = export.add(
            "Campaign", started, cells | {"OwnerId": _head(office)}, by=_head(office)
        )
    return office


def _head(office: Office) -> str:
    return next(iter(office.users.values()))


def _places(export: Export, office: Office, at: Moment) -> dict[str, str]:
    """Write the hierarchy from its head down."""
    ids = {"": ""}
    for place, above in trade().places.items():
        cells = {"Name": place, "ParentRoleId": ids[above], "RollupDescription": place}
        ids[place] = export.add("UserRole", at, cells, by=_head(office))
    return ids


def _user(export: Export, office: Office, colleague: Colleague, place: str, at: Moment) -> None:
    first, last = colleague.name.split(" ", 1)
    cells: Cells = {
        "Id": office.user(colleague),
        "Username": colleague.email,
        "FirstName": first,
        "LastName": last,
        "Name": colleague.name,
        "CompanyName": trade().company,
        "Title": colleague.title,
        "Email": colleague.email,
        "Alias": (first[0] + last)[:8].lower(),
        "IsActive": not colleague.left,
        "UserRoleId": place,
        "UserType": "Standard",
        "ManagerId": office.users.get(colleague.leader, ""),
        "TimeZoneSidKey": "Europe/London",
    }
    export.add("User", at, cells, by=_head(office), modified=at + 30 * DAY)
