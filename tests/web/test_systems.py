"""Systems are called as they call themselves, and each says what to export."""

import pytest

from headway.connect import connectors
from headway.sources.words import SYSTEMS
from headway.web.templatetags.known import export_of, system


@pytest.mark.parametrize("name", sorted(connectors()))
def test_every_system_we_read_has_its_name_and_says_what_to_export(name: str) -> None:
    assert name in SYSTEMS
    assert export_of(name)


def test_names_are_the_systems_own() -> None:
    assert [system(name) for name in ("ga4", "posthog", "hubspot", "erp")] == [
        "Google Analytics 4",
        "PostHog",
        "HubSpot",
        "Erp",
    ]
