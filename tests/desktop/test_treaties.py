"""The bargaining table and the treaty book: soundings and renewals, by key and by pointer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from test_screens import Playing

from agents.strategies.base import Strategy
from game.names import CLAUSE
from game.rules.deals import booked
from game.session import table_for
from game.world import start_terms


def test_drafts_are_sounded_out_and_deals_renewed() -> None:
    playing = Playing()
    playing.begin("two-plans-2025")
    app, driver = playing.app, playing.driver
    session = app.world.keeper.session
    offer = start_terms(1, len(session.seat_index), 1)
    offer.party[0, [0, 4]] = True
    offer.kind[0, 0], offer.amount[0, 0], offer.quarters_left[0], offer.inspection[0] = CLAUSE["hotline"], 1, 6, 1
    terms, _ = booked(session.world.deals, offer, np.ones((1, 1), bool))
    terms.quarters_left[0] = 2
    session.world = replace(session.world, deals=terms)
    session.bargain = None  # the talks begin anew, with the deal in force
    app.take(app.world.keeper.world())
    app.memory["partners"], app.memory["deals_page"] = ["GBR"], 0
    playing.to("deals")
    app.screen.template(1)
    playing.settle()
    before = app.view["form"]["bill"]["spent"]
    driver.click("sound-out")
    playing.settle()
    assert app.view["form"]["bill"]["spent"] == before + 1 and "sounded" in session.talks().log[-1]
    assert not driver.find("sound-out").enabled, "the answer stands"
    app.memory["deals_page"] = 2
    playing.to("deals")
    driver.click("renew-0")
    playing.settle()
    (deal,) = (d for d in app.view["treaties"] if d["deal"] == 0)
    assert session.talks().log[-1]["renews"] == 0 and not deal["renewable"]
    assert deal["renewed"] == session.talks().log[-1]["signed"] and app.root.toasts.messages


def test_a_deal_in_its_last_quarter_lapses_or_goes_on_as_told() -> None:
    playing = Playing()
    playing.begin("two-plans-2025")
    app, driver = playing.app, playing.driver
    session = app.world.keeper.session
    offer = start_terms(1, len(session.seat_index), 1)
    offer.party[0, [0, 4]] = True
    offer.kind[0, 0], offer.amount[0, 0], offer.quarters_left[0], offer.inspection[0] = CLAUSE["hotline"], 1, 1, 1
    session.world = replace(session.world, deals=booked(session.world.deals, offer, np.ones((1, 1), bool))[0])
    session.cast[4] = Signs()
    session.table = table_for(session.game, session.cast, 1)
    session.bargain = None  # the talks begin anew, with the deal in force
    app.take(app.world.keeper.world())
    app.memory["deals_page"] = 2
    playing.to("deals")
    (deal,) = (d for d in app.view["treaties"] if d["deal"] == 0)
    assert deal["renewal"] is not None and deal["answered"] is None
    driver.click("lapse-0" if deal["office"] else "go-on-0")
    playing.settle()
    (said,) = (d for d in app.view["treaties"] if d["deal"] == 0)
    assert bool(said["answered"]) is not deal["office"]


class Signs(Strategy):
    """Signs everything."""

    name = "signs"
    source = "A test double."

    def answer(self, sight: Any) -> Any:
        return np.ones(sight.rows)
