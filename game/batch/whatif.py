"""What a decision of a played game was worth: paired futures, judged and put in words."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from agents.columns import Array
from game.batch.compare import CONFIDENCE, Interval, mean_of, paired
from game.batch.told import Estimate, exact, rounded
from game.diplomacy import diplomacy
from game.forecast import Decision, ForecastError, Outcomes, Progress, path, weighed
from game.names import ENDINGS
from game.session import Session
from game.start import cast_of, seat_named
from game.words import say, spoken

PERCENT = exact(100 * CONFIDENCE)
"""Confidence of the intervals."""
NAMED = 3
"""Turning points that are told."""


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
    def worth(self) -> Interval:
        """The mean of this difference."""
        return mean_of(self.difference)

    @property
    def saved(self) -> float | None:
        """Part of the variance of the difference that shared luck takes away; None where nothing varies."""
        return paired(self.instead.points, self.taken.points).saved

    @property
    def date(self) -> str:
        """Calendar name of the quarter."""
        return _dates(self.decision.session, self.decision.quarter)

    @property
    def name(self) -> str:
        """The seat, as it stands within a sentence."""
        return spoken(str(_setting(self.decision.session).labels[self.decision.seat]))

    @property
    def turning_points(self) -> list[Turn]:
        """The quarters that moved the expected points most, the largest first; their sign must be clear."""
        clear = [turn for turn in self.turns if turn.change.clear]
        return sorted(clear, key=lambda turn: -abs(turn.change.value))[:NAMED]


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
        Turn(first + place, _dates(session, first + place), mean_of(after.points - before.points, strict))
        for place, (before, after) in enumerate(pairwise(way))
    )
    expected = tuple(mean_of(outcomes.points) for outcomes in way)
    return Answer(decision, voice.name, rest, taken, instead, expected, turns, talks)


def sentence(answer: Answer) -> str:
    """The answer in one plain sentence."""
    session, worth = answer.decision.session, answer.worth
    whose = "mine" if session.seat_index[answer.decision.seat] in session.people else "theirs"
    how = (
        "same" if not answer.difference.any() else "open" if not worth.clear else "worth" if worth.value > 0 else "cost"
    )
    return say(
        f"whatif.{whose}.{how}",
        date=answer.date,
        seat=answer.name,
        strategy=answer.strategy,
        futures=len(answer.difference),
        points=worth.told("points", -1.0 if how == "cost" else 1.0),
    )


def rows(answer: Answer) -> list[tuple[str, str, str, str]]:
    """The table under the sentence: what, as decided, by the other strategy, difference with its interval."""
    one, other = answer.taken, answer.instead
    head = (say("whatif.table.decided"), answer.strategy, say("whatif.table.difference", percent=PERCENT))
    found = [("", *head), _row(say("whatif.table.points"), one.points, other.points)]
    found.append(_row(say("whatif.table.risk"), 100 * one.risk, 100 * other.risk))
    if not np.isnan(one.lead).all():
        found.append(_row(say("whatif.table.lead"), one.lead, other.lead))
    for code, name in enumerate(ENDINGS):
        mine, theirs = (100.0 * (outcomes.ending == code) for outcomes in (one, other))
        if mine.any() or theirs.any():
            label = say("whatif.table.ending", ending=say(f"endings.{name}.title"))
            found.append(_row(label, mine, theirs, places=0))
    return found


def _row(label: str, one: Array, other: Array, places: int = 1) -> tuple[str, str, str, str]:
    mine, theirs = (rounded(float(np.mean(values)), places) for values in (one, other))
    return label, mine, theirs, mean_of(one - other).told()


def lines(answer: Answer) -> list[str]:
    """The whole answer for a terminal, the sentence first."""
    table = rows(answer)
    widths = [max(len(row[place]) for row in table) for place in range(4)]
    told = [
        "  ".join([row[0].ljust(widths[0]), *(cell.rjust(w) for cell, w in zip(row[1:], widths[1:], strict=True))])
        for row in table
    ]
    return [sentence(answer), "", *told, *_remarks(answer), *_turning(answer)]


def _remarks(answer: Answer) -> list[str]:
    difference, saved = answer.difference, answer.saved
    better, equal = (rounded(100 * float(np.mean(where)), 0) for where in (difference > 0, difference == 0))
    told = ["", say("whatif.remark.talks", strategy=answer.strategy)] if answer.talks else []
    told += ["", say("whatif.remark.pairs", futures=len(difference), better=better, equal=equal)]
    if saved is not None:
        told.append(say("whatif.remark.luck", percent=rounded(100 * saved, 1)))
    failed = answer.taken.failures + answer.instead.failures
    return [*told, say("whatif.remark.failed", count=failed)] if failed else told


def _turning(answer: Answer) -> list[str]:
    if not answer.expected:
        return []
    found = answer.turning_points
    if not found:
        return ["", say("whatif.turning.none")]
    return [
        "",
        say("whatif.turning.head", seat=answer.name),
        *(f"  {turn.date}  {turn.change.told()}" for turn in found),
    ]


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
                "difference": asdict(mean_of(mine - theirs)),
            }
            for name, (mine, theirs) in means.items()
        },
        "better": float(np.mean(difference > 0)),
        "equal": float(np.mean(difference == 0)),
        "variance_reduction": answer.saved,
        "endings": {"as_decided": one.shares(), "instead": other.shares()},
        "failures": one.failures + other.failures,
        "expected": [asdict(value) for value in answer.expected],
        "turns": [{"quarter": t.quarter, "date": t.date, "change": asdict(t.change)} for t in answer.turns],
        "turning_points": [turn.date for turn in answer.turning_points],
    }
