"""The root of a window: layout, cached composition, pointer, keys, focus, tooltips, overlays and notices."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

import pygame

from game.desktop import shapes
from game.desktop.focus import FocusGraph
from game.desktop.tokens import Theme
from game.desktop.widgets.base import Widget
from game.desktop.widgets.overlays import Overlay, Toasts, TooltipPanel
from game.desktop.widgets.panels import Live, Panel

_ARROWS = {pygame.K_LEFT: (-1, 0), pygame.K_RIGHT: (1, 0), pygame.K_UP: (0, -1), pygame.K_DOWN: (0, 1)}
_HOVER_WAIT, _FOCUS_WAIT = 0.35, 0.7


class Root:
    """Owns the widget tree of one window. Call `handle` for every event, then `frame(dt)` and `draw(window)`."""

    def __init__(self, content: Widget, theme: Theme | None = None) -> None:
        self.theme = theme or Theme()
        self.focus = FocusGraph()
        self.content = content
        self.overlays: list[Overlay] = []
        self.toasts = Toasts()
        self.layout_dirty = True
        #: Number of the current layout; sizes are remembered while it stays the same.
        self.layout_pass = 0
        #: True when the next `draw` has something to show.
        self.changed = True
        #: Everything a screen reader would have said, newest last.
        self.log: deque[str] = deque(maxlen=200)
        #: Draws behind all panels, in window coordinates; called only when something changed.
        self.backdrop: Callable[[pygame.Surface], None] | None = None
        self._panels: list[Panel] = []
        self._over: list[Panel] = []
        self._lives: list[Live] = []
        self._stale: list[pygame.Rect] = []
        self._moving: set[Widget] = set()
        self._hover: Widget | None = None
        self._capture: Widget | None = None
        self._tip_owner: Widget | None = None
        self._tip_wait = 0.0
        self._page: pygame.Surface | None = None
        self._scratch: pygame.Surface | None = None
        self._veil: pygame.Surface | None = None
        self.tooltip: TooltipPanel | None = None
        self.pointer = (-1, -1)
        self.set_content(content)

    # tree ---------------------------------------------------------------
    def set_content(self, content: Widget) -> None:
        """Show another screen; overlays close."""
        self.close_tooltip()
        for overlay in list(self.overlays):
            self.close(overlay)
        if self.content is not content:
            self.content.bind(None, None)
        self.content = content
        content.bind(self, None)
        self.toasts.bind(self, None)
        self.focus.reset(content)
        self._hover = self._capture = None
        self._moving.clear()
        self.layout_dirty = True
        self._page = None

    def set_theme(self, theme: Theme) -> None:
        """Change size, scale or colours; everything is laid out and drawn again."""
        self.theme = theme
        self.layout_pass += 1
        self.close_tooltip()
        self.content.bind(self, None)
        self.toasts.bind(self, None)
        for overlay in self.overlays:
            overlay.bind(self, None)
        self._page = self._scratch = self._veil = None
        self.layout_dirty = True

    def find(self, id: str) -> Widget:
        """The visible widget with this id, the top overlay first; KeyError if there is none."""
        tops: list[Widget] = [*reversed(self.overlays), self.content]
        if self.tooltip is not None:
            tops.insert(0, self.tooltip)
        for top in tops:
            for widget in top.walk():
                if widget.id == id:
                    return widget
        raise KeyError(id)

    def mark(self, widget: Widget) -> None:
        """The panel that draws this widget is out of date."""
        node: Widget | None = widget
        while node is not None:
            if isinstance(node, Panel) and node.cached:
                node.dirty = True
                break
            node = node.parent
        self.changed = True

    def animate(self, widget: Widget) -> None:
        """Call `widget.advance` in every frame until it returns False."""
        self._moving.add(widget)

    def say(self, line: str) -> None:
        """Put a line in the screen-reader log."""
        if line:
            self.log.append(line)

    # overlays -----------------------------------------------------------
    def open(self, overlay: Overlay) -> None:
        """Show an overlay; a modal one takes the focus until it is closed."""
        self.close_tooltip()
        overlay.bind(self, None)
        self.overlays.append(overlay)
        overlay.place()
        self.focus.push(overlay)
        first = overlay.first_focus()
        if first is not None:
            self.focus.set(first)
        self._set_hover(None)
        self.say(overlay.describe())
        self.changed = True

    def close(self, overlay: Overlay) -> None:
        """Take an overlay and everything above it away."""
        if overlay in self.overlays:
            at = self.overlays.index(overlay)
            for gone in self.overlays[at:]:
                gone.bind(None, None)
            del self.overlays[at:]
            self.focus.pop(overlay)
            self._capture = None
            self._hover = None
            self.changed = True

    def toast(self, message: str, kind: str = "INFO", icon: str = "info-circle", stays: bool = False) -> None:
        """Show a notice for some seconds and keep it in the log. `kind` is INFO, POS, NEG or WARN.

        It leaves with the page, unless it `stays`: what went wrong must be read.
        """
        self.toasts.add(message, kind, icon, stays)
        self.say(message)
        self.changed = True

    def close_tooltip(self) -> None:
        """Hide the tooltip."""
        if self.tooltip is not None:
            if self.tooltip.pinned:
                self.focus.pop(self.tooltip)
            self.tooltip.bind(None, None)
            self.tooltip = None
            self.changed = True
        self._tip_owner, self._tip_wait = None, 0.0

    def show_tooltip(self, widget: Widget, pinned: bool = False) -> bool:
        """Show the tooltip of a widget now; pinned ones stay and can be walked with the keys."""
        tip = widget.tip_content()
        if tip is None:
            return False
        self.close_tooltip()
        self.tooltip = TooltipPanel(tip, widget.focus_rect)
        self.tooltip.bind(self, None)
        self.tooltip.place()
        self._tip_owner = widget
        self.say(self.tooltip.describe())
        if pinned:
            self.pin_tooltip()
        self.changed = True
        return True

    def pin_tooltip(self) -> None:
        """Keep the tooltip open and move the focus into it."""
        if self.tooltip is not None and not self.tooltip.pinned:
            self.tooltip.pin()
            self.focus.push(self.tooltip)
            self.focus.visible = True
            self.changed = True

    # layout -------------------------------------------------------------
    def layout(self) -> None:
        """Place everything; `draw` and `handle` do it when needed."""
        self.layout_dirty = False
        self.layout_pass += 1
        if self._page is None:
            self._page = pygame.Surface(self.theme.size)
            if pygame.display.get_surface():
                self._page = self._page.convert()
            for widget in self.content.walk():
                if isinstance(widget, Panel):
                    widget.dirty, widget.picture = True, None
            self._stale = [self._page.get_rect()]
        before = [pygame.Rect(panel.rect) for panel in self._panels]
        self.content.layout(pygame.Rect((0, 0), self.theme.size))
        panels = [w for w in self.content.walk() if isinstance(w, Panel) and w.cached]
        self._over = [p for p in panels if p.over or any(getattr(a, "over", False) for a in p.ancestors())]
        above = set(map(id, self._over))
        self._panels = [p for p in panels if id(p) not in above]
        self._lives = [w for w in self.content.walk() if isinstance(w, Live)]
        if before != [p.rect for p in self._panels]:
            self._stale = [pygame.Rect((0, 0), self.theme.size)]
        for overlay in self.overlays:
            overlay.place()
        if self.tooltip is not None:
            self.tooltip.place()
        if self.focus.current is not None and self.focus.current not in self.focus.order():
            self.focus.current = None
        self.changed = True

    # frame --------------------------------------------------------------
    def frame(self, dt: float) -> None:
        """Move transitions, notices and tooltip timers on by `dt` seconds."""
        if self._moving:
            self._moving = {w for w in self._moving if w.root is self and w.advance(dt)}
        # notices wait behind a dialog, and their time with them
        if not self.overlays and self.toasts.advance(dt):
            self.changed = True
        if self.tooltip is None:
            keyed = self.focus.current if self.focus.visible else None
            owner = _tipped(self._hover) or _tipped(keyed)
            if owner is not self._tip_owner:
                self._tip_owner, self._tip_wait = owner, 0.0
            elif owner is not None and self._capture is None:
                self._tip_wait += dt
                wait = _FOCUS_WAIT if owner is keyed and owner is not _tipped(self._hover) else _HOVER_WAIT
                if self._tip_wait >= wait:
                    self.show_tooltip(owner)
        if self.layout_dirty:
            self.layout()

    def draw(self, window: pygame.Surface, force: bool = False) -> bool:
        """Bring `window` up to date; False if nothing had changed and nothing was done."""
        if self.layout_dirty:
            self.layout()
        if not (self.changed or self._lives or force):
            return False
        self._refresh()
        assert self._page is not None
        window.blit(self._page, (0, 0))
        for live in self._lives:
            live.live(window)
        for panel in self._over:
            panel.compose(window)
        inside = self.focus.scope
        if inside is self.content:
            self._ring(window)
        self.toasts.compose(window)
        for overlay in self.overlays:
            if overlay.dims:
                window.blit(self._dim(), (0, 0))
            overlay.compose(window)
            if inside is overlay:
                self._ring(window)
        if self.tooltip is not None:
            self.tooltip.compose(window)
            if inside is self.tooltip:
                self._ring(window)
        self.changed = False
        return True

    def _refresh(self) -> None:
        if self._scratch is None:
            self._scratch = pygame.Surface(self.theme.size, pygame.SRCALPHA)
            if pygame.display.get_surface():
                self._scratch = self._scratch.convert_alpha()
        for panel in self._panels:
            if panel.dirty:
                panel.render(self._scratch)
                self._stale.append(panel.rect)
        layers: list[Panel] = [*self._over, *self.overlays]
        if self.tooltip is not None:
            layers.append(self.tooltip)
        for panel in layers:
            if panel.dirty:
                panel.render(self._scratch)
        self.toasts.refresh(self._scratch)
        if self._stale:
            assert self._page is not None
            for rect in self._stale:
                self._page.set_clip(rect)
                self._page.fill(self.theme.ink("VOID"))
                if self.backdrop is not None:
                    self.backdrop(self._page)
                for panel in self._panels:
                    if panel.rect.colliderect(rect):
                        panel.compose(self._page)
            self._page.set_clip(None)
            self._stale = []

    def _dim(self) -> pygame.Surface:
        if self._veil is None:
            self._veil = pygame.Surface(self.theme.size)
            self._veil.fill(self.theme.ink("VOID"))
            self._veil.set_alpha(170)
        return self._veil

    def _ring(self, window: pygame.Surface) -> None:
        widget = self.focus.current
        if widget is None or not self.focus.visible or not widget.visible:
            return
        gap, width = self.theme.px(2), self.theme.px(2)
        rect = widget.focus_rect.inflate(2 * (gap + width), 2 * (gap + width)).clip(window.get_rect())
        clip = window.get_clip()
        for parent in widget.ancestors():
            if getattr(parent, "scrolls", False):
                window.set_clip(window.get_clip().clip(parent.rect.inflate(2 * gap, 2 * gap)))
        shapes.rounded(window, rect, self.theme.px(8), None, self.theme.ink("ACCENT"), width)
        window.set_clip(clip)

    # events -------------------------------------------------------------
    def handle(self, event: pygame.event.Event) -> bool:
        """Give an event to the widgets; False if none of them, nor the focus, had a use for it."""
        if self.layout_dirty:
            self.layout()
        kind = event.type
        if kind == pygame.MOUSEMOTION:
            return self._moved(event)
        if kind == pygame.MOUSEBUTTONDOWN:
            return self._pushed(event)
        if kind == pygame.MOUSEBUTTONUP:
            return self._let_go(event)
        if kind == pygame.MOUSEWHEEL:
            return self._bubble(self._at(self.pointer), event) is not None
        if kind == pygame.KEYDOWN:
            return self._key(event)
        if kind in (pygame.TEXTINPUT, pygame.TEXTEDITING, pygame.KEYUP):
            return self._bubble(self.focus.current, event) is not None
        if kind in (pygame.WINDOWFOCUSLOST, pygame.WINDOWLEAVE):
            # a button held while the window loses the pointer must not click later
            if self._capture is not None:
                self._capture.pressed = False
                self._capture.invalidate()
                self._capture = None
            self._set_hover(None)
        elif kind == pygame.VIDEORESIZE:
            from dataclasses import replace

            self.set_theme(replace(self.theme, size=(event.w, event.h)))
            return True
        return False

    def _at(self, point: tuple[int, int]) -> Widget | None:
        if self.tooltip is not None and self.tooltip.pinned and self.tooltip.rect.collidepoint(point):
            return self.tooltip.hit(point)
        if self.overlays:
            return self.overlays[-1].hit(point)
        return self.content.hit(point)

    def _bubble(self, start: Widget | None, event: pygame.event.Event) -> Widget | None:
        node = start
        while node is not None:
            if node.handle(event):
                return node
            node = node.parent
        return None

    def _set_hover(self, widget: Widget | None) -> None:
        if widget is self._hover:
            return
        old = self._hover
        before = [] if old is None else [old, *old.ancestors()]
        after = [] if widget is None else [widget, *widget.ancestors()]
        self._hover = widget
        for node in before:
            if node not in after:
                node.set_hovered(False)
        for node in after:
            if node not in before:
                node.set_hovered(True)
        if self.tooltip is not None and not self.tooltip.pinned and _tipped(widget) is not self._tip_owner:
            self.close_tooltip()

    def _moved(self, event: pygame.event.Event) -> bool:
        self.pointer = event.pos
        if self._capture is not None:
            self._capture.handle(event)
            return True
        self._set_hover(self._at(event.pos))
        return self._bubble(self._hover, event) is not None

    def _pushed(self, event: pygame.event.Event) -> bool:
        self.pointer = event.pos
        if self.tooltip is not None and not (self.tooltip.pinned and self.tooltip.rect.collidepoint(event.pos)):
            owner = self._tip_owner
            if event.button == 2 and owner is not None and owner.hit(event.pos):
                self.pin_tooltip()
                return True
            self.close_tooltip()
        target = self._at(event.pos)
        if target is None and self.overlays and self.overlays[-1].closes_outside:
            self.overlays[-1].cancel()
            return True
        stop: Widget | None = target
        while stop is not None and not stop.focusable:
            stop = stop.parent
        if event.button == 1 and stop is not None:
            self.focus.set(stop, False)
            self.changed = True
        taker = self._bubble(target, event)
        if taker is not None and event.button == 1 and taker.root is self:
            self._capture = taker
        return taker is not None or bool(self.overlays)

    def _let_go(self, event: pygame.event.Event) -> bool:
        self.pointer = event.pos
        holder, self._capture = self._capture, None
        if holder is not None and event.button == 1:
            holder.handle(event)
            self._set_hover(self._at(event.pos))
            return True
        return self._bubble(self._at(event.pos), event) is not None

    def _key(self, event: pygame.event.Event) -> bool:
        if self.tooltip is not None and event.key == pygame.K_ESCAPE:
            self.close_tooltip()
            return True
        if self.tooltip is not None and not self.tooltip.pinned and event.key not in (pygame.K_F1, pygame.K_LSHIFT):
            self.close_tooltip()
        scope = self.focus.scope
        if self._bubble(self.focus.current, event) is not None:
            return True
        if event.key == pygame.K_F1:
            return self._explain()
        if event.key == pygame.K_ESCAPE and self.overlays and scope is self.overlays[-1]:
            self.overlays[-1].cancel()
            return True
        moved: Widget | None = None
        if event.key == pygame.K_TAB and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT):
            moved = self.focus.step(-1 if event.mod & pygame.KMOD_SHIFT else 1)
        elif event.key in _ARROWS and not event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT):
            moved = self.focus.arrow(*_ARROWS[event.key])
        if moved is None:
            # nothing behind a modal may hear keys
            return bool(self.overlays)
        moved.reveal()
        self.changed = True
        self.say(moved.describe())
        return True

    def _explain(self) -> bool:
        if self.tooltip is not None:
            if self.tooltip.pinned:
                self.close_tooltip()
            else:
                self.pin_tooltip()
            return True
        owner = _tipped(self.focus.current) or _tipped(self._hover)
        return self.show_tooltip(owner, pinned=True) if owner is not None else False


def _tipped(widget: Widget | None) -> Widget | None:
    """The widget or its nearest parent that has a tooltip."""
    node = widget
    while node is not None:
        if node.tip_content() is not None:
            return node
        node = node.parent
    return None
