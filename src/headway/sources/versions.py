"""Earlier versions of rows that landed: what a source has said before."""

import pyarrow as pa


def version_schema() -> pa.Schema:
    """The columns of `contact_versions`, a table that the cut makes.

    A row is one version of a contact of which several have landed: `person_ref`, `account_ref`, `email`, `told_at`
    (when the source wrote it; it stood until the next one's).
    """
    texts = [(name, pa.string()) for name in ("person_ref", "account_ref", "email")]
    return pa.schema([*texts, ("told_at", pa.timestamp("us"))])
