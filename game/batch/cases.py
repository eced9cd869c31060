"""A case of scenario discovery, such as «risk > 0.2» or «ending = runaway_race», and at which points it comes about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from game.batch.compare import StatisticsError
from game.batch.discovery import FEWEST, Box, discover
from game.batch.experiment import ORDERS, Factor, order_named
from game.batch.lots import chosen
from game.batch.store import StoreError
from game.batch.told import exact
from game.mistakes import nearest
from game.names import ENDINGS
from game.words import say

if TYPE_CHECKING:
    import pandas

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

ENDING, UNENDED = "ending", "none"
SHARE = 0.5
"""Share of a point's games from which on the point is a case, if none is named."""
UPPER = 0.75
"""The usual case is what lies above this quantile of the points."""
SIGNS: dict[str, tuple[str, Callable[..., Any]]] = {
    ">": ("above", np.greater), "<": ("below", np.less), ">=": ("least", np.greater_equal),
    "<=": ("most", np.less_equal), "=": ("same", np.equal), "!=": ("other", np.not_equal),
}  # fmt: skip
MOST_POINTS = 200_000
"""Points that a box is looked for in, at most."""
FORM = re.compile(r"\s*(\w+)\s*(>=|<=|!=|[><=])\s*(\S+)(?:\s+in\s+(\d+(?:\.\d+)?)\s*%)?\s*")


class CaseError(StoreError):
    """A case that the results cannot tell, in one line."""


@dataclass(frozen=True)
class Case:
    """What is asked of a game: an outcome (or ``ending``), a sign, and a level [unit of the outcome] or an ending.

    A point is a case where at least ``share`` [0-1] of its games are.
    """

    outcome: str
    sign: str
    level: float | str
    share: float = SHARE

    @property
    def text(self) -> str:
        """As it is written on the command line."""
        level = self.level if isinstance(self.level, str) else f"{self.level:.6g}"
        share = "" if self.share == SHARE else f" in {100 * self.share:g} %"
        return f"{self.outcome} {self.sign} {level}{share}"

    def told(self) -> str:
        """«risk above 0.2», «the ending Two stacks»."""
        key = SIGNS[self.sign][0]
        if isinstance(self.level, str):
            named = "report.endings.went_on" if self.level == UNENDED else f"endings.{self.level}.title"
            return say(f"statistics.case.ending_{key}", ending=say(named))
        outcome = self.outcome.replace("_", " ")
        return say(f"statistics.case.{key}", outcome=outcome, level=exact(self.level))

    def holds(self, runs: pandas.DataFrame) -> Flags:
        """For each run that is done, whether it is so ``(run,)``."""
        compared = SIGNS[self.sign][1]
        if isinstance(self.level, str):
            return compared(runs[ENDING].astype(object).fillna(UNENDED).to_numpy(object), self.level).astype(np.bool_)
        return compared(runs[self.outcome].to_numpy(float), self.level)


def case_of(text: str, outcomes: Sequence[str]) -> Case:
    """The case that is written so. Raises ``CaseError``; ``outcomes`` are those that the table of runs holds."""
    match = FORM.fullmatch(text)
    if match is None:
        raise CaseError(say("statistics.case.form", text=text))
    outcome, sign, level, percent = match.groups()
    share = SHARE if percent is None else float(percent) / 100
    if not 0 < share <= 1:
        raise CaseError(say("statistics.case.percent", text=text))
    if outcome == ENDING:
        if sign not in ("=", "!="):
            raise CaseError(say("statistics.case.sign", text=text))
        known = (*ENDINGS, UNENDED)
        if level not in known:
            raise CaseError(say("statistics.case.unknown_ending", name=level, nearest=nearest(level, known)))
        return Case(outcome, sign, level, share)
    if outcome not in outcomes:
        near = nearest(outcome, [ENDING, *outcomes])
        raise CaseError(say("statistics.case.unknown", name=outcome, nearest=near))
    try:
        return Case(outcome, sign, float(level), share)
    except ValueError:
        raise CaseError(say("statistics.case.number", text=text)) from None


