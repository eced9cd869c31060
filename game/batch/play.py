"""A part of a batch: its runs are played as one session and become one file a table; a run that fails stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from game.batch import schema
from game.batch.plan import OrderRefused, Part, Plan, Played, Run
from game.batch.record import Recorder, without_places
from game.batch.schema import Coded, Columns, Field, fields_of, seats_scored

STAGES = {
    "game.batch.record": "record",
    "game.talks": "talks",
    "game.renewals": "talks",
    "game.rules.turn": "turn",
    "game.session:_decided": "decide",
    "game.batch.plan": "start",
    "game.batch.plan:_pin": "",
    "game.batch.plan:pin_later": "decide",
    "game.batch.origin": "start",
    "game.scenario_start": "start",
}
"""Modules (and functions) of the game that tell in which stage of a run an error arose; of a function with an empty
stage its caller does."""


class Fatal(NamedTuple):
    """Why a run could not be played to its end, and for which seat and after how many quarters, where that is known."""

    stage: str
    kind: str
    message: str
    traceback: str
    seat: str | None = None
    quarter: int | None = None


class BrokeOff(Exception):
    """Runs broke off while they were played: the cause is what was raised, the recorder holds what came before."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__("runs broke off")
        self.recorder = recorder


def play_part(plan: Plan, number: int) -> Played:
    """Play a part: the same plan gives the same bytes, whoever plays it and whatever else failed."""
    part = plan.parts[number]
    plan.cast(part.arm)  # a strategy that is not the same here fails the part, and none of its runs
    tables, failed = _tables(plan, part)
    return Played(number, {name: schema.parquet(table) for name, table in tables.items()}, part.count - failed, failed)


def play_slice(plan: Plan, part: Part) -> dict[str, pa.Table]:
    """The tables of some runs of a part (``replace(part, first=…, count=…)``), as they are before they are written."""
    return _tables(plan, part)[0]


def _tables(plan: Plan, part: Part) -> tuple[dict[str, pa.Table], int]:
    fields = fields_of(plan)
    pieces, failed = _played(plan, part, fields)
    return {name: schema.table(_joined([p[name] for p in pieces], of), of) for name, of in fields.items()}, failed


def _played(plan: Plan, part: Part, fields: Mapping[str, Mapping[str, Field]]) -> tuple[list[dict[str, Columns]], int]:
    """Rows of the tables in pieces that follow each other, and the number of runs that failed.

    A session that raises is played again in halves, until the run that fails is alone.
    """
    try:
        return [rows_of(plan, part)], 0
    except Exception as error:  # whatever a run does must not end the batch; it is told in the table of failures
        if part.count == 1:
            if isinstance(error, MemoryError):
                raise
            return [_failed(plan, plan.runs_of(part)[0], error, fields)], 1
    half = part.count // 2
    first, failed = _played(plan, replace(part, count=half), fields)
    second, more = _played(plan, replace(part, first=part.first + half, count=part.count - half), fields)
    return first + second, failed + more


def rows_of(plan: Plan, part: Part) -> dict[str, Columns]:
    """Rows of every table of the runs of a part, played together."""
    runs, record = plan.runs_of(part), plan.experiment.record
    session = plan.session(part)
    recorder = Recorder(
        session, record.tables, plan.quarters, record.reasons, between=lambda: plan.pin_later(session, part.arm)
    )
    try:
        return _rows(plan, runs, recorder.play())
    except MemoryError:
        raise
    except Exception as error:
        raise BrokeOff(recorder) from error


def _rows(plan: Plan, runs: Sequence[Run], recorder: Recorder) -> dict[str, Columns]:
    record, session = plan.experiment.record, recorder.session
    numbers = np.array([run.number for run in runs])
    rows: dict[str, Columns] = {
        "experiments": {
            **_identity(plan, runs),
            "status": ["done"] * len(runs),
            "quarters": recorder.sums["quarters"].astype(int),
            "ending": recorder.endings(),
            **recorder.outcomes(),
            **recorder.points(seats_scored(plan)),
        },
        "deals": recorder.treaties.rows(numbers),
        "failures": recorder.failure_rows(numbers, session.seeds),
    }
    if "quarters" in record.tables:
        rows["quarters"] = recorder.quarter_rows(numbers)
    if "seats" in record.tables:
        rows["seats"] = recorder.seat_rows(numbers)
    if "reasons" in record.tables:
        rows["reasons"] = recorder.reasons.rows(numbers)
    return rows


def _identity(plan: Plan, runs: Sequence[Run]) -> Columns:
    point = [run.point for run in runs]
    return {
        "run": [run.number for run in runs],
        "arm": [run.arm for run in runs],
        "point": point,
        "replicate": [run.replicate for run in runs],
        "seed": [run.seed for run in runs],
        **{factor.name: plan.points[point, place] for place, factor in enumerate(plan.factors)},
    }


def _failed(plan: Plan, run: Run, error: Exception, fields: Mapping[str, Mapping[str, Field]]) -> dict[str, Columns]:
    """Rows of a run that failed: one in the table of runs, without outcomes, and in that of failures one for every
    strategy that failed before it and one for the end."""
    why, known = told(error), {**_identity(plan, [run]), "status": ["failed"]}
    failure: Columns = {
        "run": [run.number], "seed": [run.seed], "stage": [why.stage], "type": [why.kind], "message": [why.message],
        "strategy": [None], "seat": [why.seat], "quarter": [why.quarter], "traceback": [why.traceback],
        "fatal": [True],
    }  # fmt: skip
    if isinstance(error, BrokeOff):
        before = error.recorder.failure_rows(np.array([run.number]), np.array([run.seed]), broke_off=True)
        failure = {column: before[column] + failure[column] for column in failure}
    rows: dict[str, Columns] = {name: {column: [] for column in of} for name, of in fields.items()}
    rows["failures"] = failure
    rows["experiments"] = {
        column: known.get(column, [None]) for column in schema.experiments(plan.factors, seats_scored(plan))
    }
    return rows


def told(error: Exception) -> Fatal:
    """What is kept of an error: no path, no address in memory, so that it reads the same wherever it arises."""
    quarter = error.recorder.at if isinstance(error, BrokeOff) else None
    cause = (error.__cause__ if isinstance(error, BrokeOff) else None) or error
    seat = cause.seat if isinstance(cause, OrderRefused) else None
    frames = list(_frames(cause.__traceback__))
    stage = next((found for frame in reversed(frames) if (found := _stage(frame))), "start")
    message = without_places(str(cause))
    return Fatal(stage, type(cause).__name__, message, " > ".join(frames), seat, quarter)


def _frames(traceback: TracebackType | None) -> list[str]:
    found = []
    while traceback is not None:
        frame = traceback.tb_frame
        module = frame.f_globals.get("__name__", "?")
        found.append(f"{module}:{frame.f_code.co_name}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return found


def _stage(frame: str) -> str | None:
    module, function, _ = frame.split(":")
    return STAGES.get(f"{module}:{function}", STAGES.get(module))


def _joined(pieces: Sequence[Columns], fields: Mapping[str, Any]) -> Columns:
    """Pieces of a table, one after the other."""
    if len(pieces) == 1:
        return pieces[0]
    return {name: _chained([piece[name] for piece in pieces]) for name in fields}


def _chained(parts: Sequence[Any]) -> Any:
    return [value for part in parts for value in (part.tolist() if isinstance(part, np.ndarray | Coded) else part)]
