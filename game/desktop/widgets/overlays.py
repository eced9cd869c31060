"""What lies above a screen: modal dialogs, pop-ups, tooltips with reasons, and notices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import mix
from game.desktop.widgets.base import WORDS, Action, Tip, Why, Widget, is_activate, is_click
from game.desktop.widgets.boxes import Column, Row, Spacer
from game.desktop.widgets.labels import Label, Rule
from game.desktop.widgets.panels import Panel

if TYPE_CHECKING:
    from game.desktop.widgets.root import Root


class Overlay(Panel):
    """A panel above the screen that takes the focus while it is open."""

    flattens = True
    dims = False
    closes_outside = False

    @property
    def cached(self) -> bool:
        """Always: it is the outermost of what it holds."""
        return True

    def place(self) -> None:
        """Choose a rectangle and lay out."""

    def cancel(self) -> None:
        """Close, as Escape does."""
        if self.root is not None:
            self.root.close(self)

    def first_focus(self) -> Widget | None:
        """What has the focus at the start; None for the first that can have it."""
        return None

    def _window(self) -> pygame.Rect:
        return pygame.Rect((0, 0), self.theme.size)


class Modal(Overlay):
    """A dialog in the middle of a dimmed screen: title, body, buttons at the right. Escape calls `on_cancel`.

    `first` is the id of the widget that has the focus at the start; `width` is design px.
    """

    kind = "dialog"
    dims = True

    def __init__(
        self,
        title: str,
        *body: Widget,
        actions: tuple[Widget, ...] = (),
        width: float = 560,
        icon: str = "",
        on_cancel: Action | None = None,
        first: str = "",
        id: str = "",
    ) -> None:
        from game.desktop.widgets.labels import Icon
        from game.desktop.widgets.scroll import ScrollArea

        head: list[Widget] = [Label(title, "title", "TEXT", wrap=True, flex=1)]
        if icon:
            head.insert(0, Icon(icon, "ACCENT", side=26))
        parts: list[Widget] = [Row(*head, gap=12), ScrollArea(Column(*body, gap=12), flex=1)]
        if actions:
            parts += [Row(*actions, gap=12, justify="end")]
        super().__init__(
            Column(*parts, gap=16), background="PANEL2", border="LINE2", radius=10, pad=24, shadow=True, id=id
        )
        self.title, self.width, self.on_cancel, self.first = title, width, on_cancel, first

    def place(self) -> None:
        """In the middle, a little above the centre, never larger than the window."""
        window = self._window()
        room = self.theme.px(24)
        width = min(self.theme.px(self.width), window.width - 2 * room)
        height = min(self.measure(width)[1], window.height - 2 * room)
        top = max(room, round((window.height - height) * 0.45))
        self.layout(pygame.Rect((window.width - width) // 2, top, width, height))

    def cancel(self) -> None:
        """Close, then tell."""
        super().cancel()
        if self.on_cancel is not None:
            self.on_cancel()

    def first_focus(self) -> Widget | None:
        """The named widget."""
        return next((w for w in self.walk() if self.first and w.id == self.first), None)

    def describe(self) -> str:
        """Its title."""
        return self.say(f"{self.title} ({WORDS['dialog']})")


class Popup(Overlay):
    """A small panel beside a control; a click elsewhere or Escape closes it."""

    kind = "menu"
    closes_outside = True

    def __init__(self, body: Widget, beside: pygame.Rect, *, id: str = "") -> None:
        super().__init__(body, background="PANEL2", border="LINE2", radius=6, pad=4, shadow=True, id=id)
        self.beside = pygame.Rect(beside)

    def place(self) -> None:
        """Under the control at its width, or above it."""
        window = self._window().inflate(-2 * self.theme.px(8), -2 * self.theme.px(8))
        width = max(self.beside.width, min(self.measure(window.width)[0], self.theme.px(360)))
        gap = self.theme.px(4)
        wanted = self.measure(width)[1]
        below, above = window.bottom - self.beside.bottom - gap, self.beside.y - window.y - gap
        height = min(wanted, max(below, above))
        y = self.beside.bottom + gap if height <= below else self.beside.y - gap - height
        x = min(max(self.beside.x, window.x), window.right - width)
        self.layout(pygame.Rect(x, y, width, height))


class _WhyRow(Widget):
    """A line of a tooltip: label, value, and an arrow when there is more under it."""

    kind = "reason"

    def __init__(self, why: Why, depth: int, opened: bool, toggle: Callable[[], None], id: str) -> None:
        super().__init__(id=id)
        self.why, self.depth, self.opened, self.toggle = why, depth, opened, toggle
        self.focusable = bool(why.parts)

    def measure(self, room: int) -> tuple[int, int]:
        """Label and value in one line."""
        theme = self.theme
        width = text.width(theme, self.why.label, "body") + text.width(theme, self.why.shown(), "strong")
        return min(room, width + theme.px(42 + 16 * self.depth)), theme.px(28) if self.depth == 0 else theme.px(26)

    def draw(self, surface: pygame.Surface) -> None:
        """Indented by depth."""
        theme = self.theme
        if self.hovered and self.focusable:
            fill = mix(theme.ink("PANEL3"), theme.ink("RAISED"), 0.5)
            shapes.rounded(surface, self.rect, theme.px(4), fill)
        x = self.rect.x + theme.px(2 + 16 * self.depth)
        side = theme.px(14)
        if self.why.parts:
            name = "chevron-down" if self.opened else "chevron-right"
            surface.blit(icons.icon(name, side, theme.ink("ACCENT"), 2.25), (x, self.rect.centery - side // 2))
        x += side + theme.px(6)
        shown = self.why.shown()
        value = self.why.value or 0.0
        rises = shown.startswith("+")
        ink = "POS" if rises == (self.why.good == "up") else "NEG"
        if self.why.good == "none" or not (rises or shown.startswith("−")):
            ink = "TEXT2"
        y = self.rect.centery - theme.line("body") / 2
        used = text.draw(
            surface, theme, shown, (self.rect.right - theme.px(4), y), "strong", ink if value else "TEXT2", "right"
        )
        room = max(0, self.rect.right - x - used - theme.px(14))
        label = text.shorten(theme, self.why.label, "body", room)
        text.draw(surface, theme, label, (x, y), "body", "TEXT2" if self.depth else "TEXT")

    def handle(self, event: pygame.event.Event) -> bool:
        """Open and close."""
        if not self.focusable:
            return False
        opens = event.type == pygame.KEYDOWN and event.key == pygame.K_RIGHT and not self.opened
        closes = event.type == pygame.KEYDOWN and event.key == pygame.K_LEFT and self.opened
        if is_click(event) or is_activate(event) or opens or closes:
            self.toggle()
            return True
        return False

    def describe(self) -> str:
        """Label and value."""
        return self.say(self.why.label, self.why.shown())


class TooltipPanel(Overlay):
    """A tooltip. Pinned (F1 or middle button) it stays, and its lines open with Enter, Right or a click."""

    kind = "tooltip"

    def __init__(self, tip: Tip, beside: pygame.Rect) -> None:
        self.tip_shown, self.beside = tip, pygame.Rect(beside)
        self.pinned = False
        self._opened: set[tuple[int, ...]] = set()
        super().__init__(
            Column(*self._parts(), gap=4),
            background="PANEL3",
            border="LINE2",
            radius=8,
            pad=(14, 12),
            shadow=True,
            id="tooltip",
        )

    def _parts(self) -> list[Widget]:
        tip = self.tip_shown
        parts: list[Widget] = []
        if tip.title:
            parts.append(Label(tip.title, "strong", "TEXT", wrap=True))
        if tip.reason:
            from game.desktop.widgets.labels import Icon

            parts.append(
                Row(
                    Icon("lock", "WARN", side=16),
                    Label(tip.reason, "body", "WARN", wrap=True, flex=1),
                    gap=8,
                    align="start",
                )
            )
        if tip.text:
            parts.append(Label(tip.text, "body", "TEXT2", wrap=True))
        if tip.lines:
            if parts:
                parts += [Spacer(2), Rule(), Spacer(2)]
            self._add_lines(parts, tip.lines, ())
            if not self.pinned and any(line.parts for line in tip.lines):
                parts += [Spacer(2), Label(WORDS["pin-key"], "key", "TEXT3")]
        return parts

    def _add_lines(self, parts: list[Widget], lines: tuple[Why, ...], path: tuple[int, ...]) -> None:
        for i, why in enumerate(lines):
            here = (*path, i)
            opened = here in self._opened
            name = "why-" + "-".join(map(str, here))
            parts.append(_WhyRow(why, len(path), opened, partial(self._toggle, here), name))
            if opened:
                self._add_lines(parts, why.parts, here)

    def _toggle(self, path: tuple[int, ...]) -> None:
        self._opened ^= {path}
        if self.root is None:
            return
        if not self.pinned:
            self.root.pin_tooltip()
        self._rebuild()
        name = "why-" + "-".join(map(str, path))
        self.root.focus.set(next((w for w in self.walk() if w.id == name), None))

    def _rebuild(self) -> None:
        body = self.body
        assert isinstance(body, Column)
        body.set_children(*self._parts())
        self.place()
        self.invalidate()

    def pin(self) -> None:
        """Stay open."""
        self.pinned = True
        self._rebuild()

    def place(self) -> None:
        """Under its owner, or above, or beside; inside the window."""
        theme = self.theme
        window = self._window().inflate(-2 * theme.px(8), -2 * theme.px(8))
        width = min(self.measure(theme.px(360))[0], window.width)
        height = min(self.measure(width)[1], window.height)
        gap = theme.px(10)
        owner = self.beside
        x = min(max(owner.x, window.x), window.right - width)
        if owner.bottom + gap + height <= window.bottom:
            y = owner.bottom + gap
        elif owner.y - gap - height >= window.y:
            y = owner.y - gap - height
        else:
            y = window.y + max(0, (window.height - height) // 2)
            x = owner.right + gap if owner.right + gap + width <= window.right else max(window.x, owner.x - gap - width)
        self.layout(pygame.Rect(x, y, width, height))

    def cancel(self) -> None:
        """Close."""
        if self.root is not None:
            self.root.close_tooltip()

    def describe(self) -> str:
        """All of it in one line."""
        tip = self.tip_shown
        lines = [f"{why.label} {why.shown()}".strip() for why in tip.lines]
        return ". ".join(part for part in (tip.title, tip.reason, tip.text, *lines) if part)


LOW = 700
"""Height of a window [design px] below which notices stand under the top bar."""


class Toasts(Widget):
    """Notices at the lower left, newest below; each stays some seconds and is in the log for good.

    They stand over the foot and the strip above it, where they cover neither tabs nor the buttons of a dialog; where
    the window is low, and dialogs fill it, they stand under the top bar.
    """

    kind = "notice"
    stay = 8.0

    def __init__(self) -> None:
        super().__init__()
        self.panels: list[tuple[Panel, str]] = []
        self._left: list[float] = []
        self._stays: list[bool] = []

    @property
    def messages(self) -> list[str]:
        """What is shown now."""
        return [message for _, message in self.panels]

    def add(self, message: str, kind: str, icon: str, stays: bool = False) -> None:
        """Show one more, at most three; the same words again only stay longer."""
        from game.desktop.widgets.labels import Icon

        self._keep(lambda i: self.panels[i][1] != message)
        row = Row(Icon(icon, kind, side=20), Label(message, "body", "TEXT", wrap=True, flex=1), gap=12)
        panel = _Toast(row, background="PANEL3", border="LINE2", radius=8, pad=(16, 10), shadow=True)
        panel.bind(self.root, None)
        self.panels = [*self.panels, (panel, message)][-3:]
        self._left = [*self._left, self.stay][-3:]
        self._stays = [*self._stays, stays][-3:]
        self._place()

    def turn_page(self) -> None:
        """Another page is shown: only what must be read stays."""
        self._keep(lambda i: self._stays[i])

    def _keep(self, wanted: Callable[[int], bool]) -> bool:
        """Take the others away; True if there were any."""
        kept = [i for i in range(len(self.panels)) if wanted(i)]
        if len(kept) == len(self.panels):
            return False
        self.panels = [self.panels[i] for i in kept]
        self._left = [self._left[i] for i in kept]
        self._stays = [self._stays[i] for i in kept]
        self._place()
        return True

    def bind(self, root: Root | None, parent: Widget | None) -> None:
        """Follow the theme."""
        super().bind(root, parent)
        for panel, _ in self.panels:
            panel.bind(self.root, None)
            panel.picture, panel.dirty = None, True
        if self.panels:
            self._place()

    def _place(self) -> None:
        theme = self.theme
        width, height = theme.size
        low = height / theme.scale < LOW
        edge = theme.px(68) if low else height - theme.px(140)
        for panel, message in reversed(self.panels):
            wide = min(theme.px(520), text.width(theme, message) + theme.px(70), width - 2 * theme.px(16))
            high = panel.measure(wide)[1]
            left = (width - wide) // 2 if low else min(theme.px(100), width - wide - theme.px(16))
            panel.layout(pygame.Rect(left, edge if low else edge - high, wide, high))
            edge += (high + theme.px(8)) * (1 if low else -1)

    def advance(self, dt: float) -> bool:
        """Let time pass; True when a notice went away."""
        if not self._left:
            return False
        self._left = [left - dt for left in self._left]
        return self._keep(lambda i: self._left[i] > 0)

    def refresh(self, scratch: pygame.Surface) -> None:
        """Draw those that changed."""
        for panel, _ in self.panels:
            if panel.dirty:
                panel.render(scratch)

    def compose(self, window: pygame.Surface) -> None:
        """Put all on the window."""
        for panel, _ in self.panels:
            panel.compose(window)

    def describe(self) -> str:
        """The notices."""
        return "; ".join(self.messages) or WORDS["notice"]


class _Toast(Panel):
    flattens = True

    @property
    def cached(self) -> bool:
        return True
