"""One of several words: choice and tabs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Unpack

import pygame

from game.desktop import shapes, text
from game.desktop.widgets.base import WORDS, Common, Widget, is_click


class _Pick(Widget):
    """Common part of choice and tabs: one of several words, arrows move."""

    focusable = True
    _gap, _inset = 0.0, 16.0

    def __init__(
        self,
        options: Sequence[str],
        index: int = 0,
        on_change: Callable[[int], object] | None = None,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.options, self.index, self.on_change = list(options), index, on_change
        self._over = -1

    def set(self, index: int) -> None:
        """Pick an option, and tell."""
        if self.enabled and 0 <= index < len(self.options) and index != self.index:
            self.index = index
            self.invalidate()
            if self.root is not None:
                self.root.say(self.describe())
            if self.on_change is not None:
                self.on_change(index)

    def _widths(self) -> list[int]:
        theme = self.theme
        return [text.width(theme, option, "strong") + 2 * theme.px(self._inset) for option in self.options]

    def boxes(self) -> list[pygame.Rect]:
        """The place of each option; equally narrowed when there is too little room."""
        wanted = self._widths()
        gap = self.theme.px(self._gap)
        room = self.rect.width - gap * (len(wanted) - 1)
        total = sum(wanted) or 1
        stretch = total > room or self.flex > 0
        out: list[pygame.Rect] = []
        x, exact = self.rect.x, 0.0
        for width in wanted:
            exact += width * (room / total if stretch else 1.0)
            right = self.rect.x + round(exact) + gap * len(out)
            out.append(pygame.Rect(x, self.rect.y, right - x, self.rect.height))
            x = right + gap
        return out

    def measure(self, room: int) -> tuple[int, int]:
        """All options side by side."""
        width = sum(self._widths()) + self.theme.px(self._gap) * max(0, len(self.options) - 1)
        return min(room, width), self.theme.px(44)

    def min_width(self) -> int:
        """Enough for shortened words."""
        return min(self.measure(1 << 20)[0], self.theme.px(64) * len(self.options))

    def handle(self, event: pygame.event.Event) -> bool:
        """Click, arrows, Home, End."""
        if event.type == pygame.MOUSEMOTION:
            over = next((i for i, box in enumerate(self.boxes()) if box.collidepoint(event.pos)), -1)
            if over != self._over:
                self._over = over
                self.invalidate()
            return True
        if is_click(event):
            self.say_why_not()
            for i, box in enumerate(self.boxes()):
                if box.collidepoint(event.pos):
                    self.set(i)
            return True
        if event.type == pygame.KEYDOWN and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT):
            count = len(self.options)
            goal = {
                pygame.K_LEFT: (self.index - 1) % count,
                pygame.K_RIGHT: (self.index + 1) % count,
                pygame.K_HOME: 0,
                pygame.K_END: count - 1,
            }.get(event.key)
            if goal is not None:
                self.set(goal)
                return True
        return False

    def set_hovered(self, hovered: bool) -> None:
        """Forget which option the pointer was on."""
        self._over = -1 if not hovered else self._over
        super().set_hovered(hovered)

    def _say(self, kind: str) -> str:
        current = self.options[self.index] if self.options else WORDS["empty"]
        return self.say(
            f"{self.id or ''} ({kind})".strip(), f"{current}, {self.index + 1} {WORDS['of']} {len(self.options)}"
        )


class Choice(_Pick):
    """One of a few steps in a row, like the map modes or a difficulty dial."""

    kind = "choice"

    def draw(self, surface: pygame.Surface) -> None:
        """A frame with the picked option raised."""
        theme = self.theme
        ink = theme.ink
        frame = pygame.Rect(self.rect.x, 0, self.boxes()[-1].right - self.rect.x if self.options else 0, theme.px(36))
        frame.centery = self.rect.centery
        shapes.rounded(surface, frame, theme.px(6), ink("PANEL"), ink("LINE2"), theme.px(1))
        for i, box in enumerate(self.boxes()):
            inner = pygame.Rect(box.x, frame.y, box.width, frame.height).inflate(-2 * theme.px(3), -2 * theme.px(3))
            picked = i == self.index
            if picked:
                fill = ink("RAISED") if self.enabled else ink("PANEL3")
                shapes.rounded(surface, inner, theme.px(4), fill)
            role = "strong" if picked else "body"
            words = "TEXT3" if not self.enabled else "TEXT" if picked or i == self._over else "TEXT2"
            shown = self.fit(self.options[i], role, inner.width)
            y = frame.centery - theme.line(role) / 2
            text.draw(surface, theme, shown, (box.centerx, y), role, words, "centre")

    def describe(self) -> str:
        """The picked option and how many there are."""
        return self._say(WORDS["choice"])


class Tabs(_Pick):
    """Words in a row with an amber line under the current one."""

    kind = "tabs"
    _gap, _inset = 4.0, 12.0

    def draw(self, surface: pygame.Surface) -> None:
        """A hairline under all, amber under the current."""
        theme = self.theme
        hair = theme.px(1)
        surface.fill(theme.ink("LINE"), (self.rect.x, self.rect.bottom - hair, self.rect.width, hair))
        for i, box in enumerate(self.boxes()):
            picked = i == self.index
            role = "strong" if picked else "body"
            words = "TEXT3" if not self.enabled else "TEXT" if picked or i == self._over else "TEXT2"
            shown = self.fit(self.options[i], role, box.width)
            y = box.centery - theme.line(role) / 2
            text.draw(surface, theme, shown, (box.centerx, y), role, words, "centre")
            if picked:
                ink = theme.ink("ACCENT" if self.enabled else "LINE2")
                surface.fill(ink, (box.x, box.bottom - theme.px(3), box.width, theme.px(3)))

    def describe(self) -> str:
        """The current tab and how many there are."""
        return self._say(WORDS["tabs"])
