"""Vigilance: whom a seat watches, what it tells of them, and what it lets others see of itself."""

from __future__ import annotations

import numpy as np

from agents.columns import Array, along, places
from agents.sight import Sight
from agents.strategies.course import Course
from agents.strategies.moves import Moves, at, largest, of_some, within

WATCH, PUBLISH = "watch", "publish"
Glance = tuple[int, Array, str]
"""A candidate: its place on the list of moves, whom it is about, and the order."""
TELLING = 0.1
"""Gap between deeds and words, in parts of the whole, from which a finding is worth publishing."""
USUAL = 0.12
"""Safety effort from which a firm lets itself be looked at."""
LARGE = 60.0
"""Smuggled chips a quarter, in thousands, at which half of the zeal to report is reached."""


Weighed = tuple[Array, ...]
"""Need of a move and whom it is about · two of (row,)."""


def _best(worth: Array, first: int) -> Weighed:
    """The most promising subject of each row; subjects are numbered from ``first``."""
    subject = largest(worth)
    need = at(worth, subject)
    return np.where(need > 0.04, need, 0), subject + first


def nation_glances(sight: Sight, plan: Course, moves: Moves) -> list[Glance]:
    """Analysts on the rival and on those it distrusts, on the labs near the frontier; findings on who is caught out."""
    a, n = sight.attitude, int(sight.nation_seats[0])
    analysts = sight.analysts
    doubt = plan.foreign[:n] * (0.3 * (1 - sight.own_trust[:n]) + 0.4 * plan.rival[:n])
    found = [(_best(a("watching") * doubt * (analysts[:n] <= 1), 0), WATCH)]
    if (a("oversight") > 0).any():
        found.append((of_some(sight, a("oversight") > 0, _overseen), WATCH))
    if (a("exposing") > 0).any() and (analysts > 0).any():
        watching = (a("exposing") > 0) & (analysts > 0).any(axis=0)
        found.append((of_some(sight, watching, _severe), PUBLISH))
        found.append((of_some(sight, watching, _careless), PUBLISH))
    return [(moves.add(need, 1), subject, order) for (need, subject), order in found]


def _overseen(sight: Sight) -> Weighed:
    """Labs near the frontier that nobody watches yet."""
    n = int(sight.nation_seats[0])
    near = within(1 - (sight.frontier - sight.published) / 20, 0, 1) * sight.alive
    return _best(sight.attitude("oversight") * (0.2 + sight.risk / 2) * near * (sight.analysts[n:] <= 1), n)


def _severe(sight: Sight) -> Weighed:
    """The watched nation whose measures are hardest, if they are harder than what it says."""
    n = int(sight.nation_seats[0])
    fresh = (sight.analysts[:n] > 0) & (sight.exposed[:n] == 0)
    harsh = within((sight.level_against[:n] - 1) / 3, 0, 1) * fresh
    subject = largest(harsh)
    said = at(sight.entry("stance", subject), sight.nation)
    gap = at(harsh, subject) - within((said - 1) / 3, 0, 1)
    return np.where(gap > TELLING, sight.attitude("exposing") * gap, 0), subject


def _careless(sight: Sight) -> Weighed:
    """The watched firm that is furthest below the standard of its home."""
    n = int(sight.nation_seats[0])
    fresh = (sight.analysts[n:] > 0) & (sight.exposed[n:] == 0)
    firm, row = places(fresh)
    law = at(sight.safety_standard[:, row], sight.home[firm, row])
    short = within(law - sight.part(row).entry("safety", firm), 0, 1)
    worth = np.zeros(fresh.shape)
    worth[firm, row] = sight.attitude("exposing")[row] * np.where(short > TELLING, short, 0)
    return _best(worth, n)


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
    a, alive, me = sight.attitude, sight.own_alive, sight.seat
    need, market = of_some(sight, alive & (a("studying") > 0), _studied)
    found = [(moves.add(need, 1), market, WATCH)]
    shows = within(3 * (sight.own_safety_effort - USUAL), 0, 1) * (sight.own_audited <= 1) * alive
    found.append((moves.add(a("auditing") * shows, 1), me, PUBLISH))
    if (a("reporting") > 0).any():
        clock = sight.quarter + me
        turn = clock - 3 * np.floor(clock / 3) < 1
        need, smuggler = of_some(sight, alive & turn & (a("reporting") > 0), _smuggling)
        found.append((moves.add(need, 1), smuggler, PUBLISH))
    return found


def _studied(sight: Sight) -> Weighed:
    """Large markets abroad that nobody studies yet."""
    n = int(sight.nation_seats[0])
    abroad = np.arange(n)[:, None] != sight.nation
    size = np.sqrt(sight.gdp[:n] / sight.gdp[:n].max(axis=0))
    return _best(sight.attitude("studying") * size * abroad * (sight.analysts[:n] <= 1), 0)


def _smuggling(sight: Sight) -> Weighed:
    """Who smuggles most, abroad."""
    n = int(sight.nation_seats[0])
    leaks, abroad = sight.leak_route[:n], np.arange(n)[:, None] != sight.nation
    return _best(sight.attitude("reporting") * leaks / (leaks + LARGE) * abroad, 0)


def mediation(sight: Sight, moves: Moves) -> tuple[int, Array, Array]:
    """Good offices between two others who both trust it: place on the list, which ladder, and yes."""
    side = np.maximum(sight.ladder_side, 0)
    others = (sight.ladder >= 0) & (sight.mediator < 0) & (side != sight.nation).all(1)
    regard = [along(sight.trust_from, side[:, which]) for which in (0, 1)]
    worth = sight.attitude("mediating") * np.minimum(*regard) * others
    ladder = np.argmax(worth, axis=0)
    need = at(worth, ladder)
    return moves.add(np.where(need > 0.1, need, 0), 2), ladder, np.ones_like(need, bool)
