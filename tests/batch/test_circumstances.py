"""Under which circumstances: a case is read, its points are told, and the middle of its box opens as a game."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from game import cli, scenario, words
from game.batch import cases, open_results
from game.batch.cases import Case, CaseError, Cases, case_of, factors_of, gathered, usual
from game.batch.compare import StatisticsError
from game.batch.experiment import Factor
from game.batch.report import report
from game.batch.report.discovered import circumstances, lines
from game.batch.report.page import Block
from game.batch.report.runs import read
from game.start import new_game
from tests.batch.folders import filled, plan_of

OUTCOMES = ["risk", "points_N01"]
ARMS = {"as_cast": {}, "talks": {"strategies": {"N01": "pragmatist"}, "parameters": {"hazard_slope": 0.05}}}


@pytest.fixture(scope="module")
def varied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    vary = {"rivalry": [0.25, 3.0], "hazard": "scenario"}
    record = {"tables": ["experiments"]}
    plan = plan_of(replicates=2, quarters=2, vary=vary, design={"points": 24}, arms=ARMS, record=record)
    return filled(tmp_path_factory.mktemp("circumstances") / "varied", plan).folder


@pytest.fixture
def runs() -> pd.DataFrame:
    """Two points of three games; the last has no outcome."""
    return pd.DataFrame(
        {
            "point": [0, 0, 0, 1, 1, 1],
            "rivalry": [1.0] * 3 + [2.0] * 3,
            "risk": [0.1, 0.3, 0.5, 0.1, 0.1, np.nan],
            "ending": pd.Categorical(["hegemony", "hegemony", None, None, None, "two_stacks"]),
        }
    )


@pytest.mark.parametrize(
    ("text", "case", "told"),
    [
        ("risk > 0.2", Case("risk", ">", 0.2), "risk above 0.2"),
        ("points_N01<=-3", Case("points_N01", "<=", -3.0), "points N01 of at most −3"),
        ("risk >= 0.2 in 20 %", Case("risk", ">=", 0.2, 0.2), "risk of at least 0.2"),
        ("risk < 1e-3", Case("risk", "<", 0.001), "risk below 0.001"),
        ("risk != 1", Case("risk", "!=", 1.0), "risk other than 1"),
        ("risk = 1", Case("risk", "=", 1.0), "risk of 1"),
        ("ending = two_stacks", Case("ending", "=", "two_stacks"), "the ending “Two stacks”"),
        ("ending != none in 5%", Case("ending", "!=", "none", 0.05), "another ending than “No ending”"),
    ],
)
def test_a_case_is_read_and_told(text: str, case: Case, told: str) -> None:
    with words.strict():
        found = case_of(text, OUTCOMES)
        assert found == case and found.told() == told
        assert case_of(found.text, OUTCOMES) == found


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("risk", "a case is written as"),
        ("risk > ", "a case is written as"),
        ("rsik > 1", "did you mean 'risk'"),
        ("risk > much", "needs a number"),
        ("ending > two_stacks", "compared with = or !="),
        ("ending = two_staks", "did you mean 'two_stacks'"),
        ("risk > 1 in 0 %", "above 0 and up to 100 %"),
        ("risk > 1 in 101 %", "above 0 and up to 100 %"),
    ],
)
def test_a_case_that_cannot_be_read_is_told_in_a_line(text: str, said: str) -> None:
    with words.strict(), pytest.raises(CaseError) as refusal:
        case_of(text, OUTCOMES)
    assert said in str(refusal.value) and "\n" not in str(refusal.value)


def test_points_are_cases_where_enough_games_are(runs: pd.DataFrame) -> None:
    manifest = {
        "parameters": {"rivalry": {"kind": "world", "unit": "", "range": [1, 2]}},
        "experiment": {"vary": {"rivalry": [1, 2]}},
    }
    factors = factors_of(manifest)
    found = gathered(Case("risk", ">", 0.2), factors, [runs])
    assert found.settings.tolist() == [[1.0], [2.0]]
    assert found.shares.tolist() == [2 / 3, 0] and found.cases.tolist() == [True, False] and found.games == 5
    ended = gathered(Case("ending", "=", "hegemony", 0.7), factors, [runs])
    assert ended.shares.tolist() == [2 / 3, 0] and ended.cases.tolist() == [False, False] and ended.games == 6
    assert gathered(Case("ending", "=", "none"), factors, [runs]).shares.tolist() == [1 / 3, 2 / 3]
    assert gathered(Case("ending", "!=", "none"), factors, [runs]).shares.tolist() == [2 / 3, 1 / 3]


def test_the_usual_case_is_the_upper_quarter_of_the_points() -> None:
    table = pd.DataFrame({"point": np.repeat(np.arange(40), 3), "risk": np.repeat(np.arange(40.0), 3)})
    assert usual([table], "risk") == Case("risk", ">", 29.2)  # a quarter of the way from 29 to 30, to three figures


@pytest.mark.parametrize(
    ("medians", "level"),
    [([1.0] * 10 + [2.0] * 30, 1.0), ([0.123456] * 30 + [0.12346] * 10, 0.123457), ([3.0] * 40, 3.0)],
)
def test_the_usual_case_leaves_points_above_where_many_are_alike(medians: list[float], level: float) -> None:
    """The second: a quarter of the way from the lower to the higher value, to as many figures as set them apart."""
    table = pd.DataFrame({"point": range(40), "risk": medians})
    found = usual([table], "risk")
    assert found == Case("risk", ">", level)
    assert found.holds(table).any() == (len(set(medians)) > 1)


@pytest.mark.parametrize("games", [1, 2, 3, 4])
def test_the_usual_case_holds_a_quarter_of_the_points_whatever_their_games(games: int) -> None:
    values = np.random.default_rng(7).normal(size=(40, games))
    table = pd.DataFrame({"point": np.repeat(np.arange(40), games), "risk": values.ravel()}).assign(rivalry=1.0)
    factors = factors_of(
        {
            "parameters": {"rivalry": {"kind": "world", "unit": "", "range": [0, 2]}},
            "experiment": {"vary": {"rivalry": [0, 2]}},
        }
    )
    assert gathered(usual([table], "risk"), factors, [table]).cases.sum() == 10


def test_a_number_that_does_not_vary_is_no_factor() -> None:
    manifest = {
        "parameters": {
            "rivalry": {"kind": "world", "unit": "", "range": [1, 1]},
            "orders.USA.restriction.CHN.top": {"kind": "policy", "unit": "0-1", "range": [0, 1]},
        },
        "experiment": {"vary": {"rivalry": [1, 1], "orders.USA.restriction.CHN.top": {"values": [0, 0.5, 1]}}},
    }
    (factor,) = factors_of(manifest)
    assert factor.values == (0, 0.5, 1) and factor.order is not None and factor.order.seat == "USA"


def test_the_command_tells_the_box_and_saves_its_middle(
    varied: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The figures in words are those of the table; the scenario opens, plays and names where it is from."""
    out = tmp_path / "box.toml"
    with words.strict():
        assert cli.main(["discover", str(varied), "--case", "risk > 0.15", "--arm", "talks", "--out", str(out)]) == 0
    said = capsys.readouterr().out
    limit = float(re.search(r"hazard above ([\d.e-]+)", said).group(1))
    assert "rivalry" not in said and said.endswith(f"wrote {out}\n")
    runs = open_results(varied).frame("experiments")
    points = runs[runs["arm"] == "talks"].groupby("point").agg({"hazard": "first", "risk": "median"})
    inside, cases = points["hazard"] >= limit * 0.999, points["risk"] > 0.15
    assert 0 < cases.sum() < 24
    for name, share in (("Density", cases[inside].mean()), ("Coverage", inside[cases].mean()), ("Mass", inside.mean())):
        assert f"{name}: " in said and f"{100 * share:.0f} %" in said.partition(f"{name}: ")[2].partition("\n")[0]
    assert "Looked for in 24 points of talks (48 games)" in said

    opened = scenario.load(out)
    origin = f"experiment {open_results(varied).manifest['digest'][:12]}, arm talks"
    numbers = opened.resolved["parameters"]
    assert limit < numbers["hazard"]["value"] < 0.005 and origin in numbers["hazard"]["source"]
    assert numbers["hazard_slope"]["value"] == 0.05 and origin in numbers["hazard_slope"]["source"]
    assert origin in opened.resolved["summary"] and opened.resolved["title"] == "Where it comes to risk above 0.15"
    assert cli.main(["run", str(out), "--quarters", "2"]) == 0
    assert opened.resolved["title"] in capsys.readouterr().out
    session = new_game(out, seed=1).advance(1)
    assert session.quarter == 1 and session.game.scenario.digest == opened.digest


