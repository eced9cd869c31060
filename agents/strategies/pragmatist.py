"""What works this quarter."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class Pragmatist(NationStrategy):
    """Wants what works this quarter.

    Tightens while the lead is thin or chips are short, loosens when alarm or anger costs more than denial brings.
    """

    name = "pragmatist"
    source = (
        "Keohane and Nye, Power and Interdependence (1977); Farrell and Newman, Weaponized Interdependence "
        "(2019)."
    )
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 1.0, "rivalry": 1.0, "race": 0.5, "suspicion": 1.7, "warmth": 1.0, "mirror": 0.3,
        "relief": 1.2, "hunger": 0.8, "levy": 0.1, "courting": 0.3,
        # at home
        "enforcement": 0.5, "openness": 0.1, "openness_behind": 0.4, "openness_alarm": 0.3, "standard": 0.2,
        "standard_alarm": 0.3,
        # budget
        "compute": 0.27, "chips": 0.26, "research": 0.19, "safety": 0.05, "adoption": 0.15, "diplomacy": 0.08,
        # bodies
        "house": -0.1, "accession": 0.3, "steering": 0.0,
        # watching
        "watching": 0.35, "exposing": 0.3,
        # talks
        "probe": 0.4,
        "offer_period": 5.0, "haggle": 0.8, "agreeable": 0.05, "wary": 0.05, "guards": 0.25, "thaw": 0.6, "truce": 0.8,
        "calm": 0.5, "accord": 0.5, "scholars": 0.3, "supply": 0.6, "laboratory": 0.4, "sale": 0.7,
        # occasions and crises
        "hawkish": 0.2, "careful": 0.2, "bold": 0.5, "joining": 0.3, "resolve": 0.4,
    }  # fmt: skip
