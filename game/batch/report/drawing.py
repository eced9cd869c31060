"""Drawings as SVG: sizes for a phone, colours that all can tell apart, the same bytes every time."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle
from typing import Any
from warnings import catch_warnings, filterwarnings

import numpy as np
import numpy.typing as npt
from matplotlib import rc_context
from matplotlib.figure import Figure
from matplotlib.font_manager import findfont, get_font
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text

Numbers = npt.NDArray[np.float64]

INK, PALE = "#1a1a1a", "#d9d9d9"
COLOURS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#BBBBBB")
"""Okabe and Ito's colours (https://jfly.uni-koeln.de/color/); each goes with a pattern and a marker of its own."""
PATTERNS = ("", "///", "...", "\\\\\\", "xx", "--", "++", "")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
WIDE = 4.0
"""Width of every drawing [inches], so that its letters are those of a phone."""
LONG = 12
"""Letters of a name that stand on one line beside a drawing."""
LEAST_SHARE = 6
"""Smallest share of a bar that its number fits into [per cent]."""
OTHERS: Any = {"marker": "o", "markerfacecolor": "white", "markeredgecolor": COLOURS[0], "zorder": 2}
CASES: Any = {
    "marker": "^",
    "markerfacecolor": COLOURS[5],
    "markeredgecolor": "white",
    "markeredgewidth": 0.4,
    "zorder": 3,
}
FRAME: Any = {"facecolor": "#f2f2f2", "edgecolor": INK, "linewidth": 1.6}
STYLE: Any = {
    "svg.hashsalt": "detente", "svg.fonttype": "path", "font.family": "DejaVu Sans", "font.size": 9,
    "axes.spines.top": False, "axes.spines.right": False, "axes.edgecolor": INK, "axes.labelcolor": INK,
    "text.color": INK, "xtick.color": INK, "ytick.color": INK, "hatch.linewidth": 0.6, "axes.titlesize": 9,
    "axes.titlelocation": "left", "legend.frameon": False, "figure.constrained_layout.use": True,
    "axes.formatter.useoffset": False, "text.parse_math": False, "axes.unicode_minus": True,
}  # fmt: skip


def svg(figure: Figure) -> str:
    """A drawing as an SVG element without dates or names of programs.

    Words are drawn as lines, the same everywhere; where the font lacks a letter of them, they are left to the reader's.
    """
    file, known = io.StringIO(), get_font(findfont(STYLE["font.family"])).get_charmap()
    letters = set("".join(text.get_text() for text in figure.findobj(Text))) - {"\n"}
    lacking = any(ord(letter) not in known for letter in letters)
    with rc_context({"svg.fonttype": "none" if lacking else "path"}), catch_warnings():
        filterwarnings("ignore", "Glyph .* missing from font")
        figure.savefig(file, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    text = file.getvalue()
    return re.sub(r' (?:width|height)="[\d.]+pt"', "", text[text.index("<svg ") :], count=2).strip()


def forest(panels: Mapping[str, Sequence[tuple[str, float, float, float, bool]]]) -> str:
    """Differences with intervals: by title of the panel, (arm, mean, low, high, settled) each."""
    rows = len(next(iter(panels.values())))
    with rc_context(STYLE):
        tall = _lines_of(name for found in panels.values() for name, *_ in found)
        figure = Figure(figsize=(WIDE, len(panels) * (0.75 + (0.1 + 0.14 * tall) * rows)))
        for axes, (title, found) in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels.items(), strict=True):
            axes.axvline(0, color=INK, linewidth=0.8, linestyle=":")
            for row, (_, mean, low, high, settled) in enumerate(found):
                colour = COLOURS[(row + 1) % len(COLOURS)]
                axes.plot([low, high], [row, row], color=colour, linewidth=2)
                axes.plot(
                    [mean], [row], MARKERS[(row + 1) % len(MARKERS)], color=colour, markersize=6,
                    markerfacecolor=colour if settled else "white",
                )  # fmt: skip
            axes.set_yticks(range(rows), [wrapped(name) for name, *_ in found])
            axes.set_ylim(rows - 0.5, -0.5)
            axes.set_title(title)
            axes.locator_params(axis="x", nbins=5)
        return svg(figure)


