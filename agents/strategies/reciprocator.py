"""Word for word."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class Reciprocator(NationStrategy):
    """Wants to be treated as it treats.

    Answers measures in kind, one step gentler, lifts what others lift and opens when behind.
    """

    name = "reciprocator"
    source = "Axelrod, The Evolution of Cooperation (1984); generous tit for tat: Nowak and Sigmund (1992)."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 0.8, "rivalry": 0.0, "suspicion": 0.0, "warmth": 0.5, "mirror": 1.15, "relief": 0.8,
        "levy": 0.0, "courting": 0.5,
        # at home
        "enforcement": 0.5, "openness": 0.3, "openness_behind": 0.5, "openness_alarm": 0.2, "standard": 0.28,
        "standard_alarm": 0.25,
        # budget
        "compute": 0.28, "chips": 0.27, "research": 0.19, "safety": 0.04, "adoption": 0.14, "diplomacy": 0.08,
        # bodies
        "house": 0.7, "accession": 0.4, "steering": 0.3,
        # watching
        "watching": 0.4, "exposing": 0.6, "inspecting": 1.0,
        # talks
        "probe": 0.35,
        "offer_period": 4.0, "agreeable": 0.05, "guards": 0.2, "thaw": 0.2, "truce": 1.0, "calm": 0.5,
        "accord": 0.4, "opening": 0.2, "scholars": 0.4, "supply": 0.4, "laboratory": 0.5, "company": 0.7,
        # occasions and crises
        "hawkish": 0.1, "open_handed": 0.2, "careful": 0.1, "bold": 0.4, "joining": 0.4, "resolve": 0.5,
    }  # fmt: skip
