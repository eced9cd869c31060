"""Text: a face stack with coverage fallback, cached runs, measuring, wrapping, shortening, spacing and halos."""

from __future__ import annotations

from functools import lru_cache

import pygame

from game.desktop import icons
from game.desktop.tokens import ROLES, Colour, Face, Ink, Theme

_FILES: dict[Face, tuple[str, ...]] = {
    "light": ("IBMPlexSans-Light.ttf", "IBMPlexSansSC-Regular.ttf"),
    "regular": ("IBMPlexSans-Regular.ttf", "IBMPlexSansSC-Regular.ttf"),
    "semibold": ("IBMPlexSans-SemiBold.ttf", "IBMPlexSansSC-SemiBold.ttf", "IBMPlexSansSC-Regular.ttf"),
    "serif": ("IBMPlexSerif-Medium.ttf", "IBMPlexSansSC-Regular.ttf"),
    "serif-bold": ("IBMPlexSerif-SemiBold.ttf", "IBMPlexSansSC-SemiBold.ttf", "IBMPlexSansSC-Regular.ttf"),
    "condensed": ("IBMPlexSansCondensed-Medium.ttf", "IBMPlexSansSC-Regular.ttf"),
    "condensed-bold": (
        "IBMPlexSansCondensed-SemiBold.ttf",
        "IBMPlexSansSC-SemiBold.ttf",
        "IBMPlexSansSC-Regular.ttf",
    ),
    "mono": ("IBMPlexMono-Regular.ttf", "IBMPlexSans-Regular.ttf", "IBMPlexSansSC-Regular.ttf"),
}
_NO_LINE_START = set("、。，．！？：；）」』】〉》”’…%,.!?:;)]}")
_NO_LINE_END = set("（「『【〈《“‘([{")


def clear() -> None:
    """Forget fonts and runs, as after pygame.font was closed or other assets were chosen."""
    for cached in (_stack, _covers, _runs, _render, _width, wrap, shorten, _halo):
        cached.cache_clear()


@lru_cache(maxsize=128)
def _stack(face: Face, px: int) -> tuple[pygame.font.Font, ...]:
    """Fonts of a face at a size, in the order in which they are asked for a character."""
    if not pygame.font.get_init():
        pygame.font.init()
    paths = [icons.find("fonts", name) for name in _FILES[face]]
    fonts = [pygame.font.Font(path, px) for path in paths if path is not None]
    return tuple(fonts) or (pygame.font.Font(None, round(px * 1.25)),)


@lru_cache(maxsize=16384)
def _covers(face: Face, index: int, char: str) -> bool:
    found = _stack(face, 16)[index].metrics(char)
    return bool(found) and found[0] is not None


@lru_cache(maxsize=4096)
def _runs(text: str, face: Face) -> tuple[tuple[str, int], ...]:
    """The text as runs of one font each; a character that no font has goes to the first one."""
    count = len(_stack(face, 16))
    if count == 1 or (text.isascii() and _covers(face, 0, "a")):
        return ((text, 0),)
    runs: list[tuple[str, int]] = []
    for char in text:
        index = next((i for i in range(count) if _covers(face, i, char)), 0)
        if runs and runs[-1][1] == index:
            runs[-1] = (runs[-1][0] + char, index)
        else:
            runs.append((char, index))
    return tuple(runs)


def missing(text: str, face: Face = "regular") -> str:
    """The characters of the text that no font of the face can draw."""
    count = len(_stack(face, 16))
    return "".join(c for c in dict.fromkeys(text) if not any(_covers(face, i, c) for i in range(count)))


@lru_cache(maxsize=16384)
def _width(text: str, face: Face, px: int, spacing: float) -> int:
    fonts = _stack(face, px)
    if spacing:
        return round(sum(fonts[i].size(c)[0] + spacing for run, i in _runs(text, face) for c in run) - spacing)
    return sum(fonts[i].size(run)[0] for run, i in _runs(text, face))


@lru_cache(maxsize=6144)
def _render(text: str, face: Face, px: int, colour: Colour, spacing: float) -> pygame.Surface:
    fonts = _stack(face, px)
    runs = _runs(text, face)
    display = pygame.display.get_surface() is not None
    if len(runs) == 1 and not spacing:
        surface = fonts[runs[0][1]].render(text, True, colour)
        return surface.convert_alpha() if display else surface
    ascent = max(fonts[i].get_ascent() for _, i in runs) if runs else 0
    height = max(fonts[i].get_height() + ascent - fonts[i].get_ascent() for _, i in runs) if runs else 1
    surface = pygame.Surface((max(1, _width(text, face, px, spacing)), height), pygame.SRCALPHA)
    surface.fill((*colour, 0))
    x = 0.0
    for run, i in runs:
        font = fonts[i]
        for part in run if spacing else (run,):
            surface.blit(font.render(part, True, colour), (round(x), ascent - font.get_ascent()))
            x += font.size(part)[0] + spacing
    return surface.convert_alpha() if display else surface


@lru_cache(maxsize=512)
def _halo(text: str, face: Face, px: int, colour: Colour, spacing: float, halo: Colour, reach: int) -> pygame.Surface:
    front = _render(text, face, px, colour, spacing)
    back = _render(text, face, px, halo, spacing)
    surface = pygame.Surface((front.get_width() + 2 * reach, front.get_height() + 2 * reach), pygame.SRCALPHA)
    surface.fill((*halo, 0))
    diagonal = max(1, round(reach * 0.7))
    for dx, dy in ((reach, 0), (-reach, 0), (0, reach), (0, -reach)):
        surface.blit(back, (reach + dx, reach + dy))
    for dx, dy in ((diagonal, diagonal), (-diagonal, diagonal), (diagonal, -diagonal), (-diagonal, -diagonal)):
        surface.blit(back, (reach + dx, reach + dy))
    surface.blit(front, (reach, reach))
    return surface


