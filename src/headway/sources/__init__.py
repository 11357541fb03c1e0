"""The tables we read: schema and meaning of each column; rules, priors and words as data."""

from headway.sources.schema import ISSUE_COLUMNS, SOURCES, Column, Source, arrow_schema

__all__ = ["ISSUE_COLUMNS", "SOURCES", "Column", "Source", "arrow_schema"]
