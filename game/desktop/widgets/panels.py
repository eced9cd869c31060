"""Panels keep their own picture; only one that changed is drawn again. Cards, live areas and chart views."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal, Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink, Theme
from game.desktop.widgets.base import Common, Container, Tip, Widget
from game.desktop.widgets.boxes import Column, Pad, _sides

if TYPE_CHECKING:
    from game.desktop.widgets.root import Root

Edge = Literal["left", "top", "right", "bottom"]


class Panel(Container):
    """An area with a background and its own cached picture. `over` panels lie above live areas such as the map.

    `edges` draws hairlines on some sides, `border` all round; lengths are design px.
    """

    kind = "panel"

    def __init__(
        self,
        *children: Widget,
        background: Ink | None = "PANEL",
        border: Ink | None = None,
        edges: tuple[Edge, ...] = (),
        radius: float = 0,
        pad: Pad = 0,
        gap: float = 8,
        over: bool = False,
        shadow: bool = False,
        size: tuple[float, float] = (0, 0),
        group: bool = False,
        **common: Unpack[Common],
    ) -> None:
        body = children[0] if len(children) == 1 else Column(*children, gap=gap)
        super().__init__(body, group=group, **common)
        self.background, self.border, self.edges, self.radius = background, border, edges, radius
        self.pad, self.over, self.shadow = _sides(pad), over, shadow
        self.size = size
        self.dirty = True
        self.picture: pygame.Surface | None = None

    @property
    def body(self) -> Widget:
        """The content."""
        return self._children[0]

    @property
    def cached(self) -> bool:
        """False inside a scrolling area or an overlay, which draw everything in them themselves."""
        return not any(getattr(parent, "flattens", False) for parent in self.ancestors())

    @property
    def bleed(self) -> int:
        """How far the picture reaches beyond the rectangle, px."""
        return self.theme.px(36) if self.shadow else 0

    def _pads(self) -> tuple[int, int, int, int]:
        px = self.theme.px
        return px(self.pad[0]), px(self.pad[1]), px(self.pad[2]), px(self.pad[3])

    def measure(self, room: int) -> tuple[int, int]:
        """The content and the padding, or the fixed size where one is given."""
        left, top, right, bottom = self._pads()
        fixed_w, fixed_h = self.theme.px(self.size[0]), self.theme.px(self.size[1])
        room = min(room, fixed_w) if fixed_w else room
        w, h = (0, 0) if fixed_w and fixed_h else self.body.wanted(max(0, room - left - right))
        return fixed_w or min(w + left + right, room), fixed_h or h + top + bottom

    def min_width(self) -> int:
        """Least width of the content, or the fixed one."""
        left, _, right, _ = self._pads()
        return self.theme.px(self.size[0]) or self.body.least_width() + left + right

    def min_height(self, room: int) -> int:
        """Least height of the content, or the fixed one."""
        left, top, right, bottom = self._pads()
        return self.theme.px(self.size[1]) or self.body.min_height(max(0, room - left - right)) + top + bottom

    def layout(self, rect: pygame.Rect) -> None:
        """Place the content inside the padding."""
        super().layout(rect)
        left, top, right, bottom = self._pads()
        width = max(0, rect.width - left - right)
        top += self._head(width)
        self.body.layout(pygame.Rect(rect.x + left, rect.y + top, width, max(0, rect.height - top - bottom)))

    def _head(self, room: int) -> int:
        """Height of what stands above the content, px."""
        return 0

    def draw(self, surface: pygame.Surface) -> None:
        """Inside another panel: only drawn here when it keeps no picture of its own."""
        if not self.cached:
            self.paint(surface)

    def paint(self, surface: pygame.Surface) -> None:
        """Background, edges and content."""
        theme = self.theme
        radius = theme.px(self.radius)
        if self.shadow:
            shapes.shadow(surface, self.rect.move(0, theme.px(6)), radius, theme.px(12))
        if self.background is not None:
            border = theme.ink(self.border) if self.border is not None else None
            shapes.rounded(surface, self.rect, radius, theme.ink(self.background), border, theme.px(1))
        hair = theme.px(1)
        for edge in self.edges:
            box = pygame.Rect(self.rect)
            if edge in ("left", "right"):
                box.width = hair
                box.x = self.rect.x if edge == "left" else self.rect.right - hair
            else:
                box.height = hair
                box.y = self.rect.y if edge == "top" else self.rect.bottom - hair
            surface.fill(theme.ink("LINE"), box)
        super().draw(surface)

    def render(self, scratch: pygame.Surface) -> None:
        """Draw into the own picture by way of the shared `scratch` surface, which has window coordinates."""
        area = self.rect.inflate(2 * self.bleed, 2 * self.bleed)
        if self.picture is None or self.picture.get_size() != area.size:
            self.picture = pygame.Surface(area.size, pygame.SRCALPHA)
            if pygame.display.get_surface():
                self.picture = self.picture.convert_alpha()
        scratch.set_clip(area)
        scratch.fill((0, 0, 0, 0), area)
        self.paint(scratch)
        scratch.set_clip(None)
        self.picture.fill((0, 0, 0, 0))
        # a plain copy of all four channels: blending on the empty picture would lose the soft edges
        visible = area.clip(scratch.get_rect())
        self.picture.blit(scratch, (visible.x - area.x, visible.y - area.y), visible, pygame.BLEND_RGBA_ADD)
        self.dirty = False

    def compose(self, target: pygame.Surface) -> None:
        """Put the picture on `target`."""
        if self.picture is not None:
            target.blit(self.picture, (self.rect.x - self.bleed, self.rect.y - self.bleed))


class Frame(Common, total=False):
    """What a card leaves to its panel; lengths are design px."""

    gap: float
    over: bool
    size: tuple[float, float]
    group: bool


class Card(Panel):
    """A panel with an optional head: icon and title at the left, a quiet note at the right, a subtitle below."""

    kind = "card"

    def __init__(
        self,
        *children: Widget,
        title: str = "",
        subtitle: str = "",
        icon: str = "",
        note: str = "",
        background: Ink = "PANEL2",
        border: Ink = "LINE",
        pad: Pad = (16, 12),
        **common: Unpack[Frame],
    ) -> None:
        super().__init__(*children, background=background, border=border, radius=8, pad=pad, **common)
        self.title, self.subtitle, self.icon, self.note = title, subtitle, icon, note

    def _head(self, room: int) -> int:
        """Title line and subtitle."""
        theme = self.theme
        height = theme.line("card") if self.title or self.note else 0
        if self.subtitle:
            height += len(text.wrap(theme, self.subtitle, "note", max(1, room))) * theme.line("note")
        return height + (theme.px(8) if height else 0)

    def measure(self, room: int) -> tuple[int, int]:
        """The head above the content."""
        w, h = super().measure(room)
        left, _, right, _ = self._pads()
        theme = self.theme
        head = text.width(theme, self.title, "card") + text.width(theme, self.note, "note") + left + right
        head += (theme.px(28) if self.icon else 0) + (theme.px(16) if self.note else 0)
        w = self.theme.px(self.size[0]) or min(room, max(w, head))
        return w, self.theme.px(self.size[1]) or h + self._head(w - left - right)

    def min_height(self, room: int) -> int:
        """The head and the least height of the content."""
        left, _, right, _ = self._pads()
        return super().min_height(room) + (0 if self.size[1] else self._head(max(1, room - left - right)))

    def paint(self, surface: pygame.Surface) -> None:
        """The head, then the content."""
        super().paint(surface)
        theme = self.theme
        left, top, right, _ = self._pads()
        x, y, end = self.rect.x + left, self.rect.y + top, self.rect.right - right
        if self.icon:
            side = theme.px(18)
            picture = icons.icon(self.icon, side, theme.ink("TEXT3"))
            surface.blit(picture, (x, y + (theme.line("card") - side) // 2))
            x += theme.px(28)
        shown = self.fit(self.title, "card", max(0, end - x))
        used = text.draw(surface, theme, shown, (x, y), "card", "TEXT")
        if self.note:
            note = self.fit(self.note, "note", max(0, end - x - used - theme.px(16)))
            drop = text.ascent(theme, "card") - text.ascent(theme, "note")
            text.draw(surface, theme, note, (end, y + drop), "note", "TEXT3", "right")
        y += theme.line("card") if self.title or self.note else 0
        if self.subtitle:
            for line in text.wrap(theme, self.subtitle, "note", max(1, self.rect.width - left - right)):
                text.draw(surface, theme, line, (self.rect.x + left, y), "note", "TEXT3")
                y += theme.line("note")

    def describe(self) -> str:
        """Title, subtitle and note."""
        return self.say(self.title or self.id or self.kind, self.subtitle, self.note)


class Live(Widget):
    """An area drawn in every frame, such as the map: after the still panels and before those that are `over`."""

    kind = "view"

    def __init__(
        self,
        paint: Callable[[pygame.Surface, pygame.Rect], None],
        *,
        on_event: Callable[[pygame.event.Event], bool] | None = None,
        words: Callable[[], str] | None = None,
        focusable: bool = False,
        flex: float = 1.0,
        id: str = "",
        tip: Tip | str | None = None,
    ) -> None:
        super().__init__(id=id, tip=tip, flex=flex)
        self._paint, self._on_event, self._words = paint, on_event, words
        self.focusable = focusable

    def draw(self, surface: pygame.Surface) -> None:
        """Nothing in the still picture."""

    def live(self, surface: pygame.Surface) -> None:
        """Draw the frame."""
        clip = surface.get_clip()
        surface.set_clip(self.rect)
        self._paint(surface, self.rect)
        surface.set_clip(clip)

    def min_width(self) -> int:
        """As narrow as needed."""
        return 0

    def min_height(self, room: int) -> int:
        """As low as needed."""
        return 0

    def handle(self, event: pygame.event.Event) -> bool:
        """Given to the owner."""
        return self._on_event(event) if self._on_event is not None else False

    def describe(self) -> str:
        """What the owner says."""
        return self._words() if self._words is not None else self.say(self.id or self.kind)


Painter = Callable[[pygame.Surface, pygame.Rect, Theme], object]


class ChartView(Widget):
    """A chart that is painted once per size and kept: `paint(surface, rect, theme)` from `charts`.

    `height` and `width` are design px; `words` is what the chart says in one sentence.
    """

    kind = "chart"

    def __init__(
        self,
        paint: Painter,
        *,
        words: str,
        height: float = 160,
        width: float = 200,
        background: Ink = "PANEL2",
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self._paint, self.words, self.background = paint, words, background
        self._height, self._width = height, width
        self._picture: pygame.Surface | None = None

    def set_paint(self, paint: Painter, words: str) -> None:
        """Show other data."""
        self._paint, self.words, self._picture = paint, words, None
        self.invalidate()

    def bind(self, root: Root | None, parent: Widget | None) -> None:
        """Forget the picture: the theme may be another."""
        super().bind(root, parent)
        self._picture = None

    def measure(self, room: int) -> tuple[int, int]:
        """The wished size."""
        return min(room, self.theme.px(self._width)), self.theme.px(self._height)

    def min_width(self) -> int:
        """Half of the wished width."""
        return self.theme.px(self._width) // 2

    def min_height(self, room: int) -> int:
        """Two thirds of the wished height, when it may give way."""
        return self.theme.px(self._height) * (2 if self.flex else 3) // 3

    def draw(self, surface: pygame.Surface) -> None:
        """From the kept picture."""
        if self.rect.width < 4 or self.rect.height < 4:
            return
        if self._picture is None or self._picture.get_size() != self.rect.size:
            self._picture = pygame.Surface(self.rect.size)
            self._picture.fill(self.theme.ink(self.background))
            self._paint(self._picture, self._picture.get_rect(), self.theme)
        surface.blit(self._picture, self.rect)

    def describe(self) -> str:
        """The sentence."""
        return self.say(self.kind, self.words)
