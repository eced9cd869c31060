"""Draw the map to a picture file, to look at it: ``python -m game.desktop.worldmap --shot FILE``."""

from __future__ import annotations

import argparse
import os
import statistics
import time
from functools import lru_cache

from game.paths import asset


def main() -> None:
    """Read the options, draw, save, and print how long the parts took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shot", required=True, help="picture to write")
    parser.add_argument("--size", default="1112x520", help="viewport, WIDTHxHEIGHT")
    parser.add_argument("--map", default="world", choices=("world", "neutral"))
    parser.add_argument("--select", default="", help="seat to mark")
    parser.add_argument("--zoom", type=float, default=0.0, help="steps of the wheel")
    parser.add_argument("--at", default="", help="place to zoom on, LONGITUDE,LATITUDE")
    parser.add_argument("--scale", type=float, default=1.0, help="interface scale")
    options = parser.parse_args()
    os.environ.setdefault("SDL_VIDEODRIVER", "dummy")
    import pygame

    from game.desktop.tokens import DEFAULT, Colour
    from game.desktop.worldmap import Arc, Fill, WorldMap

    width, height = (int(part) for part in options.size.split("x"))
    pygame.display.init()
    pygame.font.init()
    screen = pygame.display.set_mode((width, height))

    @lru_cache(maxsize=8)
    def font(px: int, weight: str) -> pygame.font.Font:
        face = "SemiBold" if weight == "semibold" else "Medium"
        return pygame.font.Font(asset("fonts", f"IBMPlexSansCondensed-{face}.ttf"), px)

    def render(text: str, px: int, weight: str, colour: Colour) -> pygame.Surface:
        return font(px, weight).render(text, True, colour).convert_alpha()

    blue, red, violet, teal = DEFAULT.BLOC_MAP
    swing = Fill(DEFAULT.SWING, 1.0, hatch=True)
    if options.map == "world":
        table = "actors.toml"
        fills = {"USA": Fill(blue, 0.92), "CAN": Fill(blue, 0.72), "GBR": Fill(blue, 0.72), "JPN": Fill(blue, 0.72),
                 "KOR": Fill(blue, 0.5), "TWN": Fill(blue, 0.5), "CHN": Fill(red, 0.92), "SEA": swing,
                 "EUR": Fill(violet, 0.86), "NLD": Fill(violet, 0.7), "GULF": Fill(teal, 0.92),
                 "AFR": Fill(DEFAULT.SWING, 0.4, hatch=True), "IND": swing, "BRA": swing}
        arcs: tuple[Arc, ...] = (Arc("treaty", "USA", "GBR"), Arc("treaty", "USA", "EUR"), Arc("treaty", "CHN", "BRA"),
                Arc("treaty", "GULF", "AFR"), Arc("chips", "TWN", "USA", 1.6), Arc("chips", "NLD", "TWN"),
                Arc("chips", "KOR", "USA"), Arc("control", "USA", "CHN"), Arc("treaty", "CHN", "SEA"))
    else:
        table = "neutral.toml"
        tints = [blue, red, violet, teal]
        fills = {f"N{n + 1:02d}": Fill(tints[n % 4], 0.92 if n < 4 else 0.7) for n in range(11)}
        fills.update({f"N{n:02d}": swing for n in range(12, 15)})
        arcs = (Arc("treaty", "N01", "N03"), Arc("control", "N01", "N02"), Arc("chips", "N05", "N02"),
                Arc("chips", "N04", "N01"), Arc("treaty", "N02", "N06"))

    start = time.perf_counter()
    world = WorldMap(asset("map", f"{options.map}.npz"), asset("map", table), (width, height), render=render,
                     scale=options.scale)
    loaded = time.perf_counter()
    world.set_fills(fills)
    world.select(options.select or ("CHN" if options.map == "world" else "N02"))
    world.draw_arcs(screen, arcs, 0.0)
    world.static_surface()
    first = time.perf_counter()
    world.settle()
    print(f"load {1e3 * (loaded - start):.0f} ms, first picture {1e3 * (first - loaded):.0f} ms, "
          f"fine {1e3 * (time.perf_counter() - first):.0f} ms")
    if options.zoom:
        longitude, latitude = (float(part) for part in options.at.split(",")) if options.at else (10.0, 20.0)
        begin = time.perf_counter()
        world.zoom_at(world.project(longitude, latitude), options.zoom)
        world.static_surface()
        moved = time.perf_counter()
        world.settle()
        print(f"zoomed: coarse {1e3 * (moved - begin):.0f} ms, fine {1e3 * (time.perf_counter() - moved):.0f} ms")
    spans = []
    for seat, fill in list(fills.items())[:6]:
        begin = time.perf_counter()
        world.set_fills({**fills, seat: Fill(fill.colour, fill.shade * 0.9, fill.hatch)})
        world.static_surface()
        spans.append(f"{seat} {1e3 * (time.perf_counter() - begin):.1f}")
        world.set_fills(fills)
        world.settle()
    print("recolour ms:", ", ".join(spans))
    frames = []
    for frame in range(300):
        begin = time.perf_counter()
        screen.blit(world.static_surface(), (0, 0))
        world.draw_arcs(screen, arcs, frame / 60.0)
        frames.append(1e3 * (time.perf_counter() - begin))
    print(f"frame {statistics.median(frames):.2f} ms, slowest {max(frames):.2f} ms")
    pygame.image.save(screen, options.shot)
