"""Heads of pages: a title over a note with tools beside it, and a title with the way back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from game.desktop.layout import Column, Row
from game.desktop.screens.base import room
from game.desktop.widgets import Button, Label, Panel, Widget
from game.words import say

NARROW = 1000
"""Width [design px] below which tools stand under the title instead of beside it."""
TWO_COLUMNS = 1300
"""Width [design px] from which a page of cards has two columns."""


def heading(
    app: Any, title: str, note: str = "", *tools: Widget, role: str = "title", faces: Sequence[Widget] = ()
) -> Widget:
    """Title over a note; the tools stand at the right or, where it is narrow, below."""
    narrow = room(app)[0] < NARROW
    words: list[Widget] = [Label(title, "title" if narrow else role, "TEXT", wrap=narrow, id="heading")]
    if note:
        words.append(Label(note, "note", "TEXT3", wrap=True))
    told = Column(*words, gap=0, flex=1)
    if narrow and tools:
        return Column(Row(*faces, told, gap=12), Row(*tools, gap=12, justify="end"), gap=8)
    return Row(*faces, told, *tools, gap=16)


def back_page(title: str, back: Callable[[], object], *body: Widget, id: str) -> Panel:
    """A page outside a game: a title with the way back over its content, no wider than sentences can be read."""
    head = Row(
        Button("", back, icon="arrow-left", words=say("window.back"), tip=say("window.back"), id="back"),
        Label(title, "title", "TEXT"),
        gap=16,
    )
    return Panel(Column(head, *body, gap=14), background="VOID", pad=(32, 20), id=id)
