"""The firm as a Mesa agent."""

from __future__ import annotations

from agents.seat import SeatAgent


class Firm(SeatAgent):
    """A firm with a home nation, a board and a market."""

    kind = "firm"
