"""Welcome everywhere."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class CompliantCloud(FirmStrategy):
    """Wants to be welcome everywhere.

    Complies beyond the letter, invests steadily, keeps large models closed and opens small ones late.
    """

    name = "compliant_cloud"
    source = "Cloud compliance and sovereign regions of 2024-25; Bradford, The Brussels Effect (2020)."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        "merger": 0.5,
        # models
        "open_from": 12.0,
        # markets
        "loyalty": 0.5, "downgrade": 0.6,
        # inside
        "safety_effort": 0.18, "safety_alarm": 0.25, "growth": 0.25, "training": 0.42, "compliance": 0.85,
        "lobbying": -0.2, "guidance": 1.0,
        # watching, plans
        "building": 1.0, "stacks": 0.3, "testing": 0.3, "auditing": 0.6, "reporting": 0.8,
        # talks
        "supply": 0.5, "access": 1.0,
        # occasions and crises
        "hawkish": 0.1, "open_handed": 0.0, "careful": 0.5, "bold": 0.4, "joining": 0.5, "resolve": 0.2,
    }  # fmt: skip
