"""What every widget has: a rectangle, a place in the tree, state, events and words that describe it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypedDict, Unpack

import pygame

from game.desktop.text import shorten, signed
from game.desktop.tokens import Colour, Ink, Theme, mix

if TYPE_CHECKING:
    from game.desktop.widgets.root import Root

_FALLBACK = Theme()

#: Words the kit itself says; a screen replaces them for its language.
WORDS = {
    "button": "button",
    "toggle": "switch",
    "on": "on",
    "off": "off",
    "slider": "slider",
    "was": "was",
    "stepper": "stepper",
    "tabs": "tabs",
    "choice": "choice",
    "dropdown": "list",
    "list": "list",
    "table": "table",
    "row": "row",
    "of": "of",
    "sorted": "sorted by",
    "field": "text field",
    "empty": "empty",
    "disabled": "not available",
    "meter": "meter",
    "dialog": "dialog",
    "notice": "notice",
    "pin": "F1 pins, Enter opens a line, Esc closes",
    "pin-key": "F1: keep open",
    "total": "total",
}


@dataclass(frozen=True)
class Why:
    """One line of an explanation; the values of `parts`, if it has any, must add up to its own.

    `good` says which way is good: up, down or none.
    """

    label: str
    value: float | None = None
    parts: tuple[Why, ...] = ()
    digits: int = 0
    unit: str = ""
    good: str = "up"

    def __post_init__(self) -> None:
        values = [part.value for part in self.parts]
        if self.value is None or not values or any(v is None for v in values):
            return
        known = [v for v in values if v is not None]
        total = math.fsum(known)
        if not math.isclose(total, self.value, rel_tol=1e-9, abs_tol=1e-9 * max(map(abs, known))):
            raise ValueError(f"parts of {self.label!r} add up to {total}, not {self.value}")

    def shown(self) -> str:
        """The value with its sign, or nothing."""
        return "" if self.value is None else signed(self.value, self.digits, self.unit)


@dataclass(frozen=True)
class Tip:
    """What a tooltip says: a title, a sentence, and lines of reasons that open into further lines."""

    title: str = ""
    text: str = ""
    lines: tuple[Why, ...] = ()
    reason: str = ""


class Common(TypedDict, total=False):
    """What every widget may be told when it is made; kinds of widgets pass it on as `**common`."""

    id: str
    enabled: bool
    reason: str
    tip: Tip | str | None
    flex: float


class Widget:
    """A rectangle that can measure, place and draw itself. All rectangles are window px."""

    focusable = False
    kind = ""

    def __init__(
        self,
        *,
        id: str = "",
        enabled: bool = True,
        reason: str = "",
        tip: Tip | str | None = None,
        flex: float = 0.0,
    ) -> None:
        self.id = id
        self.rect = pygame.Rect(0, 0, 0, 0)
        self.parent: Widget | None = None
        self.root: Root | None = None
        self.flex = flex
        self.tip = tip
        self.visible = True
        #: True while a row has no room for this widget and leaves it out.
        self.dropped = False
        self.hovered = False
        self.pressed = False
        self.enabled = True
        self.reason = ""
        #: Words that were shortened for want of room since the last layout; the tooltip has them whole.
        self.lost: dict[str, None] = {}
        self._glow = 0.0
        self._sizes: dict[int, tuple[int, int]] = {}
        self._sizes_pass = -1
        self._least = -1
        self.set_enabled(enabled, reason)

    # tree ---------------------------------------------------------------
    @property
    def children(self) -> Sequence[Widget]:
        """Direct children in drawing and focus order."""
        return ()

    def walk(self) -> Iterator[Widget]:
        """This widget and everything visible below it, in order."""
        if self.visible and not self.dropped:
            yield self
            for child in self.children:
                yield from child.walk()

    def ancestors(self) -> Iterator[Widget]:
        """The parents, from the nearest up."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def bind(self, root: Root | None, parent: Widget | None) -> None:
        """Join a tree, or leave it with None."""
        self.root, self.parent = root, parent
        self._sizes_pass = -1
        for child in self.children:
            child.bind(root, self)

    @property
    def theme(self) -> Theme:
        """The theme of the root, or the default one while the widget is in no tree."""
        return self.root.theme if self.root is not None else _FALLBACK

    # state --------------------------------------------------------------
    @property
    def focused(self) -> bool:
        """True while this widget has the keyboard."""
        return self.root is not None and self.root.focus.current is self

    def set_enabled(self, enabled: bool, reason: str = "") -> None:
        """Switch on or off; switching off needs a reason that the player can read."""
        if not enabled and not reason:
            raise ValueError(f"disabled widget {self.id or self.kind!r} needs a reason")
        if (enabled, reason) != (self.enabled, self.reason):
            self.enabled, self.reason = enabled, "" if enabled else reason
            self.invalidate()

    def say_why_not(self) -> None:
        """Show the reason when this widget is off and somebody tries it."""
        if not self.enabled and self.root is not None:
            self.root.show_tooltip(self)

    def show(self, visible: bool) -> None:
        """Show or hide; a hidden widget takes no room."""
        if visible != self.visible:
            self.visible = visible
            self.relayout()

    def invalidate(self) -> None:
        """Ask for the panel around this widget to be drawn again."""
        if self.root is not None:
            self.root.mark(self)

    def relayout(self) -> None:
        """Ask for the window to be laid out again, because this widget changed its size."""
        if self.root is not None:
            self.invalidate()
            self.root.layout_dirty = True
            self.root.layout_pass += 1

    def set_hovered(self, hovered: bool) -> None:
        """Called by the root when the pointer comes or goes."""
        self.hovered = hovered
        # what cannot be pressed looks the same under the pointer: its panel need not be drawn again
        if self.focusable:
            if self.root is not None:
                self.root.animate(self)
            self.invalidate()

    def advance(self, dt: float) -> bool:
        """Move running transitions on by `dt` seconds; False when all are at rest."""
        goal = 1.0 if self.hovered and self.enabled else 0.0
        if self._glow == goal:
            return False
        step = 1.0 if self.theme.reduced_motion else dt / 0.09
        self._glow = min(goal, self._glow + step) if goal > self._glow else max(goal, self._glow - step)
        self.invalidate()
        return self._glow != goal

    def lift(self, rest: Ink, hover: Ink) -> Colour:
        """The colour between rest and hover for the moment."""
        return mix(self.theme.ink(rest), self.theme.ink(hover), self._glow)

    # geometry -----------------------------------------------------------
    def measure(self, room: int) -> tuple[int, int]:
        """Wanted width and height in px when at most `room` px wide."""
        return 0, 0

    def min_width(self) -> int:
        """Least width in px at which nothing important is lost."""
        return self.measure(1 << 20)[0]

    def min_height(self, room: int) -> int:
        """Least height in px at a width of `room`; less than wanted only for what scrolls or can be squeezed."""
        return self.wanted(room)[1]

    def _fresh(self) -> bool:
        """Forget remembered sizes when a new layout began; False outside a tree, where nothing is remembered."""
        if self.root is None:
            return False
        if self._sizes_pass != self.root.layout_pass:
            self._sizes_pass = self.root.layout_pass
            self._sizes.clear()
            self._least = -1
        return True

    def wanted(self, room: int) -> tuple[int, int]:
        """`measure`, remembered during one layout: nested boxes ask for the same again and again."""
        if not self._fresh():
            return self.measure(room)
        found = self._sizes.get(room)
        if found is None:
            found = self._sizes[room] = self.measure(room)
        return found

    def least_width(self) -> int:
        """`min_width`, remembered during one layout."""
        if not self._fresh():
            return self.min_width()
        if self._least < 0:
            self._least = self.min_width()
        return self._least

    def layout(self, rect: pygame.Rect) -> None:
        """Take this place."""
        self.lost = {}
        if rect != self.rect:
            self.rect = pygame.Rect(rect)
            self.invalidate()

    def fit(self, words: str, role: str, room: int) -> str:
        """The words, shortened where there is no room for them; then the tooltip has them whole."""
        shown = shorten(self.theme, words, role, room)
        if shown != words:
            self.lost[words] = None
        return shown

    def hit(self, point: tuple[int, int]) -> Widget | None:
        """The deepest widget at a point, or None."""
        if not self.visible or self.dropped or not self.rect.collidepoint(point):
            return None
        for child in reversed(self.children):
            found = child.hit(point)
            if found is not None:
                return found
        return self

    @property
    def focus_rect(self) -> pygame.Rect:
        """Where the focus ring goes."""
        return self.rect

    def reveal(self) -> None:
        """Scroll every area around this widget so that it can be seen."""
        for parent in self.ancestors():
            scroll_to = getattr(parent, "scroll_to", None)
            if scroll_to is not None:
                scroll_to(self.focus_rect)

    # drawing and events -------------------------------------------------
    def draw(self, surface: pygame.Surface) -> None:
        """Draw in window coordinates."""
        for child in self.children:
            if child.visible and not child.dropped and child.rect.colliderect(surface.get_clip()):
                child.draw(surface)

    def handle(self, event: pygame.event.Event) -> bool:
        """Take an event; False passes it to the parent."""
        return False

    # words --------------------------------------------------------------
    def describe(self) -> str:
        """What a screen reader would say."""
        return self.say(self.kind)

    def say(self, *parts: str) -> str:
        """Join the parts and add the reason when this widget is off."""
        words = [part for part in parts if part]
        if not self.enabled:
            words.append(f"{WORDS['disabled']}: {self.reason}")
        return ", ".join(words)

    def tip_content(self) -> Tip | None:
        """The tooltip, with the reason when this widget is off, and with what was shortened."""
        tip = Tip(text=self.tip) if isinstance(self.tip, str) else self.tip
        if self.lost and (tip is None or not tip.title):
            tip = replace(tip or Tip(), title=", ".join(self.lost))
        if not self.enabled:
            tip = tip or Tip()
            return Tip(tip.title, tip.text, tip.lines, self.reason)
        return tip


