"""Open commons."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class OpenCommons(NationStrategy):
    """Wants models to be everybody's.

    Subsidises open weights, keeps channels open, joins houses with an open gate and asks the strong to release.
    """

    name = "open_commons"
    source = (
        "Ostrom, Governing the Commons (1990); Benkler, The Wealth of Networks (2006); open-weights parts of both "
        "plans of July 2025."
    )
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 0.9, "suspicion": 0.3, "warmth": 1.5, "mirror": 0.1, "relief": 1.0, "levy": 0.0,
        "courting": 0.3, "chip_line": 1.0,
        # at home
        "enforcement": 0.15, "openness": 1.0, "openness_alarm": 0.3, "release_gap": 4.0, "standard": 0.12,
        "standard_alarm": 0.15,
        # budget
        "compute": 0.28, "chips": 0.06, "research": 0.22, "safety": 0.04, "adoption": 0.29, "diplomacy": 0.11,
        # bodies
        "house": 0.4, "accession": 0.9, "steering": 0.5,
        # watching, plans
        "programmes": 0.6, "campaigns": 0.1, "watching": 0.15, "oversight": 0.2, "mediating": 0.6,
        # talks
        "club": 0.4, "haggle": 0.7,
        "offer_period": 3.0, "agreeable": 0.12, "guards": -0.2, "truce": 0.3, "calm": 0.5, "opening": 1.0,
        "scholars": 0.8, "supply": 0.4, "laboratory": 0.4, "company": 0.5,
        # occasions and crises
        "hawkish": -0.5, "open_handed": 1.0, "careful": -0.1, "bold": 0.4, "joining": 0.5, "resolve": 0.15,
    }  # fmt: skip
