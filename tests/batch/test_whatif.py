"""What a decision was worth: the sentence, the numbers behind it, the picture, and what is refused."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from game.batch import whatif
from game.batch.told import Estimate
from game.cli import main
from game.forecast import Outcomes, path
from game.save import load, save
from game.session import Session
from game.start import new_game

ROOT = Path(__file__).parents[2]
SEAT = "N01"


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A game of twelve quarters that a person played in the first seat."""
    session = new_game("two-blocs", seed=7, seat=SEAT)
    session.advance(8)
    assert session.submit(SEAT, {"restriction": {(1, 5): 0.8}}) == []
    return save(session.advance(4), tmp_path_factory.mktemp("whatif") / "game.json")


@pytest.fixture(scope="module")
def session(kept: Path) -> Session:
    return load(kept)


def outcomes(points: Any) -> Outcomes:
    points = np.asarray(points, float)
    return Outcomes(points, points / 100, points, np.zeros(len(points), np.int8), 0)


def told(session: Session, one: Any, other: Any, quarter: int = 9) -> whatif.Answer:
    decision = whatif.decision_of(session, quarter, SEAT)
    return whatif.Answer(decision, "hold", False, outcomes(one), outcomes(other), (), ())


def test_shared_luck_is_measured(session: Session) -> None:
    luck = np.random.default_rng(1).normal(size=500)
    assert told(session, luck + 1, luck).saved == pytest.approx(1)
    assert abs(told(session, luck, np.roll(luck, 250)).saved or 0) < 0.1
    assert told(session, np.ones(3), np.ones(3)).saved is None


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        ([12, 13.2, 12.1], [10, 11, 10], "Your decision of 2032Q1 was worth 2.10 points [1.85, 2.35] to Calvessa"),
        ([10, 11, 10], [12, 13.2, 12.1], "Your decision of 2032Q1 cost Calvessa 2.10 points [1.85, 2.35], against"),
        ([10, 11], [11, 10], "is not settled after 2 futures: 0 points [−13, 13]."),
        ([10, 11], [10, 11], "made no difference"),
    ],
)
def test_the_answer_is_one_plain_sentence(session: Session, one: Any, other: Any, said: str) -> None:
    text = whatif.sentence(told(session, one, other))
    assert said in text and text.endswith(".") and text.count("\n") == 0


def test_a_decision_of_a_strategy_is_not_called_yours(session: Session) -> None:
    decision = whatif.decision_of(session, 2, "n02")
    answer = whatif.answered(decision, "hold", 2)
    assert decision.seat == "N02" and "our decision" not in whatif.sentence(answer)


def test_turning_points_are_the_largest_clear_jumps(session: Session) -> None:
    jumps = [(1, 0.5, 1.5), (-5, -6, -4), (9, -1, 19), (2, 1, 3), (0.5, 0.1, 0.9)]
    turns = tuple(whatif.Turn(n, str(n), Estimate(*jump)) for n, jump in enumerate(jumps))
    answer = told(session, [1, 2], [2, 2])
    answer = whatif.Answer(answer.decision, "hold", False, answer.taken, answer.instead, (), turns)
    assert [turn.quarter for turn in answer.turning_points] == [1, 3, 0]


def test_the_jumps_of_all_quarters_hold_together(session: Session) -> None:
    answer = whatif.answered(whatif.decision_of(session, 9, SEAT), "pragmatist", 2, each=4)
    way = path(session, SEAT, 4)
    assert len(answer.turns) == 12
    for turn, before, after in zip(answer.turns, way[:-1], way[1:], strict=True):
        both = ttest_1samp(after.points - before.points, 0).confidence_interval(1 - 0.05 / 12)
        assert (turn.change.low, turn.change.high) == pytest.approx((both.low, both.high))


def test_a_pinned_order_late_in_the_game_is_weighed_with_shared_luck(kept: Path, session: Session) -> None:
    answer = whatif.answered(whatif.decision_of(session, 9, SEAT), "pragmatist", 24, each=4)
    assert (answer.saved or 0) > 0.5
    assert answer.difference.any() and len(answer.expected) == 13 and len(answer.turns) == 12
    assert answer.turns[8].date == answer.date == "2032Q1"
    again = whatif.answered(whatif.decision_of(load(kept), 9, SEAT), "pragmatist", 24)
    assert np.array_equal(again.taken.points, answer.taken.points)
    assert np.array_equal(again.instead.points, answer.instead.points)
    rest = whatif.answered(whatif.decision_of(session, 9, SEAT), "pragmatist", 24, rest=True)
    assert np.array_equal(rest.taken.points, answer.taken.points)
    assert not np.array_equal(rest.instead.points, answer.instead.points)


