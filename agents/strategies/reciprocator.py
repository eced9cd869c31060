"""Reciprocator as a nation strategy."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class Reciprocator(NationStrategy):
    """Wants to be treated as it treats: answers measures in kind, one step gentler, lifts what others lift and opens when behind."""

    name = "reciprocator"
    source = "Axelrod, The Evolution of Cooperation (1984); generous tit for tat: Nowak and Sigmund (1992)."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        "level": 0.8, "rivalry": 0.0, "suspicion": 0.0, "warmth": 0.5, "mirror": 1.15, "relief": 0.8,
        "enforcement": 0.5, "openness": 0.3, "openness_behind": 0.5, "openness_alarm": 0.2, "standard": 0.28,
        "standard_alarm": 0.25, "courting": 0.5, "levy": 0.0, "compute": 0.28, "chips": 0.27,
        "research": 0.19, "safety": 0.04, "adoption": 0.14, "diplomacy": 0.08, "house": 0.7, "accession": 0.4,
        "steering": 0.3, "guards": 0.2, "agreeable": 0.05, "offer_period": 4.0, "truce": 1.0, "thaw": 0.2, "calm": 0.5,
        "accord": 0.4, "scholars": 0.4, "company": 0.7, "supply": 0.4, "opening": 0.2, "laboratory": 0.5,
        "joining": 0.4, "hawkish": 0.1, "bold": 0.4, "careful": 0.1, "open_handed": 0.2, "resolve": 0.5,
    }  # fmt: skip
