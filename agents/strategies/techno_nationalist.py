"""Win the race."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class TechnoNationalist(NationStrategy):
    """Wants the lead and to keep it.

    Denies the rival the means, the harder the closer it comes, and polices what it denies.
    """

    name = "techno_nationalist"
    source = "The American plan of July 2025, Winning the Race; Gilpin, War and Change in World Politics (1981)."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 1.0, "rivalry": 2.0, "race": 0.8, "suspicion": 1.5, "warmth": 0.4, "mirror": 0.3,
        "relief": 0.2, "hunger": 0.6, "levy": 0.15, "courting": 0.4, "chip_line": 0.15,
        # at home
        "enforcement": 0.8, "openness": 0.1, "openness_behind": 0.5, "openness_alarm": 0.6, "release_gap": 12.0,
        "standard": 0.08, "standard_alarm": 0.15,
        # budget
        "compute": 0.36, "chips": 0.22, "research": 0.2, "safety": 0.03, "adoption": 0.11, "diplomacy": 0.08,
        # bodies
        "house": 0.2, "accession": 0.1,
        # watching, plans
        "programmes": 1.0, "campaigns": 1.0, "watching": 0.7, "exposing": 0.8, "inspecting": 0.5, "mediating": 0.0,
        # talks
        "offer_period": 8.0, "haggle": 0.3, "agreeable": -0.1, "wary": 0.5, "guards": 0.6, "calm": 0.1, "scholars": 0.3,
        "supply": 0.6, "sale": 0.5,
        # occasions and crises
        "hawkish": 1.0, "open_handed": -0.3, "careful": -0.1, "bold": 0.7, "joining": -0.2, "resolve": 0.75,
    }  # fmt: skip
