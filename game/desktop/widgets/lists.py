"""Scrolling areas, lists and sortable tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Unpack

import pygame

from game.desktop import icons, shapes, text
from game.desktop.tokens import Ink, mix
from game.desktop.widgets.base import WORDS, Common, Container, Widget, is_click
from game.desktop.widgets.boxes import share


class _Scroll:
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


def _draw_thumb(surface: pygame.Surface, widget: Widget, thumb: pygame.Rect | None) -> None:
    if thumb is not None:
        shapes.pill(surface, thumb, widget.lift("LINE2", "TEXT3"))


class ScrollArea(Container):
    """A window onto one tall child. Everything in it belongs to the panel around it."""

    scrolls = True
    flattens = True

    def __init__(self, child: Widget, *, height: float = 0, id: str = "", flex: float = 1.0) -> None:
        super().__init__(child, id=id, flex=flex)
        self._scroll = _Scroll()
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
        _draw_thumb(surface, self, self._scroll.bar(self.rect, self.theme.px(6)))

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


class _Rows(Widget):
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
        self._scroll = _Scroll()
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
        _draw_thumb(surface, self, self._scroll.bar(self._area(), self.theme.px(6)))

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
            if not self.enabled and self.root is not None:
                self.root.show_tooltip(self)
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


class ListView(_Rows):
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


@dataclass
class TableColumn:
    """A column: title, width in design px or a flexible share, alignment, how a cell is shown and coloured."""

    title: str
    width: float = 0
    flex: float = 0.0
    align: Literal["left", "right"] = "left"
    format: Callable[[Any], str] = str
    ink: Callable[[Any], Ink] | None = None
    sortable: bool = True
    strong: bool = False


class Table(_Rows):
    """Rows of cells that can be sorted by any column: click on a title, or Up into the head, Left, Right and Enter."""

    kind = "table"

    def __init__(
        self,
        columns: Sequence[TableColumn],
        rows: Sequence[Sequence[Any]],
        on_select: Callable[[int], object] | None = None,
        on_open: Callable[[int], object] | None = None,
        *,
        sort: tuple[int, bool] | None = None,
        rows_shown: int = 8,
        selected: int = -1,
        **common: Unpack[Common],
    ) -> None:
        self.columns, self.rows = list(columns), [list(row) for row in rows]
        #: Column and whether downwards, or None for the given order.
        self.sort = sort
        #: Column of the head that the keys are on, or -1.
        self.head_at = -1
        self._order: list[int] = []
        self._arrange()
        super().__init__(
            on_select,
            on_open,
            rows_shown=rows_shown,
            selected=selected,
            **common,
        )

    def set_rows(self, rows: Sequence[Sequence[Any]]) -> None:
        """Show other rows in the same order of columns."""
        self.rows = [list(row) for row in rows]
        self.selected_index = min(self.selected_index, len(self.rows) - 1)
        self._arrange()
        self.relayout()

    def row(self, index: int) -> list[Any]:
        """The cells of the row at a shown position."""
        return self.rows[self._order[index]]

    def source(self, index: int) -> int:
        """Where the row at a shown position stands in the rows as given."""
        return self._order[index]

    def _arrange(self) -> None:
        self._order = list(range(len(self.rows)))
        if self.sort is not None:
            column, down = self.sort
            self._order.sort(key=lambda i: self.rows[i][column], reverse=down)

    def sort_by(self, column: int) -> None:
        """Sort by a column; again turns it round. The cursor stays on its row."""
        if not self.enabled or not self.columns[column].sortable:
            return
        kept = self._order[self.selected_index] if 0 <= self.selected_index < len(self._order) else None
        numeric = bool(self.rows) and isinstance(self.rows[0][column], int | float)
        down = not self.sort[1] if self.sort is not None and self.sort[0] == column else numeric
        self.sort = (column, down)
        self._arrange()
        if kept is not None:
            self.selected_index = self._order.index(kept)
        if self.root is not None:
            self.root.say(f"{WORDS['sorted']} {self.columns[column].title}")
        self.invalidate()

    def count(self) -> int:
        """Number of rows."""
        return len(self.rows)

    def _head(self) -> int:
        return self.theme.px(36)

    def measure(self, room: int) -> tuple[int, int]:
        """Columns at their widths."""
        theme = self.theme
        width = sum(theme.px(c.width) or theme.px(140) for c in self.columns)
        return min(room, width), super().measure(room)[1]

    def _boxes(self, width: int) -> list[tuple[int, int]]:
        """Left edge from the row's left, and width, of each column."""
        theme = self.theme
        fixed = [theme.px(c.width) or self._natural(i) for i, c in enumerate(self.columns)]
        least = [min(f, theme.px(48)) for f in fixed]
        sizes = share(max(0, width - theme.px(8)), fixed, least, [c.flex for c in self.columns])
        out, x = [], theme.px(4)
        for size in sizes:
            out.append((x, size))
            x += size
        return out

    def _natural(self, column: int) -> int:
        theme, spec = self.theme, self.columns[column]
        cells = [text.width(theme, spec.format(row[column]), "body") for row in self.rows[:60]]
        return max([text.width(theme, spec.title, "axis") + theme.px(16), *cells]) + theme.px(20)

    def draw(self, surface: pygame.Surface) -> None:
        """Head and rows."""
        theme = self.theme
        width = self.row_rect(0).width
        y = self.rect.y + (self._head() - theme.line("axis")) / 2
        for i, (spec, (x, w)) in enumerate(zip(self.columns, self._boxes(width), strict=True)):
            sorted_here = self.sort is not None and self.sort[0] == i
            ink = "TEXT" if sorted_here or (i == self.head_at and self.focused) else "TEXT3"
            pad = theme.px(8)
            arrow = theme.px(14) if sorted_here else 0
            title = text.shorten(theme, spec.title, "axis", max(0, w - 2 * pad - arrow))
            used = text.width(theme, title, "axis")
            left = self.rect.x + x + pad if spec.align == "left" else self.rect.x + x + w - pad - used - arrow
            text.draw(surface, theme, title, (left, y), "axis", ink)
            if sorted_here and self.sort is not None:
                name = "chevron-down" if self.sort[1] else "chevron-up"
                surface.blit(
                    icons.icon(name, theme.px(14), theme.ink("ACCENT"), 2.25),
                    (left + used + theme.px(2), self.rect.y + (self._head() - theme.px(14)) // 2 + 1),
                )
            if i == self.head_at and self.focused:
                line = pygame.Rect(left, self.rect.y + self._head() - theme.px(4), used + arrow, theme.px(2))
                surface.fill(theme.ink("ACCENT"), line)
        hair = pygame.Rect(self.rect.x, self.rect.y + self._head() - theme.px(1), self.rect.width, theme.px(1))
        surface.fill(theme.ink("LINE"), hair)
        super().draw(surface)

    def draw_row(self, surface: pygame.Surface, index: int, rect: pygame.Rect) -> None:
        """Cells in their columns."""
        theme = self.theme
        pad = theme.px(8)
        cells = self.row(index)
        for spec, value, (x, w) in zip(self.columns, cells, self._boxes(rect.width), strict=True):
            role = "strong" if spec.strong else "body"
            ink: Ink = spec.ink(value) if spec.ink is not None else "TEXT" if spec.strong else "TEXT2"
            shown = text.shorten(theme, spec.format(value), role, max(0, w - 2 * pad))
            at = rect.x + x + pad if spec.align == "left" else rect.x + x + w - pad
            y = rect.centery - theme.line(role) / 2
            text.draw(surface, theme, shown, (at, y), role, ink if self.enabled else "TEXT3", spec.align)

    def handle(self, event: pygame.event.Event) -> bool:
        """Clicks on titles, then as a list."""
        if is_click(event) and event.pos[1] < self.rect.y + self._head():
            for i, (x, w) in enumerate(self._boxes(self.row_rect(0).width)):
                if self.rect.x + x <= event.pos[0] < self.rect.x + x + w:
                    self.sort_by(i)
            return True
        return super().handle(event)

    def _keyed(self, event: pygame.event.Event) -> bool:
        if self.head_at >= 0:
            count = len(self.columns)
            if event.key in (pygame.K_LEFT, pygame.K_RIGHT):
                self.head_at = (self.head_at + (1 if event.key == pygame.K_RIGHT else -1)) % count
                if self.root is not None:
                    self.root.say(self.columns[self.head_at].title)
            elif event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE):
                self.sort_by(self.head_at)
            elif event.key == pygame.K_DOWN:
                self.head_at = -1
                self.select(max(0, self.selected_index))
            else:
                return False
            self.invalidate()
            return True
        if event.key == pygame.K_UP and self.selected_index <= 0:
            self.head_at = self.sort[0] if self.sort is not None else 0
            self.invalidate()
            return True
        return super()._keyed(event)

    def describe(self) -> str:
        """Titles and cells of the row under the cursor."""
        name = f"{self.id} ({WORDS['table']})".strip()
        if not 0 <= self.selected_index < len(self.rows):
            return self.say(name, ", ".join(c.title for c in self.columns if c.title))
        cells = [
            f"{c.title} {c.format(v)}".strip() for c, v in zip(self.columns, self.row(self.selected_index), strict=True)
        ]
        return self.say(name, *cells, f"{self.selected_index + 1} {WORDS['of']} {len(self.rows)}")
