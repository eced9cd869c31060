"""Pairs of runs that differ in one thing: where they begin, what is moved, and what differs afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.columns import columns_of
from game import names
from game.diplomacy import Diplomacy
from game.luck import Luck
from game.orders import Orders
from game.params import Params
from game.playbook import Playbook
from game.rules.endings import PLACE
from game.rules.turn import turn
from game.scenario import load
from game.setting import Setting
from game.world import World, start_terms
from game.worlds import differences

WORLDS = 64
SEEDS = np.arange(WORLDS, dtype=np.uint64)
FLAGSHIP = load("two-plans-2025")
RULES = FLAGSHIP.resolved["parameters"]
SETTING = FLAGSHIP.setting
NATION = {key: index for index, key in enumerate(SETTING.nations)}
FIRM = {key: index for index, key in enumerate(SETTING.firms)}
SEAT = {key: index for index, key in enumerate(SETTING.seats)}
USA, CHN, GULF, GBR, TWN, CAN = (NATION[key] for key in ("USA", "CHN", "GULF", "GBR", "TWN", "CAN"))
STACK = {SETTING.nations[host]: stack for stack, host in enumerate(SETTING.hosts[:-1].tolist())}
BODY = {body["key"]: index for index, body in enumerate(SETTING.bodies)}
NVIDIA, OPENAI, ASML, TSMC, SKHYNIX, MICROSOFT, WORKDAY = (
    FIRM[key] for key in ("NVIDIA", "OPENAI", "ASML", "TSMC", "SKHYNIX", "MICROSOFT", "WORKDAY")
)

STEPS = (
    "shocks", "watching", "mediation", "programmes", "deals", "bodies", "restrictions", "chips", "compute", "talent",
    "research", "release", "ecosystems", "adoption", "safety", "money", "trust", "opinion", "prices", "sightings",
    "endings", "occasions", "crises", "questions",
)  # fmt: skip
"""Files of rules in the order in which the quarter calls them (``rules/turn.py``)."""
WRITTEN_BY = {
    "boost": "deals", "ladder_quiet": "deals", "rupture_left": "deals", "odds": "endings", "quarter": "endings",
}  # fmt: skip
"""Fields that another step than their own file's writes last."""
PASSED_ON = (
    "capacity", "inventory", "compute_share", "revenue", "guidance", "published", "opened", "trained", "cash",
)  # fmt: skip
"""What a firm hands to its owner, or is founded with: written once more in the step of money."""
FIRST_STEP = ("breach", "ceiling", "reply")
"""Orders that act in the first step of the quarter: nothing is earlier."""


@dataclass(frozen=True)
class State:
    """Where a pair of runs begins: world, standing orders, parameters and setting."""

    world: World
    orders: Orders
    p: Params
    setting: Setting
    playbook: Playbook
    before: Orders | None = None

    def set(self, field: str, cell: Any, value: Any) -> State:
        """The same with some cells of one field of the world, the orders or the treaty book changed."""
        part = "orders" if field in columns_of(Orders) else "world"
        owner = getattr(self, part)
        array = getattr(owner, field).copy()
        array[cell] = value
        return replace(self, **{part: replace(owner, **{field: array})})

    def param(self, name: str, value: Any, cell: Any = ...) -> State:
        """The same with another value of a parameter."""
        array = getattr(self.p, name).copy()
        array[cell] = value
        return replace(self, p=self.p.replaced(**{name: array}))


@cache
def plain() -> State:
    """The flagship's first state."""
    game = Diplomacy(FLAGSHIP, WORLDS)
    world, orders = game.start(SEEDS)
    return State(world, orders, game.params, game.setting, game.playbook)


def deal(
    kind: str,
    giver: str,
    taker: str,
    amount: float = 0.5,
    channel: int = -1,
    quarters: int = 8,
    inspection: float = 1.0,
) -> Callable[[State], State]:
    """A set-up or a move: one deal with one clause in the treaty book."""

    def signed(state: State) -> State:
        rows = start_terms(names.DEAL_SLOTS, len(SETTING.seats), WORLDS)
        rows.party[0, [SEAT[giver], SEAT[taker]]] = True
        rows.quarters_left[0] = rows.due[0] = quarters
        rows.inspection[0] = inspection
        every = kind in ("joint_lab", "hotline", "recognition")
        rows.kind[0, 0] = names.CLAUSE[kind]
        rows.giver[0, 0] = -1 if every else SEAT[giver]
        rows.taker[0, 0] = -1 if every else SEAT[taker]
        rows.channel[0, 0] = channel
        rows.amount[0, 0] = amount
        return replace(state, world=replace(state.world, deals=rows))

    return signed


