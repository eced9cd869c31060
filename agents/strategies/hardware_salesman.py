"""Every market."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class HardwareSalesman(FirmStrategy):
    """Wants every market.

    Serves whom the law lets it serve, designs just below the line, and argues against controls.
    """

    name = "hardware_salesman"
    source = "NVIDIA's and ASML's public case of 2025; CSIS and CNAS on redesigned chips."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        # markets
        "loyalty": 0.0, "downgrade": 1.0,
        # inside
        "safety_effort": 0.08, "safety_alarm": 0.05, "growth": 0.3, "training": 0.5, "compliance": 0.4,
        "lobbying": -0.7, "stockpile": 0.0, "stockpile_tension": 0.6, "guidance": 1.0,
        # watching, plans
        "building": 1.2, "stacks": 0.3, "studying": 0.6, "auditing": 0.1,
        # talks
        "supply": 1.0, "agreeable": 0.1,
        # occasions and crises
        "hawkish": -0.7, "open_handed": 0.2, "careful": -0.3, "bold": 1.0, "joining": 0.1, "resolve": 0.2,
    }  # fmt: skip
