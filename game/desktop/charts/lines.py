"""Charts of what changes with time: lines with a fan of futures, areas, small lines."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pygame

from game.desktop import icons, shapes, text
from game.desktop.charts.axes import Format, Values, nice_ticks, spread
from game.desktop.shapes import Canvas, Point
from game.desktop.tokens import Colour, Ink, Theme, mix


@dataclass(frozen=True)
class Band:
    """A range of the future: `share` of the runs (0 to 1) between `low` and `high`, one value a step after now."""

    share: float
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True)
class Series:
    """A line: past values up to now, then the middle of the forecast. `label` is written at the line."""

    label: str
    history: tuple[float, ...]
    median: tuple[float, ...] = ()
    bands: tuple[Band, ...] = ()
    ink: Ink = "TEXT"
    future_ink: Ink | None = None
    dashed: bool = False


def check_nested(bands: Sequence[Band]) -> None:
    """Raise ValueError unless wider bands contain narrower ones at every step."""
    ordered = sorted(bands, key=lambda band: -band.share)
    for outer, inner in pairwise(ordered):
        for o_low, i_low, i_high, o_high in zip(outer.low, inner.low, inner.high, outer.high, strict=True):
            if not o_low <= i_low <= i_high <= o_high:
                raise ValueError(f"band {inner.share} leaves band {outer.share}")


def fan(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    series: Sequence[Series],
    *,
    steps: Sequence[str] = (),
    step_every: int = 4,
    now: str = "now",
    low: float | None = None,
    high: float | None = None,
    format: Format = text.number,
    axis: Format | None = None,
    names_at_ends: bool = False,
    background: Ink = "PANEL2",
) -> None:
    """Lines with history, a dashed mark for now, nested bands and labels at the ends; `steps` names the time steps.

    The names stand at the lines, or with `names_at_ends` before the last values, which needs a quarter of the width.
    """
    if not series:
        return
    for one in series:
        check_nested(one.bands)
    ink, px = theme.ink, theme.px
    paper = ink(background)
    values = [v for s in series for v in (*s.history, *s.median, *(x for b in s.bands for x in (*b.low, *b.high)))]
    floor = min(values) if low is None else low
    roof = max(values) if high is None else high
    if not roof > floor:
        floor, roof = floor - 0.5, roof + 0.5
    ticks = nice_ticks(floor, roof, max(2, min(5, rect.height // px(36))))
    axis = axis or format
    if low is None:
        floor = min(floor, ticks[0])
    if high is None:
        roof = max(roof, ticks[-1])
    line = theme.line("axis")
    past = max(len(s.history) for s in series)
    count = past + max(len(s.median) for s in series)
    left = max(text.width(theme, axis(t), "axis") for t in ticks) + px(10)
    ends = [(s, format((s.median or s.history)[-1])) for s in series]
    numbers = max(text.width(theme, shown, "axis-strong") for _, shown in ends)
    right = numbers + px(12)
    if names_at_ends:
        longest = max(text.width(theme, one.label, "axis") for one in series)
        right += min(longest, max(0, round(0.46 * rect.width) - right)) + px(12)
    if any(s.bands for s in series):
        right = max(right, text.width(theme, "95%", "axis") + px(12))
    plot = pygame.Rect(rect.x + left, rect.y + line // 2, rect.width - left - right, 0)
    plot.height = rect.height - line // 2 - (line + px(6) if steps else line // 2)
    if plot.width < px(40) or plot.height < px(30):
        return

    def at(step: float, value: float) -> Point:
        return step / max(1, count - 1) * (plot.width - 1), (roof - value) / (roof - floor) * (plot.height - 1)

    canvas = Canvas(plot.size, paper)
    hair = max(1.0, theme.scale)
    for tick in ticks:
        y = at(0, tick)[1]
        canvas.rect(0, min(max(0.0, y - hair / 2), plot.height - hair), plot.width, hair, ink("LINE"))
    depth = (0.20, 0.36, 0.55, 0.7)
    for one in series:
        colour = ink(one.future_ink if one.future_ink is not None else one.ink)
        start = one.history[-1]
        for shade, band in zip(depth, sorted(one.bands, key=lambda b: -b.share), strict=False):
            upper = [at(past - 1, start), *(at(past + i, v) for i, v in enumerate(band.high))]
            lower = [at(past - 1, start), *(at(past + i, v) for i, v in enumerate(band.low))]
            canvas.polygon(upper + lower[::-1], mix(paper, colour, shade))
    if past < count:
        x = at(past - 1, 0)[0]
        canvas.line([(x, 0), (x, plot.height)], ink("TEXT3"), hair, (3 * theme.scale, 3 * theme.scale))
    for one in reversed(series):
        colour = ink(one.ink)
        ahead = ink(one.future_ink) if one.future_ink is not None else colour
        before = [at(past - len(one.history) + i, v) for i, v in enumerate(one.history)]
        after = [before[-1], *(at(past + i, v) for i, v in enumerate(one.median))]
        bright = mix(ahead, (255, 255, 255), 0.35) if one.bands else ahead
        dash = (8 * theme.scale, 5 * theme.scale) if one.dashed else None
        canvas.line(after, bright, 1.75 * theme.scale, dash)
        canvas.line(before, colour, 1.9 * theme.scale)
        if past < count:
            canvas.circle(before[-1], 3.2 * theme.scale, colour)
    canvas.blit(surface, plot.topleft)

    for tick in ticks:
        y = plot.y + at(0, tick)[1] - line / 2
        text.draw(surface, theme, axis(tick), (plot.x - px(8), y), "axis", "TEXT3", "right")
    last_right = rect.x - 1.0
    for i, name in enumerate(steps):
        if i % step_every or not name:
            continue
        w = text.width(theme, name, "axis")
        x = min(max(plot.x + at(i, 0)[0] - w / 2, rect.x), rect.right - w)
        if x > last_right + px(8):
            text.draw(surface, theme, name, (x, plot.bottom + px(6)), "axis", "TEXT3")
            last_right = x + w
    if past < count:
        x = plot.x + at(past - 1, 0)[0]
        if x - plot.x > text.width(theme, now, "axis-strong") + px(10):
            text.draw(surface, theme, now, (x - px(6), plot.y + px(2)), "axis-strong", "TEXT3", "right")
    labels: list[tuple[float, str, str, Colour]] = []
    for one, shown in ends:
        last = (one.median or one.history)[-1]
        colour = ink("TEXT") if one.bands else ink(one.future_ink or one.ink)
        labels.append((plot.y + at(count - 1, last)[1], shown, "axis-strong", colour))
        if one.bands:
            widest = max(one.bands, key=lambda b: b.share)
            pale = mix(ink(one.future_ink or one.ink), ink("TEXT"), 0.35)
            tail = (1.0 - widest.share) / 2
            labels.append((plot.y + at(count - 1, widest.high[-1])[1], f"{1 - tail:.0%}", "axis", pale))
            labels.append((plot.y + at(count - 1, widest.low[-1])[1], f"{tail:.0%}", "axis", pale))
    centres = spread([y for y, _, _, _ in labels], line * 0.86, rect.y, max(rect.bottom, rect.y + line * len(labels)))
    if names_at_ends:
        room = rect.right - numbers - px(12) - plot.right - px(8)
        for one, (_, shown, role, colour), y in zip(series, labels, centres, strict=True):
            name = text.shorten(theme, one.label, "axis", room)
            text.draw(surface, theme, name, (plot.right + px(8), y - line / 2), "axis", colour)
            text.draw(surface, theme, shown, (rect.right, y - line / 2), role, colour, "right")
        return
    for (_, shown, role, colour), y in zip(labels, centres, strict=True):
        text.draw(surface, theme, shown, (plot.right + px(8), y - line / 2), role, colour)
    _name_lines(surface, theme, plot, series, past, at)


def _name_lines(
    surface: pygame.Surface,
    theme: Theme,
    plot: pygame.Rect,
    series: Sequence[Series],
    past: int,
    at: Callable[[float, float], Point],
) -> None:
    """Each name at its past line, on the side away from the other lines, where the lines are farthest apart."""
    line = theme.line("axis-strong")
    for one in series:
        if not one.label or len(one.history) < 3:
            continue
        others = [s for s in series if s is not one and s.history]

        def gap(i: int, one: Series = one, others: list[Series] = others) -> float:
            return min(
                (abs(one.history[i] - s.history[max(0, min(i, len(s.history) - 1))]) for s in others), default=0.0
            )

        inner = range(len(one.history) // 4, max(len(one.history) // 4 + 1, len(one.history) * 3 // 4))
        best = max(inner, key=gap)
        above = not others or one.history[best] >= max(s.history[max(0, min(best, len(s.history) - 1))] for s in others)
        w = text.width(theme, one.label, "axis-strong")
        x = plot.x + at(past - len(one.history) + best, 0)[0] - (w if above else 0)
        x = min(max(x, plot.x + theme.px(2)), plot.right - w)
        reach = [at(past - len(one.history) + i, v) for i, v in enumerate(one.history)]
        near = [y for px_, y in reach if x - plot.x - 4 <= px_ <= x - plot.x + w + 4] or [reach[best][1]]
        y = plot.y + (min(near) - line - theme.px(2) if above else max(near) + theme.px(2))
        y = min(max(y, plot.y), plot.bottom - line)
        text.draw(surface, theme, one.label, (x, y), "axis-strong", one.ink)


@dataclass(frozen=True)
class Mark:
    """An event on a time axis: at which step, with which icon and colour."""

    step: float
    icon: str
    ink: Ink = "ACCENT"


def stacked_area(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    layers: Sequence[tuple[str, Values, Ink]],
    *,
    steps: Sequence[str] = (),
    step_every: int = 4,
    marks: Sequence[Mark] = (),
    format: Format = lambda share: f"{share:.0%}",
    background: Ink = "PANEL2",
) -> list[pygame.Rect]:
    """Shares of a whole over time, first layer at the bottom, names and last values at the right.

    Returns the places of the event marks, so that they can be hovered and clicked.
    """
    count = len(layers[0][1]) if layers else 0
    if count < 2:
        return []
    ink, px = theme.ink, theme.px
    line = theme.line("axis")
    totals = [math.fsum(values[i] for _, values, _ in layers) or 1.0 for i in range(count)]
    names = max(text.width(theme, name, "axis") for name, _, _ in layers)
    right = (
        names
        + px(16)
        + max(text.width(theme, format(v[-1] / totals[-1]), "axis-strong") for _, v, _ in layers)
        + px(12)
    )
    left = text.width(theme, format(1.0), "axis") + px(12)
    badge = px(28)
    top = badge + px(10) if marks else line // 2
    bottom = line + px(8) if steps else line // 2
    plot = pygame.Rect(rect.x + left, rect.y + top, rect.width - left - right, rect.height - top - bottom)
    if plot.width < px(60) or plot.height < px(40):
        return []

    def x_of(step: float) -> float:
        return step / (count - 1) * plot.width

    paper = ink(background)
    canvas = Canvas(plot.size, paper, 3)
    base = [0.0] * count
    edges: list[list[Point]] = []
    middles: list[float] = []
    for _, values, colour in layers:
        top_line = [b + v / t for b, v, t in zip(base, values, totals, strict=True)]
        upper = [(x_of(i), (1 - y) * plot.height) for i, y in enumerate(top_line)]
        lower = [(x_of(i), (1 - y) * plot.height) for i, y in enumerate(base)]
        canvas.polygon(upper + lower[::-1], mix(paper, ink(colour), 0.86))
        edges.append(upper)
        middles.append(1 - (top_line[-1] + base[-1]) / 2)
        base = top_line
    for edge in edges[:-1]:
        canvas.line(edge, mix(paper, (0, 0, 0), 0.3), 1.2 * theme.scale)
    for mark in marks:
        x = x_of(mark.step)
        dash = (4 * theme.scale, 4 * theme.scale)
        canvas.line([(x, 0), (x, plot.height)], mix(paper, ink("TEXT"), 0.75), max(1.0, theme.scale), dash)
    canvas.blit(surface, plot.topleft)

    for part in range(5):
        y = plot.y + plot.height * (4 - part) / 4 - line / 2
        if plot.height > 4.4 * line or part % 2 == 0:
            text.draw(surface, theme, format(part / 4), (plot.x - px(10), y), "axis", "TEXT3", "right")
    last_right = float(rect.x) - px(8)
    for i, name in enumerate(steps):
        if i % step_every == 0 and name:
            w = text.width(theme, name, "axis")
            x = max(float(rect.x), plot.x + x_of(i) - w / 2)
            if x >= last_right + px(8) and x + w <= rect.right:
                text.draw(surface, theme, name, (x, plot.bottom + px(8)), "axis", "TEXT3")
                last_right = x + w
    centres = spread([plot.y + m * plot.height for m in middles], line, plot.y - line / 2, plot.bottom + line / 2)
    for (name, values, colour), y in zip(layers, centres, strict=True):
        pale = mix(ink(colour), ink("TEXT"), 0.25)
        text.draw(surface, theme, name, (plot.right + px(12), y - line / 2), "axis", pale)
        shown = format(values[-1] / totals[-1])
        text.draw(surface, theme, shown, (rect.right, y - line / 2), "axis-strong", "TEXT", "right")
    places = []
    for mark in marks:
        centre = (round(plot.x + x_of(mark.step)), rect.y + badge // 2)
        colour = ink(mark.ink)
        shapes.circle(surface, centre, badge / 2, colour)
        shapes.circle(surface, centre, badge / 2 - max(1.5, 1.5 * theme.scale), mix(paper, colour, 0.12))
        side = px(16)
        surface.blit(icons.icon(mark.icon, side, colour, 2.0), (centre[0] - side // 2, centre[1] - side // 2))
        surface.fill(mix(paper, ink("TEXT"), 0.55), (centre[0], rect.y + badge, px(1), plot.y - rect.y - badge))
        places.append(pygame.Rect(centre[0] - badge // 2, rect.y, badge, badge))
    return places


def sparkline(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    values: Values,
    ink: Ink = "ACCENT",
    background: Ink | tuple[int, ...] = "PANEL2",
) -> None:
    """A small line with its area and a dot at the last value."""
    if len(values) < 2 or rect.width < 8 or rect.height < 6:
        return
    paper: Colour = (
        theme.ink(background) if isinstance(background, str) else (background[0], background[1], background[2])
    )
    colour = theme.ink(ink)
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    pad = 2.5 * theme.scale
    w, h = rect.width - 2 * pad, rect.height - 2 * pad
    points = [(pad + i / (len(values) - 1) * w, pad + (high - v) / span * h) for i, v in enumerate(values)]
    canvas = Canvas(rect.size, paper)
    canvas.polygon([*points, (points[-1][0], rect.height), (points[0][0], rect.height)], mix(paper, colour, 0.22))
    canvas.line(points, colour, 1.6 * theme.scale)
    canvas.circle(points[-1], 2.4 * theme.scale, colour)
    canvas.blit(surface, rect.topleft)


def before_after(
    surface: pygame.Surface,
    rect: pygame.Rect,
    theme: Theme,
    without: Values,
    with_: Values,
    band: tuple[Values, Values] | None = None,
    *,
    background: Ink = "PANEL2",
) -> None:
    """A consequence: grey line without the deal, amber line and band with it, from the same start."""
    if len(without) < 2 or rect.width < 20:
        return
    paper, amber, grey = theme.ink(background), theme.ink("ACCENT"), theme.ink("TEXT3")
    values = [*without, *with_, *(band[0] if band else ()), *(band[1] if band else ())]
    low, high = min(values), max(values)
    span = (high - low) or 1.0
    pad = 5 * theme.scale
    w, h = rect.width - 2 * pad, rect.height - 2 * pad

    def path(line: Values) -> list[Point]:
        return [(pad + i / (len(line) - 1) * w, pad + (high - v) / span * h) for i, v in enumerate(line)]

    canvas = Canvas(rect.size, paper)
    if band is not None:
        canvas.polygon(path(band[1]) + path(band[0])[::-1], mix(paper, amber, 0.3))
    for line, colour, width in ((without, grey, 1.6), (with_, amber, 2.0)):
        points = path(line)
        canvas.line(points, colour, width * theme.scale)
        canvas.circle(points[-1], 3.4 * theme.scale, colour)
    canvas.blit(surface, rect.topleft)
