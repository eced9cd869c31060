"""Widgets that only show: labels, icons, flags, chips, key hints, rules, stats and meters."""

from __future__ import annotations

from typing import Literal, Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink
from game.desktop.widgets.base import WORDS, Common, Tip, Widget

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
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.content, self.role, self.ink, self.align = content, role, ink, align
        self.wrap, self.max_lines = wrap, max_lines
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
        return min(text.width(self.theme, self.content, self.role), self.theme.px(88))

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
        """Draw the lines, centred in height."""
        theme = self.theme
        height = theme.line(self.role)
        y = self.rect.y + max(0, (self.rect.height - height * len(self._lines)) // 2)
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
    """An outline icon, `side` design px."""

    kind = "icon"

    def __init__(
        self,
        name: str,
        ink: Ink = "TEXT3",
        *,
        side: float = 20,
        words: str = "",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.name, self.ink, self.side, self.words = name, ink, side, words

    def measure(self, room: int) -> tuple[int, int]:
        """Square."""
        side = self.theme.px(self.side)
        return side, side

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
        shown = text.shorten(theme, self.word, "caps", self.rect.width - theme.px(8))
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
        words = text.shorten(theme, self.words, "key", max(0, room))
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
        text.draw(surface, theme, text.shorten(theme, self.label, "caps", room), (x, top), "caps", "TEXT3")
        base = top + theme.line("caps") + text.ascent(theme, self.role)
        used = text.baseline(surface, theme, text.shorten(theme, self.value, self.role, room), (x, base), self.role)
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
            label = text.shorten(theme, self.label, "body", max(0, self.rect.width - shown - theme.px(12)))
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
