"""A week's bets written short."""

import numpy as np

from headway.learn.plans import Week


def week(worth: list[float], parts: list[tuple[int, float, list[int]]], has: list[float], pinned: str = "") -> Week:
    """A week of bets by their worth; a part is its bet, its hours and who may do it."""
    return Week(
        np.array(worth, float),
        np.array([str(bet) in pinned.split() for bet in range(len(worth))], bool),
        np.array([bet for bet, _, _ in parts], np.int64),
        np.array([hours for _, hours, _ in parts], float),
        np.array([part for part, (_, _, who) in enumerate(parts) for _ in who], np.int64),
        np.array([person for _, _, who in parts for person in who], np.int64),
        np.array(has, float),
    )
