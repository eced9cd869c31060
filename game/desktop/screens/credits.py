"""Credits: who made what, and under which licence."""

from __future__ import annotations

import tomllib
from typing import Any

from game.desktop.layout import Column, Row
from game.desktop.screens.base import Screen
from game.desktop.widgets import Button, Card, Label, Panel, ScrollArea, Widget
from game.paths import asset
from game.words import say


class Credits(Screen):
    """The list that ships with the assets."""

    first_focus = "back"

    def build(self) -> Widget:
        """One card for each work."""
        head = Row(
            Button("", self.escape, icon="arrow-left", words=say("window.back"), id="back"),
            Label(say("window.credits.title"), "title", "TEXT"),
            gap=16,
        )
        rows: list[Widget] = [Label(say("window.credits.borders"), "headline", "TEXT2", wrap=True)]
        for entry in _entries():
            words = [str(entry[key]) for key in ("author", "licence", "version", "changes", "note") if entry.get(key)]
            rows.append(
                Card(
                    *(Label(line, "note", "TEXT2", wrap=True) for line in words),
                    title=str(entry.get("what", "")),
                    gap=2,
                )
            )
        page = ScrollArea(Column(*rows, gap=10), id="credits-page", flex=1)
        return Panel(Column(head, page, gap=14), background="VOID", pad=(32, 20), id="credits")

    def escape(self) -> None:
        """Back to where it was opened."""
        self.app.back()

    def refreshed(self, what: str) -> None:
        """Nothing of the world is shown here."""


def _entries() -> list[dict[str, Any]]:
    try:
        raw = tomllib.loads(asset("credits.toml").read_text("utf-8"))
    except (OSError, ValueError):
        return []
    found: list[dict[str, Any]] = []
    for value in raw.values():
        found += value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    return found
