"""What trade is worth and what a few sellers charge: closed forms that the price of compute is checked against."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, raised, total


def gains_from_trade(domestic_share: Array, trade_elasticity: Array) -> Array:
    """Real income that trade adds [share] · any shape: one less the domestic share to minus one over the elasticity.

    ``trade_elasticity`` is negative. Source: Arkolakis, Costinot and Rodriguez-Clare, AER 102:94 (2012).

    >>> float(gains_from_trade(np.array(0.93), np.array(-5.0)).round(4))
    0.0144
    """
    return 1 - raised(domestic_share, -1 / trade_elasticity)


def share_after_control(omega: Array, sigma: Array, tau: Array) -> Array:
    """Expenditure share left to a supplier that became ``tau`` times as dear [0-1] · any shape.

    With substitutes (``sigma`` above 1) the share falls, and with it the leverage: use it and lose it.
    Source: CES demand; Clayton, Maggiori and Schreger, NBER w33309 (2024).
    """
    kept = omega * raised(tau, 1 - sigma)
    return kept / ((1 - omega) + kept)


def cournot(intercept: Array, slope: Array, cost: Array) -> tuple[Array, Array]:
    """Quantities and price when few sellers choose how much to make · (seller, world), (world,).

    Demand is P = ``intercept`` - ``slope`` Q; sellers whose unit cost is above the price of the others stay out.
    Source: Cournot (1838).

    >>> q, price = cournot(np.array([100.0]), np.array([1.0]), np.array([[10.0], [20.0], [30.0]]))
    >>> q[:, 0].tolist(), price.tolist()
    ([30.0, 20.0, 10.0], [40.0])
    """
    ordered = np.sort(cost, axis=0)
    sellers = np.arange(1, len(cost) + 1)[:, None]
    prices = (intercept + np.cumsum(ordered, axis=0)) / (sellers + 1)
    active = np.maximum(total((ordered < prices).astype(np.int64), 0), 1)
    price = np.take_along_axis(prices, active[None] - 1, axis=0)[0]
    return np.maximum(price - cost, 0) / slope, price
