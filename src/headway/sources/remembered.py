"""What a home remembers of its own earlier builds; the first build knows none of it."""

import pyarrow as pa

from headway.sources.draws import draw_schema
from headway.sources.landmarks import EARLIER, landmark_schema
from headway.sources.models import model_schema


def nothing_remembered() -> dict[str, pa.Table]:
    """These tables by name, as they are before the first build."""
    schemas = dict.fromkeys(EARLIER, landmark_schema())
    schemas |= {"model_versions": model_schema(), "past_draws": draw_schema()}
    return {name: schema.empty_table() for name, schema in schemas.items()}
