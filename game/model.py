"""The table as an ordinary Mesa model: for notebooks, ``mesa.batch_run``, ``DataCollector`` and SolaraViz.

One world a model. Its agents are the seats; ``step`` plays a quarter. The result of a seed does not depend on Mesa's
version: Mesa's own random generator is never used. Traps of Mesa 3.3, and what is done about them: ``batch_run`` gives
every iteration the same arguments, so vary ``seed``; it makes one step more than ``max_steps`` and reads the state
before its last step, so a model of a finished game stops one step after the end, in which nothing moves; it drops
``agenttype_reporters``, so what nations and firms have in common is reported for all; Mesa's counter of agent ids keeps
every model alive, so a model strikes itself off once its agents sit.
"""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from agents.firm import Firm
from agents.nation import Nation
from agents.strategies.base import Strategy
from agents.table import released
from game import names
from game.start import FLAGSHIP, new_game


class Counted:
    """What Mesa's collectors see of every seat."""

    model: Any
    seat: int

    @property
    def influence(self) -> float:
        """Political capital, or a firm's standing [points]."""
        return float(self.model.session.world.influence[self.seat, 0])

    @property
    def points(self) -> float:
        """Score so far [0-100]."""
        return float(self.model.scores[self.seat])


class NationSeat(Counted, Nation):
    """A nation as Mesa's collectors see it."""

    @property
    def lead(self) -> float:
        """Quarters ahead of the best rival."""
        return float(self.model.session.world.lead[self.seat, 0])


class FirmSeat(Counted, Firm):
    """A firm as Mesa's collectors see it."""

    @property
    def cash(self) -> float:
        """Cash [USD bn]."""
        return float(self.model.session.world.cash[self.seat, 0])


class DiplomacyModel(mesa.Model):  # type: ignore[misc]  # Mesa ships no types
    """A game of Détente as a Mesa model.

    ``scenario`` name or path · ``seed`` of the game · ``overrides`` numbers of the scenario by name, also as plain
    keyword arguments (``rivalry=2.0``), which is what ``mesa.batch_run`` varies.
    """

    def __init__(
        self,
        scenario: str = FLAGSHIP,
        seed: int = 1,
        cast: dict[str, str] | None = None,
        collect: bool = True,
        **overrides: Any,
    ) -> None:
        super().__init__(rng=seed)
        self.session = new_game(scenario, seed=seed, cast=cast, overrides=overrides, watch=False)
        self.session.keep = False
        self.session.snapshots.clear()
        where = np.arange(1)
        for seat, ((key, kind), voice) in enumerate(zip(self.session.game.seats, self.session.cast, strict=True)):
            assert isinstance(voice, Strategy)  # in one world a seat has one
            (NationSeat if kind == "nation" else FirmSeat)(self, seat, key, voice, where)
        released(self)
        self._scores: tuple[int, Any] | None = None
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "quarter": lambda m: m.session.quarter,
                "risk": lambda m: float(m.session.world.risk[0]),
                "fragmentation": lambda m: float(m.session.world.fragmentation[0]),
                "frontier": lambda m: float(np.max(m.session.world.best)),
                "open_frontier": lambda m: float(m.session.world.open_frontier[0]),
                "ending": lambda m: m.ending,
            },
            agent_reporters={"key": "key", "strategy": "strategy_name", "influence": "influence"} if collect else None,
        )
        self.datacollector.collect(self)

    @property
    def scores(self) -> Any:
        """Points of every seat · (seat,)."""
        if self._scores is None or self._scores[0] != self.session.quarter:
            self._scores = (self.session.quarter, self.session.score()[:, 0])
        return self._scores[1]

    @property
    def ending(self) -> str:
        """Name of the ending, empty while the game lasts."""
        code = int(self.session.world.ending[0])
        return names.ENDINGS[code] if code >= 0 else ""

    def step(self) -> None:
        """Play one quarter; the step after the end moves nothing and stops."""
        if self.session.finished:
            self.running = False
            return
        self.session.advance()
        self.datacollector.collect(self)
