"""No dead number at the start, at the table and in what is shown: parameters, tables, bodies and the calendar."""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest
from levers import (
    BODY,
    CHN,
    FIRM,
    FLAGSHIP,
    GBR,
    RULES,
    SEAT,
    SEEDS,
    SETTING,
    USA,
    WORLDS,
    State,
    as_it_is,
    cell,
    check,
    deal,
    fields_that_differ,
    path,
    plain,
    played,
    several,
    step,
)
from test_levers_numbers import AT_START, IN_SOUNDINGS, IN_TALKS, OUTSIDE, VALUES, label, moved_value

from agents.choice import MEMORY_PLACES, Choice
from agents.sight import Rows
from agents.strategies.base import Strategy
from game import fog, names
from game.diplomacy import Diplomacy
from game.names import AXIS_PLACES
from game.rules import legal, scores
from game.rules.deals import renewable
from game.rules.measures import Measures
from game.session import Session, Snapshot
from game.world import World

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
