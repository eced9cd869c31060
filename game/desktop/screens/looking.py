"""Two blocks of the report that come later: what could be expected of the quarter, and the road not taken."""

from __future__ import annotations

from typing import Any

from game.desktop.layout import Column, Row
from game.desktop.screens.base import folded
from game.desktop.tokens import Ink
from game.desktop.widgets import Icon, Label, Tip, Widget
from game.words import capital, say

RANGES = 2
"""Quantities that are shown before the block is opened."""
LINES = 1
"""Sentences on the road not taken that are shown before the block is opened."""
INK: dict[int, Ink] = {1: "POS", 0: "TEXT3", -1: "NEG"}
MARK = {1: "trending-up", 0: "minus", -1: "trending-down"}


def ranges(app: Any, report: dict[str, Any]) -> list[Widget]:
    """Expected range, what came, and why; a note while it is worked out."""
    back = report.get("back")
    if back is None:
        return [_waiting(report)]
    return folded(app, "report-expected", [_range(one) for one in back["ranges"]], RANGES)


def road(app: Any, report: dict[str, Any]) -> list[Widget]:
    """The heaviest move with and without; a note while it is worked out."""
    back = report.get("back")
    if back is None:
        return [_waiting(report)]
    taken = back["road"]
    if taken is None:
        return [Label(back["none"], "note", "TEXT3", wrap=True)]
    head = Row(
        Icon(MARK[taken["good"]], INK[taken["good"]], side=18, beside="strong"),
        Column(
            Label(taken["title"], "strong", "TEXT", wrap=True),
            Label(taken["worth"], "note", "TEXT2", wrap=True),
            gap=0,
            flex=1,
        ),
        gap=10,
        align="start",
    )
    lines: list[Widget] = [Label(line, "note", "TEXT3", wrap=True) for line in taken["lines"]]
    return [head, *folded(app, "report-road", lines, LINES)]


def _waiting(report: dict[str, Any]) -> Widget:
    """What stands there until it is worked out, or where it could not be."""
    return Label(say("window.report.unknown" if "back" in report else "window.report.working"), "note", "TEXT3")


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
