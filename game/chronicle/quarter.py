"""The two ends of a quarter, side by side, as every teller reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from game.chronicle.events import WEIGHTS, Event
from game.orders import Orders
from game.play import Bargain
from game.world import World

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy
    from game.session import Session

NOTICED = 0.05 - 1e-9
"""Smallest change of a level that is news, as a part of its range; twice that for the policies of firms. Strategies go
in steps of just a twentieth and a tenth, whose last digits differ between processors."""
WIDELY = 4
"""From so many partners on, the same measure against each is told as one event."""


class Quarter:
    """Two ends of a quarter: ``before`` and ``after`` are worlds, ``old`` and ``new`` orders in force."""

    def __init__(
        self, game: Diplomacy, before: World, talks: Bargain, played: Orders, standing: Orders, session: Session
    ) -> None:
        self.game, self.setting, self.p, self.session = game, game.setting, game.params, session
        self.before, self.agreed, self.after = before, talks.world, session.world
        self.old, self.played, self.new, self.talks = standing, played, session.standing, talks
        self.seats, self.n = game.setting.seats, game.setting.nation_seats
        self.size = {key: self._size(index) for index, key in enumerate(self.seats)}

    def _size(self, seat: int) -> float:
        """How much of the news is about a seat, from its home's part in the world's economy [0.5-1.5]."""
        home = seat if seat < self.n else int(self.setting.home[seat - self.n])
        largest = float(np.max(self.before.gdp[: self.n, 0]))
        return 0.5 + float(self.before.gdp[home, 0]) / largest

    def event(
        self, kind: str, *seats: str, size: float = 1.0, secret: Sequence[str] | None = None, **values: Any
    ) -> Event:
        """An event with its weight: its kind's, times how large it is and who is concerned."""
        largest = max((self.size.get(key, 0.5) for key in seats), default=1.0)
        weight = round(WEIGHTS[kind] * min(max(size, 0.2), 2.0) * largest, 1)
        return Event(kind, tuple(seats), values, weight, None if secret is None else tuple(secret))

    def nation(self, index: int) -> str:
        """Key of a nation."""
        return self.setting.nations[index]

    def firm(self, index: int) -> str:
        """Key of a firm."""
        return self.setting.firms[index]

    def home(self, firm: int) -> str:
        """Key of a firm's home."""
        return self.nation(int(self.setting.home[firm]))

    def quarters_behind(self, points: float) -> float:
        """A gap to the frontier in quarters, to a tenth."""
        frontier = float(np.max(self.after.best[:, 0]))
        pace = max(float(self.after.pace[0]), float(self.p.pace_floor[0]))
        return round(max(frontier - points, 0) / pace, 1)


def rounded(x: Any) -> float:
    """A number as events hold it, to three digits."""
    return round(float(x), 3)


def home_of(q: Quarter, seat: int) -> int:
    """The nation of a seat, or the home of a firm."""
    return seat if seat < q.n else int(q.setting.home[seat - q.n])


def body_name(q: Quarter, index: int) -> str:
    """Key of a body: its own, or ``body:7`` for one founded in play."""
    bodies = q.setting.bodies
    return str(bodies[index]["key"]) if index < len(bodies) else f"body:{index}"
