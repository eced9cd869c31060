"""Lists of rows with a cursor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink, mix
from game.desktop.widgets.base import WORDS, Common, Widget, is_click
from game.desktop.widgets.scroll import Scroll, draw_thumb


@dataclass
class Item:
    """A line of a list: text, a quieter second line, an icon or flag at the left, a value at the right."""

    label: str
    note: str = ""
    icon: str = ""
    flag: str = ""
    value: str = ""
    ink: Ink = "TEXT"
    key: Any = None


class Rows(Widget):
    """Common part of list and table: rows of one height, a cursor, scrolling."""

    focusable = True
    scrolls = False

    def __init__(
        self,
        on_select: Callable[[int], object] | None = None,
        on_open: Callable[[int], object] | None = None,
        *,
        rows_shown: int = 6,
        selected: int = -1,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self.on_select, self.on_open, self.rows_shown = on_select, on_open, rows_shown
        self.selected_index = selected
        self._scroll = Scroll()
        self._over = -1

    def count(self) -> int:
        """Number of rows."""
        raise NotImplementedError

    def row_height(self) -> int:
        """Height of a row in px."""
        return max(self.theme.px(32), self.theme.line("body") + self.theme.px(8))

    def _head(self) -> int:
        return 0

    def _area(self) -> pygame.Rect:
        head = min(self._head(), self.rect.height)
        return pygame.Rect(self.rect.x, self.rect.y + head, self.rect.width, self.rect.height - head)

    def select(self, index: int, tell: bool = True) -> None:
        """Move the cursor to a row and show it."""
        if not self.enabled or not self.count():
            return
        index = min(self.count() - 1, max(-1, index))
        height = self.row_height()
        if index >= 0:
            if index * height < self._scroll.offset:
                self._scroll.to(index * height)
            elif (index + 1) * height > self._scroll.offset + self._area().height:
                self._scroll.to((index + 1) * height - self._area().height)
        if index != self.selected_index:
            self.selected_index = index
            if self.root is not None and tell:
                self.root.say(self.describe())
            if self.on_select is not None and tell and index >= 0:
                self.on_select(index)
        self.invalidate()

    def layout(self, rect: pygame.Rect) -> None:
        """Keep the offset within its limits."""
        super().layout(rect)
        self._scroll.content, self._scroll.window = self.count() * self.row_height(), self._area().height
        self._scroll.to(self._scroll.offset)

    def measure(self, room: int) -> tuple[int, int]:
        """As high as the shown rows."""
        rows = min(self.count(), self.rows_shown) if self.count() else 1
        return min(room, self.theme.px(320)), self._head() + rows * self.row_height()

    def min_width(self) -> int:
        """Narrow but readable."""
        return self.theme.px(160)

    def min_height(self, room: int) -> int:
        """Head and two rows."""
        return min(self.measure(1 << 20)[1], self._head() + 2 * self.row_height())

    @property
    def focus_rect(self) -> pygame.Rect:
        """All of it."""
        return self.rect

    def _visible(self) -> range:
        height = self.row_height()
        first = self._scroll.offset // height
        return range(first, min(self.count(), (self._scroll.offset + self._area().height + height - 1) // height))

    def row_rect(self, index: int) -> pygame.Rect:
        """Place of a row, also outside the visible part."""
        area, height = self._area(), self.row_height()
        width = area.width - (self.theme.px(12) if self._scroll.most else 0)
        return pygame.Rect(area.x, area.y + index * height - self._scroll.offset, width, height)

    def _row_at(self, pos: tuple[int, int]) -> int:
        area = self._area()
        if not area.collidepoint(pos):
            return -1
        index = int(pos[1] - area.y + self._scroll.offset) // self.row_height()
        return index if index < self.count() else -1

    def _background(self, surface: pygame.Surface, index: int) -> None:
        theme = self.theme
        picked = index == self.selected_index
        if picked or index == self._over:
            under = theme.ink("PANEL2")
            fill = theme.ink("PICKED") if picked else mix(under, theme.ink("PANEL3"), 0.9)
            shapes.rounded(surface, self.row_rect(index), theme.px(4), fill)
        if picked:
            box = self.row_rect(index)
            bar = pygame.Rect(box.x, box.y + theme.px(6), theme.px(3), box.height - 2 * theme.px(6))
            shapes.rounded(surface, bar, theme.px(1), theme.ink("ACCENT"))

    def draw(self, surface: pygame.Surface) -> None:
        """The visible rows and the bar."""
        clip = surface.get_clip()
        surface.set_clip(clip.clip(self._area()))
        for index in self._visible():
            self._background(surface, index)
            self.draw_row(surface, index, self.row_rect(index))
        surface.set_clip(clip)
        draw_thumb(surface, self, self._scroll.bar(self._area(), self.theme.px(6)))

    def draw_row(self, surface: pygame.Surface, index: int, rect: pygame.Rect) -> None:
        """Draw one row."""
        raise NotImplementedError

    def set_hovered(self, hovered: bool) -> None:
        """Forget the row under the pointer."""
        self._over = -1 if not hovered else self._over
        super().set_hovered(hovered)

    def handle(self, event: pygame.event.Event) -> bool:
        """Wheel, bar, click, arrows, Page keys, Home, End, Enter."""
        if event.type == pygame.MOUSEWHEEL:
            moved = self._scroll.to(self._scroll.offset - event.y * self.row_height())
            if moved:
                self.invalidate()
            return moved
        if event.type in (pygame.MOUSEBUTTONDOWN, pygame.MOUSEMOTION, pygame.MOUSEBUTTONUP):
            moved_bar = self._scroll.drag(event, self._area(), self.theme.px(6))
            if moved_bar is not None:
                if moved_bar:
                    self.invalidate()
                return True
        if event.type == pygame.MOUSEMOTION:
            over = self._row_at(event.pos)
            if over != self._over:
                self._over = over
                self.invalidate()
            return False
        if is_click(event):
            self.say_why_not()
            index = self._row_at(event.pos)
            if index >= 0:
                again = index == self.selected_index
                self.select(index)
                if self.on_open is not None and (again or self.on_select is None):
                    self.on_open(index)
            return True
        if event.type == pygame.KEYDOWN and self.count():
            return self._keyed(event)
        return False

    def _keyed(self, event: pygame.event.Event) -> bool:
        page = max(1, self._area().height // self.row_height() - 1)
        at = self.selected_index
        goal = {
            pygame.K_DOWN: at + 1,
            pygame.K_UP: max(0, at - 1),
            pygame.K_PAGEDOWN: at + page,
            pygame.K_PAGEUP: max(0, at - page),
            pygame.K_HOME: 0,
            pygame.K_END: self.count() - 1,
        }.get(event.key)
        if goal is not None:
            self.select(goal)
            return True
        if event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE) and at >= 0 and self.on_open is not None:
            if self.enabled:
                self.on_open(at)
            return True
        return False


class ListView(Rows):
    """Rows of `Item`; arrows move the cursor, Enter or a second click opens."""

    kind = "list"

    def __init__(
        self,
        items: Sequence[Item | str],
        on_select: Callable[[int], object] | None = None,
        on_open: Callable[[int], object] | None = None,
        *,
        rows_shown: int = 6,
        selected: int = -1,
        empty: str = "",
        **common: Unpack[Common],
    ) -> None:
        self.items = [Item(item) if isinstance(item, str) else item for item in items]
        self.empty = empty
        super().__init__(
            on_select,
            on_open,
            rows_shown=rows_shown,
            selected=selected,
            **common,
        )

    def set_items(self, items: Sequence[Item | str], selected: int = -1) -> None:
        """Show other rows."""
        self.items = [Item(item) if isinstance(item, str) else item for item in items]
        self.selected_index = selected
        self.relayout()

    def count(self) -> int:
        """Number of rows."""
        return len(self.items)

    def row_height(self) -> int:
        """Two lines when any row has a note."""
        theme = self.theme
        if any(item.note for item in self.items):
            return theme.line("body") + theme.line("note") + theme.px(12)
        return super().row_height()

    def draw(self, surface: pygame.Surface) -> None:
        """Rows, or a word for none."""
        if not self.items and self.empty:
            text.draw(surface, self.theme, self.empty, self.rect.topleft, "body", "TEXT3")
        super().draw(surface)

    def draw_row(self, surface: pygame.Surface, index: int, rect: pygame.Rect) -> None:
        """Picture, label, note, value."""
        theme, item = self.theme, self.items[index]
        x, end = rect.x + theme.px(12), rect.right - theme.px(10)
        if item.flag or item.icon:
            side = theme.px(22 if item.flag else 18)
            picture = icons.flag(item.flag, side) if item.flag else icons.icon(item.icon, side, theme.ink("TEXT3"))
            surface.blit(picture, (x, rect.centery - side // 2))
            x += side + theme.px(10)
        if item.value:
            y = rect.centery - theme.line("strong") / 2
            end -= text.draw(surface, theme, item.value, (end, y), "strong", "TEXT", "right") + theme.px(12)
        room = max(0, end - x)
        ink = item.ink if self.enabled else "TEXT3"
        role = "strong" if index == self.selected_index else "body"
        height = theme.line("body") + (theme.line("note") if item.note else 0)
        y = rect.centery - height / 2
        text.draw(surface, theme, text.shorten(theme, item.label, role, room), (x, y), role, ink)
        if item.note:
            text.draw(
                surface,
                theme,
                text.shorten(theme, item.note, "note", room),
                (x, y + theme.line("body")),
                "note",
                "TEXT3",
            )

    def describe(self) -> str:
        """The row under the cursor."""
        if not 0 <= self.selected_index < len(self.items):
            return self.say(f"{self.id} ({WORDS['list']})".strip(), f"{len(self.items)}")
        item = self.items[self.selected_index]
        place = f"{self.selected_index + 1} {WORDS['of']} {len(self.items)}"
        return self.say(f"{self.id} ({WORDS['list']})".strip(), item.label, item.note, item.value, place)
