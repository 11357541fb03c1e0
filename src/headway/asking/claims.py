"""What the data can answer, and which source would add most: said by pages, the list and the terminal alike."""

from dataclasses import dataclass

from headway.store.reading import Reading, Row


@dataclass(frozen=True)
class Claims:
    """The claims that what is known answers wholly, in part, and not yet; rows of the table `claims`."""

    yes: tuple[Row, ...]
    partly: tuple[Row, ...]
    no: tuple[Row, ...]
    adds_most: str | None
    """The source that would help most of the others, in words."""

    @property
    def is_whole(self) -> bool:
        """Whether no source is missing."""
        return not (self.partly or self.no)

    @property
    def can_tell_bets(self) -> bool:
        """Whether an empty list says that nobody needs a step; else nobody has been seen."""
        return all(row["noun"] != "bets" for row in self.no)


def claims(opened: Reading) -> Claims:
    """What this build can answer."""
    rows = opened.once("claims in order", lambda: opened.sorted("claims"))
    yes, partly, no = (tuple(row for row in rows if row["answer"] == answer) for answer in ("yes", "partly", "no"))
    return Claims(yes, partly, no, next((row["adds_most"] for row in rows if row["adds_most"]), None))
