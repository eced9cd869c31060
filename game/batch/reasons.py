"""Why things moved: the named causes of recorded quantities, quarter by quarter and seat by seat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array, places, total
from game.batch.schema import Coded, Columns
from game.rules.measures import Measures

NATIONS = {
    "approval": "approval", "income": "income", "influence_gained": "influence", "latent": "latent",
    "prosperity": "prosperity", "public_trust": "public_trust", "spending": "spending",
}  # fmt: skip
"""Quantities that nations have, and under what name the turn explains them."""
FIRMS = {"income": "firm_income", "influence_gained": "firm_influence", "spending": "firm_spending"}
FIRM = "firm:"
"""How the turn names a firm as a cause; here it goes by its key."""


class Reasons:
    """Keeps the causes of a session's quarters; of causes that amount to nothing, nothing."""

    def __init__(self, seats: Sequence[str], wanted: Sequence[str]) -> None:
        self.seats, self.wanted = seats, wanted
        self.causes: dict[tuple[str, str], int] = {}
        self.kept: list[tuple[Array, ...]] = []

    def add(self, m: Measures, why: Mapping[str, Breakdown], live: Array, quarter: int) -> None:
        """Keep the causes of a quarter, in the worlds that are ``live``."""
        for quantity in self.wanted:
            for first, cause, amount in self._told(quantity, m, why):
                number = self.causes.setdefault((quantity, cause), len(self.causes))
                exact = np.broadcast_to(amount, (len(amount), m.worlds)).astype(np.float32)
                row, world = places((exact != 0) & live)
                where = (world, np.full(len(world), quarter), row + first, np.full(len(world), number))
                self.kept.append((*(part.astype(np.int16) for part in where), exact[row, world]))

    def _told(self, quantity: str, m: Measures, why: Mapping[str, Breakdown]) -> Iterator[tuple[int, str, Array]]:
        """Causes of a quantity: the first of the seats it is told of, the cause, and amounts (seat, world)."""
        if quantity == "risk":  # of the world, hence of no seat: it comes after all of them
            for cause, amount in why["risk"].causes.items():
                named = cause.startswith(FIRM)
                yield len(self.seats), self.seats[m.n + int(cause[len(FIRM) :])] if named else cause, amount[None]
            return
        if quantity == "trust_received":
            for cause, amount in why["trust"].causes.items():
                pairs = (amount * np.ones((1, 1, m.worlds)))[: m.n, : m.n] * m.setting.pairs[: m.n, : m.n]
                yield 0, cause, total(pairs, 0) / max(m.n - 1, 1)
            return
        for cause, amount in why[NATIONS[quantity]].causes.items():
            yield 0, cause, amount[: m.n]
        for cause, amount in why[FIRMS[quantity]].causes.items() if quantity in FIRMS else ():
            yield m.n, cause, amount

    def rows(self, runs: Array) -> Columns:
        """The table of reasons, by run, quarter, seat, quantity and cause."""
        named = sorted(self.causes)
        rank = np.array([named.index(cause) for cause in self.causes], np.int16)
        kept, self.kept = [*self.kept, (*(np.zeros(0, np.int16),) * 4, np.zeros(0, np.float32))], []
        world, quarter, seat, number, amount = (np.concatenate(column) for column in zip(*kept, strict=True))
        cause = rank[number]
        order = np.lexsort((cause, seat, quarter, world))
        quantities, causes = (sorted({key[part] for key in named}) for part in (0, 1))
        quantity_of = np.array([quantities.index(quantity) for quantity, _ in named], np.int16)
        cause_of = np.array([causes.index(cause) for _, cause in named], np.int16)
        cause = cause[order]
        return {
            "run": runs[world[order]],
            "quarter": quarter[order],
            "seat": Coded(np.where(seat < len(self.seats), seat, -1)[order], self.seats),
            "quantity": Coded(quantity_of[cause], quantities),
            "cause": Coded(cause_of[cause], causes),
            "amount": amount[order],
        }
