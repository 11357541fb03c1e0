"""Headway tells a B2B sales manager where each customer is on its way to a purchase."""

__version__ = "0.1.0"
