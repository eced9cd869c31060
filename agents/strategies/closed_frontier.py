"""ClosedFrontier as a firm strategy."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class ClosedFrontier(FirmStrategy):
    """Wants to be first: trains on most of what it has, sells access and never weights, and opens only if it falls far behind."""

    name = "closed_frontier"
    source = "Closed frontier laboratories of 2023-25; Bostrom, Strategic Implications of Openness (2017)."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        "open_from": 25.0, "growth": 0.35, "training": 0.65, "training_behind": 0.15, "safety_effort": 0.15,
        "safety_alarm": 0.2, "safety_race": 0.08, "shuns_rival": 1.0, "loyalty": 1.0, "compliance": 0.55,
        "lobbying": 0.2, "guidance": 2.0, "licence": 0.2, "hawkish": 0.4, "bold": 0.7, "open_handed": -0.6, "careful": 0.1,
        "joining": -0.1, "resolve": 0.5,
    }  # fmt: skip
