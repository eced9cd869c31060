"""What governments and firms of the roster share at the table."""

from __future__ import annotations

from agents.choice import Choice
from agents.columns import Array
from agents.sight import Sight
from agents.strategies.base import Strategy, shared
from agents.strategies.counters import countered
from agents.strategies.offers import accepted


class Bargainer(Strategy):
    """Signs what its appraisal says, the more gladly the more agreeable it is, and asks for a better offer if not."""

    @shared
    def answer(self, sight: Sight) -> Array | None:
        """Its own appraisal, and how agreeable it is."""
        return accepted(sight)

    @shared
    def counter(self, sight: Sight) -> Choice | None:
        """The change of a declined offer that both may sign."""
        return countered(sight)
