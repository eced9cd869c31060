"""A slider with its label, value, end captions and a mark for the value before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import pygame

from game.desktop import shapes, text
from game.desktop.tokens import Ink, mix
from game.desktop.widgets.base import WORDS, Common, Widget, is_click


class Slider(Widget):
    """A number on a track. `ghost` marks the value before; `ends` are captions under both ends; `step` 0 is smooth."""

    focusable = True

    def __init__(
        self,
        label: str,
        value: float,
        low: float = 0.0,
        high: float = 1.0,
        on_change: Callable[[float], object] | None = None,
        *,
        step: float = 0.0,
        ghost: float | None = None,
        ends: tuple[str, str] | None = None,
        format: Callable[[float], str] = text.number,
        ink: Ink = "ACCENT",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.label, self.value, self.low, self.high = label, value, low, high
        self.step, self.ghost, self.ends, self.format, self.ink = step, ghost, ends, format, ink
        self.on_change = on_change

    def set(self, value: float, tell: bool = True) -> None:
        """Move to a value, rounded to the step and within the limits."""
        if self.step:
            value = self.low + round((value - self.low) / self.step) * self.step
        value = min(self.high, max(self.low, value))
        if self.enabled and value != self.value:
            self.value = value
            self.invalidate()
            if tell and self.on_change is not None:
                self.on_change(value)

    def measure(self, room: int) -> tuple[int, int]:
        """Caption, track, ends."""
        theme = self.theme
        words = text.width(theme, self.label) + text.width(theme, self.format(self.high), "strong") + theme.px(16)
        height = (theme.line("body") if self.label else 0) + theme.px(22) + (theme.line("axis") if self.ends else 0)
        return min(room, max(words, theme.px(240))), max(height, theme.px(44))

    def min_width(self) -> int:
        """Enough to aim at."""
        return self.theme.px(140)

    def track(self) -> pygame.Rect:
        """The place of the track."""
        theme = self.theme
        height = (theme.line("body") if self.label else 0) + theme.px(22) + (theme.line("axis") if self.ends else 0)
        top = self.rect.y + (self.rect.height - height) // 2 + (theme.line("body") if self.label else 0)
        inset = theme.px(2)
        return pygame.Rect(self.rect.x + inset, top + theme.px(8), max(1, self.rect.width - 2 * inset), theme.px(6))

    def _x(self, value: float) -> int:
        track = self.track()
        radius = self.theme.px(8)
        span = self.high - self.low
        return track.x + radius + round((track.width - 2 * radius) * ((value - self.low) / span if span else 0.0))

    def draw(self, surface: pygame.Surface) -> None:
        """From the track up to the knob."""
        theme = self.theme
        ink = theme.ink
        track = self.track()
        shown = self.format(self.value)
        used = text.width(theme, shown, "strong")
        if self.label:
            y = track.y - theme.px(8) - theme.line("body")
            label = self.fit(self.label, "body", max(0, self.rect.width - used - theme.px(12)))
            text.draw(surface, theme, label, (self.rect.x, y), "body", "TEXT2" if self.enabled else "TEXT3")
            value: Ink = "TEXT" if self.enabled else "TEXT3"
            text.draw(surface, theme, shown, (self.rect.right, y), "strong", value, "right")
        colour = ink(self.ink) if self.enabled else mix(ink("PANEL3"), ink("TEXT3"), 0.5)
        x = self._x(self.value)
        shapes.pill(surface, track, ink("LINE2"))
        shapes.pill(surface, pygame.Rect(track.x, track.y, max(track.height, x - track.x), track.height), colour)
        if self.ghost is not None and self.ghost != self.value:
            # the way from the value before stays visible as a paler stretch with an open ring at its start
            g = self._x(self.ghost)
            left, right = min(g, x), max(g, x)
            pale = mix(ink("PANEL2"), colour, 0.55)
            surface.fill(pale, (left, track.y, right - left, track.height))
            shapes.circle(surface, (g, track.centery), theme.px(6), ink("PANEL2"))
            shapes.circle(
                surface, (g, track.centery), theme.px(6), ink("TEXT2"), theme.px(6) - max(1.5, theme.scale * 1.5)
            )
        centre = (x, track.centery)
        if self.enabled and (self._glow or self.pressed):
            reach = theme.px(8) + theme.px(5) * (1.0 if self.pressed else self._glow)
            shapes.circle(surface, centre, reach, mix(ink("PANEL2"), colour, 0.35))
        shapes.circle(surface, centre, theme.px(9), ink("PANEL2"))
        shapes.circle(surface, centre, theme.px(8), ink("TEXT") if self.enabled else ink("TEXT3"))
        shapes.circle(surface, centre, theme.px(3), ink("PANEL"))
        if self.ends:
            y = track.bottom + theme.px(8)
            text.draw(surface, theme, self.ends[0], (self.rect.x, y), "axis", "TEXT3")
            text.draw(surface, theme, self.ends[1], (self.rect.right, y), "axis", "TEXT3", "right")

    def _to(self, x: int) -> None:
        track = self.track()
        radius = self.theme.px(8)
        share = (x - track.x - radius) / max(1, track.width - 2 * radius)
        self.set(self.low + min(1.0, max(0.0, share)) * (self.high - self.low))

    def handle(self, event: pygame.event.Event) -> bool:
        """Drag, click, arrows, Page keys, Home, End."""
        if is_click(event):
            if not self.enabled:
                self.say_why_not()
                return True
            self.pressed = True
            self._to(event.pos[0])
            self.invalidate()
            return True
        if event.type == pygame.MOUSEMOTION and self.pressed:
            self._to(event.pos[0])
            return True
        if event.type == pygame.MOUSEBUTTONUP and self.pressed:
            self.pressed = False
            self.invalidate()
            if self.root is not None:
                self.root.say(self.describe())
            return True
        if event.type == pygame.KEYDOWN and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT):
            span = self.high - self.low
            step = self.step or span / 100.0
            page = max(step, span / 10.0)
            goal = {
                pygame.K_LEFT: self.value - step,
                pygame.K_RIGHT: self.value + step,
                pygame.K_PAGEDOWN: self.value - page,
                pygame.K_PAGEUP: self.value + page,
                pygame.K_HOME: self.low,
                pygame.K_END: self.high,
            }.get(event.key)
            if goal is not None:
                self.set(goal)
                if self.root is not None:
                    self.root.say(self.describe())
                return True
        return False

    def describe(self) -> str:
        """Label, value, value before."""
        was = f"{WORDS['was']} {self.format(self.ghost)}" if self.ghost is not None else ""
        return self.say(f"{self.label} ({WORDS['slider']})", self.format(self.value), was)
