"""Dialogs that can come up on any screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.desktop.widgets import Button, Label, Modal
from game.words import say

if TYPE_CHECKING:
    from game.desktop.app import App


def world_gone(app: App) -> None:
    """The world process ended by itself: offer the autosave, or the title."""
    from game.desktop import saves

    latest = next(iter(saves.cards()), None)
    root = app.root

    def reload() -> None:
        root.close(modal)
        app.world.start()
        if latest:
            app.begin("load", path=latest["path"])

    def title() -> None:
        root.close(modal)
        app.world.start()
        app.show("title")

    modal = Modal(
        say("window.gone.title"),
        Label(say("window.gone.text"), "body", "TEXT2", wrap=True),
        actions=(
            Button(say("window.gone.to_title"), title, icon="home", id="gone-title"),
            Button(
                say("window.gone.reload"),
                reload,
                kind="primary",
                icon="refresh",
                id="gone-reload",
                enabled=latest is not None,
                reason="" if latest else say("window.title.no_save"),
            ),
        ),
        icon="alert-triangle",
        first="gone-reload",
        on_cancel=title,
        id="gone",
    )
    root.open(modal)
