"""Ecosystems compete in every nation: quality, price, ties and the pull of what others use."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, share, total
from game.params import Params


def utility(shares: Array, quality: Array, openness: Array, ties: Array, price: Array, p: Params) -> Array:
    """What speaks for each stack in each nation [logit units] · (ecosystem, nation, world).

    Quality in ECI points against the best, open weights (cheaper to adopt), ties (trust, packages, shared standards),
    price, and network strength kappa times the share already there. Source: logit with network effects,
    Katz and Shapiro (1985), Arthur (1989); two standards tip at kappa = 2.
    """
    behind = quality - quality.max(axis=0)
    return p.quality_weight * behind + p.open_weight * openness + p.tie_weight * ties - price + p.network * shares


def completeness(joined: Array, role: Array) -> Array:
    """Part of a full stack that joined firms can deliver [0-1] · (ecosystem, world).

    Chips, cloud, models and applications each count for a quarter; ``joined`` (firm, ecosystem, world), ``role``
    (part, firm). Source: own; full-stack export packages of the American plan (facts 3).

    >>> joined = np.array([[[True]], [[False]]]); role = np.array([[True, False], [False, True]])
    >>> completeness(joined, role).tolist()
    [[0.5]]
    """
    parts = [(joined & of_role[:, None, None]).any(0).astype(float) for of_role in role]
    return total(np.stack(parts), 0) / len(role)


def logit(value: Array) -> Array:
    """Choice probabilities · (option, ..., world).

    >>> logit(np.zeros((2, 1)))[:, 0].tolist()
    [0.5, 0.5]
    """
    odds = np.exp(value - value.max(axis=0))
    return odds / total(odds, 0)


def shares(old: Array, value: Array, p: Params) -> Array:
    """Share of each stack in use · (ecosystem, nation, world), sums to one.

    Users reconsider at a Bass speed: a few by themselves, more where a stack is already in sight.
    Source: Bass, Management Science 15:215 (1969).
    """
    speed = p.bass_innovation + p.bass_imitation * old
    return share(old + speed * (logit(value) - old), 0)


def bass_adopters(time: Array, innovation: Array, imitation: Array) -> Array:
    """Cumulative share of adopters after ``time`` [0-1]. Source: Bass (1969), closed form."""
    fade = np.exp(-(innovation + imitation) * time)
    return (1 - fade) / (1 + imitation / innovation * fade)


def fragmentation(use: Array, weight: Array, recognised: Array) -> Array:
    """Incompatibility of the stacks in use [0-1] · (world,).

    One less the sum of squared world shares, less what mutual recognition of standards repairs.
    Source: Herfindahl index; own simplest form for recognition.

    >>> fragmentation(np.array([[[1.0]], [[0.0]]]), np.array([[1.0]]), np.array([0.0])).tolist()
    [0.0]
    """
    world_share = total(use * weight, 1)
    return np.maximum(1 - total(world_share * world_share, 0), 0) * (1 - recognised)
