"""Sell and lead."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class Salesman(NationStrategy):
    """Wants the world on its stack.

    Lowers controls, takes a levy instead, finances packages and raises the line below which chips may go.
    """

    name = "salesman"
    source = (
        "The case of the chip makers in the summer of 2025 and the 15 % share of August 2025; Shapiro and Varian, "
        "Information Rules (1999)."
    )
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 0.8, "rivalry": 0.9, "race": 0.2, "suspicion": 0.6, "warmth": 1.0, "mirror": 0.1,
        "relief": 0.5, "levy": 0.25, "courting": 1.0, "chip_line": 1.2,
        # at home
        "enforcement": 0.25, "openness": 0.3, "openness_behind": 0.3, "standard": 0.08, "standard_alarm": 0.1,
        # budget
        "compute": 0.34, "chips": 0.24, "research": 0.14, "safety": 0.03, "adoption": 0.14, "diplomacy": 0.11,
        # bodies
        "house": 0.4, "accession": 0.5,
        # watching, plans
        "programmes": 0.7, "campaigns": 0.0, "watching": 0.2,
        # talks
        "offer_period": 3.0, "haggle": 1.0, "agreeable": 0.1, "guards": 0.3, "thaw": 0.7, "truce": 0.7, "calm": 0.4,
        "scholars": 0.3, "company": 0.3, "sale": 1.0,
        # occasions and crises
        "hawkish": -0.5, "open_handed": 0.3, "careful": -0.4, "bold": 1.0, "joining": 0.2, "resolve": 0.25,
    }  # fmt: skip
