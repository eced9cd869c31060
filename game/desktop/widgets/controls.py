"""Controls that are pressed or switched: button, toggle, choice, tabs, stepper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
        shown = text.shorten(theme, self.label, role, max(0, self.rect.right - pad - x - after))
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
        shown = text.shorten(theme, self.label, "key", self.rect.width)
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
        shown = text.shorten(theme, self.label, "body", room)
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
            if not self.enabled and self.root is not None:
                self.root.show_tooltip(self)
            self.set(not self.value)
            return True
        return False

    def describe(self) -> str:
        """Label and state."""
        return self.say(f"{self.label} ({WORDS['toggle']})", WORDS["on"] if self.value else WORDS["off"])


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
            if not self.enabled and self.root is not None:
                self.root.show_tooltip(self)
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
            shown = text.shorten(theme, self.options[i], role, inner.width)
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
            shown = text.shorten(theme, self.options[i], role, box.width)
            y = box.centery - theme.line(role) / 2
            text.draw(surface, theme, shown, (box.centerx, y), role, words, "centre")
            if picked:
                ink = theme.ink("ACCENT" if self.enabled else "LINE2")
                surface.fill(ink, (box.x, box.bottom - theme.px(3), box.width, theme.px(3)))

    def describe(self) -> str:
        """The current tab and how many there are."""
        return self._say(WORDS["tabs"])


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
        label = text.shorten(theme, self.label, "body", max(0, minus.x - theme.px(16) - self.rect.x))
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
            if not self.enabled and self.root is not None:
                self.root.show_tooltip(self)
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
