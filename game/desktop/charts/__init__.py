"""Charts painted on a surface: each takes plain numbers, a rectangle in px and a theme, and writes labels directly."""

from game.desktop.charts.axes import nice_ticks, spread
from game.desktop.charts.bars import causes, check_sum, interval, quantile_dots, score_bars, share_bar, waterfall
from game.desktop.charts.lines import (
    Band,
    Mark,
    Series,
    before_after,
    check_nested,
    fan,
    sparkline,
    stacked_area,
)

__all__ = [
    "Band",
    "Mark",
    "Series",
    "before_after",
    "causes",
    "check_nested",
    "check_sum",
    "fan",
    "interval",
    "nice_ticks",
    "quantile_dots",
    "score_bars",
    "share_bar",
    "sparkline",
    "spread",
    "stacked_area",
    "waterfall",
]
