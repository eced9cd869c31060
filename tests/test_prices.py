"""Changes of orders cost the same for everybody, whatever the order and the splitting; what is refused is free."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from players import HOLD, play

from agents.choice import Choice
from agents.sight import Sight
from agents.strategies.base import Strategy
from game.rules.legal import Objection
from game.rules.prices import list_prices, surcharged
from game.session import Session
from game.worlds import differences

RICH = {"influence_limit": 40}
NATION_LEVELS = {"enforcement": 2, "openness": 2, "safety_standard": 1, "threshold": 1, "release_threshold": 2}
CELLS = ("restriction", "refusal", "levy", "stance", "package")


def game_of(seat: str | None = "USA", influence: float = 40.0, **more: Any) -> Session:
    session = play(overrides=RICH, people=[seat] if seat else [], **more)
    session.world = replace(session.world, influence=np.full_like(session.world.influence, influence))
    return session


@st.composite
def changes(draw: Any) -> list[tuple[str, tuple[int, ...] | None, float]]:
    """Some single changes of a nation's orders, away from its own row."""
    found: dict[tuple[str, tuple[int, ...] | None], float] = {}
    for _ in range(draw(st.integers(1, 7))):
        name = draw(st.sampled_from([*NATION_LEVELS, *CELLS]))
        partner, channel = draw(st.integers(1, 13)), draw(st.integers(0, 8))
        cell = None if name in NATION_LEVELS else (partner, channel) if name in CELLS[:3] else (partner,)
        high = {"openness": 1, "threshold": 4, "release_threshold": 40, "stance": 4, "levy": 0.5}.get(name, 1)
        found[name, cell] = high * draw(st.sampled_from([0.25, 0.5, 0.75, 1.0]))
    return [(name, cell, level) for (name, cell), level in found.items()]


def submitted(session: Session, seat: str, change: tuple[str, tuple[int, ...] | None, float]) -> list[Any]:
    name, cell, level = change
    return session.submit(seat, {name: level if cell is None else {cell: level}})


def paid(session: Session, seat: str) -> float:
    """Influence that the orders of a seat cost in the next quarter: what it lacks against a game without them."""
    index = session.seat_index[seat]
    plan = session._decided(session.talks())
    return float(surcharged(list_prices(session.standing, plan, session.game.setting), session.game.params)[index, 0])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes(), st.randoms(use_true_random=False))
def test_neither_order_nor_splitting_matters(wanted: list[Any], shuffler: Any) -> None:
    together = game_of()
    orders: dict[str, Any] = {}
    for name, cell, level in wanted:
        if cell is None:
            orders[name] = level
        else:
            orders.setdefault(name, {})[cell] = level
    objections = together.submit("USA", orders)
    split = game_of()
    shuffled = list(wanted)
    shuffler.shuffle(shuffled)
    found = [o for change in shuffled for o in submitted(split, "USA", change)]
    if objections:
        assert found, "splitting lets through what is too dear together"
        return
    assert found == []
    assert paid(together, "USA") == paid(split, "USA")
    assert differences(together._decided(together.talks()), split._decided(split.talks())) == []


class Planned(Strategy):
    """Orders what it is told, in its first quarter."""

    name = "planned"
    source = "A test double that orders what a person would."

    def __init__(self, wanted: list[Any]) -> None:
        self.wanted = wanted

    def decide(self, sight: Sight) -> Choice:
        fields: dict[str, np.ndarray] = {}
        for name, cell, level in self.wanted if (sight.quarter == 0).all() else []:
            line = fields.setdefault(name, np.array(getattr(sight, f"own_{name}")))
            line[... if cell is None else cell] = level
        return Choice(**fields)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(changes())
def test_persons_and_strategies_pay_alike(wanted: list[Any]) -> None:
    person, machine = game_of(), game_of(None, cast={"USA": Planned(wanted)})
    refused = [o for change in wanted for o in submitted(person, "USA", change)]
    if refused:
        return
    person.advance()
    machine.advance()
    assert differences(person.world, machine.world) == []
    assert differences(person.standing, machine.standing) == []


