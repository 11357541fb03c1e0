"""Outcomes: what customers got, and what both sides promised."""
