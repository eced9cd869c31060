"""HardwareSalesman as a firm strategy."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class HardwareSalesman(FirmStrategy):
    """Wants every market: serves whom the law lets it serve, designs just below the line, and argues against controls."""

    name = "hardware_salesman"
    source = "NVIDIA's and ASML's public case of 2025; CSIS and CNAS on redesigned chips."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        "downgrade": 1.0, "growth": 0.3, "training": 0.5, "safety_effort": 0.08, "safety_alarm": 0.05,
        "compliance": 0.4, "lobbying": -0.7, "stockpile": 0.0, "stockpile_tension": 0.6, "loyalty": 0.0,
        "guidance": 1.0, "supply": 1.0, "hawkish": -0.7, "bold": 1.0, "open_handed": 0.2, "careful": -0.3, "joining": 0.1,
        "resolve": 0.2, "agreeable": 0.1,
    }  # fmt: skip
