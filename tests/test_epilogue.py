"""The epilogue: the world goes on after the last quarter, and a quarter of every goal is judged there."""

from __future__ import annotations

import numpy as np
import pytest

from game import names
from game.start import final_score, many_games, new_game

RACE = names.ENDINGS.index("runaway_race")
GOALS = ("goal:first", "goal:second", "goal:third")


def played(worlds: int = 12, **overrides: float):
    return many_games("two-blocs", seeds_of=range(worlds), overrides=overrides).advance(12)


def test_it_goes_on_for_its_quarters_and_leaves_the_game_as_it_was() -> None:
    game = played()
    world, ending = game.world, game.world.ending.copy()
    after = game.epilogue()
    setting = game.game.setting
    went_on = ending != RACE
    assert game.world is world
    assert after.finished
    assert (after.world.quarter[went_on] == setting.quarters + setting.epilogue).all()
    assert (after.world.quarter[~went_on] == world.quarter[~went_on]).all()


def test_catastrophe_stays_final() -> None:
    game = played(32, hazard=0.004)
    lost = game.world.ending == RACE
    assert lost.any()
    after = game.epilogue()
    assert (after.world.ending[lost] == RACE).all()
    assert (after.world.quarter[lost] == game.world.quarter[lost]).all()
    end, final = game.score(), final_score(game, after).total
    assert (final[:, lost] == end[:, lost]).all()


def test_three_quarters_now_and_one_quarter_later() -> None:
    game = played()
    after = game.epilogue()
    final, end = final_score(game, after), game.game.judged(game.world, game.standing)
    later = after.game.judged(after.world, after.standing)
    calm = after.world.ending != RACE
    assert calm.any()
    for name in GOALS:
        np.testing.assert_allclose(final.causes[name], 0.75 * end.causes[name] + 0.25 * later.causes[name])
    for name in ("agenda", "world"):
        assert (final.causes[name] == end.causes[name]).all()
    assert not np.allclose(final.total[:, calm], end.total[:, calm])


def test_a_catastrophe_after_the_game_costs_only_what_is_judged_there() -> None:
    game = played(64, hazard=0.002)
    after = game.epilogue()
    late = (after.world.ending == RACE) & (game.world.ending != RACE)
    assert late.any()
    final, later = final_score(game, after), after.game.judged(after.world, after.standing)
    spoiled = 0.8 * 0.25 * sum(later.causes[name] for name in GOALS)
    np.testing.assert_allclose(final.causes["limit"][:, late], -spoiled[:, late])


def test_zero_quarters_switch_it_off() -> None:
    from players import scenario_of

    game = new_game(scenario_of("two-blocs", 3), seed=2, watch=False).advance(3)
    assert game.epilogue().quarter == 3
    np.testing.assert_allclose(final_score(game).total, game.score())


def test_world_of_a_batch_is_the_game_played_alone() -> None:
    batch = final_score(played(4)).total
    for seed in range(4):
        alone = new_game("two-blocs", seed=seed, watch=False).advance(12)
        assert (final_score(alone).total[:, 0] == batch[:, seed]).all()


def test_before_the_end_there_is_none() -> None:
    game = new_game("two-blocs", seed=1, watch=False)
    with pytest.raises(ValueError, match="not over"):
        game.epilogue()
    np.testing.assert_allclose(final_score(game).total, game.score())


def test_what_a_person_pinned_stays_in_the_epilogue() -> None:
    game = new_game("two-blocs", seed=3, seat="N01", watch=False)
    assert game.submit("N01", {"hoarding": 0.77}) == []
    game.advance(12)
    assert not game.epilogue().people
    assert game.epilogue().standing.hoarding[0, 0] == 0.77
