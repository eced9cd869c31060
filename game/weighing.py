"""Weighing: what an addressed seat sees of an offer, and how likely it is to sign."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import numpy as np

from agents.breakdown import Breakdown
from agents.columns import Array
from agents.sight import Rows
from game import fog, names
from game.offers import Offers
from game.orders import Orders
from game.rules import appraisal, deals
from game.rules.research import leaders
from game.world import World

if TYPE_CHECKING:
    from game.diplomacy import Diplomacy


class _Told:
    """The offers before those who are asked; what the same rows ask is looked up once.

    ``which`` is the offer by the number of what is asked about. For a ``renewal``, of an offer that nobody tables,
    another party stands for the proposer. With ``both`` an offer is weighed for its proposer in the same go.
    """

    def __init__(
        self, game: Diplomacy, world: World, standing: Orders, offers: Offers, which: Array,
        renewal: bool = False, both: bool = False,
    ) -> None:  # fmt: skip
        self.game, self.world, self.standing, self.offers, self.which = game, world, standing, offers, which
        self.renewal, self.both = renewal, both
        self._asked: Rows | None = None
        self._found: dict[str, Any] = {}

    def once(self, name: str, rows: Rows, compute: Callable[[Rows], Any]) -> Any:
        """Something about the offers before these rows, kept until other rows ask."""
        if self._asked is not rows:
            self._asked, self._found = rows, {}
        if name not in self._found:
            self._found[name] = compute(rows)
        return self._found[name]

    def number(self, rows: Rows) -> Array:
        """The offer that each row sees."""
        return np.asarray(self.once("number", rows, lambda asked: self.which[asked.about]))

    def proposer(self, rows: Rows) -> Array:
        """Who stands for the offer that each row sees."""
        if not self.renewal:
            return np.asarray(self.once("proposer", rows, lambda asked: self.offers.by.take(self.number(asked))))
        return np.asarray(self.once("proposer", rows, self._other_party))

    def _other_party(self, rows: Rows) -> Array:
        party = self.offers.party.take(self.number(rows), axis=1)
        party[rows.seats, np.arange(len(rows))] = False
        return party.argmax(axis=0)

    def term(self, name: str) -> fog.Extra:
        """A look at one column of the offers · (..., row)."""
        whole = getattr(self.offers, name)
        return lambda rows: np.asarray(self.once(name, rows, lambda asked: whole.take(self.number(asked), axis=-1)))

    def weighed(self, rows: Rows) -> Weighed:
        """The offer in the eyes of each row; with ``both``, then of its proposer as far as anybody may know."""
        return cast(Weighed, self.once("weighed", rows, self._weighing))

    def _weighing(self, rows: Rows) -> Weighed:
        offer = {f"offer_{name}": self.term(name)(rows) for name in CLAUSE_VIEW}
        offer |= {"offer_from": self.proposer(rows), "offer_renewal": np.full(len(rows), self.renewal)}
        seats, where, private = rows.seats, rows.worlds, np.ones(len(rows), bool)
        if self.both:
            offer = {name: np.concatenate([column, column], axis=-1) for name, column in offer.items()}
            offer["offer_from"] = np.concatenate([self.proposer(rows), rows.seats])
            seats, where = np.concatenate([seats, self.proposer(rows)]), np.concatenate([where, where])
            private = np.arange(len(seats)) < len(rows)
        return weigh(self.game, self.world, self.standing, offer, seats, where, private)

    def chance(self, rows: Rows) -> Array:
        """The chance that each row signs."""
        return self.weighed(rows).chance.total[: len(rows)]

    def sight(self) -> dict[str, fog.Extra]:
        """Names that a strategy may look up, and how."""
        nation = deals.nation_of(self.game.setting)
        terms = {f"offer_{name}": self.term(name) for name in ("party", "quarters", *CLAUSE_VIEW)}
        return terms | {
            "offer_from": self.proposer,
            "offer_nation": lambda rows: nation.take(self.proposer(rows)),
            "offer_renewal": lambda rows: np.full(len(rows), self.renewal),
            "offer_chance": self.chance,
        }


CLAUSE_VIEW = ("inspection", "kind", "giver", "taker", "channel", "amount")
"""What the appraisal of an offer looks at."""


def offer_sight(
    game: Diplomacy, world: World, standing: Orders, offers: Offers, which: Array, renewal: bool = False
) -> dict[str, fog.Extra]:
    """What an addressed seat sees of the offer before it, with its own appraisal · {name: look of some rows}.

    ``which`` is the offer by the number of what is asked about; a ``renewal`` is an offer that nobody tables.
    """
    return _Told(game, world, standing, offers, which, renewal).sight()


def counter_sight(
    game: Diplomacy, world: World, standing: Orders, offers: Offers, which: Array
) -> dict[str, fog.Extra]:
    """What a seat sees of the offer that it has just declined, beyond the offer · {name: look of some rows}.

    ``offer_gain`` and ``offer_cost`` (clause, row) are the points of its own chance that each clause would bring and
    take, to whom it is owed and who owes it; ``..._from`` the same for the proposer, as far as anybody may know, and
    ``offer_chance_from`` its chance to sign these terms; ``offer_counter`` says whether it was a counter-offer.
    """
    told = _Told(game, world, standing, offers, which, both=True)
    return told.sight() | {
        "offer_counter": lambda rows: offers.of.take(told.number(rows)) >= 0,
        "offer_gain": lambda rows: told.weighed(rows).gain[:, : len(rows)],
        "offer_cost": lambda rows: told.weighed(rows).cost[:, : len(rows)],
        "offer_gain_from": lambda rows: told.weighed(rows).gain[:, len(rows) :],
        "offer_cost_from": lambda rows: told.weighed(rows).cost[:, len(rows) :],
        "offer_chance_from": lambda rows: told.weighed(rows).chance.total[len(rows) :],
    }


class Weighed(NamedTuple):
    """An offer in one seat's eyes: points of chance of each clause · (clause, row), and the chance that it signs."""

    gain: Array
    cost: Array
    chance: Breakdown


