"""SafetyFirst as a firm strategy."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class SafetyFirst(FirmStrategy):
    """Wants to burn nothing: spends on safety before speed, holds models back under alarm and argues for controls that bind others too."""

    name = "safety_first"
    source = "Responsible scaling policies of 2023-25; Armstrong, Bostrom and Shulman, Racing to the Precipice (2016)."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        "open_from": 40.0, "hold_from": 0.25, "growth": 0.25, "training": 0.5, "training_behind": 0.1,
        "safety_effort": 0.38, "safety_alarm": 0.4, "compliance": 0.85, "lobbying": 0.5, "loyalty": 1.0,
        "shuns_rival": 1.0, "downgrade": 0.3, "guidance": 0.0, "hawkish": 0.3, "careful": 1.0, "bold": -0.2,
        "open_handed": -0.4, "joining": 0.4, "resolve": 0.2,
    }  # fmt: skip
