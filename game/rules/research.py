"""Know-how, recipes and the capability that can be trained."""

from __future__ import annotations

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, raised, total
from game.params import Params


def research_output(
    compute: Array, talent: Array, know_how: Array, lost_revenue: Array, data: Array, budget: Array, p: Params
) -> Array:
    """New know-how from own research [ECI points/quarter] · (nation, world).

    r [(F / F0)^alpha T^(1-alpha)]^lambda exp(-beta k): compute and talent are both needed, duplication wastes some
    of them, and ideas get harder to find. Lost export revenue and thin data slow it, the research budget speeds it.
    Source: Jones (1995) form; Bloom et al. (2020); first fit for r, alpha, lambda, beta.
    """
    effort = raised(compute / p.compute_reference, p.alpha) * raised(talent, 1 - p.alpha)
    pace = p.research_rate * raised(effort, p.duplication) * np.exp(-p.harder * know_how)
    boost = raised(budget[:, 2] / p.budget_reference[2], p.budget_elasticity)
    return pace * boost * (1 - p.revenue_link * lost_revenue) * np.exp(p.data_advantage * (data - 1))


def pooled(own: Array, given: Array, hoarded: Array) -> Array:
    """What a nation's researchers work with when laboratories are joint [unit of ``own``] · (nation, world).

    Of what a member gives (``given`` (giver, taker, world), a share), the part it hoards serves nobody: partners do
    not see it and its own staff do the work twice. So a laboratory that pools is faster than a race and one that
    shares but keeps racing is slower. Source: Salib and Goldstein, the idea; research joint ventures:
    d'Aspremont and Jacquemin, AER 78:1133 (1988).

    >>> half = np.array([[[0.0], [0.5]], [[0.5], [0.0]]])
    >>> pooled(np.array([[4.0], [2.0]]), half, np.zeros((2, 1)))[:, 0].tolist()
    [5.0, 4.0]
    """
    wasted = own * given.max(axis=1) * hoarded
    return own - wasted + total(given * (own * (1 - hoarded))[:, None], 0)


def catch_up(know_how: Array, target: Array, speed: Array) -> Array:
    """Know-how that diffuses to a follower [ECI points/quarter] · (nation, world); nothing to one who leads.

    In log capability the steady lag behind a frontier growing at g is g / speed. Source: Nelson and Phelps,
    AER 56:69 (1966).

    >>> catch_up(np.array([1.0]), np.array([3.0]), np.array([0.5])).tolist()
    [1.0]
    """
    return speed * np.maximum(target - know_how, 0)


def nelson_phelps_ratio(ratio: Array, speed: Array, growth: Array, time: Array) -> Array:
    """Follower's level over the frontier's after ``time``, from ``ratio`` now; tends to speed / (speed + growth).

    Source: Nelson and Phelps, AER 56:69 (1966), closed form.
    """
    limit = speed / (speed + growth)
    return limit + (ratio - limit) * np.exp(-(speed + growth) * time)


def logistic_catch_up_ratio(ratio: Array, follower: Array, speed: Array, leader: Array, time: Array) -> Array:
    """Follower's level over the frontier's when catching up is harder from far behind; may end in a poverty trap.

    Solves dr/dt = r [(g_f + c - g_l) - c r]. Source: Benhabib and Spiegel, Handbook of Economic Growth (2005).
    """
    push = follower + speed - leader
    grown = np.exp(push * time)
    flat = np.where(push == 0, 1, push)
    return np.where(
        push == 0, ratio / (1 + speed * ratio * time), flat * ratio * grown / (flat + speed * ratio * (grown - 1))
    )


def scarcity_gain(gain: Array, compute: Array, best_compute: Array, talent: Array, p: Params) -> Array:
    """Efficiency learned from scarcity [ECI points] · (nation, world).

    Towards ``scarcity_share`` of the shortfall against the best-equipped, capped, and scaled by talent so that the
    smallest stock does not become the cleverest. Source: first fit (DeepSeek, 2024).
    """
    shortfall = p.compute_slope * np.log10(np.maximum(best_compute / compute, 1))
    aim = np.minimum(p.scarcity_share * shortfall, p.scarcity_cap) * np.minimum(talent / p.scarcity_talent, 1)
    return gain + p.scarcity_speed * (aim - gain)


def latent(compute: Array, know_how: Array, scarcity: Array, recipe: Array, p: Params) -> Breakdown:
    """Capability a nation could train [ECI points] · (nation, world), with its causes.

    L = A + b log10(F / F0) + know-how + scarcity efficiency + recipe steps; never the cross-section line of published
    models, which counts progress twice. Source: first fit on the Epoch Capabilities Index (facts 4.1).
    """
    return Breakdown.of(
        base=p.capability_base + np.zeros_like(compute),
        compute=p.compute_slope * np.log10(np.maximum(compute, p.tiny) / p.compute_reference),
        know_how=know_how,
        scarcity=scarcity,
        recipe=recipe,
    )


def trained(model: Array, potential: Array, finished: Array, noise: Array, p: Params) -> Array:
    """Best model a lab has trained [ECI points] · (firm, world): runs end by luck, and a run is not always a record."""
    return np.where(finished, np.maximum(model, potential + p.release_noise * noise), model)


def lab_potential(latent_home: Array, edge: Array, safety: Array, training: Array, p: Params) -> Array:
    """What a lab could train this quarter [ECI points] · (firm, world).

    Its nation's latent capability, its own place in the national field, the training share of its compute, less what
    safety work takes from speed. Source: first fit for places; safety costs speed: Trager et al. (2021),
    Jensen et al. (2023).
    """
    return latent_home + edge + p.compute_slope * np.log10(training / p.training_reference) - p.safety_drag * safety


def leaders(best: Array) -> Array:
    """The nation with the best models and the next one · (2, world) int: a leader's main rival, and everybody else's.

    Of equals the first comes first.

    >>> leaders(np.array([[3.0], [7.0], [7.0]])).tolist()
    [[1], [2]]
    """
    first = best.argmax(axis=0)
    rest = np.where(np.arange(len(best))[:, None] == first, -np.inf, best)
    return np.array([first, rest.argmax(axis=0)])
