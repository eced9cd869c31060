"""Under which circumstances does it happen? A box of the varied numbers, found by PRIM and told in words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from game.batch.compare import StatisticsError
from game.batch.numbers import entry_of
from game.batch.told import exact, rounded
from game.words import capital, listed, say

if TYPE_CHECKING:
    from game.batch.experiment import Factor

EXTRA = "discovery"
FEWEST = 20
"""Points below which a box of a twentieth of them would hold less than one."""


class LacksExtra(ImportError):
    """A library of an extra that is not installed, with the command that installs it."""


@dataclass(frozen=True)
class Limit:
    """Where a box ends along one factor [unit of the factor]; None where it reaches the end of the factor's range."""

    factor: Factor
    low: float | None
    high: float | None

    @property
    def middle(self) -> float:
        """Half way through the box, within the factor's range and to six significant digits; of a list, the nearest."""
        low = self.factor.low if self.low is None else self.low
        high = self.factor.high if self.high is None else self.high
        if self.factor.values is not None:
            return float(min(self.factor.values, key=lambda value: abs(value - (low + high) / 2)))
        return float(f"{(low + high) / 2:.6g}")

    def told(self) -> str:
        """«rivalry above 1.4», «below» or «between … and …»."""
        key = "above" if self.high is None else "below" if self.low is None else "between"
        low, high = ("" if end is None else exact(end, 3) for end in (self.low, self.high))
        return say(f"statistics.box.{key}", factor=self.factor.name, low=low, high=high)


@dataclass(frozen=True)
class Box:
    """Where in the space of the factors a case happens most.

    ``share`` of all points are cases; ``density`` is their share within the box, ``coverage`` the share of all cases
    that it holds, ``mass`` the share of all points [all 0-1].
    """

    limits: tuple[Limit, ...]
    share: float
    density: float
    coverage: float
    mass: float
    case: str

    def told(self) -> str:
        """«risk above 5 in 24 % of the points; with rivalry above 0.6 in 98 %, which holds 96 % of such points.»."""
        percent = {name: rounded(100 * getattr(self, name), 0) for name in ("share", "density", "coverage", "mass")}
        limits = listed([limit.told() for limit in self.limits])
        return say(f"statistics.box.{'found' if self.limits else 'none'}", case=self.case, limits=limits, **percent)

    def overrides(self) -> dict[str, float]:
        """The numbers of the scenario that the box limits, at its middle; orders are no part of it."""
        return {limit.factor.name: limit.middle for limit in self.limits if limit.factor.order is None}

    def scenario(self, extends: str, origin: str, fixed: Mapping[str, float] = MappingProxyType({})) -> str:
        """A scenario file (TOML) that begins in the middle of the box and is otherwise the one it extends.

        ``origin`` names the experiment that found the box; ``fixed`` are numbers that all its games had.
        """
        summary = say("statistics.box.summary", told=capital(self.told()), origin=origin)
        head = {"title": say("statistics.box.title", case=self.case), "summary": summary, "extends": extends}
        lines = ["format = 1", *(f"{key} = {_quoted(text)}" for key, text in head.items())]
        middle, tables = self.overrides(), dict[str, list[str]]()
        for name, value in {**fixed, **middle}.items():
            table, key = entry_of(name)
            source = say(f"statistics.box.{'source' if name in middle else 'fixed'}", case=self.case, origin=origin)
            entries = tables.setdefault(f"[{table}]", [])
            entries.append(f"{key} = {value!r}")
            if len(entries) == 1:
                entries.append(f"source = {_quoted(source)}")
        lines += [line for table, entries in tables.items() for line in ("", table, *entries)]
        return "\n".join(lines) + "\n"


def discover(
    factors: Sequence[Factor],
    points: npt.ArrayLike,
    cases: npt.ArrayLike,
    case: str,
    *,
    density: float = 0.8,
) -> Box:
    """The box of the factors in which at least ``density`` of the points are cases, found by the patient rule induction
    method (Friedman and Fisher 1999, doi:10.1023/A:1008894516817; Bryant and Lempert 2010,
    doi:10.1016/j.techfore.2009.08.002) of the EMA Workbench.

    ``points`` ``(point, factor)`` [units of the factors]; ``cases`` ``(point,)`` bool says where it happens, and
    ``case`` says what, such as «risk above 5»; points without a result are left out by the caller. Limits that chance
    alone would draw once in twenty times (the quasi-p value of Bryant and Lempert) are dropped. Without a box that is
    dense enough there are no limits.
    """
    plan, seen = np.asarray(points, np.float64), np.asarray(cases, np.bool_)
    if plan.ndim != 2 or plan.shape[1] != len(factors) or seen.shape != plan.shape[:1]:
        raise StatisticsError(f"{len(factors)} factors, points {plan.shape} and cases {seen.shape} do not match")
    if len(seen) < FEWEST:
        raise StatisticsError(f"{len(seen)} points are too few to find a box; it needs at least {FEWEST}")
    if seen.all() or not seen.any():
        raise StatisticsError(f"{case}: so {'everywhere' if seen.all() else 'nowhere'}, so no box sets it apart")
    with _quiet():
        limits = _found(factors, plan, seen, density)
    inside = _inside(factors, limits, plan)
    held = float(np.count_nonzero(seen & inside))
    return Box(
        limits,
        float(np.count_nonzero(seen)) / len(seen),
        held / np.count_nonzero(inside),
        held / np.count_nonzero(seen),
        float(np.count_nonzero(inside)) / len(seen),
        case,
    )


def _found(factors: Sequence[Factor], plan: Any, seen: Any, density: float) -> tuple[Limit, ...]:
    prim, pandas = _libraries()
    frame = pandas.DataFrame({str(place): column for place, column in enumerate(plan.T)})
    box = prim.Prim(frame, seen, threshold=density).find_box()
    chances = box.qp[-1]
    ends = {name: box.box_lim[name].to_numpy(dtype=float) for name in chances}
    limits = []
    for place, factor in enumerate(factors):
        if (name := str(place)) not in chances:
            continue
        drawn = [0 <= chance < 0.05 for chance in chances[name]]
        low, high = (float(end) if kept else None for end, kept in zip(ends[name], drawn, strict=True))
        if any(drawn):
            limits.append(Limit(factor, low, high))
    return tuple(limits)


def _inside(factors: Sequence[Factor], limits: Sequence[Limit], plan: Any) -> Any:
    inside = np.ones(len(plan), np.bool_)
    names = [factor.name for factor in factors]
    for limit in limits:
        column = plan[:, names.index(limit.factor.name)]
        inside &= (limit.low is None or column >= limit.low) & (limit.high is None or column <= limit.high)
    return inside


def _libraries() -> tuple[Any, Any]:
    try:
        import pandas
        from ema_workbench.analysis import prim
    except ModuleNotFoundError as error:
        raise LacksExtra(say("statistics.box.lacks", extra=EXTRA)) from error
    return prim, pandas


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what the EMA Workbench says of its optional parts on import, and pandas of its way with columns."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".* not (available|installed|found)", module="ema_workbench")
        warnings.filterwarnings("ignore", message=".* inplace keyword", module="ema_workbench")
        yield


def _quoted(text: str) -> str:
    """A string of TOML, whose escapes are JSON's."""
    import json

    return json.dumps(text, ensure_ascii=False)