def stacked(shares: Mapping[str, Numbers], names: Sequence[str], styles: Sequence[int], axis: str, up: str = "") -> str:
    """Bars of shares [0-1] by arm, or by place along ``up``; a colour and a pattern for each name.

    ``styles`` are the places of the names in the lists of colours and patterns.
    """
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 1.1 + 0.42 * len(shares) + 0.2 * ((len(names) + 1) // 2)))
        axes = figure.subplots()
        for row, parts in enumerate(shares.values()):
            left = np.concatenate(([0.0], np.cumsum(parts)[:-1]))
            for start, part, style in zip(100 * left, 100 * parts, styles, strict=True):
                axes.barh(row, part, left=start, height=0.7, **_fill(style))
                if part >= LEAST_SHARE:
                    _number(axes, start + part / 2, row, f"{part:.0f}")
        axes.set_yticks(range(len(shares)), [wrapped(name) for name in shares])
        axes.set_ylim(len(shares) - 0.5, -0.5)
        axes.set_xlim(0, 100)
        axes.set_xlabel(axis)
        axes.set_ylabel(up)
        _legend(figure, names, styles)
        return svg(figure)


def fans(bands: Mapping[str, tuple[Numbers, Numbers]], label: str, axis: str) -> str:
    """A panel for each arm, base first: quarters, and quantiles 5, 25, 50, 75 and 95 % ``(quantile, quarter)``."""
    columns = min(2, len(bands))
    rows = -(-len(bands) // columns)
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 0.5 + 1.9 * rows))
        panels = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False).ravel()
        base = next(iter(bands.values()))
        for place, (axes, (arm, (quarter, levels))) in enumerate(zip(panels, bands.items(), strict=False)):
            colour = COLOURS[place % len(COLOURS)]
            axes.fill_between(quarter, levels[0], levels[4], color=colour, alpha=0.25, linewidth=0)
            axes.fill_between(quarter, levels[1], levels[3], color=colour, alpha=0.5, linewidth=0)
            axes.plot(quarter, levels[2], color=INK, linewidth=1.6, marker=MARKERS[place % len(MARKERS)], markersize=3)
            if place:
                axes.plot(base[0], base[1][2], color=INK, linewidth=1, linestyle="--")
            axes.set_title(wrapped(arm, 2 * LONG))
            axes.locator_params(axis="x", integer=True, nbins=5)
        for axes in panels[len(bands) :]:
            axes.set_axis_off()
        figure.supxlabel(axis, fontsize=9)
        figure.supylabel(label, fontsize=9)
        return svg(figure)


def curves(panels: Mapping[str, Mapping[str, tuple[Numbers, Numbers]]], at: Numbers, axis: str) -> str:
    """A panel for each outcome: by arm, means ``(place,)`` over where places lie, and single points ``(point, 2)``."""
    arms = list(dict.fromkeys(arm for of in panels.values() for arm in of))
    styles: dict[str, Any] = {
        arm: {"color": colour, "marker": marker}
        for arm, colour, marker in zip(arms, cycle(COLOURS), cycle(MARKERS), strict=False)
    }
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 0.6 + 1.5 * len(panels) + 0.2 * ((len(arms) + 1) // 2)))
        for axes, (title, of) in zip(figure.subplots(len(panels), squeeze=False)[:, 0], panels.items(), strict=True):
            for arm, (means, dots) in of.items():
                known = np.isfinite(means)
                axes.plot(*dots.T, markersize=2.5, linestyle="", alpha=0.4, **styles[arm])
                axes.plot(at[known], means[known], linewidth=1.6, markersize=5, markeredgecolor="white", **styles[arm])
            axes.set_title(title)
            axes.locator_params(nbins=5)
        figure.supxlabel(axis, fontsize=9)
        if len(arms) > 1:
            lines = [Line2D([], [], label=wrapped(arm, 2 * LONG), **style) for arm, style in styles.items()]
            figure.legend(handles=lines, loc="outside lower left", ncols=2, fontsize=8)
        return svg(figure)


def ending_map(places: Numbers, shares: Numbers, ticks: Sequence[Sequence[str]], names: Sequence[str],
               styles: Sequence[int], axes_names: Sequence[str]) -> str:  # fmt: skip
    """A place ``(up, across)`` for each pair of levels: which name is the most frequent (NaN: none) and its share."""
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 4.2))
        axes = figure.subplots()
        for up, across in np.argwhere(np.isfinite(places)):
            style = styles[int(places[up, across])]
            axes.bar(across, 1, bottom=up - 0.5, width=1, **_fill(style))
            _number(axes, across, up, f"{100 * shares[up, across]:.0f}")
        _grid(axes, ticks, axes_names)
        _legend(figure, names, styles)
        return svg(figure)


def mean_map(means: Numbers, ticks: Sequence[Sequence[str]], axes_names: Sequence[str], label: str) -> str:
    """The mean ``(up, across)`` at each pair of levels (NaN: none), dark for low."""
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 3.9))
        axes = figure.subplots()
        low, high = float(np.nanmin(means)), float(np.nanmax(means))
        across, up = (np.arange(size + 1) - 0.5 for size in means.shape[::-1])
        mesh = axes.pcolormesh(across, up, np.ma.masked_invalid(means), cmap="cividis", vmin=low, vmax=high)
        figure.colorbar(mesh, ax=axes, label=label)
        _grid(axes, ticks, axes_names)
        return svg(figure)


