"""No dead lever: whatever can be ordered, signed or set moves what its declaration names, and nothing earlier.

The list of levers comes from the declarations: the columns of ``Orders``, ``CLAUSE_MOVES``, the actions in bodies, the
parameters of the rules and the tables of the flagship. Each is moved alone in 64 worlds that share their luck with 64
worlds where it is not moved. In the first quarter in which anything differs, what the lever names differs, and all that
earlier steps of the quarter wrote is the same to the bit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from levers import (
    ASML,
    BODY,
    CHN,
    FIRM,
    FIRST_STEP,
    GBR,
    GULF,
    MICROSOFT,
    NATION,
    NVIDIA,
    OPENAI,
    SEAT,
    SKHYNIX,
    STACK,
    TSMC,
    TWN,
    USA,
    WORKDAY,
    State,
    as_it_is,
    cell,
    check,
    deal,
    ladder,
    several,
)

from agents.columns import columns_of
from game import names
from game.orders import Orders
from game.rules.deals import CLAUSE_MOVES

# orders

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
    "forecast": several(cell("question", SEAT["CHN"], 0), cell("question_odds", SEAT["CHN"], 0.6)),
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
    "doctrine": (SEAT["CHN"], 0),
    "forecast": (SEAT["CHN"], 4),
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
