"""OpenCommons as a nation strategy."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class OpenCommons(NationStrategy):
    """Wants models to be everybody's: subsidises open weights, keeps channels open, joins houses with an open gate and asks the strong to release."""

    name = "open_commons"
    source = "Ostrom, Governing the Commons (1990); Benkler, The Wealth of Networks (2006); open-weights parts of both plans of July 2025."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        "level": 0.9, "suspicion": 0.3, "warmth": 1.5, "mirror": 0.1, "relief": 1.0, "enforcement": 0.15,
        "openness": 1.0, "openness_alarm": 0.3, "release_gap": 4.0, "standard": 0.12, "standard_alarm": 0.15,
        "courting": 0.3, "levy": 0.0, "chip_line": 1.0, "compute": 0.28, "chips": 0.06, "research": 0.22,
        "safety": 0.04, "adoption": 0.29, "diplomacy": 0.11, "house": 0.4, "accession": 0.9, "steering": 0.5,
        "guards": -0.2, "agreeable": 0.12, "offer_period": 3.0, "opening": 1.0, "scholars": 0.8, "calm": 0.5, "company": 0.5,
        "supply": 0.4, "laboratory": 0.4, "truce": 0.3, "open_handed": 1.0, "joining": 0.5, "bold": 0.4,
        "hawkish": -0.5, "careful": -0.1, "resolve": 0.15,
    }  # fmt: skip
