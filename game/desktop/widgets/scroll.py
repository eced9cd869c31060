"""Scrolling areas, and the offset and bar that lists share with them."""

from __future__ import annotations

import pygame

from game.desktop import shapes
from game.desktop.widgets.base import Container, Widget, is_click


class Scroll:
    """Offset of a tall content in a lower window, with a bar that can be dragged."""

    def __init__(self) -> None:
        self.offset = 0
        self.content = 0
        self.window = 0
        self._grip: int | None = None

    @property
    def most(self) -> int:
        return max(0, self.content - self.window)

    def to(self, offset: float) -> bool:
        """Scroll to an offset in px; True if something moved."""
        before = self.offset
        self.offset = min(self.most, max(0, round(offset)))
        return self.offset != before

    def bar(self, rect: pygame.Rect, width: int) -> pygame.Rect | None:
        """The thumb inside `rect`, or None if all fits."""
        if not self.most or not rect.height:
            return None
        height = max(4 * width, rect.height * self.window // max(1, self.content))
        y = rect.y + (rect.height - height) * self.offset // self.most
        return pygame.Rect(rect.right - width, y, width, height)

    def drag(self, event: pygame.event.Event, rect: pygame.Rect, width: int) -> bool | None:
        """Mouse on the bar: None if it is not for the bar, else whether something moved."""
        thumb = self.bar(rect, width)
        if thumb is None:
            return None
        if is_click(event) and thumb.inflate(2 * width, 0).collidepoint(event.pos):
            self._grip = event.pos[1] - thumb.y
            return False
        if self._grip is None:
            return None
        if event.type == pygame.MOUSEMOTION:
            way = max(1, rect.height - thumb.height)
            return self.to((event.pos[1] - self._grip - rect.y) * self.most / way)
        if event.type == pygame.MOUSEBUTTONUP:
            self._grip = None
            return False
        return None


def draw_thumb(surface: pygame.Surface, widget: Widget, thumb: pygame.Rect | None) -> None:
    if thumb is not None:
        shapes.pill(surface, thumb, widget.lift("LINE2", "TEXT3"))


class ScrollArea(Container):
    """A window onto one tall child. Everything in it belongs to the panel around it."""

    scrolls = True
    flattens = True

    def __init__(self, child: Widget, *, height: float = 0, id: str = "", flex: float = 1.0) -> None:
        super().__init__(child, id=id, flex=flex)
        self._scroll = Scroll()
        self.height = height

    @property
    def offset(self) -> int:
        """How far it is scrolled, px."""
        return self._scroll.offset

    def measure(self, room: int) -> tuple[int, int]:
        """The child with room for the bar, or the fixed height."""
        w, h = self._children[0].wanted(room)
        return min(room, w + self.theme.px(14)), self.theme.px(self.height) or h

    def min_width(self) -> int:
        """The child's and the bar's."""
        return self._children[0].least_width() + self.theme.px(14)

    def min_height(self, room: int) -> int:
        """A few rows."""
        return self.theme.px(self.height or 64)

    def layout(self, rect: pygame.Rect) -> None:
        """Place the child at the offset; without need of a bar it has the full width."""
        super().layout(rect)
        child = self._children[0]
        width = rect.width
        height = child.wanted(width)[1]
        if height > rect.height:
            width = max(0, rect.width - self.theme.px(14))
            height = child.wanted(width)[1]
        self._scroll.content, self._scroll.window = height, rect.height
        self._scroll.to(self._scroll.offset)
        child.layout(pygame.Rect(rect.x, rect.y - self._scroll.offset, width, max(height, rect.height)))

    def _moved(self, moved: bool) -> bool:
        if moved:
            self.layout(self.rect)
            self.invalidate()
        return moved

    def scroll_to(self, rect: pygame.Rect) -> None:
        """Scroll so that a window rectangle can be seen."""
        margin = self.theme.px(8)
        if rect.y < self.rect.y + margin:
            self._moved(self._scroll.to(self._scroll.offset + rect.y - self.rect.y - margin))
        elif rect.bottom > self.rect.bottom - margin:
            self._moved(self._scroll.to(self._scroll.offset + rect.bottom - self.rect.bottom + margin))

    def draw(self, surface: pygame.Surface) -> None:
        """The visible part and the bar."""
        clip = surface.get_clip()
        surface.set_clip(clip.clip(self.rect))
        super().draw(surface)
        surface.set_clip(clip)
        draw_thumb(surface, self, self._scroll.bar(self.rect, self.theme.px(6)))

    def hit(self, point: tuple[int, int]) -> Widget | None:
        """The bar lies above the content."""
        thumb = self._scroll.bar(self.rect, self.theme.px(6))
        if self.visible and thumb is not None and thumb.inflate(self.theme.px(12), 0).collidepoint(point):
            return self
        return super().hit(point)

    def handle(self, event: pygame.event.Event) -> bool:
        """Wheel, bar, Page keys from within."""
        if event.type == pygame.MOUSEWHEEL:
            return self._moved(self._scroll.to(self._scroll.offset - event.y * self.theme.px(48)))
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION, pygame.MOUSEBUTTONUP):
            moved = self._scroll.drag(event, self.rect, self.theme.px(6))
            if moved is not None:
                self._moved(moved)
                return True
        if event.type == pygame.KEYDOWN and event.key in (pygame.K_PAGEDOWN, pygame.K_PAGEUP):
            way = self.rect.height * 3 // 4 * (1 if event.key == pygame.K_PAGEDOWN else -1)
            return self._moved(self._scroll.to(self._scroll.offset + way))
        return False
