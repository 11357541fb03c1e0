"""The fields that a company has added to its deals: all of them land, and which of them mean what is mapped later."""

from collections.abc import Iterator, Mapping

from headway.connect.values import UnreadableError, Value, number, text

# Longer values are notes, which sort no deal and may speak of people.
LONGEST_VALUE = 120


def own_fields(
    deal_ref: str | None, stamps: Mapping[str, Value], cells: Mapping[str, str]
) -> Iterator[Mapping[str, Value]]:
    """Rows of `crm_deal_fields` for one deal: one for each of its cells that holds something short."""
    for name, cell in cells.items():
        value = text(cell)
        if deal_ref and value and len(value) <= LONGEST_VALUE:
            told = {"field_ref": f"{deal_ref}/{name}", "deal_ref": deal_ref, "field": name}
            yield {**told, "value": value, "number": _number(value), **stamps}


def _number(value: str) -> float | None:
    try:
        return number(value)
    except UnreadableError:
        return None
