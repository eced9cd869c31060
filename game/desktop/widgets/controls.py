"""Controls that are switched or stepped: toggle and stepper."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink, mix
from game.desktop.widgets.base import WORDS, Common, Widget, is_activate, is_click


class Toggle(Widget):
    """A switch with its label at the left."""

    focusable = True

    def __init__(
        self,
        label: str,
        value: bool = False,
        on_change: Callable[[bool], object] | None = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.label, self.value, self.on_change = label, value, on_change
        self._slide = 1.0 if value else 0.0

    def set(self, value: bool) -> None:
        """Switch, and tell."""
        if not self.enabled or value == self.value:
            return
        self.value = value
        if self.root is not None:
            self.root.animate(self)
            self.root.say(self.describe())
        self.invalidate()
        if self.on_change is not None:
            self.on_change(value)

    def advance(self, dt: float) -> bool:
        """Slide the knob."""
        busy = super().advance(dt)
        goal = 1.0 if self.value else 0.0
        if self._slide != goal:
            step = 1.0 if self.theme.reduced_motion else dt / 0.12
            self._slide = min(goal, self._slide + step) if goal > self._slide else max(goal, self._slide - step)
            self.invalidate()
        return busy or self._slide != goal

    def measure(self, room: int) -> tuple[int, int]:
        """Label and switch, 44 px high."""
        theme = self.theme
        return min(room, text.width(theme, self.label) + theme.px(16) + theme.px(44)), theme.px(44)

    def min_width(self) -> int:
        """The whole label, if need be shortened."""
        return self.theme.px(60) + min(text.width(self.theme, self.label), self.theme.px(88))

    def draw(self, surface: pygame.Surface) -> None:
        """The track is filled when on; the knob also has a tick or not, so that colour is not needed."""
        theme = self.theme
        ink = theme.ink
        w, h = theme.px(44), theme.px(24)
        track = pygame.Rect(self.rect.right - w, self.rect.centery - h // 2, w, h)
        room = max(0, track.x - theme.px(16) - self.rect.x)
        shown = self.fit(self.label, "body", room)
        words: Ink = self.lift("TEXT2", "TEXT") if self.enabled else "TEXT3"
        text.draw(surface, theme, shown, (self.rect.x, self.rect.centery - theme.line("body") / 2), "body", words)
        on = ink("ACCENT") if self.enabled else mix(ink("PANEL3"), ink("ACCENT"), 0.4)
        fill = mix(ink("PANEL3"), on, self._slide)
        shapes.pill(surface, track, fill, mix(ink("TEXT3") if self.enabled else ink("LINE2"), on, self._slide))
        radius = h / 2 - theme.px(4)
        x = track.x + h / 2 + (w - h) * self._slide
        knob = mix(ink("TEXT") if self.enabled else ink("TEXT3"), ink("ON_ACCENT"), self._slide)
        shapes.circle(surface, (x, track.centery), radius, knob)

    def handle(self, event: pygame.event.Event) -> bool:
        """Switch on click, Enter and Space."""
        if is_click(event) or is_activate(event):
            self.say_why_not()
            self.set(not self.value)
            return True
        return False

    def describe(self) -> str:
        """Label and state."""
        return self.say(f"{self.label} ({WORDS['toggle']})", WORDS["on"] if self.value else WORDS["off"])


class Stepper(Widget):
    """A number with − and + beside it."""

    focusable = True

    def __init__(
        self,
        label: str,
        value: float,
        low: float,
        high: float,
        on_change: Callable[[float], object] | None = None,
        *,
        step: float = 1.0,
        format: Callable[[float], str] = text.number,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.label, self.value, self.low, self.high = label, value, low, high
        self.step, self.format, self.on_change = step, format, on_change

    def set(self, value: float) -> None:
        """Change the value within its limits, and tell."""
        value = min(self.high, max(self.low, value))
        if self.enabled and value != self.value:
            self.value = value
            self.invalidate()
            if self.root is not None:
                self.root.say(self.describe())
            if self.on_change is not None:
                self.on_change(value)

    def _value_width(self) -> int:
        theme = self.theme
        widest = max(text.width(theme, self.format(v), "strong") for v in (self.low, self.high, self.value))
        return max(theme.px(48), widest + theme.px(16))

    def buttons(self) -> tuple[pygame.Rect, pygame.Rect]:
        """Places of − and +."""
        side = self.theme.px(36)
        plus = pygame.Rect(self.rect.right - side, self.rect.centery - side // 2, side, side)
        return plus.move(-side - self._value_width(), 0), plus

    def measure(self, room: int) -> tuple[int, int]:
        """Label, −, value, +; 44 px high."""
        theme = self.theme
        width = text.width(theme, self.label) + theme.px(16) + 2 * theme.px(36) + self._value_width()
        return min(room, width), theme.px(44)

    def min_width(self) -> int:
        """Shortened label and the buttons."""
        theme = self.theme
        return min(text.width(theme, self.label), theme.px(72)) + theme.px(88) + self._value_width()

    def draw(self, surface: pygame.Surface) -> None:
        """Label at the left, controls at the right."""
        theme = self.theme
        ink = theme.ink
        minus, plus = self.buttons()
        frame = minus.union(plus)
        shapes.rounded(surface, frame, theme.px(6), ink("PANEL3"), ink("LINE2"), theme.px(1))
        y = self.rect.centery
        label = self.fit(self.label, "body", max(0, minus.x - theme.px(16) - self.rect.x))
        words = "TEXT2" if self.enabled else "TEXT3"
        text.draw(surface, theme, label, (self.rect.x, y - theme.line("body") / 2), "body", words)
        for box, name, free in ((minus, "minus", self.value > self.low), (plus, "plus", self.value < self.high)):
            side = theme.px(16)
            colour = ink("TEXT") if free and self.enabled else mix(ink("PANEL3"), ink("TEXT3"), 0.55)
            surface.blit(icons.icon(name, side, colour, 2.0), (box.centerx - side // 2, box.centery - side // 2))
        value = "TEXT" if self.enabled else "TEXT3"
        text.draw(
            surface,
            theme,
            self.format(self.value),
            (frame.centerx, y - theme.line("strong") / 2),
            "strong",
            value,
            "centre",
        )

    def handle(self, event: pygame.event.Event) -> bool:
        """Click on − or +, arrows, Home, End, wheel while focused."""
        if is_click(event):
            self.say_why_not()
            minus, plus = self.buttons()
            if minus.inflate(8, 8).collidepoint(event.pos):
                self.set(self.value - self.step)
            elif plus.inflate(8, 8).collidepoint(event.pos):
                self.set(self.value + self.step)
            return True
        if event.type == pygame.KEYDOWN and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT):
            goal = {
                pygame.K_LEFT: self.value - self.step,
                pygame.K_RIGHT: self.value + self.step,
                pygame.K_MINUS: self.value - self.step,
                pygame.K_PLUS: self.value + self.step,
                pygame.K_HOME: self.low,
                pygame.K_END: self.high,
            }.get(event.key)
            if goal is not None:
                self.set(goal)
                return True
        return False

    def describe(self) -> str:
        """Label and value."""
        return self.say(f"{self.label} ({WORDS['stepper']})", self.format(self.value))
