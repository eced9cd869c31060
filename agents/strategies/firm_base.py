"""What firm strategies share: wishes that follow from their attitudes, turned into affordable orders."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.choice import Choice, Entry
from agents.columns import Array
from agents.sight import Sight
from agents.strategies.bargainer import Bargainer
from agents.strategies.base import shared
from agents.strategies.leanings import ceilings, replies
from agents.strategies.moves import Levels, Moves, at, changed, largest, most_moves, of_some, within
from agents.strategies.offers import due
from agents.strategies.plans import consortium, new_line
from agents.strategies.trade import firm_offered
from agents.strategies.vigilance import firm_glances

DESIGNER, LAB = 3, 5
CLOSED, DELAYED, OPEN = 1, 2, 3
RELEASE_COST = np.array([0.0, 0.0, 1.0, 2.0])
"""What turning to each release policy costs."""
DELAY_BAND = 3.0
"""Points further ahead at which a lab still opens with a delay."""
RESTRICT = 3.0
"""Stance of the home government from which the loyal leave a market."""


class FirmStrategy(Bargainer):
    """A firm: one number for each disposition, wishes that follow from them, three moves a quarter."""

    kind = "firm"
    attitudes: ClassVar[dict[str, float]] = {
        # models: opened from so many points behind the frontier, held back from so much alarm
        "open_from": 6.0, "hold_from": 2.0,
        # markets: leaves those that its government restricts, and the rival's even if it does not
        "loyalty": 0.0, "shuns_rival": 0.0, "downgrade": 1.0,
        # inside
        "safety_effort": 0.1, "safety_alarm": 0.2, "safety_race": 0.0,
        "growth": 0.2, "training": 0.5, "training_behind": 0.1, "compliance": 0.5, "lobbying": 0.0, "stockpile": 0.0,
        "stockpile_tension": 0.0, "guidance": 1.0,
        # new lines and halls, the consortium of the home's stack, tests published
        "building": 0.8, "stacks": 0.15, "testing": 0.0,
        # studies of markets, audits of itself, reports of leakage
        "studying": 0.25, "auditing": 0.2, "reporting": 0.0,
        # talks: how gladly it sells supply, licences and computing time to governments
        "offer_period": 8.0, "supply": 0.0, "licence": 0.0, "access": 0.0,
        "merger": 0.0,  # how gladly it buys a firm at home that runs out of money
        "agreeable": 0.05, "wary": 0.0, "guards": 0.0, "reserve": 1.0, "haggle": 0.6,
        # occasions and crises
        "hawkish": 0.0, "open_handed": 0.0, "careful": 0.0, "bold": 0.0, "joining": 0.0, "resolve": 0.3,
    }  # fmt: skip

    @shared
    def propose(self, sight: Sight) -> Choice | None:
        """A sale to a government where the calendar says so and a buyer promises well."""
        return firm_offered(sight)

    @shared
    def decide(self, sight: Sight) -> Choice:
        """The most needed changes of orders that its standing bears."""
        return _decided(sight)


def release_wish(sight: Sight) -> Array:
    """What to do with new models · (row,) int8: the laggard opens, the leader closes, the frightened hold."""
    mine = np.maximum(sight.own_trained, sight.own_published)
    behind = sight.frontier - mine
    open_from = sight.attitude("open_from")
    wish = np.where(behind >= open_from, OPEN, np.where(behind >= open_from - DELAY_BAND, DELAYED, CLOSED))
    fresh = sight.own_trained > sight.own_published
    wish = np.where(fresh & (sight.alarm >= sight.attitude("hold_from")), 0, wish)
    return np.where(sight.promised_open, OPEN, wish).astype(np.int8)


def _decided(sight: Sight) -> Choice:
    a, moves, alive = sight.attitude, Moves(), sight.own_alive
    levels = _levels(sight)
    levels.onto(moves)
    sale, market, served = _sales(sight, moves)
    line, (joins, stack, yes) = new_line(sight, moves), consortium(sight, moves)
    glances = firm_glances(sight, moves)
    is_lab = alive & (sight.own_role[LAB] > 0)
    tells = (a("testing") > 0) & is_lab
    tests = moves.add(a("testing") * (tells != sight.own_tests), 1)
    release = np.where(is_lab, release_wish(sight), sight.own_release)
    cost = np.take(RELEASE_COST, release) * (release != sight.own_release)
    turn = moves.add(np.where(cost > 0, 1.5 + 10 * sight.promised_open, 0), cost)
    most, kept_back = most_moves(sight.own_influence, due(sight))
    made = moves.made(sight.own_influence - a("reserve") - kept_back, most)
    orders = levels.orders(made)
    wishes = [(sale, market, served, "sales"), (joins, stack, yes, "consortium")]
    wishes += [(place, subject, np.ones(sight.rows, bool), order) for place, subject, order in glances]
    entries: dict[str, list[Entry]] = {}
    for place, which, value, name in wishes:
        if made[place].any():
            entries.setdefault(name, []).append(Entry(which, value, made[place]))
    if made[line].any():
        orders["build"] = made[line]
    if made[tests].any():
        orders["tests"] = np.where(made[tests], tells, sight.own_tests)
    release = np.where(made[turn] | (cost == 0), release, sight.own_release).astype(np.int8)
    guidance = np.where(alive, a("guidance"), sight.own_guidance).astype(np.int8)
    orders |= changed(release=(sight.own_release, release), guidance=(sight.own_guidance, guidance))
    if (sight.own_occasion >= 0).any():
        orders["reply"] = replies(sight)
    if (sight.ladder >= 0).any():
        orders["ceiling"] = ceilings(sight)
    return Choice(None, entries, **orders)


def _levels(sight: Sight) -> Levels:
    """Wishes about single levels of a firm that is in business."""
    a, levels, alive, role = sight.attitude, Levels(sight), sight.own_alive, sight.own_role
    is_lab, is_designer = alive & (role[LAB] > 0), alive & (role[DESIGNER] > 0)
    behind = within((sight.frontier - sight.own_published) / 10, 0, 1)
    safety = a("safety_effort") + a("safety_alarm") * np.maximum(sight.alarm, sight.risk) - a("safety_race") * behind
    levels.want("safety_effort", within(safety, 0, 1), 0.1, 2.0, 1, only=alive)
    runway = sight.own_cash / np.maximum(sight.own_spending, 0.01)
    growth = within(a("growth") * within(runway / 4, 0, 1.2), 0, 0.6)
    levels.want("growth", growth, 0.1, 3.0, 1, only=alive)
    training = within(a("training") + a("training_behind") * behind, 0.1, 0.9)
    levels.want("training_share", training, 0.1, 1.5, 1, only=is_lab)
    levels.want("lobbying", a("lobbying"), 0.5, 0.5, 2, only=alive)
    levels.want("compliance", a("compliance"), 0.25, 0.7, 1, only=alive)
    levels.want("stockpile", _stock(sight, is_designer), 0.3, 0.6, 1, only=is_designer)
    levels.want("downgrade", a("downgrade"), 0.5, 0.7, 1, only=is_designer)
    return levels


def _stock(sight: Sight, is_designer: Array) -> Array:
    """Quarters of output that a designer stores, more while others are angry with its nation · (row,)."""
    return of_some(sight, is_designer, _stored, 1)[0]


def _stored(sight: Sight) -> tuple[Array, ...]:
    angry = np.maximum(sight.own_tension.max(axis=0) - 0.4, 0)
    return (within(sight.attitude("stockpile") + sight.attitude("stockpile_tension") * angry, 0, 2),)


def _sales(sight: Sight, moves: Moves) -> tuple[int, Array, Array]:
    """The market whose service is furthest from the wish is set right; size counts."""
    leaves = (sight.attitude("loyalty") > 0) | (sight.attitude("shuns_rival") > 0)
    need, market, served = of_some(sight, sight.own_alive & (leaves | (sight.own_sales != 1).any(0)), _served, 3)
    return moves.add(need, 1), market, served


def _served(sight: Sight) -> tuple[Array, ...]:
    """Need, market and service that should change most · three of (row,)."""
    old, size = sight.own_sales, sight.gdp
    barred = sight.own_stance >= RESTRICT
    rival = np.arange(len(old))[:, None] == sight.rival
    abroad = np.arange(len(old))[:, None] != sight.nation
    wish = 1 - np.maximum(sight.attitude("loyalty") * barred, sight.attitude("shuns_rival") * rival) * abroad
    gap = np.abs(wish - old) * np.sqrt(size / size.max(axis=0))
    market = largest(gap)
    most = at(gap, market)
    return np.where(most > 0.1, most, 0), market, at(wish, market)
