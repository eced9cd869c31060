"""The order sheet in the window: every field can be reached, changed by keys and by pointer, and says why not."""

from __future__ import annotations

from typing import Any

import pygame
import pytest

from game.desktop.screens.orders import OrdersScreen
from game.desktop.widgets import Label
from tests.desktop.test_screens import Playing, walk_to

ELSEWHERE = {"stance": "stances", "breach": "deals", "ceiling": "desk", "reply": "desk"}
"""Fields that are ordered on a page that is not named after them."""


def begun(seat: str = "USA") -> Playing:
    playing = Playing()
    playing.app.settings["report"] = False
    playing.begin("two-plans-2025", seat)
    playing.quarter()
    return playing


def field(playing: Playing, key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(row for row in playing.app.view["form"]["fields"] if row["key"] == key)
    return found


@pytest.mark.parametrize("seat", ["USA", "NVIDIA", "BRA"])
def test_every_field_of_the_sheet_has_a_place_or_a_reason(seat: str) -> None:
    playing = begun(seat)
    app = playing.app
    playing.to("orders")
    assert isinstance(app.screen, OrdersScreen)
    seen: set[str] = set()
    words: set[str] = set()
    for page in app.screen.pages():
        playing.to("orders", lambda app, page=page: app.memory.update(orders_page=page))
        kinds = ("restriction", "refusal", "levy") if page == "matrix" else ("",)
        for kind in kinds:
            app.memory["matrix"] = kind
            app.rebuild()
            for widget in app.root.content.walk():
                if widget.focusable and widget.id.startswith("matrix-"):
                    seen.add(kind)
                seen |= {part for part in (widget.id.split("-")[1:2] if widget.focusable else [])}
                words |= {widget.content} if isinstance(widget, Label) else set()
    for row in app.view["form"]["fields"]:
        key = row["key"]
        reached = key in seen or (row["reason"] and row["reason"] in words) or key in ELSEWHERE
        assert reached, f"{key} cannot be ordered anywhere"
        assert row["meaning"] in words or key in ELSEWHERE or key in ("body_action", "steer"), f"{key} is not explained"


def test_another_doctrine_takes_over_by_keys_and_by_pointer() -> None:
    playing = begun()
    app, driver = playing.app, playing.driver
    before, spent = app.view["strategy"], app.view["form"]["bill"]["spent"]
    playing.to("orders")
    walk_to(playing, "order-doctrine")
    driver.press("Alt+Down")
    playing.settle()
    chosen = next(doctrine for doctrine in app.view["doctrines"] if doctrine["chosen"])
    assert not chosen["running"] and app.view["form"]["bill"]["spent"] == spent + 2
    assert app.view["strategy"] == before, "it takes over next quarter"
    driver.press("Alt+Up")
    playing.settle()
    assert app.view["form"]["bill"]["spent"] == spent
    driver.click("order-doctrine")
    driver.press("Down")
    driver.press("Enter")
    playing.settle()
    playing.quarter()
    now = next(doctrine for doctrine in app.view["doctrines"] if doctrine["running"])
    assert app.view["strategy"] == now["key"] != before


def test_analysts_are_set_from_the_sheet_and_from_a_file() -> None:
    playing = begun()
    app, driver = playing.app, playing.driver
    china = app.view["seats"]["CHN"]["index"]
    playing.to("orders", lambda app: app.memory.update(orders_page="watch"))
    spent = app.view["form"]["bill"]["spent"]
    walk_to(playing, "act-watch")
    driver.press("Enter")
    playing.settle()
    assert field(playing, "watch")["value"][china] and app.view["form"]["bill"]["spent"] == spent + 1
    walk_to(playing, f"unact-watch-{china}")
    driver.press("Enter")
    playing.settle()
    assert not field(playing, "watch")["value"][china] and app.view["form"]["bill"]["spent"] == spent
    playing.to("world", lambda app: app.memory.update(selected="CHN", tab=3))
    playing.settle()
    driver.click(f"act-watch-{china}")
    playing.settle()
    assert field(playing, "watch")["value"][china]
    playing.quarter()
    assert any("China" in due["text"] and "watch" in due["text"].lower() for due in app.view["next"])
    playing.to("orders", lambda app: app.memory.update(orders_page="watch"))
    assert driver.find(f"act-publish-{china}").enabled, "what the analysts know can be published now"


@pytest.mark.parametrize(("kind", "steps"), [("restriction", (0.25, 0.5)), ("levy", (0.1, 0.2))])
def test_a_cell_steps_up_and_down(kind: str, steps: tuple[float, float]) -> None:
    playing = begun()
    app, driver = playing.app, playing.driver
    brazil, channel = app.view["nations"].index("BRA"), 5
    playing.to("orders", lambda app: app.memory.update(orders_page="matrix", matrix=kind))

    def value() -> float:
        return float(field(playing, kind)["value"][brazil][channel])

    assert value() == 0
    cell = f"matrix-{brazil}-{channel}"
    for step in steps:
        walk_to(playing, cell)
        driver.press("Enter")
        playing.settle()
        assert value() == pytest.approx(step)
    driver.press("-")
    playing.settle()
    assert value() == pytest.approx(steps[0])
    spot = driver.find(cell).rect.center
    driver.point(spot)
    driver.send(pygame.MOUSEBUTTONDOWN, pos=spot, button=3, touch=False)
    playing.settle()
    assert value() == 0


def test_a_programme_and_a_campaign_are_begun_once() -> None:
    playing = begun()
    app, driver = playing.app, playing.driver
    playing.to("orders", lambda app: app.memory.update(orders_page="policy"))
    driver.find("order-campaign").set(True)
    playing.settle()
    assert field(playing, "campaign")["value"] == 1 and field(playing, "campaign")["once"]
    playing.to("orders")
    driver.find("order-programme-3").set(1)
    playing.settle()
    assert field(playing, "programme")["value"][3] == 1
    playing.quarter()
    assert field(playing, "campaign")["value"] == 0, "an action is taken once"
    playing.to("orders", lambda app: app.memory.update(orders_page="policy"))
    off = driver.find("order-campaign")
    assert isinstance(off.reason, str) and not off.enabled and off.reason, "it is under way, and the switch says so"
    (due,) = [due for due in app.view["next"] if "programme" in due["text"].lower()]
    words = {widget.content for widget in app.root.content.walk() if isinstance(widget, Label)}
    assert set(field(playing, "campaign")["under_way"]) <= words and field(playing, "campaign")["under_way"]
    playing.to("orders")
    words = {widget.content for widget in app.root.content.walk() if isinstance(widget, Label)}
    runs, bound = field(playing, "programme")["under_way"]
    assert {runs, bound} <= words and due["date"] in runs and "safety" in runs.lower()
    assert str(due["quarters"]) in runs and str(due["quarters"] - 4) in bound
