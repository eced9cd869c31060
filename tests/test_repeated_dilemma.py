"""The Session knows no chips: a repeated prisoner's dilemma is a Game like any other."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

import numpy as np
import pytest

from agents.choice import Choice
from agents.columns import Array, column
from agents.strategies.base import Strategy
from game.play import Game
from game.save import SaveError, load, replay, save
from game.session import Session
from game.worlds import differences


@dataclass(frozen=True)
class Moves:
    defect: Array = column("seat", low=0, high=1, meaning="1 defects, 0 cooperates")


@dataclass(frozen=True)
class Score:
    quarter: Array = column(meaning="rounds played", dtype="int64")
    finished: Array = column(meaning="over", dtype="bool")
    points: Array = column("seat", meaning="points so far")


class Dilemma(Game):
    """Temptation 5, reward 3, punishment 1, sucker 0; a slip of the hand one time in twenty."""

    name, sheet, seats = "dilemma", Moves, [("row", "any"), ("column", "any")]

    def __init__(self, rounds=10):
        self.rounds = rounds

    def describe(self):
        return {"rounds": self.rounds}

    def start(self, seeds):
        w = len(seeds)
        return Score(np.zeros(w, np.int64), np.zeros(w, bool), np.zeros((2, w))), Moves(np.zeros((2, w)))

    def turn(self, world, standing, orders, luck, bargain):
        slip = luck.uniform("slip", 2) < 0.05
        mine = np.where(slip, 1 - orders.defect, orders.defect)
        other = mine[::-1]
        gained = 3 * (1 - mine) * (1 - other) + 5 * mine * (1 - other) + mine * other
        quarter = world.quarter + 1
        return Score(quarter, quarter >= self.rounds, world.points + gained), Moves(mine), {"gained": gained}

    def score(self, world, orders):
        return world.points


class TitForTat(Strategy):
    """Does what the other did last."""

    name = "tit_for_tat"

    def decide(self, sight):
        other = np.take_along_axis(sight.defect, (1 - sight.seat)[None], axis=0)[0]
        return Choice({0: sight.memory(0) + other}, defect=other)


class Always(Strategy):
    """Defects."""

    name = "always"

    def decide(self, sight):
        return Choice(defect=np.ones(sight.rows))


CAST = [TitForTat(), Always()]


def test_played_saved_branched_and_batched():
    batch = Session(Dilemma(), np.arange(9), CAST).advance(10)
    assert batch.finished and batch.score().shape == (2, 9)
    for k in range(9):
        alone = Session(Dilemma(), np.array([k]), CAST).advance(10)
        assert (alone.score()[:, 0] == batch.score()[:, k]).all()
    branched = alone.branch(4).advance(6)
    assert differences(branched.world, alone.world) == []
    assert (branched.memory == alone.memory).all()
    again = Session(Dilemma(), np.array([8]), CAST)
    for record in alone.records:
        again.advance_recorded(record)
    assert differences(again.world, alone.world) == []


def same(one, other):
    assert differences(one.world, other.world) == [] and differences(one.standing, other.standing) == []
    assert (one.memory == other.memory).all() and one.records == other.records and one.events == other.events


@pytest.mark.parametrize("quarters", [0, 1, 7, 12])
def test_saved_loaded_and_continued_to_the_last_bit(tmp_path, quarters):
    session = Session(Dilemma(12), np.array([5]), CAST, people=["column"], key="again").advance(quarters)
    if not session.finished:
        assert session.submit("column", {"defect": 0.0}) == []
    path = save(session, tmp_path / "dilemma.json")
    other = load(path, Dilemma, CAST)
    assert other.note == "" and other.game.rounds == 12 and other.quarter == quarters
    same(session, other)
    same(session.advance(4), other.advance(4))
    same(session.branch(quarters, key="else").advance(3), other.branch(quarters, key="else").advance(3))
    assert save(session, path).read_bytes() == save(other, tmp_path / "other.json").read_bytes()
    verdict = replay(path, game=Dilemma)
    assert verdict.same and verdict.quarters == min(quarters + 4, 12)


def test_a_file_does_not_say_what_is_run(tmp_path):
    path = save(Session(Dilemma(), np.array([5]), CAST).advance(3), tmp_path / "dilemma.json")
    for reader in (load, replay):
        with pytest.raises(SaveError, match="holds another game: dilemma, not detente"):
            reader(path)
    with pytest.raises(SaveError, match="not installed: always, tit_for_tat"):
        load(path, Dilemma)

    class Kind(Dilemma):
        def turn(self, world, standing, orders, luck, bargain):
            score, moves, why = super().turn(world, standing, orders, luck, bargain)
            return Score(score.quarter, score.finished, score.points + 1), moves, why

    assert "other rules" in load(path, Kind, CAST).note
    verdict = replay(path, game=Kind)
    assert verdict.departed == 1 and verdict.what == ("points",)


def test_a_game_that_does_not_describe_itself_is_not_saved(tmp_path):
    class Silent(Dilemma):
        describe = Game.describe

    class Clumsy(Dilemma):
        def describe(self):
            return {"rounds": np.int64(self.rounds)}

    class Rude(Dilemma):
        def describe(self):
            return {"seed": 1}

    for kind, problem in ((Silent, "must say how"), (Clumsy, "plain values"), (Rude, "'seed'")):
        with pytest.raises(SaveError, match=problem):
            save(Session(kind(), np.array([5]), CAST), tmp_path / "dilemma.json")
    assert list(tmp_path.iterdir()) == []


def test_always_beats_tit_for_tat_by_the_first_round_only():
    class Steady(Dilemma):
        def turn(self, world, standing, orders, luck, bargain):
            other = orders.defect[::-1]
            gained = 3 * (1 - orders.defect) * (1 - other) + 5 * orders.defect * (1 - other) + orders.defect * other
            quarter = world.quarter + 1
            return Score(quarter, quarter >= self.rounds, world.points + gained), orders, {}

    points = Session(Steady(), np.array([1]), CAST).advance(10).score()[:, 0]
    assert points.tolist() == [9.0, 14.0]


def test_the_sight_of_any_game_can_be_sent():
    session = Session(Dilemma(), [1, 2], [TitForTat(), TitForTat()]).advance(3)
    home, away = session.sight("row"), pickle.loads(pickle.dumps(session.sight("row")))
    for name in ("quarter", "finished", "points", "own_points", "defect", "own_defect"):
        assert np.array_equal(getattr(home, name), getattr(away, name)), name
    assert not away.knows("own_quarter")
