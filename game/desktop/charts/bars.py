"""Charts of parts and causes: shares, waterfalls, dots, bars."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pygame

from game.desktop import icons, shapes, text
from game.desktop.charts.axes import Format, Values, nice_ticks
from game.desktop.tokens import Ink, Theme, mix


def share_bar(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    parts: Sequence[tuple[str, float, float | None, Ink]],
    *,
    format: Format = lambda share: f"{share:.0%}",
    digits: int = 1,
) -> None:
    """One stacked bar, and under it a row for each part: name, share of the whole, change."""
    ink, px = theme.ink, theme.px
    total = math.fsum(part[1] for part in parts)
    if not total > 0:
        return
    gap, height = px(2), px(14)
    room = rect.width - gap * (len(parts) - 1)
    exact, x = 0.0, rect.x
    for i, (_, value, _, colour) in enumerate(parts):
        exact += room * value / total
        right = rect.x + round(exact) + gap * i
        shapes.rounded(surface, pygame.Rect(x, rect.y, max(1, right - x), height), px(3), ink(colour))
        x = right + gap
    row = max(theme.line("body"), min(px(32), (rect.height - height - px(12)) // max(1, len(parts))))
    y = rect.y + height + px(12)
    move = max((text.width(theme, text.signed(c, digits), "body") for _, _, c, _ in parts if c is not None), default=0)
    for name, value, change, colour in parts:
        if y + row > rect.bottom + px(2):
            break
        side = px(10)
        shapes.rounded(surface, pygame.Rect(rect.x, y + (row - side) // 2, side, side), px(3), ink(colour))
        top = y + (row - theme.line("body")) / 2
        end = rect.right
        if move:
            if change is not None:
                tone = "TEXT3" if round(change, digits) == 0 else "POS" if change > 0 else "NEG"
                text.draw(surface, theme, text.signed(change, digits), (end, top), "body", tone, "right")
            end -= move + px(20)
        used = text.draw(surface, theme, format(value / total), (end, top), "strong", "TEXT", "right")
        label = text.shorten(theme, name, "body", max(0, end - used - px(12) - rect.x - side - px(10)))
        text.draw(surface, theme, label, (rect.x + side + px(10), top), "body", "TEXT2")
        y += row


def check_sum(base: float, causes: Sequence[tuple[str, float]], total: float) -> None:
    """Raise ValueError unless base and causes add up to the total within 1e-9 of the largest of them."""
    values = [base, *(value for _, value in causes)]
    found = math.fsum(values)
    scale = max(abs(total), *(abs(value) for value in values))
    if abs(found - total) > 1e-9 * scale:
        raise ValueError(f"causes add up to {found}, not {total}")


def waterfall(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    base: tuple[str, float],
    causes: Sequence[tuple[str, float]],
    total: tuple[str, float],
    *,
    digits: int = 0,
    unit: str = "",
    row: float = 30,
) -> None:
    """From a base to a total by signed causes, largest first; raises ValueError when they do not add up."""
    check_sum(base[1], causes, total[1])
    ink, px = theme.ink, theme.px
    ordered = sorted(causes, key=lambda cause: -abs(cause[1]))
    rows = len(ordered) + 2
    height = min(px(row), (rect.height - px(8)) // rows)
    if height < theme.line("note"):
        # too low for all: the smallest causes are put together, so that the sum still holds
        keep = max(1, (rect.height - px(8)) // theme.line("note") - 3)
        rest = math.fsum(value for _, value in ordered[keep:])
        ordered = [*ordered[:keep], ("…", rest)] if len(ordered) > keep else ordered
        rows = len(ordered) + 2
        height = max(theme.line("note"), (rect.height - px(8)) // rows)
    levels = [0.0, base[1]]
    for _, value in ordered:
        levels.append(levels[-1] + value)
    low, high = min(levels), max(levels)
    span = (high - low) or 1.0
    values = [
        text.number(base[1], digits, unit),
        *(text.signed(v, digits) for _, v in ordered),
        text.number(total[1], digits, unit),
    ]
    right = max(text.width(theme, v, "strong") for v in values) + px(16)
    widest = max(text.width(theme, name, "strong") for name in (base[0], total[0], *(n for n, _ in ordered))) + px(16)
    left = min(widest, max(rect.width * 45 // 100, rect.width - right - px(84)))
    room = max(1, rect.width - left - right)

    def x_of(value: float) -> int:
        return rect.x + left + round((value - low) / span * room)

    thick = min(px(16), height - px(6))
    hair = px(1)
    y = rect.y
    bars: list[tuple[str, str, float, float, Ink, Ink, str]] = [
        (base[0], values[0], 0.0, base[1], "LINE2", "TEXT", "body")
    ]
    for i, (name, value) in enumerate(ordered):
        sign: Ink = "TEXT3" if value == 0 else "POS" if value > 0 else "NEG"
        bars.append((name, values[i + 1], levels[i + 1], levels[i + 2], sign, sign, "body"))
    bars.append((total[0], values[-1], 0.0, total[1], "ACCENT", "TEXT", "strong"))
    for i, (name, shown, start, end, fill, tone, role) in enumerate(bars):
        if i == len(bars) - 1:
            surface.fill(ink("LINE"), (rect.x, y + px(3), rect.width, hair))
            y += px(8)
        a, b = sorted((x_of(start), x_of(end)))
        box = pygame.Rect(a, y + (height - thick) // 2, max(px(2), b - a), thick)
        shapes.rounded(surface, box, px(3), ink(fill))
        if i < len(bars) - 2:
            x = x_of(end)
            surface.fill(ink("TEXT3"), (x - (hair if end > start else 0), box.bottom, hair, height - thick))
        top = y + (height - theme.line("body")) / 2
        label = text.shorten(theme, name, role, max(0, left - px(12)))
        text.draw(surface, theme, label, (rect.x, top), role, "TEXT" if role == "strong" else "TEXT2")
        text.draw(
            surface, theme, shown, (rect.right, top), "strong" if role == "strong" or i == 0 else "body", tone, "right"
        )
        y += height


def causes(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    rows: Sequence[tuple[str, float]],
    *,
    digits: int = 0,
    unit: str = "",
    row: float = 26,
) -> None:
    """Signed bars from a common middle line, largest first, each with its number."""
    ink, px = theme.ink, theme.px
    ordered = sorted(rows, key=lambda cause: -abs(cause[1]))
    if not ordered:
        return
    number = max(text.width(theme, text.signed(v, digits, unit), "body") for _, v in ordered) + px(12)
    widest = max(text.width(theme, name, "body") for name, _ in ordered) + px(12)
    # names are words and bars only compare: the names keep their room as long as a bar can be seen
    left = min(widest, rect.width - number - px(40))
    room = max(1, rect.width - left - number)
    low, high = min(0.0, *(v for _, v in ordered)), max(0.0, *(v for _, v in ordered))
    span = (high - low) or 1.0
    zero = rect.x + left + round(-low / span * room)
    height = max(theme.line("body"), min(px(row), rect.height // len(ordered)))
    thick = px(12)
    y = rect.y
    for name, value in ordered:
        if y + height > rect.bottom + px(2):
            break
        w = max(px(2), round(abs(value) / span * room)) if value else 0
        box = pygame.Rect(zero if value > 0 else zero - w, y + (height - thick) // 2, w, thick)
        tone: Ink = "TEXT3" if value == 0 else "POS" if value > 0 else "NEG"
        shapes.rounded(surface, box, px(3), ink(tone))
        top = y + (height - theme.line("body")) / 2
        text.draw(surface, theme, text.shorten(theme, name, "body", left - px(10)), (rect.x, top), "body", "TEXT2")
        text.draw(surface, theme, text.signed(value, digits, unit), (rect.right, top), "body", tone, "right")
        y += height
    surface.fill(ink("TEXT3"), (zero, rect.y, px(1), y - rect.y))


def quantile_dots(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    runs: Values,
    threshold: float,
    *,
    low: float | None = None,
    high: float | None = None,
    step: float | None = None,
    higher_is_good: bool = True,
    format: Format = lambda share: f"{share:.0%}",
) -> None:
    """One dot a run, stacked over its value; a dashed line at the threshold, colours for both sides."""
    if not runs:
        return
    ink, px = theme.ink, theme.px
    line = theme.line("axis")
    floor, roof = min([*runs, threshold]), max([*runs, threshold])
    spare = (roof - floor or 1.0) * 0.06
    floor = floor - spare if low is None else low
    roof = roof + spare if high is None else high
    ticks = nice_ticks(floor, roof, 7)
    side = text.width(theme, format(ticks[-1]), "axis") // 2
    plot = pygame.Rect(rect.x + side, rect.y, rect.width - 2 * side, rect.height - line - px(6))
    if plot.width < px(40) or plot.height < px(20):
        return

    def x_of(value: float) -> float:
        return plot.x + (value - floor) / (roof - floor) * plot.width

    size = step or (roof - floor) / max(12, min(36, plot.width / (12 * theme.scale)))
    stacks: dict[int, int] = {}
    for run in runs:
        # bins start at the threshold, so that no stack has dots of both sides
        cell = math.floor((run - threshold) / size)
        stacks[cell] = stacks.get(cell, 0) + 1
    pitch = min(size / (roof - floor) * plot.width, (plot.height - px(6)) / max(stacks.values()), 13 * theme.scale)
    radius = max(1.5, pitch * 0.4)
    x = round(x_of(threshold))
    for top in range(plot.y, plot.bottom, px(6)):
        surface.fill(ink("TEXT3"), (x, top, px(1), min(px(3), plot.bottom - top)))
    for cell, number in stacks.items():
        good = (cell >= 0) == higher_is_good
        centre = x_of(threshold + (cell + 0.5) * size)
        for i in range(number):
            shapes.circle(
                surface, (centre, plot.bottom - px(3) - (i + 0.5) * pitch), radius, ink("POS" if good else "NEG")
            )
    surface.fill(ink("LINE2"), (plot.x, plot.bottom, plot.width, px(1)))
    last = float(rect.x) - 2 * px(6)
    for tick in ticks:
        w = text.width(theme, format(tick), "axis")
        at = x_of(tick) - w / 2
        if at >= last + px(6):
            text.draw(surface, theme, format(tick), (at, plot.bottom + px(6)), "axis", "TEXT3")
            last = at + w


def score_bars(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    rows: Sequence[tuple[str, float, str]],
    *,
    own: int = -1,
    top: float | None = None,
    format: Format = text.number,
    row: float = 36,
) -> None:
    """Ranked rows: place, flag (two-letter code or empty), name, bar, number; `own` is marked in amber."""
    if not rows:
        return
    ink, px = theme.ink, theme.px
    most = max(value for _, value, _ in rows) if top is None else top
    height = max(theme.line("body"), min(px(row), rect.height // len(rows)))
    number = max(text.width(theme, format(v), "strong") for _, v, _ in rows) + px(16)
    place = text.width(theme, str(len(rows)), "body") + px(14)
    flag = px(24) + px(12) if any(code for _, _, code in rows) else 0
    names = max(text.width(theme, name, "strong") for name, _, _ in rows) + px(16)
    room = rect.width - place - flag - number
    wide = max(px(48), min(room - names, room // 2)) if room - names < room // 2 else room // 2
    wide = max(0, min(wide, room))
    y = rect.y
    for i, (name, value, code) in enumerate(rows):
        if y + height > rect.bottom + px(2):
            break
        mine = i == own
        role = "strong" if mine else "body"
        line_top = y + (height - theme.line("body")) / 2
        text.draw(surface, theme, str(i + 1), (rect.x, line_top), "body", "TEXT3")
        x = rect.x + place
        if code:
            side = px(24)
            surface.blit(icons.flag(code, side), (x, y + (height - side) // 2))
        x += flag
        track = pygame.Rect(rect.right - number - wide, y + (height - px(10)) // 2, wide, px(10))
        label = text.shorten(theme, name, role, max(0, track.x - x - px(12)))
        text.draw(surface, theme, label, (x, line_top), role, "TEXT" if mine else "TEXT2")
        if wide:
            shapes.bar(surface, track, value / most if most else 0, ink("ACCENT" if mine else "LINE2"), ink("LINE"))
        text.draw(surface, theme, format(value), (rect.right, line_top), "strong", "TEXT", "right")
        y += height


def interval(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    low: float,
    middle: float,
    high: float,
    ink: Ink = "POS",
) -> None:
    """A likelihood (0 to 1) with its range on one track."""
    px = theme.px
    track = pygame.Rect(rect.x, rect.centery - px(3), rect.width, px(6))
    shapes.pill(surface, track, theme.ink("LINE2"))
    a, b = rect.x + round(rect.width * low), rect.x + round(rect.width * high)
    shapes.pill(
        surface,
        pygame.Rect(a, track.y - px(2), max(px(6), b - a), px(10)),
        mix(theme.ink("PANEL2"), theme.ink(ink), 0.55),
    )
    x = rect.x + round(rect.width * middle)
    shapes.rounded(surface, pygame.Rect(x - px(1), track.y - px(7), px(3), px(20)), px(1), theme.ink(ink))
