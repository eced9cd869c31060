"""A line that says what lies under it and opens it."""

from __future__ import annotations

from typing import Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink, mix
from game.desktop.widgets.base import WORDS, Action, Common
from game.desktop.widgets.buttons import Button

TITLES = 240
"""Width of the column of titles [design px]."""
BESIDE = 900
"""Width of the whole line [design px] from which title and sentence stand beside one another."""


class Opener(Button):
    """A button as wide as its place: icon, title, a sentence, a quiet note and a mark whether it is open.

    The sentence is one line where there is room for it, and wraps where there is not.
    """

    def __init__(
        self,
        title: str,
        line: str,
        on_press: Action,
        *,
        icon: str,
        is_open: bool,
        note: str = "",
        ink: Ink = "TEXT2",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(title, on_press, kind="quiet", icon=icon, note=note, **common)
        self.line, self.is_open, self.ink = line, is_open, ink

    def _places(self, room: int) -> tuple[int, int, bool]:
        """Left edge and width of the sentence in a line so wide, and whether it stands beside the title."""
        theme = self.theme
        start = theme.px(12 + 18 + 12)
        end = theme.px(12 + 18 + 12) + (text.width(theme, self.note, "note") + theme.px(12) if self.note else 0)
        beside = room >= theme.px(BESIDE)
        left = start + theme.px(TITLES) if beside else start
        return left, max(1, room - left - (end if beside else theme.px(42))), beside

    def lines(self, room: int) -> tuple[str, ...]:
        """The sentence as it is broken in a line so wide."""
        return text.wrap(self.theme, self.line, "body", self._places(room)[1])

    def measure(self, room: int) -> tuple[int, int]:
        """All the width there is; as high as the sentence and, where that stands below it, the title."""
        theme = self.theme
        high = len(self.lines(room)) * theme.line("body")
        if not self._places(room)[2]:
            high += theme.line("card")
        return room, max(theme.px(44), high + theme.px(16))

    def min_width(self) -> int:
        """Room for the title."""
        theme = self.theme
        return text.width(theme, self.label, "card") + theme.px(96)

    def draw(self, surface: pygame.Surface) -> None:
        """The light under the pointer, then what it says."""
        theme, rect = self.theme, self.rect
        if self._glow or self.pressed:
            fill = mix(theme.ink("PANEL2"), theme.ink("PANEL3"), 1.0 if self.pressed else self._glow)
            shapes.rounded(surface, rect, theme.px(6), fill)
        side, gap = theme.px(18), theme.px(12)
        left, _wide, beside = self._places(rect.width)
        lines = self.lines(rect.width)
        high = len(lines) * theme.line("body") + (0 if beside else theme.line("card"))
        y = rect.y + (rect.height - high) // 2
        middle = y + theme.line("body") // 2
        surface.blit(icons.icon(self.icon, side, theme.ink("TEXT3")), (rect.x + gap, middle - side // 2))
        mark = "chevron-up" if self.is_open else "chevron-down"
        surface.blit(icons.icon(mark, side, theme.ink("TEXT3")), (rect.right - gap - side, middle - side // 2))
        title = rect.x + gap + side + gap
        text.draw(surface, theme, self.label, (title, y), "card", "TEXT")
        if self.note and beside:
            text.draw(surface, theme, self.note, (rect.right - 2 * gap - side, y), "note", "TEXT3", "right")
        if not beside:
            y += theme.line("card")
        for line in lines:
            text.draw(surface, theme, line, (rect.x + left, y), "body", self.ink)
            y += theme.line("body")

    def describe(self) -> str:
        """Title, sentence, note, and whether it is open."""
        state = WORDS["on" if self.is_open else "off"]
        return self.say(f"{self.label} ({WORDS['button']})", self.line, self.note, state)
