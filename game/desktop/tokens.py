"""Design tokens: palette, spacing, type roles and sizes, and the `Theme` that scales them to the window."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

Colour = tuple[int, int, int]
Ink = str | Colour
Rank = Literal["leader", "member", "follower"]


def rgb(code: str) -> Colour:
    """A `#RRGGBB` code as three channels, 0 to 255."""
    code = code.lstrip("#")
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


def mix(low: Colour, high: Colour, share: float) -> Colour:
    """The colour `share` (0 to 1) of the way from `low` to `high`."""
    keep = 1.0 - share
    return (
        round(low[0] * keep + high[0] * share),
        round(low[1] * keep + high[1] * share),
        round(low[2] * keep + high[2] * share),
    )


def luminance(colour: Colour) -> float:
    """Relative luminance, 0 to 1 (WCAG 2)."""

    def linear(channel: int) -> float:
        value = channel / 255.0
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour[0]) + 0.7152 * linear(colour[1]) + 0.0722 * linear(colour[2])


def contrast(one: Colour, other: Colour) -> float:
    """Contrast ratio, 1 to 21 (WCAG 2)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True)
class Palette:
    """Every colour of the window. Field names are the token names screens use."""

    VOID: Colour = rgb("#070D18")
    OCEAN0: Colour = rgb("#0A1526")
    OCEAN1: Colour = rgb("#0D1C31")
    GRATICULE: Colour = rgb("#14263D")
    SPHERE: Colour = rgb("#1B3350")
    LAND: Colour = rgb("#22344C")
    BORDER: Colour = rgb("#0B1626")
    COAST: Colour = rgb("#5B7896")
    PANEL: Colour = rgb("#0E1928")
    PANEL2: Colour = rgb("#142236")
    PANEL3: Colour = rgb("#1B2D45")
    LINE: Colour = rgb("#22364F")
    LINE2: Colour = rgb("#31496A")
    PICKED: Colour = rgb("#22364F")
    RAISED: Colour = rgb("#31496A")
    TEXT: Colour = rgb("#EAF1F9")
    TEXT2: Colour = rgb("#A9BCD2")
    TEXT3: Colour = rgb("#7F95AE")
    ACCENT: Colour = rgb("#FFC247")
    ON_ACCENT: Colour = rgb("#1A1405")
    POS: Colour = rgb("#5AD19A")
    NEG: Colour = rgb("#FF7B86")
    WARN: Colour = rgb("#FFC247")
    INFO: Colour = rgb("#6CB8FF")
    BLOC_BLUE: Colour = rgb("#3E8DEB")
    BLOC_RED: Colour = rgb("#E0622F")
    BLOC_VIOLET: Colour = rgb("#BFAAE2")
    BLOC_TEAL: Colour = rgb("#27BEA4")
    MAP_BLUE: Colour = rgb("#3283E1")
    MAP_RED: Colour = rgb("#D65A2B")
    MAP_VIOLET: Colour = rgb("#BFAAE2")
    MAP_TEAL: Colour = rgb("#27BEA4")
    MAP_BASE: Colour = rgb("#1C2C44")
    SWING: Colour = rgb("#64798F")
    SWING_HATCH: Colour = rgb("#7C92AA")
    SELECTION: Colour = rgb("#FFE3A3")
    halos: bool = True

    @property
    def BLOC(self) -> tuple[Colour, ...]:
        """Bloc colours for charts: blue, red, violet, teal."""
        return self.BLOC_BLUE, self.BLOC_RED, self.BLOC_VIOLET, self.BLOC_TEAL

    @property
    def BLOC_MAP(self) -> tuple[Colour, ...]:
        """Bloc colours for the map before shading: blue, red, violet, teal."""
        return self.MAP_BLUE, self.MAP_RED, self.MAP_VIOLET, self.MAP_TEAL

    def bloc_shade(self, bloc: int, rank: Rank) -> Colour:
        """Map fill by bloc (0 blue, 1 red, 2 violet, 3 teal) and rank; violet is lighter, so it fades less."""
        shares = _VIOLET_SHADES if bloc == 2 else _SHADES
        return mix(self.MAP_BASE, self.BLOC_MAP[bloc], shares[rank])

    def ink(self, ink: Ink) -> Colour:
        """The colour of a token name, or the colour itself."""
        if isinstance(ink, str):
            found: Colour = getattr(self, ink)
            return found
        return ink


_SHADES: dict[Rank, float] = {"leader": 0.92, "member": 0.72, "follower": 0.50}
_VIOLET_SHADES: dict[Rank, float] = {"leader": 0.86, "member": 0.70, "follower": 0.56}

DEFAULT = Palette()
_ALT = {
    "BLUE": rgb("#2C98FA"),
    "RED": rgb("#E97531"),
    "VIOLET": rgb("#EBC6EB"),
    "TEAL": rgb("#63EDAB"),
}


def alternative(palette: Palette) -> Palette:
    """The palette with blocs and good/bad farther apart for colour-vision deficiencies."""
    return replace(
        palette,
        BLOC_BLUE=_ALT["BLUE"],
        BLOC_RED=_ALT["RED"],
        BLOC_VIOLET=_ALT["VIOLET"],
        BLOC_TEAL=_ALT["TEAL"],
        MAP_BLUE=_ALT["BLUE"],
        MAP_RED=_ALT["RED"],
        MAP_VIOLET=_ALT["VIOLET"],
        MAP_TEAL=_ALT["TEAL"],
        POS=rgb("#58B4FF"),
        NEG=rgb("#FF9152"),
    )


