"""In the first step: programmes, new lines and campaigns begin, go on and land."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from game import names
from game.rules import programmes
from game.rules.steps import Quarter
from game.rules.watching import still_at_work

PLANTS = tuple(names.ROLES.index(role) for role in ("toolmaker", "foundry", "memory", "designer"))
"""Roles that build plants; all others build halls."""


def begun(q: Quarter) -> None:
    """What runs after this quarter's orders, the budget in effect, and what becomes ready.

    The budget of the orders in force is the one in effect until the quarter ends; the plain one stands.
    """
    world, orders, p = q.world, q.orders, q.p
    q.between |= {"plain_budget": orders.budget, "landed": None, "line_cost": None}
    if orders.programme.max() > 0 or world.programmes.max() > 0:
        q.new["programmes"] = programmes.programmes_left(world.programmes, orders.programme, p)
        solvent = np.concatenate([world.cash[: q.setting.nation_seats] > 0, np.ones((1, p.worlds), bool)])
        running = (q["programmes"] > 0) & solvent[:, None]
        q.orders = replace(orders, budget=programmes.with_programmes(orders.budget, running, p))
    if orders.build.any() or world.building.max() > 0:
        plant = np.zeros((len(q.setting.firms), 1), bool)
        for role in PLANTS:
            plant = plant | q.setting.has_role(role)
        left = programmes.building_left(world.building, orders.build & world.alive, plant, p)
        q.new["building"] = np.where(world.alive, left, 0).astype(np.int8)
        q.between["landed"] = (world.building == 1) & world.alive
        q.between["line_cost"] = programmes.line_cost(world.revenue, p) * (orders.build & world.alive)
    if orders.campaign.any() or world.campaigning.max() > 0:
        q.new["campaigning"] = still_at_work(world.campaigning, orders.campaign, p.campaign_quarters)
