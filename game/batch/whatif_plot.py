"""The picture of an answer: paired differences, and the way of the points that a seat could expect."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from game.batch.told import rounded
from game.batch.whatif import PERCENT, Answer, sentence
from game.words import say

BLUE, ORANGE = "#0072B2", "#D55E00"
"""Two colours that stay apart for every kind of sight; lines and marks differ in form as well."""


def svg(answer: Answer) -> str:
    """The picture as SVG, the same bytes for the same answer."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context({"svg.hashsalt": "detente", "svg.fonttype": "none", "font.size": 10}):
        panels = 2 if answer.expected else 1
        figure = Figure(figsize=(9, 3.6 * panels), layout="constrained")
        figure.suptitle(sentence(answer), fontsize=10, wrap=True)
        _differences(figure.add_subplot(panels, 1, 1), answer)
        if answer.expected:
            _expected(figure.add_subplot(panels, 1, 2), answer)
        text = io.StringIO()
        figure.savefig(text, format="svg", metadata={"Date": None, "Title": sentence(answer)})
        return text.getvalue()


def _differences(axes: Any, answer: Answer) -> None:
    """How the difference is spread over the futures, with its mean and interval."""
    difference, worth = answer.difference, answer.worth
    bins = min(40, max(5, int(np.sqrt(len(difference)))))
    axes.hist(difference, bins=bins, color=BLUE, alpha=0.35, edgecolor=BLUE, hatch="//")
    axes.axvline(0, color="black", linewidth=1)
    mean = say("whatif.plot.mean", points=worth.told())
    axes.axvline(worth.value, color=ORANGE, linewidth=2, linestyle="--", label=mean)
    axes.axvspan(worth.low, worth.high, color=ORANGE, alpha=0.2)
    names = {"seat": answer.name, "date": answer.date, "strategy": answer.strategy}
    axes.set_xlabel(say("whatif.plot.difference", **names))
    axes.set_ylabel(say("whatif.plot.futures"))
    axes.legend(frameon=False)


def _expected(axes: Any, answer: Answer) -> None:
    """Expected points at the end of every kept quarter, with intervals; turning points are ringed and named."""
    way, turns = answer.expected, answer.turns
    places = np.arange(len(way))
    means = np.array([value.value for value in way])
    reach = np.array([value.high - value.value for value in way])
    interval = say("whatif.plot.interval", percent=PERCENT)
    axes.errorbar(places, means, reach, color=BLUE, marker="o", markersize=4, capsize=3, label=interval)
    told = answer.turning_points
    for turn in told:
        place = turns.index(turn) + 1
        axes.plot(place, means[place], "s", color=ORANGE, markersize=11, fillstyle="none", markeredgewidth=2)
        text = say("whatif.plot.turn", date=turn.date, change=rounded(turn.change.value, 1))
        axes.annotate(text, (place, means[place]), (6, 9), textcoords="offset points", fontsize=9)
    if told:
        label = say("whatif.plot.turning")
        axes.plot([], [], "s", color=ORANGE, markersize=9, fillstyle="none", label=label)
    dates = [say("whatif.plot.start"), *(turn.date for turn in turns)]
    every = -(-len(dates) // 9)
    axes.set_xticks(places[::every], dates[::every])
    axes.set_xlabel(say("whatif.plot.at"))
    axes.set_ylabel(say("whatif.plot.expected", seat=answer.name))
    axes.margins(x=0.1, y=0.15)
    axes.legend(frameon=False)