def high_contrast(palette: Palette) -> Palette:
    """The palette on black panels with white text and strong lines."""
    black, white = rgb("#000000"), rgb("#FFFFFF")
    return replace(
        palette,
        VOID=black,
        PANEL=black,
        PANEL2=black,
        PANEL3=rgb("#101820"),
        LINE=rgb("#8FA6C0"),
        LINE2=rgb("#8FA6C0"),
        PICKED=rgb("#1C3450"),
        RAISED=rgb("#27486C"),
        TEXT=white,
        TEXT2=white,
        TEXT3=rgb("#D5E0EC"),
        NEG=rgb("#FF97A0"),
        halos=False,
    )


ALTERNATIVE = alternative(DEFAULT)
HIGH_CONTRAST = high_contrast(DEFAULT)

VOID, OCEAN0, OCEAN1 = DEFAULT.VOID, DEFAULT.OCEAN0, DEFAULT.OCEAN1
GRATICULE, SPHERE = DEFAULT.GRATICULE, DEFAULT.SPHERE
LAND, BORDER, COAST = DEFAULT.LAND, DEFAULT.BORDER, DEFAULT.COAST
PANEL, PANEL2, PANEL3 = DEFAULT.PANEL, DEFAULT.PANEL2, DEFAULT.PANEL3
LINE, LINE2 = DEFAULT.LINE, DEFAULT.LINE2
PICKED, RAISED = DEFAULT.PICKED, DEFAULT.RAISED
TEXT, TEXT2, TEXT3 = DEFAULT.TEXT, DEFAULT.TEXT2, DEFAULT.TEXT3
ACCENT, ON_ACCENT = DEFAULT.ACCENT, DEFAULT.ON_ACCENT
POS, NEG, WARN, INFO = DEFAULT.POS, DEFAULT.NEG, DEFAULT.WARN, DEFAULT.INFO
BLOC, BLOC_MAP = DEFAULT.BLOC, DEFAULT.BLOC_MAP
SWING, SWING_HATCH = DEFAULT.SWING, DEFAULT.SWING_HATCH

SPACE = (4, 8, 12, 16, 24, 32)
TOP_BAR, RAIL, RIGHT_PANEL, FOOT, DOCK = 56, 84, 424, 56, 268
GAP, CARD_PAD = 12, 16
RADIUS, RADIUS_CONTROL, RADIUS_CHIP = 8, 6, 11
TARGET, ROW = 44, 32
HOVER_MS, SLIDE_MS, ROLL_MS, QUARTER_MS = 90, 160, 400, 700

Face = Literal["light", "regular", "semibold", "serif", "serif-bold", "condensed", "condensed-bold", "mono"]


@dataclass(frozen=True)
class Role:
    """A way of setting text: face, size, line height and letter spacing, in px at 1600x900."""

    face: Face
    px: float
    line: float
    spacing: float = 0.0


ROLES: dict[str, Role] = {
    "verdict": Role("light", 60, 64),
    "verdict-small": Role("light", 44, 48),
    "unit": Role("light", 28, 32),
    "display": Role("serif-bold", 38, 46),
    "figure": Role("semibold", 28, 36),
    "figure-quiet": Role("light", 28, 36),
    "title": Role("semibold", 24, 32),
    "subtitle": Role("semibold", 20, 28),
    "card": Role("semibold", 17, 24),
    "value": Role("semibold", 17, 24),
    "value-large": Role("semibold", 22, 28),
    "body": Role("regular", 16, 24),
    "note": Role("regular", 16, 20),
    "strong": Role("semibold", 16, 24),
    "headline": Role("serif", 16, 22),
    "headline-large": Role("serif-bold", 22, 30),
    "axis": Role("condensed", 16, 20),
    "axis-strong": Role("condensed-bold", 16, 20),
    "key": Role("condensed", 16, 20),
    "caps": Role("condensed-bold", 15, 20, 0.9),
    "map": Role("condensed-bold", 16, 20, 1.0),
    "mono": Role("mono", 15, 22),
}


@dataclass(frozen=True)
class Theme:
    """Colours and scale of one window: `size` in px, `text_scale` 1 to 2."""

    size: tuple[int, int] = (1600, 900)
    text_scale: float = 1.0
    palette: Palette = field(default=DEFAULT)
    reduced_motion: bool = False

    @cached_property
    def scale(self) -> float:
        """Real pixels per design pixel."""
        return min(self.size[0] / 1600.0, self.size[1] / 900.0) * self.text_scale

    def px(self, length: float) -> int:
        """A design length in whole real pixels; never below 1 for a positive length."""
        if length <= 0:
            return -self.px(-length) if length < 0 else 0
        return max(1, round(length * self.scale))

    def font_px(self, role: str) -> int:
        """Font size of a role in real pixels."""
        return max(8, round(ROLES[role].px * self.scale))

    def line(self, role: str) -> int:
        """Line height of a role in real pixels."""
        return max(9, round(ROLES[role].line * self.scale))

    def ink(self, ink: Ink) -> Colour:
        """The colour of a token name in this theme."""
        return self.palette.ink(ink)
