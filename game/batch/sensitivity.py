"""Which of the varied numbers matter: Sobol's shares of the variance and Morris's elementary effects, by SALib."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from game.batch.compare import Columns, Numbers, StatisticsError
from game.batch.told import Estimate, unit_of
from game.words import listed, say


@dataclass(frozen=True)
class Share:
    """What one factor explains of the variance [share]: alone (``first``) and with all its interactions (``total``)."""

    factor: str
    first: Estimate
    total: Estimate


@dataclass(frozen=True)
class Sobol:
    """Shares of the variance by factor, in the order of the plan; ``left_out`` blocks of points had failed runs."""

    shares: tuple[Share, ...]
    left_out: int
    confidence: float
    outcome: str = "outcome"

    def told(self) -> str:
        """«Of the variance of risk, rivalry alone explains 31 % [27, 35] and with its interactions 44 % [40, 48].»."""
        ordered = sorted(self.shares, key=lambda share: -share.total.value)
        told = [
            say(
                "statistics.sobol.factor",
                factor=of.factor,
                first=of.first.told("%", 100),
                total=of.total.told("%", 100),
            )
            for of in ordered
        ]
        return _without(say("statistics.sobol.sentence", outcome=self.outcome, factors=listed(told)), self.left_out)


@dataclass(frozen=True)
class Effect:
    """Elementary effects of one factor [unit of the outcome for the factor's whole range].

    ``mean`` has a sign, ``size`` is the mean without signs (mu*), ``spread`` their standard deviation (sigma), which
    tells of interactions and bends.
    """

    factor: str
    mean: Estimate
    size: Estimate
    spread: Estimate


@dataclass(frozen=True)
class Morris:
    """Elementary effects by factor, in the order of the plan; ``left_out`` trajectories had failed runs."""

    effects: tuple[Effect, ...]
    left_out: int
    confidence: float
    outcome: str = "outcome"
    unit: str = ""

    def told(self) -> str:
        """«Across its whole range each number moves risk, on average and whichever way: rivalry by 4.1 [3.5, 4.7].»."""
        ordered = sorted(self.effects, key=lambda effect: -effect.size.value)
        told = [say("statistics.morris.factor", factor=of.factor, size=of.size.told()) for of in ordered]
        unit = unit_of(f"({self.unit})" if self.unit else "")
        sentence = say("statistics.morris.sentence", outcome=self.outcome, unit=unit, factors=listed(told))
        return _without(sentence, self.left_out)


def _without(sentence: str, count: int) -> str:
    return say("statistics.sensitivity.without", sentence=sentence, count=count) if count else sentence


def averaged(runs: Columns, outcome: str, arm: str, points: int) -> Numbers:
    """The outcome averaged over the replicates of each point ``(point,)`` in one arm; NaN where no run is done.

    ``runs`` is the table of runs (columns arm, point, status and the outcome).
    """
    kept = (np.asarray(runs["arm"]).astype(str) == arm) & (np.asarray(runs["status"]).astype(str) == "done")
    values = np.asarray(runs[outcome]).astype(np.float64)
    kept &= np.isfinite(values)
    point = np.asarray(runs["point"]).astype(np.int64)[kept]
    count = np.bincount(point, minlength=points)
    added = np.bincount(point, values[kept], minlength=points)
    return np.divide(added, count, out=np.full(count.size, np.nan), where=count > 0)


def sobol(
    factors: Sequence[str],
    points: npt.ArrayLike,
    outcomes: npt.ArrayLike,
    *,
    outcome: str = "outcome",
    confidence: float = 0.95,
    resamples: int = 1000,
    seed: int = 1,
) -> Sobol:
    """First and total shares of the variance with bootstrap intervals (Saltelli et al. 2010,
    doi:10.1016/j.cpc.2009.09.018; total shares by Jansen's estimator, as SALib has them).

    ``points`` ``(point, factor)`` is a plan of Saltelli's kind, in its order, with or without the rows for second-order
    shares; ``outcomes`` ``(point,)`` [any unit] are means over replicates, whose remaining luck counts as interaction.
    A block with an outcome that is not finite is left out whole.
    """
    from SALib.analyze import sobol as analysis

    plan, means = _matched(factors, points, outcomes)
    size = _block(plan)
    grouped = means.reshape(-1, size)
    whole = np.isfinite(grouped).all(1)
    _enough(grouped[whole][:, :: size - 1], int(whole.sum()))
    found = analysis.analyze(
        {"num_vars": len(factors), "names": list(factors)},
        grouped[whole].ravel(),
        calc_second_order=size > len(factors) + 2,
        num_resamples=resamples,
        keep_resamples=True,
        seed=seed + 1,  # SALib takes nought for no seed at all
    )
    first = _estimates(found["S1"], found["S1_conf_all"], confidence)
    total = _estimates(found["ST"], found["ST_conf_all"], confidence)
    shares = tuple(Share(*parts) for parts in zip(factors, first, total, strict=True))
    return Sobol(shares, int((~whole).sum()), confidence, outcome)


def morris(
    factors: Sequence[str],
    ranges: npt.ArrayLike,
    points: npt.ArrayLike,
    outcomes: npt.ArrayLike,
    *,
    outcome: str = "outcome",
    unit: str = "",
    confidence: float = 0.95,
    resamples: int = 500,
    seed: int = 1,
) -> Morris:
    """Elementary effects: mean, mean size (mu*) and spread (sigma), with intervals from resampled trajectories
    (Morris 1991, doi:10.1080/00401706.1991.10484804; Campolongo et al. 2007, doi:10.1016/j.envsoft.2006.10.004).

    ``ranges`` ``(factor, 2)`` are the ends of each factor in its unit, ``points`` ``(point, factor)`` the trajectories
    one after the other, ``outcomes`` ``(point,)`` [any unit] means over replicates. The number of levels is read from
    the length of the steps. A trajectory with an outcome that is not finite is left out whole.
    """
    plan, means = _matched(factors, points, outcomes)
    trajectory = len(factors) + 1
    levels = _levels(plan, np.asarray(ranges, np.float64), trajectory)
    grouped = means.reshape(-1, trajectory)
    whole = np.isfinite(grouped).all(1)
    _enough(grouped[whole].ravel(), int(whole.sum()))
    walks, grouped = plan.reshape(-1, trajectory, len(factors))[whole], grouped[whole]
    plain = _effects(factors, walks, grouped, levels)
    rng = np.random.default_rng(seed)
    draws = rng.integers(len(grouped), size=(resamples, len(grouped)))
    again = np.stack([_effects(factors, walks[draw], grouped[draw], levels) for draw in draws])
    columns = (_estimates(plain[i], again[:, i], confidence) for i in range(3))
    effects = tuple(Effect(*parts) for parts in zip(factors, *columns, strict=True))
    return Morris(effects, int((~whole).sum()), confidence, outcome, unit)


def _effects(factors: Sequence[str], walks: Numbers, outcomes: Numbers, levels: int) -> Numbers:
    """Mean, mean size and spread of the elementary effects ``(3, factor)``."""
    from SALib.analyze import morris as analysis

    found = analysis.analyze(
        {"num_vars": len(factors), "names": list(factors), "groups": None},
        walks.reshape(-1, len(factors)),
        outcomes.ravel(),
        num_resamples=2,  # its own interval is for mu* alone and is not used
        num_levels=levels,
        seed=1,
    )
    return np.stack([np.asarray(found[name], np.float64) for name in ("mu", "mu_star", "sigma")])


def _estimates(values: Numbers, resampled: Numbers, confidence: float) -> list[Estimate]:
    """Values ``(factor,)`` with the quantiles of their resamples ``(resample, factor)``."""
    low, high = np.quantile(resampled, (0.5 - confidence / 2, 0.5 + confidence / 2), axis=0)
    return [Estimate(float(v), float(a), float(b)) for v, a, b in zip(values, low, high, strict=True)]


def _matched(factors: Sequence[str], points: npt.ArrayLike, outcomes: npt.ArrayLike) -> tuple[Numbers, Numbers]:
    plan, means = np.asarray(points, np.float64), np.asarray(outcomes, np.float64)
    if plan.ndim != 2 or plan.shape[1] != len(factors) or means.shape != plan.shape[:1]:
        raise StatisticsError(f"{len(factors)} factors, points {plan.shape} and outcomes {means.shape} do not match")
    return plan, means


def _enough(outcomes: Numbers, count: int) -> None:
    if count < 2:
        raise StatisticsError(f"sensitivity needs at least 2 blocks of points without failed runs; there is {count}")
    if not np.ptp(outcomes):
        raise StatisticsError("the outcome is the same at all points, so no number explains it")


def _block(plan: Numbers) -> int:
    """Rows of a block of Saltelli's plan, told from its pattern: A, A with one column of B each, (and back,) B."""
    count, width = plan.shape
    for size in (width + 2, 2 * width + 2):
        if count % size:
            continue
        rows = plan.reshape(-1, size, width)
        crossed = np.where(np.eye(width, dtype=bool), rows[:, -1:], rows[:, :1])
        if np.array_equal(rows[:, 1 : width + 1], crossed):
            return size
    raise StatisticsError(f"the {count} points are not a plan of Saltelli's kind; use the design sobol")


def _levels(plan: Numbers, ranges: Numbers, trajectory: int) -> int:
    """Levels of Morris's grid, from its steps of levels / 2 / (levels - 1) of the range, one factor at a time."""
    count, width = plan.shape
    problem = f"the {count} points are not Morris's trajectories of {trajectory}; use the design morris, with ranges"
    if count % trajectory or ranges.shape != (width, 2):
        raise StatisticsError(problem)
    walks = plan.reshape(-1, trajectory, width)
    steps = np.abs(np.diff(walks, axis=1)) / (ranges[:, 1] - ranges[:, 0])
    moved = steps > 1e-9
    step = float(steps[moved].mean()) if moved.any() else 0.0
    alone = (moved.sum(2) == 1).all() and moved.any(1).all()
    if not alone or step <= 0.5 or not np.allclose(steps[moved], step, atol=1e-6):
        raise StatisticsError(problem)
    return round(2 * step / (2 * step - 1))
