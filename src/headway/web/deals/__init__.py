"""Deals: the list, one deal, and what people say of it."""