def usual(runs: Iterable[pandas.DataFrame], outcome: str) -> Case:
    """The case of a report that names none: an outcome above what half of the games reach at three of four points.

    ``runs`` come in strips of whole points. Where many points share the highest such value, they are the case.
    """
    by_point = [strip.groupby("point")[outcome].quantile(SHARE, interpolation="higher") for strip in runs]
    middles = np.sort(np.concatenate([[], *(one.dropna().to_numpy(float) for one in by_point)]))
    if not middles.size or middles[0] == middles[-1]:
        return Case(outcome, ">", float(middles[-1]) if middles.size else 0.0)
    level = float(np.quantile(middles, UPPER))
    if level == middles[-1]:
        level = float(middles[middles < level][-1])
    return Case(outcome, ">", _short(level, float(middles[middles <= level][-1]), float(middles[middles > level][0])))


def _short(level: float, least: float, most: float) -> float:
    """A level in as few figures as keep it between the points beside it, but three at least.

    >>> _short(0.018634, 0.0185, 0.0187), _short(0.018634, 0.01863, 0.0187)
    (0.0186, 0.01863)
    """
    figures = (float(f"{level:.{digits}g}") for digits in range(3, 18))
    return next(number for number in figures if least <= number < most)


def factors_of(manifest: Mapping[str, Any]) -> tuple[Factor, ...]:
    """The numbers that really vary in a folder of results, from its manifest."""
    varied = manifest["experiment"].get("vary", {})
    found = []
    for name, told in manifest["parameters"].items():
        low, high = told["range"]
        listed = varied[name].get("values") if isinstance(varied[name], dict) else None
        values = None if listed is None else tuple(map(float, listed))
        order = order_named(name) if name.startswith(ORDERS) else None
        if low < high:
            found.append(Factor(name, told["kind"], low, high, values, told["unit"], order))
    return tuple(found)


@dataclass(frozen=True)
class Cases:
    """Where a case comes about.

    ``settings`` ``(point, factor)`` [units of the factors]; ``shares`` ``(point,)`` are the shares of the games there
    that are cases [0-1].
    """

    case: Case
    factors: tuple[Factor, ...]
    settings: Numbers
    shares: Numbers
    games: int

    @property
    def cases(self) -> Flags:
        """The points where enough of the games are cases ``(point,)``."""
        return self.shares >= self.case.share

    @property
    def drawn(self) -> Flags:
        """The points that a box is looked for in ``(point,)``: all, or of very many some that a lot chooses."""
        return chosen(self.shares.size, MOST_POINTS)

    def box(self) -> Box:
        """The box that holds them. Raises ``StatisticsError`` or, without the library, ``LacksExtra``."""
        if self.shares.size >= FEWEST and self.shares.any() and not self.cases.any():
            most, wanted = (f"{100 * share:.3g}" for share in (self.shares.max(), self.case.share))
            raise StatisticsError(say("statistics.case.nowhere", case=self.case.told(), wanted=wanted, most=most))
        return discover(self.factors, self.settings[self.drawn], self.cases[self.drawn], self.case.told())


def gathered(case: Case, factors: tuple[Factor, ...], runs: Iterable[pandas.DataFrame]) -> Cases:
    """Where a case comes about among the runs of one arm that are done; those without the outcome are left out.

    ``runs`` come in strips of whole points.
    """
    names = [factor.name for factor in factors]
    settings, shares, games = [np.empty((0, len(names)))], [np.empty(0)], 0
    for strip in runs:
        kept = strip if case.outcome == ENDING else strip[strip[case.outcome].notna()]
        by_point = kept[["point", *names]].assign(holds=case.holds(kept)).groupby("point", sort=True)
        settings.append(by_point[names].first().to_numpy(float))
        shares.append(by_point["holds"].mean().to_numpy(float))
        games += len(kept)
    return Cases(case, factors, np.concatenate(settings), np.concatenate(shares), games)
