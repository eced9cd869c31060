"""Keys and clicks at random, by number of events: whatever is pressed, the game goes on and stays well laid out."""

from __future__ import annotations

import random

import pygame
import pytest

from game.desktop.app import SCREENS
from tests.desktop.test_screens import Playing, check_layout, resize

KEYS = (
    *("Tab", "Shift+Tab", "Enter", "Space", "Left", "Right", "Up", "Down", "Home", "End", "PageUp", "PageDown"),
    *("Escape", "F1", "Backspace", "Delete", *"wiodnhszep?[]+-0123456789x"),
)
SIZES = (((1600, 900), 1.0), ((1280, 720), 1.5), ((1024, 768), 2.0), ((1000, 560), 1.0))


class Masher:
    """Presses, points, drags, scrolls and resizes as the numbers fall."""

    def __init__(self, seed: int, scenario: str, seat: str | None) -> None:
        self.luck = random.Random(seed)
        self.playing = Playing()
        self.playing.begin(scenario, seat)
        #: The last things done, for whoever has to mend what broke.
        self.done: list[str] = []

    def event(self) -> None:
        """One thing done at random, and a frame."""
        luck, driver, app = self.luck, self.playing.driver, self.playing.app
        spot = (luck.randrange(app.root.theme.size[0]), luck.randrange(app.root.theme.size[1]))
        kind = luck.choices(("key", "click", "aim", "drag", "wheel", "size", "go"), (50, 15, 15, 5, 5, 1, 2))[0]
        what: object = spot
        if kind == "key":
            what = luck.choice(KEYS)
            driver.press(str(what))
        elif kind == "click":
            self._click(spot)
        elif kind == "aim":
            there = [w for w in app.root.focus.order() if w.rect.width and w.id not in ("quit", "leave")]
            if there:
                widget = luck.choice(there)
                widget.reveal()
                what = widget.id or widget.describe()
                self._click(widget.rect.center)
        elif kind == "drag":
            driver.drag(spot, (luck.randrange(1600), luck.randrange(900)))
        elif kind == "wheel":
            driver.point(spot)
            driver.send(pygame.MOUSEWHEEL, x=0, y=luck.choice((-3, 3)), flipped=False)
        elif kind == "size":
            what = luck.choice(SIZES)
            resize(app, *what)
        else:
            what = luck.choice([name for name in SCREENS if app.view])
            self._go(str(what))
        self.done = [*self.done[-11:], f"{kind} {what}"]
        self.playing.settle()
        driver.frame()

    def _go(self, name: str) -> None:
        app = self.playing.app
        if app.view and not (app.view["seat"] is None and name in ("desk", "orders", "deals")):
            app.show(name)

    def _click(self, spot: tuple[int, int]) -> None:
        send = self.playing.driver.send
        self.playing.driver.point(spot)
        send(pygame.MOUSEBUTTONDOWN, pos=spot, button=1, touch=False)
        send(pygame.MOUSEBUTTONUP, pos=spot, button=1, touch=False)

    def check(self) -> None:
        """The world made no mistake, and the page is well laid out."""
        app, told = self.playing.app, " · ".join(self.done)
        if "save.load(path)" in app.world.last_trace:
            app.world.last_trace = ""  # a save that has been removed is refused in words, as it should be
        assert not app.world.last_trace, f"{told}\n{app.world.last_trace}"
        app.root.layout()
        try:
            check_layout(app.root.content)
        except AssertionError as problem:
            raise AssertionError(f"{app.name} after {told}: {problem}") from None
        for overlay in app.root.overlays:
            check_layout(overlay)


def mash(seed: int, scenario: str, seat: str | None, events: int) -> Masher:
    """Do so many things, checking after each."""
    masher = Masher(seed, scenario, seat)
    for _ in range(events):
        masher.event()
        masher.check()
    return masher


@pytest.mark.parametrize(
    ("seed", "scenario", "seat", "events"),
    [(1, "two-blocs", "first", 300), (2, "two-plans-2025", "USA", 150), (3, "two-plans-2025", "NVIDIA", 150)],
)
def test_nothing_that_is_pressed_stops_the_game(seed: int, scenario: str, seat: str | None, events: int) -> None:
    """The same game is the quicker the smaller it is, so most is pressed there; thousands in the group ``long``."""
    masher = mash(seed, scenario, seat, events)
    assert masher.playing.app.view, "a game is still there"


@pytest.mark.long
@pytest.mark.parametrize("seed", range(4, 7))
@pytest.mark.parametrize(("scenario", "seat"), [("two-blocs", "first"), ("two-plans-2025", "CHN"), ("neutral", None)])
def test_nothing_in_thousands_of_presses_stops_the_game(seed: int, scenario: str, seat: str | None) -> None:
    assert mash(seed, scenario, seat, 3000).playing.app.view