class Container(Widget):
    """A widget with children. With `group`, arrows move between its members and Tab leaves it."""

    def __init__(
        self,
        *children: Widget,
        group: bool = False,
        **common: Unpack[Common],
    ) -> None:
        super().__init__(**common)
        self._children = list(children)
        self.group = group
        for child in self._children:
            child.parent = self

    @property
    def children(self) -> Sequence[Widget]:
        """Direct children in drawing and focus order."""
        return self._children

    @property
    def shown(self) -> list[Widget]:
        """Children that are visible."""
        return [child for child in self._children if child.visible]

    def set_children(self, *children: Widget) -> None:
        """Replace all children."""
        for child in self._children:
            child.bind(None, None)
        self._children = list(children)
        for child in self._children:
            child.bind(self.root, self)
        self.relayout()

    def describe(self) -> str:
        """Its name; containers themselves say nothing."""
        return self.id or self.kind or type(self).__name__.lower()


Action = Callable[[], object]


def is_click(event: pygame.event.Event) -> bool:
    """True for the main mouse button going down."""
    return bool(event.type == pygame.MOUSEBUTTONDOWN and event.button == 1)


def is_activate(event: pygame.event.Event) -> bool:
    """True for the keys that press a focused control."""
    return bool(event.type == pygame.KEYDOWN and event.key in (pygame.K_RETURN, pygame.K_KP_ENTER, pygame.K_SPACE))
