"""A drop-down list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import mix
from game.desktop.widgets.base import WORDS, Common, Widget, is_activate, is_click
from game.desktop.widgets.lists import Item, ListView
from game.desktop.widgets.overlays import Popup


class Dropdown(Widget):
    """One of many options, chosen from a list that opens below (or above where there is no room)."""

    focusable = True

    def __init__(
        self,
        label: str,
        options: Sequence[str],
        index: int = 0,
        on_change: Callable[[int], object] | None = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.label, self.options, self.index, self.on_change = label, list(options), index, on_change

    def set(self, index: int) -> None:
        """Pick an option, and tell."""
        if self.enabled and index != self.index and 0 <= index < len(self.options):
            self.index = index
            self.invalidate()
            if self.on_change is not None:
                self.on_change(index)

    def measure(self, room: int) -> tuple[int, int]:
        """The widest option in a box 44 px high, the label above it."""
        theme = self.theme
        widest = max((text.width(theme, option, "body") for option in self.options), default=0)
        width = max(widest + theme.px(56), text.width(theme, self.label, "body"))
        return min(room, width), theme.px(44) + (theme.line("body") if self.label else 0)

    def min_width(self) -> int:
        """A shortened option."""
        return min(self.measure(1 << 20)[0], self.theme.px(120))

    @property
    def focus_rect(self) -> pygame.Rect:
        """The box without the label."""
        top = self.theme.line("body") if self.label else 0
        return pygame.Rect(self.rect.x, self.rect.y + top, self.rect.width, max(0, self.rect.height - top))

    def draw(self, surface: pygame.Surface) -> None:
        """Label, box, option, arrow."""
        theme, box = self.theme, self.focus_rect
        ink = theme.ink
        if self.label:
            label = self.fit(self.label, "body", self.rect.width)
            text.draw(surface, theme, label, self.rect.topleft, "body", "TEXT2" if self.enabled else "TEXT3")
        fill = mix(ink("PANEL3"), ink("RAISED"), 0.6 * self._glow)
        shapes.rounded(surface, box, theme.px(6), fill, ink("LINE2"), theme.px(1))
        side = theme.px(18)
        surface.blit(
            icons.icon("chevron-down", side, ink("TEXT3")), (box.right - side - theme.px(12), box.centery - side // 2)
        )
        option = self.options[self.index] if self.options else ""
        shown = self.fit(option, "body", max(0, box.width - side - theme.px(36)))
        y = box.centery - theme.line("body") / 2
        text.draw(surface, theme, shown, (box.x + theme.px(14), y), "body", "TEXT" if self.enabled else "TEXT3")

    def open(self) -> None:
        """Show the list."""
        if self.root is None:
            return
        if not self.enabled:
            self.root.show_tooltip(self)
            return
        root = self.root
        items = [Item(option) for option in self.options]

        def chosen(index: int) -> None:
            root.close(popup)
            self.set(index)

        menu = ListView(items, on_open=chosen, selected=self.index, rows_shown=8, id=f"{self.id}-menu")
        popup = Popup(menu, self.focus_rect)
        root.open(popup)

    def handle(self, event: pygame.event.Event) -> bool:
        """Click, Enter, Space open; Alt with arrows changes at once."""
        if is_click(event) or is_activate(event):
            self.open()
            return True
        if event.type == pygame.KEYDOWN and event.mod & pygame.KMOD_ALT and event.key in (pygame.K_UP, pygame.K_DOWN):
            self.set(self.index + (1 if event.key == pygame.K_DOWN else -1))
            return True
        return False

    def describe(self) -> str:
        """Label and option."""
        option = self.options[self.index] if self.options else WORDS["empty"]
        return self.say(f"{self.label or self.id} ({WORDS['dropdown']})", option)
