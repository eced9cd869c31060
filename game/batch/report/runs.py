"""What a report is made of: the runs of a batch, and which arms and outcomes it looks at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from game.batch.cases import ENDING, Case, Cases, case_of, factors_of, gathered, usual
from game.batch.store import NoResults, Results, StoreError
from game.batch.told import named
from game.mistakes import nearest
from game.words import listed, say

if TYPE_CHECKING:
    import pandas

DEFAULT = ("risk", "frontier", "adoption", "fragmentation", "prosperity", "deals")
MOST_ARMS = 12


class ReportError(StoreError):
    """A report that asks for what the results do not hold."""


@dataclass(frozen=True)
class Batch:
    """The runs that are done or failed, the arms shown (base first) and the outcomes compared, with their units.

    ``case`` is what circumstances are asked for, if that was said.
    """

    results: Results
    runs: pandas.DataFrame
    arms: tuple[str, ...]
    outcomes: dict[str, str]
    case: Case | None = None

    @property
    def base(self) -> str:
        """The arm that the others are compared with."""
        return self.arms[0]

    @property
    def manifest(self) -> dict[str, Any]:
        """What the folder says of itself."""
        return self.results.manifest

    @property
    def factors(self) -> dict[str, Any]:
        """The varied numbers: kind, unit and range by name."""
        return self.manifest["parameters"]

    @property
    def runs_of_arm(self) -> int:
        """Runs of every arm, played or not."""
        return self.manifest["runs"] // len(self.manifest["arms"])

    def first_run(self, arm: str) -> int:
        """Number of the first run of an arm."""
        return self.manifest["arms"].index(arm) * self.runs_of_arm

    @property
    def title(self) -> str:
        """The title of the experiment, or what it plays."""
        given = self.manifest["experiment"]["title"]
        arms = listed(self.manifest["arms"][:MOST_ARMS])
        return given or say("report.untitled", scenario=self.manifest["scenario"]["name"], arms=arms)

    def done(self, arm: str) -> pandas.DataFrame:
        """The runs of an arm that did not fail."""
        return self.runs[(self.runs["arm"] == arm) & (self.runs["status"] == "done")]

    def cases(self) -> Cases | None:
        """Where in the base arm the case comes about; without a case, the usual one. None if no number varies."""
        runs, factors = self.done(self.base), factors_of(self.manifest)
        if not factors:
            return None
        return gathered(self.case or usual(runs, next(iter(self.outcomes))), factors, runs)


def read(folder: str | Path, base: str | None, outcomes: Sequence[str], case: str | None = None) -> Batch:
    """The runs of a folder. Raises ``StoreError`` if there are none, or no such arm, outcome or case."""
    results = Results(folder)
    if not results.done:
        raise NoResults(f"no part of {results.folder} is done yet")
    arms = list(results.manifest["arms"])
    first = _known("base", base or arms[0], arms, results)
    schema = pq.read_schema(results.paths("experiments")[0])
    factors = list(results.manifest["parameters"])
    numbers = [f.name for f in schema if str(f.type) == "double" and f.name not in factors]
    chosen = [_known("outcome", name, numbers, results) for name in dict.fromkeys(outcomes or DEFAULT)]
    asked = None if case is None else case_of(case, numbers)
    also = [] if asked is None or asked.outcome in (ENDING, *chosen) else [asked.outcome]
    columns = ["arm", "point", "replicate", "status", ENDING, *factors, *chosen, *also]
    runs = results.frame("experiments", columns)
    played = set(runs["arm"].unique())
    shown = [first, *(arm for arm in arms if arm != first and arm in played)][:MOST_ARMS]
    units = {name: named((schema.field(name).metadata or {}).get(b"unit", b"").decode()) for name in chosen}
    return Batch(results, runs, tuple(shown), units, asked)


def _known(kind: str, name: str, known: Sequence[str], results: Results) -> str:
    if name not in known:
        near = nearest(name, known)
        raise ReportError(say(f"report.refused.{kind}", name=name, folder=results.folder, nearest=near))
    return name
