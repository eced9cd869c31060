"""What a review of the look asked for: deals by name, a filter in the book, notices and names out of the way."""

from __future__ import annotations

import numpy as np
import pygame
import pytest

from game.desktop import maplabels
from game.desktop.arcs import path
from game.desktop.maplabels import LabelBook, Mark
from game.desktop.tokens import DEFAULT
from game.desktop.widgets import Label
from game.words import say
from tests.desktop.test_screens import Playing, walk_to


@pytest.fixture(scope="module")
def book() -> Playing:
    """The flagship with the treaty book open."""
    playing = Playing()
    playing.app.settings["report"] = False
    playing.begin("two-plans-2025")
    for _ in range(3):
        playing.quarter()
    playing.to("deals", lambda app: app.memory.update(deals_page=2))
    return playing


def labels(playing: Playing) -> list[str]:
    return [w.content for w in playing.app.root.content.walk() if isinstance(w, Label)]


def test_deals_have_short_names(book: Playing) -> None:
    for deal in book.app.view["treaties"]:
        assert deal["name"] in labels(book)
        assert len(deal["name"]) < len(" ".join(clause["text"] for clause in deal["clauses"]))


def test_the_book_is_filtered_by_keys(book: Playing) -> None:
    deals = book.app.view["treaties"]
    own = [deal for deal in deals if deal["mine"]]
    assert own and len(own) < len(deals)
    walk_to(book, "book-whose")
    book.driver.press("Right")
    assert say("window.deals.shown", count=len(own), of=len(deals)) in labels(book)
    book.driver.press("Right")
    assert say("window.deals.shown", count=len(deals) - len(own), of=len(deals)) in labels(book)
    book.driver.press("Left", times=2)
    party = own[0]["parties"][-1]
    book.app.memory["book_party"] = party
    book.app.rebuild()
    with_it = [deal for deal in deals if party in deal["parties"]]
    assert say("window.deals.shown", count=len(with_it), of=len(deals)) in labels(book)
    book.app.memory["book_party"] = "nobody"
    book.app.rebuild()
    assert say("window.deals.shown", count=len(deals), of=len(deals)) in labels(book), "one who left filters nothing"


def test_notices_cover_neither_tabs_nor_foot(book: Playing) -> None:
    app = book.app
    app.root.toast("An offer came back with other terms", "INFO")
    (panel, _words), *_rest = app.root.toasts.panels
    for name in ("deals-tabs", "book-whose", "foot", "end"):
        assert not panel.rect.colliderect(book.driver.find(name).rect), name
    app.root.toasts.turn_page()


def test_what_runs_along_a_meridian_is_not_bent_and_nothing_far() -> None:
    along = path((10.0, -30.0), (10.0, 50.0), 0.2, 11.0)[0]
    assert np.ptp(along[:, 0]) < 0.25 * np.ptp(along[:, 1])
    flat = path((-30.0, 0.0), (150.0, 0.0), 0.27, 11.0)
    assert max(float(np.abs(piece[:, 1]).max()) for piece in flat) < 0.5


def test_names_keep_out_of_the_pulse_of_the_chosen_capital() -> None:
    def render(text: str, px: int, _weight: str, colour: tuple[int, int, int]) -> pygame.Surface:
        surface = pygame.Surface((px // 2, px), pygame.SRCALPHA)
        surface.fill(colour)
        return surface

    target = pygame.Surface((800, 600))
    marks = [
        Mark("CHN", "China", "", (300.0, 300.0), (400.0, 300.0), "centre", True, True),
        Mark("KOR", "South Korea", "", (412.0, 312.0), (412.0, 312.0), "left", False, False),
    ]
    placed = LabelBook(DEFAULT, render).write(target, marks, 1.0)
    ring = pygame.Rect(0, 0, 2 * maplabels.PULSE, 2 * maplabels.PULSE)
    ring.center = (400, 300)
    assert not placed["KOR"].inflate(-6, -8).colliderect(ring)


def test_the_same_step_towards_several_is_one_line() -> None:
    from game.chronicle import Event
    from game.views.telling import together

    def eased(whom: str, step: float) -> Event:
        values = {"channels": ["talent"], "was": "", "now": "", "step": step, "reason": "sales", "targets": [whom]}
        return Event("controls_loosened", ("USA", whom), values, 20.0 + step)

    other = Event("controls_loosened", ("CHN", "USA"), dict(eased("USA", 0.1).values), 9.0)
    found = together([eased("KOR", 0.1), other, eased("TWN", 0.2), eased("JPN", 0.1)])
    assert [event.seats for event in found] == [("USA", "KOR", "TWN", "JPN"), ("CHN", "USA")]
    assert found[0].values["targets"] == ["KOR", "TWN", "JPN"] and found[0].weight == 20.2


def test_the_lead_is_explained_in_quarters(book: Playing) -> None:
    gauge = next(figure for figure in book.app.view["bar"] if figure["key"] == "lead")
    assert {cause["key"] for cause in gauge["causes"]} <= {"own_models", "rival_models", "pace"}
    assert sum(cause["amount"] for cause in gauge["causes"]) == pytest.approx(gauge["change"], abs=0.15)
    assert all(cause["text"].endswith(" q") for cause in gauge["causes"])
