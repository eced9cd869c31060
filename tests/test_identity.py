"""World k of a batch is bit-identical to game k played alone, and a branch continues like the original."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agents.choice import Choice
from agents.columns import raised, share, total
from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from game.start import many_games, new_game
from game.worlds import differences, taken


class Stumbler(Strategy):
    """Fails in every world where its own memory says so, and remembers how often it was asked."""

    name = "stumbler"
    source = "A test double for a plug-in that breaks."

    def decide(self, sight):
        asked = sight.memory(0) + 1
        luck = sight.demand if sight.knows("demand") else sight.incidents
        if ((luck % 3 == 0) & (asked > 1)).any():
            raise ArithmeticError("stumbled")
        return Choice({0: asked}, safety_standard=np.clip(asked / 20, 0, 1))


NATIONS = sorted(name for name, s in ROSTER.items() if s.kind in ("nation", "any"))
FIRMS = sorted(name for name, s in ROSTER.items() if s.kind in ("firm", "any"))
WIDTHS = (1, 2, 3, 8, 17, 64)


def batch(scenario, width, quarters, rng, fails):
    setting = new_game(scenario, watch=False).game.setting
    cast = {}
    for index, seat in enumerate(setting.seats):
        names = NATIONS if index < setting.nation_seats else FIRMS
        if rng.random() < 0.5:
            cast[seat] = [names[i] for i in rng.integers(0, len(names), width)]
    if fails:
        cast[setting.nations[0]] = [Stumbler() if rng.random() < 0.5 else "hold" for _ in range(width)]
    seeds = [int(s) for s in rng.integers(0, 2**63, width)]
    overrides = {
        "rivalry": rng.uniform(0.3, 2.9, width), "hazard": rng.uniform(0.0001, 0.004, width),
        "network": rng.uniform(1, 4, width), "demand_noise": rng.uniform(0, 0.2, width),
    }
    return (
        many_games(scenario, seeds_of=seeds, cast=cast, overrides=overrides).advance(quarters),
        seeds,
        cast,
        overrides,
    )


@pytest.mark.parametrize("width", (*WIDTHS, 257))
@pytest.mark.parametrize("shape", [(15,), (43,), (200,), (15, 15), (32, 2), (9, 1), (2, 14, 9), (4, 6, 1), (5, 15, 15)])
def test_sums_of_a_world_do_not_depend_on_its_company(shape, width):
    numbers = np.exp(np.random.default_rng(len(shape) * width).normal(0, 9, (*shape, width)))
    for k in {0, width // 2, width - 1}:
        alone = np.ascontiguousarray(numbers[..., k : k + 1])
        for axis in range(len(shape)):
            assert np.array_equal(total(numbers, axis)[..., k], total(alone, axis)[..., 0])
            assert np.array_equal(total(numbers, axis)[..., k], np.add.accumulate(alone, axis).take(-1, axis)[..., 0])
            assert np.array_equal(share(numbers, axis)[..., k], share(alone, axis)[..., 0])
        assert np.array_equal(raised(numbers, np.tanh(numbers))[..., k], raised(alone, np.tanh(alone))[..., 0])


@pytest.mark.parametrize("width", (*WIDTHS, 257))
def test_firms_of_a_nation_add_up_one_by_one(width):
    setting = new_game(watch=False).game.setting
    numbers = np.exp(np.random.default_rng(width).normal(0, 9, (len(setting.firms), width)))
    for role in (None, *range(len(setting.role))):
        found = setting.per_nation(numbers, role)
        for nation in range(len(setting.nations)):
            whole = np.zeros(width)
            for firm in np.flatnonzero((setting.home == nation) & (role is None or setting.role[role])):
                whole = whole + numbers[firm]
            assert np.array_equal(found[nation], whole)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["two-plans-2025", "two-blocs"]), st.sampled_from(WIDTHS), st.integers(0, 2**32), st.booleans())
def test_world_of_a_batch_is_the_game_played_alone(scenario, width, seed, fails):
    rng = np.random.default_rng(seed)
    quarters = int(rng.integers(1, 8))
    together, seeds, cast, overrides = batch(scenario, width, quarters, rng, fails)
    for k in {0, width // 2, width - 1}:
        own_cast = {seat: voice[k] for seat, voice in cast.items()}
        alone = new_game(
            scenario, seed=seeds[k], cast=own_cast, overrides={n: v[k] for n, v in overrides.items()}, watch=False
        ).advance(quarters)
        assert differences(taken(together.world, np.array([k])), alone.world) == []
        assert differences(taken(together.standing, np.array([k])), alone.standing) == []
        assert (together.memory[:, :, k] == alone.memory[:, :, 0]).all()
        assert (together.score()[:, k] == alone.score()[:, 0]).all()


@pytest.mark.parametrize("quarter", [0, 3, 7])
def test_a_branch_continues_like_the_original(quarter):
    game = new_game(seed=11, cast={"USA": "reciprocator", "CHN": "hedger"}, watch=False).advance(9)
    branch = game.branch(quarter).advance(9 - quarter)
    assert differences(branch.world, game.world) == []
    assert differences(branch.standing, game.standing) == []
    assert (branch.memory == game.memory).all()


def test_futures_differ_by_luck_and_share_it_by_key():
    game = new_game(seed=5, watch=False).advance(2)
    futures = game.branch(worlds=4, key="future").advance(3)
    same = game.branch(worlds=4, key="future").advance(3)
    assert differences(futures.world, same.world) == []
    assert len({float(x) for x in futures.world.demand_shock}) == 4


def test_stride_of_four_is_four_strides_of_one():
    one = new_game(seed=2, seat="USA", watch=False)
    four = new_game(seed=2, seat="USA", watch=False)
    for game in (one, four):
        assert game.submit("USA", {"safety_standard": 0.3}) == []
    for _ in range(4):
        one.advance()
    four.advance(4)
    assert differences(one.world, four.world) == []
