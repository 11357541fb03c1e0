"""What share of customers wants each route, from published shares and from what the company's own customers did.

Nobody writes down what a customer would have wanted: it is seen only through what the customer did, and some who want a
person buy alone all the same. So the shares are those that make the acts likeliest, given how often customers of each
wish act so (a mixture with known parts; Dempster, Laird & Rubin 1977), with a Dirichlet prior around what is published,
worth so many customers.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUNDS = 200


def route_shares(cases: Floats, acts: Floats, published: Floats, weight: float) -> Floats:
    """The share of customers that wants each route: those published where there is no case.

    Args:
        cases: (acts,): customers seen to act so.
        acts: (routes, acts): how often customers who want a route act so; rows add up to 1.
        published: (routes,): published shares, adding up to 1.
        weight: customers that the published shares are worth.

    >>> acts = np.array([[0.9, 0.1], [0.1, 0.9]])
    >>> route_shares(np.array([0.0, 0.0]), acts, np.array([0.2, 0.8]), 20).tolist()
    [0.2, 0.8]
    >>> route_shares(np.array([45.0, 55.0]), acts, np.array([0.2, 0.8]), 20).round(2).tolist()
    [0.38, 0.62]
    """
    shares = published
    for _ in range(ROUNDS):
        wanted = shares[:, None] * acts
        shares = weight * published + (wanted / wanted.sum(axis=0)) @ cases
        shares = shares / shares.sum()
    return shares
