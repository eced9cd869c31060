"""Build ``assets/map/world.npz`` from the world-atlas package (Natural Earth at 110m and 50m).

Run by hand from the top of the source tree: ``python -m assets.build.world --packages FOLDER``,
where FOLDER holds the unpacked packages (see assets/README.md).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np

from assets.build import atlas
from game.desktop import projection

CONTESTED = {"Crimea", "W. Sahara", "N. Cyprus", "Somaliland", "Kosovo", "Siachen Glacier"}
DROPPED = {"Antarctica"}
RENAMED = {"Macedonia": "North Macedonia"}
CRIMEA = (32.0, 44.0, 37.0, 46.5)


def decode(path: Path) -> tuple[list[np.ndarray], list[dict[str, Any]]]:
    """Undo the delta coding and the quantisation of a TopoJSON file."""
    data = json.loads(path.read_text(encoding="utf-8"))
    scale, shift = np.array(data["transform"]["scale"]), np.array(data["transform"]["translate"])
    arcs = [np.cumsum(np.array(arc), axis=0) * scale + shift for arc in data["arcs"]]
    return arcs, data["objects"]["countries"]["geometries"]


def is_crimea(name: str, ring: np.ndarray) -> bool:
    """Crimea is a ring of its own in the source, under the state that holds it."""
    west, south, east, north = CRIMEA
    low, high = ring.min(axis=0), ring.max(axis=0)
    return name == "Russia" and west < low[0] and high[0] < east and south < low[1] and high[1] < north


def topology(path: Path, names: list[str]) -> atlas.Topology:
    """Read one level; ``names`` grows by the countries not met before."""
    arcs, geometries = decode(path)
    result = atlas.Topology(arcs)
    for geometry in geometries:
        name = RENAMED.get(geometry["properties"]["name"], geometry["properties"]["name"])
        if name in DROPPED:
            continue
        shapes = geometry["arcs"] if geometry["type"] == "MultiPolygon" else [geometry["arcs"]]
        for shape in shapes:
            outer = shape[0]
            owner = "Crimea" if is_crimea(name, result.walk(outer)) else name
            if owner not in names:
                names.append(owner)
            result.rings.append((names.index(owner), outer))
    return result


def main() -> None:
    """Write the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True)
    options = parser.parse_args()
    folder = options.packages / "world-atlas"
    names: list[str] = []
    fine = topology(folder / "countries-50m.json", names)
    coarse = topology(folder / "countries-110m.json", names)
    target = Path(__file__).resolve().parents[1] / "map" / "world.npz"
    atlas.write(target, names, CONTESTED, coarse, fine, projection.MERIDIAN)
    print(f"{target.name}: {len(names)} countries, {target.stat().st_size / 1024:.0f} KB")


if __name__ == "__main__":
    main()
