"""Random orders within the law: the null policy against which goals are scaled."""

from __future__ import annotations

import numpy as np

from agents.choice import Choice
from agents.columns import Array, share
from agents.sight import Sight
from agents.strategies.base import Strategy
from agents.strategies.firm_base import LAB, RELEASE_COST
from agents.strategies.moves import MOVES, Moves, at, changed, put

SPLITS = ("safety_effort", "growth", "training_share")
"""Fields that cost one for every ten points."""
STEP = 2.0**-24
"""Step of the numbers that serve as seed."""
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)


class RandomPolicy(Strategy):
    """Does anything: a few lawful orders drawn evenly, no offers, and answers by the toss of a coin."""

    name = "random_policy"
    source = "Own; zero-intelligence players as in Gode and Sunder (1993)."

    def decide(self, sight: Sight) -> Choice:
        """Up to three random changes that its influence bears."""
        chosen = Choice({0: draws(sight, "memory", 1)[0]})
        chosen.update((_firm if (sight.seat >= sight.nation_seats).all() else _nation)(sight))
        return chosen

    def answer(self, sight: Sight) -> Array:
        """An even chance to sign."""
        return np.full(sight.rows, 0.5)


def draws(sight: Sight, purpose: str, count: int) -> Array:
    """Even numbers from 0 to 1 · (count, row): hashed from the quarter, the seat, its memory and its temperament.

    A strategy has no luck of its own; temperaments differ between worlds, so their later digits serve as seed. The last
    ones do not: they differ between processors.
    """
    with np.errstate(over="ignore"):
        key = _mixed(_steps(sight.own_temperament) + _GOLDEN * (sight.seat + 1).astype(np.uint64))
        key = _mixed(key ^ _steps(sight.memory(0)) ^ _GOLDEN * (sight.quarter + 1).astype(np.uint64))
        stream = np.uint64(int.from_bytes(purpose.encode()[:8]))
        key = _mixed(key ^ _steps(sight.own_influence + sight.incidents) ^ stream)
        step = np.arange(1, count + 1, dtype=np.uint64)[:, None] * _GOLDEN
        return np.asarray((_mixed(key + step) >> np.uint64(11)) * 2.0**-53)


def _steps(x: Array) -> Array:
    """Numbers in whole steps of ``STEP``."""
    return np.rint(np.asarray(x, np.float64) / STEP).astype(np.int64).view(np.uint64)


def _mixed(x: Array) -> Array:
    x = (x ^ (x >> np.uint64(30))) * _FIRST
    x = (x ^ (x >> np.uint64(27))) * _SECOND
    return np.asarray(x ^ (x >> np.uint64(31)))


def _picked(sight: Sight, moves: Moves) -> Array:
    return moves.made(sight.own_influence - 1, np.full(sight.rows, MOVES))


def _chance(draw: Array, often: float) -> Array:
    """A need where a draw falls under a mark, by chance large or small."""
    return np.where(draw < often, 1 - draw / often + 0.01, 0)


