"""The roster: every strategy by name, one explicit line each."""

from __future__ import annotations

from agents.strategies.base import Hold, Strategy

ROSTER: dict[str, Strategy] = {
    "hold": Hold(),
}
