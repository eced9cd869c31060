"""Offers as a list: what is on the table in all worlds of a batch, one entry an offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from agents.columns import Array, listed, places
from game.world import Terms

CLAUSES = ("kind", "giver", "taker", "channel", "amount")
"""Columns of an offer that have a line for each clause."""


class Offers(NamedTuple):
    """Offers of some seats in some worlds; the last axis of every array is one offer.

    ``by`` is the seat that tables it, -1 for a deal of the treaty book that may go on, and ``world`` where; ``party``
    (seat, offer) bool; clauses (clause, offer); ``sound`` the chance from which it is tabled after it was sounded out,
    0 for at once; ``of`` the number of the offer that it counters, -1 for none.
    """

    by: Array
    world: Array
    party: Array
    quarters: Array
    inspection: Array
    kind: Array
    giver: Array
    taker: Array
    channel: Array
    amount: Array
    sound: Array
    of: Array

    @property
    def size(self) -> int:
        """Number of offers."""
        return len(self.by)

    def some(self, index: Array) -> Offers:
        """Some of the offers, by index."""
        return self if len(index) == self.size else Offers(*(column.take(index, axis=-1) for column in self))

    def others(self) -> Asking:
        """Everybody whom the offers need besides who tables them, in the order of the offers."""
        offer, seat = places(np.ascontiguousarray(self.party.T))
        other = listed(seat != self.by.take(offer))
        return Asking(offer.take(other), seat.take(other))


class Asking(NamedTuple):
    """Who is asked about which offer · two of (asked,): its number in the list, and the seat."""

    offer: Array
    seat: Array


def entries_of(terms: Terms, deal: Array, world: Array, by: Array | None = None) -> Offers:
    """Some rows of a treaty book as offers; ``deal`` and ``world`` (offer,) say which."""
    nobody = np.full(len(deal), -1)
    return Offers(
        by=nobody if by is None else by,
        world=world,
        party=np.ascontiguousarray(terms.party[deal, :, world].T),
        quarters=terms.quarters_left[deal, world],
        inspection=terms.inspection[deal, world],
        **{name: np.ascontiguousarray(getattr(terms, name)[deal, :, world].T) for name in CLAUSES},
        sound=np.zeros(len(deal)),
        of=nobody,
    )


def joined(parts: Sequence[Offers], worlds: int) -> Offers:
    """Several lists as one, in the order of the proposers, then of the worlds; each has one offer a world."""
    whole = parts[0]
    if len(parts) > 1:
        whole = Offers(*(np.concatenate(column, axis=-1) for column in zip(*parts, strict=True)))
    order = (whole.by * worlds + whole.world).argsort()
    in_order = (order == np.arange(len(order))).all()
    return whole if in_order else Offers(*(column.take(order, axis=-1) for column in whole))
