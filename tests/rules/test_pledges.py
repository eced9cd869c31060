"""The list of open clauses goes with the treaty book through talks and quarters, as if it had been made anew."""

from __future__ import annotations

import numpy as np

from game.rules import deals
from game.start import FLAGSHIP, many_games
from game.world import Terms


def clauses(book: Terms) -> int:
    """How many clauses the list of a book has, which is the same as a new one."""
    kept, anew = deals.pledges(book), deals._listed(book, book.quarters_left > 0)
    for name, mine, other in zip(deals.Pledges._fields, kept, anew, strict=True):
        assert np.array_equal(mine, other), name
    return len(kept.kind)


def test_the_list_goes_with_the_book() -> None:
    session = many_games(FLAGSHIP, seeds_of=range(5))
    counts, signed = [], 0
    while not session.world.finished.any() and session.quarter < 14:
        before = session.world.deals
        book = session.talks().world.deals
        signed += book.kind is not before.kind
        counts.append(clauses(book))
        session.advance()
        if not session.world.finished.any():  # worlds that are over are put back, in a book of their own
            assert deals._known(session.world.deals) is not None, "the list did not go with the book"
        counts.append(clauses(session.world.deals))
    assert max(counts) > 20 and signed > 3
