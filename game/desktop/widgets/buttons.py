"""Buttons of every kind."""

from __future__ import annotations

from typing import Literal, Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink, mix
from game.desktop.widgets.base import WORDS, Action, Common, Widget, is_activate, is_click
from game.desktop.widgets.labels import draw_cap

Kind = Literal["primary", "normal", "quiet", "danger", "rail", "block"]


class Button(Widget):
    """A button. Kinds: primary (amber, one per screen), normal, quiet (no edge), danger, rail (icon over word), block
    (amber, square, fills its place like End quarter). `key` shows the shortcut; the screen listens for it."""

    focusable = True

    def __init__(
        self,
        label: str,
        on_press: Action | None = None,
        *,
        kind: Kind = "normal",
        icon: str = "",
        icon_after: str = "",
        key: str = "",
        note: str = "",
        words: str = "",
        selected: bool = False,
        low: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.label, self.on_press, self.style = label, on_press, kind
        self.icon, self.icon_after, self.key, self.note, self.words = icon, icon_after, key, note, words
        self.selected = selected
        #: 32 px high instead of 44: for rows of tools, not for actions.
        self.low = low

    def set_label(self, label: str, note: str | None = None) -> None:
        """Show other words."""
        self.label, self.note = label, self.note if note is None else note
        self.relayout()

    def select(self, selected: bool) -> None:
        """Mark as the current one, as in a rail."""
        if selected != self.selected:
            self.selected = selected
            self.invalidate()

    def press(self) -> None:
        """Do what the button does; a disabled one says why not."""
        if not self.enabled:
            if self.root is not None:
                self.root.say(self.describe())
                self.root.show_tooltip(self)
            return
        if self.on_press is not None:
            self.on_press()

    def _content(self) -> int:
        theme = self.theme
        width = text.width(theme, self.label, self._role())
        width += sum(
            theme.px(18) + (theme.px(10) if self.label else 0) for name in (self.icon, self.icon_after) if name
        )
        if self.key:
            width += theme.px(10) + self._cap()
        if self.note:
            width += theme.px(24) + text.width(theme, self.note, "body")
        return width

    def _cap(self) -> int:
        return max(self.theme.px(24), text.width(self.theme, self.key, "key") + self.theme.px(12))

    def _role(self) -> str:
        return "card" if self.style == "block" else "body" if self.style == "quiet" else "strong"

    def measure(self, room: int) -> tuple[int, int]:
        """Content and padding; at least 44 px high and, for an icon alone, square."""
        theme = self.theme
        height = theme.px(32 if self.low else 44)
        if self.style == "rail":
            return min(room, max(theme.px(76), text.width(theme, self.label, "key") + theme.px(8))), theme.px(60)
        if self.style == "block":
            height = theme.px(56)
        if not self.label:
            return height, height
        return min(room, self._content() + 2 * theme.px(12 if self.style == "quiet" else 16)), height

    def min_width(self) -> int:
        """The word and the icon, without key and note."""
        theme = self.theme
        if not self.label or self.style == "rail":
            return self.measure(1 << 20)[0]
        extra = theme.px(10) + self._cap() if self.key else 0
        extra += theme.px(24) + text.width(theme, self.note, "body") if self.note else 0
        return self.measure(1 << 20)[0] - extra

    def _colours(self) -> tuple[Ink | None, Ink | None, Ink]:
        """Fill, edge and text for the moment."""
        ink = self.theme.ink
        down = 0.12 if self.pressed else 0.0
        if not self.enabled:
            if self.style == "quiet":
                return None, None, mix(ink("PANEL"), ink("TEXT3"), 0.75)
            if self.style == "rail":
                return None, None, mix(ink("PANEL"), ink("TEXT3"), 0.6)
            return mix(ink("PANEL"), ink("PANEL3"), 0.55), ink("LINE"), mix(ink("PANEL3"), ink("TEXT3"), 0.85)
        if self.style in ("primary", "block"):
            fill = mix(ink("ACCENT"), (255, 255, 255), 0.22 * self._glow)
            return mix(fill, (0, 0, 0), down), None, "ON_ACCENT"
        if self.style == "danger":
            fill = mix(ink("PANEL3"), ink("NEG"), 0.06 + 0.12 * self._glow)
            return mix(fill, (0, 0, 0), down), mix(ink("PANEL3"), ink("NEG"), 0.6), "NEG"
        if self.style in ("quiet", "rail"):
            words = self.lift("TEXT3" if self.style == "rail" else "TEXT2", "TEXT")
            if self.selected:
                return "PANEL3", None, "TEXT"
            return (mix(ink("PANEL"), ink("PANEL3"), self._glow) if self._glow or self.pressed else None), None, words
        fill = mix(ink("PANEL3"), ink("RAISED"), 0.6 * self._glow + (0.2 if self.selected else 0))
        return mix(fill, (0, 0, 0), down), mix(ink("LINE2"), ink("TEXT3"), 0.5 * self._glow), "TEXT"

    def draw(self, surface: pygame.Surface) -> None:
        """Fill, icon, word, key."""
        theme = self.theme
        fill, edge, ink = self._colours()
        radius = 0 if self.style == "block" else theme.px(6)
        if fill is not None:
            border = theme.ink(edge) if edge is not None else None
            shapes.rounded(surface, self.rect, radius, theme.ink(fill), border, theme.px(1))
        if self.style == "rail":
            self._draw_rail(surface, ink)
            return
        role = self._role()
        pad = theme.px(12 if self.style == "quiet" else 16) if self.label else 0
        room = self.rect.width - 2 * pad
        content = self._content()
        cap = theme.px(10) + self._cap() if self.key else 0
        note = theme.px(24) + text.width(theme, self.note, "body") if self.note else 0
        # hints go first when it gets narrow
        show_key = bool(self.key) and content <= room
        show_note = bool(self.note) and content - (0 if show_key else cap) <= room
        content -= (0 if show_key else cap) + (0 if show_note else note)
        x = self.rect.x + pad + max(0, (room - content) // 2)
        y = self.rect.centery
        if show_note:
            faint = mix(theme.ink("ACCENT"), theme.ink("ON_ACCENT"), 0.72) if ink == "ON_ACCENT" else theme.ink("TEXT3")
            used = text.draw(surface, theme, self.note, (x, y - theme.line("body") / 2), "body", faint)
            x += used + theme.px(24)
        if self.icon:
            x += self._glyph(surface, self.icon, x if self.label else y and self.rect.centerx - theme.px(9), ink)
        after = theme.px(28) if self.icon_after else 0
        shown = self.fit(self.label, role, max(0, self.rect.right - pad - x - after))
        x += text.draw(surface, theme, shown, (x, y - theme.line(role) / 2), role, ink)
        if self.icon_after:
            x += theme.px(10)
            self._glyph(surface, self.icon_after, x, ink)
            x += theme.px(18)
        if show_key:
            box = pygame.Rect(x + theme.px(10), 0, self._cap(), theme.px(24))
            box.centery = y
            draw_cap(surface, self, box, self.key, "TEXT2" if self.enabled else "TEXT3")

    def _glyph(self, surface: pygame.Surface, name: str, x: int, ink: Ink) -> int:
        theme = self.theme
        side = theme.px(18)
        surface.blit(icons.icon(name, side, theme.ink(ink)), (x, self.rect.centery - side // 2))
        return side + theme.px(10)

    def _draw_rail(self, surface: pygame.Surface, ink: Ink) -> None:
        theme = self.theme
        side = theme.px(22)
        top = self.rect.centery - (side + theme.px(4) + theme.line("key")) // 2
        glyph: Ink = "ACCENT" if self.selected else ink
        picture = icons.icon(self.icon, side, theme.ink(glyph))
        surface.blit(picture, (self.rect.centerx - side // 2, top))
        shown = self.fit(self.label, "key", self.rect.width)
        text.draw(surface, theme, shown, (self.rect.centerx, top + side + theme.px(4)), "key", ink, "centre")
        if self.selected:
            bar = pygame.Rect(self.rect.x, self.rect.y + theme.px(10), theme.px(3), self.rect.height - 2 * theme.px(10))
            shapes.rounded(surface, bar, theme.px(1), theme.ink("ACCENT"))

    def handle(self, event: pygame.event.Event) -> bool:
        """Press on release inside, or on Enter and Space."""
        if is_click(event):
            self.pressed = True
            self.invalidate()
            return True
        if event.type == pygame.MOUSEBUTTONUP and self.pressed:
            self.pressed = False
            self.invalidate()
            if self.rect.collidepoint(event.pos):
                self.press()
            return True
        if is_activate(event):
            self.press()
            return True
        return False

    def describe(self) -> str:
        """Label, kind, key, note."""
        return self.say(f"{self.words or self.label or self.icon} ({WORDS['button']})", self.note, self.key)


class Count(Button):
    """A number in a pill with words beside it, which leads to what is counted."""

    def __init__(self, number: str, words: str, on_press: Action, **common: Unpack[Common]) -> None:
        super().__init__(words, on_press, kind="quiet", low=True, **common)
        self.number = number

    def _pill(self) -> int:
        return text.width(self.theme, self.number, "caps") + self.theme.px(18)

    def _content(self) -> int:
        return self._pill() + self.theme.px(8) + text.width(self.theme, self.label, "body")

    def draw(self, surface: pygame.Surface) -> None:
        """The pill, then the words."""
        theme = self.theme
        fill, _, ink = self._colours()
        if fill is not None:
            shapes.rounded(surface, self.rect, theme.px(6), theme.ink(fill))
        pill = pygame.Rect(self.rect.x + theme.px(12), 0, self._pill(), theme.px(24))
        pill.centery = self.rect.centery
        paper, colour = theme.ink("PANEL"), theme.ink("ACCENT")
        shapes.pill(surface, pill, mix(paper, colour, 0.16), mix(paper, colour, 0.55))
        middle = (pill.centerx, pill.centery - theme.line("caps") / 2)
        text.draw(surface, theme, self.number, middle, "caps", colour, "centre")
        left = (pill.right + theme.px(8), self.rect.centery - theme.line("body") / 2)
        text.draw(surface, theme, self.label, left, "body", ink)

    def describe(self) -> str:
        """Number and words."""
        return self.say(f"{self.number} {self.label} ({WORDS['button']})")
