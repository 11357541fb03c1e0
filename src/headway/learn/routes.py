"""What share of customers wants each route, from published shares and from what the company's own customers did.

Nobody writes down what a customer would have wanted: it is seen only through what the customer did, and some who want a
person buy alone all the same, while most who would rather buy alone are called on before they can. So the shares are
those that make the acts likeliest, given how often customers of each wish act so (a mixture with known parts; Dempster,
Laird & Rubin 1977), with a Dirichlet prior worth so many customers. How many want to buy alone is a matter of trade as
much as of the single purchase: the prior of each situation begins half-way, in log-odds, between what is published and
what all situations together say of it (empirical Bayes; Efron & Morris 1975); how the others divide is as published.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUNDS = 200
# Routes in their order; what is pooled over all situations is the first.
ALONE = 0


def act_shares(cases: Floats, alone: Floats, asks: Floats, weight: float) -> Floats:
    """How often customers of each wish buy alone, are met without asking, and ask: (routes, 3), rows adding up to 1.

    How easily customers ask differs between companies: whether there is a form, whether calls are logged. So only how
    the wishes differ in it is taken as judged, and their level from all customers who did not buy alone.

    Args:
        cases: (3,): own customers who bought alone, were met, asked.
        alone: (routes,): share of customers of each wish who buy alone.
        asks: (routes,): share of the others who ask.
        weight: customers that the judged level of asking is worth.

    >>> alone, asks = np.array([0.6, 0.15, 0.05]), np.array([0.04, 0.1, 0.125])
    >>> act_shares(np.array([0.0, 160.0, 40.0]), alone, asks, 20)[:, 2].round(2).tolist()
    [0.03, 0.18, 0.26]
    """
    usual = float(asks.mean())
    own = (weight * usual + cases[2]) / (weight + cases[1] + cases[2])
    asked = np.minimum(asks * own / usual, 0.9)
    return np.stack([alone, (1 - alone) * (1 - asked), (1 - alone) * asked], axis=1)


def route_shares(cases: Floats, acts: Floats, published: Floats, weight: float) -> Floats:
    """The share of customers in each situation that wants each route: those published where there is no case.

    Args:
        cases: (situations, acts): customers seen to act so.
        acts: (routes, acts): how often customers who want a route act so; rows add up to 1.
        published: (situations, routes): published shares; rows add up to 1.
        weight: customers that the published shares are worth.

    >>> acts = np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> published = np.array([[0.2, 0.8], [0.2, 0.8]])
    >>> route_shares(np.zeros((2, 2)), acts, published, 20).round(9).tolist()
    [[0.2, 0.8], [0.2, 0.8]]
    >>> route_shares(np.array([[45.0, 55.0], [0.0, 0.0]]), acts, published, 20).round(2).tolist()
    [[0.4, 0.6], [0.28, 0.72]]
    """
    mass = cases.sum(axis=1) + 1
    whole = _moved(cases.sum(axis=0), acts, mass @ published / mass.sum(), weight)
    usual = np.stack([_begun(prior, float(whole[ALONE])) for prior in published])
    return np.stack([_moved(own, acts, prior, weight) for own, prior in zip(cases, usual, strict=True)])


def _begun(published: Floats, alone: float) -> Floats:
    """The published shares of a situation, moved half-way towards the company's own share that wants to buy alone."""
    odds = np.sqrt(published[ALONE] / (1 - published[ALONE]) * alone / (1 - alone))
    between, others = odds / (1 + odds), published[ALONE + 1 :]
    return np.array([between, *(others * (1 - between) / others.sum())])


def _moved(cases: Floats, acts: Floats, prior: Floats, weight: float) -> Floats:
    """The shares that a prior and the acts make likeliest together."""
    shares = prior
    for _ in range(ROUNDS):
        wanted = shares[:, None] * acts
        shares = weight * prior + (wanted / wanted.sum(axis=0)) @ cases
        shares = shares / shares.sum()
    return shares
