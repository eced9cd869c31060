"""Strategies of one's own, which no text knows: what they are called, and what is told where one fails."""

from __future__ import annotations

from agents.strategies import ROSTER
from game.session import Session
from game.views.scene import Scene
from game.views.telling import inner
from game.words import has, label, listed, say

LONGEST = 160
"""Most characters that are told of an error."""


def strategy_name(key: str) -> str:
    """What people call a strategy; one of somebody's own by the name that it gives itself.

    >>> strategy_name("hold"), strategy_name("tit_for_tat")
    ('Hold', 'tit for tat')
    """
    return say(f"window.strategy.{key}") if has(f"window.strategy.{key}") else key.replace("_", " ")


def failures_told(session: Session, since: int = 0) -> tuple[str, ...]:
    """How strategies of one's own failed, in sentences: those after the first ``since`` failures, alike ones once.

    Whoever brought a strategy is told of all its seats: it is the program that fails, and nothing of the game.
    """
    scene, found = Scene(session), dict[tuple[str, str, str], list[str]]()
    for failure in session.failures[since:]:
        if failure.strategy not in ROSTER:
            seats = found.setdefault((failure.strategy, failure.verb, failure.problem), [])
            seats += [] if failure.seat in seats else [failure.seat]
    return tuple(
        say(
            "window.own_failed",
            strategy=strategy_name(strategy),
            verb=inner(label("verb", verb)),
            who=listed([scene.spoken(seat) for seat in seats]),
            problem=_short(problem),
        )
        for (strategy, verb, problem), seats in found.items()
    )


def _short(problem: str) -> str:
    """An error on one line of bearable length."""
    line = " ".join(problem.split())
    return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"
