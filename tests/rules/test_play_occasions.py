"""Occasions arise from the state, keep their pace, and their options do what they declare."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from play_states import State, answering, arises, start, taken

from agents.columns import columns_of
from game import names
from game.names import HOLD
from game.orders import Orders
from game.quantities import MEASURES, PARTNERS
from game.rules import occasions
from game.rules.sizes import EFFECT_BOUNDS, EFFECTS, NO_CODE
from game.start import many_games

KEYS = [occasion["key"] for occasion in start().playbook.occasions]
CHOICES = [
    (number, place)
    for number, occasion in enumerate(start().playbook.occasions)
    for place in range(len(occasion["option"]))
]


def named(choice: tuple[int, int]) -> str:
    occasion = start().playbook.occasions[choice[0]]
    return f"{occasion['key']}-{occasion['option'][choice[1]]['key']}"


def pressure(state: State, key: str, seat: str) -> float:
    asks = state.playbook.asks.tolist()
    ask = asks.index([KEYS.index(key), state.seat(seat)])
    return float(occasions.pressures(state.measures, state.playbook, state.p)[ask, 0])


@pytest.mark.parametrize("key", KEYS)
def test_every_occasion_arises_from_a_state(key: str) -> None:
    state, seat = arises(start())[key]
    assert pressure(state, key, seat) > 0
    met = False
    for quarter in range(60):
        columns = occasions.put(
            state.measures, state.world, state.luck(quarter), state.playbook, state.setting, state.p
        )
        met = met or KEYS.index(key) in columns["occasion"][state.seat(seat), :, 0].tolist()
        state = state.changed(**columns)  # others cool down
    assert met


AT_THE_START = {
    "below_the_line",
    "ship_it",
    "plan_reception",
    "house_invites",
    "visa_queue",
    "not_enough_power",
    "whose_data",
    "campus_rule",
    "full_stack",
    "weights_in_wrong_hands",
    "hall_site",
    "licence_offer",
    "classroom",
    "cloud_abroad",
    "envoy",
    "mineral_stock",
    "large_customer",
    "guidance_call",
    "town_meeting",
    "ministry_calls",
    "rival_ships_first",
}
"""Occasions that press in the flagship from the first quarter on."""


@pytest.mark.parametrize("key", [key for key in KEYS if key not in AT_THE_START])
def test_no_occasion_without_its_state(key: str) -> None:
    _, seat = arises(start())[key]
    assert pressure(start(), key, seat) == 0


def test_pressure_rises_with_the_excess() -> None:
    base = start()
    usa = base.seat("USA")
    levels = []
    for backlog in (190.0, 200.0, 400.0, 800.0, 2000.0):
        order = base.world.backlog.copy()
        order[usa] = backlog
        levels.append(pressure(base.changed(backlog=order), "order_book", "USA"))
    assert levels[0] == 0
    assert levels[1] == pytest.approx(float(base.p.occasion_floor[0]))
    assert levels[1] < levels[2] < levels[3] == levels[4] == 1


def put(state: State, quarter: int = 0) -> State:
    columns = occasions.put(state.measures, state.world, state.luck(quarter), state.playbook, state.setting, state.p)
    return state.changed(**columns)


def test_at_most_one_major_and_one_minor_and_the_cool_down_holds() -> None:
    state = start(16)
    sizes = [occasion["size"] for occasion in state.playbook.occasions]
    last: dict[tuple[int, int, int], int] = {}
    for quarter in range(12):
        state = put(state, quarter)
        for (seat, side, world), number in np.ndenumerate(state.world.occasion):
            if number >= 0:
                assert sizes[number] == ("major", "minor")[side]
                before = last.get((seat, world, int(number)))
                if before is not None:
                    assert quarter - before >= state.playbook.occasions[number]["quiet"]
                last[seat, world, int(number)] = quarter
    assert last


def test_the_quiet_rule_brings_the_most_pressing_major_one() -> None:
    state, seat = arises(start(64))["plan_reception"]
    place = state.seat(seat)
    waiting = state.changed(since_major=np.full_like(state.world.since_major, 5))
    assert (put(waiting).world.occasion[place, 0] >= 0).all()
    fresh = put(state.changed(since_major=np.zeros_like(state.world.since_major))).world.occasion[place, 0]
    assert (fresh < 0).any()


def test_a_displaced_occasion_gains_pressure() -> None:
    state = start(64)
    one, _ = arises(state)["order_book"]
    both = one._replace(orders=arises(state)["twenty_signatures"][0].orders)
    after = put(both)
    usa = state.seat("USA")
    carried = after.world.occasion_waited[:, usa]
    assert set(np.unique(carried).tolist()) == {0.0, float(state.p.occasion_carry[0])}


def test_the_dead_are_not_asked() -> None:
    state, seat = arises(start(32))["margin_call"]
    dead = state.changed(alive=np.zeros_like(state.world.alive))
    assert (put(dead).world.occasion[state.setting.nation_seats :] == -1).all()
    assert (put(state).world.occasion[state.seat(seat), 0] == KEYS.index("margin_call")).any()


def differing(old: Orders, new: Orders) -> set[str]:
    return {f.name for f in fields(Orders) if not np.array_equal(getattr(old, f.name), getattr(new, f.name))}


@pytest.mark.parametrize("choice", CHOICES, ids=named)
def test_an_option_changes_what_it_declares_and_nothing_else(choice: tuple[int, int]) -> None:
    number, place = choice
    book = start().playbook
    option = book.occasions[number]["option"][place]
    declared = {fragment["field"] for fragment in option.get("orders", ())}
    effects = {entry["effect"]: entry["amount"] for entry in option.get("effects", ())}
    assert declared or effects
    changed: set[str] = set()
    moved: set[str] = set()
    for asked, seat in book.asks.tolist():
        if asked != number:
            continue
        state, new, boost, cost = answering(number, place, seat)
        changed |= differing(state.orders, new)
        assert cost[seat, 0] == option.get("price", 0)
        assert cost.sum() == cost[seat, 0]
        for name, column in columns_of(Orders).items():
            value = getattr(new, name)
            assert (value >= column.low).all() and (value <= column.high).all(), name
            assert value.dtype == np.dtype(column.dtype)
        np.testing.assert_allclose(new.budget.sum(1), 1, atol=1e-12)
        own = np.arange(len(state.setting.nations))
        assert (new.restriction[own, own] == 0).all()
        assert (new.refusal[own, own] == 0).all()
        home = seat if seat < state.setting.nation_seats else int(state.setting.home[seat - state.setting.nation_seats])
        for index, effect in enumerate(EFFECTS):
            if boost[index].any():
                moved.add(effect)
                assert np.flatnonzero(boost[index, :, 0]).tolist() in ([seat], [home])
                assert np.sign(boost[index].sum()) == np.sign(effects[effect])
    assert moved == set(effects)
    assert changed == declared


def test_refusing_costs_nothing_and_licensing_opens_the_door() -> None:
    usa = start().seat("USA")
    chn = start().seat("CHN")
    state, licensed, _, cost = answering(KEYS.index("order_book"), 0, usa)
    before = state.orders.restriction[usa, chn, names.DOWNGRADED, 0]
    assert licensed.restriction[usa, chn, names.DOWNGRADED, 0] == pytest.approx(max(before - 0.5, 0))
    assert cost[usa, 0] == 1
    _, refused, boost, cost = answering(KEYS.index("order_book"), 3, usa)
    assert differing(state.orders, refused) == {"reply"}
    assert cost[usa, 0] == 0
    assert boost[EFFECTS.index("security"), usa, 0] == 1


def test_joining_the_house_goes_through_its_gate() -> None:
    ind = start().seat("IND")
    _, new, _, _ = answering(KEYS.index("house_invites"), 0, ind)
    waico = [body["key"] for body in start().setting.bodies].index("WAICO")
    assert new.body_action[ind, waico, 0] == 1
    assert (new.body_action != 0).sum() == 1


def test_no_reply_is_the_default_and_so_is_one_that_cannot_be_paid() -> None:
    usa = start().seat("USA")
    number = KEYS.index("order_book")
    state, silent, _, cost = answering(number, -1, usa)
    assert cost.sum() == 0
    assert not differing(state.orders, silent)
    state, _, _, _ = answering(number, 0, usa)
    poor = state.changed(influence=np.zeros_like(state.world.influence))
    code = occasions.chosen_codes(poor.world, poor.orders, poor.playbook)
    assert code[usa, 0, 0] == poor.playbook.default_code[number]


def test_hold_changes_nothing() -> None:
    state = start()
    held = [n for n, occasion in enumerate(state.playbook.occasions) if occasion["default"] == HOLD]
    assert held
    for number in held:
        assert state.playbook.default_code[number] == NO_CODE
        seat = int(state.playbook.asks[state.playbook.asks[:, 0] == number][0, 1])
        before, new, boost, cost = answering(number, -1, seat)
        assert not differing(before.orders, new)
        assert not boost.any() and not cost.any()


def test_boosts_fade_and_stay_within_their_bounds() -> None:
    state = start()
    full = np.zeros_like(state.world.boost)
    for index, name in enumerate(EFFECTS):
        full[index] = EFFECT_BOUNDS[name]
    _, faded, _ = occasions.answered(
        state.changed(boost=full).world, state.orders, state.playbook, state.setting, state.p
    )
    np.testing.assert_allclose(faded, full * state.p.boost_memory)
    state, _, _, _ = answering(KEYS.index("order_book"), 0, state.seat("USA"))
    _, boost, _ = occasions.answered(
        state.changed(boost=full).world, state.orders, state.playbook, state.setting, state.p
    )
    for index, name in enumerate(EFFECTS):
        assert (np.abs(boost[index]) <= EFFECT_BOUNDS[name] + 1e-12).all()


def test_a_firm_speaks_at_home_with_a_smaller_voice() -> None:
    state = start()
    nvidia, usa = state.seat("NVIDIA"), state.seat("USA")
    _, _, boost, _ = answering(KEYS.index("below_the_line"), 1, nvidia)
    assert boost[EFFECTS.index("industry"), usa, 0] == pytest.approx(2 * float(state.p.firm_voice[0]))
    assert boost[EFFECTS.index("industry"), nvidia, 0] == 0


def test_a_partner_is_somebody_else_or_nobody() -> None:
    measures = start(4).measures
    own = np.arange(len(start().setting.nations))[:, None]
    for name in PARTNERS:
        partner = measures.partner(name)
        assert partner.shape == (len(own), 4)
        assert ((partner >= 0) & (partner < len(own))).all()
    assert (measures.partner("counterpart") != own).all()
    usa, chn = start().seat("USA"), start().seat("CHN")
    assert (measures.partner("barred_buyer")[usa] == chn).all()
    assert (measures.partner("first_stack")[start().seat("GULF")] == usa).all()


def test_views_read_an_option() -> None:
    book = start().playbook
    seen = occasions.option_view(book, KEYS.index("order_book"), 0)
    assert seen["price"] == 1 and not seen["default"] and seen["text"] == "occasions.order_book.license"
    assert seen["orders"][0]["field"] == "restriction"
    assert occasions.option_view(book, KEYS.index("ship_it"), -1)["default"]


def test_measures_apply_to_the_seats_they_declare() -> None:
    state = start(3)
    measures = state.measures
    n = state.setting.nation_seats
    for name, declared in MEASURES.items():
        value = measures.of(name)
        assert value.shape == (len(state.setting.seats), 3), name
        assert np.isfinite(value).all(), name
        if declared.scope == "nation":
            assert not value[n:].any(), name
        if declared.scope == "firm":
            assert not value[:n].any(), name
        if declared.scope == "home":
            np.testing.assert_array_equal(value[n:], value[state.setting.home], err_msg=name)
        if declared.scope == "world":
            assert (value == value[0]).all(), name


def test_one_world_plays_like_many() -> None:
    many = start(5)
    rng = np.random.default_rng(1)
    w = many.world
    many = many.changed(
        {"reply": rng.integers(-1, 4, many.orders.reply.shape).astype(np.int8)},
        backlog=rng.uniform(0, 900, w.backlog.shape),
        alarm=rng.uniform(0, 1, w.alarm.shape),
        power_load=w.power * rng.uniform(0.5, 1.4, w.power.shape),
        public_trust=rng.uniform(0, 1, w.public_trust.shape),
        trained=w.published + rng.uniform(0, 9, w.published.shape),
        support=rng.uniform(0, 90, w.support.shape),
        influence=rng.uniform(0, 12, w.influence.shape),
    )
    together = put(many)
    new, boost, cost = occasions.answered(
        together.world, together.orders, together.playbook, together.setting, together.p
    )
    luck = many.luck()
    for world in range(5):
        alone = taken(many, np.array([world]))
        for name in MEASURES:
            np.testing.assert_array_equal(alone.measures.of(name)[:, 0], many.measures.of(name)[:, world], err_msg=name)
        np.testing.assert_array_equal(alone.measures.signs[..., 0], many.measures.signs[..., world])
        own = type(luck)(luck.seeds[world : world + 1], luck.quarter)
        columns = occasions.put(alone.measures, alone.world, own, alone.playbook, alone.setting, alone.p)
        for name, value in columns.items():
            np.testing.assert_array_equal(value[..., 0], getattr(together.world, name)[..., world], err_msg=name)
        alone = alone.changed(**columns)
        new_alone, boost_alone, cost_alone = occasions.answered(
            alone.world, alone.orders, alone.playbook, alone.setting, alone.p
        )
        np.testing.assert_array_equal(boost_alone[..., 0], boost[..., world])
        np.testing.assert_array_equal(cost_alone[..., 0], cost[..., world])
        for f in fields(Orders):
            np.testing.assert_array_equal(getattr(new_alone, f.name)[..., 0], getattr(new, f.name)[..., world])


def test_a_seat_is_asked_once_or_twice_a_quarter_and_seldom_left_alone() -> None:
    """Over whole games of the flagship; firms out of business are no seats."""
    game = many_games(seeds_of=range(32))
    n, asked, present = game.game.setting.nation_seats, [], []
    for _ in range(game.game.setting.quarters - 1):
        game.advance(1)
        here = np.concatenate([np.ones((n, 32), bool), game.world.alive]) & ~game.world.finished
        asked.append(((game.world.occasion >= 0).sum(1)) * here)
        present.append(here)
    count, here = np.array(asked), np.array(present)
    for part in (slice(None, n), slice(n, None)):
        assert 1 <= count[:, part].sum() / here[:, part].sum() <= 2
    empty = (count == 0) & here
    alone = (empty[:-2] & empty[1:-1] & empty[2:]).any(0)
    assert alone.sum() / here.any(0).sum() <= 0.05
