"""Numbers with which games begin, set by an arm or varied: every world has its own, as if a scenario said so."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from game.batch import open_results
from game.batch.discovery import Box, Limit
from game.batch.experiment import ExperimentError, Factor, checked
from game.batch.options import from_options
from game.batch.plan import Plan, planned
from game.batch.play import play_part
from game.batch.schema import fields_of
from game.batch.store import Store
from game.batch.verify import verify
from game.cli import main
from game.save import load as load_game
from game.save import save
from game.scenario import ScenarioError, load
from game.start import new_game
from game.worlds import differences, taken
from tests.batch.test_plan import begun as started

VARIED = {
    "start.cash.N01": {"values": [0.0, 40.0]}, "start.tension.N01.N02": [0.1, 0.9],
    "start.pace": {"values": [1.0, 4.0]},
}  # fmt: skip
SET = {"start.published.PLUMBLINE": 139.0, "start.adoption.N02.recruiting": 0.6, "power_added.N01": 0.5}
HEAD = 'format = 1\ntitle = "x"\nsummary = "x"\nextends = "two-blocs"\n'


def plan_of(**given: Any) -> Plan:
    return planned(checked({"format": 1, "scenario": "two-blocs", "replicates": 2, "seed": 5, **given}))


def child(folder: Path, *lines: str) -> Path:
    file = folder / "child.toml"
    file.write_text(HEAD + "\n".join(lines), encoding="utf-8")
    return file


def test_every_world_begins_with_its_own_value() -> None:
    plan = plan_of(vary=VARIED, design={"kind": "full", "points": 3})
    assert [(f.name, f.kind, f.unit) for f in plan.factors] == [
        ("start.cash.N01", "world", "USD bn"), ("start.tension.N01.N02", "world", "0-1"),
        ("start.pace", "world", "ECI points/quarter"),
    ]  # fmt: skip
    session, usual = started(plan, plan.parts[0]), new_game("two-blocs").world
    points = np.repeat(plan.points, 2, axis=0)
    assert session.worlds == 24
    assert np.array_equal(session.world.cash[0], points[:, 0])
    assert np.array_equal(session.world.tension[0, 1], points[:, 1])
    assert np.array_equal(session.world.pace, points[:, 2])
    assert np.array_equal(session.world.cash[1:], np.repeat(usual.cash[1:], 24, axis=-1))
    assert len(np.unique(session.world.lead[0])) == 2, "what follows from a value follows from each world's own"


def test_a_world_is_the_game_of_a_scenario_that_says_so(tmp_path: Path) -> None:
    arms = {"as_cast": {}, "other": {"parameters": SET}}
    plan = plan_of(arms=arms, vary=VARIED, design={"kind": "full", "points": 2})
    run = plan.run(plan.runs - 1)
    cash, tension, pace = plan.points[run.point].tolist()
    file = child(
        tmp_path,
        "[tables.cash.values]", f"N01 = {cash}", "[tables.tension.values]", f'"N01>N02" = {tension}',
        "[tables.pace]", f"value = {pace}", "[tables.published.values]", "PLUMBLINE = 139",
        "[tables.adoption.values]", '"N02.recruiting" = 0.6', "[tables.power_added.values]", "N01 = 0.5",
    )  # fmt: skip
    alone = new_game(file, seed=run.seed).advance(4)
    among = started(plan, plan.parts[1]).advance(4)
    last = np.array([plan.parts[1].count - 1])
    assert differences(taken(among.world, last), alone.world) == []
    assert differences(taken(among.standing, last), alone.standing) == []


def test_results_are_kept_verified_and_gone_on_with(tmp_path: Path) -> None:
    plan = plan_of(vary=VARIED, arms={"as_cast": {}, "other": {"parameters": SET}}, quarters=2)
    store = Store.create(tmp_path / "out", plan)
    for part in store.pending():
        store.keep(play_part(plan, part))
    results = open_results(tmp_path / "out")
    assert verify(results, [0, plan.runs - 1]).differences == []
    runs = results.frame("experiments")
    assert set(VARIED) < set(runs.columns) and results.plan.digest == plan.digest
    first = results.frame("seats").query("seat == 'N01'").groupby("run")["cash"].first()
    begun = runs.set_index("run")["start.cash.N01"]
    assert first[begun == 40].min() > first[begun == 0].max() + 20


def test_the_table_of_runs_holds_what_was_begun_with_beside_what_came() -> None:
    varied = {"start.incidents": [0, 90], "start.adoption.N01.software": [0, 1]}
    names = fields_of(plan_of(vary=varied))["experiments"]
    assert {"start.incidents", "incidents", "start.adoption.N01.software", "adoption"} <= set(names)


def test_options_name_them_too(tmp_path: Path) -> None:
    experiment = from_options("two-blocs", vary=["start.cash.N01=0:10"], arm=["poor:start.cash.N02=0,rivalry=2"])
    assert experiment.vary == {"start.cash.N01": [0.0, 10.0]}
    assert experiment.arms["poor"].parameters == {"start.cash.N02": 0.0, "rivalry": 2.0}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("cash.N01", "is a number with which games begin: write start.cash.N01"),
        ("start.csh.N01", "'csh' is not known; did you mean 'cash'?"),
        ("publishd.PLUMBLINE", "'publishd' is not known; did you mean 'published'?"),
        ("start.cash", "has a value for every seat: name one, as in start.cash.N01"),
        ("start.cash.N03", "'N03' is not known; did you mean 'N02'?"),
        ("start.tension.N01", "has a value for every truster and trusted: name one, as in start.tension.N01.N02"),
        ("start.tension.N01.N01", "names N01 twice: it has a value between one nation and another"),
        ("start.pace.N01", "is a single number: leave out .N01"),
        ("start.ecosystem.N01.N01", "has values that are parts of one whole"),
        ("start.power_added.N01", "is a number of the rules: leave out start."),
        ("start.denial.N01", "has no table in the scenario, and so no range: extend the scenario for it"),
    ],
)
def test_names_that_fit_nothing_are_told(name: str, says: str) -> None:
    for given, key in (
        ({"vary": {name: [0.1, 0.2]}}, f"vary.{name}"),
        ({"arms": {"a": {"parameters": {name: 0.1}}}}, f"arms.a.parameters.{name}"),
    ):
        with pytest.raises(ExperimentError) as told:
            plan_of(**given)
        assert str(told.value).startswith(f"experiment: {key}: ") and says in str(told.value)


def test_a_name_whose_dots_are_not_quoted_is_told() -> None:
    with pytest.raises(ExperimentError) as told:
        plan_of(vary={"start": {"cash": {"N01": [0, 5]}}}, arms={"a": {"parameters": {"start": {"pace": 2}}}})
    assert re.findall(r"(\S+): must be .*; a name with dots stands in quotes", str(told.value)) == [
        "arms.a.parameters.start", "vary.start",
    ]  # fmt: skip


def test_ranges_are_those_of_the_scenario() -> None:
    with pytest.raises(ExperimentError, match=r"-200 to 5 is outside the range; the scenario allows -100 to 1000"):
        plan_of(vary={"start.cash.N01": [-200, 5]})
    with pytest.raises(ExperimentError, match=r"parameters\.start\.quality\.N01: 2 is outside its range 0 to 1"):
        plan_of(arms={"a": {"parameters": {"start.quality.N01": 2}}})
    assert plan_of(vary={"start.quality.N01": "scenario"}).points.max() <= 1
    with pytest.raises(ExperimentError, match=r"start\.pace: is varied as well"):
        plan_of(vary={"start.pace": [1, 2]}, arms={"a": {"parameters": {"start.pace": 2}}})


def test_games_that_go_on_from_a_save_have_begun(tmp_path: Path) -> None:
    file = save(new_game("two-blocs").advance(2), tmp_path / "game.json")
    begin = {"format": 1, "save": str(file), "quarter": 2}
    for given in ({"vary": {"start.cash.N01": [0, 5]}}, {"arms": {"a": {"parameters": {"start.cash.N01": 5}}}}):
        with pytest.raises(ExperimentError, match=r"start\.cash\.N01: is used up when a game begins"):
            checked({**begin, **given})


def test_a_box_of_them_opens_as_a_scenario(tmp_path: Path) -> None:
    limits = tuple(
        Limit(Factor(name, "world", 0.0, high, None, ""), 0.25 * high, None)
        for name, high in (("start.cash.N01", 40.0), ("start.tension.N01.N02", 1.0), ("start.pace", 8.0))
    )
    file = tmp_path / "box.toml"
    file.write_text(Box(limits, 0.2, 0.9, 0.9, 0.2, "x").scenario("two-blocs", "abc", SET), encoding="utf-8")
    opened, usual = load(file), load("two-blocs")
    world, before = opened.laid_out["world"], usual.laid_out["world"]
    assert (world["cash"][0], world["tension"][0, 1], world["pace"]) == (25.0, 0.625, 5.0)
    assert world["adoption"][1].tolist() == [0.6, *before["adoption"][1, 1:]] and world["published"].max() == 139
    assert opened.laid_out["parameters"]["power_added"][0] == 0.5
    for name, places in (("cash", 1), ("tension", 1), ("adoption", 1), ("published", 1)):
        assert (world[name] != before[name]).sum() == places


def test_circumstances_of_a_start_are_saved_and_played(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From the command to a scenario that begins where the case comes about."""
    batch = ["batch", "--scenario", "two-blocs", "--vary", "start.know_how.N01=10:30", "--design", "random"]
    out = ["--points", "64", "--replicates", "1", "--out", str(tmp_path / "out"), "--processes", "1"]
    assert main([*batch, *out, "--progress", "quiet"]) == 0
    runs = open_results(tmp_path / "out").frame("experiments")
    case = f"frontier > {runs['frontier'].median()}"
    capsys.readouterr()
    file = tmp_path / "far.toml"
    assert main(["discover", str(tmp_path / "out"), "--case", case, "--out", str(file)]) == 0
    assert "start.know_how.N01 above" in capsys.readouterr().out
    begun = load(file).laid_out["world"]["know_how"][0]
    assert begun > 20 and new_game(file).world.know_how[0, 0] == begun
    assert main(["report", str(tmp_path / "out")]) == 0


