"""Customers: the list, one customer, and the numbers behind it."""
