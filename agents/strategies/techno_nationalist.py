"""TechnoNationalist as a nation strategy."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class TechnoNationalist(NationStrategy):
    """Wants the lead and to keep it: denies the rival the means, the harder the closer it comes, and polices what it denies."""

    name = "techno_nationalist"
    source = "Win-the-race doctrine of the American plan of July 2025; theory: Gilpin, War and Change in World Politics (1981); Ding (2024) on denial."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        "level": 1.0, "rivalry": 2.0, "race": 0.8, "suspicion": 1.5, "warmth": 0.4, "mirror": 0.3,
        "relief": 0.2, "hunger": 0.6, "enforcement": 0.8, "openness": 0.1, "openness_behind": 0.5,
        "openness_alarm": 0.6, "release_gap": 12.0, "standard": 0.08, "standard_alarm": 0.15,
        "chip_line": 0.15, "levy": 0.15, "courting": 0.4, "compute": 0.36, "chips": 0.22, "research": 0.2,
        "safety": 0.03, "adoption": 0.11, "diplomacy": 0.08, "house": 0.2, "accession": 0.1,
        "guards": 0.6, "agreeable": -0.1, "wary": 0.5, "offer_period": 8.0, "sale": 0.5, "scholars": 0.3, "supply": 0.6,
        "calm": 0.1, "hawkish": 1.0, "bold": 0.7, "careful": -0.1, "joining": -0.2, "open_handed": -0.3,
        "resolve": 0.75,
    }  # fmt: skip
