"""No dead lever: whatever can be ordered, signed or set moves what its declaration names, and nothing earlier.

The list of levers comes from the declarations: the columns of ``Orders``, ``CLAUSE_MOVES``, the actions in bodies, the
parameters of the rules and the tables of the flagship. Each is moved alone in 64 worlds that share their luck with 64
worlds where it is not moved. In the first quarter in which anything differs, what the lever names differs, and all that
earlier steps of the quarter wrote is the same to the bit.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.choice import MEMORY_PLACES, Choice
from agents.columns import columns_of
from agents.sight import Rows
from agents.strategies.base import Strategy
from game import fog, names
from game.diplomacy import Diplomacy
from game.luck import Luck
from game.names import AXIS_PLACES
from game.orders import Orders
from game.params import Params
from game.playbook import Playbook
from game.rules import legal, scores
from game.rules.deals import CLAUSE_MOVES, renewable
from game.rules.endings import PLACE
from game.rules.measures import Measures
from game.rules.sizes import EFFECTS
from game.rules.turn import turn
from game.scenario import load
from game.session import Session, Snapshot
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

STEPS = (
    "shocks", "watching", "mediation", "programmes", "deals", "bodies", "restrictions", "chips", "compute", "talent",
    "research", "release", "ecosystems", "adoption", "safety", "money", "trust", "opinion", "prices", "sightings",
    "endings", "occasions", "crises",
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


# orders

NVIDIA, OPENAI, ASML, TSMC, SKHYNIX, MICROSOFT, WORKDAY = (
    FIRM[key] for key in ("NVIDIA", "OPENAI", "ASML", "TSMC", "SKHYNIX", "MICROSOFT", "WORKDAY")
)
FREE_BODY = len(BODY)
HOLDER = {"tools": "USA", "foundry": "TWN", "memory": "KOR", "minerals": "CHN"}
ORDER_SETUPS: dict[str, Callable[[State], State]] = {
    "budget.diplomacy": cell("steer", (CHN, BODY["UN"]), 1.0),
    "release_threshold": cell("openness", CHN, -1.0),
    "downgrade": cell("downgrade", NVIDIA, 0.2),
    "hoarding": deal("joint_lab", "USA", "CHN"),
    "breach": deal("safety_accord", "USA", "GBR"),
    "publish.finding": cell("analysts", (SEAT["USA"], SEAT["CHN"]), 4),
    "inspect": deal("safety_accord", "USA", "GBR", 0.9, inspection=0.3),
    "programme.end": cell("programmes", (CHN, 1), 3),
    "consortium": cell("package", (CHN, GULF), 1.0),
    "mediate": several(ladder(3), cell("ceiling", (SEAT["USA"], 0), 1), cell("ceiling", (SEAT["CHN"], 0), 1)),
    "ceiling": ladder(3),
    "reply": cell("occasion", (SEAT["CHN"], 0), 0),
    "growth.maker": cell("capacity", TSMC, 800.0),
}
"""Where an order applies: what must be so for it to matter."""
ORDER_MOVES: dict[str, tuple[Any, Any]] = {
    "threshold": (USA, 0.6),
    "package": ((CHN, GULF), 1.0),
    "stance.kinder": ((USA, CHN), 0.0),
    "stance.harsher": ((USA, CHN), 4.0),
    "enforcement": (USA, 1.0),
    "openness.forbids": (CHN, -1.0),
    "openness.subsidises": (USA, 1.0),
    "release_threshold": (CHN, 20.0),
    "safety_standard": (USA, 0.8),
    "steer": ((USA, BODY["UN"]), -1.0),
    "release.hold": (OPENAI, 0),
    "release.open": (OPENAI, 3),
    "release.delayed": (OPENAI, 2),
    "sales.designer": ((NVIDIA, GULF), 0.0),
    "sales.toolmaker": ((ASML, TWN), 0.0),
    "sales.foundry": ((TSMC, USA), 0.0),
    "sales.memory": ((SKHYNIX, USA), 0.0),
    "sales.cloud": ((MICROSOFT, GULF), 0.0),
    "sales.lab": ((OPENAI, GULF), 0.0),
    "sales.platform": ((WORKDAY, GULF), 0.0),
    "downgrade": (NVIDIA, 1.0),
    "safety_effort": (OPENAI, 0.8),
    "growth.cloud": (MICROSOFT, 0.6),
    "growth.lab": (OPENAI, 0.6),
    "growth.maker": (TSMC, 0.6),
    "growth.platform": (WORKDAY, 0.6),
    "training_share": (OPENAI, 0.8),
    "lobbying": (NVIDIA, 1.0),
    "compliance.designer": (NVIDIA, 1.0),
    "compliance.lab": (FIRM["MISTRAL"], 1.0),
    "stockpile": (NVIDIA, 1.0),
    "guidance": (NVIDIA, 2),
    "hoarding": (USA, 0.1),
    "watch.analysts": ((SEAT["USA"], SEAT["CHN"]), True),
    "watch.study": ((SEAT["NVIDIA"], SEAT["CHN"]), True),
    "publish.finding": ((SEAT["USA"], SEAT["CHN"]), True),
    "publish.audit": ((SEAT["OPENAI"], SEAT["OPENAI"]), True),
    "publish.report": ((SEAT["NVIDIA"], SEAT["CHN"]), True),
    "inspect": ((GBR, 0), True),
    "mediate": ((GBR, 0), True),
    "programme.start": ((CHN, 0), 1),
    "programme.end": ((CHN, 1), 2),
    "campaign": (USA, True),
    "consortium": ((FIRM["DEEPSEEK"], STACK["CHN"]), True),
    "tests": (OPENAI, True),
    "build.plant": (TSMC, True),
    "build.hall": (OPENAI, True),
    "breach": ((SEAT["USA"], 0), True),
    "ceiling": ((SEAT["USA"], 0), 3),
    "reply": ((SEAT["CHN"], 0), 0),
}
"""One move, or one for each kind of seat or direction, of every order that is not taken place by place."""
ORDER_NAMES: dict[str, tuple[str, ...]] = {
    "budget.compute": ("chips_received",), "budget.chips": ("quality",), "budget.research": ("talent",),
    "budget.safety": ("safety",), "budget.adoption": ("adoption",), "budget.diplomacy": ("body_influence",),
    "release.hold": ("published",), "release.open": ("opened",), "release.delayed": ("opened",),
    "sales.designer": ("chips_received",), "sales.toolmaker": ("capacity",), "sales.foundry": ("chips_made",),
    "sales.memory": ("chips_made",), "sales.cloud": ("revenue",), "sales.lab": ("revenue",),
    "sales.platform": ("revenue",), "growth.maker": ("capacity",), "growth.lab": ("compute_share",),
    "growth.cloud": ("compute_share",), "growth.platform": ("revenue",), "compliance.designer": ("leak_route",),
    "compliance.lab": ("safety",), "stance.kinder": ("trust_good",), "stance.harsher": ("trust_bad",),
    **{f"levy.{channel}": ("adaptation", "income") for channel in names.CHANNELS},
    "levy.top": ("chips_received", "income"), "levy.downgraded": ("chips_received", "income"),
    "publish.finding": ("exposed",), "publish.audit": ("audited",), "publish.report": ("leak_route",),
}  # fmt: skip
"""Where places or roles move different fields first: theirs, all among the declared ones."""


def order_levers() -> list[tuple[str, str, Callable[[State], State]]]:
    """Every order, place by place, role by role: (name, field, move)."""
    levers: list[tuple[str, str, Callable[[State], State]]] = []
    for channel, key in enumerate(names.CHANNELS):
        seller = NATION[HOLDER.get(key, "USA")]
        levers.append((f"restriction.{key}", "restriction", cell("restriction", (seller, GBR, channel), 0.8)))
        levers.append((f"refusal.{key}", "refusal", cell("refusal", (GBR, seller, channel), 0.8)))
        buyer = {"tools": TWN, "foundry": USA, "memory": USA, "minerals": USA, "downgraded": CHN}.get(key, GBR)
        levers.append((f"levy.{key}", "levy", cell("levy", (seller, buyer, channel), 0.3)))
    for line, key in enumerate(names.LINES):
        levers.append((f"budget.{key}", "budget", cell("budget", (CHN, line), 0.4)))
    for action, key in enumerate(names.BODY_ACTIONS):
        place = {"join": (NATION["AFR"], BODY["WAICO"]), "leave": (USA, BODY["UN"]), "found": (USA, FREE_BODY)}.get(key)
        if place:
            levers.append((f"body_action.{key}", "body_action", cell("body_action", place, action)))
    for name, (place, value) in ORDER_MOVES.items():
        levers.append((name, name.split(".")[0], cell(name.split(".")[0], place, value)))
    return levers


ORDER_LEVERS = order_levers()


def test_every_order_is_moved() -> None:
    assert {field for _, field, _ in ORDER_LEVERS} == set(columns_of(Orders))
    assert {name.split(".")[1] for name, field, _ in ORDER_LEVERS if field == "body_action"} == set(
        names.BODY_ACTIONS
    ) - {"none"}


@pytest.mark.parametrize("lever", ORDER_LEVERS, ids=lambda lever: lever[0])
def test_orders_move_what_they_say(lever: tuple[str, str, Callable[[State], State]]) -> None:
    name, field, move = lever
    declared = columns_of(Orders)[field].moves
    named = ORDER_NAMES.get(name, declared)
    assert set(named) <= set(declared), "the declaration leaves it out"
    check(named, move, ORDER_SETUPS.get(name, as_it_is), 3, anything_first=field in FIRST_STEP)


def test_every_field_that_orders_name_is_moved_by_one_of_them() -> None:
    for field, declared in columns_of(Orders).items():
        named = {n for name, of, _ in ORDER_LEVERS if of == field for n in ORDER_NAMES.get(name, declared.moves)}
        assert named == set(declared.moves), field


# clauses

CLAUSES: dict[str, Callable[[State], State]] = {
    "free_channel": deal("free_channel", "USA", "GBR", 0.1, names.TOP),
    "supply_chips": deal("supply_chips", "NVIDIA", "GULF", 0.5),
    "compute_access": deal("compute_access", "USA", "GULF", 0.1, names.CLOUD),
    "joint_lab": deal("joint_lab", "USA", "CHN"),
    "safety_accord": deal("safety_accord", "USA", "GBR", 0.8, inspection=0.0),
    "hotline": deal("hotline", "USA", "CHN"),
    "recognition": deal("recognition", "USA", "CHN"),
    "open_release": deal("open_release", "USA", "GBR", 1.0),
    "visas": deal("visas", "USA", "CHN", 0.5),
    "money": deal("money", "USA", "GULF", 0.5),
    "join_body": deal("join_body", "AFR", "CHN", 1.0, BODY["WAICO"]),
    "align_controls": deal("align_controls", "TWN", "USA", 0.3, names.FOUNDRY),
    "licence": deal("licence", "OPENAI", "MISTRAL", 1.0),
    "merger": deal("merger", "XAI", "META", 1.0),
}


def test_every_clause_is_moved() -> None:
    assert set(CLAUSES) == set(CLAUSE_MOVES) == set(names.CLAUSES) - {"none"}


@pytest.mark.parametrize("kind", CLAUSES)
def test_clauses_move_what_they_say(kind: str) -> None:
    check(CLAUSE_MOVES[kind], CLAUSES[kind], as_it_is, ignore=frozenset({"deals"}))


BROKEN: dict[str, tuple[Callable[[State], State], Callable[[State], State]]] = {
    "free_channel": (
        deal("free_channel", "USA", "GBR", 0.1, names.TOP),
        cell("restriction", (USA, GBR, names.TOP), 0.9),
    ),
    "supply_chips": (deal("supply_chips", "NVIDIA", "GULF"), cell("sales", (NVIDIA, GULF), 0.0)),
    "compute_access": (deal("compute_access", "USA", "GBR", 0.1), cell("restriction", (USA, GBR, names.CLOUD), 0.9)),
    "joint_lab": (deal("joint_lab", "USA", "CHN"), cell("hoarding", USA, 0.9)),
    "safety_accord": (deal("safety_accord", "EUR", "GBR", 0.4), cell("safety_standard", NATION["EUR"], 0.0)),
    "open_release": (deal("open_release", "META", "GBR", 1.0), cell("release", FIRM["META"], 1)),
    "visas": (deal("visas", "USA", "GBR", 0.5), cell("restriction", (USA, GBR, names.TALENT), 0.9)),
    "money": (deal("money", "USA", "GULF", 0.5), cell("cash", SEAT["USA"], 0.0)),
    "join_body": (deal("join_body", "CHN", "USA", 1.0, BODY["UN"]), cell("body_action", (CHN, BODY["UN"]), 2)),
    "align_controls": (
        deal("align_controls", "TWN", "USA", 0.9, names.TOOLS),
        cell("restriction", (USA, CHN, names.TOOLS), 0.0),
    ),
    "licence": (deal("licence", "USA", "GBR", 1.0), cell("restriction", (USA, GBR, names.WEIGHTS), 0.9)),
}
"""Clauses that conduct can break: what is signed, and a change that turns a pledge kept into one broken, or back."""


@pytest.mark.parametrize("kind", BROKEN)
def test_breaches_are_booked(kind: str) -> None:
    signed, move = BROKEN[kind]
    check(("broken",), move, signed, 1, anything_first=True)


# parameters

OUTSIDE = {name for name, declared in RULES.items() if not declared["moves"]}
AT_START = {name for name, declared in RULES.items() if declared["rule"] == "start"}
IN_SOUNDINGS = {name for name, declared in RULES.items() if declared["rule"] == "soundings"} | {"sound_price"}
IN_TALKS = {name for name, declared in RULES.items() if declared["rule"] == "appraisal"} | {
    "offer_price",
    "refusal_price",
    *IN_SOUNDINGS,
}
TIGHTENED = reordered(cell("restriction", (USA, GBR), 0.05))
MANY = several(
    cell("influence", SEAT["USA"], 20.0), reordered(*(cell("package", (USA, buyer), 0.5) for buyer in range(2, 9)))
)
UN_STEERED = cell("steer", (USA, BODY["UN"]), -1.0)
AT_RUNG_SIX = several(ladder(6), cell("ceiling", (SEAT["USA"], 0), 2), cell("ceiling", (SEAT["CHN"], 0), 2))
LAST = {"advantage": 0.1, "adoption_share": 0.1, "open_gap": 3.0, "fragmentation": 0.1}
CURTAIN = past({**LAST, "mutual_restriction": 1.0, "tipped": 0.95})
HEGEMON = past({**LAST, "advantage": 1.1, "adoption_share": 0.9})
TWO_STACKS = past({**LAST, "second_stack": 0.55, "fragmentation": 0.9})
LASTING = past({**LAST, "lab_age": 10.0, "lab_share": 0.5}, deal("joint_lab", "USA", "CHN", 0.5))
WATCHED = cell("watch", (SEAT["USA"], SEAT["CHN"]), True)
FOUND = cell("publish", (SEAT["USA"], SEAT["CHN"]), True)
AUDIT = cell("publish", (SEAT["OPENAI"], SEAT["OPENAI"]), True)
PROGRAMME = cell("programme", (CHN, 0), 1)
REPORTED = cell("publish", (SEAT["NVIDIA"], SEAT["CHN"]), True)
HIDDEN_BREACH = deal("safety_accord", "USA", "GBR", 0.9, inspection=0.3)
SETUPS: dict[str, Callable[[State], State]] = {
    "occasion_treasury": cell("boost", EFFECTS.index("budget"), 1.0),
    "occasion_revenue": cell("boost", EFFECTS.index("budget"), 1.0),
    "leak_bound": cell("leak_route", CHN, 2500.0),
    "denial_fade": cell("denial", CHN, 1.0),
    "experience_floor": cell("experience", CHN, 20.0),
    "lab_diffusion": deal("joint_lab", "USA", "CHN"),
    "forbid_gap": cell("openness", CHN, -1.0),
    "pace_floor": cell("pace", ..., 0.0),
    "adoption_fall": several(cell("adoption", ..., 1.0), cell("alarm", ..., 1.0)),
    "trust_deal": deal("hotline", "USA", "CHN"),
    "trust_breach": deal("safety_accord", "USA", "GBR", 0.9),
    "trust_measure": TIGHTENED,
    "channel_weight": TIGHTENED,
    "tension_rise": TIGHTENED,
    "tension_habit": several(cell("tension", (USA, GBR), 0.3), cell("tension", (GBR, USA), 0.3), TIGHTENED),
    "tension_relief": reordered(cell("restriction", (USA, CHN, names.TOP), 0.0)),
    "pull_control": TIGHTENED,
    "election_mark": cell("support", NATION["JPN"], 54.0),
    "election_prize": cell("support", NATION["JPN"], 54.0),
    "kept_bound": deals_of(*(deal("hotline", "USA", "CHN", quarters=1) for _ in range(4))),
    "hotline_effect": deal("hotline", "USA", "CHN"),
    "rescue_quarters": cell("cash", SEAT["DEEPSEEK"], -1.0),
    "rescue_state_share": cell("cash", SEAT["DEEPSEEK"], -1.0),
    "takeover_chance": cell("cash", SEAT["DEEPSEEK"], -1.0),
    **{
        f"founding_{mark}": cell("chips_training", GULF, 400.0)
        for mark in ("talent", "compute", "chance", "share", "cash")
    },
    "pledge_slack": several(
        deal("free_channel", "USA", "GBR", 0.1, names.TOP), cell("restriction", (USA, GBR, names.TOP), 0.13)
    ),
    "hoarding_tolerance": several(deal("joint_lab", "USA", "CHN"), cell("hoarding", USA, 0.3)),
    "reputation_memory": cell("kept", ..., 2.0),
    "analysts_quarters": WATCHED,
    "analysts_eye": several(HIDDEN_BREACH, cell("analysts", (SEAT["GBR"], SEAT["USA"]), 4)),
    "finding_quarters": FOUND,
    "finding_eye": several(HIDDEN_BREACH, cell("publish", (SEAT["CHN"], SEAT["USA"]), True)),
    "finding_reading": cell("exposed", SEAT["CHN"], 4),
    "finding_trust": several(FOUND, cell("stance", CHN, 0.0)),
    "finding_record": several(FOUND, cell("stance", CHN, 0.0)),
    "inspection_power": several(HIDDEN_BREACH, cell("inspect", (GBR, 0), True)),
    "inspection_friction": several(HIDDEN_BREACH, cell("inspect", (GBR, 0), True)),
    "audit_quarters": AUDIT,
    "audit_usual": AUDIT,
    "audit_trust": several(AUDIT, cell("safety_effort", FIRM["OPENAI"], 0.6)),
    **dict.fromkeys(("report_chance", "report_part", "report_anger"), REPORTED),
    "orientation_speed": UN_STEERED,
    "standard_fade": cell("steer", (USA, BODY["OECD"]), 1.0),
    **dict.fromkeys(("free_moves", "fourth", "fifth", "more"), MANY),
    "ladder_middle": several(ladder(3), cell("ceiling", (SEAT["USA"], 0), 0), cell("ceiling", (SEAT["CHN"], 0), 0)),
    "ladder_election": several(ladder(3, first="JPN"), cell("ceiling", (SEAT["CHN"], 0), 3)),
    **dict.fromkeys(("mediation_relief", "mediation_reward"), several(
        ladder(3), cell("ceiling", (SEAT["USA"], 0), 0), cell("ceiling", (SEAT["CHN"], 0), 0),
        cell("mediate", (GBR, 0), True),
    )),
    "visa_price": cell("levy", (USA, GBR, names.TALENT), 0.3),
    "minerals_price": cell("levy", (CHN, USA, names.MINERALS), 0.3),
    **dict.fromkeys(("consortium_gain", "consortium_share"), several(
        cell("package", (CHN, GULF), 1.0), cell("consortium", (FIRM["DEEPSEEK"], STACK["CHN"]), True)
    )),
    **dict.fromkeys(("tests_effect", "tests_leak"), cell("tests", OPENAI, True)),
    "programme_quarters": PROGRAMME,
    "programme_points": PROGRAMME,
    "programme_cost": PROGRAMME,
    "plant_quarters": cell("build", TSMC, True),
    "hall_quarters": cell("build", OPENAI, True),
    "line_price": cell("build", TSMC, True),
    "line_size": cell("building", TSMC, 1),
    "campaign_quarters": cell("campaign", USA, True),
    "campaign_force": cell("campaign", USA, True),
    "rupture_influence": AT_RUNG_SIX,
    "rupture_trust": AT_RUNG_SIX,
    "grave_limit": cell("grave_count", ..., 3.0),
    "lab_age": LASTING,
    "lab_pooled": LASTING,
    "hegemony_advantage": HEGEMON,
    "hegemony_adoption": HEGEMON,
    "curtain_restriction": CURTAIN,
    "curtain_tipped": CURTAIN,
    "stack_share": TWO_STACKS,
    "stacks_fragmentation": TWO_STACKS,
    "commons_gap": past({**LAST, "open_gap": 1.2}),
    "tiny": several(number("cloud_rent", 0.0), cell("chips_training", NATION["AFR"], 0.0), number("buying", 0.0)),
}
"""Where a parameter applies: what must be so for it to matter."""
VALUES: dict[str, float] = {
    "adoption_fall": 0.01, "pledge_slack": 0.0, "standard_fade": 0.3, "hegemony_advantage": 1.0,
    "hegemony_adoption": 1.0, "curtain_restriction": 1.0, "curtain_tipped": 1.0, "stack_share": 0.5,
    "stacks_fragmentation": 0.9, "house_lean": 0.1, "offer_price": 2.6, "clause_cost.merger": 0.1,
}  # fmt: skip
"""Values for parameters that do not bite halfway to the end of their range."""
NAMED: dict[str, tuple[str, ...]] = {
    **{
        f"budget_reference.{line}": (field,)
        for line, field in zip(names.LINES, RULES["budget_reference"]["moves"], strict=True)
    },
    "class_ratio.near_miss": ("incident_class",), "class_ratio.serious": ("risk",),
    "class_ratio.grave": ("incident_class",), "class_ratio.catastrophe": ("incident_class",),
}  # fmt: skip
"""Where places along an axis move different fields, all among the declared ones."""
QUARTERS: dict[str, int] = {}


def parameter_levers() -> list[tuple[str, int | None]]:
    """Every parameter of the rules, place by place where it has several along a fixed axis."""
    levers: list[tuple[str, int | None]] = []
    for name, declared in RULES.items():
        if name in OUTSIDE | AT_START | IN_TALKS:
            continue
        places = len(AXIS_PLACES[declared["axis"]]) if "axis" in declared else 0
        levers += [(name, place) for place in range(places)] or [(name, None)]
    return levers


def label(lever: tuple[str, int | None]) -> str:
    name, place = lever
    return name if place is None else f"{name}.{AXIS_PLACES[RULES[name]['axis']][place]}"


def moved_value(name: str, value: Any) -> Any:
    """Well towards the farther end of the range."""
    low, high = RULES[name]["range"]
    far = np.where(high - value >= value - low, high, low)
    return value + 0.6 * (far - value)


PARAMETERS = parameter_levers()


@pytest.mark.parametrize("lever", PARAMETERS, ids=label)
def test_parameters_move_what_they_say(lever: tuple[str, int | None]) -> None:
    name, place = lever
    here: Any = ...
    if place is not None:
        here = (slice(None), place) if "table" in RULES[name] else place

    def move(state: State) -> State:
        old = getattr(state.p, name)[here]
        return state.param(name, VALUES.get(label(lever), VALUES.get(name, moved_value(name, old))), here)

    key = label(lever)
    setup = SETUPS.get(key, SETUPS.get(name, as_it_is))
    named = NAMED.get(key, tuple(RULES[name]["moves"]))
    assert set(named) <= set(RULES[name]["moves"]), "the declaration leaves it out"
    check(named, move, setup, QUARTERS.get(name, 3), anything_first=RULES[name]["rule"] in FIRST_RULES)


FIRST_RULES = ("deals", "bodies")


# parameters that set the first state, that weigh offers, or that only show


def begun(**values: Any) -> World:
    """The first state under other parameters."""
    return Diplomacy(FLAGSHIP, WORLDS, values).start(SEEDS)[0]


@pytest.mark.parametrize("name", sorted(AT_START))
def test_parameters_of_the_start_move_what_they_say(name: str) -> None:
    found = fields_that_differ(begun(**{name: float(moved_value(name, RULES[name]["value"]))}), plain().world)
    assert found == set(RULES[name]["moves"])


class Proposer(Strategy):
    """Offers one clause between two seats."""

    name = "proposer"
    source = "A test double that keeps the table busy."

    def __init__(self, kind: str, giver: str, taker: str, sound: float = 0.0) -> None:
        self.kind, self.giver, self.taker, self.sound = kind, SEAT[giver], SEAT[taker], sound

    def propose(self, sight: Any) -> Choice:
        def only(value: int | float, empty: int | float) -> Any:
            column = np.full((names.CLAUSE_SLOTS, sight.rows), empty)
            column[0] = value
            return column

        party = np.zeros((len(SETTING.seats), sight.rows), bool)
        party[self.giver] = party[self.taker] = True
        return Choice(
            party=party, quarters=np.full(sight.rows, 4), inspection=np.full(sight.rows, 0.5),
            kind=only(names.CLAUSE[self.kind], 0), giver=only(self.giver, -1), taker=only(self.taker, -1),
            channel=only(names.TOP, -1), amount=only(0.5, 0.0), sound=np.full(sight.rows, self.sound),
        )  # fmt: skip


class Signer(Strategy):
    """Signs with the chance that its own appraisal gives."""

    name = "signer"
    source = "A test double that answers what it is offered."

    def answer(self, sight: Any) -> Any:
        return sight.offer_chance


@cache
def talked(
    kind: str, proposer: str, other: str, name: str = "", value: float = 0.0, place: int | None = None,
    sound: float = 0.0, in_force: bool = False,
) -> World:
    """The world after a quarter in which one seat offers another a clause that the United States gives China.

    Or China gives it and it is sounded out before; or a like deal is in force and ends, and nothing is offered.
    """
    game = Diplomacy(FLAGSHIP, WORLDS)
    if name:
        array = getattr(game.params, name).copy()
        array[... if place is None else place] = value
        game = game.with_params(**{name: array})
    giver_taker = ("CHN", "USA") if sound else ("USA", "CHN")
    cast: list[Strategy] = [Strategy() for _ in SETTING.seats]
    cast[SEAT[proposer]], cast[SEAT[other]] = Proposer(kind, *giver_taker, sound), Signer()
    setup = BUSY
    if in_force:
        cast[SEAT[proposer]] = Signer()
        setup = (*BUSY, deal(kind, "USA", "CHN", quarters=1))
    world, orders = game.start(SEEDS)
    state = several(*setup)(State(world, orders, game.params, game.setting, game.playbook))
    begin = Snapshot(state.world, state.orders, np.zeros((MEMORY_PLACES, len(SETTING.seats), WORLDS)), {})
    return Session(game, SEEDS, cast, strict=True, begin=begin).advance().world


BUSY = (cell("alarm", ..., 0.4), cell("kept", ..., 2.0), cell("safety_standard", ..., 0.2))
OF_THEIR_OWN = IN_SOUNDINGS | {"accept_renewal"}
TALKS = [(name, None) for name in sorted(IN_TALKS - OF_THEIR_OWN) if "axis" not in RULES[name]]
TALKS += [(name, place) for name in ("clause_gain", "clause_cost") for place in range(1, len(names.CLAUSES))]


@pytest.mark.parametrize("lever", TALKS, ids=label)
def test_parameters_of_talks_move_what_they_say(lever: tuple[str, int | None]) -> None:
    name, place = lever
    value = RULES[name]["value"]
    kind = "joint_lab" if name != "wealth_floor" else "money"
    if place is not None:
        value, kind = value[place], names.CLAUSES[place]
    asked = ("CHN", "USA") if name in ("clause_cost", "rivalry") else ("USA", "CHN")
    wanted = VALUES.get(label(lever), VALUES.get(name, moved_value(name, value)))
    moved = talked(kind, *asked, name, float(wanted), place)
    found = fields_that_differ(moved, talked(kind, *asked))
    named = set(RULES[name]["moves"])
    assert named <= found, found
    assert not {field for field in found if step(field, ()) < min(step(field, ()) for field in named)}


@pytest.mark.parametrize("name", sorted(OF_THEIR_OWN))
def test_parameters_of_soundings_and_renewals_move_what_they_say(name: str) -> None:
    value = 0.0 if name == "sound_price" else float(moved_value(name, RULES[name]["value"]))
    more: dict[str, Any] = {"sound": 0.25 if name == "sound_width" else 0.2}
    if name == "accept_renewal":
        more = {"in_force": True}
    found = fields_that_differ(
        talked("joint_lab", "USA", "CHN", name, value, **more), talked("joint_lab", "USA", "CHN", **more)
    )
    named = set(RULES[name]["moves"])
    assert named <= found, found
    assert not {field for field in found if step(field, ()) < min(step(field, ()) for field in named)}


def heard(state: State) -> Any:
    """What the United States hear of the compute of others."""
    look = fog.look(state.world, state.orders, state.orders, state.setting, state.p)
    return look("chips_training", Rows(np.full(WORLDS, USA), np.arange(WORLDS)))


def heard_by_analysts(state: State) -> Any:
    """What the United States hear of the compute of China, on which they have set analysts."""
    return heard(state.set("analysts", (SEAT["USA"], SEAT["CHN"]), 4))


def heard_after_a_finding(state: State) -> Any:
    """What the United States hear of the compute of China, about which a finding was published."""
    return heard(state.set("exposed", SEAT["CHN"], 4))


def heard_of_the_audited(state: State) -> Any:
    """What the United Kingdom hears of the safety of firms, one of them audited."""
    audited = state.set("audited", FIRM["OPENAI"], 4)
    look = fog.look(audited.world, audited.orders, audited.orders, state.setting, state.p)
    return look("safety", Rows(np.full(WORLDS, GBR), np.arange(WORLDS)))


def read_by_analysts(state: State) -> Any:
    """Odds on agendas as the United States read them, with analysts on China, whose conduct speaks for one."""
    watched = state.set("analysts", (SEAT["USA"], SEAT["CHN"]), 4).set("odds", (SEAT["CHN"], 0), 0.5)
    look = fog.look(watched.world, watched.orders, watched.orders, state.setting, state.p)
    return look("closer_odds", Rows(np.full(WORLDS, USA), np.arange(WORLDS)))


def bound(state: State) -> Any:
    """Whether China may end a programme that has run for five quarters."""
    running = state.set("programmes", (CHN, 1), 3)
    ending = running.set("programme", (CHN, 1), 2)
    found = legal.violations(running.world, running.orders, ending.orders, state.setting, state.p)
    return ("bound_programme", "programme") in found


def levels(state: State) -> Any:
    """What every seat is told that the stances stand for."""
    look = fog.look(state.world, state.orders, state.orders, state.setting, state.p)
    return look("stance_levels", Rows(np.full(WORLDS, USA), np.arange(WORLDS)))


def measured(name: str) -> Callable[[State], Any]:
    """A measure that goals and occasions are written on."""
    return lambda state: Measures(state.world, state.orders, state.setting, state.p).of(name)


def points(state: State) -> Any:
    """Scores, after a catastrophe in half of the worlds."""
    world = replace(state.world, ending=np.where(np.arange(WORLDS) % 2 == 0, 0, -1).astype(np.int8))
    measures = Measures(world, state.orders, state.setting, state.p)
    return scores.score(measures, world, state.playbook, state.setting, state.p).total


SHOWN: dict[str, Callable[[State], Any]] = {
    "renewal_window": lambda state: renewable(deal("hotline", "USA", "CHN", quarters=3)(state).world.deals,
                                               state.p.renewal_window),
    "offers_put": lambda state: Diplomacy(FLAGSHIP, WORLDS, params=state.p).offers_put(),
    "report_error": heard, "intelligence": heard, "analysts_gain": heard_by_analysts,
    "programme_bound": bound, "analysts_reading": read_by_analysts, "finding_gain": heard_after_a_finding,
    "audit_error": heard_of_the_audited,
    "runway_long": measured("runway"),
    "standard_mark": measured("hosted_standard"), "catastrophe_keep": points, "prosperity_low": points,
    "prosperity_high": points, **{f"stance_{stance}": levels for stance in names.STANCES},
}  # fmt: skip
"""Parameters whose effect lies outside of the world: what observers hear, what measures and scores say."""


def test_every_parameter_without_a_field_is_shown() -> None:
    assert set(SHOWN) | {"epilogue_part"} == OUTSIDE  # the epilogue has tests of its own


@pytest.mark.parametrize("name", SHOWN)
def test_parameters_outside_of_the_world_show(name: str) -> None:
    state = plain()
    places = range(len(AXIS_PLACES[RULES[name]["axis"]])) if "axis" in RULES[name] else [...]
    for place in places:
        old = getattr(state.p, name)[place]
        moved = state.param(name, moved_value(name, old), place)
        assert not np.array_equal(SHOWN[name](moved), SHOWN[name](state)), place


# tables of the scenario that start a column of the world

STARTED = sorted(FLAGSHIP.laid_out["world"])
FACTORS = {"denial": 2.2, "published": 1.05, "cash": -0.1}
"""How far tables are moved that do not bite at nine tenths."""
SHOWS_ONLY = ("chips_made", "home_made", "incidents", "temperament")
"""Columns that no rule of the first quarter reads: seats see them at once (and offers are answered by temperament)."""


def retabled(name: str) -> State:
    """The first state of a scenario with one table moved, and all that follows from it."""
    other = copy(FLAGSHIP)
    table = FLAGSHIP.laid_out["world"][name] * FACTORS.get(name, 0.9)
    laid_out = {**FLAGSHIP.laid_out, "world": {**FLAGSHIP.laid_out["world"], name: table}}
    vars(other)["laid_out"] = laid_out
    game = Diplomacy(other, WORLDS)
    world, orders = game.start(SEEDS)
    return State(world, orders, game.params, game.setting, game.playbook)


@pytest.mark.parametrize("name", STARTED)
def test_tables_of_the_scenario_matter(name: str) -> None:
    fields = {"trust_good", "trust_bad"} if name == "trust" else {name}
    moved = retabled(name)
    at_once = fields_that_differ(moved.world, plain().world)
    assert fields <= at_once, "the table starts nothing"
    later = fields_that_differ(played(moved, None, 1)[0], path(as_it_is, 1)[0])
    if name in SHOWS_ONLY:
        seen = [
            fog.look(s.world, s.orders, s.orders, s.setting, s.p)(
                f"own_{name}" if name == "temperament" else name, Rows(np.full(WORLDS, USA), np.arange(WORLDS))
            )
            for s in (moved, plain())
        ]
        assert not np.array_equal(*seen)
    else:
        assert (at_once | later) - fields, "a dead table: no other field moves"


# the institutions and the calendar of the scenario


def rearranged(**changes: Any) -> Callable[[State], State]:
    """A move: the same bodies with other numbers, or another calendar."""
    return lambda state: replace(state, setting=replace(state.setting, **changes))


def test_quota_of_a_body_moves_its_standard() -> None:
    bodies = tuple({**body, "quota": 0.0} for body in SETTING.bodies)
    check(("standard",), rearranged(bodies=bodies), cell("steer", (USA, BODY["OECD"]), 1.0))


def test_gate_of_a_body_moves_its_members() -> None:
    bodies = tuple({**body, "gate": "open", "eligible": list(SETTING.nations)} for body in SETTING.bodies)
    check(("member",), rearranged(bodies=bodies), cell("body_action", (CHN, BODY["G7"]), 1))


def test_elections_move_influence() -> None:
    check(("influence",), rearranged(elections=~SETTING.elections), as_it_is)


def test_length_of_the_game_moves_its_end() -> None:
    check(("finished", "ending"), rearranged(quarters=1), as_it_is)
