"""Rows of a running Odoo, model by model, into files that the connector reads; how it is asked can be replaced.

Odoo tells whole seconds and keeps finer ones, so a cursor on `write_date` would stand still: rows are paged by id. What
is archived is asked for too, since Odoo archives a lost deal. Nothing is ever written to the server.
"""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from headway.connect.known import Known
from headway.connect.odoo.facts import FACTS
from headway.connect.odoo.history import HISTORY_FACTS
from headway.connect.odoo.sheets import sheets
from headway.errors import DataError

_AT_ONCE = 1_000
_TIMEOUT_SECONDS = 60
_OF_DEALS = ["crm.lead", "res.partner"]
_ONLY: Mapping[str, list[object]] = {
    "mail.message": [["model", "in", _OF_DEALS]],
    "mail.activity": [["res_model", "in", _OF_DEALS]],
    "mail.followers": [["res_model", "=", "crm.lead"]],
    "mail.tracking.value": [["mail_message_id.model", "=", "crm.lead"]],
    "ir.model.fields": [["model", "=", "crm.lead"]],
}


class NotAllowedError(DataError):
    """The user may not read a model: the connector then says what cannot be told."""


class Server(Protocol):
    """An Odoo that can be asked: over JSON-RPC, over JSON-2, or from what one has answered before."""

    def ask(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- JSON holds anything
        """What a method of a model answers. Raises NotAllowedError, and DataError where there is no answer."""


def fetch(server: Server, folder: Path) -> list[str]:
    """Write every model that the user may read into a file of its own; the models that may not be read.

    Raises:
        DataError: the server does not answer.
    """
    refused = []
    for model, names in _wanted().items():
        file = folder / f"{model.replace('.', '_')}.jsonl"
        try:
            with file.open("w", encoding="utf-8") as lines:
                lines.writelines(json.dumps(row) + "\n" for row in _rows(server, model, names))
        except NotAllowedError:
            file.unlink()
            refused.append(model)
    return refused


def _rows(server: Server, model: str, names: set[str]) -> Iterator[Mapping[str, Any]]:
    there = server.ask(model, "fields_get", {"attributes": ["type"]})
    asked = {"fields": sorted(names & set(there)), "order": "id", "limit": _AT_ONCE, "context": {"active_test": False}}
    last = 0
    while rows := server.ask(model, "search_read", {"domain": [*_ONLY.get(model, []), ["id", ">", last]], **asked}):
        yield from rows
        last = rows[-1]["id"]


def _wanted() -> dict[str, set[str]]:
    """Each model, and its fields that are read."""
    wanted: dict[str, set[str]] = {}
    for sheet in (*sheets(Known()), *(each.sheet for each in (*FACTS, *HISTORY_FACTS))):
        wanted.setdefault(sheet.file.replace("_", "."), {"id"}).update(sheet.asked)
    return wanted


@dataclass(frozen=True)
class JsonRpc:
    """An Odoo up to version 21 over JSON-RPC."""

    address: str
    database: str
    user: int
    key: str = field(repr=False)

    def ask(self, model: str, method: str, arguments: Mapping[str, Any]) -> Any:  # noqa: ANN401 -- JSON holds anything
        """See `Server`."""
        told = [self.database, self.user, self.key, model, method, [], dict(arguments)]
        call = {"service": "object", "method": "execute_kw", "args": told}
        answer = self._post({"jsonrpc": "2.0", "method": "call", "params": call, "id": 1})
        if "error" not in answer:
            return answer.get("result")
        why = str(answer["error"].get("data", {}).get("name", ""))
        if why.endswith("AccessError"):
            raise NotAllowedError(f"{model} may not be read. Give the user the right Administration: Settings.")
        raise DataError(f"{self.address} does not answer {method} of {model} ({why}). Check the database and the user.")

    def _post(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        request = urllib.request.Request(  # noqa: S310 -- the address is the company's own
            f"{self.address.rstrip('/')}/jsonrpc",
            json.dumps(body).encode(),
            {"Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310 -- as above
                told: Mapping[str, Any] = json.load(answer)
        except (OSError, ValueError) as fault:
            raise DataError(f"{self.address} does not answer: {fault}. Check the address and try again.") from fault
        return told