def test_the_command_tells_plots_and_counts(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["whatif", str(kept), "--quarter", "9", "--seat", SEAT, "--strategy", "pragmatist", "--futures", "8"]
    turning = ["--path", "3"]
    assert main([*asked, *turning, "--out", str(tmp_path / "one.svg")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].endswith(".") and "2032Q1" in lines[0] and lines[2].split()[-1] == "%]"
    assert any(line.startswith("points at the end") for line in lines)
    assert any(line.startswith("8 pairs of futures: better in ") for line in lines)
    assert main([*asked, *turning, "--json", "--out", str(tmp_path / "two.svg")]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert whole["sentence"] == lines[0] and whole["futures"] == 8 and len(whole["expected"]) == 13
    assert whole["talks"] is False
    points = whole["quantities"]["points"]
    assert points["difference"]["value"] == pytest.approx(points["as_decided"] - points["instead"])
    for arm in whole["endings"].values():
        assert sum(arm.values()) == pytest.approx(1)
    one = (tmp_path / "one.svg").read_text(encoding="utf-8")
    assert one == (tmp_path / "two.svg").read_text(encoding="utf-8")
    words = " ".join(ElementTree.fromstring(one).itertext())
    assert "futures" in words and "expected points of Calvessa" in words
    assert main([*asked, "--path", "0", "--talks"]) == 0
    assert "The talks of the quarter count: " in capsys.readouterr().out


def refused(asked: list[str], capsys: pytest.CaptureFixture[str], *parts: str) -> None:
    assert main(["whatif", *asked]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and said[0].startswith("detente: "), said
    for part in parts:
        assert part in said[0], said[0]


@pytest.mark.parametrize(
    ("changed", "parts"),
    [
        ({"--quarter": "13"}, ("quarter 13", "1 to 12")),
        ({"--quarter": "0"}, ("quarter 0", "1 to 12")),
        ({"--quarter": "soon"}, ("--quarter",)),
        ({"--seat": "N03"}, ("'N03'", "did you mean 'N02'")),
        ({"--strategy": "pragmatic"}, ("'pragmatic'", "did you mean 'pragmatist'")),
        ({"--strategy": "closed_frontier"}, ("'closed_frontier' is for a firm", "N01 is a nation")),
        ({"--futures": "1"}, ("--futures",)),
        ({"--path": "1"}, ("at least 2 futures", "0")),
        ({"--for": "ever"}, ("--for",)),
        ({"--out": "picture.png"}, (".svg", "picture.png")),
    ],
)
def test_mistakes_are_one_line(
    kept: Path, capsys: pytest.CaptureFixture[str], changed: dict[str, str], parts: tuple[str, ...]
) -> None:
    asked = {"--quarter": "9", "--seat": SEAT, "--strategy": "hold", "--futures": "2", "--path": "0"} | changed
    refused([str(kept), *(part for pair in asked.items() for part in pair)], capsys, *parts)


def test_files_that_hold_no_game(kept: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rest = ["--quarter", "9", "--seat", SEAT, "--strategy", "hold", "--futures", "2", "--path", "0"]
    refused([str(tmp_path / "none.json"), *rest], capsys, "none.json")
    (tmp_path / "half.json").write_text(kept.read_text(encoding="utf-8")[:-100])
    refused([str(tmp_path / "half.json"), *rest], capsys, "half.json", "cut short")
    fresh = save(new_game("two-blocs"), tmp_path / "fresh.json")
    refused([str(fresh), *rest], capsys, "no quarter of this game was kept")
    old = ROOT / "tests" / "saves" / "first-session.json"
    refused([str(old), *rest], capsys, "no quarter of this game was kept", "under other rules")
    (tmp_path / "file").write_text("")
    refused([str(kept), *rest, "--out", str(tmp_path / "file" / "a.svg")], capsys, "a.svg could not be written")


def test_a_break_ends_cleanly_and_the_bar_is_for_terminals(kept: Path) -> None:
    """Started on a terminal of its own; once the bar shows that futures are played, the user breaks off."""
    mine, theirs = pty.openpty()
    command = [sys.executable, "-m", "game", "whatif", str(kept), "--quarter", "1", "--seat", SEAT]
    command += ["--strategy", "hold", "--futures", "100000", "--path", "0"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=environment)
    os.close(theirs)
    seen = b""
    while b"futures" not in seen:
        seen += os.read(mine, 4096)
    process.send_signal(signal.SIGINT)
    while True:
        try:
            part = os.read(mine, 4096)
        except OSError:  # the other end of the terminal is closed
            break
        if not part:
            break
        seen += part
    out, _ = process.communicate(timeout=60)
    os.close(mine)
    assert process.returncode == 130 and out == b"" and b"Traceback" not in seen
