"""StateChampion as a firm strategy."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class StateChampion(FirmStrategy):
    """Wants to need nobody: builds volume and stock at home, serves home and friends first, and asks for protection."""

    name = "state_champion"
    source = "SMIC, CXMT and Huawei since 2019; infant industries: Juhasz, Lane and Rodrik (2023)."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        "open_from": 4.0, "downgrade": 0.2, "growth": 0.5, "training": 0.5, "safety_effort": 0.08,
        "safety_alarm": 0.1, "compliance": 0.3, "lobbying": 0.4, "stockpile": 0.2, "stockpile_tension": 0.5,
        "loyalty": 0.8, "guidance": 0.0, "supply": 0.5, "access": 0.5, "hawkish": 0.5, "bold": 0.6, "open_handed": 0.1, "careful": -0.1,
        "joining": -0.2, "resolve": 0.5,
    }  # fmt: skip
