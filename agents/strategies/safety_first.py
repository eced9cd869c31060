"""Burn nothing."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class SafetyFirst(FirmStrategy):
    """Wants to burn nothing.

    Spends on safety before speed, holds models back under alarm and argues for controls that bind others too.
    """

    name = "safety_first"
    source = "Responsible scaling policies of 2023-25; Armstrong, Bostrom and Shulman, Racing to the Precipice (2016)."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        # models
        "open_from": 40.0, "hold_from": 0.25,
        # markets
        "loyalty": 1.0, "shuns_rival": 1.0, "downgrade": 0.3,
        # inside
        "safety_effort": 0.38, "safety_alarm": 0.4, "growth": 0.25, "training": 0.5, "training_behind": 0.1,
        "compliance": 0.85, "lobbying": 0.5, "guidance": 0.0,
        # watching, plans
        "building": 0.4, "testing": 0.6, "auditing": 0.9, "reporting": 0.5,
        # occasions and crises
        "hawkish": 0.3, "open_handed": -0.4, "careful": 1.0, "bold": -0.2, "joining": 0.4, "resolve": 0.2,
    }  # fmt: skip
