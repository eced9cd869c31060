"""What others pay for."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class FreeRider(NationStrategy):
    """Wants what others pay for.

    Keeps everything cheap and open, demands little of its own firms, signs what costs nothing and leads nothing.
    """

    name = "free_rider"
    source = "Olson, The Logic of Collective Action (1965); Nordhaus, Climate Clubs (2015)."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 1.0, "suspicion": 0.2, "warmth": 0.5, "relief": 0.5, "levy": 0.0, "courting": 0.0,
        "chip_line": 2.0,
        # at home
        "enforcement": 0.05, "openness": 0.5, "standard": 0.02, "standard_alarm": 0.0,
        # budget
        "compute": 0.33, "chips": 0.1, "research": 0.14, "safety": 0.01, "adoption": 0.38, "diplomacy": 0.04,
        # bodies
        "house": 0.5, "accession": 0.15, "steering": 0.0,
        # watching, plans
        "programmes": 0.3, "campaigns": 0.0, "watching": 0.15, "mediating": 0.0,
        # talks
        "haggle": 0.9,
        "offer_period": 10.0, "agreeable": 0.0, "guards": 0.1, "opening": 0.5, "scholars": 0.4, "supply": 0.8,
        # occasions and crises
        "hawkish": -0.5, "open_handed": 0.1, "careful": -0.9, "bold": 0.8, "joining": -0.1, "resolve": 0.1,
    }  # fmt: skip