def _nation(sight: Sight) -> dict[str, Array]:
    u = iter(draws(sight, "nation", 40))
    moves, found = Moves(), {}
    own = sight.own_restriction
    partners = len(own)
    partner = np.floor(next(u) * partners).astype(np.int64)
    step = np.floor(next(u) * 5).astype(np.int64)
    row = np.take_along_axis(sight.stance_levels, step[None, None], axis=0)[0]
    foreign = (partner != sight.nation).astype(float)
    found["restriction"] = (moves.add(_chance(next(u), 0.3) * foreign, 2), own, put(own, partner, row, foreign > 0))
    levy, level = sight.own_levy, next(u) / 2
    row = put(at(levy, partner), np.floor(next(u) * levy.shape[1]).astype(np.int64), level, foreign > 0)
    found["levy"] = (moves.add(_chance(next(u), 0.15) * foreign, 1), levy, put(levy, partner, row, foreign > 0))
    package, value = sight.own_package, next(u)
    wider = put(package, partner, value, foreign > 0)
    found["package"] = (moves.add(_chance(next(u), 0.15) * foreign, 1), package, wider)
    stance = sight.own_stance
    said = put(stance, partner, step + 0.0, foreign > 0)
    found["stance"] = (moves.add(_chance(next(u), 0.2) * foreign, 1), stance, said)
    for name, low, high, price, often in (
        ("enforcement", 0.0, 1.0, 2, 0.15), ("openness", -1.0, 1.0, 2, 0.15), ("release_threshold", 0.0, 30.0, 2, 0.1),
        ("safety_standard", 0.0, 1.0, 1, 0.2), ("threshold", 0.0, 4.0, 1, 0.1),
    ):  # fmt: skip
        need = _chance(next(u), often)
        found[name] = (moves.add(need, price), getattr(sight, f"own_{name}"), low + (high - low) * next(u))
    budget = sight.own_budget
    wish = share(np.stack([next(u) for _ in range(len(budget))]) + 0.05)
    found["budget"] = (moves.add(_chance(next(u), 0.3), 1), budget, share(budget + 0.09 * (wish - budget)))
    member = np.take_along_axis(sight.member, sight.nation[None, None], axis=1)[:, 0]
    body = np.floor(next(u) * len(member)).astype(np.int64)
    open_now = at(sight.admitted & ~member & (sight.host >= 0), body)
    action = sight.own_body_action
    joined = put(action, body, 1 + 0 * body, open_now)
    found["body_action"] = (moves.add(_chance(next(u), 0.2) * open_now, 1), action, joined)
    steer = sight.own_steer
    found["steer"] = (moves.add(_chance(next(u), 0.1), 2), steer, put(steer, body, 2 * next(u) - 1, body >= 0))
    _nation_acts(sight, moves, found)
    return _orders(sight, moves, found, draws(sight, "replies", 4))


def _begun(
    moves: Moves, old: Array, entry: Array, may: Array, draw: Array, price: int, often: float = 0.15
) -> tuple[int, Array, Array]:
    """One entry of an order that acts once, switched on by chance where it may be."""
    return moves.add(_chance(draw, often) * may, price), old, put(old, entry, np.ones_like(entry), may)


def _subject(sight: Sight, draw: Array) -> tuple[Array, Array]:
    """A seat drawn evenly, and whether it is another one that is in business · two of (row,)."""
    n = sight.nation_seats[0]
    subject = np.floor(draw * (n + len(sight.alive))).astype(np.int64)
    there = (subject < n) | at(sight.alive, np.maximum(subject - n, 0))
    return subject, there & (subject != sight.seat)


def _nation_acts(sight: Sight, moves: Moves, found: dict[str, tuple[int, Array, Array]]) -> None:
    """Analysts, findings, inspections, good offices, programmes and campaigns."""
    u = iter(draws(sight, "acts", 16))
    n = sight.nation_seats[0]
    subject, there = _subject(sight, next(u))
    found["watch"] = _begun(moves, sight.own_watch, subject, there, next(u), 1)
    subject, there = _subject(sight, next(u))
    known = there & (at(sight.analysts, subject) > 0)
    found["publish"] = _begun(moves, sight.own_publish, subject, known, next(u), 1)
    deal = np.floor(next(u) * len(sight.inspectable)).astype(np.int64)
    found["inspect"] = _begun(moves, sight.own_inspect, deal, at(sight.inspectable, deal), next(u), 0)
    ladder = np.floor(next(u) * len(sight.ladder)).astype(np.int64)
    side = np.maximum(at(sight.ladder_side, ladder), 0)
    at_home = np.take_along_axis(sight.home, np.maximum(side - n, 0), axis=0)
    apart = (np.where(side < n, side, at_home) != sight.nation).all(axis=0)
    open_now = (at(sight.ladder, ladder) >= 0) & (at(sight.mediator, ladder) < 0)
    found["mediate"] = _begun(moves, sight.own_mediate, ladder, apart & open_now, next(u), 2)
    line = np.floor(next(u) * len(sight.own_programmes)).astype(np.int64)
    idle = at(sight.own_programmes, line) == 0
    found["programme"] = _begun(moves, sight.own_programme, line, idle, next(u), 3, 0.1)
    campaign, idle = sight.own_campaign, sight.own_campaigning == 0
    found["campaign"] = (moves.add(_chance(next(u), 0.1) * idle, 2), campaign, campaign | idle)


