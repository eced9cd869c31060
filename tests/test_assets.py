"""What the game ships: complete, credited, readable, small; and the projection behind the map."""

from __future__ import annotations

import io
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import numpy as np
import pygame
import pytest

from game import paths
from game.desktop import polygons, projection
from game.desktop.mapdata import MapData
from game.paths import ASSETS, asset

SEATS = ["USA", "CHN", "EUR", "NLD", "GBR", "JPN", "KOR", "TWN", "IND", "GULF", "SEA", "CAN", "BRA", "AFR"]
MAPS = [("world.npz", "actors.toml"), ("neutral.npz", "neutral.toml")]
FOLDERS = ("fonts", "flags", "icons", "map")


def shipped() -> list[Path]:
    """Every file of the folders that this suite answers for."""
    return sorted(path for folder in FOLDERS for path in asset(folder).rglob("*") if path.is_file())


@pytest.fixture(scope="module", params=MAPS, ids=["world", "neutral"])
def world(request: pytest.FixtureRequest) -> MapData:
    shapes, actors = request.param
    return MapData(asset("map", shapes), asset("map", actors))


def test_every_shipped_file_is_credited() -> None:
    credits = tomllib.loads(asset("credits.toml").read_text(encoding="utf-8"))["credit"]
    patterns = [pattern for credit in credits for pattern in credit["files"]]
    for path in shipped():
        name = path.relative_to(ASSETS).as_posix()
        assert any(fnmatch(name, pattern) for pattern in patterns), name
    for pattern in patterns:
        assert list(ASSETS.glob(pattern)), f"{pattern} names nothing"
    for credit in credits:
        assert {"what", "author", "licence", "version", "changes"} <= credit.keys()
        if "licence_text" in credit:
            assert asset(*credit["licence_text"].split("/")).is_file()
        elif credit["author"] != "The project":
            pytest.fail(f"{credit['what']} comes without its licence text")


def test_assets_are_small() -> None:
    assert sum(path.stat().st_size for path in shipped()) < 8 * 1024 * 1024


@pytest.mark.parametrize("folder", ["flags", "icons"])
def test_pictures_load(folder: str) -> None:
    for path in sorted(asset(folder).glob("*.svg")):
        text = path.read_text(encoding="utf-8")
        if folder == "icons":
            assert "currentColor" in text, path.name
        picture = pygame.image.load_sized_svg(io.BytesIO(text.replace("currentColor", "#FFFFFF").encode()), (48, 48))
        alpha = pygame.surfarray.array_alpha(picture)
        assert (alpha > 0).mean() > 0.02, path.name


def test_fonts_cover_what_the_game_writes() -> None:
    pygame.font.init()
    fonts = sorted(asset("fonts").glob("IBMPlex*.ttf"))
    assert len(fonts) >= 8
    for path in fonts:
        font = pygame.font.Font(path, 16)
        assert None not in font.metrics("AZaz09éßñøłžЖя–—…·−×%“”→←↑↓€")


def test_emblems_differ_by_more_than_colour() -> None:
    shapes = set()
    for number in range(1, 15):
        picture = pygame.image.load_sized_svg(asset("flags", f"n{number:02d}.svg"), (24, 24))
        pixels = pygame.surfarray.array3d(picture).astype(int)
        shapes.add((np.abs(pixels - pixels[0, 0]).sum(axis=2) > 60).tobytes())
    assert len(shapes) == 14


def test_seats_of_the_tables() -> None:
    for (_, table), seats in zip(MAPS, (SEATS, [f"N{n:02d}" for n in range(1, 15)]), strict=True):
        rows = tomllib.loads(asset("map", table).read_text(encoding="utf-8"))
        assert list(rows) == seats
        for row in rows.values():
            assert asset("flags", f"{row['flag']}.svg").is_file()


def test_every_seat_has_land_a_label_on_the_map_and_its_capital_at_home(world: MapData) -> None:
    owners = set(world.levels["fine"].owner.tolist())
    claimed = [name for actor in world.actors.values() for name in actor.countries]
    assert len(claimed) == len(set(claimed)), "a country belongs to two seats"
    for seat, actor in world.actors.items():
        numbers = {world.names.index(name) for name in actor.countries}
        assert numbers & owners, seat
        for longitude, latitude in (actor.anchor, actor.capital):
            x, y = projection.project(longitude, latitude, world.meridian)
            left, low, right, high = projection.extent()
            assert left < float(x) < right and low < float(y) < high
        x, y = projection.project(*actor.capital, world.meridian)
        near = [world.seat_at(float(x) + dx, float(y) + dy) for dx in (-0.01, 0.0, 0.01) for dy in (-0.01, 0.0, 0.01)]
        assert seat in near, f"the capital of {seat} lies in {near}"


