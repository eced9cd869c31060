"""What firm strategies share: wishes that follow from their attitudes, turned into affordable orders."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.choice import Choice
from agents.columns import Array
from agents.sight import Sight
from agents.strategies.base import Strategy, shared
from agents.strategies.counters import countered
from agents.strategies.leanings import ceilings, replies
from agents.strategies.moves import Moves, at, changed, most_moves, put, towards, within
from agents.strategies.offers import accepted, due
from agents.strategies.plans import consortium, new_line
from agents.strategies.trade import firm_offered
from agents.strategies.vigilance import firm_glances, taken

DESIGNER, LAB = 3, 5
CLOSED, DELAYED, OPEN = 1, 2, 3
RELEASE_COST = np.array([0.0, 0.0, 1.0, 2.0])
"""What turning to each release policy costs."""
DELAY_BAND = 3.0
"""Points further ahead at which a lab still opens with a delay."""
RESTRICT = 3.0
"""Stance of the home government from which the loyal leave a market."""


class FirmStrategy(Strategy):
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
        "agreeable": 0.05, "wary": 0.0, "guards": 0.0, "reserve": 1.0, "haggle": 0.6,
        # occasions and crises
        "hawkish": 0.0, "open_handed": 0.0, "careful": 0.0, "bold": 0.0, "joining": 0.0, "resolve": 0.3,
    }  # fmt: skip

    @shared
    def propose(self, sight: Sight) -> Choice | None:
        """A sale to a government where the calendar says so and a buyer promises well."""
        return firm_offered(sight)

    @shared
    def answer(self, sight: Sight) -> Array | None:
        """Its own appraisal, and how agreeable it is."""
        return accepted(sight)

    @shared
    def counter(self, sight: Sight) -> Choice | None:
        """The change of a declined offer that both may sign."""
        return countered(sight)

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
    a, moves = sight.attitude, Moves()
    alive = sight.own_alive
    roles = sight.own_role
    is_lab, is_designer = roles[LAB], roles[DESIGNER]
    found: dict[str, tuple[int, Array, Array]] = {}

    def want(name: str, wish: Array, step: float, weight: float, price: int, where: Array | bool = True) -> None:
        old = getattr(sight, f"own_{name}")
        gap = np.where(alive & where, np.abs(wish - old), 0)
        found[name] = (moves.add(np.where(3 * gap > step, weight * gap, 0), price), old, towards(old, wish, step))

    behind = within((sight.frontier - sight.own_published) / 10, 0, 1)
    safety = a("safety_effort") + a("safety_alarm") * np.maximum(sight.alarm, sight.risk) - a("safety_race") * behind
    want("safety_effort", within(safety, 0, 1), 0.1, 2.0, 1)
    runway = sight.own_cash / np.maximum(sight.own_spending, 0.01)
    growth = within(a("growth") * within(runway / 4, 0, 1.2), 0, 0.6)
    want("growth", growth, 0.1, 3.0, 1)
    training = within(a("training") + a("training_behind") * behind, 0.1, 0.9)
    want("training_share", training, 0.1, 1.5, 1, is_lab)
    want("lobbying", a("lobbying") + 0 * behind, 0.5, 0.5, 2)
    want("compliance", a("compliance") + 0 * behind, 0.25, 0.7, 1)
    angry = np.max(sight.own_tension, axis=0)
    stock = within(a("stockpile") + a("stockpile_tension") * np.maximum(angry - 0.4, 0), 0, 2)
    want("stockpile", stock, 0.3, 0.6, 1, is_designer)
    want("downgrade", a("downgrade") + 0 * behind, 0.5, 0.7, 1, is_designer)
    found["sales"] = _sales(sight, moves, alive)
    found["build"] = new_line(sight, behind, moves)
    found["consortium"] = consortium(sight, moves)
    tells = (a("testing") > 0) & alive & (is_lab > 0)
    found["tests"] = (moves.add(a("testing") * (tells != sight.own_tests), 1), sight.own_tests, tells)
    policy = np.where(alive & (is_lab > 0), release_wish(sight), sight.own_release)
    cost = np.take(RELEASE_COST, policy) * (policy != sight.own_release)
    turns = moves.add(np.where(cost > 0, 1.5 + 10 * sight.promised_open, 0), cost)
    glances = firm_glances(sight, moves)
    most, kept_back = most_moves(sight.own_influence, due(sight))
    made = moves.made(sight.own_influence - a("reserve") - kept_back, most)
    wanted = np.asarray(made.any(axis=1))
    orders: dict[str, Array] = {}
    for name, (place, old, new) in found.items():
        if wanted[place]:
            orders |= changed(**{name: (old, np.where(made[place], new, old).astype(old.dtype, copy=False))})
    release = np.where(made[turns] | (cost == 0), policy, sight.own_release).astype(np.int8)
    guidance = np.where(alive, a("guidance"), sight.own_guidance).astype(np.int8)
    orders |= changed(release=(sight.own_release, release), guidance=(sight.own_guidance, guidance))
    if (sight.own_occasion >= 0).any():
        orders["reply"] = replies(sight)
    if (sight.ladder >= 0).any():
        orders["ceiling"] = ceilings(sight)
    return Choice(None, taken(glances, made), **orders)


def _sales(sight: Sight, moves: Moves, alive: Array) -> tuple[int, Array, Array]:
    """The market whose service is furthest from the wish is set right; size counts."""
    old, size = sight.own_sales, sight.gdp
    barred = sight.own_stance >= RESTRICT
    rival = np.arange(len(old))[:, None] == sight.rival
    abroad = np.arange(len(old))[:, None] != sight.nation
    wish = 1 - np.maximum(sight.attitude("loyalty") * barred, sight.attitude("shuns_rival") * rival) * abroad
    gap = np.where(alive, np.abs(wish - old), 0) * np.sqrt(size / np.max(size, axis=0))
    market = np.argmax(gap, axis=0)
    most = at(gap, market)
    return moves.add(np.where(most > 0.1, most, 0), 1), old, put(old, market, at(wish, market), most > 0)
