"""Rows, columns and grids: children keep their measured size, flexible ones share what is left."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, Unpack

import pygame

from game.desktop.widgets.base import Common, Container, Widget

Align = Literal["start", "centre", "end", "stretch"]
Justify = Literal["start", "centre", "end", "between"]
Pad = float | tuple[float, float] | tuple[float, float, float, float]


def _sides(pad: Pad) -> tuple[float, float, float, float]:
    if isinstance(pad, tuple):
        if len(pad) == 4:
            return pad
        return pad[0], pad[1], pad[0], pad[1]
    return pad, pad, pad, pad


def share(room: int, wanted: Sequence[int], least: Sequence[int], flex: Sequence[float]) -> list[int]:
    """Divide `room` px: grow by `flex`, or shrink towards `least` and, if even that is too much, below it."""
    # flexible children start from their least size, so that equal weights give equal sizes
    wanted = [m if f else w for w, m, f in zip(wanted, least, flex, strict=True)]
    total = sum(wanted)
    if total > room:
        need, floor = total - room, sum(least)
        if floor <= room:
            give = [w - m for w, m in zip(wanted, least, strict=True)]
            return _shrink(wanted, give, need)
        scale = room / floor if floor else 0.0
        return [int(m * scale) for m in least]
    weights = list(flex)
    if not any(weights):
        return list(wanted)
    sizes = list(wanted)
    free = {i for i, f in enumerate(weights) if f > 0}
    while free:
        left = room - sum(s for i, s in enumerate(sizes) if i not in free)
        weight = sum(weights[i] for i in free)
        over = {i for i in free if least[i] > left * weights[i] / weight}
        if not over:
            exact, used = 0.0, 0
            for i in sorted(free):
                exact += left * weights[i] / weight
                sizes[i] = round(exact) - used
                used += sizes[i]
            break
        for i in over:
            sizes[i] = least[i]
        free -= over
    return sizes


def _shrink(sizes: list[int], give: Sequence[int], need: int) -> list[int]:
    total = sum(give)
    exact, used = 0.0, 0
    out = []
    for size, g in zip(sizes, give, strict=True):
        exact += need * g / total
        part = round(exact) - used
        used += part
        out.append(size - part)
    return out


class Spacing(Common, total=False):
    """How the children of a box stand: `gap` and `pad` (all, or x and y, or left, top, right, bottom), design px."""

    gap: float
    pad: Pad
    justify: Justify
    group: bool


class Box(Container):
    """Common part of rows and columns. `gap` and `pad` (all, or x and y, or left, top, right, bottom) are design px."""

    def __init__(
        self,
        *children: Widget,
        gap: float = 8,
        pad: Pad = 0,
        align: Align = "stretch",
        justify: Justify = "start",
        group: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(*children, group=group, **common)
        self.gap, self.pad, self.align, self.justify = gap, _sides(pad), align, justify
        #: How many px too small the last place was; 0 is good.
        self.overflow = 0

    def _pads(self) -> tuple[int, int, int, int]:
        px = self.theme.px
        return px(self.pad[0]), px(self.pad[1]), px(self.pad[2]), px(self.pad[3])

    def _inner(self, rect: pygame.Rect) -> pygame.Rect:
        left, top, right, bottom = self._pads()
        inner = pygame.Rect(rect.x + left, rect.y + top, rect.width - left - right, rect.height - top - bottom)
        return pygame.Rect(inner.x, inner.y, max(0, inner.width), max(0, inner.height))

    def _start(self, room: int, sizes: list[int], gap: int) -> tuple[int, float]:
        spare = room - sum(sizes) - gap * max(0, len(sizes) - 1)
        if spare <= 0 or self.justify == "start":
            return 0, gap
        if self.justify == "between" and len(sizes) > 1:
            return 0, gap + spare / (len(sizes) - 1)
        return (spare if self.justify == "end" else spare // 2), gap

    def _cross(self, room: int, wanted: int) -> tuple[int, int]:
        """Offset and size across the direction of the box."""
        if self.align == "stretch":
            return 0, room
        size = min(wanted, room)
        return (0 if self.align == "start" else room - size if self.align == "end" else (room - size) // 2), size


class Row(Box):
    """Children side by side. Where there is too little room, those in `drop` are left out, the first one first."""

    def __init__(
        self,
        *children: Widget,
        align: Align = "centre",
        drop: Sequence[Widget] = (),
        **common: Unpack[Spacing],
    ) -> None:
        super().__init__(*children, align=align, **common)
        self.drop = tuple(drop)

    def _kept(self, room: int) -> list[Widget]:
        """The children that get a place in `room` px."""
        kept = self.shown
        gap = self.theme.px(self.gap)
        for child in self.drop:
            if sum(c.least_width() for c in kept) + gap * max(0, len(kept) - 1) <= room:
                break
            kept = [c for c in kept if c is not child]
        return kept

    def _widths(self, kept: Sequence[Widget], room: int) -> list[int]:
        room = max(0, room - self.theme.px(self.gap) * max(0, len(kept) - 1))
        wanted = [child.wanted(room)[0] for child in kept]
        least = [
            min(child.least_width(), w) if not child.flex else child.least_width()
            for child, w in zip(kept, wanted, strict=True)
        ]
        return share(room, [max(w, m) for w, m in zip(wanted, least, strict=True)], least, [c.flex for c in kept])

    def measure(self, room: int) -> tuple[int, int]:
        """Wanted size; flexible children count with the width they would like."""
        left, top, right, bottom = self._pads()
        inside = max(0, room - left - right)
        kept = self._kept(inside)
        gaps = self.theme.px(self.gap) * max(0, len(kept) - 1)
        widths = self._widths(kept, inside)
        height = max((c.wanted(w)[1] for c, w in zip(kept, widths, strict=True)), default=0)
        wanted = sum(c.wanted(inside)[0] for c in kept) + gaps
        return min(wanted, inside) + left + right, height + top + bottom

    def min_width(self) -> int:
        """Sum of the least widths of what is never left out."""
        left, _, right, _ = self._pads()
        kept = [c for c in self.shown if c not in self.drop]
        return sum(c.least_width() for c in kept) + self.theme.px(self.gap) * max(0, len(kept) - 1) + left + right

    def min_height(self, room: int) -> int:
        """The highest of the least heights."""
        left, top, right, bottom = self._pads()
        inside = max(0, room - left - right)
        kept = self._kept(inside)
        widths = self._widths(kept, inside)
        return max((c.min_height(w) for c, w in zip(kept, widths, strict=True)), default=0) + top + bottom

    def layout(self, rect: pygame.Rect) -> None:
        """Place the children from left to right."""
        super().layout(rect)
        inner = self._inner(self.rect)
        kept = self._kept(inner.width)
        gap = self.theme.px(self.gap)
        widths = self._widths(kept, inner.width)
        self.overflow = max(0, sum(c.least_width() for c in kept) + gap * max(0, len(kept) - 1) - inner.width)
        for child in self.drop:
            child.dropped = child not in kept
        start, step = self._start(inner.width, widths, gap)
        x = float(inner.x + start)
        for child, width in zip(kept, widths, strict=True):
            offset, height = self._cross(inner.height, child.wanted(width)[1])
            left = min(round(x), inner.right)
            child.layout(pygame.Rect(left, inner.y + offset, min(width, inner.right - left), height))
            x += width + step


class Column(Box):
    """Children from top to bottom."""

    def measure(self, room: int) -> tuple[int, int]:
        """Widest child, sum of heights."""
        left, top, right, bottom = self._pads()
        inside = max(0, room - left - right)
        sizes = [child.wanted(inside) for child in self.shown]
        gaps = self.theme.px(self.gap) * max(0, len(sizes) - 1)
        width = max((w for w, _ in sizes), default=0)
        return width + left + right, sum(h for _, h in sizes) + gaps + top + bottom

    def min_width(self) -> int:
        """Least width of the widest child."""
        left, _, right, _ = self._pads()
        return max((c.least_width() for c in self.shown), default=0) + left + right

    def min_height(self, room: int) -> int:
        """Sum of the least heights."""
        left, top, right, bottom = self._pads()
        shown = self.shown
        inside = max(0, room - left - right)
        gaps = self.theme.px(self.gap) * max(0, len(shown) - 1)
        return sum(c.min_height(inside) for c in shown) + gaps + top + bottom

    def layout(self, rect: pygame.Rect) -> None:
        """Place the children from top to bottom."""
        super().layout(rect)
        inner = self._inner(self.rect)
        shown = self.shown
        gap = self.theme.px(self.gap)
        room = max(0, inner.height - gap * max(0, len(shown) - 1))
        wanted = [child.wanted(inner.width)[1] for child in shown]
        least = [min(h, c.min_height(inner.width)) for c, h in zip(shown, wanted, strict=True)]
        heights = share(room, wanted, least, [c.flex for c in shown])
        self.overflow = max(0, sum(least) - room)
        start, step = self._start(inner.height, heights, gap)
        y = float(inner.y + start)
        for child, height in zip(shown, heights, strict=True):
            offset, width = self._cross(inner.width, child.wanted(inner.width)[0])
            top = min(round(y), inner.bottom)
            child.layout(pygame.Rect(inner.x + offset, top, width, min(height, inner.bottom - top)))
            y += height + step


class Grid(Box):
    """Equal columns: `columns` of them, or as many as fit when each is at least `min_column` design px wide."""

    def __init__(
        self,
        *children: Widget,
        columns: int = 0,
        min_column: float = 240,
        gap: float = 12,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(*children, gap=gap, **common)
        self.columns, self.min_column = columns, min_column

    def _count(self, room: int) -> int:
        if self.columns:
            return self.columns
        gap = self.theme.px(self.gap)
        return max(1, min(len(self.shown) or 1, (room + gap) // (self.theme.px(self.min_column) + gap)))

    def _rows(self, room: int) -> tuple[list[list[Widget]], list[int], list[int]]:
        count = self._count(room)
        gap = self.theme.px(self.gap)
        shown = self.shown
        widths = share(max(0, room - gap * (count - 1)), [0] * count, [0] * count, [1.0] * count)
        rows = [shown[i : i + count] for i in range(0, len(shown), count)]
        heights = [max(c.wanted(w)[1] for c, w in zip(row, widths, strict=False)) for row in rows]
        return rows, widths, heights

    def measure(self, room: int) -> tuple[int, int]:
        """All of the room, sum of row heights."""
        left, top, right, bottom = self._pads()
        _, _, heights = self._rows(max(0, room - left - right))
        return room, sum(heights) + self.theme.px(self.gap) * max(0, len(heights) - 1) + top + bottom

    def min_width(self) -> int:
        """One column, or all of them if their number is fixed."""
        left, _, right, _ = self._pads()
        widest = max((c.least_width() for c in self.shown), default=0)
        count = self.columns or 1
        return widest * count + self.theme.px(self.gap) * (count - 1) + left + right

    def layout(self, rect: pygame.Rect) -> None:
        """Place the children row by row; spare height goes to the rows in equal parts when the grid is flexible."""
        super().layout(rect)
        inner = self._inner(self.rect)
        gap = self.theme.px(self.gap)
        rows, widths, heights = self._rows(inner.width)
        room = max(0, inner.height - gap * max(0, len(rows) - 1))
        self.overflow = max(0, sum(heights) - room)
        heights = share(room, heights, heights, [1.0 if self.flex else 0.0] * len(rows))
        y = inner.y
        for row, height in zip(rows, heights, strict=True):
            x = inner.x
            for child, width in zip(row, widths, strict=False):
                child.layout(pygame.Rect(x, y, width, height))
                x += width + gap
            y += height + gap


class Stack(Box):
    """Children on top of each other, each as large as the stack or, with `align`, at its own size in the middle."""

    def measure(self, room: int) -> tuple[int, int]:
        """The largest child."""
        left, top, right, bottom = self._pads()
        sizes = [c.wanted(max(0, room - left - right)) for c in self.shown]
        return max((w for w, _ in sizes), default=0) + left + right, max(
            (h for _, h in sizes), default=0
        ) + top + bottom

    def min_width(self) -> int:
        """Least width of the widest child."""
        left, _, right, _ = self._pads()
        return max((c.least_width() for c in self.shown), default=0) + left + right

    def min_height(self, room: int) -> int:
        """The highest of the least heights."""
        left, top, right, bottom = self._pads()
        inside = max(0, room - left - right)
        return max((c.min_height(inside) for c in self.shown), default=0) + top + bottom

    def layout(self, rect: pygame.Rect) -> None:
        """Place every child in the same rectangle."""
        super().layout(rect)
        inner = self._inner(self.rect)
        for child in self.shown:
            w, h = child.wanted(inner.width)
            dx, width = self._cross(inner.width, w)
            dy, height = self._cross(inner.height, h)
            child.layout(pygame.Rect(inner.x + dx, inner.y + dy, width, height))


class Anchor(Box):
    """One child at its own size at a corner or edge: `x` and `y` are 0 (left, top) to 1 (right, bottom).

    With `wide` it has the full width, like a dock of cards at the foot of a map.
    """

    def __init__(
        self, child: Widget, *, x: float = 0.0, y: float = 0.0, wide: bool = False, pad: Pad = 0, flex: float = 0.0
    ) -> None:
        super().__init__(child, pad=pad, flex=flex)
        self.x, self.y, self.wide = x, y, wide

    def measure(self, room: int) -> tuple[int, int]:
        """The child and the padding."""
        left, top, right, bottom = self._pads()
        w, h = self._children[0].wanted(max(0, room - left - right))
        return w + left + right, h + top + bottom

    def min_width(self) -> int:
        """Least width of the child."""
        left, _, right, _ = self._pads()
        return self._children[0].least_width() + left + right

    def hit(self, point: tuple[int, int]) -> Widget | None:
        """The child only: what lies behind the empty part stays reachable."""
        return self._children[0].hit(point) if self.visible else None

    def layout(self, rect: pygame.Rect) -> None:
        """Place the child."""
        super().layout(rect)
        inner = self._inner(self.rect)
        w, h = self._children[0].wanted(inner.width)
        w, h = inner.width if self.wide else min(w, inner.width), min(h, inner.height)
        spot = (inner.x + round((inner.width - w) * self.x), inner.y + round((inner.height - h) * self.y))
        self._children[0].layout(pygame.Rect(spot, (w, h)))


class Spacer(Widget):
    """Empty room: `size` design px, or flexible."""

    def __init__(self, size: float = 0, flex: float | None = None) -> None:
        super().__init__(flex=(0.0 if size else 1.0) if flex is None else flex)
        self.size = size

    def measure(self, room: int) -> tuple[int, int]:
        """The same both ways."""
        size = self.theme.px(self.size)
        return size, size

    def describe(self) -> str:
        """Nothing to say."""
        return "space"
