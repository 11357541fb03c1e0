"""How each kind of sale is led: in the company's own words, where it has set some."""

from dataclasses import replace

from headway.sources.kinds import Kind, kinds
from headway.store.reading import Reading


def leading(opened: Reading, name: str) -> Kind | None:
    """How to lead one kind; None where the kind is unknown."""
    kind = kinds().get(name)
    own = str(opened.home.settings().get(f"lead.{name}", ""))
    return replace(kind, lead=own, how="") if kind and own else kind