def bars(found: Sequence[tuple[str, Sequence[tuple[float, float, float]]]], series: Sequence[str], axis: str) -> str:
    """Bars with intervals: by factor, (value, low, high) for each of the series."""
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 0.9 + 0.25 * len(series) * (len(found) + 1)))
        axes = figure.subplots()
        thick = 0.8 / len(series)
        for row, (_, values) in enumerate(found):
            for place, (value, low, high) in enumerate(values):
                at = row + (place - (len(series) - 1) / 2) * thick
                axes.barh(at, value, height=thick, **_fill(place))
                axes.plot([low, high], [at, at], color=INK, linewidth=1.5, marker="|", markersize=5)
        axes.axvline(0, color=INK, linewidth=0.8)
        axes.set_yticks(range(len(found)), [wrapped(name) for name, _ in found])
        axes.set_ylim(len(found) - 0.5, -0.5)
        axes.set_xlabel(axis)
        if len(series) > 1:
            _legend(figure, series, range(len(series)))
        return svg(figure)


def boxed(dots: Numbers, cases: npt.NDArray[np.bool_], ends: Sequence[tuple[float, float]],
          axes_names: Sequence[str], names: Sequence[str]) -> str:  # fmt: skip
    """Points ``(point, 2)``, the cases among them marked, and a frame between its ends across and up.

    ``names`` are those of the other points, of the cases and of the frame.
    """
    (left, right), (low, high) = ends
    with rc_context(STYLE):
        figure = Figure(figsize=(WIDE, 4.0))
        axes = figure.subplots()
        size = 6 if len(dots) <= 200 else 4
        frame = Rectangle((left, low), right - left, high - low, label=names[2], zorder=1, **FRAME)
        axes.add_patch(frame)
        for rows, style in ((~cases, OTHERS), (cases, CASES)):
            axes.plot(*dots[rows].T, markersize=size, linestyle="", **style)
        axes.margins(0.06)
        axes.locator_params(nbins=6)
        axes.set_xlabel(axes_names[0])
        axes.set_ylabel(axes_names[1])
        marks = [
            Line2D([], [], linestyle="", label=name, **style)
            for name, style in zip(names[:2], (OTHERS, CASES), strict=True)
        ]
        figure.legend(handles=[*marks, frame], loc="outside lower left", ncols=3, fontsize=8)
        return svg(figure)


def wrapped(name: str, most: int = LONG) -> str:
    """A name on lines of about so many letters, broken where its parts end, or within one that is too long.

    >>> wrapped("thaw_of_the_pragmatists"), wrapped("ExportControlsOfAllies")
    ('thaw_of_the_\\npragmatists', 'ExportContro\\nlsOfAllies')
    """
    lines = [""]
    for part in re.findall(rf"[^_. -]{{1,{most}}}[_. -]*|[_. -]+", name):
        if lines[-1] and len(lines[-1]) + len(part) > most:
            lines.append("")
        lines[-1] += part
    return "\n".join(lines)


def _lines_of(names: Iterable[str]) -> int:
    """Lines of the tallest name."""
    return max(wrapped(name).count("\n") + 1 for name in names)


def _fill(style: int) -> dict[str, Any]:
    place = style % len(COLOURS)
    return {"facecolor": COLOURS[place], "hatch": PATTERNS[place], "edgecolor": "white", "linewidth": 0.5}


def _number(axes: Any, across: float, up: float, text: str) -> None:
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.85}
    axes.text(across, up, text, ha="center", va="center", fontsize=8, bbox=box)


def _grid(axes: Any, ticks: Sequence[Sequence[str]], names: Sequence[str]) -> None:
    axes.set_xticks(range(len(ticks[0])), ticks[0], rotation=45, ha="right")
    axes.set_yticks(range(len(ticks[1])), ticks[1])
    axes.set_xlim(-0.5, len(ticks[0]) - 0.5)
    axes.set_ylim(-0.5, len(ticks[1]) - 0.5)
    axes.set_xlabel(names[0])
    axes.set_ylabel(names[1])


def _legend(figure: Figure, names: Sequence[str], styles: Sequence[int]) -> None:
    patches = [Patch(label=name, **_fill(style)) for name, style in zip(names, styles, strict=True)]
    figure.legend(handles=patches, loc="outside lower left", ncols=2, fontsize=8)