def _firm_acts(sight: Sight, moves: Moves, found: dict[str, tuple[int, Array, Array]]) -> None:
    """Studies, audits and reports of leakage, new lines, consortia and published tests."""
    u = iter(draws(sight, "acts", 16))
    n, alive = sight.nation_seats[0], sight.own_alive
    subject, there = _subject(sight, next(u))
    found["watch"] = _begun(moves, sight.own_watch, subject, there & alive, next(u), 1)
    nation = np.floor(next(u) * n).astype(np.int64)
    told = np.where(next(u) < 0.5, sight.seat, nation)
    found["publish"] = _begun(moves, sight.own_publish, told, alive & (told != sight.nation), next(u), 1)
    build, free = sight.own_build, alive & (sight.own_building == 0) & (sight.own_cash > sight.own_revenue)
    found["build"] = (moves.add(_chance(next(u), 0.1) * free, 3), build, build | free)
    stack = np.floor(next(u) * len(sight.hosts)).astype(np.int64)
    joins = alive & (at(sight.hosts, stack) >= 0) & ~sight.own_consortium.any(axis=0)
    found["consortium"] = _begun(moves, sight.own_consortium, stack, joins, next(u), 1)
    tests, lab = sight.own_tests, alive & (sight.own_role[LAB] > 0)
    found["tests"] = (moves.add(_chance(next(u), 0.1) * lab, 1), tests, tests | lab)


def _firm(sight: Sight) -> dict[str, Array]:
    u = iter(draws(sight, "firm", 40))
    moves, found = Moves(), {}
    alive = sight.own_alive
    for name, low, high, price in (
        ("downgrade", 0.0, 1.0, 1), ("safety_effort", 0.0, 1.0, 1), ("growth", 0.0, 0.6, 1),
        ("training_share", 0.1, 0.9, 1), ("lobbying", -1.0, 1.0, 2), ("compliance", 0.0, 1.0, 1),
        ("stockpile", 0.0, 2.0, 1),
    ):  # fmt: skip
        need, new, old = _chance(next(u), 0.15) * alive, low + (high - low) * next(u), getattr(sight, f"own_{name}")
        steps = np.ceil(10 * np.abs(new - old) - 1e-9) if name in SPLITS else price
        found[name] = (moves.add(need, steps), old, new)
    sales = sight.own_sales
    market = np.floor(next(u) * len(sales)).astype(np.int64)
    found["sales"] = (moves.add(_chance(next(u), 0.2) * alive, 1), sales, put(sales, market, next(u), alive))
    often, release, guidance = _chance(next(u), 0.2) * alive, np.floor(4 * next(u)), np.floor(3 * next(u))
    old, cost = sight.own_release, np.take(RELEASE_COST, release.astype(np.int64))
    found["release"] = (moves.add(np.where(release != old, often, 0), cost), old, release)
    _firm_acts(sight, moves, found)
    orders = _orders(sight, moves, found, draws(sight, "replies", 4))
    orders["guidance"] = np.where(alive, guidance, sight.own_guidance).astype(np.int8)
    return orders


def _orders(sight: Sight, moves: Moves, found: dict[str, tuple[int, Array, Array]], u: Array) -> dict[str, Array]:
    made = _picked(sight, moves)
    orders: dict[str, Array] = {}
    for name, (place, old, new) in found.items():
        orders |= changed(**{name: (old, np.where(made[place], new, old).astype(old.dtype))})
    replies = np.floor(4 * u[:2]).astype(np.int8)
    orders["reply"] = np.where(sight.own_occasion >= 0, replies, -1).astype(np.int8)
    orders["ceiling"] = (np.floor(4 * u[2:3]) + 0 * sight.rung).astype(np.int8)
    return orders
