"""What a report is made of: the runs of a batch, and which arms and outcomes it looks at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pyarrow.parquet as pq

from game.batch.cases import ENDING, Case, Cases, case_of, factors_of, gathered, usual
from game.batch.compare import Numbers, Tally, pairs, tallied
from game.batch.store import NoResults, Results, StoreError, intact
from game.batch.strips import strips
from game.batch.told import named
from game.mistakes import nearest
from game.names import ENDINGS
from game.words import listed, say

if TYPE_CHECKING:
    import pandas

DEFAULT = ("risk", "frontier", "adoption", "fragmentation", "prosperity", "deals")
MOST_ARMS = 12
MOST_NUMBERS = 8_000_000
"""Outcomes of runs that are held at a time, about."""


class ReportError(StoreError):
    """A report that asks for what the results do not hold."""


@dataclass(frozen=True)
class Counts:
    """How many runs there are at each point, and how they ended; ``arms`` are all of the batch.

    ``settings`` ``(point, factor)`` [units of the factors; NaN where nothing was played], ``runs`` ``(arm, point)``
    done or failed, ``endings`` ``(arm, point, ending)`` of those that are done; the last ending stands for none.
    """

    arms: tuple[str, ...]
    settings: Numbers
    runs: npt.NDArray[np.unsignedinteger]
    endings: npt.NDArray[np.unsignedinteger]

    def endings_of(self, arm: str) -> npt.NDArray[np.unsignedinteger]:
        """Endings of the runs of an arm that are done ``(point, ending)``."""
        return self.endings[self.arms.index(arm)]

    def add(self, strip: pandas.DataFrame, factors: Sequence[str]) -> None:
        """Count the runs of a strip."""
        arm, point, ending = _codes(strip["arm"], self.arms), strip["point"].to_numpy(), _codes(strip[ENDING], ENDINGS)
        done = (strip["status"] == "done").to_numpy()
        self.settings[point] = strip[list(factors)].to_numpy(float)
        np.add.at(self.runs, (arm, point), 1)
        np.add.at(self.endings, (arm[done], point[done], ending[done]), 1)


def _codes(words: pandas.Series, known: Sequence[str]) -> npt.NDArray[np.intp]:
    """The place of each word among those known, the next one where it is none of them."""
    place, coded = {word: at for at, word in enumerate(known)}, words.astype("category").cat
    codes = [place.get(word, len(known)) for word in (*coded.categories, None)]
    return np.array(codes, np.intp)[coded.codes.to_numpy()]


@dataclass(frozen=True)
class Batch:
    """The runs that are done or failed, the arms shown (base first) and the outcomes compared, with their units.

    ``case`` is what circumstances are asked for, if that was said.
    """

    results: Results
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

    @property
    def points(self) -> int:
        """Points of the varied numbers, played or not."""
        return self.runs_of_arm // self.replicates

    @property
    def replicates(self) -> int:
        """Runs of an arm at every point, played or not."""
        return int(self.manifest["experiment"]["replicates"])

    def strips(self, arms: Sequence[str], columns: Sequence[str]) -> Iterator[pandas.DataFrame]:
        """Columns of the runs of some arms that are done or failed, in strips of whole points."""
        return strips(self.results, arms, columns)

    def done(self, arm: str, columns: Sequence[str]) -> Iterator[pandas.DataFrame]:
        """The same of the runs of an arm that did not fail."""
        for strip in self.strips([arm], ["status", *columns]):
            yield strip[strip["status"] == "done"]

    @cached_property
    def counts(self) -> Counts:
        """How many runs there are at each point, and how they ended."""
        arms, factors = self.manifest["arms"], list(self.factors)
        cells, most = (len(arms), self.points), np.min_scalar_type(self.replicates)
        counts = Counts(
            tuple(arms), np.full((self.points, len(factors)), np.nan),
            np.zeros(cells, most), np.zeros((*cells, len(ENDINGS) + 1), most),
        )  # fmt: skip
        for strip in self.strips(arms, ["arm", "point", "status", ENDING, *factors]):
            counts.add(strip, factors)
        return counts

    def summed(self, arm: str, outcomes: Sequence[str]) -> dict[str, tuple[Numbers, Numbers]]:
        """By outcome: its sum over the runs of an arm, and in how many it is known ``(point,)`` each."""
        found = {name: (np.zeros(self.points), np.zeros(self.points)) for name in outcomes}
        for runs in self.done(arm, ["point", *outcomes]):
            for name, (added, count) in found.items():
                known = runs[runs[name].notna()]
                np.add.at(added, known["point"].to_numpy(), known[name].to_numpy(float))
                np.add.at(count, known["point"].to_numpy(), 1)
        return found

    def tallies(self) -> Iterator[tuple[str, str, Tally]]:
        """Arm, outcome and what their pairs with the base say, where there are any.

        So many outcomes are read at a time as leave memory to all runs of a point, and to all points.
        """
        together = max(1, MOST_NUMBERS // max(self.points, self.replicates * len(self.arms)))
        outcomes = list(self.outcomes)
        for names in (outcomes[at : at + together] for at in range(0, len(outcomes), together)):
            found: dict[tuple[str, str], Tally] = {}
            for strip in self.strips(self.arms, ["arm", "point", "replicate", "status", *names]):
                played = set(strip["arm"].unique())
                for arm, name in product(self.arms[1:], names):
                    if {self.base, arm} <= played:
                        tally = tallied(pairs(strip, name, self.base, arm))
                        found[arm, name] = found[arm, name] + tally if (arm, name) in found else tally
            yield from ((*at, tally) for at, tally in found.items() if tally.means.size)

    def cases(self) -> Cases | None:
        """Where in the base arm the case comes about; without a case, the usual one. None if no number varies."""
        factors, outcome = factors_of(self.manifest), next(iter(self.outcomes))
        if not factors:
            return None
        case = self.case or usual(self.done(self.base, ["point", outcome]), outcome)
        columns = ["point", *(factor.name for factor in factors), case.outcome]
        return gathered(case, factors, self.done(self.base, columns))


def read(folder: str | Path, base: str | None, outcomes: Sequence[str], case: str | None = None) -> Batch:
    """The runs of a folder. Raises ``StoreError`` if there are none, or no such arm, outcome or case."""
    results = Results(folder)
    if not results.done:
        raise NoResults(f"no part of {results.folder} is done yet")
    arms = list(results.manifest["arms"])
    first = _known("base", base or arms[0], arms, results)
    path = results.paths("experiments")[0]
    with intact(path):
        schema = pq.read_schema(path)
    factors = list(results.manifest["parameters"])
    numbers = [f.name for f in schema if str(f.type) == "double" and f.name not in factors]
    chosen = [_known("outcome", name, numbers, results) for name in dict.fromkeys(outcomes or DEFAULT)]
    asked = None if case is None else case_of(case, numbers)
    batch = Batch(results, (first,), {}, asked)
    played = {arms[run // batch.runs_of_arm] for run in results.done}
    shown = [first, *(arm for arm in arms if arm != first and arm in played)][:MOST_ARMS]
    units = {name: named((schema.field(name).metadata or {}).get(b"unit", b"").decode()) for name in chosen}
    return replace(batch, arms=tuple(shown), outcomes=units)


def _known(kind: str, name: str, known: Sequence[str], results: Results) -> str:
    if name not in known:
        near = nearest(name, known)
        raise ReportError(say(f"report.refused.{kind}", name=name, folder=results.folder, nearest=near))
    return name
