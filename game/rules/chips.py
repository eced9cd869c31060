"""Chips are made and sold: tools limit foundries, foundries and memory limit designers, buyers share what there is."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import Array, identity, raised, ratio, share, total
from game import names
from game.params import Params
from game.setting import Setting


def whole(part: Array, rows: Array, count: int) -> Array:
    """Some rows of a quantity and zeros for all others · ``count`` rows.

    >>> whole(np.array([[2.0]]), np.array([1]), 3).tolist()
    [[0.0], [2.0], [0.0]]
    """
    filled = np.zeros((count, *part.shape[1:]))
    filled[rows] = part
    return filled


class Sales(NamedTuple):
    """Who received what in a quarter, in k slots · (seller, buyer, world) unless said."""

    top: Array
    low: Array
    leaked: Array  # (nation, world)
    wanted: Array  # (nation, world)
    orders: Array  # (seller, world)
    barred: Array  # (buyer, world): wanted from abroad and not allowed, in training worth
    shipped: Array  # (seller, world): all that left the store, smuggled chips included
    queued: Array  # (seller, world): foreign wishes for chips below the line that measures hold up
    lost: Array  # (seller, world): part of foreign demand lost to measures [0-1]


def world_demand(clock: Array, shock: Array, gdp: Array, p: Params) -> Array:
    """World demand for accelerators in H100-equivalents [k H100e/quarter] · (world,).

    Spending rises along a logistic curve to ``demand_ceiling`` of world GDP while the price of a unit falls.
    Source: first fit on shipments of 2022-24 (facts 4.3).
    """
    spending = p.demand_ceiling * gdp / (1 + np.exp(-(clock - p.demand_middle) / p.demand_width))
    price = p.chip_price * np.exp(-p.price_decline * clock)
    return spending / price * np.exp(shock) * 1000 * 1000


def wanted_chips(demand: Array, budget: Array, power_room: Array, p: Params) -> Array:
    """Slots each nation wants [k slots/quarter] · (nation, world).

    A fixed share of world demand, scaled by the budget for compute, and no more than its power can soon absorb.
    Source: first fit; the power bound is own.
    """
    share_wanted = demand * p.buying * raised(budget[:, 0] / p.budget_reference[0], p.budget_elasticity)
    return np.minimum(share_wanted, p.power_margin * power_room)


def trade(supply: Array, demand: Array, reach: Array, sellers: Array) -> tuple[Array, Array]:
    """What flows from seller to buyer · (seller, buyer, world), and what nations are asked for · (nation, world).

    Only ``sellers`` (nations by index) have any ``supply`` (nation, world); ``reach`` has a row for each of them.
    A buyer splits its orders by the sellers' shares of world supply; what does not reach it from abroad (``reach``
    [0-1], measures and markets left out) is ordered at home. A seller with too many orders fills all by the same part.
    Source: own simplest form of rationing.

    >>> free, both = np.ones((2, 2, 1)), np.arange(2)
    >>> flow, asked = trade(np.array([[2.0], [2.0]]), np.array([[1.0], [2.0]]), free, both)
    >>> flow[:, :, 0].tolist(), asked[:, 0].tolist()
    ([[0.5, 1.0], [0.5, 1.0]], [1.5, 1.5])
    """
    home = identity(len(supply))[sellers]
    abroad = share(supply, 0)[sellers, None] * demand[None, :] * reach * (1 - home)
    asked = demand - total(abroad, 0)
    wanted = abroad + home * asked[None]
    asked[sellers] = total(wanted, 1)
    fill = np.minimum(ratio(supply, asked, 1), 1)
    return whole(wanted * fill[sellers, None], sellers, len(supply)), asked


def chips_made(design: Array, logic: Array, memory: Array, minerals_bite: Array, p: Params) -> Array:
    """Chips finished by each nation's designers [k slots/quarter] · (nation, world): the scarcest input decides.

    Denied minerals slow the rest of the chain. Source: Leontief bottleneck; facts 1.9.

    >>> one = np.array([[1.0]])
    >>> from types import SimpleNamespace
    >>> chips_made(5 * one, 3 * one, 4 * one, 0 * one, SimpleNamespace(minerals_weight=0.2)).tolist()
    [[3.0]]
    """
    return np.minimum(np.minimum(design, logic), memory) * (1 - p.minerals_weight * minerals_bite)


def memory_drawn(stock: Array, needed: Array, supplied: Array, p: Params) -> Array:
    """Memory taken from store when fresh supply falls short [k slots/quarter] · (nation, world); a share at most."""
    return np.minimum(np.maximum(needed - supplied, 0), p.memory_draw * stock)


def sales(
    available: Array, design: Array, quality: Array, wanted: Array, hindrance: Array, served: Array, promised: Array,
    below: Array, denial: Array, route: Array, wedges: tuple[Array, Array], threshold: Array, product: Array,
    sellers: Array, p: Params,
) -> Sales:
    """Packages, not compute, are rationed: the legal threshold sets what a slot is worth, not how many are wanted.

    ``sellers`` are the nations with designers, by index. ``served`` (seller, buyer) is how far these serve a market,
    ``promised`` (nation, buyer) the part of a buyer's orders that is filled before all others, ``below`` (nation) the
    designers' offer below the line, ``wedges`` (seller, buyer) the demand that levies leave for top chips and for those
    below the line.
    Home designers get the larger of their world share and what denial makes buyers willing to order from them.
    Smuggled chips are taken from other buyers. Source: shipments of 2022-25 (facts 4.3), first fit.
    """
    eye = identity(len(available))[sellers]
    pull = share(design * raised(quality, p.quality_pull), 0)
    mine, drawn, line = available[sellers], pull[sellers], threshold[sellers, None]
    free_top, free_low = 1 - hindrance[sellers, :, names.TOP], 1 - hindrance[sellers, :, names.DOWNGRADED]
    abroad = wanted[None] * drawn[:, None] * served * (1 - eye)
    legal_low = abroad * (1 - free_top) * free_low * (line > 0) * wedges[1]
    want_top, want_low = abroad * free_top * wedges[0], legal_low * below[sellers, None]
    worth = total(want_top + want_low * np.minimum(line / product, 1), 0)
    barred = total(abroad, 0) - worth
    gap = ratio(barred, wanted)
    willing = np.maximum(pull, p.willingness * np.maximum(np.maximum(gap, denial), 0))
    asked = wanted * np.minimum(willing, 1)
    want_all_top = want_top + eye * asked[None]
    want_all = want_all_top + want_low
    first_due = want_all * promised[sellers]
    asked[sellers], due = total(want_all, 1), total(first_due, 1)
    first = np.minimum(ratio(mine, due, 1), 1)
    left, others = mine - due * first, asked[sellers] - due
    fill = np.minimum(ratio(left, others, 1), 1)
    filled = fill[:, None] + (first - fill)[:, None] * promised[sellers]
    top, low = want_all_top * filled, want_low * filled
    foreign_top = total(top, 1)
    leaked = np.minimum(route, np.maximum(barred, 0))
    all_leaked, all_top = total(leaked, 0), total(foreign_top * drawn, 0)
    kept = 1 - np.minimum(ratio(all_leaked, all_top), p.leak_bound)
    taken = foreign_top * drawn * (1 - kept)
    part = ratio(foreign_top - taken, foreign_top, 1)
    leaked = leaked * ratio(total(taken, 0), all_leaked)
    queued = total(abroad * (1 - free_top) * (1 - free_low) * below[sellers, None], 1)
    foreign = total(abroad, 1)
    lost = ratio(foreign - total(want_top, 1), foreign)
    shipped = foreign_top + total(low, 1)
    top, low, shipped, queued, lost = (
        whole(x, sellers, len(available)) for x in (top * part[:, None], low, shipped, queued, lost)
    )
    return Sales(top, low, leaked, wanted, asked, barred, shipped, queued, lost)


def leak_route(route: Array, barred: Array, enforcement: Array, p: Params) -> Array:
    """Capacity of smuggling routes [k slots/quarter] · (nation, world): demand x price gap x (1 - enforcement), lagged.

    Source: Grunewald and Fist, CNAS (2025), levels; form: first fit.
    """
    loose = 1 - enforcement
    wish = np.minimum(p.leak_demand * np.maximum(barred, 0) * loose, p.leak_cap * loose)
    return route + p.leak_speed * (wish - route)


def denial_memory(denial: Array, barred: Array, wanted: Array, p: Params) -> Array:
    """Memory of denied chips [0-1] · (nation, world): quick to form, slow to fade.

    A lifted control therefore does not return the market.
    Source: first fit (after the H20 pause domestic share did not fall back).
    """
    gap = np.minimum(np.maximum(ratio(barred, wanted), 0), 1)
    speed = np.where(gap > denial, p.denial_rise, p.denial_fade)
    return denial + speed * (gap - denial)


def grown_capacity(capacity: Array, load: Array, invest: Array, ceiling: Array, learning: Array, p: Params) -> Array:
    """Output capacity after a quarter's building [unit of capacity] · (firm, world).

    A flexible accelerator towards the load it meets, bounded by how fast plants can be built, plus learning.
    ``load`` is orders over capacity, ``invest`` the growth investment against its reference.
    Source: first fit; the accelerator is Goodwin's (1951).

    >>> from types import SimpleNamespace
    >>> p = SimpleNamespace(capacity_speed=0.6, capacity_fall=0.1, tiny=0.001)
    >>> one = np.ones((1, 1))
    >>> grown_capacity(10 * one, one, one, 0.3 * one, 0 * one, p).tolist()
    [[10.0]]
    """
    wish = p.capacity_speed * np.log(np.maximum(load, p.tiny))
    return capacity * np.exp(np.minimum(np.maximum(wish, -p.capacity_fall), ceiling * invest) + learning)


def learning_by_doing(experience: Array, made: Array, p: Params) -> Array:
    """Growth of yield from cumulative output [log/quarter] · (nation, world).

    Wright's law: output per wafer rises with experience to the power ``wright``; a part of what others make spills
    over. Source: Wright (1936); Irwin and Klenow, JPE 102:1200 (1994): about 20 % a doubling, a third spills over.
    """
    gained = made + p.wright_spillover * (total(made, 0) - made) * share(experience, 0)
    before = np.maximum(experience, p.experience_floor)
    return -np.log(wright_cost((before + gained) / before, p.wright))


def wright_exponent(learning_rate: Array) -> Array:
    """Wright's exponent of a learning rate, the cost saved with every doubling of output [0-1].

    >>> float(np.round(wright_exponent(np.array(0.2)), 6))
    0.321928
    """
    return -np.log2(1 - learning_rate)


def wright_cost(experience: Array, exponent: Array) -> Array:
    """Unit cost relative to the first unit [ratio] after cumulative output ``experience``.

    Source: Wright (1936).

    >>> float(wright_cost(np.array(2.0), np.array(0.3219280948873623)).round(6))
    0.8
    """
    return raised(experience, -exponent)


def compute_sold(
    flows: Sales, quality: Array, threshold: Array, product: tuple[Array, Array], sellers: Array, p: Params
) -> tuple[Array, Array]:
    """Training and serving worth that reaches each buyer [k H100e] · two of (nation, world).

    A chip is two numbers: one below the line trains up to the threshold and still serves like a good chip.
    Source: facts 2.2 (H20: 0.15 of an H100 in training, 1.19 in serving).
    """
    training, serving = product
    top, low, good, limit = flows.top[sellers], flows.low[sellers], quality[sellers, None], threshold[sellers, None]
    low_serving = p.low_serving * np.minimum(limit / p.low_reference, 1)
    train = total(top * (training * good) + low * np.minimum(limit, training), 0) + flows.leaked * training
    serve = total(top * (serving * good) + low * low_serving, 0) + flows.leaked * serving
    return train, serve


def served_markets(
    setting: Setting, roles: tuple[int, ...], capacity: Array, sales_order: Array, sellers: Array
) -> Array:
    """How far firms of each role at home in the ``sellers`` serve each market [0-1] · (role, seller, buyer, world).

    Weighted by capacity; nations without such a firm serve nobody, as there is nothing to sell.
    """
    served = setting.per_role(capacity[:, None] * sales_order, roles).take(sellers, axis=1)
    return ratio(served, setting.per_role(capacity, roles).take(sellers, axis=1)[:, :, None])
