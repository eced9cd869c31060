"""Four true shocks: as rare as the dial says, each through the rule that it names."""

from __future__ import annotations

import numpy as np
import pytest

from game.luck import Luck
from game.rules import shocks
from game.rules.shocks import ALGORITHMIC_LEAP, CABLE_CUT, CREDIT_SQUEEZE, QUAKE, SHOCKS
from game.start import many_games, new_game

DRAWS = {QUAKE: 0.005, CABLE_CUT: 0.015, CREDIT_SQUEEZE: 0.025, ALGORITHMIC_LEAP: 0.035}


def quarter(monkeypatch: pytest.MonkeyPatch, draw: float, worlds: int = 16):
    """One quarter of the flagship with the draw for the kind of shock fixed."""
    uniform = Luck.uniform

    def fixed(self, purpose, *shape):
        return np.full((*shape, len(self.seeds)), draw) if purpose == "shock" else uniform(self, purpose, *shape)

    with monkeypatch.context() as patch:
        patch.setattr(Luck, "uniform", fixed)
        return many_games(seeds_of=range(worlds)).advance(1)


def test_each_comes_as_often_as_the_dial_says() -> None:
    counts = np.zeros(len(SHOCKS), int)
    p, seeds = many_games("two-blocs", seeds_of=range(500)).game.params, np.arange(500, dtype=np.uint64)
    for number in range(40):
        counts += np.bincount(shocks.kind(Luck(seeds, number).uniform("shock"), p), minlength=len(SHOCKS))
    assert (np.abs(counts[1:] - 200) < 60).all(), counts


def test_the_dial_switches_them_off() -> None:
    calm = many_games("two-blocs", seeds_of=range(64), overrides={"shock_chance": 0.0})
    stormy = many_games("two-blocs", seeds_of=range(64), overrides={"shock_chance": 0.05})
    seen = {id(calm): 0, id(stormy): 0}
    for game in (calm, stormy):
        for _ in range(8):
            game.advance(1)
            seen[id(game)] += int((game.world.shock > 0).sum())
    assert seen[id(calm)] == 0
    assert seen[id(stormy)] > 50


def test_a_quake_costs_plants_where_it_strikes(monkeypatch: pytest.MonkeyPatch) -> None:
    calm, shaken = quarter(monkeypatch, 0.5), quarter(monkeypatch, DRAWS[QUAKE])
    home, place = shaken.game.setting.home, shaken.world.shock_place
    ratio = shaken.world.capacity / np.maximum(calm.world.capacity, 1e-9)
    plants = (shaken.game.setting.role[1] | shaken.game.setting.role[2])[:, None] & (home[:, None] == place)
    assert (place >= 0).all()
    assert plants.any(0).all()
    lost = shaken.game.params.quake_loss[0]
    np.testing.assert_allclose(ratio[plants], 1 - lost)
    elsewhere = ~plants & (calm.world.capacity > 0)
    np.testing.assert_allclose(ratio[elsewhere], 1)


def test_cut_cables_cost_rented_compute_for_a_quarter(monkeypatch: pytest.MonkeyPatch) -> None:
    calm, cut = quarter(monkeypatch, 0.5), quarter(monkeypatch, DRAWS[CABLE_CUT])
    for world, place in enumerate(cut.world.shock_place):
        assert 0 <= place < cut.game.setting.nation_seats
        assert cut.world.adoption[place, :, world].sum() <= calm.world.adoption[place, :, world].sum()
    assert (cut.world.adoption.sum((0, 1)) < calm.world.adoption.sum((0, 1))).any()


def test_dear_credit_is_felt_by_every_firm(monkeypatch: pytest.MonkeyPatch) -> None:
    calm, dear = quarter(monkeypatch, 0.5), quarter(monkeypatch, DRAWS[CREDIT_SQUEEZE])
    n = calm.game.setting.nation_seats
    lost = (calm.world.income - dear.world.income)[n:]
    np.testing.assert_allclose(lost, calm.game.params.credit_loss * calm.world.revenue)
    assert (dear.world.shock_place == -1).all()
    np.testing.assert_allclose(dear.why["firm_income"].causes["credit_squeeze"], -lost)


def test_a_leap_lifts_one_nation_and_others_learn_it(monkeypatch: pytest.MonkeyPatch) -> None:
    calm, leap = quarter(monkeypatch, 0.5), quarter(monkeypatch, DRAWS[ALGORITHMIC_LEAP])
    gain = leap.world.recipe - calm.world.recipe
    step = leap.game.params.leap_step[0]
    np.testing.assert_allclose(gain.max(0), step)
    assert (gain.argmax(0) == leap.world.shock_place).all()
    assert ((gain > 1e-9).sum(0) == 1).all()


def test_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    game = new_game(seed=1, overrides={"shock_chance": 0.05})
    told = []
    for _ in range(16):
        game.advance(1)
        told += [event for event in game.events[-1] if event.kind == "shock"]
    assert told
    assert {event.values["shock"] for event in told} <= set(SHOCKS[1:])