def test_the_saved_box_opens_in_the_window(varied: Path, tmp_path: Path) -> None:
    """``detente play box.toml`` with a hidden window that is closed as soon as the world is shown."""
    out = tmp_path / "box.toml"
    assert cli.main(["discover", str(varied), "--case", "risk > 0.15", "--out", str(out)]) == 0
    program = """
import os, sys
os.environ.update(SDL_VIDEODRIVER="dummy", SDL_AUDIODRIVER="dummy")
from game import cli
from game.desktop import app

if __name__ == "__main__":
    showing = app.App.show
    def show(self, name, **options):
        showing(self, name, **options)
        if name == "world":
            print(name, self.view["quarter"], self.view["title"])
            self.running = False
    app.App.show = show
    sys.exit(cli.main(["play", sys.argv[1]]))
"""
    file = tmp_path / "window.py"
    file.write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run(
        [sys.executable, str(file), str(out)], capture_output=True, text=True, env=environment, timeout=120, check=True
    )
    assert done.stdout == "world 0 Where it comes to risk above 0.15\n"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--case", "risk > 0.15", "--out", "two-blocs.toml"], "bears no name of a scenario of the game"),
        (["--case", "risk > 0.15", "--out", "box.txt"], "a file that ends in .toml"),
        (["--case", "rsik > 0.25"], "did you mean 'risk'"),
        (["--case", "ending = hegemony"], "so nowhere"),
        (["--case", "risk > 0.15", "--arm", "talk"], "did you mean 'talks'"),
    ],
)
def test_what_cannot_be_discovered_is_told_in_a_line(
    varied: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: list[str],
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    with words.strict():
        assert cli.main(["discover", str(varied), *options]) == 2
    told = capsys.readouterr().err
    assert said in told and told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_rare_case_says_which_share_could_be_asked_for(runs: pd.DataFrame) -> None:
    manifest = {
        "parameters": {"rivalry": {"kind": "world", "unit": "", "range": [0, 30]}},
        "experiment": {"vary": {"rivalry": [0, 30]}},
    }
    rows = [runs.assign(point=runs["point"] + 2 * n, rivalry=runs["rivalry"] + n) for n in range(10)]
    found = gathered(Case("ending", "=", "two_stacks"), factors_of(manifest), rows)
    with words.strict(), pytest.raises(StatisticsError, match=r"in 50 % of the games, at most in 33\.3 %"):
        found.box()


def test_a_box_in_very_many_points_is_found_in_a_lot_of_them_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    factor = Factor("rivalry", "world", 0, 3, None, "")
    settings = np.linspace(0, 3, 300)[:, None]
    found = Cases(Case("risk", ">", 0.2), (factor,), settings, (settings[:, 0] > 2).astype(float), 300)
    with words.strict():
        assert not any("by lot" in line for line in lines(found, found.box(), "as_cast"))
        monkeypatch.setattr(cases, "MOST_POINTS", 90)
        box = found.box()
        told = lines(found, box, "as_cast")
    assert told[-1] == "The box and its shares are from 90 of these 300 points, chosen by lot."
    assert np.count_nonzero(found.drawn) == 90 and box.share == found.cases[found.drawn].mean()
    assert box.limits[0].low is not None and abs(box.limits[0].low - 2) < 0.1


@pytest.mark.parametrize(
    ("key", "kept", "said"),
    [
        ("scenario", {"name": "two-blocs", "digest": "0" * 64}, "is not as it was when the batch was played"),
        ("experiment", {"scenario": None, "save": "save.json"}, "went on from a saved game"),
    ],
)
def test_a_box_of_what_no_scenario_holds_is_not_saved(
    varied: Path, tmp_path: Path, key: str, kept: dict[str, Any], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for path in sorted(varied.rglob("*")):
        target = copy / path.relative_to(varied)
        target.mkdir() if path.is_dir() else target.write_bytes(path.read_bytes())
    manifest = json.loads((copy / "manifest.json").read_text())
    manifest[key] |= kept
    (copy / "manifest.json").write_text(json.dumps(manifest))
    out = tmp_path / "box.toml"
    assert cli.main(["discover", str(copy), "--case", "risk > 0.15", "--out", str(out)]) == 2
    assert said in capsys.readouterr().err and not out.exists()


def test_a_box_beside_its_own_scenario_extends_it(tmp_path: Path) -> None:
    own = 'format = 1\ntitle = "Own"\nsummary = "Own."\nextends = "two-blocs"\n'
    (tmp_path / "own.toml").write_text(own)
    text = 'format = 1\nscenario = "own"\nreplicates = 1\nquarters = 1\n[vary]\nhazard = "scenario"\n'
    text += '[design]\npoints = 24\n[record]\ntables = ["experiments"]\n'
    (tmp_path / "try.toml").write_text(text)
    folder = tmp_path / "results"
    options = ["--out", str(folder), "--processes", "1", "--progress", "quiet"]
    assert cli.main(["batch", str(tmp_path / "try.toml"), *options]) == 0
    for out in (tmp_path / "box.toml", tmp_path / "elsewhere" / "box.toml"):
        out.parent.mkdir(exist_ok=True)
        level = open_results(folder).frame("experiments")["risk"].median()
        assert cli.main(["discover", str(folder), "--case", f"risk > {level}", "--out", str(out)]) == 0
        assert scenario.load(out).resolved["parameters"]["hazard"]["value"] > 0.002


def test_a_report_has_the_block(varied: Path) -> None:
    with words.strict():
        text = report(varied, case="risk > 0.15").replace("\N{NO-BREAK SPACE}", " ")
    block = text[text.index('<section id="circumstances">') :].partition("</section>")[0]
    assert "<h2>Under which circumstances?</h2>" in block
    assert re.search(r'class="lead">Risk above 0\.15 in \d+ % of the points; with hazard above', block)
    assert block.count("<svg ") == 1 and "Density: " in block and "Coverage: " in block and "Mass: " in block
    assert "No case was named" not in block


def told_of(folder: Path, case: str | None = None) -> Block | None:
    """The block by itself."""
    with words.strict():
        return circumstances(read(folder, None, (), case))


def test_a_report_without_a_case_tells_which_it_takes(varied: Path) -> None:
    block = told_of(varied)
    assert block is not None and block.told[-1].startswith("No case was named")


def test_a_case_that_is_nowhere_is_said_in_the_report(varied: Path) -> None:
    block = told_of(varied, "ending = hegemony")
    assert block is not None and block.lead.startswith(
        "No circumstances can be told: the ending “Hegemony”: so nowhere"
    )


def test_without_numbers_or_points_there_is_no_block(tmp_path: Path) -> None:
    varied = plan_of(vary={"hazard": "scenario"}, design={"points": 5}, quarters=1, replicates=2)
    few = filled(tmp_path / "few", varied).folder
    none = filled(tmp_path / "none", plan_of(quarters=1, replicates=2)).folder
    assert told_of(few) is None and told_of(none) is None
    block = told_of(few, "risk > 0.1")
    assert block is not None and "5 points are too few" in block.lead
    assert cli.main(["discover", str(none), "--case", "risk > 0.1"]) == 2


def test_without_the_library_the_report_says_why_and_the_command_what_to_install(varied: Path) -> None:
    program = """
import sys
sys.modules["ema_workbench"] = None
from game import cli
from game.batch.report import report
from game.batch.report.discovered import lines
told = report(sys.argv[1])
print('id="circumstances"' in told, "is left out: scenario discovery needs the EMA Workbench" in told)
print(cli.main(["discover", sys.argv[1], "--case", "risk > 0.15"]))
"""
    done = subprocess.run([sys.executable, "-c", program, str(varied)], capture_output=True, text=True, check=True)
    assert done.stdout == "False True\n2\n"
    assert done.stderr == (
        "detente: scenario discovery needs the EMA Workbench: install it with pip install 'detente[discovery]'\n"
    )
