"""Ladders: sealed ceilings, costs, terms, ruptures, what rungs set, and what opens them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from play_states import State, filled, on_ladder, opens, start, taken

from game import names
from game.names import CLAUSE
from game.rules import crises

DOWN, HOLD, ONE, TWO = range(4)
FIRST, SECOND, MIDDLE, STANDS = range(4)
KEYS = [ladder["key"] for ladder in start().playbook.ladders]


@pytest.mark.parametrize(
    ("rung", "first", "second", "reached", "outcome"),
    [
        (2, DOWN, DOWN, 2, MIDDLE),
        (2, DOWN, HOLD, 2, SECOND),
        (2, HOLD, DOWN, 2, FIRST),
        (2, DOWN, TWO, 2, SECOND),
        (2, HOLD, HOLD, 2, STANDS),
        (2, HOLD, ONE, 3, SECOND),
        (2, HOLD, TWO, 3, SECOND),
        (2, TWO, ONE, 4, FIRST),
        (2, ONE, ONE, 3, STANDS),
        (2, TWO, TWO, 4, STANDS),
        (5, TWO, ONE, 6, STANDS),
        (5, HOLD, TWO, 6, SECOND),
        (6, HOLD, TWO, 6, STANDS),
        (6, DOWN, HOLD, 6, SECOND),
        (1, DOWN, HOLD, 1, SECOND),
    ],
)
def test_the_lower_ceiling_loses_at_the_rung_just_above_it(
    rung: int, first: int, second: int, reached: int, outcome: int
) -> None:
    got = crises.settled_rung(np.array([rung]), np.array([first]), np.array([second]))
    assert [int(part[0]) for part in got] == [reached, outcome]


def climbed(s: State, quarter: int = 0) -> crises.Crisis:
    return crises.climbed(s.world, s.orders, s.luck(quarter), s.playbook, s.setting, s.p)


@pytest.mark.parametrize(("rung", "price"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 5), (6, 7)])
def test_stepping_down_costs_by_rung(rung: int, price: int) -> None:
    s = on_ladder("licence_row", rung, HOLD, DOWN)
    told = climbed(s)
    usa, chn = s.seat("USA"), s.seat("CHN")
    assert told.influence_cost[chn, 0] == price
    assert told.influence_cost.sum() == price
    assert (told.winner[0, 0], told.loser[0, 0]) == (usa, chn)
    assert told.ladder[0, 0] == -1 and told.rung[0, 0] == 0
    assert told.ladder_quiet[usa, chn, 0] == told.ladder_quiet[chn, usa, 0] == 4


@pytest.mark.parametrize(("rung", "price"), [(1, 0), (2, 0), (3, 1), (4, 1), (5, 2), (6, 3)])
def test_standing_costs_both_sides(rung: int, price: int) -> None:
    s = on_ladder("two_houses", rung, HOLD, HOLD, 8)
    told = climbed(s)
    stands = ~told.ruptured[0]
    assert stands.any()
    for key in ("USA", "CHN"):
        assert (told.influence_cost[s.seat(key)][stands] == price).all()
    assert (told.rung[0][stands] == rung).all()


def test_before_a_vote_stepping_down_costs_one_more() -> None:
    s = on_ladder("licence_row", 3, HOLD, DOWN)
    chn = s.seat("CHN")
    votes = s.setting.elections.copy()
    votes[chn, 1] = True
    soon = s._replace(setting=replace(s.setting, elections=votes))
    votes = votes.copy()
    votes[chn, :2] = False
    votes[chn, 5] = True
    later = s._replace(setting=replace(s.setting, elections=votes))
    assert climbed(soon).influence_cost[chn, 0] == climbed(later).influence_cost[chn, 0] + 1


def test_both_stepping_down_meet_in_the_middle_at_half_the_price() -> None:
    s = on_ladder("licence_row", 4, DOWN, DOWN)
    told = climbed(s)
    usa, chn = s.seat("USA"), s.seat("CHN")
    assert (told.influence_cost[usa, 0], told.influence_cost[chn, 0]) == (1.5, 1.5)
    assert told.winner[0, 0] == -1
    assert told.term_kind[0, 0] == CLAUSE["free_channel"]
    assert (told.term_giver[0, 0], told.term_taker[0, 0]) == (usa, chn)


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize(
    ("first", "second", "outcome"), [(TWO, HOLD, "first"), (HOLD, TWO, "second"), (DOWN, DOWN, "middle")]
)
def test_the_terms_are_those_of_the_file(kind: str, first: int, second: int, outcome: str) -> None:
    s = on_ladder(kind, 2, first, second)
    told = climbed(s)
    term = s.playbook.ladders[KEYS.index(kind)]["terms"][outcome]
    seats = {"first": s.seat("USA"), "second": s.seat("CHN")}
    assert told.term_kind[0, 0] == CLAUSE[term["kind"]]
    assert told.term_giver[0, 0] == seats[term["giver"]]
    assert told.term_taker[0, 0] == seats["second" if term["giver"] == "first" else "first"]
    assert told.term_channel[0, 0] == (names.CHANNELS.index(term["channel"]) if "channel" in term else -1)
    assert told.term_amount[0, 0] == term["amount"]
    assert told.term_kind[1, 0] == 0


@pytest.mark.parametrize(("rung", "chance"), [(3, 0.0), (4, 0.02), (5, 0.08), (6, 0.25)])
def test_ruptures_come_by_themselves(rung: int, chance: float) -> None:
    worlds = 1024
    s = on_ladder("tools_for_minerals", rung, HOLD, HOLD, worlds)
    told = climbed(s)
    broke = told.ruptured[0]
    spread = 4 * np.sqrt(chance * (1 - chance) / worlds)
    assert abs(broke.mean() - chance) <= spread
    if not chance:
        return
    usa, chn = s.seat("USA"), s.seat("CHN")
    standing = s.playbook.standing[rung]
    assert (told.influence_cost[usa][broke] == standing + 5).all()
    assert (told.rupture_left[chn, usa][broke] == 8).all() and (told.rupture_left[chn, usa][~broke] == 0).all()
    assert (told.ladder[0][broke] == -1).all() and (told.ladder[0][~broke] >= 0).all()
    lost = told.trust_loss[usa, chn]
    np.testing.assert_allclose(lost[broke] - lost[~broke].max(), 0.3)
    np.testing.assert_array_equal(told.trust_loss, told.trust_loss.swapaxes(0, 1))


def test_a_firm_stands_for_itself_and_counts_through_its_home() -> None:
    s = on_ladder("open_surprise", 3, HOLD, HOLD, sides=("OPENAI", "CHN"))
    told = climbed(s)
    usa, chn = s.seat("USA"), s.seat("CHN")
    assert told.influence_cost[s.seat("OPENAI"), 0] == 1 and told.influence_cost[usa, 0] == 0
    assert told.trust_loss[usa, chn, 0] > 0
    extra = crises.pressure(s.world, s.playbook, s.setting)
    assert extra is not None and extra[usa, chn, names.CLOUD, 0] == 0.5


def test_without_ladders_nothing_is_set() -> None:
    s = start(3)
    assert crises.pressure(s.world, s.playbook, s.setting) is None
    told = climbed(s)
    assert not told.influence_cost.any() and not told.trust_loss.any() and (told.ladder == -1).all()
    resting = s.changed(
        ladder_quiet=np.full_like(s.world.ladder_quiet, 3), rupture_left=np.full_like(s.world.rupture_left, 1)
    )
    told = climbed(resting)
    assert (told.ladder_quiet == 2).all() and (told.rupture_left == 0).all()


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("rung", range(1, 7))
def test_a_rung_sets_what_it_declares(kind: str, rung: int) -> None:
    s = on_ladder(kind, rung, HOLD, HOLD)
    extra = crises.pressure(s.world, s.playbook, s.setting)
    usa, chn = s.seat("USA"), s.seat("CHN")
    assert extra is not None
    rungs = s.playbook.ladders[KEYS.index(kind)]["rung"][:rung]
    for side, (a, b) in (("first", (usa, chn)), ("second", (chn, usa))):
        for index, channel in enumerate(names.CHANNELS):
            wanted = max((step.get(side, {}).get(channel, 0) for step in rungs), default=0)
            assert extra[a, b, index, 0] == wanted, (side, channel)
    assert extra.sum() == extra[usa, chn].sum() + extra[chn, usa].sum()
    told = climbed(s)
    if not told.ruptured.any():
        assert told.tension[usa, chn, 0] == rungs[-1].get("tension", 0)
        assert told.trust_loss[usa, chn, 0] == rungs[-1].get("trust", 0)
    stopped = crises.suspended(s.world, s.playbook, s.setting)
    assert stopped[s.firm("OPENAI"), 0] == ("first" in rungs[-1].get("suspended", ()))
    assert stopped[s.firm("DEEPSEEK"), 0] == ("second" in rungs[-1].get("suspended", ()))
    assert not stopped[s.firm("MISTRAL"), 0]


def test_the_aftermath_of_a_rupture_hinders_both_ways() -> None:
    s = start()
    usa, chn = s.seat("USA"), s.seat("CHN")
    left = filled(filled(s.world.rupture_left, usa, chn, value=3), chn, usa, value=3)
    extra = crises.pressure(s.changed(rupture_left=left).world, s.playbook, s.setting)
    assert extra is not None
    for channel, amount in s.playbook.raw["rules"]["rupture_channels"].items():
        index = names.CHANNELS.index(channel)
        assert extra[usa, chn, index, 0] == extra[chn, usa, index, 0] == amount


def opened(s: State, quarter: int = 0) -> dict[str, np.ndarray]:
    return crises.opened(s.measures, s.world, s.luck(quarter), s.playbook, s.setting, s.p)


@pytest.mark.parametrize("kind", KEYS)
def test_every_ladder_opens_from_a_state(kind: str) -> None:
    s, (first, second) = opens(start(64))[kind]
    columns = opened(s)
    mine = columns["ladder"][0] == KEYS.index(kind)
    assert mine.any()
    sides = {tuple(pair) for pair in columns["ladder_side"][0][:, mine].T.tolist()}
    assert (s.seat(first), s.seat(second)) in sides
    assert (columns["rung"][0][mine] == 1).all()
    assert (columns["ladder"][1] == -1).all(), "one new ladder a quarter"


def test_quiet_start_opens_none() -> None:
    s = start(64)
    columns = opened(s)
    assert (columns["ladder"] == -1).all()


def test_a_quiet_pair_a_pair_on_a_ladder_and_a_full_world_open_none() -> None:
    s, (first, second) = opens(start(64))["licence_row"]
    a, b = s.seat(first), s.seat(second)
    hushed = s.changed(ladder_quiet=filled(s.world.ladder_quiet, a, b, value=2))
    pairs = {tuple(pair) for pair in opened(hushed)["ladder_side"][0].T.tolist()}
    assert (a, b) not in pairs
    w = s.world
    one = s.changed(
        ladder=filled(w.ladder, 0, value=2), rung=filled(w.rung, 0, value=3),
        ladder_side=filled(filled(w.ladder_side, 0, 0, value=b), 0, 1, value=a),
    )
    columns = opened(one)
    assert (a, b) not in {tuple(pair) for pair in columns["ladder_side"][1].T.tolist()}
    assert (columns["ladder"][0] == 2).all() and (columns["rung"][0] == 3).all()
    both = s.changed(
        ladder=np.full_like(w.ladder, 2), rung=np.full_like(w.rung, 3), ladder_side=np.full_like(w.ladder_side, 4)
    )
    np.testing.assert_array_equal(opened(both)["ladder"], both.world.ladder)


def test_one_world_climbs_like_many() -> None:
    rng = np.random.default_rng(2)
    s, _ = opens(start(6))["tools_for_minerals"]
    w = s.world
    kind = rng.integers(-1, 6, w.ladder.shape).astype(np.int8)
    s = s.changed(
        {"ceiling": rng.integers(0, 4, s.orders.ceiling.shape).astype(np.int8)}, ladder=kind,
        rung=np.where(kind >= 0, rng.integers(1, 7, kind.shape), 0).astype(np.int8),
        ladder_side=np.repeat(np.array([[[0], [1]], [[2], [30]]], np.int8), 6, axis=2),
        ladder_quiet=rng.integers(0, 3, w.ladder_quiet.shape).astype(np.int8),
        rupture_left=(rng.random(w.rupture_left.shape) < 0.02).astype(np.int8),
        influence=rng.uniform(0, 20, w.influence.shape),
    )
    luck = s.luck()
    many, many_open = climbed(s), opened(s)
    many_extra = crises.pressure(s.world, s.playbook, s.setting)
    assert many_extra is not None
    for world in range(6):
        alone = taken(s, np.array([world]))
        own = type(luck)(luck.seeds[world : world + 1], luck.quarter)
        told = crises.climbed(alone.world, alone.orders, own, alone.playbook, alone.setting, alone.p)
        for name in crises.Crisis._fields:
            np.testing.assert_array_equal(getattr(told, name)[..., 0], getattr(many, name)[..., world], err_msg=name)
        columns = crises.opened(alone.measures, alone.world, own, alone.playbook, alone.setting, alone.p)
        for name, value in columns.items():
            np.testing.assert_array_equal(value[..., 0], many_open[name][..., world], err_msg=name)
        extra = crises.pressure(alone.world, alone.playbook, alone.setting)
        whole = np.zeros_like(many_extra[..., 0]) if extra is None else extra[..., 0]
        np.testing.assert_array_equal(whole, many_extra[..., world])