def _setting(theme: Theme, role: str) -> tuple[Face, int, float]:
    kind = ROLES[role]
    return kind.face, theme.font_px(role), kind.spacing * theme.scale


def width(theme: Theme, text: str, role: str = "body") -> int:
    """Width of one line in px."""
    return _width(text, *_setting(theme, role)) if text else 0


def render(theme: Theme, text: str, role: str = "body", ink: Ink = "TEXT") -> pygame.Surface:
    """One line as a cached surface; do not draw on it."""
    face, px, spacing = _setting(theme, role)
    return _render(text, face, px, theme.ink(ink), spacing)


def halo(theme: Theme, text: str, role: str = "map", ink: Ink = "TEXT", around: Ink = "VOID") -> pygame.Surface:
    """One line with a dark edge in eight directions, for text on the map; the edge is left out in high contrast."""
    face, px, spacing = _setting(theme, role)
    if not theme.palette.halos:
        return _render(text, face, px, theme.ink(ink), spacing)
    return _halo(text, face, px, theme.ink(ink), spacing, theme.ink(around), theme.px(2))


def ascent(theme: Theme, role: str) -> int:
    """Distance in px from the top of a line box to the baseline."""
    face, px, _ = _setting(theme, role)
    font = _stack(face, px)[0]
    return (theme.line(role) - font.get_height()) // 2 + font.get_ascent()


def draw(
    surface: pygame.Surface,
    theme: Theme,
    text: str,
    pos: tuple[float, float],
    role: str = "body",
    ink: Ink = "TEXT",
    anchor: str = "left",
) -> int:
    """Draw one line with the top of its line box at `pos`; anchor left, centre or right. Returns its width in px."""
    if not text:
        return 0
    picture = render(theme, text, role, ink)
    w = picture.get_width()
    x = pos[0] - (w if anchor == "right" else w / 2 if anchor == "centre" else 0)
    surface.blit(picture, (round(x), round(pos[1] + (theme.line(role) - picture.get_height()) / 2)))
    return w


def baseline(
    surface: pygame.Surface,
    theme: Theme,
    text: str,
    pos: tuple[float, float],
    role: str = "body",
    ink: Ink = "TEXT",
    anchor: str = "left",
) -> int:
    """Draw one line with its baseline at `pos`; for mixed sizes side by side. Returns its width in px."""
    top = pos[1] - ascent(theme, role)
    return draw(surface, theme, text, (pos[0], top), role, ink, anchor)


@lru_cache(maxsize=4096)
def shorten(theme: Theme, text: str, role: str, room: int) -> str:
    """The text, cut with … so that it is at most `room` px wide."""
    if width(theme, text, role) <= room:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if width(theme, text[:middle].rstrip() + "…", role) <= room:
            low = middle
        else:
            high = middle - 1
    if low:
        return text[:low].rstrip() + "…"
    return "…" if width(theme, "…", role) <= room else ""


def _wide(char: str) -> bool:
    return "\u2e80" <= char <= "\u9fff" or "\uac00" <= char <= "\ud7af" or "\uf900" <= char <= "\uffef"


def _pieces(text: str) -> list[str]:
    """The text cut where a line may end: after spaces, but not before %, and between wide characters."""
    pieces: list[str] = []
    current = ""
    for char in text:
        last = current[-1:]
        may_break = last == " " and char not in " %"
        if not may_break and last and (_wide(char) or _wide(last)) and char != " ":
            may_break = char not in _NO_LINE_START and last not in _NO_LINE_END
        if may_break:
            pieces.append(current)
            current = ""
        current += char
    return [*pieces, current] if current else pieces


@lru_cache(maxsize=4096)
def wrap(theme: Theme, text: str, role: str, room: int) -> tuple[str, ...]:
    """The text as lines at most `room` px wide; newlines are kept, a word too long for a line is cut into parts."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in _pieces(paragraph):
            if width(theme, (line + piece).rstrip(), role) <= room:
                line += piece
                continue
            if line:
                lines.append(line.rstrip())
            while len(piece) > 1 and width(theme, piece.rstrip(), role) > room:
                cut = next((n for n in range(len(piece) - 1, 1, -1) if width(theme, piece[:n], role) <= room), 1)
                lines.append(piece[:cut])
                piece = piece[cut:]
            line = piece
        lines.append(line.rstrip())
    return tuple(lines)


def longest_word(theme: Theme, text: str, role: str) -> int:
    """Width in px of the widest part that should not be cut."""
    return max((width(theme, piece.rstrip(), role) for line in text.split("\n") for piece in _pieces(line)), default=0)


def signed(value: float, digits: int = 0, unit: str = "") -> str:
    """A change with a real + or − sign; a value that rounds to zero has neither."""
    shown = f"{abs(value):,.{digits}f}"
    if float(shown.replace(",", "")) == 0:
        return f"{shown}{unit}"
    return f"{'+' if value > 0 else '−'}{shown}{unit}"


def number(value: float, digits: int = 0, unit: str = "") -> str:
    """A number with thousands separators and a real minus sign."""
    shown = f"{abs(value):,.{digits}f}"
    negative = value < 0 and float(shown.replace(",", "")) != 0
    return f"{'−' if negative else ''}{shown}{unit}"
