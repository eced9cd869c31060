"""What every strategy is: a name, a reason, a disposition, and four verbs with defaults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from agents.choice import Choice
from agents.columns import Array
from agents.sight import Sight

BROKEN = (Exception, SystemExit)
"""What goes wrong in code that is loaded or looked at."""
INTERRUPTS = (KeyboardInterrupt, GeneratorExit)
"""What passes while a strategy thinks: a person's interrupt. Whatever else it raises costs its seat the quarter."""


def shared(verb: Callable[..., Any]) -> Callable[..., Any]:
    """Mark a default verb that depends on the sight alone, so that all strategies which keep it are asked together.

    Nations and firms are asked together, too, if they have it from the same class: it then looks at nothing that only
    one of them may know.
    """
    verb.shared = True  # type: ignore[attr-defined]  # functions take attributes, their type does not say so
    return verb


class Strategy:
    """Decides for seats. It is asked once for all rows (seat and world) it plays, keeps nothing in ``self``, and sees
    only its sight; what it wants to remember it returns as ``memory`` with its choice.
    """

    name: ClassVar[str] = ""
    kind: ClassVar[str] = "any"
    source: ClassVar[str] = ""
    attitudes: ClassVar[dict[str, float]] = {}

    @shared
    def propose(self, sight: Sight) -> Choice | None:
        """An offer for each row (fields of an offer by name), or None for no offers at all."""
        return None

    @shared
    def answer(self, sight: Sight) -> Array | None:
        """Yes (1) or no (0) to the offer of each row (``sight.offer_...``), or None for no to all."""
        return None

    @shared
    def counter(self, sight: Sight) -> Choice | None:
        """A draft for each row instead of the offer that it has just declined, or None for no counter-offers at all."""
        return None

    def decide(self, sight: Sight) -> Choice:
        """Orders for the quarter; a field that is left out stays as it stands."""
        return Choice()


class Hold(Strategy):
    """Standing levels, no offers, answers no: the policy for a seat that says nothing."""

    name = "hold"
    source = "The null policy of every comparison."