def ladder(rung: int, kind: int = 0, first: str = "USA", second: str = "CHN") -> Callable[[State], State]:
    """A set-up: two seats on a crisis ladder."""

    def standing(state: State) -> State:
        state = state.set("ladder", 0, kind).set("rung", 0, rung)
        return state.set("ladder_side", (0, 0), SEAT[first]).set("ladder_side", (0, 1), SEAT[second])

    return standing


def past(measures: dict[str, float], *also: Callable[[State], State]) -> Callable[[State], State]:
    """A set-up: the last quarter of the game, with these means of the window on which endings are judged."""

    def ready(state: State) -> State:
        for name, value in measures.items():
            state = state.set("recent", (slice(None), PLACE[name]), value)
        for change in also:
            state = change(state)
        return replace(state, world=replace(state.world, quarter=state.world.quarter * 0 + SETTING.quarters - 1))

    return ready


def several(*changes: Callable[[State], State]) -> Callable[[State], State]:
    """A set-up of several."""

    def all_of_them(state: State) -> State:
        for change in changes:
            state = change(state)
        return state

    return all_of_them


def deals_of(*each: Callable[[State], State]) -> Callable[[State], State]:
    """A set-up: several deals in the treaty book, one row each."""

    def signed(state: State) -> State:
        book = start_terms(names.DEAL_SLOTS, len(SETTING.seats), WORLDS)
        for row, one in enumerate(each):
            rows = one(state).world.deals
            for field in columns_of(type(rows)):
                getattr(book, field)[row] = getattr(rows, field)[0]
        return replace(state, world=replace(state.world, deals=book))

    return signed


def reordered(*changes: Callable[[State], State]) -> Callable[[State], State]:
    """A set-up: orders that were changed this quarter."""

    def ordered(state: State) -> State:
        new = several(*changes)(state)
        return replace(new, before=state.orders)

    return ordered


def cell(field: str, place: Any, value: Any) -> Callable[[State], State]:
    """A set-up or a move: some cells of one field."""
    return lambda state: state.set(field, place, value)


def number(name: str, value: float) -> Callable[[State], State]:
    """A set-up: another value of a parameter."""
    return lambda state: state.param(name, value)


def scaled(field: str, factor: float) -> Callable[[State], State]:
    """A move: one field of the world multiplied."""
    return lambda state: state.set(field, ..., getattr(state.world, field) * factor)


@cache
def path(setup: Callable[[State], State], quarters: int) -> tuple[World, ...]:
    """The worlds of an unmoved run."""
    return tuple(played(setup(plain()), None, quarters))


def played(state: State, standing: Orders | None, quarters: int) -> list[World]:
    """The worlds after each of some quarters under standing orders; ``standing`` are those of the quarter before."""
    worlds, world, orders, before = [], state.world, state.orders, standing or state.before or state.orders
    for _ in range(quarters):
        luck = Luck(SEEDS, int(world.quarter[0]))
        done = turn(world, before, orders, luck, state.p, state.setting, state.playbook)
        world, orders, before = done.world, done.orders, done.orders
        worlds.append(world)
    return worlds


def fields_that_differ(one: World, other: World) -> set[str]:
    """Fields in which two worlds differ; the treaty book counts as one."""
    return {name.split(".")[0] for name in differences(one, other)}


def step(field: str, named: tuple[str, ...]) -> int:
    """Place in the quarter of the last step that writes a field."""
    if field == "deals":
        return STEPS.index("deals")
    if {"alive", "parent"} & set(named) and field in PASSED_ON:
        return STEPS.index("money")
    return STEPS.index(WRITTEN_BY.get(field) or columns_of(World)[field].rule)


def check(
    named: tuple[str, ...],
    move: Callable[[State], State],
    setup: Callable[[State], State],
    quarters: int = 2,
    ignore: frozenset[str] = frozenset(),
    anything_first: bool = False,
) -> None:
    """The move changes every named field in the first quarter in which it changes anything, and no earlier field."""
    start = setup(plain())
    moved = move(start)
    for mine, theirs in zip(played(moved, start.before or start.orders, quarters), path(setup, quarters), strict=True):
        found = fields_that_differ(mine, theirs) - ignore
        if not found:
            continue
        assert set(named) <= found, f"moves {sorted(found, key=lambda f: step(f, named))}"
        first = min(step(field, named) for field in named)
        earlier = {field for field in found if step(field, named) < first}
        assert anything_first or not earlier, f"moves {earlier} before {named}"
        return
    pytest.fail("a dead lever: nothing differs")


def as_it_is(state: State) -> State:
    """No set-up."""
    return state