@pytest.mark.parametrize("seat, other", [("USA", "CHN"), ("EUR", "AFR"), ("NVIDIA", "OPENAI")])
def test_seats_pay_alike(seat: str, other: str) -> None:
    for orders in (
        ({"growth": 0.5, "lobbying": 1.0, "safety_effort": 0.77, "training_share": 0.33},)
        if seat == "NVIDIA"
        else (
            {
                "enforcement": 0.91,
                "safety_standard": 0.83,
                "openness": 0.72,
                "threshold": 3.1,
                "stance": {(9,): 4, (8,): 4},
            },
            {"restriction": {(10, 3): 0.9}},
            {"restriction": {(10, 3): 0.9, (10, 4): 0.9}, "levy": {(10, 3): 0.4}},
        )
    ):
        costs = []
        for who in (seat, other):
            session = game_of(who)
            for name in ("growth", "safety_effort", "training_share"):  # priced by how far they move
                level = np.full_like(getattr(session.standing, name), 0.3)
                session.standing = replace(session.standing, **{name: level})
            assert session.submit(who, orders) == []
            costs.append(paid(session, who))
        assert costs[0] == costs[1] > 0


def test_the_price_list() -> None:
    for orders, cost in (
        ({"enforcement": 0.9}, 2),
        ({"safety_standard": 0.9}, 1),
        ({"restriction": {(1, 0): 0.123}}, 1),
        ({"restriction": {(1, 0): 0.123, (1, 5): 0.123}}, 2),
        ({"stance": {(1,): 4, (2,): 4, (3,): 4}}, 3),
        ({"stance": {(1,): 4, (2,): 4, (3,): 4, (4,): 4}}, 5),
        ({"stance": {(1,): 4, (2,): 4, (3,): 4, (4,): 4, (5,): 4}}, 7),
        ({"hoarding": 0.5}, 0),
    ):  # the fourth move at 1.5, rounded up, the fifth at 2
        session = game_of()
        session.standing = replace(session.standing, stance=session.standing.stance * 0)
        assert session.submit("USA", orders) == []
        assert paid(session, "USA") == cost, orders


def test_firms_pay_by_ten_points_and_for_opening() -> None:
    for orders, cost in (
        ({"safety_effort": 0.45}, 3), ({"growth": 0.29}, 1), ({"training_share": 0.58}, 1),
        ({"release": 0}, 0), ({"release": 2}, 1), ({"release": 3}, 2), ({"build": True}, 3),
    ):  # fmt: skip
        session = game_of("OPENAI")
        levels = {"safety_effort": 0.2, "growth": 0.2, "training_share": 0.5, "release": 1}
        session.standing = replace(
            session.standing, **{n: np.full_like(getattr(session.standing, n), v) for n, v in levels.items()}
        )
        assert session.submit("OPENAI", orders) == []
        assert paid(session, "OPENAI") == cost, orders


def test_loosening_before_a_vote_costs_one_more() -> None:
    calm, soon = game_of("JPN"), game_of("JPN")
    japan, votes = calm.seat_index["JPN"], calm.game.setting.elections
    free = next(q for q in range(20) if not votes[japan, q : q + 2].any())
    near = next(q for q in range(20) if not votes[japan, q] and votes[japan, q + 1])
    for session, quarter in ((calm, free), (soon, near)):
        session.world = replace(session.world, quarter=session.world.quarter * 0 + quarter)
        held = session.standing.restriction.copy()
        held[japan, 1] = 0.5
        searched = np.full_like(session.standing.enforcement, 0.5)
        behind = np.full_like(session.standing.release_threshold, 10.0)
        session.standing = replace(
            session.standing, restriction=held, enforcement=searched, release_threshold=behind
        )

    def cost(session: Session, **orders: Any) -> float:
        sheet = replace(session.standing, **orders)
        moves = list_prices(session.standing, sheet, session.game.setting, (), session.world)
        return float(surcharged(moves, session.game.params)[japan, 0])

    for name, place, looser, harder in (
        ("restriction", (japan, 1, 3), 0.2, 0.8),
        ("restriction", (japan, 1), 0.2, 0.8),
        ("enforcement", japan, 0.2, 0.8),
        ("release_threshold", japan, 5.0, 15.0),
    ):
        for level, more in ((looser, 1), (harder, 0)):
            line = getattr(calm.standing, name).copy()
            line[place] = level
            assert cost(soon, **{name: line}) == cost(calm, **{name: line}) + more, (name, level)


