"""What the tables of a batch hold: the columns of each with unit and meaning, and how they become Parquet."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from agents.columns import columns_of
from game.batch.experiment import ALWAYS
from game.world import World

if TYPE_CHECKING:
    from game.batch.plan import Plan

Columns = dict[str, Any]
"""Columns of one table by name: arrays, or lists where a value may be missing or is a list itself."""


@dataclass(frozen=True)
class Coded:
    """A column of words: the number of a word in the list for each row, -1 where it is missing."""

    codes: Any
    words: Sequence[str]

    def tolist(self) -> list[str | None]:
        """The words."""
        return [self.words[code] if code >= 0 else None for code in self.codes.tolist()]

    def __getitem__(self, rows: slice) -> Coded:
        return Coded(self.codes[rows], self.words)


def chained(pieces: Sequence[Any]) -> Any:
    """A column from pieces that follow each other."""
    if len(pieces) == 1:
        return pieces[0]
    return [value for piece in pieces for value in (piece.tolist() if isinstance(piece, np.ndarray | Coded) else piece)]


class Field(NamedTuple):
    """A column of a table: its Arrow type, unit and meaning."""

    kind: pa.DataType
    unit: str
    meaning: str


Fields = Mapping[str, Field]
"""Columns of a table by name."""

WORD = pa.dictionary(pa.int32(), pa.string())
NUMBER, OUTCOME = pa.float32(), pa.float64()


def _from_world(name: str, kind: pa.DataType) -> Field:
    """A column that is a column of the world, with the unit and meaning declared there."""
    declared = columns_of(World)[name]
    return Field(kind, declared.unit, declared.meaning)


RUN = Field(pa.int64(), "", "number of the run: cell * replicates + replicate")
QUARTER = Field(pa.int16(), "quarters", "quarters played")

QUARTERS = {
    "run": RUN,
    "quarter": QUARTER,
    "date": Field(WORD, "", "calendar name of the quarter that was played"),
    "risk": _from_world("risk", NUMBER),
    "incident_class": _from_world("incident_class", pa.int8()),
    "alarm": _from_world("alarm", NUMBER),
    "frontier": Field(NUMBER, "ECI points", "best published model"),
    "open_frontier": _from_world("open_frontier", NUMBER),
    "fragmentation": _from_world("fragmentation", NUMBER),
    "adoption": Field(NUMBER, "0-1", "organisations using AI, mean of nations"),
    "prosperity": Field(NUMBER, "index", "gain from AI in use, mean of nations"),
    "restriction": Field(NUMBER, "0-1", "mean restriction between the two leading nations"),
    "trust": Field(NUMBER, "0-1", "mean trust between nations"),
    "deals_in_force": Field(pa.int16(), "count", "deals in force"),
    "ladders": Field(pa.int8(), "count", "crises under way"),
}

SEATS = {
    "run": RUN._replace(kind=pa.int32()),
    "quarter": QUARTER._replace(kind=pa.int8()),
    "seat": Field(WORD, "", "key of the seat"),
    "influence": _from_world("influence", NUMBER),
    "approval": _from_world("approval", NUMBER),
    "cash": _from_world("cash", NUMBER),
    "income": _from_world("income", NUMBER),
    "spending": _from_world("spending", NUMBER),
    "revenue": Field(NUMBER, "USD bn/quarter", "revenue; for a nation that of its firms"),
    "lead": Field(NUMBER, "quarters", "best model ahead (+) or behind (-) of the best rival's"),
    "capability": Field(NUMBER, "ECI points", "best published model"),
    "compute": Field(NUMBER, "0-1", "share of the world's training compute; for a firm of its home's"),
    "adoption": Field(NUMBER, "0-1", "organisations using AI, sectors weighted"),
    "measures_taken": Field(NUMBER, "0-1", "mean restriction of other nations"),
    "measures_suffered": Field(NUMBER, "0-1", "mean restriction by other nations"),
    "trust_received": Field(NUMBER, "0-1", "mean trust of other nations in it"),
}

DEALS = {
    "run": RUN,
    "deal": Field(pa.int32(), "", "number of the deal in its run, in the order of signing"),
    "signed_quarter": Field(pa.int16(), "quarters", "quarter in which it was signed; missing if before the first"),
    "left_quarter": Field(pa.int16(), "quarters", "quarter in which it ended; missing while it runs"),
    "parties": Field(pa.list_(pa.string()), "", "keys of the seats that signed"),
    "proposer": Field(WORD, "", "key of the seat that tabled it; missing if it stood at the start or ended a crisis"),
    "countered": Field(pa.bool_(), "", "it was tabled in answer to another offer; missing like the proposer"),
    "clauses": Field(pa.list_(pa.string()), "", "kinds of its clauses"),
    "inspection": Field(NUMBER, "0-1", "chance that a breach is seen"),
    "quarters": Field(pa.int16(), "quarters", "agreed length"),
    "renewals": Field(pa.int16(), "count", "how often it was renewed, each time for the agreed length"),
    "outcome": Field(WORD, "", "kept, broken (a breach was seen), expired (a party left) or running"),
}

FAILURES = {
    "run": RUN,
    "seed": Field(pa.uint64(), "", "seed of the run"),
    "stage": Field(WORD, "", "start, talks, decide, turn or record"),
    "type": Field(pa.string(), "", "type of the error"),
    "message": Field(pa.string(), "", "what the error said"),
    "strategy": Field(pa.string(), "", "strategy that failed; missing where it was the game"),
    "seat": Field(pa.string(), "", "seat for which it failed; missing where no single one is to blame"),
    "quarter": Field(pa.int16(), "quarters", "quarters played before the failure; missing if the game did not begin"),
    "traceback": Field(pa.string(), "", "where: module:function:line, the innermost last"),
    "fatal": Field(pa.bool_(), "", "the run ended there; otherwise the seat held and play went on"),
}

REASONS = {
    "run": RUN._replace(kind=pa.int32()),
    "quarter": QUARTER._replace(kind=pa.int8()),
    "seat": Field(WORD, "", "key of the seat; missing where the quantity is of the world"),
    "quantity": Field(WORD, "", "what is explained; its causes sum to it"),
    "cause": Field(WORD, "", "name of the cause"),
    "amount": Field(NUMBER, "of the quantity", "what the cause gives (+) or takes (-); never zero"),
}
"""Why things moved, a row a cause."""

OUTCOMES = {
    "risk": Field(OUTCOME, "chance", "chance of a serious incident in four quarters, mean over quarters"),
    "incidents": Field(OUTCOME, "count", "quarters with an incident of class 2 or more"),
    "frontier": QUARTERS["frontier"]._replace(kind=OUTCOME),
    "open_gap": Field(OUTCOME, "quarters", "best open model behind the frontier"),
    "fragmentation": QUARTERS["fragmentation"]._replace(kind=OUTCOME),
    "adoption": QUARTERS["adoption"]._replace(kind=OUTCOME),
    "prosperity": QUARTERS["prosperity"]._replace(kind=OUTCOME),
    "restriction": QUARTERS["restriction"]._replace(kind=OUTCOME),
    "deals": Field(OUTCOME, "count", "deals signed"),
    "broken": Field(OUTCOME, "count", "deals of which a breach was seen"),
    "advantage": Field(OUTCOME, "0-1", "largest share of the advantage that goes with capability"),
    "world_score": Field(OUTCOME, "points", "points that all seats share"),
}
"""What is said of a run at its end."""


def experiments(factors: Sequence[Any], points: Sequence[str]) -> dict[str, Field]:
    """Columns of the table of runs, with one for each varied number and each seat whose points are recorded."""
    return {
        "run": RUN,
        "arm": Field(WORD, "", "name of the arm"),
        "point": Field(pa.int32(), "", "number of the setting of the varied numbers"),
        "replicate": Field(pa.int32(), "", "number of the luck; the same luck in every cell"),
        "seed": Field(pa.uint64(), "", "seed of the run"),
        **{factor.name: Field(OUTCOME, factor.unit, f"varied number ({factor.kind})") for factor in factors},
        "status": Field(WORD, "", "done or failed"),
        "quarters": Field(pa.int16(), "quarters", "quarters played"),
        "ending": Field(WORD, "", "name of the ending; missing if the game went on"),
        **OUTCOMES,
        **{f"points_{seat}": Field(OUTCOME, "points", f"score of {seat}") for seat in points},
    }


def seats_scored(plan: Plan) -> tuple[str, ...]:
    """Seats whose points are recorded: those that the experiment names, or else the nations."""
    named = plan.experiment.record.points
    return plan.scenario.setting.nations[:-1] if named is None else tuple(named)


def fields_of(plan: Plan) -> dict[str, dict[str, Field]]:
    """Columns of the tables that a plan records."""
    wanted = {
        "experiments": experiments(plan.factors, seats_scored(plan)),
        "quarters": QUARTERS,
        "seats": SEATS,
        "deals": DEALS,
        "failures": FAILURES,
        "reasons": REASONS,
    }
    return {name: of for name, of in wanted.items() if name in (*plan.experiment.record.tables, ALWAYS)}


def schema_of(fields: Fields) -> pa.Schema:
    """The Arrow schema, with unit and meaning of every column beside it."""
    return pa.schema(
        [pa.field(name, f.kind, metadata={"unit": f.unit, "meaning": f.meaning}) for name, f in fields.items()]
    )


def table(columns: Mapping[str, Any], fields: Fields) -> pa.Table:
    """Rows as an Arrow table. NaN is written as missing."""
    schema = schema_of(fields)
    return pa.table([_column(columns[field.name], field.type) for field in schema], schema=schema)


def parquet(rows: pa.Table) -> bytes:
    """A table as the bytes of a Parquet file: the same rows always make the same bytes."""
    file = io.BytesIO()
    pq.write_table(rows, file, **_settings(rows.schema))
    return file.getvalue()


def _column(values: Any, kind: pa.DataType) -> pa.Array:
    if isinstance(values, Coded):
        used = sorted({code for code in np.unique(values.codes).tolist() if code >= 0}, key=values.words.__getitem__)
        place = np.full(len(values.words) + 1, -1)
        place[used] = np.arange(len(used))
        codes = place[values.codes]
        told = pa.array(codes, kind.index_type, mask=codes < 0)
        return pa.DictionaryArray.from_arrays(told, pa.array([values.words[code] for code in used], kind.value_type))
    if pa.types.is_dictionary(kind):
        known = sorted({value for value in values if value is not None})
        number = {value: index for index, value in enumerate(known)}
        told = pa.array([None if value is None else number[value] for value in values], kind.index_type)
        return pa.DictionaryArray.from_arrays(told, pa.array(known, kind.value_type))
    return pa.array(values, kind, from_pandas=True)


def _settings(schema: pa.Schema) -> dict[str, Any]:
    floats = [field.name for field in schema if pa.types.is_floating(field.type)]
    return {
        "compression": "zstd",
        "compression_level": 3,
        "use_dictionary": [field.name for field in schema if field.name not in floats],
        "column_encoding": dict.fromkeys(floats, "BYTE_STREAM_SPLIT"),
        "version": "2.6",
        "row_group_size": 1 << 20,
    }
