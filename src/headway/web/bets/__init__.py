"""Bets: the week's plan under the hours people have, and what it costs to change it."""
