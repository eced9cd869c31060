"""Two blocks of the report that come later: what could be expected of the quarter, and the road not taken."""

from __future__ import annotations

from typing import Any

from game.desktop.layout import Column, Row
from game.desktop.tokens import Ink
from game.desktop.widgets import Icon, Label, Tip, Widget
from game.words import capital, listed, say

INK: dict[int, Ink] = {1: "POS", 0: "TEXT3", -1: "NEG"}
MARK = {1: "trending-up", 0: "minus", -1: "trending-down"}


def ranges(report: dict[str, Any]) -> list[Widget]:
    """Expected range, what came, and why; a note while it is worked out."""
    back = report.get("back")
    return [_waiting(report)] if back is None else [_range(one) for one in back["ranges"]]


def verdict(report: dict[str, Any]) -> str:
    """What came against what could be expected, in a sentence."""
    back = report.get("back")
    if back is None:
        return _waiting_words(report)
    better, worse = ([one["label"] for one in back["ranges"] if one["good"] == sign] for sign in (1, -1))
    if not better and not worse:
        return say("window.report.as_expected")
    found = [
        say(f"window.report.{key}", what=listed([name.lower() for name in names]))
        for key, names in (("came_better", better), ("came_worse", worse))
        if names
    ]
    return " ".join(capital(sentence) for sentence in found)


def road(report: dict[str, Any]) -> tuple[str, list[Widget]]:
    """The heaviest move with and without, as a line and as rows; a note while it is worked out."""
    back = report.get("back")
    if back is None:
        return _waiting_words(report), [_waiting(report)]
    taken = back["road"]
    if taken is None:
        return back["none"], [Label(back["none"], "note", "TEXT3", wrap=True)]
    maker = say("window.report.road_office" if taken["by_office"] else "window.report.road_own")
    head = Row(
        Icon(MARK[taken["good"]], INK[taken["good"]], side=18, beside="strong"),
        Column(
            Label(taken["title"], "strong", "TEXT", wrap=True),
            Label(f"{maker} {taken['worth']}", "note", "TEXT2", wrap=True),
            gap=0,
            flex=1,
        ),
        gap=10,
        align="start",
    )
    lines: list[Widget] = [Label(line, "note", "TEXT3", wrap=True) for line in taken["lines"]]
    return f"{taken['title']}: {taken['short']}", [head, *lines]


def _waiting_words(report: dict[str, Any]) -> str:
    """What is said until it is worked out, or where it could not be."""
    return say("window.report.unknown" if "back" in report else "window.report.working")


def _waiting(report: dict[str, Any]) -> Widget:
    """What stands there until it is worked out, or where it could not be."""
    return Label(_waiting_words(report), "note", "TEXT3")


def _range(one: dict[str, Any]) -> Widget:
    """One quantity: its name, the range, what came; outside the range also the verdict and why."""
    whole = f"{one['verdict']}. {one['why']}"
    return Column(
        Row(
            Label(one["label"], "body", "TEXT2", flex=1),
            Label(one["expected"], "note", "TEXT3"),
            Label(one["came"], "strong", INK[one["good"]] if one["good"] else "TEXT"),
            gap=10,
        ),
        *([Label(capital(whole), "note", "TEXT3", wrap=True)] if one["good"] else []),
        gap=0,
        tip=Tip(one["label"], capital(whole)),
    )
