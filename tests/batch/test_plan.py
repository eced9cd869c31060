"""Plans: runs are numbered and paired, parts depend on nothing but the plan, and sessions play what is written."""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from game.batch.experiment import Experiment, ExperimentError, checked
from game.batch.numbers import PARTS_OF_ONE, axes
from game.batch.plan import OrderRefused, Part, Plan, likely_shared, planned, planned_before
from game.batch.play import play_runs
from game.batch.record import Recorder
from game.batch.store import manifest_of
from game.save import save
from game.scenario import load
from game.session import Session
from game.start import new_game

ORDER = {"seat": "N01", "field": "restriction", "at": ["N02", "top"], "value": 0.3}


def experiment(**more: object) -> Experiment:
    return checked({"format": 1, "scenario": "two-blocs", "replicates": 5, "seed": 10, **more})


def two_arms(**more: object) -> Plan:
    arms = {"as_cast": {}, "thaw": {"strategies": {"N01": "pragmatist"}, "orders": [ORDER]}}
    return planned(experiment(arms=arms, vary={"rivalry": {"values": [0.5, 1.0, 2.0]}}, **more))


def begun(plan: Plan, part: Part) -> Session:
    """The runs of a part before their first quarter."""
    return plan.games(part.arm, plan.runs_of(part))


def test_runs_are_numbered_by_cell_and_paired_by_replicate() -> None:
    plan = two_arms()
    assert plan.runs == 2 * 3 * 5
    runs = [plan.run(number) for number in range(plan.runs)]
    assert [run.number for run in runs] == list(range(30))
    for one, other in zip(runs[:15], runs[15:], strict=True):
        assert (one.arm, other.arm) == ("as_cast", "thaw")
        assert (one.point, one.replicate, one.seed) == (other.point, other.replicate, other.seed)
    assert [run.seed for run in runs[:6]] == [10, 11, 12, 13, 14, 10]


@pytest.mark.parametrize(
    ("replicates", "sizes"), [(3, [3]), (40, [32, 8]), (1000, [125] * 8), (2100, [256] * 8 + [52])]
)
def test_parts_follow_from_the_number_of_runs(replicates: int, sizes: list[int]) -> None:
    arms = {"one": {}, "other": {"strategies": {"N01": "hold"}}}
    plan = planned(experiment(arms=arms, replicates=replicates))
    assert [part.count for part in plan.parts] == sizes * 2
    assert [part.first for part in plan.parts] == np.cumsum([0, *sizes * 2])[:-1].tolist()
    assert {run.arm for part in plan.parts for run in plan.runs_of(part) if run.arm != part.arm} == set()


@pytest.mark.parametrize(
    ("replicates", "workers", "widths"),
    [
        (60, 2, [60]),  # too few to share
        (128, 1, [128]),
        (128, 2, [64, 64]),
        (128, 8, [64, 64]),
        (300, 2, [152, 148]),
        (512, 8, [64] * 8),
        (1000, 1, [250] * 4),
        (1000, 2, [250] * 4),
        (2100, 2, [256] * 8 + [52]),
    ],
)
def test_parts_are_played_together_as_wide_as_their_workers_allow(
    replicates: int, workers: int, widths: list[int]
) -> None:
    plan = planned(experiment(replicates=replicates))
    sittings = plan.sittings(range(len(plan.parts)), workers)
    assert [sum(plan.parts[part].count for part in sitting) for sitting in sittings] == widths
    assert [part for sitting in sittings for part in sitting] == list(range(len(plan.parts)))


def test_only_parts_of_one_arm_are_played_together_and_those_of_several_points_may_be() -> None:
    arms, varied = {"one": {}, "other": {"strategies": {"N01": "hold"}}}, {"rivalry": [0.5, 2.0]}
    stop = {"outcome": "risk", "least": 10}
    plan = planned(experiment(arms=arms, vary=varied, design={"points": 3}, stop=stop, replicates=50))
    assert [part.arm for part in plan.rounds[0]] == ["one"] * 3 + ["other"] * 3
    assert plan.sittings([part.number for part in plan.rounds[0]], 2) == [(0, 1, 2), (3, 4, 5)]
    assert plan.sittings([], 2) == []


