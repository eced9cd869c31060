"""Credits: who made what, and under which licence."""

from __future__ import annotations

import tomllib
from typing import Any

from game.desktop.layout import Column, Grid
from game.desktop.screens.base import Screen
from game.desktop.screens.heads import TWO_COLUMNS, back_page
from game.desktop.widgets import Card, Label, ScrollArea, Widget
from game.paths import asset
from game.words import say


class Credits(Screen):
    """The list that ships with the assets."""

    first_focus = "back"

    def build(self) -> Widget:
        """One card for each work."""
        rows: list[Widget] = [Label(say("window.credits.borders"), "headline", "TEXT2", wrap=True)]
        cards = []
        for entry in _entries():
            terms = " · ".join(str(entry[key]) for key in ("author", "licence", "version") if entry.get(key))
            words = [str(entry[key]) for key in ("changes", "note") if entry.get(key) and entry[key] != "None."]
            cards.append(
                Card(
                    Label(terms, "note", "TEXT", wrap=True),
                    *(Label(line, "note", "TEXT2", wrap=True) for line in words),
                    title=str(entry.get("what", "")),
                    gap=2,
                )
            )
        rows.append(Grid(*cards, min_column=TWO_COLUMNS / 2.2, gap=10))
        page = ScrollArea(Column(*rows, gap=10), id="credits-page", flex=1)
        return back_page(say("window.credits.title"), self.escape, page, id="credits")

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
