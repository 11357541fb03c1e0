"""What the viewer has told Headway: put down, and taken back."""

import json
from collections.abc import Sequence
from typing import Any

from headway.asking.viewer import Viewer
from headway.errors import UnknownKey
from headway.measures.overrides import overrides, standing_inputs
from headway.store.reading import Reading
from headway.store.record import record


def tell(opened: Reading, viewer: Viewer, kind: str, told: dict[str, str]) -> str:
    """Land what the viewer says, and return the input's id, by which it can be taken back."""
    return record(opened.home, kind, json.dumps(told, ensure_ascii=False), viewer.email)


def standing_overrides(opened: Reading, *kinds: str, about: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """What people have overruled of these kinds and still stands this minute, as rows of `overrides`."""
    rows: list[dict[str, Any]] = overrides(standing_inputs(opened.inputs(*kinds, about=about))).to_pylist()
    return rows


def take_back(opened: Reading, viewer: Viewer, input_id: str) -> None:
    """Undo one input: people take back their own, operations anybody's.

    Raises:
        UnknownKey: there is no such input, or another person told it.
    """
    inputs = opened.table("inputs")
    found: list[dict[str, Any]] = inputs.filter(inputs.input_id == input_id).to_pyarrow().to_pylist()
    if not any(viewer.role == "operations" or row["who"] == viewer.email for row in found):
        raise UnknownKey("There is no such input of yours; it cannot be taken back.")
    tell(opened, viewer, "undo", {"input_id": input_id})
