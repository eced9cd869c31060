"""Vigilance: whom a seat watches, what it tells of them, and what it lets others see of itself."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.sight import Sight
from agents.strategies.course import Course
from agents.strategies.moves import Moves, at, within

WATCH, PUBLISH = "watch", "publish"
Glance = tuple[int, Array, str]
"""A candidate: its place on the list of moves, whom it is about, and the order."""
TELLING = 0.1
"""Gap between deeds and words, in parts of the whole, from which a finding is worth publishing."""
USUAL = 0.12
"""Safety effort from which a firm lets itself be looked at."""
LARGE = 60.0
"""Smuggled chips a quarter, in thousands, at which half of the zeal to report is reached."""


def _best(moves: Moves, worth: Array, first: int, order: str) -> Glance:
    """The most promising subject of each row, put on the list of moves."""
    subject = np.argmax(worth, axis=0)
    need = at(worth, subject)
    return moves.add(np.where(need > 0.04, need, 0), 1), subject + first, order


def nation_glances(sight: Sight, plan: Course, moves: Moves) -> list[Glance]:
    """Analysts on the rival and on those it distrusts, on the labs near the frontier; findings on who is caught out."""
    a, n = sight.attitude, int(sight.nation_seats[0])
    analysts = sight.analysts
    idle = analysts <= 1
    doubt = plan.foreign[:n] * (0.3 * (1 - sight.own_trust[:n]) + 0.4 * plan.rival[:n])
    found = [_best(moves, a("watching") * doubt * idle[:n], 0, WATCH)]
    if (a("oversight") > 0).any():
        near = within(1 - (sight.frontier - sight.published) / 20, 0, 1) * sight.alive
        found.append(_best(moves, a("oversight") * (0.2 + sight.risk / 2) * near * idle[n:], n, WATCH))
    if (a("exposing") > 0).any() and (analysts > 0).any():
        fresh = (analysts > 0) & (sight.exposed == 0)
        harsh = within((sight.level_against[:n] - 1) / 3, 0, 1) * fresh[:n]
        subject = np.argmax(harsh, axis=0)
        said = at(sight.entry("stance", subject), sight.nation)
        gap = at(harsh, subject) - within((said - 1) / 3, 0, 1)
        found.append((moves.add(np.where(gap > TELLING, a("exposing") * gap, 0), 1), subject, PUBLISH))
        law = np.take_along_axis(sight.safety_standard, sight.home, axis=0)
        short = within(law - sight.safety, 0, 1) * fresh[n:]
        found.append(_best(moves, a("exposing") * np.where(short > TELLING, short, 0), n, PUBLISH))
    return found


def inspections(sight: Sight) -> Array | None:
    """Deals inspected this quarter · (deal, row) bool: all that allow it, as often as the seat is given to; or None."""
    may = sight.inspectable
    if not may.any():
        return None
    period = np.maximum(np.rint(1 / np.maximum(sight.attitude("inspecting"), 0.01)), 1)
    due = sight.quarter - period * np.floor(sight.quarter / period) < 1
    return may & due


def firm_glances(sight: Sight, moves: Moves) -> list[Glance]:
    """Studies of large markets abroad, an audit where there is something to show, reports on who smuggles most."""
    a, n = sight.attitude, int(sight.nation_seats[0])
    alive, me = sight.own_alive, sight.seat
    abroad = np.arange(n)[:, None] != sight.nation
    idle = sight.analysts[:n] <= 1
    size = np.sqrt(sight.gdp[:n] / np.max(sight.gdp[:n], axis=0))
    found = [_best(moves, a("studying") * size * abroad * idle * alive, 0, WATCH)]
    shows = within(3 * (sight.own_safety_effort - USUAL), 0, 1) * (sight.own_audited <= 1) * alive
    found.append((moves.add(a("auditing") * shows, 1), me, PUBLISH))
    if (a("reporting") > 0).any():
        clock = sight.quarter + me
        turn = clock - 3 * np.floor(clock / 3) < 1
        leaks = sight.leak_route[:n]
        found.append(_best(moves, a("reporting") * leaks / (leaks + LARGE) * abroad * (alive & turn), 0, PUBLISH))
    return found


def mediation(sight: Sight, moves: Moves) -> tuple[int, Array, Array]:
    """Good offices between two others who both trust it: place on the list, which ladder, and yes."""
    side = np.maximum(sight.ladder_side, 0)
    others = (sight.ladder >= 0) & (sight.mediator < 0) & (side != sight.nation).all(1)
    regard = [np.take_along_axis(sight.trust_from, side[:, which], axis=0) for which in (0, 1)]
    worth = sight.attitude("mediating") * np.minimum(*regard) * others
    ladder = np.argmax(worth, axis=0)
    need = at(worth, ladder)
    return moves.add(np.where(need > 0.1, need, 0), 2), ladder, np.ones_like(need, bool)
