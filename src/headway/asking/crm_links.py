"""Where an account, a deal or a person stands in the company's own CRM."""

from collections.abc import Iterable

from headway.store.reading import Reading


def crm_links(opened: Reading, refs: Iterable[str]) -> tuple[str, ...]:
    """The CRM's own pages of what these references name, by the pattern `headway.toml` gives for each system.

    A reference is a system and its id, such as `salesforce:001...`; without a pattern there is no link. Only
    patterns of the web count, so that no setting can put a script behind a link.
    """
    patterns = {name: str(value) for name, value in opened.home.settings().items() if name.startswith("crm.")}
    found = []
    for ref in refs:
        system, _, known_as = ref.partition(":")
        pattern = patterns.get(f"crm.{system}", "")
        if known_as and pattern.startswith(("https://", "http://")):
            found.append(pattern.replace("{id}", known_as))
    return tuple(found)
