"""What must emerge: the sign of each effect over 256 worlds with paired luck (world rules, section 7).

Arms differ in standing orders or signed deals alone; every seat holds. A sign counts when the 95 % interval of the
paired mean difference excludes zero.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
import pytest

from agents.strategies import ROSTER
from game.diplomacy import Diplomacy
from game.names import CLAUSE, DOWNGRADED, FOUNDRY, MEMORY, TALENT, TOOLS, TOP
from game.rules import deals
from game.scenario import load
from game.session import Session
from game.start import seeds
from game.world import start_terms

WORLDS = 256


def session(overrides=None):
    game = Diplomacy(load("two-plans-2025"), WORLDS, overrides)
    return Session(game, seeds(range(WORLDS)), [ROSTER["hold"]] * len(game.seats))


@lru_cache
def index():
    setting = session().game.setting
    nation = {key: i for i, key in enumerate(setting.nations)}
    firm = {key: i for i, key in enumerate(setting.firms)}
    return nation, firm


def ordered(game, **cells):
    """Standing orders with cells changed: field=[(index, value), ...]."""
    new = {}
    for name, changes in cells.items():
        array = getattr(game.standing, name).copy()
        for place, value in changes:
            array[place] = value
        new[name] = array
    game.standing = replace(game.standing, **new)
    return game


def signed(game, parties, clauses, quarters=24, inspection=1.0):
    """The same with a deal in force: clauses (kind, giver, taker, channel, amount)."""
    rows = start_terms(1, len(game.game.seats), WORLDS)
    rows.party[0, list(parties)] = True
    rows.quarters_left[0] = quarters
    rows.inspection[0] = inspection
    for c, (kind, giver, taker, channel, amount) in enumerate(clauses):
        for name, value in (
            ("kind", CLAUSE[kind]),
            ("giver", giver),
            ("taker", taker),
            ("channel", channel),
            ("amount", amount),
        ):
            getattr(rows, name)[0, c] = value
    book, _ = deals.booked(game.world.deals, rows, np.ones((1, WORLDS), bool))
    game.world = replace(game.world, deals=book)
    return game


def path(game, quarters, *names):
    """Named fields after each quarter · {name: [quarter, ...]}."""
    found = {name: [] for name in names}
    for _ in range(quarters):
        game.advance()
        for name in names:
            found[name].append(getattr(game.world, name))
    return {name: np.stack(values) for name, values in found.items()}


def sign(difference):
    """-1, 0 or 1: the sign of a paired mean difference, 0 where the 95 % interval holds zero."""
    mean, error = difference.mean(), 1.96 * difference.std(ddof=1) / np.sqrt(difference.size)
    return int(np.sign(mean)) if abs(mean) > error else 0


CHIPS = (TOP, DOWNGRADED)
CHAIN = (TOOLS, FOUNDRY, MEMORY, *CHIPS)


def controls(level, channels, restrictors=("USA", "NLD", "JPN", "TWN", "KOR")):
    nation, _ = index()
    return [((nation[key], nation["CHN"], channel), level) for key in restrictors for channel in channels]


def free_refusals():
    nation, _ = index()
    return [((nation["CHN"], nation["USA"]), 0.0)]


@lru_cache
def control_arms(channels):
    """Paths of 20 quarters without a control, with one, and with one that is lifted after ten."""
    names = ("chips_training", "chips_made", "experience", "home_made")
    free = path(ordered(session(), restriction=controls(0.0, CHAIN), refusal=free_refusals()), 20, *names)

    def barred():
        orders = controls(0.0, CHAIN) + controls(0.95, channels)
        return ordered(session(), restriction=orders, refusal=free_refusals())

    lifted = barred()
    first = path(lifted, 10, *names)
    rest = path(ordered(lifted, restriction=controls(0.0, CHAIN)), 10, *names)
    return free, path(barred(), 20, *names), {name: np.concatenate([first[name], rest[name]]) for name in names}


def test_1_a_chip_control_slows_at_once_and_catalyses_later():
    china = index()[0]["CHN"]
    free, barred, lifted = control_arms(CHIPS)
    assert sign((barred["chips_training"] - free["chips_training"])[0, china]) == -1
    for quarter in range(7, 20):
        assert sign((barred["chips_made"] - free["chips_made"])[quarter, china]) == 1, quarter
        assert sign((barred["experience"] - free["experience"])[quarter, china]) == 1, "what Wright's law learns from"
    assert sign((lifted["home_made"] - free["home_made"])[19, china]) == 1, "the exporter's share does not come back"


def test_1_a_control_of_the_whole_chain_catalyses_later_still():
    china = index()[0]["CHN"]
    free, barred, lifted = control_arms(CHAIN)
    assert sign((barred["chips_training"] - free["chips_training"])[[0, 3], china].sum(0)) == -1
    gains = [sign((barred["chips_made"] - free["chips_made"])[q, china]) for q in range(20)]
    assert gains[0] == -1 and gains[19] == 1, gains
    assert sign((lifted["home_made"] - free["home_made"])[19, china]) == 1


def test_2_chips_below_the_line_serve_more_than_they_train():
    nation, _ = index()
    china, us = nation["CHN"], nation["USA"]
    names = ("chips_training", "chips_serving", "adoption", "chips_made", "shortage")

    def arm(level, inputs=()):
        orders = [*inputs, ((us, china, DOWNGRADED), level)]
        return path(ordered(session(), restriction=orders, refusal=free_refusals()), 12, *names)

    sold, barred = arm(0.0), arm(1.0)
    more_training = np.log(sold["chips_training"] / barred["chips_training"])[-1, china]
    more_serving = np.log(sold["chips_serving"] / barred["chips_serving"])[-1, china]
    assert sign(more_serving) == 1 and sign(more_serving - 3 * more_training) == 1
    assert sign((sold["adoption"] - barred["adoption"])[-1, china].mean(0)) == 1

    def lost(some, none):
        """Output of home makers over twelve quarters, relative to that without foreign chips."""
        made = [arm["chips_made"][:, china].sum(0) for arm in (some, none)]
        return made[0] / made[1] - 1

    bound = lost(sold, barred)
    assert sign(bound) == -1 and bound.mean() > -0.05, "a few per cent while memory binds"
    inputs = controls(0.0, (FOUNDRY, MEMORY))
    freed = lost(arm(0.0, inputs), arm(1.0, inputs))
    assert sign(freed) == -1 and sign(freed - bound) == -1, "more where nothing else binds"
    scarce = (barred["shortage"][:3, us] > 0.02).any(0)
    assert scarce.any() and sign((sold["shortage"] - barred["shortage"])[:3, us].mean(0)[scarce]) == 1


def test_3_open_release_wins_third_countries_and_shortens_the_lag():
    nation, firm = index()
    labs = [firm[key] for key in ("OPENAI", "GOOGLE", "ANTHROPIC", "XAI", "META")]
    names = ("ecosystem", "lead", "know_how")

    def arm(policy):
        return path(ordered(session(), release=[(lab, policy) for lab in labs]), 12, *names)

    opened, closed = arm(3), arm(1)
    third = [nation[key] for key in ("IND", "BRA", "AFR", "SEA", "GULF")]
    gain = (opened["ecosystem"] - closed["ecosystem"])[-1, 0][third].mean(0)
    assert sign(gain) == 1
    followers = [nation[key] for key in ("CHN", "EUR", "IND", "GBR")]
    assert sign((opened["know_how"] - closed["know_how"])[-1][followers].mean(0)) == 1
    assert sign((opened["lead"] - closed["lead"])[-1, nation["USA"]]) == -1


def test_5_more_haste_more_incidents_and_one_is_everyones_problem():
    nation, firm = index()
    labs = list(firm.values())

    def arm(effort, training):
        return path(
            ordered(
                session(),
                safety_effort=[(lab, effort) for lab in labs],
                training_share=[(lab, training) for lab in labs],
            ),
            16,
            "risk",
            "incident_class",
            "alarm",
            "adoption",
        )

    hasty, careful = arm(0.0, 0.8), arm(0.7, 0.4)
    assert sign((hasty["risk"] - careful["risk"])[-1]) == 1
    assert sign((hasty["incident_class"] >= 2).mean(0) - (careful["incident_class"] >= 2).mean(0)) == 1
    alarmed = hasty["alarm"][3] > 0.3
    calm = ~(hasty["alarm"][:4] > 0).any(0)
    growth = hasty["adoption"][5].mean(1) - hasty["adoption"][3].mean(1)
    for key in ("CHN", "USA", "IND", "BRA", "EUR"):
        assert growth[nation[key]][alarmed].mean() < growth[nation[key]][calm].mean()


def test_8_a_joint_laboratory_is_faster_and_safer_if_it_pools_and_coordinates():
    nation, _ = index()
    us, china = nation["USA"], nation["CHN"]
    lab = [("joint_lab", us, china, -1, 0.4), ("joint_lab", china, us, -1, 0.4)]
    accord = [("safety_accord", us, china, -1, 0.6), ("safety_accord", china, us, -1, 0.6)]
    hoards = [(us, 0.9), (china, 0.9)]
    strict = [(us, 0.6), (china, 0.6)]

    def arm(clauses, hoarding, standard, inspection=0.0):
        game = session()
        game = ordered(game, hoarding=hoarding, safety_standard=standard)
        game = signed(game, (us, china), clauses, inspection=inspection) if clauses else game
        game.advance(12)
        return game.world

    race = arm([], [], [])
    joint = arm(lab + accord, [], strict)
    hollow = arm(lab, hoards, [])
    pace = lambda w: np.max(w.know_how[[us, china]], axis=0)  # noqa: E731
    assert sign(pace(joint) - pace(race)) == 1
    assert sign(joint.risk - race.risk) == -1
    assert sign(pace(hollow) - pace(race)) == -1
    assert sign(pace(hollow) - pace(joint)) == -1
    gain_us = (joint.know_how - race.know_how)[us]
    gain_china = (joint.know_how - race.know_how)[china]
    assert sign(gain_china - gain_us) == 1, "the leader gains less and is the binding party"
    blind = arm(lab, hoards, [], inspection=0.1)
    watched = arm(lab, hoards, [], inspection=0.6)
    lasts = lambda w: (w.deals.quarters_left > 0).any(0).astype(float)  # noqa: E731
    assert sign(lasts(watched) - lasts(blind)) == -1, "a hollow laboratory that is inspected is found out sooner"
    honest = arm(lab, [], [], inspection=0.6)
    assert lasts(honest).mean() == 1


@pytest.mark.parametrize("doctrine", ["hedger", "reciprocator", "salesman"])
def test_8_better_inspection_makes_an_honest_laboratory_last(doctrine):
    """Nobody hoards and nobody is caught; what is inspected is surer and so renewed more often, for as long again.

    Within its term an honest laboratory lasts whatever the inspection, and where governments renew none with the rival
    (``techno_nationalist``, ``hold``) inspection changes nothing.
    """
    nation, _ = index()
    us, china = nation["USA"], nation["CHN"]
    lab = [("joint_lab", us, china, -1, 0.4), ("joint_lab", china, us, -1, 0.4)]

    def life(inspection):
        """Quarters out of twelve in which the laboratory stands · (world,)."""
        game = Diplomacy(load("two-plans-2025"), WORLDS)
        cast = [ROSTER["hold"]] * len(game.seats)
        cast[us] = cast[china] = ROSTER[doctrine]
        session = signed(Session(game, seeds(range(WORLDS)), cast), (us, china), lab, 6, inspection)
        stands = np.zeros(WORLDS)
        for _ in range(12):
            session.advance()
            book = session.world.deals
            runs = (book.quarters_left[0] > 0) & book.party[0, us] & book.party[0, china]
            runs &= (book.kind[0] == CLAUSE["joint_lab"]).any(0)
            assert not session.standing.hoarding.any() and not (book.found[0] & runs).any()
            stands += runs
        return stands

    better, worse = life(0.9), life(0.1)
    assert sign(better - worse) == 1, (better.mean(), worse.mean())


def test_10_fragmentation_lowers_adoption_everywhere():
    nation, _ = index()
    parties = [i for key, i in nation.items() if key != "REST"]

    def arm(recognised):
        game = session()
        if recognised:
            game = signed(game, parties, [("recognition", -1, -1, -1, 1.0)], quarters=24)
        game.advance(16)
        return game.world

    one, apart = arm(True), arm(False)
    assert sign(apart.fragmentation - one.fragmentation) == 1
    for key in ("USA", "CHN", "EUR", "IND", "BRA", "AFR"):
        assert sign((apart.adoption - one.adoption)[nation[key]].mean(0)) == -1, key
        assert sign((apart.adoption - one.adoption)[nation[key], 0]) == -1, f"recruiting in {key}"


def test_12_closing_the_door_to_talent_costs_the_closer():
    nation, _ = index()
    us, china = nation["USA"], nation["CHN"]
    others = [i for key, i in nation.items() if key != "USA"]

    def arm(level):
        game = ordered(session(), restriction=[((us, other, TALENT), level) for other in others])
        game.advance(12)
        return game.world

    closed, opened = arm(1.0), arm(0.0)
    assert sign((closed.talent - opened.talent)[us]) == -1
    assert sign((closed.talent - opened.talent)[china]) == 1
    assert sign((closed.research - opened.research)[us]) == -1
    assert sign((closed.research - opened.research)[china]) == 1
    lag = lambda w: w.know_how[us] - w.know_how[china]  # noqa: E731
    assert sign(lag(closed) - lag(opened)) == -1


pytestmark = pytest.mark.filterwarnings("error::RuntimeWarning")
