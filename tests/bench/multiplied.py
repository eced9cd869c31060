"""Folders of very many runs that nobody played: real parts, written again and again under the numbers of other runs.

Every file and note is as a batch writes it, but the games repeat, and outcomes are moved along with the first varied
number so that the statistics find something. What it costs to go through such a folder is what it costs after as many
games; what the statistics say of it means nothing.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from measuring import row, spent, table
from memory import SCENARIO, Cost, cost_of, kept, size_of

from game.batch import schema
from game.batch.experiment import checked
from game.batch.plan import Part, Plan, planned
from game.batch.play import play_runs
from game.batch.schema import OUTCOMES
from game.batch.store import DONE, Store

POINTS = 4096
DIFFERS = 1
"""How ``verify`` ends: the repeated games are not those of their seeds."""


def plan_of_many(points: int, replicates: int) -> Plan:
    """Two arms of games of one quarter at so many points (a power of two) of Sobol's design in two numbers."""
    given: dict[str, Any] = {
        "format": 1, "scenario": SCENARIO, "quarters": 1, "replicates": replicates,
        "arms": {"as_cast": {}, "wary": {"strategies": {"N01": "reciprocator"}}},
        "vary": {"rivalry": [0.25, 3.0], "hazard": "scenario"},
        "design": {"kind": "sobol", "points": points // 4},
    }  # fmt: skip
    return planned(checked(given))


def multiplied(plan: Plan, folder: Path) -> None:
    """Fill the folder of a plan."""
    Store.create(folder, plan)
    firsts = {part.arm: part for part in reversed(plan.parts)}
    real = {arm: (part, play_runs(plan, arm, plan.runs_of(part))) for arm, part in firsts.items()}
    for part in plan.parts:
        first, tables = real[part.arm]
        _keep(folder, part, {name: _again(plan, rows, first, part) for name, rows in tables.items()})


def _again(plan: Plan, rows: pa.Table, real: Part, part: Part) -> pa.Table:
    """The rows of a real part as those of another one, no longer, with the numbers of its runs."""
    run = rows["run"].to_numpy() - real.first
    rows, run = rows.filter(pa.array(run < part.count)), run[run < part.count] + part.first
    put = {"run": run}
    if "replicate" in rows.column_names:
        cell, put["replicate"] = np.divmod(run, plan.replicates)
        put["point"] = cell % len(plan.points)
        put["seed"] = plan.experiment.seed + put["replicate"]
        put |= {factor.name: plan.points[put["point"], at] for at, factor in enumerate(plan.factors)}
        along = 1 + put[plan.factors[0].name] / plan.factors[0].high
        put |= {name: rows[name].to_numpy() * along for name in OUTCOMES}
    for name, values in put.items():
        at = rows.schema.get_field_index(name)
        field = rows.schema.field(at)
        rows = rows.set_column(at, field, pa.array(values, from_pandas=True).cast(field.type))
    return rows


def _keep(folder: Path, part: Part, tables: dict[str, pa.Table]) -> None:
    """The files of a part and its note; nobody waits for them to reach the disk."""
    stem, files = f"part-{part.first:09d}", {}
    for name, rows in tables.items():
        data, path = schema.parquet(rows), f"{name}/{stem}.parquet"
        (folder / path).write_bytes(data)
        files[name] = {"path": path, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    note = {"part": part.number, "first": part.first, "runs": part.count, "failed": 0, "files": files}
    (folder / DONE / f"{stem}.json").write_text(json.dumps(note, indent=1) + "\n")


def gone_through(runs: tuple[int, ...]) -> None:
    """What it costs to plan about so many runs, and to go through their folder once they are done."""
    table(f"{SCENARIO}, one quarter, two arms at {POINTS:,} points, games that repeat, one process", aim="Aim, MB")
    for count in runs:
        with tempfile.TemporaryDirectory() as home:
            _gone_through(plan_of_many(POINTS, count // (2 * POINTS)), Path(home, "many"))


def _gone_through(plan: Plan, folder: Path) -> None:
    name, laid_out = f"{plan.runs:,} runs", spent(lambda: plan.parts)
    row(f"{name}: {len(plan.parts):,} parts laid out", f"{laid_out.processor:.2f} s of the processor")
    multiplied(plan, folder)
    size, files = size_of(folder)
    row(f"{name}: on disk", f"{size / 1e9:.2f} GB in {files:,} files, {size / plan.runs:.0f} bytes a run")
    begun = Store(folder, plan)
    row(f"{name}: what is left is found", f"{spent(begun.pending).processor:.2f} s of the processor")
    _tell(f"{name}: the finished batch once more", cost_of("batch", "--out", str(folder), "--progress", "quiet"))
    _tell(f"{name}: `verify --runs 5`", cost_of("batch", "verify", str(folder), "--runs", "5", ends=DIFFERS))
    _tell(f"{name}: `detente discover`", cost_of("discover", str(folder), "--case", "risk > 0.2"))
    _tell(f"{name}: `detente report`", cost_of("report", str(folder)))


def _tell(what: str, cost: Cost) -> None:
    told = f"{cost.peak:.0f} MB ({cost.clock:.0f} s, {cost.processor:.0f} s of the processor)"
    row(what, told, kept(cost.peak))
