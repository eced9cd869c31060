"""Widgets that only show: labels, icons, flags, chips, key hints, rules, stats and meters."""

from __future__ import annotations

from typing import Literal, Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink
from game.desktop.widgets.base import Common, Tip, Widget

Side = Literal["left", "centre", "right"]


class Label(Widget):
    """Text in a role. One line that is shortened with …, or with `wrap` as many lines as needed up to `max_lines`."""

    kind = "label"

    def __init__(
        self,
        content: str,
        role: str = "body",
        ink: Ink = "TEXT2",
        *,
        align: Side = "left",
        wrap: bool = False,
        max_lines: int = 0,
        whole: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.content, self.role, self.ink, self.align = content, role, ink, align
        self.wrap, self.max_lines = wrap, max_lines
        #: Rather left out of its row than shortened.
        self.whole = whole
        #: True when the place was too small for the whole text; the tooltip then has it.
        self.cut = False
        self._lines: tuple[str, ...] = ()

    def set_text(self, content: str, ink: Ink | None = None) -> None:
        """Show other words; the window is laid out again only if the size changes."""
        if content == self.content and ink in (None, self.ink):
            return
        before = self.measure(self.rect.width or 1 << 20)
        self.content, self.ink = content, self.ink if ink is None else ink
        if self.measure(self.rect.width or 1 << 20) == before:
            self._set_lines()
            self.invalidate()
        else:
            self.relayout()

    def _wrapped(self, room: int) -> tuple[str, ...]:
        return text.wrap(self.theme, self.content, self.role, max(1, room)) if self.wrap else (self.content,)

    def measure(self, room: int) -> tuple[int, int]:
        """Width of the longest line, height of all lines."""
        lines = self._wrapped(room)
        if self.max_lines:
            lines = lines[: self.max_lines]
        width = max((text.width(self.theme, line, self.role) for line in lines), default=0)
        return min(width, room), self.theme.line(self.role) * len(lines)

    def min_width(self) -> int:
        """The longest word of wrapped text; of a single line as much as leaves a sense."""
        if self.wrap:
            return text.longest_word(self.theme, self.content, self.role)
        width = text.width(self.theme, self.content, self.role)
        return width if self.whole else min(width, self.theme.px(88))

    def layout(self, rect: pygame.Rect) -> None:
        """Cut the text into lines for this place."""
        super().layout(rect)
        self._set_lines()

    def _set_lines(self) -> None:
        theme, room = self.theme, self.rect.width
        lines = self._wrapped(room)
        limit = max(1, (self.rect.height + theme.px(4)) // theme.line(self.role))
        if self.max_lines:
            limit = min(limit, self.max_lines)
        self.cut = len(lines) > limit
        if self.cut:
            rest = " ".join(lines[limit - 1 :])
            lines = (*lines[: limit - 1], rest)
        shown = tuple(text.shorten(theme, line, self.role, room) for line in lines)
        self.cut = self.cut or shown != lines
        self._lines = shown

    def draw(self, surface: pygame.Surface) -> None:
        """Draw the lines: wrapped text from the top, a single line centred in height."""
        theme = self.theme
        height = theme.line(self.role)
        y = self.rect.y + (0 if self.wrap else max(0, (self.rect.height - height) // 2))
        at = {"left": self.rect.x, "centre": self.rect.centerx, "right": self.rect.right}[self.align]
        ink = self.ink if self.enabled else "TEXT3"
        for line in self._lines:
            text.draw(surface, theme, line, (at, y), self.role, ink, self.align)
            y += height

    def tip_content(self) -> Tip | None:
        """Its own tooltip, or the whole text if it was shortened."""
        own = super().tip_content()
        return own if own is not None or not self.cut else Tip(text=self.content)

    def describe(self) -> str:
        """The whole text, also of a shortened label."""
        return self.content or "label"


class Figure(Widget):
    """A large number with its unit on the same base line, such as 61 %."""

    kind = "figure"

    def __init__(
        self,
        number: str,
        unit: str = "",
        *,
        role: str = "verdict",
        unit_role: str = "unit",
        ink: Ink = "TEXT",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.number, self.unit, self.role, self.unit_role, self.ink = number, unit, role, unit_role, ink

    def set(self, number: str) -> None:
        """Show another number."""
        before = self.measure(1 << 20)
        self.number = number
        if self.measure(1 << 20) == before:
            self.invalidate()
        else:
            self.relayout()

    def measure(self, room: int) -> tuple[int, int]:
        """Number, a small gap, unit."""
        theme = self.theme
        unit = text.width(theme, self.unit, self.unit_role) + theme.px(3) if self.unit else 0
        return min(room, text.width(theme, self.number, self.role) + unit), theme.line(self.role)

    def draw(self, surface: pygame.Surface) -> None:
        """On one base line."""
        theme = self.theme
        base = self.rect.centery - theme.line(self.role) // 2 + text.ascent(theme, self.role)
        x = self.rect.x + text.baseline(surface, theme, self.number, (self.rect.x, base), self.role, self.ink)
        text.baseline(surface, theme, self.unit, (x + theme.px(3), base), self.unit_role, "TEXT3")

    def describe(self) -> str:
        """Number and unit."""
        return self.say(f"{self.number}{self.unit}")


class Icon(Widget):
    """An outline icon, `side` design px; `beside` a text of a role it is as high as the first line of that."""

    kind = "icon"

    def __init__(
        self,
        name: str,
        ink: Ink = "TEXT3",
        *,
        side: float = 20,
        beside: str = "",
        words: str = "",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.name, self.ink, self.side, self.beside, self.words = name, ink, side, beside, words

    def measure(self, room: int) -> tuple[int, int]:
        """Square, or as high as the line it stands beside."""
        side = self.theme.px(self.side)
        return side, max(side, self.theme.line(self.beside)) if self.beside else side

    def draw(self, surface: pygame.Surface) -> None:
        """In the middle of its place."""
        picture = icons.icon(self.name, self.theme.px(self.side), self.theme.ink(self.ink))
        surface.blit(picture, picture.get_rect(center=self.rect.center))

    def describe(self) -> str:
        """What it stands for."""
        return self.words or self.name


class Flag(Widget):
    """A nation's flag in a circle, by two-letter code; `side` design px."""

    kind = "flag"

    def __init__(self, code: str, *, side: float = 32, name: str = "", **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.code, self.side, self.name = code, side, name

    def measure(self, room: int) -> tuple[int, int]:
        """Square."""
        side = self.theme.px(self.side)
        return side, side

    def draw(self, surface: pygame.Surface) -> None:
        """In the middle of its place."""
        picture = icons.flag(self.code, self.theme.px(self.side))
        surface.blit(picture, picture.get_rect(center=self.rect.center))

    def describe(self) -> str:
        """The nation."""
        return self.name or f"flag {self.code}"


class Chip(Widget):
    """A small pill with a word, such as a state of a treaty."""

    kind = "chip"

    def __init__(self, word: str, ink: Ink = "ACCENT", **common: Unpack[Common]) -> None:
        super().__init__(**common)
        self.word, self.ink = word, ink

    def measure(self, room: int) -> tuple[int, int]:
        """The word and its pill."""
        theme = self.theme
        return text.width(theme, self.word, "caps") + theme.px(18), theme.px(24)

    def draw(self, surface: pygame.Surface) -> None:
        """A dark wash of the colour, an edge and the word."""
        theme = self.theme
        colour = theme.ink(self.ink)
        from game.desktop.tokens import mix

        shapes.pill(surface, self.rect, mix(theme.ink("PANEL2"), colour, 0.16), mix(theme.ink("PANEL2"), colour, 0.55))
        shown = self.fit(self.word, "caps", self.rect.width - theme.px(8))
        y = self.rect.y + (self.rect.height - theme.line("caps")) / 2
        text.draw(surface, theme, shown, (self.rect.centerx, y), "caps", colour, "centre")

    def describe(self) -> str:
        """The word."""
        return self.word


class KeyHint(Widget):
    """A key cap and what the key does."""

    kind = "key"

    def __init__(self, key: str, words: str = "", *, id: str = "") -> None:
        super().__init__(id=id)
        self.key, self.words = key, words

    def _cap(self) -> int:
        return max(self.theme.px(24), text.width(self.theme, self.key, "key") + self.theme.px(12))

    def measure(self, room: int) -> tuple[int, int]:
        """The cap, a gap, the words."""
        words = text.width(self.theme, self.words, "key")
        return self._cap() + (words + self.theme.px(8) if words else 0), self.theme.px(24)

    def draw(self, surface: pygame.Surface) -> None:
        """The cap at the left."""
        theme = self.theme
        cap = pygame.Rect(self.rect.x, 0, self._cap(), theme.px(24))
        cap.centery = self.rect.centery
        draw_cap(surface, self, cap, self.key)
        room = self.rect.right - cap.right - theme.px(8)
        words = self.fit(self.words, "key", max(0, room))
        y = self.rect.centery - theme.line("key") / 2
        text.draw(surface, theme, words, (cap.right + theme.px(8), y), "key", "TEXT3")

    def describe(self) -> str:
        """Key and words."""
        return f"{self.key}: {self.words}" if self.words else self.key


def draw_cap(surface: pygame.Surface, widget: Widget, cap: pygame.Rect, key: str, ink: Ink = "TEXT2") -> None:
    """Draw a key cap."""
    theme = widget.theme
    shapes.rounded(surface, cap, theme.px(5), theme.ink("PANEL3"), theme.ink("LINE2"), theme.px(1))
    y = cap.centery - theme.line("key") / 2
    text.draw(surface, theme, key, (cap.centerx, y), "key", ink, "centre")


class Rule(Widget):
    """A hairline, across or with `upright` down."""

    kind = "rule"

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        self.upright = upright

    def measure(self, room: int) -> tuple[int, int]:
        """As long as there is room, 1 px thick."""
        hair = self.theme.px(1)
        return (hair, self.theme.px(24)) if self.upright else (room, hair)

    def min_width(self) -> int:
        """One hair."""
        return self.theme.px(1)

    def draw(self, surface: pygame.Surface) -> None:
        """The line."""
        surface.fill(self.theme.ink("LINE"), self.rect)

    def describe(self) -> str:
        """Nothing to say."""
        return "rule"