def test_coarse_map_shows_all_but_islets(world: MapData) -> None:
    coarse = set(world.levels["coarse"].owner.tolist())
    for seat, actor in world.actors.items():
        assert any(world.names.index(name) in coarse for name in actor.countries), seat


def test_no_shape_jumps_across_the_map(world: MapData) -> None:
    for level in world.levels.values():
        for points, starts in ((level.points, level.starts), (level.line_points, level.line_starts)):
            steps = np.hypot(*np.diff(points, axis=0).T)
            steps[starts[1:-1] - 1] = 0.0
            assert steps.max() < 0.75


def test_contested_areas_are_marked_and_stand_alone() -> None:
    world = MapData(asset("map", "world.npz"), asset("map", "actors.toml"))
    contested = {name for name, flag in zip(world.names, world.contested.tolist(), strict=True) if flag}
    assert {"Crimea", "W. Sahara", "Kosovo", "N. Cyprus", "Somaliland"} <= contested
    assert "Taiwan" not in contested and "Antarctica" not in world.names
    places = {"Crimea": (34.2, 45.2), "Russia": (-172.0, 66.5), "Ukraine": (31.0, 49.0), "Taiwan": (121.0, 23.8),
              "Lesotho": (28.2, -29.5), "United States of America": (-150.0, 65.0), "Singapore": (103.82, 1.36)}
    for name, place in places.items():
        x, y = projection.project(*place)
        country = world.country_at(float(x), float(y))
        assert country is not None and world.names[country] == name


def test_projection_known_points() -> None:
    x, y = projection.project([11.0, 11.0, -168.9999999, 191.0 - 1e-9], [0.0, 90.0, 0.0, 0.0])
    assert x == pytest.approx([0.0, 0.0, -2.70663, 2.70663], abs=1e-5)
    assert y == pytest.approx([0.0, 1.317363, 0.0, 0.0], abs=1e-5)


def test_projection_keeps_areas() -> None:
    # Equal area: a band between two latitudes takes its share of the globe's surface, 4 pi in squared radii.
    latitude = np.linspace(20.0, 50.0, 400)
    half, up = projection.project_offset(np.full(400, 180.0), latitude)
    drawn = np.trapezoid(2.0 * half, up)
    true = 2.0 * np.pi * (np.sin(np.radians(50.0)) - np.sin(np.radians(20.0)))
    assert drawn == pytest.approx(true, rel=1e-4)


def test_projection_round_trip() -> None:
    rng = np.random.default_rng(1)
    longitude, latitude = rng.uniform(-180.0, 180.0, 500), rng.uniform(-89.0, 89.0, 500)
    back = projection.unproject(*projection.project(longitude, latitude))
    assert back[0] == pytest.approx(longitude, abs=1e-7)
    assert back[1] == pytest.approx(latitude, abs=1e-7)
    assert np.isnan(projection.unproject(3.0, 0.0)[0])


def test_clipping_and_hatching() -> None:
    square = np.array([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)])
    assert polygons.area(polygons.clip_box(square, (-5.0, 2.0, 4.0, 50.0))) == pytest.approx(32.0)
    assert len(polygons.clip_box(square, (20.0, 20.0, 30.0, 30.0))) == 0
    assert polygons.contains(square, 5.0, 5.0) and not polygons.contains(square, 11.0, 5.0)
    hole = np.array([(4.0, 4.0), (6.0, 4.0), (6.0, 6.0), (4.0, 6.0)])
    for ax, ay, bx, by in polygons.hatch([square, hole], 1.5):
        x, y = (ax + bx) / 2.0, (ay + by) / 2.0
        assert polygons.contains(square, x, y) and not polygons.contains(hole, x, y)
        assert ax + ay == pytest.approx(bx + by)


def test_user_data_can_be_moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_HOME", str(tmp_path / "home"))
    assert paths.user_data() == tmp_path / "home"
    assert (tmp_path / "home").is_dir()
