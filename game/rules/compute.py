"""Compute in use: stocks of chips, the power they need and the power there is."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, raised
from game.params import Params


def stock(owned: Array, received: Array, p: Params) -> Array:
    """Stock after wear and deliveries [unit of stock] · (nation, world). Source: facts 4.6; depreciation assumed.

    >>> from types import SimpleNamespace
    >>> stock(np.array([[100.0]]), np.array([[5.0]]), SimpleNamespace(depreciation=0.02)).tolist()
    [[103.0]]
    """
    return owned * (1 - p.depreciation) + received


def power(capacity: Array, budget: Array, grown: Array, p: Params) -> Array:
    """AI power capacity [GW] · (nation, world): yearly additions scaled by the budget for compute and power.

    Source: facts 1.3 and IEA Energy and AI (2025) through the first fit.
    """
    return capacity + p.power_added * grown * raised(budget[:, 0] / p.budget_reference[0], p.budget_elasticity)


def in_use(capacity: Array, load: Array, p: Params) -> Array:
    """Part of the chips owned that has power [0-1] · (nation, world).

    >>> from types import SimpleNamespace
    >>> in_use(np.array([[10.0]]), np.array([[17.0]]), SimpleNamespace(power_use=0.85)).tolist()
    [[0.5]]
    """
    return np.minimum(p.power_use * capacity / np.maximum(load, p.power_use * capacity), 1)


def rented(stock_of_all: Array, own: Array, access: Array, p: Params) -> Array:
    """Compute rented from clouds abroad [k H100e] · (nation, world), in proportion to demand and to cloud access.

    Source: own simplest form; access is one less the denied share of world cloud supply.
    """
    return p.cloud_rent * p.buying * np.maximum(stock_of_all - own, 0) * access
