"""Nobody's customer."""

from __future__ import annotations

from typing import ClassVar

from agents.strategies.firm_base import FirmStrategy


class StateChampion(FirmStrategy):
    """Wants to need nobody: builds volume and stock at home, serves home and friends first, and asks for protection."""

    name = "state_champion"
    source = "SMIC, CXMT and Huawei since 2019; infant industries: Juhasz, Lane and Rodrik (2023)."
    attitudes: ClassVar[dict[str, float]] = FirmStrategy.attitudes | {
        "merger": 0.5,
        # models
        "open_from": 4.0,
        # markets
        "loyalty": 0.8, "downgrade": 0.2,
        # inside
        "safety_effort": 0.08, "safety_alarm": 0.1, "growth": 0.5, "training": 0.5, "compliance": 0.3,
        "lobbying": 0.4, "stockpile": 0.2, "stockpile_tension": 0.5, "guidance": 0.0,
        # watching, plans
        "building": 1.2, "stacks": 0.3, "studying": 0.2, "auditing": 0.0,
        # talks
        "supply": 0.5, "access": 0.5,
        # occasions and crises
        "hawkish": 0.5, "open_handed": 0.1, "careful": -0.1, "bold": 0.6, "joining": -0.2, "resolve": 0.5,
    }  # fmt: skip
