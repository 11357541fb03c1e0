"""How reasons for a lost deal are read."""

import ibis
import pytest

from headway.sources.loss_reasons import is_no_decision
from tables import engine


def read(reason: str | None) -> bool:
    return bool(engine().con.to_pyarrow(is_no_decision(ibis.literal(reason, "string"))).as_py())


@pytest.mark.parametrize(
    "reason",
    ["No decision", "Lost - no budget", "Budget", "Status Quo", "Keine Entscheidung getroffen", "Projekt verschoben",
     "Intet svar fra kunden", "Pas de décision", "Sin presupuesto", "Geen beslissing", "Inget beslut", "On hold (Q3)"],
)  # fmt: skip
def test_the_customer_bought_from_nobody(reason: str) -> None:
    assert read(reason)


@pytest.mark.parametrize(
    "reason", ["Lost to competitor", "Price", "Over budget", "Preis", "Wettbewerb", "Missing feature", "", None]
)
def test_the_customer_bought_elsewhere_or_nobody_knows(reason: str | None) -> None:
    assert not read(reason)
