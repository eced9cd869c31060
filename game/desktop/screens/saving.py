"""Saved games: the list on the title (load) and in a game (save and load)."""

from __future__ import annotations

import time
from typing import Any

from game.desktop import saves
from game.desktop.layout import Column, Row, Spacer
from game.desktop.screens.base import GameScreen, Screen, room, when
from game.desktop.screens.heads import back_page, heading
from game.desktop.widgets import Button, Card, Item, Label, ListView, Modal, Panel, Widget
from game.words import say


class _List:
    """The list of saves and what can be done with the chosen one."""

    app: Any
    chosen: int
    cards: list[dict[str, Any]]

    def rows(self) -> Widget:
        """The list."""
        items = []
        for card in self.cards:
            who = card["name"] or say("window.bar.watching")
            saved = time.strftime("%Y-%m-%d %H:%M", time.localtime(card["saved"]))
            kind = say("window.save.auto") if card["auto"] else say("window.save.manual")
            note = say(
                "window.save.note",
                scenario=card["title"],
                turn=card["quarter"] + 1,
                of=card["quarters"],
                kind=kind,
                saved=saved,
            )
            items.append(
                Item(
                    say("window.save.row", who=who, date=when(card["date"])),
                    note,
                    flag=card["flag"],
                    icon="" if card["flag"] else "device-floppy",
                )
            )
        return ListView(
            items,
            self._select,
            lambda _: self._load(),
            rows_shown=9,
            selected=self.chosen,
            empty=say("window.title.no_save"),
            id="saves",
            flex=1,
        )

    def buttons(self) -> list[Widget]:
        """Load and delete."""
        has_one = 0 <= self.chosen < len(self.cards)
        reason = "" if has_one else say("window.save.none_chosen")
        return [
            Button(
                say("window.save.delete"),
                self._ask_delete,
                kind="danger",
                icon="trash",
                id="delete-save",
                enabled=has_one,
                reason=reason,
            ),
            Button(
                say("window.save.load"),
                self._load,
                kind="primary",
                icon="folder-open",
                id="load-save",
                enabled=has_one,
                reason=reason,
            ),
        ]

    def _select(self, index: int) -> None:
        self.chosen = index
        self.app.rebuild()

    def _load(self) -> None:
        if 0 <= self.chosen < len(self.cards):
            self.app.begin("load", path=self.cards[self.chosen]["path"])

    def _ask_delete(self) -> None:
        root = self.app.root
        modal = Modal(
            say("window.save.delete_title"),
            Label(say("window.save.delete_text"), "body", "TEXT2", wrap=True),
            actions=(
                Button(say("window.cancel"), lambda: root.close(modal), key="Esc", id="delete-no"),
                Button(
                    say("window.save.delete"), lambda: self._delete(modal), kind="danger", icon="trash", id="delete-yes"
                ),
            ),
            icon="trash",
            first="delete-no",
            id="delete-dialog",
        )
        root.open(modal)

    def _delete(self, modal: Modal) -> None:
        self.app.root.close(modal)
        try:
            saves.remove(self.cards[self.chosen]["path"])
        except OSError as error:
            self.app.problem(str(error))
        self.cards = saves.cards()
        self.chosen = min(self.chosen, len(self.cards) - 1)
        self.app.rebuild()


class Load(_List, Screen):
    """Load from the title."""

    first_focus = "saves"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.cards, self.chosen = saves.cards(), 0

    def build(self) -> Widget:
        """Head, list, buttons."""
        card = Card(
            self.rows(),
            Row(Spacer(), *self.buttons()),
            title=say("window.save.list"),
            note=say("window.save.rolling"),
            gap=12,
            flex=1,
        )
        return back_page(say("window.save.load_title"), self.escape, card, id="load-screen")

    def refreshed(self, what: str) -> None:
        """Nothing of the world is shown here."""


class Saving(_List, GameScreen):
    """Save and load in a game."""

    name = "saving"
    first_focus = "save-now"

    def __init__(self, app: Any) -> None:
        super().__init__(app)
        self.cards, self.chosen = saves.cards(), 0

    def body(self) -> Widget:
        """Save button above the list."""
        low = room(self.app)[1] < 500
        save = heading(
            self.app,
            say("window.save.title"),
            "" if low else say("window.save.rolling"),
            Button(say("window.save.to_title"), lambda: self.app.show("title"), icon="home", id="to-title"),
            Button(say("window.save.save"), self._save, kind="primary", icon="device-floppy", id="save-now"),
        )
        title = "" if low else say("window.save.list")
        card = Card(self.rows(), Row(Spacer(), *self.buttons()), title=title, gap=12, flex=1)
        return Panel(Column(save, card, gap=12), background="VOID", pad=16, id="main", flex=1)

    def _save(self) -> None:
        app = self.app

        def saved(path: str) -> None:
            app.root.toast(say("window.save.done"), "POS", "circle-check")
            self.cards = saves.cards()
            if app.screen is self:
                app.rebuild()

        def failed(problem: str) -> None:
            app.root.toast(say("window.save.failed", problem=problem), "NEG", "device-floppy", stays=True)

        app.world.ask("save", saved, failed, path=str(saves.named_path(self.view)))
