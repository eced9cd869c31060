"""From a grid of country numbers to a topology: arcs between neighbours, smoothed and simplified."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from assets.build.atlas import Topology
from game.desktop import polygons
from game.desktop.polygons import Points

Vertex = tuple[int, int]
_STEPS = ((0, 1), (1, 0), (0, -1), (-1, 0))


def _left(labels: np.ndarray, a: Vertex, b: Vertex) -> int:
    """Number of the cell to the left of a lattice edge, rows growing to the south."""
    (row, column), (down, right) = a, b
    if down == row:
        cell = (row - 1, column) if right > column else (row, column - 1)
    else:
        cell = (row, column) if down > row else (row - 1, column - 1)
    return int(labels[cell])


def _edges(labels: np.ndarray) -> dict[Vertex, list[Vertex]]:
    """Lattice edges that part two different cells, both ways round."""
    links: dict[Vertex, list[Vertex]] = defaultdict(list)
    for row, column in np.argwhere(labels[1:, :] != labels[:-1, :]).tolist():
        a, b = (row + 1, column), (row + 1, column + 1)
        links[a].append(b)
        links[b].append(a)
    for row, column in np.argwhere(labels[:, 1:] != labels[:, :-1]).tolist():
        a, b = (row, column + 1), (row + 1, column + 1)
        links[a].append(b)
        links[b].append(a)
    return links


def _chains(links: dict[Vertex, list[Vertex]]) -> list[list[Vertex]]:
    """Chains of edges between junctions, then the closed loops that meet none."""
    used: set[tuple[Vertex, Vertex]] = set()

    def follow(a: Vertex, b: Vertex) -> list[Vertex]:
        chain = [a]
        while True:
            used.update(((a, b), (b, a)))
            chain.append(b)
            if len(links[b]) != 2 or b == chain[0]:
                return chain
            a, b = b, next(v for v in links[b] if v != a)

    chains = [follow(a, b) for a in sorted(links) if len(links[a]) != 2 for b in links[a] if (a, b) not in used]
    chains += [follow(a, links[a][0]) for a in sorted(links) if (a, links[a][0]) not in used and len(links[a]) == 2]
    return chains


def _smooth(line: Points, rounds: int) -> Points:
    """Round off the stairs of the grid; the ends stay, so that neighbours still meet."""
    closed = bool((line[0] == line[-1]).all())
    for _ in range(rounds):
        if closed:
            ring = line[:-1]
            ring = (np.roll(ring, 1, axis=0) + 2.0 * ring + np.roll(ring, -1, axis=0)) / 4.0
            line = np.concatenate([ring, ring[:1]])
        else:
            line = line.copy()
            line[1:-1] = (line[:-2] + 2.0 * line[1:-1] + line[2:]) / 4.0
    return line


def _simplify(line: Points, tolerance: float) -> Points:
    """Drop points that lie within a tolerance of the line through the kept ones (Douglas and Peucker)."""
    keep = np.zeros(len(line), dtype=bool)
    keep[[0, -1]] = True
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        if last - first < 2:
            continue
        inner, chord = line[first + 1:last] - line[first], line[last] - line[first]
        length = float(np.hypot(*chord))
        if length < 1e-9:
            distance = np.hypot(inner[:, 0], inner[:, 1])
        else:
            distance = np.abs(inner[:, 0] * chord[1] - inner[:, 1] * chord[0]) / length
        worst = int(np.argmax(distance))
        if distance[worst] > tolerance:
            middle = first + 1 + worst
            keep[middle] = True
            stack += [(first, middle), (middle, last)]
    return line[keep]


def trace(labels: np.ndarray, corner: tuple[float, float], step: float, tolerances: tuple[float, float]
          ) -> tuple[Topology, Topology]:
    """Coarse and fine topology of a grid whose cells are −1 for sea, else a country; rows run southward."""
    padded = np.pad(labels, 1, constant_values=-1)
    chains = _chains(_edges(padded))
    starts: dict[int, dict[Vertex, list[tuple[int, Vertex]]]] = defaultdict(lambda: defaultdict(list))
    for number, chain in enumerate(chains):
        starts[_left(padded, chain[0], chain[1])][chain[0]].append((number, chain[-1]))
        starts[_left(padded, chain[-1], chain[-2])][chain[-1]].append((~number, chain[0]))
    west, north = corner
    lines = [_smooth(np.array([(west + (c - 1) * step, north - (r - 1) * step) for r, c in chain]), 4)
             for chain in chains]
    coarse, fine = (Topology([_simplify(line, tolerance) for line in lines]) for tolerance in tolerances)
    for country in sorted(starts):
        if country < 0:
            continue
        waiting = starts[country]
        for origin in sorted(waiting):
            while waiting[origin]:
                numbers, here = [], origin
                while True:
                    number, here = waiting[here].pop()
                    numbers.append(number)
                    if here == origin:
                        break
                for topology in (coarse, fine):
                    ring = topology.walk(numbers)
                    if len(ring) > 3 and polygons.area(ring) > 0:
                        topology.rings.append((country, numbers))
    return coarse, fine
