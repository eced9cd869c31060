"""Talent moves with pay, openness, visas and tension."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, identity, raised, share, total
from game.params import Params


def movers(talent: Array, attraction: Array, closed: Array, p: Params) -> Array:
    """Researchers who end the quarter at each host, by origin [US 2022 = 1] · (host, origin, world).

    Of each nation's mobile part, hosts take shares in proportion to their attraction and the openness of their door;
    home counts ``home_bias`` times. Source: multinomial migration choice (McFadden); levels:
    MacroPolo 2024, AI Index 2026.
    """
    eye = identity(len(talent))
    weight = attraction[:, None] * (1 - closed) * (1 - eye) + eye * (attraction * p.home_bias)[:, None]
    return share(weight, 0) * (talent * p.mobility)[None, :]


def talent(stock: Array, moved: Array, budget: Array, p: Params) -> Array:
    """Top-tier researchers at work [US 2022 = 1] · (nation, world): who stayed, who came, who graduated."""
    graduates = p.graduates * stock * raised(budget[:, 2] / p.budget_reference[2], p.budget_elasticity)
    return stock * (1 - p.mobility - p.retirement) + total(moved, 1) + graduates


def attraction(gdp_share: Array, compute: Array, talent_now: Array, tension_felt: Array, p: Params) -> Array:
    """Pull of a nation on researchers [index] · (nation, world): pay, compute, and less where tension is high."""
    return (gdp_share + compute) * np.exp(-p.tension_repels * tension_felt) + p.talent_cluster * talent_now
