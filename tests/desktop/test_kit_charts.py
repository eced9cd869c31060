"""Charts are honest: sums hold, bands nest, labels keep apart; and they draw at any size."""

from __future__ import annotations

import math
from itertools import pairwise

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.desktop import charts
from game.desktop.tokens import Theme
from game.desktop.widgets import Why

THEME = Theme()
VALUES = st.floats(-1e6, 1e6, allow_nan=False)


@given(VALUES, st.lists(VALUES, max_size=12))
def test_a_waterfall_that_adds_up_is_accepted(base: float, values: list[float]) -> None:
    rows = [(str(i), v) for i, v in enumerate(values)]
    charts.check_sum(base, rows, math.fsum([base, *values]))


@given(VALUES, st.lists(VALUES, max_size=12), st.floats(1e-6, 10))
def test_a_waterfall_that_does_not_add_up_is_refused(base: float, values: list[float], off: float) -> None:
    total = math.fsum([base, *values])
    scale = max([abs(total), abs(base), 1.0, *map(abs, values)])
    with pytest.raises(ValueError, match="add up"):
        charts.check_sum(base, [(str(i), v) for i, v in enumerate(values)], total + off * scale)


def test_drawing_a_wrong_waterfall_raises() -> None:
    surface = pygame.Surface((400, 300))
    with pytest.raises(ValueError, match="add up"):
        charts.waterfall(surface, surface.get_rect(), THEME, ("base", 38), [("a", 18), ("b", -7)], ("total", 50))


def test_reasons_in_a_tooltip_must_add_up() -> None:
    Why("trust", 22, (Why("kept", 36), Why("broken", -14)))
    with pytest.raises(ValueError, match="add up"):
        Why("trust", 22, (Why("kept", 36), Why("broken", -13)))


def test_bands_must_be_nested() -> None:
    wide, narrow = charts.Band(0.9, (1, 1), (5, 6)), charts.Band(0.4, (2, 0), (3, 3))
    with pytest.raises(ValueError, match="band"):
        charts.check_nested([wide, narrow])


@given(st.lists(st.floats(0, 200), min_size=1, max_size=8))
def test_labels_are_spread_without_overlap(wanted: list[float]) -> None:
    placed = charts.spread(wanted, 20, 0, 200)
    ordered = sorted(placed)
    assert all(b - a >= 20 - 1e-6 for a, b in pairwise(ordered))
    assert ordered[-1] <= 190 + 1e-6


@given(st.floats(-1e5, 1e5), st.floats(0.01, 1e5), st.integers(2, 8))
def test_ticks_are_round_and_inside(low: float, span: float, count: int) -> None:
    ticks = charts.nice_ticks(low, low + span, count)
    assert all(low - 1e-6 * span <= tick <= low + span * (1 + 1e-6) for tick in ticks)
    assert len(ticks) <= count + 1


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 700), st.integers(1, 400), st.sampled_from((0.6, 1.0, 2.0)))
def test_every_chart_draws_inside_its_rectangle(width: int, height: int, scale: float) -> None:
    theme = Theme(text_scale=scale)
    surface = pygame.Surface((width + 40, height + 40))
    line = tuple(float(i) for i in range(8))
    band = charts.Band(0.9, line, tuple(v + 4 for v in line))
    series = [charts.Series("You", line, line, (band,), "TEXT", "BLOC_BLUE"), charts.Series("Rival", line[:5])]
    rect = pygame.Rect(20, 20, width, height)
    rows = [("First cause", 8.0), ("Second", -3.0)]
    for paint in (
        lambda s: charts.fan(s, rect, theme, series, steps=["2027"] * 16),
        lambda s: charts.stacked_area(s, rect, theme, [("A", line, "BLOC_BLUE"), ("B", line, "BLOC_RED")]),
        lambda s: charts.share_bar(s, rect, theme, [("A", 2.0, 0.1, "BLOC_BLUE"), ("B", 1.0, None, "BLOC_RED")]),
        lambda s: charts.quantile_dots(s, rect, theme, [v / 8 for v in line], 0.5),
        lambda s: charts.sparkline(s, rect, theme, line),
        lambda s: charts.before_after(s, rect, theme, line, line[::-1]),
    ):
        surface.fill((1, 2, 3))
        surface.set_clip(None)
        paint(surface)
    charts.waterfall(surface, rect, theme, ("Base", 10), rows, ("Total", 15))
    charts.causes(surface, rect, theme, rows)
    charts.score_bars(surface, rect, theme, [("India", 3.0, "in"), ("Brazil", 2.0, "")], own=0)


def test_a_short_range_without_a_round_number_has_a_tick() -> None:
    assert charts.nice_ticks(148.2, 149.9, 2) and all(
        charts.nice_ticks(0.31 + i / 97, 0.9 + i / 89, 2) for i in range(200)
    )


def test_names_at_the_ends_leave_the_lines_most_of_the_width() -> None:
    """However long a name is, the lines keep half of the width, and nothing is drawn outside."""
    paper = THEME.ink("PANEL2")
    surface = pygame.Surface((420, 220))
    surface.fill(paper)
    lines = [
        charts.Series("An alliance with quite a long name", (1.0, 2.0, 4.0), ink="TEXT"),
        charts.Series("B", (1.0, 3.0, 2.0), ink="ACCENT"),
    ]
    rect = pygame.Rect(10, 10, 400, 200)
    charts.fan(surface, rect, THEME, lines, names_at_ends=True)
    inked = [x for x in range(420) if any(surface.get_at((x, y))[:3] != paper for y in range(220))]
    assert inked[0] >= rect.left and inked[-1] < rect.right
    white = THEME.ink("TEXT")
    line = [x for x in range(60, 220) if any(surface.get_at((x, y))[:3] == white for y in range(220))]
    assert len(line) > 100, "the line of the long name is drawn across"