def test_firms_loosen_dearer_before_their_general_meeting() -> None:
    calm, soon = game_of("OPENAI"), game_of("OPENAI")
    setting = calm.game.setting
    seat, firm = calm.seat_index["OPENAI"], calm.seat_index["OPENAI"] - setting.nation_seats
    meeting = int(calm.game.params.meeting_quarter[0])
    year = [int(setting.quarter_of_year(np.array([quarter]))[0]) for quarter in range(5)]
    free = next(q for q in range(4) if meeting not in (year[q], year[q + 1]))
    near = [q for q in range(4) if meeting in (year[q], year[q + 1])]
    assert len(near) == 2, "two quarters of each year"
    for session, quarter in ((calm, free), (soon, near[0])):
        session.world = replace(session.world, quarter=session.world.quarter * 0 + quarter)
        half = np.full_like(session.standing.compliance, 0.5)
        tests = np.ones_like(session.standing.tests)
        session.standing = replace(session.standing, compliance=half, safety_effort=half, tests=tests)

    def cost(session: Session, name: str, level: float) -> float:
        line = getattr(session.standing, name).copy()
        line[firm] = level
        sheet = replace(session.standing, **{name: line})
        moves = list_prices(session.standing, sheet, setting, (), session.world, session.game.params)
        return float(surcharged(moves, session.game.params)[seat, 0])

    for name, looser, harder in (("safety_effort", 0.35, 0.65), ("compliance", 0.2, 0.8), ("tests", 0, 1)):
        assert cost(soon, name, looser) == cost(calm, name, looser) + 1, name
        assert cost(soon, name, harder) == cost(calm, name, harder), name
    assert cost(soon, "lobbying", 0.5) == cost(calm, "lobbying", 0.5)


def test_a_programme_is_dearer_to_begin_than_to_end() -> None:
    for action, cost in ((1, 3), (2, 1)):
        session = game_of()
        running = session.world.programmes.copy()
        running[0, 1] = 0 if action == 1 else 2
        session.world = replace(session.world, programmes=running)
        assert session.submit("USA", {"programme": {(1,): action}}) == []
        assert paid(session, "USA") == cost


def test_influence_falls_by_what_the_orders_cost() -> None:
    with_orders, without = game_of(influence=15), game_of(influence=15)
    assert (
        with_orders.submit("USA", {"levy": {(8, 3): 0.2}}) == []
    )  # moves nothing that income of influence follows at once
    cost = paid(with_orders, "USA")
    with_orders.advance()
    without.advance()
    gained = with_orders.why["influence"].total[0, 0] - without.why["influence"].total[0, 0]
    assert without.world.influence[0, 0] - with_orders.world.influence[0, 0] == pytest.approx(cost - gained)


REFUSED = [
    ("USA", {"restriction": {(0, 3): 1.0}}, "own_border"),
    ("USA", {"budget": {(0,): 0.99}}, "budget_sum"),
    ("USA", {"enforcement": 1.5}, "out_of_range"),
    ("USA", {"enforcement": float("nan")}, "out_of_range"),
    ("USA", {"stance": {(3,): 9}}, "out_of_range"),
    ("NVIDIA", {"release": 259}, "out_of_range"),
    ("NVIDIA", {"guidance": 1.5}, "out_of_range"),
    ("USA", {"restriction": np.repeat(np.linspace(0, 1, 15)[:, None], 9, axis=1)}, "too_dear"),
]


@pytest.mark.parametrize("seat, orders, kind", REFUSED)
def test_refused_orders_change_and_cost_nothing(seat: str, orders: dict[str, Any], kind: str) -> None:
    session, untouched = game_of(seat, 10), game_of(seat, 10)
    for ask in (session.objections, session.submit):
        found = ask(seat, orders)
        assert kind in [objection.kind for objection in found]
        assert all(isinstance(o, Objection) and o.seat == seat and o.field and o.kind for o in found)
    assert session.undo() is False
    assert session.pins == {}
    session.advance()
    untouched.advance()
    assert differences(session.world, untouched.world) == []
    assert differences(session.standing, untouched.standing) == []


def test_a_strategys_refused_orders_cost_nothing() -> None:
    everything = [("restriction", (p, c), 0.5) for p in range(1, 14) for c in range(9)]
    greedy, idle = game_of(None, 10, cast={"USA": Planned(everything)}), game_of(None, 10)
    assert greedy.advance().refusals == [Objection("too_dear", "USA", "influence")]
    idle.advance()
    assert differences(greedy.world, idle.world) == []


