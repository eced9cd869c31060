"""Restrictions take force: what reaches whom through which channel."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, raised, share
from game.params import Params


def in_force(restriction: Array, refusal: Array) -> Array:
    """Hindrance of each flow [0 free .. 1 none] · (seller, buyer, channel, world).

    The seller's restriction and the buyer's refusal hinder the same flow; the stronger one decides.
    Source: own simplest form.

    >>> sells = np.array([[[[0.0]], [[0.7]]], [[[0.0]], [[0.0]]]]); buys = np.zeros((2, 2, 1, 1)); buys[1, 0] = 0.9
    >>> in_force(sells, buys)[0, 1].tolist()
    [[0.9]]
    """
    return np.maximum(restriction, refusal.swapaxes(0, 1))


def chokepoint_shares(supplies: tuple[Array, ...]) -> Array:
    """Share of world supply [0-1] held by each nation · (nation, channel, world), from one supply (nation, world) each.

    >>> chokepoint_shares((np.array([[3.0], [1.0]]),)).tolist()
    [[[0.75]], [[0.25]]]
    """
    return share(np.array(supplies).swapaxes(0, 1), axis=0)


def denied(hindrance: Array, hindered: tuple[Array, ...], held: Array, adaptation: Array) -> Array:
    """Part of each channel's world supply that a nation cannot reach [0-1] · (nation, channel, world).

    A restriction bites in proportion to the restrictor's share of world supply, less what substitutes make good.
    ``hindered`` lists the few cells in which anything is hindered: seller, buyer, channel and world, in order.
    Source: Clayton, Maggiori and Schreger, NBER w33309 (2024), simplified.

    >>> h = np.zeros((2, 2, 1, 1)); h[0, 1] = 1.0
    >>> denied(h, np.nonzero(h), np.array([[[0.6]], [[0.4]]]), np.zeros((2, 1, 1)))[1].tolist()
    [[0.6]]
    """
    seller, buyer, channel, world = hindered
    place = np.ravel_multi_index((buyer, channel, world), adaptation.shape)
    lost = np.bincount(place, hindrance[hindered] * held[seller, channel, world], adaptation.size)
    return lost.reshape(adaptation.shape) * (1 - adaptation)


def adapted(adaptation: Array, bitten: Array, p: Params) -> Array:
    """Substitutes learned under denial [0-1] · (nation, channel, world).

    Learning is proportional to the bite felt and to what is left to learn, forgetting to peace: an overused
    chokepoint loses its leverage. Source: Clayton, Maggiori and Schreger, NBER w33309 (2024), the idea.
    """
    return adaptation + p.adaptation_speed * bitten * (1 - adaptation) - p.adaptation_loss * adaptation * (1 - bitten)


def cutoff_cost(omega: Array, sigma: Array, tau: Array) -> Array:
    """Unit cost after a supplier of expenditure share ``omega`` becomes ``tau`` times as dear [ratio, free trade = 1].

    CES price index with elasticity ``sigma``; a full cut-off is the limit of large ``tau``.
    Source: Arkolakis, Costinot and Rodriguez-Clare, AER 102:94 (2012).

    >>> float(cutoff_cost(np.array(0.5), np.array(4.0), np.array(1.5)).round(6))
    1.155514
    """
    return raised((1 - omega) + omega * raised(tau, 1 - sigma), 1 / (1 - sigma))


def compute_price(bite: Array, adaptation: Array, p: Params) -> Array:
    """Unit cost of compute where chips are denied [ratio, free trade = 1] · (nation, world).

    The bite on top accelerators makes them dearer by 1 / (1 - bite), bounded by the smuggler's premium; substitutes
    raise the elasticity from its first-year to its later value, so the same bite costs less with time.
    Source: Arkolakis, Costinot and Rodriguez-Clare, AER 102:94 (2012); elasticities: facts, trade estimates.
    """
    sigma = p.elasticity_short + (p.elasticity_long - p.elasticity_short) * adaptation
    tau = np.minimum(1 / np.maximum(1 - bite, 1 / p.premium_limit), p.premium_limit)
    return cutoff_cost(p.foreign_share, sigma, tau)
