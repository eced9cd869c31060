"""Tables that can be sorted by any column."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Unpack

import pygame

from game.desktop import icons, text
from game.desktop.tokens import Ink
from game.desktop.widgets.base import WORDS, Common, is_click
from game.desktop.widgets.boxes import share
from game.desktop.widgets.lists import Rows


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


class Table(Rows):
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