def chance_of(
    game: Diplomacy,
    world: World,
    standing: Orders,
    offer: dict[str, Array],
    seat: Array,
    where: Array,
    private: bool = True,
) -> Breakdown:
    """Chance that seats sign an offer · Breakdown of (row,); without ``private`` the temperament counts as nothing."""
    return weigh(game, world, standing, offer, seat, where, np.full(len(seat), private)).chance


def weight(game: Diplomacy, world: World, standing: Orders, offers: Offers, number: int, seat: int) -> float:
    """How much an offer matters to a seat of a single world [points of chance], whatever it thinks of it."""
    told = _Told(game, world, standing, offers, np.array([number]))
    causes = told.weighed(Rows(np.array([seat]), np.array([0]), about=np.array([0]))).chance.causes
    return float(np.abs(causes["what_we_get"])[0] + np.abs(causes["what_we_give"])[0])


def weigh(
    game: Diplomacy,
    world: World,
    standing: Orders,
    offer: dict[str, Array],
    seat: Array,
    where: Array,
    private: Array,
) -> Weighed:
    """What an offer brings and costs each seat, clause by clause, and how likely it is to sign.

    ``private`` (row,) says in which rows the seat's temperament is known.
    """
    setting, p = game.setting, game.params
    nation, proposer = deals.nation_of(setting), offer["offer_from"]
    me, other = nation.take(seat), nation.take(proposer)
    kind, giver, taker = (offer[f"offer_{name}"].astype(int) for name in ("kind", "giver", "taker"))
    filled, all_give, all_take = kind > 0, giver < 0, taker < 0
    mine = ((giver == seat) | all_give) & filled
    owed = ((taker == seat) | all_take) & filled
    giving, taking = nation.take(giver), nation.take(taker)  # of «every party», -1, another nation is put below
    partner = np.where(mine, np.where(all_take, other, taking), np.where(all_give, other, giving))
    channel = np.clip(offer["offer_channel"].astype(int), 0, len(names.CHANNELS) - 1)
    first, second = leaders(world.best).take(where, axis=1)
    rival = np.where(first == me, second, first)
    lead = world.lead[me, where]
    alarm = world.alarm.take(where)
    seen = {
        "held": standing.restriction[np.where(all_give, me, giving), np.where(all_take, me, taking), channel, where],
        "rival": (partner == rival).astype(float) * p.rivalry.take(where),
        "alarm": alarm,
        "ahead": np.maximum(lead, 0),
        "behind": np.maximum(-lead, 0),
        "fragmented": world.fragmentation.take(where),
        "standard": standing.safety_standard[me, where],
        "wealth": np.maximum(world.income[seat, where], p.wealth_floor.take(where)),
    }
    gets, gives = appraisal.clause_stakes(kind, offer["offer_amount"], seen)
    good, bad = world.trust_good[me, other, where], world.trust_bad[me, other, where]
    trust = np.where(me == other, 1 - p.trust_floor.take(where), good / (good + bad))
    record = world.kept[proposer, where] - world.broken[proposer, where]
    temper = np.where(private, world.temperament[seat, where], 0)
    gain, cost = appraisal.clause_points(gets, gives, kind, trust, offer["offer_inspection"], p, where)
    again = offer.get("offer_renewal", 0 * trust)
    chance = appraisal.acceptance(gain, cost, mine, owed, trust, record, alarm, temper, again, p, where)
    return Weighed(gain, cost, chance)
