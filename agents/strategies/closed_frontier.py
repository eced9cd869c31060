"""First, and closed."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class ClosedFrontier(FirmStrategy):
    """Wants to be first.

    Trains on most of what it has, sells access and never weights, and opens only if it falls far behind.
    """

    name = "closed_frontier"
    source = "Closed frontier laboratories of 2023-25; Bostrom, Strategic Implications of Openness (2017)."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        "merger": 0.5,
        # models
        "open_from": 25.0,
        # markets
        "loyalty": 1.0, "shuns_rival": 1.0,
        # inside
        "safety_effort": 0.15, "safety_alarm": 0.2, "safety_race": 0.08, "growth": 0.35, "training": 0.65,
        "training_behind": 0.15, "compliance": 0.55, "lobbying": 0.2, "guidance": 2.0,
        # watching, plans
        "building": 0.9, "studying": 0.3, "auditing": 0.3, "reporting": 0.3,
        # talks
        "licence": 0.2,
        # occasions and crises
        "hawkish": 0.4, "open_handed": -0.6, "careful": 0.1, "bold": 0.7, "joining": -0.1, "resolve": 0.5,
    }  # fmt: skip
