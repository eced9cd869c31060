"""The map of endings: at each place the most frequent one, its share, and words that agree with what is drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from game import words
from game.batch.report import drawing, maps
from game.batch.report.runs import Batch
from game.names import ENDINGS

RACE, STACKS, NONE = ENDINGS.index("runaway_race"), ENDINGS.index("two_stacks"), len(ENDINGS)
GAMES = {
    (0.5, 0.001): ["two_stacks"] * 4,
    (1.0, 0.001): ["two_stacks"] * 3 + ["runaway_race"],
    (2.0, 0.001): [None, None, None, "two_stacks"],
    (0.5, 0.004): ["runaway_race"] * 2 + ["two_stacks", None],
    (1.0, 0.004): ["runaway_race"] * 4,
}
"""Endings by rivalry and hazard; rivalry 2 with hazard 0.004 was not played yet."""


@dataclass(frozen=True)
class InOneStrip(Batch):
    """A batch whose runs are these."""

    runs: pd.DataFrame = field(default_factory=pd.DataFrame)

    def strips(self, arms: Sequence[str], columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """All of them."""
        yield self.runs[list(columns)]


def batch_of(**columns: Any) -> Batch:
    """Results of one arm, with some columns as given; a failed run at (1, 0.004) counts nowhere."""
    rows = [(*place, "done", ending) for place, endings in GAMES.items() for ending in endings]
    rows.append((1.0, 0.004, "failed", "two_stacks"))
    runs = pd.DataFrame(rows, columns=["rivalry", "hazard", "status", "ending"])
    point = runs.groupby(["hazard", "rivalry"]).ngroup()
    runs = runs.assign(arm="as_cast", point=point, risk=runs["rivalry"] * 2 + runs["hazard"] * 100).assign(**columns)
    manifest = {
        "arms": ["as_cast"],
        "runs": 6 * 4,
        "parameters": {name: {"range": ends} for name, ends in {"rivalry": [0.5, 2], "hazard": [0.001, 0.004]}.items()},
        "experiment": {
            "replicates": 4,
            "design": {"kind": "full"},
            "vary": {"rivalry": {"values": [0.5, 1, 2]}, "hazard": {"values": [0.001, 0.004]}},
        },
    }
    return InOneStrip(cast(Any, SimpleNamespace(manifest=manifest)), ("as_cast",), {"risk": ""}, runs=runs)


def test_each_place_shows_its_most_frequent_ending_and_share(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Any] = []
    monkeypatch.setattr(drawing, "ending_map", lambda *given: drawn.append(given) or "<svg ></svg>")
    with words.strict():
        block = maps.phases(batch_of())
    (places, shares, ticks, names, styles, axes), *others = drawn
    assert others == [] and block is not None
    assert styles == [RACE, STACKS, NONE] and names == ["Runaway race", "Two stacks", "No ending"]
    assert ticks == (["0.5", "1", "2"], ["0.001", "0.004"]) and axes == ("rivalry", "hazard")
    assert np.array_equal(places, [[1, 1, 2], [0, 0, np.nan]], equal_nan=True)
    assert shares.tolist() == [[1, 0.75, 0.75], [0.5, 1, 0]]
    assert block.title == "Where which ending comes about"
    assert block.lead == (
        "Over rivalry and hazard, the most frequent ending of as_cast is Two stacks in 2 of 5 places, "
        "Runaway race in 2 of 5 places and No ending in 1 of 5 places."
    )
    assert block.figures[0].caption == (
        "as_cast: the most frequent ending and its share (%) at each place. Empty: not played."
    )


def test_the_drawing_has_a_mark_and_a_number_at_each_place_that_was_played() -> None:
    with words.strict():
        block = maps.phases(batch_of())
    assert block is not None
    svg = block.figures[0].svg
    written = re.findall(r"<!-- (.*?) -->", svg)  # the words of a drawing, whose letters are paths
    assert sorted(text for text in written if text in ("50", "75", "100")) == ["100", "100", "50", "75", "75"]
    for text in ("rivalry", "hazard", "0.5", "1", "2", "0.001", "0.004", "Runaway race", "Two stacks", "No ending"):
        assert written.count(text) == 1
    hatched = dict(re.findall(r'<pattern id="(\w+)".*?<rect [^>]*fill="(#[0-9a-f]{6})"', svg, re.DOTALL))
    fills = re.findall(r'style="fill: (#[0-9a-f]{6}); stroke: #ffffff', svg)
    fills += [hatched[name] for name in re.findall(r"fill: url\(#(\w+)\)", svg)]
    for style, places in ((RACE, 2), (STACKS, 2), (NONE, 1)):
        colour = drawing.COLOURS[style % len(drawing.COLOURS)].lower()
        assert fills.count(colour) == places + 1  # and once beside its name


def test_where_all_end_alike_means_are_shown() -> None:
    once = ["two_stacks"] * 3 + ["runaway_race"] + ["two_stacks"] * 17  # everywhere the most are alike
    with words.strict():
        block = maps.phases(batch_of(ending=once))
    assert block is not None and block.title == "How the outcome depends on two numbers"
    assert block.lead == "Over rivalry and hazard, risk in as_cast lies between 1.1 and 4.1 on average."


def test_a_range_is_shown_in_steps_of_equal_width() -> None:
    values = np.linspace(0, 1, 16)
    places, ticks = maps.along(values, stepped=False)
    assert np.bincount(places).tolist() == [4, 4, 4, 4] and ticks == ["0.125", "0.375", "0.625", "0.875"]


def test_more_or_fewer_than_two_numbers_have_no_map() -> None:
    batch = batch_of()
    batch.manifest["parameters"]["hazard"]["range"] = [0.001, 0.001]
    assert maps.phases(batch) is None