@pytest.mark.parametrize(
    "given",
    [
        {"replicates": 64},
        {"replicates": 65},
        {"arms": {"one": {}, "other": {}}, "replicates": 1},
        {"vary": {"rivalry": [0.5, 2.0]}, "design": {"points": 64}, "replicates": 1},
        {"vary": {"rivalry": [0.5, 2.0]}, "design": {"points": 33}, "replicates": 2},
    ],
)
def test_that_work_can_be_shared_shows_before_the_plan_is_made(given: dict[str, object]) -> None:
    asked = experiment(**given)
    plan = planned(asked)
    assert likely_shared(asked) == (len(plan.sittings(range(len(plan.parts)), 2)) > 1)


def test_the_digest_tells_what_decides_the_results_and_nothing_else() -> None:
    plan = two_arms()
    assert two_arms(title="Other words").digest == plan.digest
    assert two_arms(seed=11).digest != plan.digest
    assert two_arms(quarters=4).digest != plan.digest
    assert pickle.loads(pickle.dumps(plan)).digest == plan.digest


def test_the_digest_tells_the_order_of_the_arms_which_numbers_the_runs() -> None:
    arms = {"as_cast": {}, "hold": {"strategies": {"N01": "hold"}}}
    turned = dict(reversed(arms.items()))
    assert planned(experiment(arms=arms)).digest != planned(experiment(arms=turned)).digest


