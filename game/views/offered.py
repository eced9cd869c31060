"""Offers that wait for a seat, and what a sounding let be seen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from game.rules import prices
from game.session import Session
from game.views.bargaining import sides
from game.views.scene import Scene, number, percent
from game.views.telling import clause_text
from game.words import capital, label, listed, say


class Waiting(NamedTuple):
    """An offer that waits for the seat's answer, in words.

    ``office`` is what the seat's strategy answers if the seat does not; ``counter`` whether it answers an offer of the
    seat's own; ``counter_price`` what a counter-offer to it costs, ``draft`` its terms, to start one from.
    """

    number: int
    proposer: str
    name: str
    parties: tuple[str, ...]
    gives: tuple[str, ...]
    takes: tuple[str, ...]
    clauses: tuple[str, ...]
    quarters: int
    inspection: float
    answered: bool | None
    text: str
    office: bool
    office_text: str
    counter: bool
    counter_price: float
    draft: dict[str, Any]


def offers_view(session: Session, seat: str) -> tuple[Waiting, ...]:
    """The offers that are put before this seat, in words."""
    scene = Scene(session, seat)
    return tuple(_waiting(scene, offer, seat) for offer in session.offers(seat))


def left_view(session: Session, seat: str) -> tuple[Waiting, ...]:
    """The offers that wait for this seat but are left to its office, in words."""
    scene = Scene(session, seat)
    return tuple(_waiting(scene, offer, seat) for offer in session.left_to_office(seat))


def _waiting(scene: Scene, offer: Mapping[str, Any], seat: str) -> Waiting:
    terms = offer["terms"]
    clauses = [
        {
            **clause,
            "giver": scene.seats[clause["giver"]] if clause["giver"] >= 0 else "",
            "taker": scene.seats[clause["taker"]] if clause["taker"] >= 0 else "",
        }
        for clause in terms["clauses"]
    ]
    parties = tuple(scene.seats[s] for s in terms["parties"])
    gives, takes = sides(scene, clauses, seat, parties)
    proposer = scene.seats[offer["from"]]
    is_counter = "counter" in offer
    words = {
        "who": scene.spoken(proposer),
        "clauses": listed([label("clause", c["kind"]) for c in clauses]),
        "quarters": number(terms["quarters"], 0),
    }
    answered = scene.session.replies.get((offer["number"], scene.index(seat)))
    office = bool(offer["office"][scene.index(seat)])
    count = np.array([float(len(clauses))]), np.array([float(len(parties))])
    return Waiting(
        offer["number"],
        proposer,
        scene.name(proposer),
        parties,
        gives,
        takes,
        tuple(clause_text(scene, clause, parties) for clause in clauses),
        terms["quarters"],
        terms["inspection"],
        None if answered is None else bool(answered),
        capital(say("reasons.desk.counter" if is_counter else "reasons.desk.offer", **words)),
        office,
        say("reasons.desk.office_yes" if office else "reasons.desk.office_no"),
        is_counter,
        float(prices.offer_price(*count, scene.p.offer_price)[0]) if is_counter else 0.0,
        {"parties": [key for key in parties if key != seat], "quarters": terms["quarters"],
         "inspection": terms["inspection"],
         "clauses": [{part: c[part] for part in ("kind", "giver", "taker", "channel", "amount")} for c in clauses]},
    )  # fmt: skip


class Band(NamedTuple):
    """What a sounded party let be seen of its chance to sign."""

    seat: str
    name: str
    low: float
    high: float
    text: str


class SoundingView(NamedTuple):
    """What came of sounding out a draft; ``problem`` says why it could not be, and is empty otherwise."""

    bands: tuple[Band, ...]
    leaked: bool
    text: str
    problem: str


def sounding_view(session: Session, seat: str, told: Mapping[str, Any]) -> SoundingView:
    """What ``Session.sound_out`` returned, in words."""
    scene = Scene(session, seat)
    if "objection" in told:
        words = say(f"reasons.refusal.{told['objection']}", who=scene.spoken(seat), field="", other="")
        return SoundingView((), False, "", capital(words))
    bands = tuple(
        Band(
            scene.seats[index],
            scene.name(scene.seats[index]),
            low,
            high,
            say("reasons.amount.band", low=percent(low), high=percent(high)),
        )
        for index, low, high in told["sounded"]
    )
    heard = listed([say("reasons.desk.heard", who=band.name, band=band.text) for band in bands])
    text = say("reasons.desk.sounding_leaked" if told["leaked"] else "reasons.desk.sounding_kept", heard=heard)
    return SoundingView(bands, bool(told["leaked"]), text, "")
