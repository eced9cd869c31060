"""No dead number in the files of the play: each, moved alone, changes what its kind names.

The list comes from the files themselves; ``numbers.toml`` says to which range and what it moves. Each number is moved
in a state where it applies, in worlds that share their luck with worlds where it is not moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from play_numbers import LISTED, NUMBERS, RAW, Number, moved
from play_states import State, arises, broken_lab, filled, on_ladder, opens, replying, start, with_deal

from agents.columns import Array, columns_of
from game.orders import Orders
from game.play_numbers import KINDS
from game.playbook import Playbook
from game.quantities import MEASURES
from game.rules import crises, occasions, questions, scores
from game.rules.measures import Measures
from game.rules.turn import turn

WORLDS = 64
FEW = 8
DOWN, HOLD, TWO = 0, 1, 3


def with_number(raw: Any, path: tuple[str | int, ...], value: Any) -> Any:
    """The data with one place replaced."""
    if not path:
        return value
    copied = list(raw) if isinstance(raw, list) else dict(raw)
    copied[path[0]] = with_number(raw[path[0]], path[1:], value)
    return copied


def with_book(state: State, raw: Any) -> State:
    """The state with the playbook of these data, without the marks that are fitted for the scenario."""
    return state._replace(playbook=Playbook(state.setting, raw))


# where each kind applies, and what it moves


@cache
def pressing() -> dict[str, tuple[State, str]]:
    return arises(start(WORLDS))


@cache
def opening() -> dict[str, tuple[State, tuple[str, str]]]:
    return opens(start(WORLDS))


@cache
def standing(kind: str, rung: int, first: int, second: int, worlds: int) -> State:
    return on_ladder(kind, rung, first, second, worlds)


def put(one: Number, raw: Any, column: str) -> Array:
    """What seats are put in 64 worlds where an occasion presses and all others cool down."""
    number = int(one.path[1])
    s = with_book(pressing()[raw["occasion"][number]["key"]][0], raw)
    others = np.full_like(s.world.occasion_quiet, 9)
    others[number] = 0
    s = s.changed(occasion_quiet=others)
    return occasions.put(s.measures, s.world, s.luck(), s.playbook, s.setting, s.p)[column]


@cache
def invited() -> State:
    """One nation belongs to the open house already, and its founder has influence to spare."""
    s = start()
    house = int(s.measures.open_house[0][0])
    member = filled(s.world.member, house, s.seat("IND"), value=True)
    return s.changed(member=member, influence=np.full_like(s.world.influence, 20.0))


def pressure(one: Number, raw: Any) -> Array:
    """Pressure of an occasion on those that are asked; where one comparison is enough, it is the only one."""
    occasion = raw["occasion"][one.path[1]]
    if occasion.get("any"):
        raw = with_number(raw, ("occasion", one.path[1], "when"), [occasion["when"][one.path[3]]])
    s = with_book(pressing()[occasion["key"]][0] if occasion["key"] != "house_invites" else invited(), raw)
    return occasions.pressures(s.measures, s.playbook, s.p)[s.playbook.asks[:, 0] == one.path[1]]


def answered(one: Number, raw: Any) -> tuple[Any, Array, Array]:
    """Orders, effects and influence cost when everybody who is asked answers so."""
    number, place = int(one.path[1]), int(one.path[3])
    seats = [seat for asked, seat in start().playbook.asks.tolist() if asked == number]
    s = with_book(replying(number, place, seats), raw)
    return occasions.answered(s.world, s.orders, s.playbook, s.setting, s.p)


def order(one: Number, raw: Any) -> Array:
    field = raw["occasion"][one.path[1]]["option"][one.path[3]]["orders"][one.path[5]]["field"]
    return np.asarray(getattr(answered(one, raw)[0], field))


def ladder_key(raw: Any, one: Number) -> str:
    return str(raw["ladder"][one.path[1]]["key"])


def opened(one: Number, raw: Any) -> Array:
    """Which ladders open between whom in 64 worlds where one presses; a second way to open is the only one."""
    if one.path[2] == "or":
        raw = with_number(raw, (*one.path[:2], "when"), raw["ladder"][one.path[1]]["or"])
    s = with_book(WAYS.get((ladder_key(raw, one), one.path[2]), lambda: opening()[ladder_key(raw, one)][0])(), raw)
    columns = crises.opened(s.measures, s.world, s.luck(), s.playbook, s.setting, s.p)
    return np.concatenate([columns["ladder"], columns["ladder_side"][:, 0], columns["ladder_side"][:, 1]])


def unfilled() -> State:
    """Buyers whom the leader bars cannot fill their orders, and the leader is short itself."""
    s = start(WORLDS)
    usa = s.seat("USA")
    return s.changed(
        backlog=filled(s.world.backlog, usa, value=float(s.world.chips_made[usa, 0])),
        shortage=filled(s.world.shortage, usa, value=0.3),
    )


def angry_lab() -> State:
    """Partners of a laboratory are angry at each other; somebody else is angrier."""
    s = with_deal(start(WORLDS), ("joint_lab",), ("USA", "CHN"))
    usa, chn, gbr = (s.seat(key) for key in ("USA", "CHN", "GBR"))
    tension = filled(filled(s.world.tension, usa, chn, value=0.7), chn, usa, value=0.7)
    return s.changed(tension=filled(tension, usa, gbr, value=0.8))


WAYS: dict[tuple[str, str], Callable[[], State]] = {
    ("licence_row", "or"): unfilled,
    ("lab_door", "when"): lambda: broken_lab(start(WORLDS), ("CHN", "GBR")),
    ("lab_door", "or"): angry_lab,
}
"""States for second ways to open a ladder, and for a breach elsewhere than between the two leading nations."""


def climbed(s: State, raw: Any) -> crises.Crisis:
    s = with_book(s, raw)
    return crises.climbed(s.world, s.orders, s.luck(), s.playbook, s.setting, s.p)


def on_rung(one: Number, raw: Any) -> crises.Crisis:
    """What a ladder does that stands on the rung of the number."""
    return climbed(standing(ladder_key(raw, one), int(one.path[3]) + 1, HOLD, HOLD, FEW), raw)


def term(one: Number, raw: Any) -> Array:
    first, second = {"first": (TWO, HOLD), "second": (HOLD, TWO), "middle": (DOWN, DOWN)}[str(one.path[3])]
    return climbed(standing(ladder_key(raw, one), 2, first, second, FEW), raw).term_amount


def hindrance(one: Number, raw: Any) -> Array:
    s = with_book(standing(ladder_key(raw, one), int(one.path[3]) + 1, HOLD, HOLD, FEW), raw)
    extra = crises.pressure(s.world, s.playbook, s.setting)
    assert extra is not None
    return extra


def aftermath(one: Number, raw: Any) -> Array:
    s = start(FEW)
    usa, chn = s.seat("USA"), s.seat("CHN")
    s = with_book(s.changed(rupture_left=filled(s.world.rupture_left, usa, chn, value=3)), raw)
    extra = crises.pressure(s.world, s.playbook, s.setting)
    assert extra is not None
    return extra


def rung_of(one: Number) -> int:
    return int(one.path[2]) + 1


def signed(one: Number, raw: Any) -> Array:
    """How long the clauses of a settled crisis bind after the whole quarter."""
    s = with_book(standing("licence_row", 3, HOLD, DOWN, 1), raw)
    return turn(s.world, s.orders, s.orders, s.luck(), s.p, s.setting, s.playbook).world.deals.quarters_left


@cache
def judged() -> State:
    """A state in which agendas differ by world, points for beating others count less, and orders are unusual."""
    s = start(3)
    w = s.world
    agenda = np.broadcast_to(np.arange(3, dtype=w.agenda.dtype), w.agenda.shape).copy()
    rng = np.random.default_rng(1)
    unusual = {
        name: column.low + (column.high - column.low) * rng.random(getattr(s.orders, name).shape)
        for name, column in columns_of(Orders).items()
        if column.dtype == "float64" and name != "budget"
    }
    budget = rng.random(s.orders.budget.shape)
    orders = {**unusual, "budget": budget / budget.sum(1, keepdims=True)}
    return s.changed(orders, agenda=agenda)._replace(p=s.p.replaced(rivalry=np.full(3, 0.5)))


class Anywhere(Measures):
    """Quantities that lie anywhere: none at a floor or an aim."""

    def raw(self, name: str) -> Array:
        rows = super().raw(name)
        return np.random.default_rng(list(MEASURES).index(name)).uniform(0.2, 0.8, rows.shape)


def reached(one: Number, raw: Any) -> Array:
    s = with_book(judged(), raw)
    return s.playbook.reached(Anywhere(s.world, s.orders, s.setting, s.p))


def score(one: Number, raw: Any) -> Array:
    s = with_book(judged(), raw)
    return scores.score(s.measures, s.world, s.playbook, s.setting, s.p).total


def conduct(one: Number, raw: Any) -> Array:
    s = with_book(judged(), raw)
    return s.playbook.conduct(s.measures)


class Pressing(Measures):
    """Quantities at, between and beyond the marks of questions, each row and world by itself."""

    def raw(self, name: str) -> Array:
        rows = super().raw(name)
        found = [given for question in RAW["question"] for given in question["when"] if given["measure"] == name]
        ends = [float(given[key]) for given in found for key in ("at_least", "at_most", "full") if key in given]
        if not ends:
            return rows
        rng, low, high = np.random.default_rng(list(MEASURES).index(name)), min(ends), max(ends)
        return np.where(rng.random(rows.shape) < 0.5, rng.choice(ends, rows.shape), rng.uniform(low, high, rows.shape))


class Spread(Measures):
    """Quantities anywhere in the ranges of their units."""

    def raw(self, name: str) -> Array:
        low, high = NUMBERS["ranges"][MEASURES[name].unit]
        return np.random.default_rng(list(MEASURES).index(name)).uniform(low, high, super().raw(name).shape)


def measured(kind: type[Measures], s: State) -> Measures:
    return kind(s.world, s.orders, s.setting, s.p)


def asked(one: Number, raw: Any, column: str) -> Array:
    """What is put, after any question, to seats whose quantities lie about the marks or anywhere."""
    s = with_book(start(WORLDS), raw)
    book, shape, found = s.playbook.questions, s.world.question.shape, []
    for seed in range(6):
        before = np.random.default_rng(seed).integers(0, len(raw["question"]), shape).astype(np.int8)
        world = replace(s.world, question=before)
        found += [questions.put(measured(kind, s), world, book, s.p)[column] for kind in (Pressing, Spread)]
    return np.concatenate(found)


def pressing_questions(one: Number, raw: Any) -> Array:
    s = with_book(start(WORLDS), raw)
    both = [occasions.pressures(measured(kind, s), s.playbook.questions, s.p) for kind in (Pressing, Spread)]
    return np.concatenate(both)[np.tile(s.playbook.questions.asks[:, 0], 2) == one.path[1]]


def foretold(one: Number, raw: Any, column: str) -> Array:
    """What becomes of a question (the first, for a number that all share) that everybody answers, in all steps."""
    s = with_book(start(WORLDS), raw)
    place = int(one.path[1]) if one.path[0] == "question" else 0
    steps = np.broadcast_to(np.arange(WORLDS) % 5, s.orders.forecast.shape).astype(np.int8)
    orders = replace(s.orders, forecast=steps)
    world = replace(s.world, question=np.full_like(s.world.question, place))
    return questions.judged(measured(Spread, s), world, orders, s.playbook.questions)[column]


SHOWN: dict[tuple[str, str], Callable[[Number, Any], Array]] = {
    ("occasions", "weight"): lambda one, raw: put(one, raw, "occasion"),
    ("occasions", "quiet"): lambda one, raw: put(one, raw, "occasion_quiet"),
    ("occasions", "mark"): pressure,
    ("occasions", "full"): pressure,
    ("occasions", "price"): lambda one, raw: answered(one, raw)[2],
    ("occasions", "order"): order,
    ("occasions", "amount"): lambda one, raw: answered(one, raw)[1],
    ("ladders", "weight"): opened,
    ("ladders", "mark"): opened,
    ("ladders", "full"): opened,
    ("ladders", "hindrance"): hindrance,
    ("ladders", "tension"): lambda one, raw: on_rung(one, raw).tension,
    ("ladders", "trust"): lambda one, raw: on_rung(one, raw).trust_loss,
    ("ladders", "amount"): term,
    ("ladders", "step_down"): lambda one, raw: climbed(
        standing("licence_row", rung_of(one), HOLD, DOWN, FEW), raw
    ).influence_cost,
    ("ladders", "standing"): lambda one, raw: climbed(
        standing("two_houses", rung_of(one), HOLD, HOLD, FEW), raw
    ).influence_cost,
    ("ladders", "rupture"): lambda one, raw: climbed(
        standing("two_houses", rung_of(one), HOLD, HOLD, WORLDS), raw
    ).ruptured,
    ("ladders", "rupture_channels"): aftermath,
    ("ladders", "terms_quarters"): signed,
    ("ladders", "quiet_quarters"): lambda one, raw: climbed(
        standing("licence_row", 3, HOLD, DOWN, FEW), raw
    ).ladder_quiet,
    ("ladders", "rupture_quarters"): lambda one, raw: climbed(
        standing("two_houses", 6, HOLD, HOLD, WORLDS), raw
    ).rupture_left,
    ("goals", "floor"): reached,
    ("goals", "aim"): reached,
    ("goals", "points"): score,
    ("goals", "beating"): score,
    ("goals", "signs"): conduct,
    ("questions", "weight"): lambda one, raw: asked(one, raw, "question"),
    ("questions", "mark"): pressing_questions,
    ("questions", "full"): pressing_questions,
    ("questions", "then"): lambda one, raw: foretold(one, raw, "question_came"),
    ("questions", "analysts"): lambda one, raw: asked(one, raw, "question_odds"),
    ("questions", "chances"): lambda one, raw: foretold(one, raw, "forecast_error"),
}


def test_every_kind_is_moved() -> None:
    assert {(one.file, one.kind) for one in LISTED} == set(SHOWN)
    assert set(SHOWN) == {(file, kind) for file, kinds in KINDS.items() for kind in kinds}


@pytest.mark.parametrize(("file", "kind"), SHOWN)
def test_no_number_of_the_play_is_dead(file: str, kind: str) -> None:
    show = SHOWN[file, kind]
    dead = []
    for one in LISTED:
        if (one.file, one.kind) == (file, kind):
            assert one.low <= one.value <= one.high, one
            plain = show(one, RAW)
            if all(np.array_equal(show(one, with_number(RAW, one.path, value)), plain) for value in moved(one)):
                dead.append(".".join(map(str, one.path)))
    assert not dead
