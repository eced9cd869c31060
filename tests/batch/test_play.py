"""A part of a batch is played as one session, its bytes depend on the plan alone, and a run that fails stands alone."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from game import names
from game.batch import play, record
from game.batch.experiment import USUAL, checked
from game.batch.plan import Plan, planned
from game.batch.play import play_part, play_runs, play_sitting
from game.start import final_score, new_game

RUNS = 5


def plan_of(**given: Any) -> Plan:
    """A small experiment."""
    return planned(checked({"format": 1, "scenario": "two-blocs", "replicates": RUNS, **given}))


def whole_of(plan: Plan) -> dict[str, pa.Table]:
    """Tables of the first part, before they are written."""
    return play_runs(plan, plan.arms[0], plan.runs_of(plan.parts[0]))


def tables_of(plan: Plan, part: int = 0) -> dict[str, list[dict[str, Any]]]:
    """The rows of a part as they are read back from its files."""
    return {name: pq.read_table(io.BytesIO(data)).to_pylist() for name, data in play_part(plan, part).tables.items()}


def test_rows_are_what_a_game_played_alone_comes_to() -> None:
    rows = tables_of(plan_of())
    for run in range(RUNS):
        game = new_game("two-blocs", seed=1 + run, watch=False)
        risks, signed = [], 0
        for quarter in range(game.game.setting.quarters):
            game.advance()
            risks.append(float(game.world.risk[0]))
            row = next(r for r in rows["quarters"] if (r["run"], r["quarter"]) == (run, quarter + 1))
            assert row["risk"] == np.float32(risks[-1])
            assert row["date"] == game.game.setting.date(quarter)
            assert row["deals_in_force"] == int((game.world.deals.quarters_left > 0).sum())
            seats = [r for r in rows["seats"] if (r["run"], r["quarter"]) == (run, quarter + 1)]
            assert [r["seat"] for r in seats] == [key for key, _ in game.game.seats]
            assert [r["influence"] for r in seats] == game.world.influence[:, 0].astype(np.float32).tolist()
            assert [r["approval"] is None for r in seats] == [kind == "firm" for _, kind in game.game.seats]
        signed = sum(entry["signed"] for record in game.records for entry in record["talks"] if "renews" not in entry)
        (end,) = [r for r in rows["experiments"] if r["run"] == run]
        assert (end["status"], end["quarters"], end["seed"]) == ("done", len(risks), 1 + run)
        assert end["ending"] == names.ENDINGS[int(game.world.ending[0])]
        assert end["risk"] == pytest.approx(float(np.mean(risks)), rel=1e-12)
        assert end["deals"] >= signed
        points = final_score(game).total[:, 0]
        assert [end["points_N01"], end["points_N02"]] == points[:2].tolist()
    assert rows["failures"] == []


def test_deals_add_up() -> None:
    rows = tables_of(plan_of(scenario="two-plans-2025", quarters=12, replicates=3))
    for end in rows["experiments"]:
        deals = [deal for deal in rows["deals"] if deal["run"] == end["run"]]
        assert [deal["deal"] for deal in deals] == list(range(len(deals)))
        assert sum(deal["signed_quarter"] is not None for deal in deals) == end["deals"] > 0
        assert sum(deal["outcome"] == "broken" for deal in deals) == end["broken"]
        assert all((deal["left_quarter"] is None) == (deal["outcome"] == "running") for deal in deals)
        assert all(len(deal["parties"]) >= 2 and deal["clauses"] for deal in deals)
        assert all(deal["proposer"] in [None, *deal["parties"]] for deal in deals)
        assert all((deal["proposer"] is None) == (deal["countered"] is None) for deal in deals)
        last = [r for r in rows["quarters"] if r["run"] == end["run"]][-1]
        assert last["deals_in_force"] == sum(deal["outcome"] == "running" for deal in deals)


def test_deals_name_who_tabled_them_as_the_log_of_the_game_alone_does() -> None:
    rows = tables_of(plan_of(scenario="two-plans-2025", quarters=20, replicates=2))
    counters = renewals = 0
    for run in (0, 1):
        game = new_game("two-plans-2025", seed=1 + run, watch=False).advance(20)
        told = []
        for quarter in range(1, 21):
            for entry in game.records[quarter - 1]["talks"]:
                if entry["signed"] and "renews" not in entry:
                    told.append((quarter, game.game.seats[entry["from"]][0], "counter" in entry))
                    counters += "counter" in entry
                renewals += "renews" in entry and entry["signed"]
        deals = [d for d in rows["deals"] if d["run"] == run and d["proposer"] is not None]
        assert sorted((d["signed_quarter"], d["proposer"], d["countered"]) for d in deals) == sorted(told)
        assert told
    assert counters and renewals
    booked = sum(deal["renewals"] for deal in rows["deals"])
    assert 0 < booked <= renewals, "some that agreed to go on are broken first, or not yet over"


def test_the_same_part_makes_the_same_bytes() -> None:
    plan = plan_of(vary={"rivalry": [0.5, 2.0]}, design={"kind": "random", "points": 2})
    first, second = play_part(plan, 0), play_part(plan_of(vary=plan.experiment.vary, design=plan.experiment.design), 0)
    assert first == second
    assert (first.done, first.failed) == (2 * RUNS, 0)


def test_parts_that_are_played_together_have_the_bytes_of_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = list(USUAL)
    plan = plan_of(replicates=40, quarters=4, record={"tables": tables, "points": ["N02"]})
    assert [part.count for part in plan.parts] == [32, 8]
    alone = [play_part(plan, 0), play_part(plan, 1)]
    assert play_sitting(plan, (0, 1)) == alone == play_sitting(plan, (1, 0))
    poisoned(monkeypatch, seed=plan.run(35).seed)
    together = play_sitting(plan, (0, 1))
    assert [(played.done, played.failed) for played in together] == [(32, 0), (7, 1)]
    assert together == [alone[0], play_part(plan, 1)]


def test_a_slice_has_the_rows_of_the_whole() -> None:
    plan = plan_of()
    whole, alone = whole_of(plan), play_runs(plan, plan.arms[0], [plan.run(3)])
    for name, table in whole.items():
        rows = [row for row in table.to_pylist() if row["run"] == 3]
        assert rows == alone[name].to_pylist()
    assert alone["seats"].num_rows == 12 * 6


def test_only_what_is_asked_for_is_written() -> None:
    played = play_part(plan_of(record={"tables": ["experiments", "failures"], "points": []}), 0)
    assert sorted(played.tables) == ["experiments", "failures"]
    assert not [name for name in pq.read_schema(io.BytesIO(played.tables["experiments"])).names if "points" in name]


def test_every_column_says_its_unit_and_meaning() -> None:
    for data in play_part(plan_of(replicates=1), 0).tables.values():
        for field in pq.read_schema(io.BytesIO(data)):
            assert field.metadata[b"meaning"], field.name
            assert b"unit" in field.metadata


def test_a_row_of_a_seat_takes_less_than_sixty_bytes() -> None:
    data = play_part(plan_of(scenario="two-plans-2025", replicates=8), 0).tables["seats"]
    table = pq.read_table(io.BytesIO(data))
    assert len(table.column_names) >= 10
    assert len(data) / table.num_rows <= 60


# ------------------------------------------------------------------ failures


class Stumbles(Strategy):
    """Raises in the worlds in which it is told to."""

    name, kind = "stumbles", "any"

    def decide(self, sight: Any) -> Any:
        raise ValueError("no idea")


def test_a_strategy_that_fails_is_told_and_the_game_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROSTER, "stumbles", Stumbles())
    rows = tables_of(plan_of(arms={"one": {"strategies": {"N01": "stumbles"}}}, quarters=3, replicates=2))
    assert [end["status"] for end in rows["experiments"]] == ["done", "done"]
    found = [(f["run"], f["quarter"], f["stage"], f["seat"], f["strategy"], f["fatal"]) for f in rows["failures"]]
    assert found == [(run, quarter, "decide", "N01", "stumbles", False) for run in (0, 1) for quarter in range(3)]
    assert {(f["type"], f["message"]) for f in rows["failures"]} == {("ValueError", "no idea (decide)")}


def poisoned(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """Let recording fail in the world with this seed, after some quarters."""
    original = record.Recorder._quarter

    def fails(self: record.Recorder) -> None:
        original(self)
        if seed in self.session.seeds.tolist() and self.session.quarter == 3:
            raise OverflowError(f"too much in /home/somebody/file.py at {object()!r}")

    monkeypatch.setattr(record.Recorder, "_quarter", fails)


def test_a_run_that_raises_spares_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    plan = plan_of()
    sound = {name: pq.read_table(io.BytesIO(data)) for name, data in play_part(plan, 0).tables.items()}
    poisoned(monkeypatch, seed=3)
    played = play_part(plan, 0)
    assert (played.done, played.failed) == (RUNS - 1, 1)
    rows = {name: pq.read_table(io.BytesIO(data)) for name, data in played.tables.items()}
    for name in ("experiments", "quarters", "seats", "deals"):
        kept = [row for row in rows[name].to_pylist() if row["run"] != 2]
        assert kept == [row for row in sound[name].to_pylist() if row["run"] != 2]
        assert rows[name].schema.equals(sound[name].schema, check_metadata=True)
    (failed,) = [row for row in rows["experiments"].to_pylist() if row["status"] == "failed"]
    assert (failed["run"], failed["seed"], failed["quarters"], failed["risk"]) == (2, 3, None, None)
    (why,) = rows["failures"].to_pylist()
    assert (why["quarter"], why["seat"], why["strategy"]) == (2, None, None)
    assert (why["run"], why["seed"], why["type"], why["fatal"]) == (2, 3, "OverflowError", True)
    assert why["message"] == "too much in file.py at <object object>"
    assert "/" not in why["traceback"]
    assert "game.batch.play:rows_of:" in why["traceback"]
    assert play_part(plan, 0) == played


def test_a_run_that_raises_keeps_the_failures_of_strategies_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROSTER, "stumbles", Stumbles())
    poisoned(monkeypatch, seed=2)
    rows = tables_of(plan_of(arms={"one": {"strategies": {"N01": "stumbles"}}}, quarters=4, replicates=2))
    told = [(f["run"], f["quarter"], f["seat"], f["strategy"], f["fatal"]) for f in rows["failures"]]
    sound = [(0, quarter, "N01", "stumbles", False) for quarter in range(4)]
    broken = [(1, quarter, "N01", "stumbles", False) for quarter in range(3)]
    assert told == [*sound, *broken, (1, 2, None, None, True)]


@pytest.mark.parametrize(
    ("frames", "stage"),
    [
        (["game.session:advance:1", "game.session:_decided:2", "agents.table:ask:3"], "decide"),
        (["game.session:talks:1", "game.talks:open_talks:2", "game.rules.deals:booked:3"], "talks"),
        (["game.session:_play:1", "game.diplomacy:turn:2", "game.rules.turn:turn:3", "game.rules.chips:x:4"], "turn"),
        (["game.batch.play:rows_of:1", "game.batch.record:_quarter:2", "game.rules.measures:raw:3"], "record"),
        (["game.batch.play:rows_of:1", "game.batch.plan:session:2", "game.scenario:params:3"], "start"),
    ],
)
def test_the_stage_is_that_of_the_innermost_frame_that_tells_one(frames: list[str], stage: str) -> None:
    assert next(found for frame in reversed(frames) if (found := play._stage(frame))) == stage


def test_too_little_memory_for_one_run_is_no_failure_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: record.Recorder) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(record.Recorder, "_quarter", full)
    with pytest.raises(MemoryError, match="no room"):
        play_part(plan_of(replicates=2), 0)


def test_a_column_of_words_is_written_in_a_fixed_order() -> None:
    from game.batch.schema import WORD, _column

    one = _column(["b", None, "a"], WORD)
    assert one.dictionary.to_pylist() == ["a", "b"]
    assert one.to_pylist() == ["b", None, "a"]
    assert isinstance(one, pa.DictionaryArray)
