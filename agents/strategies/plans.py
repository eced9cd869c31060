"""Plans: programmes and campaigns of governments, new lines of firms: begun now, felt later."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, listed, total
from agents.sight import Sight
from agents.strategies.course import Course
from agents.strategies.moves import Moves, at, within
from agents.strategies.offers import affords

Candidate = tuple[int, Array, Array]
"""Place on the list of moves, which entry of the order, and its new value."""
AT_ONCE = 2
"""Programmes that a government runs at the same time, at most."""
BILL = 0.00006
"""What a government expects a programme to cost, in its gross domestic product."""
SPARE = 6.0
"""Influence from which a government begins something large."""
OUTLAY = 0.6
"""Cash, in quarters of revenue, from which a firm dares to build."""
LARGE = 60.0
"""Smuggled chips a quarter, in thousands, at which half of the zeal for a campaign is reached."""


def programme(sight: Sight, wish: Array, moves: Moves) -> Candidate:
    """A programme on the line of the budget furthest below the ``wish`` (line, row), if the treasury bears it."""
    running = sight.own_programmes > 0
    bill = BILL * at(sight.gdp, sight.nation)
    may = affords(sight.own_cash, sight.own_income, sight.own_spending, bill) & (sight.own_influence >= SPARE)
    may = may & (total(running.astype(float), 0) < AT_ONCE)
    lack = np.where(running, 0, 0.5 + wish - sight.own_budget)
    line = np.argmax(lack, axis=0)
    need = sight.attitude("programmes") * at(lack, line) * may
    return moves.add(need, 3), line, np.ones_like(line, np.int8)


def campaign(sight: Sight, plan: Course, moves: Moves) -> int:
    """A campaign where much is smuggled to a rival under measures of its own; returns its place on the list."""
    barred = plan.rival & (plan.measures > 2)
    need, some = np.zeros(sight.rows), listed(barred.any(axis=0) & (sight.attitude("campaigns") > 0))
    if len(some):
        leaks = (sight.part(some).leak_route * barred[:, some]).max(axis=0)
        need[some] = sight.attitude("campaigns")[some] * leaks / (leaks + LARGE) * (sight.own_campaigning[some] <= 1)
    return moves.add(need, 2)


def new_line(sight: Sight, moves: Moves) -> int:
    """A plant or a hall, where chips are short or the firm is behind, and cash is at hand; returns its place."""
    behind = within((sight.frontier - sight.own_published) / 10, 0, 1)
    rich = sight.own_cash > OUTLAY * sight.own_revenue
    free = sight.own_alive & rich & (sight.own_building == 0)
    need = sight.attitude("building") * (0.3 + within(np.max(sight.shortage, axis=0), 0, 0.6) + behind / 2)
    return moves.add(np.where(free, need, 0), 3)


def consortium(sight: Sight, moves: Moves) -> Candidate:
    """The consortium of its home's own stack, for a firm that belongs to none."""
    hosted = sight.hosts == sight.nation
    joins = hosted.any(0) & ~sight.own_consortium.any(0) & sight.own_alive
    return moves.add(sight.attitude("stacks") * joins, 1), np.argmax(hosted, axis=0), joins
