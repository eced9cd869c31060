"""The Equal Earth map projection, on NumPy arrays and free of pygame.

Coordinates are in radii of the globe: x grows to the east, y to the north. Longitudes are measured
from a central meridian, so that the cut of the map can be put where it splits no land.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

MERIDIAN = 11.0
"""Central meridian in degrees east: keeps all of mainland Russia on one side of the cut."""

SOUTH, NORTH = -56.0, 84.0
"""Latitudes at which the map is cropped."""

_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_M = np.sqrt(3.0) / 2.0


def wrap(degrees: ArrayLike) -> Floats:
    """Bring longitudes into −180 (included) … 180 (excluded)."""
    return np.asarray((np.asarray(degrees, dtype=np.float64) + 180.0) % 360.0 - 180.0)


def _height(theta: Floats) -> Floats:
    square = theta * theta
    sixth = square * square * square
    return np.asarray(theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square)))


def _slope(theta: Floats) -> Floats:
    square = theta * theta
    sixth = square * square * square
    return np.asarray(_A1 + 3.0 * _A2 * square + sixth * (7.0 * _A3 + 9.0 * _A4 * square))


def project_offset(offset: ArrayLike, latitude: ArrayLike) -> tuple[Floats, Floats]:
    """Project degrees east of the central meridian, unwrapped: 180 is the right edge, −180 the left."""
    theta = np.arcsin(_M * np.sin(np.radians(np.asarray(latitude, dtype=np.float64))))
    x = np.radians(np.asarray(offset, dtype=np.float64)) * np.cos(theta) / (_M * _slope(theta))
    return np.asarray(x), _height(theta)


def project(longitude: ArrayLike, latitude: ArrayLike, meridian: float = MERIDIAN) -> tuple[Floats, Floats]:
    """Project longitudes and latitudes in degrees."""
    return project_offset(wrap(np.asarray(longitude, dtype=np.float64) - meridian), latitude)


def unproject(x: ArrayLike, y: ArrayLike, meridian: float = MERIDIAN) -> tuple[Floats, Floats]:
    """Longitudes and latitudes in degrees; not-a-number outside the edge of the map."""
    across, up = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    theta = np.clip(up / _A1, -np.pi / 3, np.pi / 3)
    for _ in range(8):
        theta = theta - (_height(theta) - up) / _slope(theta)
    sine = np.sin(theta) / _M
    offset = np.degrees(across * _M * _slope(theta) / np.cos(theta))
    inside = (np.abs(offset) <= 180.0 + 1e-9) & (np.abs(sine) <= 1.0 + 1e-12)
    latitude = np.degrees(np.arcsin(np.clip(sine, -1.0, 1.0)))
    return np.where(inside, wrap(offset + meridian), np.nan), np.where(inside, latitude, np.nan)


def outline(steps: int = 90) -> tuple[Floats, Floats]:
    """The edge of the cropped map as a closed ring."""
    latitudes = np.linspace(SOUTH, NORTH, steps)
    across = np.linspace(-180.0, 180.0, steps)
    offset = np.concatenate([np.full(steps, -180.0), across, np.full(steps, 180.0), across[::-1]])
    latitude = np.concatenate([latitudes, np.full(steps, NORTH), latitudes[::-1], np.full(steps, SOUTH)])
    return project_offset(offset, latitude)


def extent() -> tuple[float, float, float, float]:
    """Left, bottom, right and top of the cropped map."""
    x, y = outline()
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())
