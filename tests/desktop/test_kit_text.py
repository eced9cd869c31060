"""Text is measured, wrapped and cut correctly, in Latin and Chinese."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.desktop import text
from game.desktop.tokens import ROLES, Theme

THEME = Theme()
WORDS = st.text(st.sampled_from("abcdefg hijkl mnop-−%,.中文字国。，（）"), max_size=80)


@given(WORDS, st.integers(40, 600))
def test_wrapped_lines_fit_and_lose_nothing(words: str, room: int) -> None:
    lines = text.wrap(THEME, words, "body", room)
    assert all(text.width(THEME, line, "body") <= room or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")


@given(WORDS, st.integers(0, 400), st.sampled_from(sorted(ROLES)))
def test_shortened_text_fits(words: str, room: int, role: str) -> None:
    shown = text.shorten(THEME, words, role, room)
    assert text.width(THEME, shown, role) <= room
    assert shown == words or shown == "" or shown.endswith("…")


@given(WORDS, st.sampled_from(sorted(ROLES)))
def test_measured_width_is_the_drawn_width(words: str, role: str) -> None:
    if words:
        assert abs(text.width(THEME, words, role) - text.render(THEME, words, role).get_width()) <= 1


@pytest.mark.parametrize("role", ["body", "value", "axis", "figure", "verdict", "mono"])
def test_digits_are_tabular(role: str) -> None:
    assert len({text.width(THEME, digit * 8, role) for digit in "0123456789"}) == 1


def test_chinese_never_starts_a_line_with_a_stop() -> None:
    for room in range(40, 200, 7):
        assert all(
            line[:1] not in "，。" for line in text.wrap(THEME, "谈判桌上，两国再谈。芯片许可，检查员。", "body", room)
        )


def test_runs_are_rendered_once() -> None:
    assert text.render(THEME, "Compute", "caps") is text.render(THEME, "Compute", "caps")


def test_letter_spacing_widens_and_halo_surrounds() -> None:
    plain, spaced = text.width(THEME, "RUSSIA", "axis-strong"), text.width(THEME, "RUSSIA", "map")
    assert spaced >= plain + 4
    assert text.halo(THEME, "RUSSIA").get_width() == text.render(THEME, "RUSSIA", "map").get_width() + 2 * THEME.px(2)


def test_numbers_have_real_signs() -> None:
    assert text.signed(-12) == "−12"
    assert text.signed(3.25, 1) == "+3.2"
    assert text.signed(-0.004, 2) == "0.00"
    assert text.number(-1234.5, 1) == "−1,234.5"
    assert text.number(-0.2) == "0"


def test_no_needed_character_is_missing() -> None:
    assert text.missing("Détente – — … · − × % “ ” → ← ↑ ↓ äöüß éèñ ł ğ", "regular") == ""
    assert text.missing("+−%…–", "condensed-bold") == ""


@pytest.mark.parametrize("room", range(40, 400, 7))
def test_a_per_cent_sign_stays_with_its_number(room: int) -> None:
    lines = text.wrap(THEME, "It searches harder: 95 %, and asks for 12 % of sales.", "body", room)
    assert not any(line.startswith("%") for line in lines[1:]) or room < text.width(THEME, "95 %,")
