"""Reading a map and its table of actors: shapes in projected coordinates, seats, labels and capitals."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from game.desktop.polygons import Points, contains

Detail = Literal["coarse", "fine"]
Side = Literal["centre", "left", "right", "above", "below", "corner"]
LonLat = tuple[float, float]
Ints = NDArray[np.integer[Any]]


def boxes(points: Points, starts: Ints) -> Points:
    """Left, low, right and high of each part of a packed array, one row each."""
    low = np.minimum.reduceat(points, starts[:-1], axis=0)
    high = np.maximum.reduceat(points, starts[:-1], axis=0)
    return np.concatenate([low, high], axis=1)


@dataclass(frozen=True)
class Level:
    """One level of detail: rings (large land first) and lines between the countries on both sides."""

    points: Points
    starts: Ints
    owner: Ints
    line_points: Points
    line_starts: Ints
    line_sides: Ints
    ring_boxes: Points = field(repr=False)


@dataclass(frozen=True)
class Actor:
    """A seat as the map shows it."""

    seat: str
    name: str
    countries: tuple[str, ...]
    anchor: LonLat
    capital: LonLat
    flag: str
    side: Side
    pick: float


class MapData:
    """A map file and a table of actors, read once."""

    def __init__(self, shapes: Path, actors: Path) -> None:
        with np.load(shapes) as packed:
            self.names: list[str] = packed["names"].tolist()
            self.contested: NDArray[np.bool_] = packed["contested"]
            self.meridian = float(packed["meridian"])
            self.levels: dict[Detail, Level] = {"coarse": _level(packed, "coarse"), "fine": _level(packed, "fine")}
        table = tomllib.loads(actors.read_text(encoding="utf-8"))
        self.actors: dict[str, Actor] = {seat: _actor(seat, row) for seat, row in table.items()}
        number = {name: index for index, name in enumerate(self.names)}
        self.seats: list[str] = list(self.actors)
        self.seat_of: NDArray[np.int16] = np.full(len(self.names) + 1, -1, dtype=np.int16)
        self.countries: dict[str, set[int]] = {}
        for index, actor in enumerate(self.actors.values()):
            self.countries[actor.seat] = {number[name] for name in actor.countries}
            self.seat_of[list(self.countries[actor.seat])] = index

    def country_at(self, x: float, y: float) -> int | None:
        """Number of the country at projected coordinates; the smallest shape there wins."""
        level = self.levels["fine"]
        box = level.ring_boxes
        near = np.flatnonzero((box[:, 0] <= x) & (x <= box[:, 2]) & (box[:, 1] <= y) & (y <= box[:, 3]))
        for ring in near[::-1].tolist():
            if contains(level.points[level.starts[ring]:level.starts[ring + 1]], x, y):
                return int(level.owner[ring])
        return None

    def seat_at(self, x: float, y: float) -> str | None:
        """The seat whose land lies at projected coordinates."""
        country = self.country_at(x, y)
        if country is None or self.seat_of[country] < 0:
            return None
        return self.seats[int(self.seat_of[country])]


def _level(packed: Any, prefix: Detail) -> Level:
    points, starts = packed[f"{prefix}_points"], packed[f"{prefix}_starts"]
    return Level(
        points=points,
        starts=starts,
        owner=packed[f"{prefix}_owner"],
        line_points=packed[f"{prefix}_line_points"],
        line_starts=packed[f"{prefix}_line_starts"],
        line_sides=packed[f"{prefix}_line_sides"],
        ring_boxes=boxes(points, starts),
    )


def _actor(seat: str, row: dict[str, Any]) -> Actor:
    return Actor(
        seat=seat,
        name=row["name"],
        countries=tuple(row["countries"]),
        anchor=(float(row["anchor"][0]), float(row["anchor"][1])),
        capital=(float(row["capital"][0]), float(row["capital"][1])),
        flag=row["flag"],
        side=row["side"],
        pick=float(row.get("pick", 0.0)),
    )