def test_a_folder_is_made_and_workers_are_ready_to_start_before_mesa_is_loaded(tmp_path: Path) -> None:
    told = """
import sys
from game.batch import engines
from game.batch.options import from_options
from game.batch.plan import planned
from game.batch.store import Store
store = Store.create(sys.argv[1], planned(from_options("two-blocs", vary=["rivalry=0.5,1"], replicates=2)))
print(store.pending(), "mesa" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", told, str(tmp_path)], cwd=Path(__file__).parents[2], capture_output=True, text=True
    )
    assert (done.stdout, done.stderr) == ("[0] False\n", "")


def test_a_plan_is_made_again_from_what_a_manifest_keeps() -> None:
    plan = two_arms()
    manifest = manifest_of(plan)
    kept = json.loads(json.dumps([manifest["experiment"], manifest["resolved"]]))
    again = planned_before(*kept, {})
    assert again.digest == plan.digest and again.parts == plan.parts


def test_a_session_plays_the_point_and_seed_of_every_run() -> None:
    plan = two_arms()
    session = begun(plan, plan.parts[0])
    assert session.game.params.rivalry.tolist() == [0.5] * 5 + [1.0] * 5 + [2.0] * 5
    assert session.seeds.tolist() == [10, 11, 12, 13, 14] * 3
    session.advance(2)
    alone = new_game("two-blocs", seed=12, overrides={"rivalry": 2.0}, watch=False).advance(2)
    assert np.array_equal(session.world.income[:, 12], alone.world.income[:, 0])


def test_a_slice_of_a_part_is_the_same_games() -> None:
    plan = two_arms()
    part = plan.parts[1]
    whole = begun(plan, part).advance(3)
    some = plan.games(part.arm, plan.runs_of(part)[4:7]).advance(3)
    assert np.array_equal(whole.world.trust_good[..., 4:7], some.world.trust_good)
    assert np.array_equal(whole.standing.restriction[..., 4:7], some.standing.restriction)


def test_a_pinned_order_stands_in_every_world_and_quarter() -> None:
    plan = two_arms()
    session = begun(plan, plan.parts[1])
    for _ in range(4):
        session.advance()
        assert session.standing.restriction[0, 1, 3].tolist() == [0.3] * 15


def test_one_value_of_a_number_of_nations_or_channels_is_set_and_the_others_stay(tmp_path: Path) -> None:
    arms = {"as_cast": {}, "heavy": {"parameters": {"channel_weight.top": 1.75, "power_added.N02": 0.5}}}
    given = {"arms": arms, "vary": {"power_added.N01": {"values": [0.25, 4.0]}}, "replicates": 2}
    save(new_game("two-blocs", seed=3, overrides={"power_added": np.full(3, 2.0)}).advance(2), tmp_path / "game.json")
    usual = new_game("two-blocs").game.params
    scenario = planned(experiment(**given))
    saved = planned(checked({"format": 1, "save": str(tmp_path / "game.json"), "quarter": 2, **given}))
    assert (scenario.factors[0].name, scenario.factors[0].unit) == ("power_added.N01", "GW/quarter")
    for plan, others in ((scenario, usual.power_added[1:, 0].tolist()), (saved, [2.0, 2.0])):
        params = begun(plan, plan.parts[0]).game.params
        assert params.power_added.T.tolist() == [[own, *others] for own in (0.25, 0.25, 4.0, 4.0)]
        params = begun(plan, plan.parts[1]).game.params
        assert params.power_added[1:].T.tolist() == [[0.5, *others[1:]]] * 4
        assert params.channel_weight[3].tolist() == [1.75] * 4
        assert np.array_equal(np.delete(params.channel_weight, 3, 0)[:, 0], np.delete(usual.channel_weight[:, 0], 3))


@pytest.mark.parametrize("name", ["two-plans-2025", "two-blocs"])
def test_values_that_make_one_whole_are_all_known(name: str) -> None:
    scenario = load(name)
    several = {key: scenario.laid_out["parameters"][key] for key, one in scenario.resolved["parameters"].items()
               if axes(one)}  # fmt: skip
    several |= {f"start.{key}": table.T for key, table in scenario.laid_out["world"].items() if table.ndim > 1}
    assert {key for key, values in several.items() if np.allclose(values.sum(axis=-1), 1)} == PARTS_OF_ONE


def test_an_order_stands_from_its_quarter_on() -> None:
    later = {**ORDER, "from": 3}
    plan = planned(experiment(arms={"as_cast": {}, "thaw": {"orders": [later, {**ORDER, "value": 0.9}]}}))
    levels = []

    class Seen(Recorder):
        def _quarter(self) -> None:
            super()._quarter()
            levels.append(set(self.session.standing.restriction[0, 1, 3].tolist()))

    part = plan.parts[1]
    session = begun(plan, part)
    Seen(session, [], 5, between=lambda: plan.pin_later(session, part.arm)).play()
    assert levels == [{0.9}, {0.9}, {0.3}, {0.3}, {0.3}]
    assert planned_before(manifest_of(plan)["experiment"], plan.scenario.resolved, {}).digest == plan.digest


def test_the_runs_of_an_order_refused_in_play_fail_and_say_when() -> None:
    """A firm turns safe at a price that it has only at the start."""
    order = {"seat": "CORVANE", "field": "safety_effort", "value": 0.99, "from": 2}
    plan = planned(experiment(arms={"as_cast": {}, "late": {"orders": [order]}}, quarters=3))
    tables = play_runs(plan, plan.parts[1].arm, plan.runs_of(plan.parts[1]))
    assert set(tables["experiments"]["status"].to_pylist()) == {"failed"}
    failure = tables["failures"].to_pylist()[0]
    assert (failure["stage"], failure["seat"], failure["quarter"]) == ("decide", "CORVANE", 1)
    assert "may not set safety_effort so in quarter 2 (" in failure["message"]


def test_a_varied_order_stands_at_the_level_of_its_point() -> None:
    name = "orders.N01.restriction.N02.top"
    plan = planned(experiment(vary={name: [0.0, 1.0]}, design={"points": 6}, replicates=2))
    assert plan.factors[0].kind == "policy"
    session = begun(plan, plan.parts[0])
    for _ in range(3):
        session.advance()
        assert session.standing.restriction[0, 1, 3].tolist() == np.repeat(plan.points[:, 0], 2).tolist()


def test_the_word_of_an_order_is_its_level() -> None:
    order = {"seat": "N01", "field": "stance", "at": ["N02"], "value": "restrict"}
    plan = planned(experiment(arms={"a": {"orders": [order]}}))
    assert begun(plan, plan.parts[0]).advance().standing.stance[0, 1].tolist() == [3.0] * 5


def test_an_order_against_the_law_is_told_with_its_key() -> None:
    own = {**ORDER, "at": ["N01", "top"]}
    with pytest.raises(ExperimentError, match=r"arms\.a\.orders\[0\]: N01 may not set restriction .*own border"):
        planned(experiment(arms={"a": {"orders": [own]}}))
    with pytest.raises(ExperimentError, match=r"vary\.orders\.N01\.restriction\.N01\.top: .*own border"):
        planned(experiment(vary={"orders.N01.restriction.N01.top": {"values": [0.0, 0.5]}}))


def test_an_order_refused_in_play_says_where_after_a_journey_between_processes() -> None:
    own = {**ORDER, "at": ["N01", "top"]}
    given = experiment(arms={"a": {"orders": [own]}})
    plan = replace(planned(experiment()), experiment=given)
    with pytest.raises(OrderRefused) as told:
        begun(plan, Part(0, "a", 0, 2))
    again = pickle.loads(pickle.dumps(told.value))
    assert (again.key, str(again)) == ("arms.a.orders[0]", str(told.value))
