"""Keeps the tables, builds them as of a moment, records what people say."""
