"""Multilateralist as a nation strategy."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class Multilateralist(NationStrategy):
    """Wants rules that all share: joins bodies and steers them, recognises the standards of others, spends on diplomacy and ties the rivals in."""

    name = "multilateralist"
    source = "Keohane, After Hegemony (1984); Ikenberry, After Victory (2001)."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        "level": 1.0, "rivalry": 0.4, "suspicion": 0.8, "warmth": 1.5, "mirror": 0.2, "relief": 1.5,
        "enforcement": 0.4, "openness": 0.15, "standard": 0.3, "standard_alarm": 0.4, "courting": 0.2,
        "compute": 0.26, "chips": 0.08, "research": 0.24, "safety": 0.1, "adoption": 0.15, "diplomacy": 0.17,
        "house": -0.3, "accession": 1.0, "steering": 0.6, "guards": 0.1, "agreeable": 0.12, "offer_period": 3.0, "calm": 1.0,
        "accord": 0.9, "scholars": 0.7, "company": 0.9, "thaw": 0.4, "truce": 0.3, "laboratory": 0.5,
        "joining": 1.0, "careful": 0.5, "open_handed": 0.3, "hawkish": -0.4, "bold": 0.1, "resolve": 0.25,
    }  # fmt: skip
