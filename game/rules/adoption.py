"""Adoption by sector, and the prosperity that comes of it."""

from __future__ import annotations

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, raised, total
from game.params import Params


def adoption(
    used: Array, quality: Array, serving: Array, trust: Array, fragmented: Array, budget: Array, hurt: Array, p: Params
) -> Array:
    """Share of organisations that use AI · (nation, sector, world).

    Logistic growth, faster with better models, served capacity, public trust and the adoption budget; the ceiling
    falls with fragmentation and with incidents. Source: facts 4.6 (55, 78, 88 % in 2023-25); logistic form:
    Mansfield (1961).
    """
    served = serving / (serving + p.serving_half)
    pace = p.adoption_speed * np.exp(p.adoption_quality * (quality - p.quality_reference)) * served
    pace = pace * (trust / p.trust_reference) * raised(budget[:, 4] / p.budget_reference[4], p.budget_elasticity)
    ceiling = p.adoption_ceiling * (1 - p.fragmentation_penalty * fragmented) * (1 - p.incident_chill * hurt)
    sector_pace = pace[:, None] * p.sector_speed
    growth = sector_pace * used * (1 - used / np.maximum(ceiling * p.sector_ceiling, p.tiny))
    return np.minimum(np.maximum(used + np.maximum(growth, -p.adoption_fall * used), 0), 1)


def prosperity(
    used: Array, quality: Array, fragmented: Array, price: Array, damage: Array, p: Params
) -> Breakdown:
    """Gain from AI in use [index] · (nation, world), with its causes.

    Sector gains grow with adoption and capability; fragmentation, dear compute and incidents take from them.
    Source: task effects times adoption, Acemoglu (2024); fragmentation costs 2-12 %: IMF SDN/2023/001.
    """
    gain = total(used * p.sector_weight, 1) * np.exp(p.gain_quality * (quality - p.quality_reference))
    return Breakdown.of(
        adoption=gain,
        fragmentation=-p.fragmentation_cost * fragmented * gain,
        compute_price=-p.price_cost * np.minimum(price - 1, 1) * gain,
        incidents=-damage * gain,
    )


def gdp(old: Array, prosperity_change: Array, p: Params) -> Array:
    """Gross domestic product [USD bn/quarter] · (nation, world): trend growth and the gain from AI.

    Source: facts 5 (0.25-0.6 points a year).
    """
    return old * (1 + p.gdp_growth + p.gdp_from_ai * prosperity_change)


def public_trust(
    old: Array, hurt: Array, standard: Array, support_adoption: Array, shown: dict[str, Array], p: Params
) -> Breakdown:
    """Public trust in AI [0-1] · (nation, world): returns to a national mean, falls with incidents.

    ``shown`` are causes by name: what firms at home disclose of themselves.
    Source: Ipsos 2022-25 (facts 1.7) for levels; speeds assumed.
    """
    return Breakdown.of(
        before=old,
        national_mood=p.trust_return * (p.trust_mean - old),
        incidents=-p.trust_shock * hurt * old,
        standards=p.trust_standard * standard * (1 - old),
        occasions=support_adoption,
        **shown,
    ).limited(p.trust_floor, 1 - p.trust_floor)
