"""The map in a viewport: picks, cached pictures, recolouring, arcs, movement, and names without overlap."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import numpy as np
import pygame
import pytest

from game.desktop.arcs import path
from game.desktop.mapview import ZOOM_MAX
from game.desktop.tokens import DEFAULT, Colour
from game.desktop.worldmap import Arc, Fill, WorldMap
from game.paths import asset

SIZE = (800, 380)
BLUE, RED = DEFAULT.BLOC_MAP[0], DEFAULT.BLOC_MAP[1]
FILLS = {"USA": Fill(BLUE, 0.9), "CHN": Fill(RED, 0.9), "IND": Fill(DEFAULT.SWING, 1.0, hatch=True), "JPN": Fill(BLUE)}
ARCS = (Arc("treaty", "USA", "EUR"), Arc("chips", "TWN", "USA"), Arc("control", "USA", "CHN"))


class Clock:
    """Time that moves only when told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@lru_cache(maxsize=4)
def font(px: int) -> pygame.font.Font:
    return pygame.font.Font(asset("fonts", "IBMPlexSansCondensed-SemiBold.ttf"), px)


def render(text: str, px: int, weight: str, colour: Colour) -> pygame.Surface:
    return font(px).render(text, True, colour)


@pytest.fixture(scope="module", autouse=True)
def display() -> Iterator[None]:
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    pygame.display.init()
    pygame.font.init()
    font.cache_clear()
    if pygame.display.get_surface() is None:
        pygame.display.set_mode((64, 64))
    yield


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def world(clock: Clock) -> WorldMap:
    made = WorldMap(asset("map", "world.npz"), asset("map", "actors.toml"), SIZE, render=render, clock=clock)
    made.set_fills(FILLS)
    made.set_arcs(ARCS)
    made.settle()
    return made


def picture(world: WorldMap) -> np.ndarray[Any, Any]:
    return pygame.surfarray.array3d(world.settle())


@pytest.mark.parametrize(("place", "seat"), [
    ((-100.0, 40.0), "USA"), ((105.0, 33.0), "CHN"), ((-105.0, 60.0), "CAN"), ((2.0, 46.5), "EUR"),
    ((10.0, 50.5), "EUR"), ((45.0, 24.0), "GULF"), ((113.0, 0.0), "SEA"), ((20.0, 0.0), "AFR"), ((-55.0, -10.0), "BRA"),
    ((4.9, 52.4), "NLD"), ((121.5, 25.0), "TWN"), ((103.8, 1.35), "SEA"), ((127.0, 37.6), "KOR"),
    ((100.0, 62.0), None), ((134.0, -25.0), None), ((-40.0, 30.0), None), ((-150.0, 65.0), "USA"),
])
def test_pick(world: WorldMap, place: tuple[float, float], seat: str | None) -> None:
    assert world.pick(world.project(*place)) == seat


def test_small_seats_can_be_hit_beside_their_dot(world: WorldMap) -> None:
    x, y = world.capital("TWN")
    assert world.pick((x + 6, y)) == "TWN"
    assert world.pick((x + 60, y)) != "TWN"


def test_pick_follows_the_view(world: WorldMap) -> None:
    world.zoom_at(world.project(105.0, 33.0), 6)
    world.pan(-40, 25)
    assert world.pick(world.project(105.0, 33.0)) == "CHN"


def test_the_still_picture_is_kept(world: WorldMap) -> None:
    first, version = world.static_surface(), world.version
    world.set_fills(dict(FILLS))
    world.set_arcs(list(ARCS))
    world.select(None)
    assert world.static_surface() is first
    assert world.version == version
    world.select("CHN")
    assert world.static_surface() is first
    assert world.version > version


def test_recolour_changes_only_the_seat(world: WorldMap) -> None:
    before = picture(world)
    world.set_fills({**FILLS, "BRA": Fill(RED, 0.8)})
    after = picture(world)
    columns, rows = np.nonzero((before != after).any(axis=2))
    assert len(columns) > 500
    west, north = world.project(-75.0, 6.5)
    east, south = world.project(-33.0, -35.0)
    assert west - 12 < columns.min() and columns.max() < east + 12
    assert north - 6 < rows.min() and rows.max() < south + 6


def test_recolour_equals_a_fresh_picture(world: WorldMap) -> None:
    changed = {**FILLS, "IND": Fill(RED, 0.7, hatch=True), "USA": Fill(RED, 0.7)}
    world.set_fills(changed)
    other = WorldMap(asset("map", "world.npz"), asset("map", "actors.toml"), SIZE, render=render)
    other.set_fills(changed)
    other.set_arcs(ARCS)
    difference = np.abs(picture(world).astype(int) - picture(other).astype(int)).max(axis=2)
    assert (difference > 16).mean() < 0.001


def test_hatch_and_selection_show(world: WorldMap) -> None:
    plain = picture(world)
    world.set_fills({**FILLS, "IND": Fill(DEFAULT.SWING, 1.0)})
    assert (picture(world) != plain).any()
    world.select("BRA")
    marked = picture(world)
    assert (np.abs(marked - np.array(DEFAULT.SELECTION)).sum(axis=2) < 40).sum() > 20


