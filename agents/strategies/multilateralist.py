"""House of many."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class Multilateralist(NationStrategy):
    """Wants rules that all share.

    Joins bodies and steers them, recognises the standards of others, spends on diplomacy and ties the rivals in.
    """

    name = "multilateralist"
    source = "Keohane, After Hegemony (1984); Ikenberry, After Victory (2001)."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 1.0, "rivalry": 0.4, "suspicion": 0.8, "warmth": 1.5, "mirror": 0.2, "relief": 1.5,
        "courting": 0.2,
        # at home
        "enforcement": 0.4, "openness": 0.15, "standard": 0.3, "standard_alarm": 0.4,
        # budget
        "compute": 0.26, "chips": 0.08, "research": 0.24, "safety": 0.1, "adoption": 0.15, "diplomacy": 0.17,
        # bodies
        "house": -0.3, "accession": 1.0, "steering": 0.6,
        # watching, plans
        "programmes": 0.5, "campaigns": 0.3,
        "watching": 0.2, "oversight": 0.3, "exposing": 0.2, "inspecting": 0.5, "mediating": 1.2,
        # talks
        "club": 1.0, "probe": 0.4,
        "offer_period": 3.0, "haggle": 0.8, "agreeable": 0.12, "guards": 0.1, "thaw": 0.4, "truce": 0.3, "calm": 1.0,
        "accord": 0.9, "scholars": 0.7, "laboratory": 0.5, "company": 0.9,
        # occasions and crises
        "hawkish": -0.4, "open_handed": 0.3, "careful": 0.5, "bold": 0.1, "joining": 1.0, "resolve": 0.25,
    }  # fmt: skip
