"""Strategies that are no part of the game: found, refused in one line, played like any other, and tried."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from agents.choice import Choice
from agents.sight import Sight
from agents.strategies.base import Strategy, shared
from game.cli import main
from game.contract import faults, tried
from game.plugins import PluginError, plugin_named
from game.start import UnknownName, many_games, new_game

HEAD = """
import numpy as np
from agents.choice import Choice
from agents.strategies.base import Strategy
"""
PATIENT = (
    HEAD
    + """
class Patient(Strategy):
    name, kind = "patient", "nation"

    def decide(self, sight):
        waited = sight.memory(0) + 1
        level = np.where(waited >= 3, 0.625, sight.own_safety_standard)
        return Choice(memory={0: waited}, safety_standard=level)
"""
)


def mine(folder: Path, text: str = PATIENT, name: str = "mine.py") -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return f"{folder / name}:Patient"


def refusal(folder: Path, text: str, wanted: str = "Patient") -> str:
    (folder / "mine.py").write_text(text, encoding="utf-8")
    with pytest.raises(PluginError) as told:
        _ = plugin_named(f"mine.py:{wanted}", folder).strategy
    assert "\n" not in str(told.value)
    return str(told.value)


def test_a_class_of_a_file_plays_a_seat(tmp_path: Path) -> None:
    game = new_game("two-blocs", cast={"N01": mine(tmp_path)}).advance(4)
    assert game.standing.safety_standard[0, 0] == 0.625
    assert game.memory[0, 0, 0] == 4 and game.failures == []


def test_a_class_of_a_module_plays_a_seat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "doves_of_mine"
    package.mkdir()
    mine(package, name="calm.py")
    (package / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    plugin = plugin_named("doves_of_mine.calm:Patient")
    assert new_game("two-blocs", cast={"N01": "doves_of_mine.calm:Patient"}).cast[0] is plugin.strategy
    (package / "__init__.py").write_text("MOOD = 1\n", encoding="utf-8")
    changed = plugin_named("doves_of_mine.calm:Patient")
    assert changed.digest != plugin.digest, "the whole package counts"
    with pytest.raises(PluginError, match="holds no class 'Gone'"):
        _ = plugin_named("doves_of_mine.calm:Gone").strategy
    with pytest.raises(PluginError, match=r"no module 'doves_of_mine\.clam'; did you mean 'calm'"):
        _ = plugin_named("doves_of_mine.clam:Patient").strategy
    monkeypatch.delitem(__import__("sys").modules, "doves_of_mine.calm")
    stale = plugin.__class__(changed.reference.replace("Patient", "Other"), plugin.digest)
    with pytest.raises(PluginError, match="is of another version here"):
        _ = stale.strategy


def test_it_is_one_and_the_same_wherever_it_is_asked_for(tmp_path: Path) -> None:
    one, other = plugin_named(mine(tmp_path)), plugin_named("mine.py:Patient", tmp_path)
    assert one == other and one.strategy is other.strategy is pickle.loads(pickle.dumps(one)).strategy
    assert one.reference == "mine.py:Patient" and str(tmp_path) not in one.key
    text = PATIENT.replace("0.625", "0.5")
    assert plugin_named(mine(tmp_path, text)).key != one.key, "another text is another strategy"


def test_worlds_of_a_batch_are_the_games_played_alone(tmp_path: Path) -> None:
    strategy = plugin_named(mine(tmp_path)).strategy
    assert faults(strategy, "two-blocs") == []
    batch = many_games("two-blocs", seeds_of=[1, 2], cast={"N01": strategy}).advance(4)
    assert (batch.standing.safety_standard[0] == 0.625).all()


def test_files_that_cannot_be_used_are_refused_in_one_line(tmp_path: Path) -> None:
    assert refusal(tmp_path, PATIENT, "Patiant") == "mine.py holds no class 'Patiant'; did you mean 'Patient'?"
    assert refusal(tmp_path, HEAD + "import nothing_at_all\n") == (
        "mine.py, line 5: ModuleNotFoundError: No module named 'nothing_at_all': mend it, or install what it needs"
    )
    assert refusal(tmp_path, HEAD + "def f(:\n").startswith("mine.py, line 5: SyntaxError: invalid syntax")
    assert refusal(tmp_path, HEAD + "def f():\n    1 / 0\nf()\n").startswith("mine.py, line 6: ZeroDivisionError")
    assert refusal(tmp_path, HEAD + "import sys\nsys.exit(3)\n").startswith("mine.py, line 6: SystemExit: 3")
    no_strategy = "is the class Patient, and no subclass of agents.strategies.base.Strategy"
    assert no_strategy in refusal(tmp_path, "class Patient: pass\n")
    assert "is a function, and no subclass" in refusal(tmp_path, "def Patient(): pass\n")
    assert 'needs a name, such as name = "patient"' in refusal(tmp_path, PATIENT.replace('"patient"', '""'))
    assert "'hold' is a strategy of the game" in refusal(tmp_path, PATIENT.replace('"patient"', '"hold"'))
    assert "did you mean 'nation'?" in refusal(tmp_path, PATIENT.replace('"nation"', '"nations"'))
    made = PATIENT + "    def __init__(self, step):\n        self.step = step\n"
    assert "must be made without arguments" in refusal(tmp_path, made)
    for wrong in ("'much'", "float('nan')", "True"):
        assert "must be a finite number" in refusal(tmp_path, PATIENT + f"    attitudes = {{'calm': {wrong}}}\n")
    (tmp_path / "binary.py").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PluginError, match=r"binary.py is no Python file"):
        plugin_named("binary.py:Patient", tmp_path)
    with pytest.raises(PluginError, match=r"there is no file mime.py; did you mean 'mine.py'"):
        plugin_named("mime.py:Patient", tmp_path)
    with pytest.raises(PluginError, match="no module 'numpi' is installed; did you mean 'numpy'"):
        plugin_named("numpi:Patient")
    for name in ("mine.py", "mine.py:", ":Patient", "mine.py:not a name"):
        with pytest.raises(PluginError, match="name its file and class"):
            plugin_named(name, tmp_path)


def test_a_nation_strategy_plays_no_firm(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match="strategy 'patient' is for a nation, and CORVANE is a firm"):
        new_game("two-blocs", cast={"CORVANE": mine(tmp_path)})


def test_who_shares_a_verb_is_blamed_by_its_own_name() -> None:
    class Calm(Strategy):
        name, attitudes = "calm", {"calm": 1.0}

        @shared
        def decide(self, sight: Sight) -> Choice:
            if (sight.attitude("calm") < 0).any():
                raise ValueError("angry")
            return Choice()

    class Angry(Calm):
        name, attitudes = "angry", {"calm": -1.0}

    game = new_game("two-blocs", cast={"N01": Calm(), "N02": Angry()}).advance(2)
    assert [(f.seat, f.strategy, f.quarter) for f in game.failures] == [("N02", "angry", 0), ("N02", "angry", 1)]


# ------------------------------------------------------------------ the commands


def test_run_takes_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    mine(tmp_path)
    monkeypatch.chdir(tmp_path)
    play = ["run", "two-blocs", "--quarters", "4", "--as-strategy"]
    assert main([*play, "N01=mine.py:Patient", "--save", "game.json", "--json"]) == 0
    assert '"N01": "patient"' in capsys.readouterr().out
    assert main([*play, "N01=mine.py:Patiant"]) == 2
    assert capsys.readouterr().err == "detente: mine.py holds no class 'Patiant'; did you mean 'Patient'?\n"
    assert main(["replay", "game.json"]) == 0
    weigh = ["whatif", "game.json", "--quarter", "3", "--seat", "N01", "--futures", "4", "--path", "0"]
    assert main([*weigh, "--strategy", "hold"]) == 2
    needs = "game.json needs mine.py:Patient, which plays in it and is no part of the game"
    assert capsys.readouterr().err == f"detente: {needs}: name it, as in --with mine.py:Patient.\n"
    assert main([*weigh, "--strategy", "hold", "--with", "pragmatist"]) == 2
    assert "'pragmatist' is no strategy: name its file and class" in capsys.readouterr().err
    assert main([*weigh, "--strategy", "hold", "--with", "mine.py:Patient"]) == 0
    assert main([*weigh, "--strategy", "mine.py:Patient"]) == 0


BAD = (
    HEAD
    + """
