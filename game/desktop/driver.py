"""A driver for tests and scripts: presses keys, clicks widgets by id, types, lets frames pass, takes pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Protocol

import pygame

from game.desktop.widgets import Root, Widget

_NAMES = {
    "Tab": pygame.K_TAB,
    "Enter": pygame.K_RETURN,
    "Space": pygame.K_SPACE,
    "Escape": pygame.K_ESCAPE,
    "Left": pygame.K_LEFT,
    "Right": pygame.K_RIGHT,
    "Up": pygame.K_UP,
    "Down": pygame.K_DOWN,
    "Home": pygame.K_HOME,
    "End": pygame.K_END,
    "PageUp": pygame.K_PAGEUP,
    "PageDown": pygame.K_PAGEDOWN,
    "Backspace": pygame.K_BACKSPACE,
    "Delete": pygame.K_DELETE,
    "F1": pygame.K_F1,
}
_MODS = {"Shift": pygame.KMOD_LSHIFT, "Ctrl": pygame.KMOD_LCTRL, "Alt": pygame.KMOD_LALT}


class App(Protocol):
    """What the driver needs of an application."""

    @property
    def root(self) -> Root:
        """The current root."""

    def handle(self, event: pygame.event.Event) -> bool:
        """Take an event."""

    def frame(self, dt: float) -> None:
        """Let `dt` seconds pass."""


class Driver:
    """Drives an application without a person: `press('Shift+Tab')`, `click('propose')`, `type('abc')`, `shot(path)`."""

    def __init__(self, app: App, surface: pygame.Surface | None = None) -> None:
        self.app = app
        self._surface = surface

    @property
    def surface(self) -> pygame.Surface:
        """Where pictures are drawn: the window, or a surface of its size."""
        size = self.app.root.theme.size
        if self._surface is None or self._surface.get_size() != size:
            window = pygame.display.get_surface()
            self._surface = window if window is not None and window.get_size() == size else pygame.Surface(size)
        return self._surface

    def send(self, kind: int, **data: Any) -> bool:
        """Hand over one event."""
        return self.app.handle(pygame.event.Event(kind, **data))

    def press(self, name: str, times: int = 1) -> bool:
        """Press a key by name, with modifiers as in `Shift+Tab`; True if the last press had a use."""
        *mods, key_name = name.split("+") if name != "+" else [name]
        mod = sum(_MODS[m] for m in mods)
        key = _NAMES[key_name] if key_name in _NAMES else pygame.key.key_code(key_name.lower())
        letter = key_name if len(key_name) == 1 and not mods else ""
        used = False
        for _ in range(times):
            used = self.send(pygame.KEYDOWN, key=key, mod=mod, unicode=letter, scancode=0)
            if letter:
                self.send(pygame.TEXTINPUT, text=letter)
            self.send(pygame.KEYUP, key=key, mod=mod, unicode=letter, scancode=0)
        return used

    def type(self, letters: str) -> None:
        """Enter text as an input method would."""
        for letter in letters:
            self.send(pygame.TEXTINPUT, text=letter)

    def find(self, id: str) -> Widget:
        """The widget with this id."""
        if self.app.root.layout_dirty:
            self.app.root.layout()
        return self.app.root.find(id)

    def move(self, id: str) -> Widget:
        """Put the pointer on the middle of a widget."""
        widget = self.find(id)
        widget.reveal()
        self.point(widget.rect.center)
        return widget

    def point(self, spot: tuple[int, int]) -> None:
        """Put the pointer somewhere."""
        self.send(pygame.MOUSEMOTION, pos=spot, rel=(0, 0), buttons=(0, 0, 0))

    def click(self, id: str, at: tuple[float, float] = (0.5, 0.5), button: int = 1) -> bool:
        """Click a widget at a share of its size; AssertionError if something else lies there."""
        widget = self.find(id)
        widget.reveal()
        rect = widget.rect
        spot = (rect.x + round((rect.width - 1) * at[0]), rect.y + round((rect.height - 1) * at[1]))
        found = self.app.root._at(spot)
        chain = [] if found is None else [found, *found.ancestors()]
        if widget not in chain:
            raise AssertionError(
                f"{id!r} cannot be clicked at {spot}: {found.describe() if found else 'nothing'} is there"
            )
        self.point(spot)
        used = self.send(pygame.MOUSEBUTTONDOWN, pos=spot, button=button, touch=False)
        self.send(pygame.MOUSEBUTTONUP, pos=spot, button=button, touch=False)
        return used

    def drag(self, start: tuple[int, int], end: tuple[int, int]) -> None:
        """Hold the main button from one point to another."""
        self.point(start)
        self.send(pygame.MOUSEBUTTONDOWN, pos=start, button=1, touch=False)
        self.send(pygame.MOUSEMOTION, pos=end, rel=(end[0] - start[0], end[1] - start[1]), buttons=(1, 0, 0))
        self.send(pygame.MOUSEBUTTONUP, pos=end, button=1, touch=False)

    def frame(self, count: int = 1, dt: float = 1 / 60) -> None:
        """Let frames pass and draw them."""
        for _ in range(count):
            self.app.frame(dt)
            self.app.root.draw(self.surface)

    def shot(self, path: str | Path) -> None:
        """Save a picture of the window."""
        self.app.frame(0.0)
        self.app.root.draw(self.surface, force=True)
        pygame.image.save(self.surface, str(path))
