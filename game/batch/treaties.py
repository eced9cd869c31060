"""The deals of a batch: who signed what with whom, for how long, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from agents.columns import Array, listed, places
from game import names
from game.batch.schema import Columns
from game.play import Signed
from game.world import Terms


@dataclass
class Deal:
    """A deal that is or was in force in one world."""

    world: int
    number: int
    signed: int | None
    parties: list[str]
    clauses: list[str]
    inspection: float
    quarters: int
    proposer: str | None = None
    countered: bool | None = None
    renewals: int = 0
    left: int | None = None
    outcome: str = "running"


@dataclass
class Treaties:
    """The deals of every world of a session, followed from quarter to quarter."""

    seats: Sequence[str]
    worlds: int
    deals: list[Deal] = field(default_factory=list)
    in_force: dict[tuple[int, int], Deal] = field(default_factory=dict)
    counts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counts = [0] * self.worlds

    def signed(self, terms: Terms, new: Array, quarter: int | None) -> None:
        """Enter the deals in slots (deal, world) that were just taken."""
        for slot, world in zip(*(axis.tolist() for axis in places(new)), strict=True):
            kinds = terms.kind[slot, :, world]
            deal = Deal(
                world,
                self.counts[world],
                quarter,
                [self.seats[seat] for seat in listed(terms.party[slot, :, world]).tolist()],
                [names.CLAUSES[kind] for kind in kinds[kinds > 0].tolist()],
                float(terms.inspection[slot, world]),
                int(terms.due[slot, :, world].max()),
            )
            self.counts[world] += 1
            self.deals.append(deal)
            self.in_force[slot, world] = deal

    def tabled(self, signed: Sequence[Signed]) -> None:
        """Enter who tabled the deals that were just signed."""
        for group in signed:
            for slot, world, by, counter in zip(*(column.tolist() for column in group), strict=True):
                deal = self.in_force.get((slot, world))
                if deal is not None:
                    deal.proposer, deal.countered = self.seats[by], counter

    def ended(self, agreed: Terms, now: Terms, live: Array, quarter: int) -> Array:
        """Enter the deals that ended since they were ``agreed``; returns which were seen broken · (deal, world).

        A deal whose slot was taken again in the same quarter left no trace: it was kept if its time was up.
        """
        stood = (agreed.quarters_left > 0) & live
        goes_on = agreed.renewed & (agreed.quarters_left == 1)
        again = stood & (now.quarters_left >= agreed.quarters_left) & ~goes_on
        for slot, world in zip(*(a.tolist() for a in places(stood & goes_on & (now.quarters_left > 0))), strict=True):
            self.in_force[slot, world].renewals += 1
        over = again | (stood & (now.quarters_left == 0))
        seen = np.asarray(((now.state == names.BROKEN) & (now.kind > 0)).any(axis=1))
        broken = over & np.where(again, agreed.quarters_left > 1, seen)
        expired = np.asarray(((now.state == names.EXPIRED) & (now.kind > 0)).any(axis=1)) & ~again
        for slot, world in zip(*(axis.tolist() for axis in places(over)), strict=True):
            deal = self.in_force.pop((slot, world))
            deal.left = quarter
            deal.outcome = "broken" if broken[slot, world] else "expired" if expired[slot, world] else "kept"
        return broken

    def fresh(self, terms: Terms, live: Array) -> Array:
        """Deals in force that were not entered yet · (deal, world)."""
        new = (terms.quarters_left > 0) & live
        for slot, world in self.in_force:
            new[slot, world] = False
        return new

    def rows(self, runs: Array) -> Columns:
        """The table of deals, in the order of runs."""
        ordered = sorted(self.deals, key=lambda deal: (deal.world, deal.number))
        return {
            "run": [int(runs[deal.world]) for deal in ordered],
            "deal": [deal.number for deal in ordered],
            "signed_quarter": [deal.signed for deal in ordered],
            "left_quarter": [deal.left for deal in ordered],
            "parties": [deal.parties for deal in ordered],
            "proposer": [deal.proposer for deal in ordered],
            "countered": [deal.countered for deal in ordered],
            "clauses": [deal.clauses for deal in ordered],
            "inspection": [deal.inspection for deal in ordered],
            "quarters": [deal.quarters for deal in ordered],
            "renewals": [deal.renewals for deal in ordered],
            "outcome": [deal.outcome for deal in ordered],
        }
