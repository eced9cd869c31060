"""Make up a world: ``assets/map/neutral.npz`` and ``assets/map/neutral.toml``, from one seed.

Run by hand from the top of the source tree: ``python -m assets.build.neutral``. Needs SciPy.
Continents are ellipses with a noisy edge; countries are the nearest of a few seeds, over noisy distances.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy import ndimage

from assets.build import atlas, tracing

SEED = 20
STEP = 0.25
WEST, NORTH, SOUTH = -180.0, 84.0, -56.0
SEATS = 14
COUNTRIES = 30
SMALLEST_ISLAND = 14
MAP_FOLDER = Path(__file__).resolve().parents[1] / "map"

# Longitude, latitude, half width, half height (degrees) and tilt of the ellipses that land grows from.
ELLIPSES = np.array([
    (-112, 44, 40, 19, -12), (-132, 14, 15, 13, 0), (-84, -2, 17, 17, 30), (-66, -32, 14, 20, 15),
    (-6, 50, 23, 12, 10), (4, 8, 24, 17, -20), (20, -22, 13, 15, 0), (-32, 72, 17, 6, 0),
    (88, 46, 46, 17, -6), (74, 14, 13, 15, 20), (118, 20, 19, 14, -30), (148, 62, 16, 8, 0),
    (132, -30, 20, 12, 12), (58, -34, 7, 10, 30), (-28, -8, 6, 6, 0), (158, 8, 5, 11, -25), (-158, -26, 6, 5, 0),
], dtype=float)

Grid = np.ndarray


def noise(rng: np.random.Generator, shape: tuple[int, int], roughness: float, longest: float) -> Grid:
    """Smooth noise of unit spread: white noise with waves damped by a power of their length (in cells)."""
    waves = np.fft.fft2(rng.standard_normal(shape))
    across, down = np.meshgrid(np.fft.fftfreq(shape[1]), np.fft.fftfreq(shape[0]))
    frequency = np.maximum(np.hypot(across, down), 1.0 / longest)
    field = np.real(np.fft.ifft2(waves * frequency ** -roughness))
    return np.asarray((field - field.mean()) / field.std())


def heights(rng: np.random.Generator, longitude: Grid, latitude: Grid) -> Grid:
    """Land where positive."""
    shape = longitude.shape
    bent_x = longitude + 7.0 * noise(rng, shape, 1.7, 160)
    bent_y = latitude + 5.0 * noise(rng, shape, 1.7, 160)
    best = np.full(shape, -9.0)
    for x, y, wide, high, tilt in ELLIPSES:
        turn = np.radians(tilt)
        dx, dy = bent_x - x, bent_y - y
        along, across = dx * np.cos(turn) + dy * np.sin(turn), dy * np.cos(turn) - dx * np.sin(turn)
        best = np.maximum(best, 1.0 - np.hypot(along / wide, across / high))
    edge = np.maximum(0.0, np.abs(longitude) - 164.0) / 6.0 + np.maximum(0.0, np.abs(latitude - 13.0) - 62.0) / 5.0
    return np.asarray(best + 0.03 + 0.17 * noise(rng, shape, 1.45, 120) - edge)


def landmasses(height: Grid) -> tuple[Grid, int]:
    """Numbered pieces of land, without specks and lakes."""
    land = height > 0.0
    pieces, count = ndimage.label(land)
    sizes = ndimage.sum_labels(land, pieces, np.arange(count + 1))
    land &= sizes[pieces] >= SMALLEST_ISLAND
    seas, count = ndimage.label(~land)
    sizes = ndimage.sum_labels(~land, seas, np.arange(count + 1))
    land |= (seas > 0) & (seas != int(np.argmax(sizes)))
    numbered, total = ndimage.label(land)
    return numbered, int(total)


def settle(rng: np.random.Generator, pieces: Grid, count: int, longitude: Grid, latitude: Grid) -> Grid:
    """A country number for each land cell, −1 at sea."""
    weight = np.cos(np.radians(latitude))
    areas = ndimage.sum_labels(weight, pieces, np.arange(count + 1))
    areas[0] = 0.0
    shares = np.where(areas > 0.012 * areas.sum(), areas ** 0.8, 0.0)
    quota = np.maximum(np.round(COUNTRIES * shares / shares.sum()), shares > 0).astype(int)
    x = np.radians(longitude + 2.1 * noise(rng, pieces.shape, 1.5, 60))
    y = np.radians(latitude + 2.1 * noise(rng, pieces.shape, 1.5, 60))
    place = np.stack([np.cos(y) * np.cos(x), np.cos(y) * np.sin(x), np.sin(y)], axis=-1)
    countries = np.full(pieces.shape, -1)
    middles: list[Grid] = []
    for piece in np.flatnonzero(quota):
        cells = np.argwhere(pieces == piece)
        here = place[pieces == piece]
        chosen = here[rng.choice(len(cells), quota[piece], replace=False, p=_norm(weight[pieces == piece]))]
        for _ in range(4):
            nearest = np.argmin(np.linalg.norm(here[:, None] - chosen[None], axis=2), axis=1)
            chosen = np.stack([here[nearest == k].mean(axis=0) for k in range(len(chosen))])
        power = np.exp(0.30 * rng.standard_normal(len(chosen)))
        nearest = np.argmin(np.linalg.norm(here[:, None] - chosen[None], axis=2) / power, axis=1)
        countries[pieces == piece] = nearest + len(middles)
        middles += list(chosen)
    countries = _join(countries, pieces)
    all_middles = np.stack(middles)
    islands = (pieces > 0) & (quota[pieces] == 0)
    for piece in np.unique(pieces[islands]):
        mask = pieces == piece
        countries[mask] = int(np.argmin(np.linalg.norm(all_middles - place[mask].mean(axis=0), axis=1)))
    return countries


def _norm(values: Grid) -> Grid:
    return np.asarray(values / values.sum())


def _join(countries: Grid, pieces: Grid) -> Grid:
    """Give stray fragments of a country to the neighbour they touch."""
    stray = np.zeros(countries.shape, dtype=bool)
    for country in range(int(countries.max()) + 1):
        parts, count = ndimage.label(countries == country)
        sizes = ndimage.sum_labels(parts > 0, parts, np.arange(count + 1))
        stray |= (parts > 0) & (parts != int(np.argmax(sizes)))
    result = countries.copy()
    for piece in np.unique(pieces[stray]):
        here = pieces == piece
        sure = here & ~stray
        rows, columns = ndimage.distance_transform_edt(~sure, return_distances=False, return_indices=True)
        lost = here & stray
        result[lost] = countries[rows[lost], columns[lost]]
    return result


def choose_seats(countries: Grid, pieces: Grid, longitude: Grid, latitude: Grid) -> list[int]:
    """The played countries: the largest, a large one far from it, then by size, spread over the landmasses."""
    numbers = np.arange(int(countries.max()) + 1)
    areas = ndimage.sum_labels(np.cos(np.radians(latitude)), countries, numbers)
    middle = ndimage.mean(longitude, countries, numbers)
    home = [int(np.bincount(pieces[countries == n]).argmax()) for n in numbers]
    first = int(np.argmax(areas))
    chosen = [first, max(np.argsort(-areas)[1:6].tolist(), key=lambda n: abs(middle[n] - middle[first]))]
    while len(chosen) < SEATS:
        taken = [home[n] for n in chosen]
        rest = [n for n in numbers.tolist() if n not in chosen]
        chosen.append(max(rest, key=lambda n: areas[n] * 0.72 ** taken.count(home[n])))
    return chosen


def places(countries: Grid, number: int, rng: np.random.Generator) -> tuple[tuple[float, float], tuple[float, float]]:
    """Where the name stands (deepest inland, counting width twice) and a capital nearer the coast."""
    mask = countries == number
    depth = ndimage.distance_transform_edt(mask, sampling=(1.0, 0.6))
    row, column = np.unravel_index(int(np.argmax(depth)), mask.shape)
    band = np.argwhere((depth > 0.25 * depth.max()) & (depth < 0.5 * depth.max()))
    far = band[np.abs(band[:, 0] - row) > 0.35 * depth.max()]
    pick = far if len(far) else band
    capital = pick[rng.integers(len(pick))]
    return _degrees(int(row), int(column)), _degrees(int(capital[0]), int(capital[1]))


def _degrees(row: int, column: int) -> tuple[float, float]:
    return round(WEST + (column + 0.5) * STEP, 2), round(NORTH - (row + 0.5) * STEP, 2)


def main() -> None:
    """Write the map and the table of its seats."""
    rng = np.random.default_rng(SEED)
    columns, rows = round(360 / STEP), round((NORTH - SOUTH) / STEP)
    longitude, latitude = np.meshgrid(WEST + (np.arange(columns) + 0.5) * STEP, NORTH - (np.arange(rows) + 0.5) * STEP)
    pieces, count = landmasses(heights(rng, longitude, latitude))
    countries = settle(rng, pieces, count, longitude, latitude)
    seats = choose_seats(countries, pieces, longitude, latitude)
    others = [n for n in range(int(countries.max()) + 1) if n not in seats]
    order = seats + others
    renumber = np.full(len(order) + 1, -1)
    renumber[order] = np.arange(len(order))
    countries = np.where(countries >= 0, renumber[countries], -1)
    names = [f"N{k + 1:02d}" for k in range(SEATS)] + [f"R{k + 1:02d}" for k in range(len(others))]
    coarse, fine = tracing.trace(countries, (WEST, NORTH), STEP, (0.22, 0.03))
    atlas.write(MAP_FOLDER / "neutral.npz", names, set(), coarse, fine, 0.0)
    lines = ["# The seats of the invented world. Made by assets/build/neutral.py; keys as in assets/README.md.", ""]
    for number in range(SEATS):
        anchor, capital = places(countries, number, rng)
        lines += [f"[{names[number]}]", f'name = "{names[number]}"', f'countries = ["{names[number]}"]',
                  f"anchor = [{anchor[0]}, {anchor[1]}]", f"capital = [{capital[0]}, {capital[1]}]",
                  f'flag = "{names[number].lower()}"', 'side = "centre"', ""]
    (MAP_FOLDER / "neutral.toml").write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    size = (MAP_FOLDER / "neutral.npz").stat().st_size / 1024
    print(f"neutral.npz: {len(names)} countries, {size:.0f} KB, land {np.mean(countries >= 0):.0%}")


if __name__ == "__main__":
    main()
