"""Draw the round emblems of our own: the fourteen invented nations and three groups of states.

Every emblem has its own shape as well as its own colour. Run by hand:
``python -m assets.build.emblems`` after ``assets.build.packages`` (see assets/README.md).
"""

from __future__ import annotations

from math import cos, pi, sin
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "flags"
MIDDLE = 256.0

Point = tuple[float, float]


def polygon(points: list[Point], colour: str) -> str:
    """A filled polygon."""
    text = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return f'<polygon fill="{colour}" points="{text}"/>'


def disc(x: float, y: float, radius: float, colour: str) -> str:
    """A filled circle."""
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>'


def bar(x: float, y: float, width: float, height: float, colour: str) -> str:
    """A filled rectangle."""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def around(count: int, radius: float, turn: float = -pi / 2) -> list[Point]:
    """Evenly spaced points on a circle round the middle, the first at the top."""
    angles = [turn + 2 * pi * k / count for k in range(count)]
    return [(MIDDLE + radius * cos(a), MIDDLE + radius * sin(a)) for a in angles]


def star(count: int, outer: float, inner: float, colour: str) -> str:
    """A star with ``count`` points."""
    tips, dents = around(count, outer), around(count, inner, -pi / 2 + pi / count)
    return polygon([point for pair in zip(tips, dents, strict=True) for point in pair], colour)


def wave(y: float, colour: str) -> str:
    """One band with a wavy edge across the whole emblem."""
    return (f'<path fill="{colour}" d="M0 {y:.0f} C85 {y - 70:.0f} 171 {y - 70:.0f} 256 {y:.0f} '
            f'S427 {y + 70:.0f} 512 {y:.0f} V{y + 48:.0f} C427 {y + 118:.0f} 341 {y + 118:.0f} 256 {y + 48:.0f} '
            f'S85 {y - 22:.0f} 0 {y + 48:.0f} Z"/>')


def chevron(y: float, colour: str) -> str:
    """One upward chevron."""
    return polygon([(256, y), (416, y + 130), (416, y + 200), (256, y + 70), (96, y + 200), (96, y + 130)], colour)


def emblems() -> dict[str, str]:
    """Name of the file to what is drawn in it."""
    pale, cream, ink = "#f4f1e6", "#f6d98a", "#14213a"
    rays = [polygon([around(12, 205, -pi / 2 + 2 * pi * k / 12)[0],
                     around(12, 118, -pi / 2 + 2 * pi * k / 12 - 0.13)[0],
                     around(12, 118, -pi / 2 + 2 * pi * k / 12 + 0.13)[0]], cream) for k in range(12)]
    drawn = {
        "n01": ("#1f4e8c", star(8, 210, 120, pale)),
        "n02": ("#a83232", disc(256, 256, 170, cream) + disc(256, 256, 108, "#a83232") + disc(256, 256, 48, cream)),
        "n03": ("#2f7d5b", polygon([(256, 110), (420, 380), (92, 380)], pale)
                + polygon([(256, 250), (335, 380), (177, 380)], "#2f7d5b")),
        "n04": ("#c98a1b", polygon(around(6, 180), ink) + polygon(around(6, 105), "#c98a1b")),
        "n05": ("#5b3f8f", polygon([(256, 70), (390, 256), (256, 442), (122, 256)], pale)
                + polygon([(256, 165), (322, 256), (256, 347), (190, 256)], "#5b3f8f")),
        "n06": ("#1b7f8c", wave(150, pale) + wave(262, pale) + wave(374, pale)),
        "n07": ("#7a2e4d", disc(256, 256, 100, cream) + "".join(rays)),
        "n08": ("#3b4756", "".join(disc(x, y, 74, cream) for x, y in around(3, 110))),
        "n09": ("#d9663a", chevron(96, pale) + chevron(206, pale)),
        "n10": ("#264a3c", "".join(bar(128 + 96 * i, 128 + 96 * j, 64, 64, cream)
                                   for i in range(3) for j in range(3) if (i + j) % 2 == 0)),
        "n11": ("#e3ddc8", bar(120, 96, 56, 320, "#2b5d8a") + bar(228, 96, 56, 320, "#2b5d8a")
                + bar(336, 96, 56, 320, "#2b5d8a")),
        "n12": ("#6b8f2a", '<path fill="#f4f1e6" d="M256 76 C400 170 400 330 256 436 C112 330 112 170 256 76 Z"/>'
                + bar(248, 150, 16, 286, "#6b8f2a")),
        "n13": ("#8a5a34", '<path fill="#f4f1e6" d="M120 400 V250 C120 70 392 70 392 250 V400 H320 V260 '
                'C320 160 192 160 192 260 V400 Z"/>'),
        "n14": ("#22252e", polygon([(96, 180), (330, 180), (330, 110), (440, 256), (330, 402), (330, 332), (96, 332)],
                                   "#63c7b2")),
        "gulf": ("#1d6b63", wave(330, pale) + disc(256, 190, 84, pale)),
        "sea": ("#274c92", "".join(disc(x, y, 36, cream) for x, y in around(10, 160))),
        "afr": ("#2f6f3e", "".join(disc(x, y, 50, cream) for x, y in around(4, 135)) + disc(256, 256, 64, cream)),
    }
    head = '<svg xmlns="http://www.w3.org/2000/svg" width="512" height="512" viewBox="0 0 512 512">'
    return {name: f"{head}{bar(0, 0, 512, 512, ground)}{shape}</svg>\n" for name, (ground, shape) in drawn.items()}


def main() -> None:
    """Write the files beside the flags."""
    for name, text in emblems().items():
        (FOLDER / f"{name}.svg").write_text(text, encoding="utf-8")
    print(f"{len(emblems())} emblems")


if __name__ == "__main__":
    main()
