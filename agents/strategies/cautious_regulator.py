"""Safe and slow."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.nation_base import NationStrategy


class CautiousRegulator(NationStrategy):
    """Wants no accident.

    Raises the standard at home as alarm grows, holds open weights below the frontier and seeks accords that can be
    inspected.
    """

    name = "cautious_regulator"
    source = "EU AI Act (2024); precautionary principle; inspected agreements: Baker (2023), Shavit (2023)."
    attitudes: ClassVar[dict[str, float]] = NationStrategy.attitudes | {
        # towards partners
        "level": 1.0, "rivalry": 0.7, "suspicion": 1.0, "warmth": 1.0, "mirror": 0.2, "relief": 1.5,
        "courting": 0.2,
        # at home
        "enforcement": 0.5, "openness": -0.2, "openness_alarm": 0.6, "release_gap": 8.0, "standard": 0.55,
        "standard_alarm": 0.45,
        # budget
        "compute": 0.27, "chips": 0.12, "research": 0.2, "safety": 0.15, "adoption": 0.15, "diplomacy": 0.11,
        # bodies
        "house": -0.8, "accession": 0.6, "steering": 0.6,
        # watching, plans
        "programmes": 0.5, "campaigns": 0.8,
        "watching": 0.35, "oversight": 0.7, "exposing": 0.6, "inspecting": 1.0, "mediating": 0.6,
        # talks
        "club": 0.7, "probe": 0.45,
        "offer_period": 3.0, "haggle": 0.5, "agreeable": 0.0, "guards": 0.5, "thaw": 0.8, "calm": 0.6, "accord": 1.0,
        "scholars": 0.3, "laboratory": 0.3, "company": 0.6,
        # occasions and crises
        "hawkish": 0.0, "open_handed": -0.3, "careful": 1.0, "bold": -0.4, "joining": 0.5, "resolve": 0.4,
    }  # fmt: skip
