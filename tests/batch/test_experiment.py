"""Experiment files: what they may say, and that every mistake names its key and what would fit."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from game.batch.experiment import ALONE, ExperimentError, read
from game.batch.options import from_options
from game.batch.plan import planned
from game.save import save
from game.start import new_game

HEAD = 'format = 1\nscenario = "two-blocs"\n'
WHOLE = (
    HEAD
    + """
title = "Does a thaw pay?"
quarters = 6
replicates = 20
seed = 3
[arms.as_cast]
[arms.thaw]
strategies = { N01 = "pragmatist" }
parameters = { hazard = 0.002 }
[[arms.thaw.orders]]
seat = "N01"
field = "restriction"
at = ["N02", "top"]
value = 0.3
[vary]
rivalry = [0.5, 2]
"orders.N02.stance.N01" = { values = [0, 2] }
[design]
kind = "latin"
points = 4
[record]
tables = ["experiments"]
points = ["N01"]
"""
)
AGAIN = """
[[arms.thaw.orders]]
seat = "N01"
field = "restriction"
at = ["N02", "top"]
value = 0.5
from = 1
[vary]"""


def written(folder: Path, text: str) -> Path:
    file = folder / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return file


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(ExperimentError) as told:
        read(written(folder, text))
    return str(told.value).splitlines()


def test_a_whole_file_is_read(tmp_path: Path) -> None:
    experiment = read(written(tmp_path, WHOLE))
    assert list(experiment.arms) == ["as_cast", "thaw"]
    assert experiment.arms["thaw"].orders[0].level == 0.3
    assert experiment.quarters == 6 and experiment.record.points == ["N01"]


def test_the_shortest_file_plays_the_scenario_as_it_is_cast(tmp_path: Path) -> None:
    experiment = read(written(tmp_path, HEAD))
    assert list(experiment.arms) == [ALONE]
    assert experiment.record.points == ["N01", "N02"]


def test_the_options_say_the_same_as_a_file(tmp_path: Path) -> None:
    varied = "rivalry = [0.25, 3]\nhazard = { values = [0.001, 0.002] }\ndemand_noise = 'scenario'\n"
    options = ["rivalry=0.25:3", "hazard=0.001,0.002", "demand_noise=scenario"]
    file = read(written(tmp_path, f"{HEAD}replicates = 7\n[vary]\n{varied}"))
    assert from_options("two-blocs", vary=options, replicates=7) == file


def test_a_scenario_is_looked_for_beside_the_experiment(tmp_path: Path) -> None:
    child = 'format = 1\ntitle = "x"\nsummary = "y"\nextends = "two-blocs"\nquarters = 3\n'
    (tmp_path / "short.toml").write_text(child, encoding="utf-8")
    here = os.getcwd()
    for name in ("short", "short.toml"):
        file = written(tmp_path, f'format = 1\nscenario = "{name}"\n')
        assert read(file).scenario == str((tmp_path / "short.toml").resolve())
    assert os.getcwd() == here


@pytest.mark.parametrize(
    ("old", "new", "key", "says"),
    [
        ("rivalry = [0.5, 2]", "rivalry = [0.1, 2]", "vary.rivalry", "0.1 to 2 is outside the range; the scenario "
         "allows 0.25 to 3"),
        ("rivalry = [0.5, 2]", "rivalry = [2, 0.5]", "vary.rivalry", "the lower first"),
        ("rivalry = [0.5, 2]", "rivlry = [0.5, 2]", "vary.rivlry", "did you mean 'rivalry'?"),
        ("rivalry = [0.5, 2]", "rivalry = 'all'", "vary.rivalry", "'scenario'"),
        ("rivalry = [0.5, 2]", "rivalry = { values = [1, 1] }", "vary.rivalry", "twice"),
        ("rivalry = [0.5, 2]", "rivalry = 2", "vary.rivalry", "must be a range such as"),
        ("rivalry = [0.5, 2]", "rivalry = { valus = [1] }", "vary.rivalry", "such as { values = [0.5, 1, 2] }"),
        ("rivalry = [0.5, 2]", "power_added.N01 = [0.1, 2]", "vary.power_added", "a name with dots stands in quotes"),
        ("[arms.thaw]", '[arms.""]\n[arms.thaw]', "arms", "'' is no name"),
        ("[arms.thaw]", '[arms."a\\nb"]\n[arms.thaw]', "arms", "none that cannot be printed"),
        ("[vary]", AGAIN, "arms.thaw.orders[1]", "is pinned twice from the same quarter on"),
        ("rivalry = [0.5, 2]", "budget_reference = [0.1, 0.5]", "vary.budget_reference", "parts of one whole"),
        ("rivalry = [0.5, 2]", '"sway.N01.labour" = [0.1, 0.5]', "vary.sway.N01.labour", "parts of one whole"),
        ("rivalry = [0.5, 2]", "power_added = [0.1, 2]", "vary.power_added", "value for every nation: name one, as in "
         "power_added.N01"),
        ("rivalry = [0.5, 2]", '"power_added.N03" = [0.1, 2]', "vary.power_added.N03", "did you mean 'N02'?"),
        ("rivalry = [0.5, 2]", '"power_added.N01" = [0.1, 20]', "vary.power_added.N01", "allows 0 to 10"),
        ("rivalry = [0.5, 2]", '"power_aded.N01" = [0.1, 2]', "vary.power_aded.N01", "did you mean 'power_added'?"),
        ("rivalry = [0.5, 2]", '"rivalry.N01" = [0.5, 2]', "vary.rivalry.N01", "single number: leave out .N01"),
        ("hazard = 0.002", '"channel_weight.tops" = 1', "arms.thaw.parameters.channel_weight.tops", "mean 'top'?"),
        ("rivalry = [0.5, 2]", "hazard = [0.001, 0.002]", "arms.thaw.parameters.hazard", "is varied as well"),
        ("hazard = 0.002", "hazard = 1e9", "arms.thaw.parameters.hazard", "is outside its range"),
        ("hazard = 0.002", "hasard = 0.002", "arms.thaw.parameters.hasard", "did you mean 'hazard'?"),
        ("orders.N02.stance.N01", "orders.N02.stance", "vary.orders.N02.stance", "must name 1 places (partner)"),
        ("orders.N02.stance.N01", "orders.N02", "vary.orders.N02", "orders.SEAT.FIELD"),
        ("orders.N02.stance.N01", "orders.N02.stanze.N01", "vary.orders.N02.stanze.N01", "did you mean 'stance'?"),
        ("orders.N02.stance.N01", "orders.N01.restriction.N02.top", "arms.thaw.orders[0]", "is varied as well"),
        ("values = [0, 2] }", "values = [0, 9] }", "vary.orders.N02.stance.N01", "the scenario allows 0 to 4"),
        ('N01 = "pragmatist"', 'N01 = "pragmatic"', "arms.thaw.strategies.N01", "did you mean 'pragmatist'?"),
        ('N01 = "pragmatist"', 'N03 = "pragmatist"', "arms.thaw.strategies.N03", "did you mean"),
        ('N01 = "pragmatist"', 'CORVANE = "pragmatist"', "arms.thaw.strategies.CORVANE", "CORVANE is a firm"),
        ('seat = "N01"', 'seat = "N09"', "arms.thaw.orders[0].seat", "is not known"),
        ('field = "restriction"', 'field = "release"', "arms.thaw.orders[0].field", "is not known"),
        ('field = "restriction"', 'field = "build"', "arms.thaw.orders[0].field", "taken once"),
        ('field = "restriction"', 'field = "budget"', "arms.thaw.orders[0].field", "sum to one"),
        ('at = ["N02", "top"]', 'at = ["N02", "tops"]', "arms.thaw.orders[0].at[1]", "did you mean 'top'?"),
        ('at = ["N02", "top"]', 'at = ["N02"]', "arms.thaw.orders[0].at", "must name 2 places (target, channel)"),
        ("value = 0.3", "value = 0.3\nfrom = 7", "arms.thaw.orders[0].from", "is 7; the quarters played are 1 to 6"),
        ("value = 0.3", "value = 0.3\nfrom = 1.5", "arms.thaw.orders[0].from", "must be a whole number"),
        ("value = 0.3", "value = 0.3\nform = 2", "arms.thaw.orders[0].form", "did you mean 'from'?"),
        ("value = 0.3", "value = 1.3", "arms.thaw.orders[0].value", "1.3 is outside its range 0 to 1"),
        ("value = 0.3", 'value = "much"', "arms.thaw.orders[0].value", "must be a number"),
        ("value = 0.3", "", "arms.thaw.orders[0].value", "is missing"),
        ("quarters = 6", "quarters = 60", "quarters", "the scenario has 12"),
        ("replicates = 20", "replicate = 20", "replicate", "did you mean 'replicates'?"),
        ("replicates = 20", "replicates = 0", "replicates", "0 is outside its range 1 to 100000000"),
        ("replicates = 20", "replicates = true", "replicates", "must be a whole number, is true"),
        ("seed = 3", f"seed = {2**63}", "seed", f"{2**63} is outside its range 0 to {2**63 - 1}"),
        ("rivalry = [0.5, 2]", "rivalry = [0.5, 3.0000001]", "vary.rivalry", "0.5 to 3.0000001 is outside the range"),
        ("replicates = 20", "replicates = 100000000", "replicates", "can be planned"),
        ('kind = "latin"', 'kind = "latn"', "design.kind", "did you mean 'latin'?"),
        ('kind = "latin"\npoints = 4', 'kind = "sobol"\npoints = 5', "design.points", "two for sobol, is 5; the "
         "nearest are 4 and 8"),
        ('kind = "latin"', 'kind = "morris"', "vary.orders.N02.stance.N01", "morris steps through ranges"),
        ("points = 4", "points = 4.5", "design.points", "must be a whole number"),
        ("[record]", "[stop]\noutcome = 'rsk'\n[record]", "stop.outcome", "did you mean 'risk'?"),
        ("[record]", "[stop]\noutcome = 'points_N02'\n[record]", "stop.outcome", "did you mean 'points_N01'?"),
        ("[record]", "[stop]\noutcome = 'risk'\nbase = 'thau'\n[record]", "stop.base", "did you mean 'thaw'?"),
        ("[record]", "[stop]\noutcome = 'risk'\narms = ['as_cast']\n[record]", "stop.arms[0]", "is the base"),
        ("[record]", "[stop]\noutcome = 'risk'\narms = ['thaw', 'thaw']\n[record]", "stop.arms[1]", "named twice"),
        ("[record]", "[stop]\noutcome = 'risk'\n[record]", "stop.least", "is 50, and at most 20 replicates are played"),
        ("[record]", "[stop]\noutcome = 'risk'\nleast = 1\n[record]", "stop.least", "outside its range"),
        ("[record]", "[stop]\noutcome = 'risk'\nconfidence = 2\n[record]", "stop.confidence", "outside its range"),
        ("[arms.as_cast]", "[stop]\noutcome = 'risk'\n[other]", "other", "unknown key"),
        ('["experiments"]', '["experiment"]', "record.tables[0]", "did you mean 'experiments'?"),
        ('["experiments"]', "[]", "record.tables", "must be 1 to 6 entries, are 0"),
        ('["experiments"]', '["seats", "seats"]', "record.tables", "'seats' stands there twice"),
        ('points = ["N01"]', 'points = ["N0"]', "record.points[0]", "is not known"),
        ('points = ["N01"]', 'points = ["N01", "N01"]', "record.points", "'N01' stands there twice"),
        ('scenario = "two-blocs"', 'scenario = "two-blocks"', "scenario", "did you mean 'two-blocs'?"),
        ('scenario = "two-blocs"', "", "scenario", "is missing"),
        ("format = 1", "format = 2", "format", "this version reads 1"),
    ],
)  # fmt: skip
def test_a_mistake_names_its_key_and_what_would_fit(tmp_path: Path, old: str, new: str, key: str, says: str) -> None:
    assert old in WHOLE
    told = mistakes(tmp_path, WHOLE.replace(old, new, 1))
    assert any(line.startswith(f"mine.toml: {key}: ") and says in line for line in told), told


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = WHOLE.replace("rivalry = [0.5, 2]", "rivalry = [0.1, 2]").replace("quarters = 6", "quarters = 60")
    assert len(mistakes(tmp_path, text)) == 2


def test_a_batch_that_stops_by_itself_needs_the_table_of_runs(tmp_path: Path) -> None:
    text = WHOLE.replace('["experiments"]', '["quarters"]') + "[stop]\noutcome = 'risk'\nleast = 20\n"
    assert mistakes(tmp_path, text) == ["mine.toml: record.tables: lack 'experiments', in which [stop] looks"]


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from game.batch import misfits

    monkeypatch.setattr(misfits, "find_spec", lambda name: None if name == "SALib" else True)
    text = HEAD + "[vary]\nrivalry = [0.5, 2]\n[design]\nkind = 'morris'\n"
    assert mistakes(tmp_path, text) == ["mine.toml: design.kind: morris needs SALib: install it with pip install SALib"]
    assert read(written(tmp_path, text.replace("morris", "latin"))).design.kind == "latin"


def test_a_design_without_numbers_to_vary_is_refused(tmp_path: Path) -> None:
    assert mistakes(tmp_path, HEAD + "[design]\npoints = 3\n") == [
        "mine.toml: design: needs numbers to vary, and there is no [vary]"
    ]


def test_what_is_no_file_or_no_toml_is_said(tmp_path: Path) -> None:
    with pytest.raises(ExperimentError, match=r"none\.toml: there is no such file"):
        read(tmp_path / "none.toml")
    with pytest.raises(ExperimentError, match=r"cannot be read: Is a directory"):
        read(tmp_path)
    assert "not valid TOML" in mistakes(tmp_path, "format = ")[0]
    assert "not valid TOML" in mistakes(tmp_path, "format = " + 5000 * "1")[0]
    (tmp_path / "wide.toml").write_text(WHOLE, encoding="utf-16")
    with pytest.raises(ExperimentError, match=r"wide\.toml: cannot be read: it is not text in UTF-8"):
        read(tmp_path / "wide.toml")


def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "notepad.toml").write_bytes(WHOLE.replace("\n", "\r\n").encode("utf-8-sig"))
    assert read(tmp_path / "notepad.toml") == read(written(tmp_path, WHOLE))


def test_arms_of_the_command_line_stand_beside_the_one_as_cast() -> None:
    found = from_options("two-blocs", arm=["thaw:N01=pragmatist,N02=pragmatist", "cold:N01=hold,hazard=0.002"]).arms
    assert list(found) == ["as_cast", "thaw", "cold"] and not found["as_cast"].strategies
    assert found["thaw"].strategies == {"N01": "pragmatist", "N02": "pragmatist"}
    assert (found["cold"].strategies, found["cold"].parameters) == ({"N01": "hold"}, {"hazard": 0.002})


@pytest.mark.parametrize(
    ("arms", "says"),
    [
        (["thaw"], "--arm takes NAME:SEAT=STRATEGY,NUMBER=VALUE, not 'thaw'"),
        (["thaw:N01"], "not 'thaw:N01'"),
        ([":N01=hold"], "not ':N01=hold'"),
        (["a:N01=hold", "a:N02=hold"], "--arm a:N02=hold: the arm a stands there twice"),
        (["as_cast:N01=hold"], "the arm as_cast plays the scenario as it is cast"),
        (["a:N01=pragmatic"], "arms.a.strategies.N01: 'pragmatic' is not known; did you mean 'pragmatist'?"),
        (["a:hasard=0.002"], "arms.a.parameters.hasard: 'hasard' is not known; did you mean 'hazard'?"),
        (["a:N01=hold,N01=pragmatist"], "--arm a:N01=hold,N01=pragmatist: N01 stands there twice"),
        (["a:hazard=nan"], "arms.a.parameters.hazard: must be a finite number"),
    ],
)
def test_a_wrong_arm_of_the_command_line_is_told(arms: list[str], says: str) -> None:
    with pytest.raises(ExperimentError) as told:
        from_options("two-blocs", arm=arms)
    assert says in str(told.value)


@pytest.mark.parametrize("text", ["rivalry=1:x", "rivalry=a,b", "rivalry="])
def test_a_wrong_option_says_how_it_is_written(text: str) -> None:
    with pytest.raises(ExperimentError, match="--vary takes NAME=LOW:HIGH"):
        from_options("two-blocs", vary=[text])


def test_a_number_that_is_varied_twice_is_told() -> None:
    with pytest.raises(ExperimentError, match="--vary rivalry stands there twice"):
        from_options("two-blocs", vary=["rivalry=0.5,1", "rivalry=1,2"])


def test_an_order_may_change_later_on(tmp_path: Path) -> None:
    text = WHOLE.replace("[vary]", AGAIN.replace("from = 1", "from = 3"))
    assert len(read(written(tmp_path, text)).arms["thaw"].orders) == 2


def test_the_files_on_the_page_can_be_planned(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "laboratory.md").read_text(encoding="utf-8")
    scenario, saved, stop = re.findall(r"^```toml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert planned(read(written(tmp_path, scenario))).runs == 2 * 32 * 200
    assert read(written(tmp_path, scenario + stop)).stop.outcome == "risk"
    save(new_game("two-plans-2025").advance(8), tmp_path / "game.json")
    assert planned(read(written(tmp_path, saved))).runs == 2 * 500
