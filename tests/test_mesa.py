"""The game as a Mesa model: the same games as through the door, whatever Mesa's own luck and bookkeeping do."""

from __future__ import annotations

import gc
import importlib.util
import re
import weakref
from pathlib import Path

import mesa
import numpy as np
import pytest

from agents.table import Table
from game import names
from game.model import DiplomacyModel
from game.start import many_games, new_game
from game.worlds import differences

PAGE = Path(__file__).parents[1] / "docs" / "mesa.md"


def run(**arguments: object) -> DiplomacyModel:
    model = DiplomacyModel("two-blocs", **arguments)
    while model.running:
        model.step()
    return model


def test_a_model_plays_the_game_of_a_session() -> None:
    model, session = run(seed=5, rivalry=2.0), new_game("two-blocs", seed=5, overrides={"rivalry": 2.0}, watch=False)
    session.advance(12)
    assert differences(model.session.world, session.world) == []
    assert np.array_equal(model.scores, session.score()[:, 0])


def test_batch_run_gives_the_results_of_sessions() -> None:
    seeds, rivalry = [1, 2, 3], [0.5, 2.5]
    rows = mesa.batch_run(
        DiplomacyModel,
        {"scenario": "two-blocs", "seed": seeds, "rivalry": rivalry, "collect": False},
        number_processes=1,
        max_steps=40,
        display_progress=False,
    )
    assert len(rows) == 6
    for row in rows:
        session = many_games("two-blocs", seeds_of=[row["seed"]], overrides={"rivalry": row["rivalry"]}).advance(40)
        world = session.world
        assert (row["quarter"], row["ending"]) == (session.quarter, names.ENDINGS[int(world.ending[0])])
        assert (row["risk"], row["fragmentation"]) == (world.risk[0], world.fragmentation[0])
        assert row["frontier"] == world.best.max()


@pytest.mark.parametrize("limit", [1, 5])
def test_a_batch_that_is_cut_short_reports_the_quarter_that_was_asked_for(limit: int) -> None:
    rows = mesa.batch_run(
        DiplomacyModel,
        {"scenario": "two-blocs", "seed": [4]},
        number_processes=1,
        max_steps=limit,
        display_progress=False,
    )
    session = new_game("two-blocs", seed=4, watch=False).advance(limit)
    assert {row["quarter"] for row in rows} == {limit} == {row["Step"] for row in rows}
    assert {row["risk"] for row in rows} == {session.world.risk[0]}
    influence = {row["key"]: row["influence"] for row in rows}
    assert influence == {key: session.world.influence[i, 0] for key, i in session.seat_index.items()}


def test_the_result_of_a_seed_does_not_depend_on_mesas_generator() -> None:
    plain, disturbed = DiplomacyModel("two-blocs", seed=3), DiplomacyModel("two-blocs", seed=3)
    for _ in range(6):
        disturbed.random.random()
        disturbed.rng.random(7)
        disturbed.agents.shuffle(inplace=True)
        plain.step()
        disturbed.step()
    assert differences(plain.session.world, disturbed.session.world) == []
    assert differences(plain.session.world, run(seed=4).session.world) != []


def test_agents_are_the_seats() -> None:
    model = DiplomacyModel("two-blocs", cast={"N02": "hedger"})
    agents = {agent.key: agent for agent in model.agents}
    assert list(agents) == list(model.session.game.setting.seats)
    assert agents["N02"].strategy_name == "hedger" and agents["N02"].kind == "nation"
    model.step()
    for key, agent in agents.items():
        index = model.session.seat_index[key]
        assert agent.influence == model.session.world.influence[index, 0]
        assert agent.points == model.session.score()[index, 0]
    assert agents["N01"].lead == model.session.world.lead[0, 0]
    assert agents["PLUMBLINE"].cash == model.session.world.cash[model.session.seat_index["PLUMBLINE"], 0]


def test_the_collector_holds_start_and_every_quarter() -> None:
    model = run(seed=2)
    quarters = model.datacollector.get_model_vars_dataframe()
    assert list(quarters["quarter"]) == list(range(model.session.quarter + 1))
    seats = model.datacollector.get_agent_vars_dataframe()
    assert len(seats) == len(quarters) * len(model.session.game.seats)
    before = model.session.world
    model.step()
    assert model.session.world is before and len(model.datacollector.get_model_vars_dataframe()) == len(quarters)


def test_models_that_nobody_holds_are_freed() -> None:
    model = run(seed=1)
    watched = [weakref.ref(model), weakref.ref(model.session)]
    del model
    table = Table([("a", "any")], [new_game("two-blocs", watch=False).cast[0]], 1)
    watched.append(weakref.ref(table))
    del table
    gc.collect()
    assert [ref() for ref in watched] == [None, None, None]


@pytest.mark.filterwarnings("default")  # those of Solara about Mesa's own page
@pytest.mark.skipif(importlib.util.find_spec("solara") is None, reason="needs mesa[viz]")
def test_the_view_of_the_docs_is_built() -> None:
    blocks = re.findall(r"^```py\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert len(blocks) == 1
    space: dict[str, object] = {}
    exec(compile(blocks[0], "docs/mesa.md", "exec"), space)
    import solara

    _box, context = solara.render(space["page"], handle_error=False)
    context.close()
