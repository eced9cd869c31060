"""The nation as a Mesa agent."""

from __future__ import annotations

from agents.seat import SeatAgent


class Nation(SeatAgent):
    """A nation or economy with a government, constituencies and a doctrine."""

    kind = "nation"
