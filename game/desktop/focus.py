"""One ordered graph of what can be reached without a pointer: Tab between stops, arrows within groups and by place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pygame

if TYPE_CHECKING:
    from game.desktop.widgets.base import Widget


class FocusGraph:
    """Keeps the focused widget and a stack of scopes; the top scope is the only one that can be walked."""

    def __init__(self) -> None:
        self.current: Widget | None = None
        #: True after a key moved the focus: then the ring is drawn.
        self.visible = False
        self._scopes: list[tuple[Widget, Widget | None]] = []
        self._remembered: dict[int, Widget] = {}

    @property
    def scope(self) -> Widget | None:
        """The widget inside which the focus is held."""
        return self._scopes[-1][0] if self._scopes else None

    def reset(self, scope: Widget) -> None:
        """Start again with one scope and no focus."""
        self._scopes = [(scope, None)]
        self.current = None
        self._remembered.clear()

    def push(self, scope: Widget) -> None:
        """Hold the focus inside `scope`, starting with its first stop."""
        self._scopes.append((scope, self.current))
        self.current = None
        order = self.order()
        if order:
            self.current = order[0]

    def pop(self, scope: Widget) -> None:
        """Release a scope and give the focus back to where it was."""
        for i, (held, before) in enumerate(self._scopes):
            if held is scope and i:
                del self._scopes[i:]
                self.current = before if before is not None and before in self.order() else None
                return

    def order(self) -> list[Widget]:
        """Everything that can be focused in the top scope, in reading order. Disabled widgets stay: they tell why."""
        return [w for w in self.scope.walk() if w.focusable] if self.scope is not None else []

    def stops(self) -> list[list[Widget]]:
        """The order cut into Tab stops: a group is one stop with several members."""
        stops: list[list[Widget]] = []
        last: Widget | None = None
        for widget in self.order():
            group = _group(widget)
            if group is not None and group is last:
                stops[-1].append(widget)
            else:
                stops.append([widget])
            last = group
        return stops

    def set(self, widget: Widget | None, visible: bool | None = None) -> None:
        """Focus a widget; `visible` says whether a key or a pointer did it."""
        before, self.current = self.current, widget
        if visible is not None:
            self.visible = visible
        if widget is not None:
            group = _group(widget)
            if group is not None:
                self._remembered[id(group)] = widget
        if before is not widget:
            for changed in (before, widget):
                if changed is not None:
                    changed.invalidate()

    def step(self, direction: int) -> Widget | None:
        """Tab (+1) or Shift-Tab (-1): to the next stop, round the end. A group is entered where it was left."""
        stops = self.stops()
        if not stops:
            return None
        at = next((i for i, stop in enumerate(stops) if self.current in stop), None)
        target = stops[(at + direction) % len(stops) if at is not None else (0 if direction > 0 else -1)]
        group = _group(target[0])
        before = self._remembered.get(id(group)) if group is not None else None
        chosen = before if before in target else next((w for w in target if getattr(w, "selected", False)), target[0])
        self.set(chosen, True)
        return chosen

    def arrow(self, dx: int, dy: int) -> Widget | None:
        """An arrow key: along the group, or else to the nearest widget in that direction; None if there is none."""
        if self.current is None:
            return self.step(1)
        group = _group(self.current)
        members = [w for w in self.order() if group is not None and _group(w) is group]
        found = nearest(self.current.focus_rect, members, dx, dy, self.current)
        if found is None and len(members) > 1 and _along(members, dx):
            at = members.index(self.current)
            found = members[(at + (dx or dy)) % len(members)]
        if found is None:
            found = nearest(self.current.focus_rect, self.order(), dx, dy, self.current)
        if found is not None:
            self.set(found, True)
        return found


def _group(widget: Widget) -> Widget | None:
    return next((parent for parent in widget.ancestors() if getattr(parent, "group", False)), None)


def _along(members: Sequence[Widget], dx: int) -> bool:
    """True if the arrow points along the line in which the members stand."""
    first, last = members[0].focus_rect, members[-1].focus_rect
    across = abs(last.centerx - first.centerx) >= abs(last.centery - first.centery)
    return across == bool(dx)


def nearest(start: pygame.Rect, widgets: Sequence[Widget], dx: int, dy: int, skip: Widget | None) -> Widget | None:
    """The widget that lies best in a direction: little way along it, and even less beside it."""
    best: Widget | None = None
    least = float("inf")
    for widget in widgets:
        rect = widget.focus_rect
        if widget is skip or not rect.width:
            continue
        if dx:
            ahead = (rect.left - start.right if dx > 0 else start.left - rect.right) + 1
            beside = max(0, rect.top - start.bottom, start.top - rect.bottom)
        else:
            ahead = (rect.top - start.bottom if dy > 0 else start.top - rect.bottom) + 1
            beside = max(0, rect.left - start.right, start.left - rect.right)
        if ahead < 0:
            continue
        centre = abs(rect.centery - start.centery) if dx else abs(rect.centerx - start.centerx)
        cost = ahead + 3.0 * beside + 0.05 * centre
        if cost < least:
            best, least = widget, cost
    return best