def test_coarse_while_moving_fine_at_rest(world: WorldMap, clock: Clock) -> None:
    assert world.settled
    world.zoom_at((400, 190), 2)
    world.static_surface()
    assert not world.settled
    clock.now += 0.05
    world.static_surface(budget=10.0)
    assert not world.settled
    clock.now += 1.0
    for _ in range(60):
        world.static_surface(budget=10.0)
    assert world.settled


def test_fine_picture_comes_in_slices(clock: Clock) -> None:
    world = WorldMap(asset("map", "world.npz"), asset("map", "actors.toml"), SIZE, clock=clock)
    world.static_surface()
    clock.now += 1.0
    calls = 0
    while not world.settled:
        # A clock that jumps on every reading grants one slice a call.
        world._clock = iter([clock.now, clock.now, clock.now, clock.now + 1.0] + [clock.now + 1.0] * 9).__next__
        world.static_surface(budget=0.001)
        calls += 1
    assert calls > 5


def test_zoom_and_pan_have_limits(world: WorldMap) -> None:
    world.zoom_at((10, 10), -50)
    assert world.zoom == pytest.approx(1.0)
    whole = world.project(0.0, 0.0)
    world.pan(5000, 5000)
    assert world.project(0.0, 0.0) == pytest.approx(whole, abs=8)
    world.zoom_at((300, 100), 100)
    assert world.zoom == pytest.approx(ZOOM_MAX)
    world.pan(1e6, 1e6)
    assert world.project(-168.0, 0.0)[0] < SIZE[0]
    world.reset_view()
    assert world.project(0.0, 0.0) == pytest.approx(whole, abs=1)


def test_zoom_keeps_the_place_under_the_pointer(world: WorldMap) -> None:
    spot = world.project(20.0, 10.0)
    world.zoom_at(spot, 5)
    assert world.project(20.0, 10.0) == pytest.approx(spot, abs=0.5)


def test_names_do_not_overlap(world: WorldMap) -> None:
    for steps in (0, 3, 3):
        world.zoom_at(world.project(20.0, 45.0), steps)
        world.settle()
        boxes = world.label_positions()
        assert boxes
        for seat, box in boxes.items():
            others = [other.inflate(-6, -8) for key, other in boxes.items() if key != seat]
            assert box.inflate(-6, -8).collidelist(others) < 0, seat


def test_all_names_have_room_at_the_standard_size() -> None:
    world = WorldMap(asset("map", "world.npz"), asset("map", "actors.toml"), (1112, 520), render=render)
    assert set(world.label_positions()) == set(world.data.seats)


def test_names_can_be_given(world: WorldMap) -> None:
    before = world.label_positions()["CHN"].width
    world.set_names({"CHN": "A much longer name", "IND": ""})
    boxes = world.label_positions()
    assert boxes["CHN"].width > before
    assert "IND" not in boxes


def test_arcs_take_the_short_way_and_leave_by_the_edge() -> None:
    pieces = path((-77.0, 38.9), (116.4, 39.9), 0.2, 11.0)
    assert len(pieces) == 2
    assert pieces[0][-1, 0] == pytest.approx(-pieces[1][0, 0], rel=1e-6)
    assert len(path((-77.0, 38.9), (0.0, 51.5), 0.2, 11.0)) == 1
    # None of the way runs over Europe.
    assert all((np.abs(piece[:, 0]) > 0.6).all() for piece in pieces)


def test_the_frame_loop_makes_no_surface(world: WorldMap, monkeypatch: pytest.MonkeyPatch) -> None:
    target = pygame.Surface(SIZE)
    world.select("CHN")
    world.settle()
    world.draw_arcs(target, ARCS, 0.0)
    made = 0

    class Counting(pygame.Surface):
        def __init__(self, *args: Any, **more: Any) -> None:
            nonlocal made
            made += 1
            super().__init__(*args, **more)

    monkeypatch.setattr(pygame, "Surface", Counting)
    for frame in range(120):
        target.blit(world.static_surface(), (0, 0))
        world.draw_arcs(target, ARCS, frame / 60.0, origin=(3, 4))
    assert made == 0


def test_lights_move_and_time_stands_still_with_the_clock(world: WorldMap) -> None:
    def shot(seconds: float) -> bytes:
        target = world.static_surface().copy()
        world.draw_arcs(target, ARCS, seconds)
        return pygame.image.tobytes(target, "RGB")

    assert shot(1.0) == shot(1.0)
    assert shot(1.0) != shot(2.0)


def test_resize(world: WorldMap) -> None:
    world.resize((500, 300), scale=0.8)
    assert world.settle().get_size() == (500, 300)
    assert world.pick(world.project(-100.0, 40.0)) == "USA"


def test_two_pictures_are_equal() -> None:
    shots = []
    for _ in range(2):
        world = WorldMap(asset("map", "neutral.npz"), asset("map", "neutral.toml"), SIZE, render=render)
        world.set_fills({"N01": Fill(BLUE), "N02": Fill(RED)})
        shots.append(pygame.image.tobytes(world.settle(), "RGB"))
        assert world.pick(world.capital("N07")) == "N07"
    assert shots[0] == shots[1]
