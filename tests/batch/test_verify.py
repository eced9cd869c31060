"""Runs played again, each alone in one world, have the rows that were kept; a row that was changed is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from agents.strategies import ROSTER
from game.batch.plan import Played
from game.batch.store import DONE, Damaged, Results, Store
from game.batch.verify import sample_of, verify
from tests.batch.folders import filled, plan_of
from tests.batch.test_play import Stumbles


def kept(folder: Path, **given: Any) -> Results:
    """A small batch."""
    return filled(folder, plan_of(**{"replicates": 6, **given})).results()


def test_runs_come_out_again(tmp_path: Path) -> None:
    arms = {"one": {}, "two": {"strategies": {"N01": "reciprocator"}}}
    varied = {"vary": {"rivalry": [0.5, 2.0]}, "design": {"kind": "random", "points": 2}}
    results = kept(tmp_path / "new", arms=arms, quarters=6, **varied)
    found = verify(results, sample_of(results, 4))
    assert found.differences == []
    assert len(found.runs) == 4
    assert found.rows >= 4 * (1 + 6 + 6 * 6)


def test_runs_of_the_flagship_come_out_again(tmp_path: Path) -> None:
    results = kept(tmp_path / "new", scenario="two-plans-2025", quarters=6)
    found = verify(results, [2])
    assert found.differences == []
    assert found.rows > 6 * 42


def test_runs_with_failures_of_strategies_come_out_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(ROSTER, "stumbles", Stumbles())
    results = kept(tmp_path / "new", arms={"one": {"strategies": {"N01": "stumbles"}}}, quarters=3)
    assert results.table("failures").num_rows == 6 * 3
    assert verify(results, [1, 4]).differences == []


def test_a_sample_is_drawn_from_what_is_done(tmp_path: Path) -> None:
    results = kept(tmp_path / "new", quarters=1)
    assert sample_of(results, 100) == list(range(6))
    assert sample_of(results, 2) == sample_of(results, 2)
    assert len(set(sample_of(results, 4))) == 4


def test_only_what_is_done_is_drawn_and_played_again(tmp_path: Path) -> None:
    """Two arms of two parts each, the second of which is not there."""
    results = kept(tmp_path / "new", replicates=40, quarters=1, arms={"one": {}, "two": {}})
    assert results.done == [0, 32, 40, 72]
    (results.folder / DONE / "part-000000032.json").unlink()
    assert sample_of(results, 100) == [*range(32), *range(40, 80)]
    again = verify(results, [31, 40, 71, 72, 79])
    assert again.differences == [] and again.rows >= 5


def changed(results: Results, edit: Any) -> None:
    """Write the seats of the first part anew, note included, as somebody would who wants it to pass."""
    plan = results.plan
    path = results.paths("seats")[0]
    table = edit(pq.read_table(path))
    pq.write_table(table, path)
    tables = {name: results.paths(name)[0].read_bytes() for name in results.tables}
    Store(results.folder, plan).keep(Played(0, tables, plan.parts[0].count, 0))


def test_a_changed_number_is_found(tmp_path: Path) -> None:
    results = kept(tmp_path / "new", quarters=2)

    def edit(table: pa.Table) -> pa.Table:
        place = table.schema.get_field_index("influence")
        hit = pc.and_(pc.equal(table["run"], 3), pc.equal(table["quarter"], 2))
        more = pc.add(table["influence"], pa.scalar(1e-5, pa.float32()))
        return table.set_column(place, table.schema.field(place), pc.if_else(hit, more, table["influence"]))

    changed(results, edit)
    (told,) = verify(results, [3]).differences
    assert told.startswith("run 3, seats: row 6, influence: ")
    assert verify(results, [2]).differences == []


def test_a_lost_row_is_found(tmp_path: Path) -> None:
    results = kept(tmp_path / "new", quarters=2)
    changed(results, lambda table: table.slice(1))
    assert verify(results, [0]).differences == ["run 0, seats: 11 rows were kept, 12 come out now"]


def test_a_damaged_file_is_told_first(tmp_path: Path) -> None:
    results = kept(tmp_path / "new", quarters=1)
    note = next((tmp_path / "new" / "done").iterdir())
    told = json.loads(note.read_text())
    told["files"]["deals"]["sha256"] = "0" * 64
    note.write_text(json.dumps(told))
    with pytest.raises(Damaged, match="deals"):
        verify(results, [0])
