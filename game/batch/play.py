"""Parts of a batch: they are played as one session and become a file a table each; a run that fails stands alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import TracebackType
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from game.batch import schema
from game.batch.plan import OrderRefused, Plan, Played, Run, Sitting
from game.batch.record import Recorder, without_places
from game.batch.schema import Columns, Fields, chained, fields_of, seats_scored

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


class Piece(NamedTuple):
    """Rows of every table of some runs, and the number of the run if it is one that failed."""

    rows: dict[str, Columns]
    failed: int | None = None


class BrokeOff(Exception):
    """Runs broke off while they were played: the cause is what was raised, the recorder holds what came before."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__("runs broke off")
        self.recorder = recorder


def play_part(plan: Plan, number: int) -> Played:
    """Play a part alone."""
    return play_sitting(plan, (number,))[0]


def play_sitting(plan: Plan, sitting: Sitting) -> list[Played]:
    """Play parts together: each has the same bytes whoever plays it, with which others, and whatever else failed."""
    parts = sorted((plan.parts[number] for number in sitting), key=lambda part: part.first)
    arm, fields = parts[0].arm, fields_of(plan)
    plan.cast(arm)  # a strategy that is not the same here fails the part, and none of its runs
    rows, failed = _joined(plan, arm, plan.runs_of(*parts), fields)
    found = []
    for part in parts:
        runs = range(part.first, part.first + part.count)
        tables = {name: schema.parquet(schema.table(_of(runs, rows[name]), of)) for name, of in fields.items()}
        lost = sum(run in runs for run in failed)
        found.append(Played(part.number, tables, part.count - lost, lost))
    return found


def play_runs(plan: Plan, arm: str, runs: Sequence[Run]) -> dict[str, pa.Table]:
    """The tables of some runs of an arm, as they are before they are written."""
    fields = fields_of(plan)
    rows = _joined(plan, arm, runs, fields)[0]
    return {name: schema.table(rows[name], of) for name, of in fields.items()}


def _of(runs: range, rows: Columns) -> Columns:
    """The rows of consecutive runs."""
    first, end = np.searchsorted(np.asarray(rows["run"]), (runs.start, runs.stop))
    return {name: values[first:end] for name, values in rows.items()}


def _joined(
    plan: Plan, arm: str, runs: Sequence[Run], fields: Mapping[str, Fields]
) -> tuple[dict[str, Columns], list[int]]:
    """Rows of every table in the order of runs, and the numbers of the runs that failed."""
    pieces = list(_played(plan, arm, runs, fields))
    rows = {
        name: {column: chained([piece.rows[name][column] for piece in pieces]) for column in of}
        for name, of in fields.items()
    }
    return rows, [piece.failed for piece in pieces if piece.failed is not None]


def _played(plan: Plan, arm: str, runs: Sequence[Run], fields: Mapping[str, Fields]) -> Iterator[Piece]:
    """Rows of the tables in pieces that follow each other.

    A session that raises is played again in halves, until the run that fails is alone.
    """
    try:
        yield Piece(rows_of(plan, arm, runs))
    except Exception as error:  # whatever a run does must not end the batch; it is told in the table of failures
        if len(runs) > 1:
            half = len(runs) // 2
            yield from _played(plan, arm, runs[:half], fields)
            yield from _played(plan, arm, runs[half:], fields)
        elif isinstance(error, MemoryError):
            raise
        else:
            yield Piece(_failed(plan, runs[0], error, fields), runs[0].number)


def rows_of(plan: Plan, arm: str, runs: Sequence[Run]) -> dict[str, Columns]:
    """Rows of every table of some runs of an arm, played together."""
    record, session = plan.experiment.record, plan.games(arm, runs)
    recorder = Recorder(
        session, record.tables, plan.quarters, record.reasons, between=lambda: plan.pin_later(session, arm)
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


def _failed(plan: Plan, run: Run, error: Exception, fields: Mapping[str, Fields]) -> dict[str, Columns]:
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
