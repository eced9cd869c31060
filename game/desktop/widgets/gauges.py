"""Numbers at a glance: a value with its change, and a bar."""

from __future__ import annotations

from typing import Literal, Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink
from game.desktop.widgets.base import WORDS, Common, Widget

Good = Literal["up", "down", "none"]


def change_ink(change: float, good: Good, digits: int) -> str:
    """The colour token of a change: POS when it goes the good way, NEG when not, TEXT3 when it rounds to zero."""
    if good == "none" or round(change, digits) == 0:
        return "TEXT3"
    return "POS" if (change > 0) == (good == "up") else "NEG"


class Stat(Widget):
    """A label above a value with its change: sign and colour. `good` says which way is good.

    `spark` draws a small line of past values at the right.
    """

    kind = "stat"

    def __init__(
        self,
        label: str,
        value: str,
        change: float | None = None,
        *,
        digits: int = 0,
        unit: str = "",
        good: Good = "up",
        icon: str = "",
        spark: tuple[float, ...] = (),
        spark_ink: Ink = "ACCENT",
        role: str = "value",
        focusable: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.label, self.value, self.change = label, value, change
        self.digits, self.unit, self.good, self.icon, self.role = digits, unit, good, icon, role
        self.spark, self.spark_ink = tuple(spark), spark_ink
        self._spark: tuple[object, pygame.Surface] | None = None
        self.focusable = focusable

    def set(self, value: str, change: float | None = None) -> None:
        """Show another value."""
        before = self.measure(1 << 20)
        self.value, self.change = value, change
        if self.measure(1 << 20) == before:
            self.invalidate()
        else:
            self.relayout()

    def _moved(self) -> str:
        return "" if self.change is None else text.signed(self.change, self.digits, self.unit)

    def measure(self, room: int) -> tuple[int, int]:
        """Icon, label over value and change, spark."""
        theme = self.theme
        below = text.width(theme, self.value, self.role)
        if self.change is not None:
            below += theme.px(8) + text.width(theme, self._moved(), "body")
        width = max(text.width(theme, self.label, "caps"), below)
        width += theme.px(30) if self.icon else 0
        width += theme.px(64) if self.spark else 0
        return min(width, room), theme.line("caps") + theme.line(self.role)

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the parts that fit; the value is never left out."""
        theme = self.theme
        x, top = self.rect.x, self.rect.y + (self.rect.height - self.measure(1 << 20)[1]) // 2
        if self.icon:
            side = theme.px(20)
            picture = icons.icon(self.icon, side, theme.ink("TEXT3"))
            surface.blit(picture, (x, self.rect.centery - side // 2))
            x += theme.px(30)
        room = self.rect.right - x - (theme.px(64) if self.spark else 0)
        text.draw(surface, theme, self.fit(self.label, "caps", room), (x, top), "caps", "TEXT3")
        base = top + theme.line("caps") + text.ascent(theme, self.role)
        used = text.baseline(surface, theme, self.fit(self.value, self.role, room), (x, base), self.role)
        moved = self._moved()
        if moved and self.change is not None and used + theme.px(8) + text.width(theme, moved) <= room:
            ink = change_ink(self.change, self.good, self.digits)
            text.baseline(surface, theme, moved, (x + used + theme.px(8), base), "body", ink)
        if self.spark:
            from game.desktop.charts import sparkline

            w, h = theme.px(52), theme.px(26)
            box = pygame.Rect(self.rect.right - w, self.rect.bottom - h - theme.px(2), w, h)
            paper = tuple(surface.get_at(box.center)[:3])
            key = (box.size, paper, self.spark, theme.palette)
            if self._spark is None or self._spark[0] != key:
                picture = pygame.Surface(box.size)
                sparkline(picture, picture.get_rect(), theme, self.spark, self.spark_ink, paper)
                self._spark = (key, picture)
            surface.blit(self._spark[1], box)

    def describe(self) -> str:
        """Label, value, change."""
        return self.say(f"{self.label} {self.value}", self._moved())


class Meter(Widget):
    """A bar from 0 to `top` with an optional `tipping` mark; `segments` cuts it into steps."""

    kind = "meter"

    def __init__(
        self,
        value: float,
        *,
        top: float = 1.0,
        tipping: float | None = None,
        label: str = "",
        shown: str = "",
        ink: Ink = "POS",
        segments: int = 0,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.value, self.top, self.tipping = value, top, tipping
        self.label, self.shown, self.ink, self.segments = label, shown, ink, segments

    def set(self, value: float, shown: str = "") -> None:
        """Show another value."""
        self.value, self.shown = value, shown or self.shown
        self.invalidate()

    def measure(self, room: int) -> tuple[int, int]:
        """The caption above a bar 8 px high."""
        theme = self.theme
        words = text.width(theme, self.label, "body") + text.width(theme, self.shown, "strong") + theme.px(12)
        caption = theme.line("body") if self.label or self.shown else 0
        return min(room, max(words, theme.px(160))), caption + theme.px(16)

    def min_width(self) -> int:
        """Enough to read a share."""
        return self.theme.px(64)

    def draw(self, surface: pygame.Surface) -> None:
        """Caption, track, filling, mark."""
        theme = self.theme
        y = self.rect.y
        if self.label or self.shown:
            shown = text.width(theme, self.shown, "strong")
            label = self.fit(self.label, "body", max(0, self.rect.width - shown - theme.px(12)))
            text.draw(surface, theme, label, (self.rect.x, y), "body", "TEXT2")
            text.draw(surface, theme, self.shown, (self.rect.right, y), "strong", "TEXT", "right")
            y += theme.line("body")
        track = pygame.Rect(self.rect.x, y + theme.px(4), self.rect.width, theme.px(8))
        share = min(1.0, max(0.0, self.value / self.top if self.top else 0.0))
        if self.segments:
            gap = theme.px(6)
            whole = track.width + gap
            for i in range(self.segments):
                left, right = whole * i // self.segments, whole * (i + 1) // self.segments - gap
                part = pygame.Rect(track.x + left, track.y, right - left, track.height)
                ink = self.ink if (i + 0.5) / self.segments < share else "LINE2"
                shapes.pill(surface, part, theme.ink(ink))
        else:
            shapes.bar(surface, track, share, theme.ink(self.ink), theme.ink("LINE2"))
        if self.tipping is not None and self.top:
            x = track.x + round(track.width * min(1.0, max(0.0, self.tipping / self.top)))
            width = theme.px(2)
            mark = pygame.Rect(x - width // 2, track.y - theme.px(4), width, track.height + 2 * theme.px(4))
            surface.fill(theme.ink("PANEL2"), mark.inflate(2 * theme.px(1), 0))
            surface.fill(theme.ink("TEXT"), mark)

    def describe(self) -> str:
        """Label, value and where it tips."""
        shown = self.shown or f"{text.number(self.value, 2)} {WORDS['of']} {text.number(self.top, 2)}"
        return self.say(self.label or WORDS["meter"], shown)