def test_asking_for_objections_changes_nothing() -> None:
    session = game_of()
    assert session.submit("USA", {"enforcement": 0.9}) == []
    assert session.objections("USA", {"safety_standard": 0.9}) == []
    assert list(session.wishes[0]) == ["enforcement"] == list(session.pins[0])
    assert session.undo() and not session.undo()


def draft(session: Session, giver: str, taker: str, kind: int = 6, clauses: int = 1, **more: Any) -> dict[str, Any]:
    seats = session.seat_index
    party = np.zeros(len(seats), bool)
    party[[seats[giver], seats[taker]]] = True
    row = np.zeros(6, int)
    return {
        "party": party,
        "quarters": 8,
        "inspection": 0.5,
        "kind": np.where(np.arange(6) < clauses, kind, 0),
        "giver": row + seats[giver],
        "taker": row + seats[taker],
        "channel": row,
        "amount": row + 0.5,
    } | more


@pytest.mark.parametrize("clauses, cost", [(1, 2), (2, 2), (3, 3), (5, 5)])
def test_an_offer_refused_costs_its_price_and_one_more(clauses: int, cost: float) -> None:
    session, idle = game_of(influence=12), game_of(influence=12)  # everybody holds, and so refuses
    told = session.offer("USA", draft(session, "USA", "CHN", clauses=clauses))
    assert (told["signed"], told["refused"], told["price"]) == (False, True, cost)
    session.advance()
    idle.advance()
    assert idle.world.influence[0, 0] - session.world.influence[0, 0] == cost + 1
    assert differences(idle.standing, session.standing) == []


def test_offers_and_orders_are_moves_of_one_list() -> None:
    session = game_of(influence=12)
    for other in ("CHN", "EUR"):
        session.offer("USA", draft(session, "USA", other))  # refused: two moves at 3
    session.submit("USA", {"levy": {(8, 3): 0.2, (9, 3): 0.2}})  # two moves at 1, the fourth costs 1.5, rounded up
    assert session.submit("USA", {"safety_standard": 0.97}) == []  # the fifth at 2
    before, idle = session.world.influence[0, 0], game_of(influence=12).advance()
    session.advance()
    earned = session.why["influence"].total[0, 0]
    assert before + earned - session.world.influence[0, 0] == pytest.approx(3 + 3 + 1 + 2 + 2)
    assert idle.quarter == session.quarter


def test_an_offer_that_is_too_dear_is_not_made() -> None:
    session, idle = game_of(influence=1), game_of(influence=1)
    assert session.offer("USA", draft(session, "USA", "CHN"))["objection"] == "too_dear"
    assert session.talks().log == []
    assert differences(session.advance().world, idle.advance().world) == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": np.full(6, 99)},
        {"giver": np.full(6, 100)},
        {"party": np.zeros(3)},
        {"amount": np.full(6, np.nan)},
        {"quarters": 0},
        {"no_such_field": 1},
    ],
)
def test_a_draft_that_is_nonsense_is_an_objection(wrong: dict[str, Any]) -> None:
    session = game_of()
    told = session.offer("USA", draft(session, "USA", "CHN") | wrong)
    assert told["signed"] is False and told["objection"] == "not_an_offer" and told["problem"]


def test_nobody_is_bound_by_a_deal_of_others() -> None:
    session = game_of()
    japan = session.seat_index["JPN"]
    for wrong in ({"giver": np.full(6, japan)}, {"taker": np.full(6, japan)}, {"taker": np.full(6, 0)}):
        told = session.offer("USA", draft(session, "USA", "CHN", kind=10) | wrong)
        assert told == {"signed": False, "objection": "not_a_party"}
    alone = draft(session, "USA", "USA")
    assert session.offer("USA", alone | {"taker": np.full(6, -1)})["objection"] == "not_a_party"


def test_holding_costs_nothing() -> None:
    session = play(everybody=HOLD).advance()
    for name in ("influence", "firm_influence"):
        earned = session.why[name].total
        rows = slice(0, 14) if name == "influence" else slice(14, None)
        expected = np.clip(8 + earned, 0, session.game.params.influence_limit)
        assert np.allclose(session.world.influence[rows], expected)
