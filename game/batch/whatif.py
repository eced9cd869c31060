"""What a decision of a played game was worth: paired futures, judged and put in words."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np

from agents.columns import Array
from game.diplomacy import diplomacy
from game.forecast import Decision, ForecastError, Outcomes, Progress, path, weighed
from game.names import ENDINGS
from game.session import Session
from game.start import cast_of, seat_named
from game.words import say

CONFIDENCE = 0.95
NAMED = 3
"""Turning points that are told."""


class Estimate(NamedTuple):
    """A mean over futures with its interval."""

    mean: float
    low: float
    high: float

    def text(self) -> str:
        """The three numbers, with as many decimals as the width of the interval bears.

        >>> Estimate(0.123, 0.101, 0.145).text()
        '0.12 [0.10, 0.14]'
        """
        width = self.high - self.low
        decimals = 1 if width >= 0.2 or width == 0 else 2 if width >= 0.02 else 3
        mean, low, high = (_number(value, decimals) for value in self)
        return f"{mean} [{low}, {high}]"


def _number(value: float, decimals: int) -> str:
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def estimate(values: Array, confidence: float = CONFIDENCE) -> Estimate:
    """Mean with its t interval.

    >>> estimate(np.array([1.0, 2.0, 3.0])).text()
    '2.0 [-0.5, 4.5]'
    """
    from scipy.stats import t

    mean = float(np.mean(values))
    reach = float(t.ppf((1 + confidence) / 2, len(values) - 1) * np.std(values, ddof=1) / np.sqrt(len(values)))
    return Estimate(mean, mean - reach, mean + reach)


def variance_reduction(one: Array, other: Array) -> float | None:
    """Part of the variance of a difference that shared luck takes away; None where nothing varies.

    >>> variance_reduction(np.array([1.0, 2.0]), np.array([2.0, 3.0]))
    1.0
    """
    apart = float(np.var(one, ddof=1) + np.var(other, ddof=1))
    return None if apart == 0 else 1 - float(np.var(one - other, ddof=1)) / apart


@dataclass(frozen=True)
class Turn:
    """What one quarter did to the points that a seat could expect; the intervals of all quarters hold together."""

    quarter: int
    date: str
    change: Estimate


@dataclass(frozen=True)
class Answer:
    """What a decision was worth to a seat: futures of it and of the other one, and the way of expected points.

    ``expected`` has a place for the start of the kept quarters and the end of each; empty if it was not asked for.
    ``rest`` says whether the other strategy went on, ``talks`` whether it spoke in the talks of the quarter too.
    """

    decision: Decision
    strategy: str
    rest: bool
    taken: Outcomes
    instead: Outcomes
    expected: tuple[Estimate, ...]
    turns: tuple[Turn, ...]
    talks: bool = False

    @property
    def difference(self) -> Array:
        """Points of the decision taken less points of the other · (future,)."""
        return np.asarray(self.taken.points - self.instead.points)

    @property
    def date(self) -> str:
        """Calendar name of the quarter."""
        return _dates(self.decision.session, self.decision.quarter)

    @property
    def name(self) -> str:
        """The seat in words."""
        return str(_setting(self.decision.session).labels[self.decision.seat])

    @property
    def turning_points(self) -> list[Turn]:
        """The quarters that moved the expected points most, the largest first; their sign must be clear."""
        clear = [turn for turn in self.turns if turn.change.low > 0 or turn.change.high < 0]
        return sorted(clear, key=lambda turn: -abs(turn.change.mean))[:NAMED]


def _setting(session: Session) -> Any:
    return diplomacy(session).setting


def _scenario(session: Session) -> Any:
    return diplomacy(session).scenario


def _dates(session: Session, quarter: int) -> str:
    """Calendar name of a quarter counted from 1."""
    return str(_setting(session).date(quarter - 1))


def steps(session: Session, quarter: int, futures: int, each: int) -> int:
    """Worlds times quarters that an answer takes at most."""
    last, first = int(_setting(session).quarters), session.first_quarter
    kept = range(first, first + len(session.snapshots)) if each else range(0)
    return 2 * futures * (last - quarter) + each * sum(last - at for at in kept)


def decision_of(session: Session, quarter: int, seat: str) -> Decision:
    """The decision of a seat, whatever the case of its key. Raises ``ForecastError`` or ``UnknownName``."""
    return Decision(session, quarter, seat_named(_scenario(session), seat))


def answered(
    decision: Decision,
    strategy: str,
    futures: int,
    *,
    rest: bool = False,
    each: int = 0,
    talks: bool = False,
    progress: Progress | None = None,
) -> Answer:
    """Weigh a decision against what a strategy would have ordered in its place; with ``talks`` also said.

    ``each`` futures are played from every kept quarter for the turning points; 0 leaves them out.
    """
    if futures < 2:
        raise ForecastError(f"an interval takes at least 2 futures, not {futures}")
    if each == 1 or each < 0:
        raise ForecastError(f"the path of expected points takes at least 2 futures, or 0 to leave it out, not {each}")
    session, seat = decision.session, decision.seat
    scenario = _scenario(session)
    voice: Any = cast_of(scenario, {seat: strategy})[session.seat_index[seat]]
    taken, instead = weighed(decision, voice, futures, rest, progress, talks)
    way = path(session, seat, each, progress) if each else []
    first = session.first_quarter + 1
    strict = 1 - (1 - CONFIDENCE) / max(len(way) - 1, 1)  # Bonferroni: the few are sought among many
    turns = tuple(
        Turn(first + place, _dates(session, first + place), estimate(after.points - before.points, strict))
        for place, (before, after) in enumerate(pairwise(way))
    )
    expected = tuple(estimate(outcomes.points) for outcomes in way)
    return Answer(decision, voice.name, rest, taken, instead, expected, turns, talks)


def sentence(answer: Answer) -> str:
    """The answer in one plain sentence."""
    mine = answer.decision.session.seat_index[answer.decision.seat] in answer.decision.session.people
    subject = f"Your decision of {answer.date}" if mine else f"The decision of {answer.name} in {answer.date}"
    difference = answer.difference
    if not difference.any():
        return f"{subject} made no difference: {answer.strategy} would have come to the same points in every future."
    worth = estimate(difference)
    if worth.low <= 0 <= worth.high:
        return (
            f"Whether {subject[0].lower()}{subject[1:]} was better than that of {answer.strategy} is not settled after "
            f"{len(difference)} futures: {worth.text()} points."
        )
    cost = Estimate(-worth.mean, -worth.high, -worth.low)
    told = f"was worth {worth.text()} points to" if worth.mean > 0 else f"cost {cost.text()} points for"
    return f"{subject} {told} {answer.name}, against that of {answer.strategy}."


def rows(answer: Answer) -> list[tuple[str, str, str, str]]:
    """The table under the sentence: what, as decided, by the other strategy, difference with its interval."""
    one, other = answer.taken, answer.instead
    found = [("", "as decided", answer.strategy, "difference [95 %]")]
    found.append(_row("points at the end", one.points, other.points, ".1f"))
    found.append(_row("risk at the end (%)", 100 * one.risk, 100 * other.risk, ".1f"))
    if not np.isnan(one.lead).all():
        found.append(_row("lead at the end (quarters)", one.lead, other.lead, ".1f"))
    for code, name in enumerate(ENDINGS):
        mine, theirs = (100.0 * (outcomes.ending == code) for outcomes in (one, other))
        if mine.any() or theirs.any():
            found.append(_row(f"{say(f'endings.{name}.title')} (%)", mine, theirs, ".0f"))
    return found


def _row(label: str, one: Array, other: Array, form: str) -> tuple[str, str, str, str]:
    return label, format(float(np.mean(one)), form), format(float(np.mean(other)), form), estimate(one - other).text()


def lines(answer: Answer) -> list[str]:
    """The whole answer for a terminal, the sentence first."""
    table = rows(answer)
    widths = [max(len(row[place]) for row in table) for place in range(4)]
    told = [sentence(answer), ""]
    told += [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in table
    ]
    difference, reduction = answer.difference, variance_reduction(answer.taken.points, answer.instead.points)
    better, equal = (100 * float(np.mean(where)) for where in (difference > 0, difference == 0))
    if answer.talks:
        told += ["", f"The talks of the quarter count: {answer.strategy} would have spoken in them too."]
    told += ["", f"{len(difference)} pairs of futures: better in {better:.0f} %, equal in {equal:.0f} %."]
    if reduction is not None:
        told.append(f"Shared luck takes away {100 * reduction:.1f} % of the variance of the difference.")
    failed = answer.taken.failures + answer.instead.failures
    if failed:
        told.append(f"Strategies failed {failed} times in these futures, and held their orders.")
    return told + _turning(answer)


def _turning(answer: Answer) -> list[str]:
    if not answer.expected:
        return []
    found = answer.turning_points
    if not found:
        return ["", "No quarter moved the expected points clearly."]
    head = f"Turning points: what the quarter did to the points that {answer.name} could expect"
    return ["", head, *(f"  {turn.date}  {turn.change.text()}" for turn in found)]


def plain(answer: Answer) -> dict[str, Any]:
    """The answer as plain values, the same for the same save and the same request."""
    one, other = answer.taken, answer.instead
    means = {"points": (one.points, other.points), "risk": (one.risk, other.risk)}
    if not np.isnan(one.lead).all():
        means["lead"] = (one.lead, other.lead)
    difference = answer.difference
    return {
        "sentence": sentence(answer),
        "quarter": answer.decision.quarter,
        "date": answer.date,
        "seat": answer.decision.seat,
        "strategy": answer.strategy,
        "for": "rest" if answer.rest else "quarter",
        "talks": answer.talks,
        "futures": len(difference),
        "quantities": {
            name: {
                "as_decided": float(np.mean(mine)),
                "instead": float(np.mean(theirs)),
                "difference": estimate(mine - theirs)._asdict(),
            }
            for name, (mine, theirs) in means.items()
        },
        "better": float(np.mean(difference > 0)),
        "equal": float(np.mean(difference == 0)),
        "variance_reduction": variance_reduction(one.points, other.points),
        "endings": {"as_decided": one.shares(), "instead": other.shares()},
        "failures": one.failures + other.failures,
        "expected": [value._asdict() for value in answer.expected],
        "turns": [{"quarter": t.quarter, "date": t.date, "change": t.change._asdict()} for t in answer.turns],
        "turning_points": [turn.date for turn in answer.turning_points],
    }