class Patient(Strategy):
    name, kind, heard = "patient", "nation", []

    def decide(self, sight):
        self.heard.append(len(self.heard))
        if sight.quarter[0] == 2:
            raise KeyError("what now")
        return Choice(safety_standard=np.full(sight.rows, len(self.heard) % 7 / 7))
"""
)


def test_check_tries_a_strategy(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", mine(tmp_path)]) == 0
    assert "Patient: fine. Played in 14 seats, 3 worlds, 8 quarters." in capsys.readouterr().out
    assert main(["check", mine(tmp_path, BAD)]) == 2
    told = capsys.readouterr().err
    for fault in ("decide fails: KeyError: 'what now'", "first for USA in quarter 3", "does not repeat itself",
                  "mixes its rows", "keeps something in itself"):  # fmt: skip
        assert fault in told
    assert all(line.startswith("detente: ") for line in told.splitlines())


MIXES = HEAD + "class Patient(Strategy):\n    name, kind = 'patient', 'nation'\n    def decide(self, sight):\n"


def test_rows_that_mix_are_found(tmp_path: Path) -> None:
    mixed = "        return Choice(safety_standard=np.full(sight.rows, np.mean(sight.open_frontier) / 1e3 % 1))\n"
    (found,) = faults(plugin_named(mine(tmp_path, MIXES + mixed)).strategy, "two-blocs")
    assert found.startswith("mixes its rows: a world of 3 comes out with another ")


def test_refused_orders_are_counted_and_no_fault(tmp_path: Path) -> None:
    costly = "        return Choice(safety_standard=1 - np.round(sight.own_safety_standard))\n"
    trial = tried(plugin_named(mine(tmp_path, MIXES + costly)).strategy, "two-blocs")
    assert trial.faults == () and trial.asked == 16
