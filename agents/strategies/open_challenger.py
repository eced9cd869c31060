"""Open while behind."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class OpenChallenger(FirmStrategy):
    """Wants use before revenue.

    Opens its models while it is behind, turns to delay and closure as it takes the lead.
    """

    name = "open_challenger"
    source = (
        "DeepSeek, Qwen and Llama releases, 2023-25; Lerner and Tirole, Some Simple Economics of Open Source "
        "(2002)."
    )
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        # models
        "open_from": 0.5,
        # inside
        "safety_effort": 0.06, "safety_alarm": 0.15, "safety_race": 0.04, "growth": 0.3, "training": 0.55,
        "training_behind": 0.15, "compliance": 0.35, "lobbying": -0.3, "guidance": 1.0,
        # watching, plans
        "building": 0.7, "testing": 0.3, "studying": 0.3, "auditing": 0.2,
        # talks
        "licence": 0.8,
        # occasions and crises
        "hawkish": -0.5, "open_handed": 1.0, "careful": -0.2, "bold": 0.5, "joining": 0.2, "resolve": 0.3,
    }  # fmt: skip
