"""The palette keeps the contrast and the colour distances that the design promises."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from game.desktop import tokens
from game.desktop.tokens import ALTERNATIVE, DEFAULT, HIGH_CONTRAST, Colour, Palette, Rank, contrast

# Machado, Oliveira and Fernandes 2009, severity 1, applied to linear light
SIMULATIONS = {
    "normal": np.eye(3),
    "protan": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deutan": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritan": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
TO_XYZ = np.array(
    [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
)


def lab(colour: Colour, simulation: str) -> np.ndarray:
    value = np.array(colour) / 255.0
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    xyz = TO_XYZ @ np.clip(SIMULATIONS[simulation] @ linear, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def nearest(colours: list[Colour], simulation: str) -> float:
    seen = [lab(colour, simulation) for colour in colours]
    return min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))


@pytest.mark.parametrize(
    ("name", "ratio"),
    [
        ("TEXT", 14.1),
        ("TEXT2", 8.2),
        ("TEXT3", 5.2),
        ("ACCENT", 10.0),
        ("POS", 8.4),
        ("NEG", 6.4),
        ("WARN", 10.0),
        ("INFO", 7.6),
        ("BLOC_BLUE", 4.7),
        ("BLOC_RED", 4.5),
        ("BLOC_VIOLET", 7.7),
        ("BLOC_TEAL", 6.9),
        ("SWING", 3.6),
        ("LINE2", 1.75),
    ],
)
def test_contrast_on_cards_is_as_the_table_says(name: str, ratio: float) -> None:
    assert contrast(DEFAULT.ink(name), tokens.PANEL2) == pytest.approx(ratio, abs=0.06)


def test_text_on_the_accent_is_readable() -> None:
    assert contrast(tokens.ON_ACCENT, tokens.ACCENT) == pytest.approx(11.4, abs=0.06)


@pytest.mark.parametrize("palette", [DEFAULT, ALTERNATIVE, HIGH_CONTRAST])
@pytest.mark.parametrize("paper", ["PANEL", "PANEL2", "PANEL3"])
def test_all_text_colours_pass_on_all_panels(palette: Palette, paper: str) -> None:
    for name in ("TEXT", "TEXT2", "TEXT3", "ACCENT", "POS", "NEG", "WARN", "INFO"):
        assert contrast(palette.ink(name), palette.ink(paper)) >= 4.5, (name, paper)


def test_high_contrast_reaches_seven_to_one_and_shows_edges() -> None:
    for paper in ("PANEL", "PANEL2", "PANEL3"):
        for name in ("TEXT", "TEXT2", "TEXT3"):
            assert contrast(HIGH_CONTRAST.ink(name), HIGH_CONTRAST.ink(paper)) >= 7.0
        assert contrast(HIGH_CONTRAST.LINE2, HIGH_CONTRAST.ink(paper)) >= 3.0


@pytest.mark.parametrize(
    ("simulation", "default", "other"),
    [("normal", 28.9, 28.9), ("protan", 26.0, 28.7), ("deutan", 22.8, 28.8), ("tritan", 20.7, 27.3)],
)
def test_blocs_stay_apart_for_every_eye(simulation: str, default: float, other: float) -> None:
    for palette, distance in ((DEFAULT, default), (ALTERNATIVE, other)):
        found = nearest([*palette.BLOC_MAP, palette.LAND, palette.SWING], simulation)
        assert found == pytest.approx(distance, abs=0.1)


@pytest.mark.parametrize(("rank", "least"), [("leader", 18.0), ("member", 10.0), ("follower", 6.0)])
@pytest.mark.parametrize("simulation", list(SIMULATIONS))
def test_shaded_map_fills_stay_apart(rank: Rank, least: float, simulation: str) -> None:
    # followers come near to swing grey under deutan: the hatch of swing states is the second channel
    fills = [DEFAULT.bloc_shade(bloc, rank) for bloc in range(4)]
    assert nearest([*fills, DEFAULT.LAND, DEFAULT.SWING], simulation) >= least


def test_the_shade_rule_darkens_with_rank() -> None:
    for bloc in range(4):
        levels = [tokens.luminance(DEFAULT.bloc_shade(bloc, rank)) for rank in ("leader", "member", "follower")]
        assert levels == sorted(levels, reverse=True)


def test_alternative_good_and_bad_differ_for_every_eye() -> None:
    for simulation in ("normal", "protan", "deutan"):
        assert nearest([ALTERNATIVE.POS, ALTERNATIVE.NEG], simulation) >= 80
