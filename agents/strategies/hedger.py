"""Both doors."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class Hedger(NationStrategy):
    """Wants both doors open.

    Takes chips, packages and partners from either bloc, joins every house that lets it in and takes no side.
    """

    name = "hedger"
    source = "Goh, Great Powers and Hierarchical Order in Southeast Asia (2007); Kuik (2008) on hedging."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 1.0, "suspicion": 0.5, "warmth": 0.3, "mirror": 0.2, "relief": 0.5, "levy": 0.0,
        "courting": 0.2,
        # at home
        "enforcement": 0.3, "openness": 0.2, "standard": 0.12, "standard_alarm": 0.2,
        # budget
        "compute": 0.36, "chips": 0.12, "research": 0.13, "safety": 0.03, "adoption": 0.24, "diplomacy": 0.12,
        # bodies
        "house": 0.3, "accession": 1.0,
        # watching
        "watching": 0.5, "mediating": 0.6,
        # talks
        "probe": 0.3,
        "haggle": 0.9,
        "offer_period": 3.0, "agreeable": 0.1, "guards": 0.1, "calm": 0.6, "opening": 0.5, "scholars": 0.6,
        "supply": 1.0, "company": 0.1, "sale": 0.6,
        # occasions and crises
        "hawkish": -0.4, "open_handed": 0.4, "careful": 0.0, "bold": 0.6, "joining": 0.6, "resolve": 0.1,
    }  # fmt: skip
