"""Paths: the ways customers really went, and what sets won ones apart."""