def test_overrides_of_a_game_begin_it_so_and_are_saved_with_it(tmp_path: Path) -> None:
    cash = np.arange(6.0)
    session = new_game("two-blocs", overrides={"start.cash": cash, "start.pace": 2}, seed=3)
    assert session.world.cash[:, 0].tolist() == cash.tolist() and session.world.pace.tolist() == [2]
    file = save(session.advance(2), tmp_path / "game.json")
    assert json.loads(file.read_text(encoding="utf-8"))["body"]["begin"] is None
    assert main(["replay", str(file)]) == 0
    again = load_game(file)
    assert again.note == "" and differences(again.advance().world, session.advance().world) == []
    both = session.branch(2, worlds=2).game.start(np.array([3, 4], np.uint64))[0]
    assert both.cash.T.tolist() == [cash.tolist()] * 2


@pytest.mark.parametrize(
    ("overrides", "says"),
    [
        ({"start.csh": 1}, "there is no table 'csh' of the world; did you mean 'cash'?"),
        ({"start.cash": [1, 2]}, "table 'cash' has the shape (6,) (and worlds), not (2,)"),
        ({"start.cash": 2000}, "table 'cash' must lie within -100 and 1000, is 2000"),
        ({"start.cash": "much"}, "table 'cash' must be a number, is 'much'"),
    ],
)
def test_overrides_that_do_not_fit_are_told(overrides: dict[str, Any], says: str) -> None:
    with pytest.raises(ScenarioError) as told:
        new_game("two-blocs", overrides=overrides)
    assert str(told.value) == says
