"""What nation strategies share: wishes that follow from their attitudes, turned into affordable orders."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

import numpy as np

from agents.choice import Choice, Entry
from agents.columns import Array, listed, share, total
from agents.levels import LEVER
from agents.sight import Sight
from agents.strategies.bargainer import Bargainer
from agents.strategies.base import shared
from agents.strategies.course import Course, course, rows_of_level
from agents.strategies.leanings import ceilings, replies
from agents.strategies.moves import Levels, Moves, at, changed, largest, most_moves, of_some, towards, within
from agents.strategies.offers import due, offered
from agents.strategies.plans import campaign, programme
from agents.strategies.vigilance import inspections, mediation, nation_glances

LINES = ("compute", "chips", "research", "safety", "adoption", "diplomacy")
TOP = 3
ON_CHIPS = np.isin(np.arange(9), (TOP, TOP + 1))
"""Channels of chips, above and below the line."""
SLACK = 0.35
"""Levels by which measures may differ from the wish before a government moves."""
STRIDE = 0.4
"""Largest change of a restriction in a quarter that a government makes of its own accord."""
BAND = 1.35
"""A budget line may lie this factor above or below the wish."""
KEEP = -1.0
"""Attitude that leaves an order as the scenario set it."""


class NationStrategy(Bargainer):
    """A government: one number for each disposition, wishes that follow from them, three moves a quarter.

    Towards every partner it wishes a level from 0 (partner) over 1 (open), 2 (guarded), 3 (restrict) to 4 (sever): a
    weighted sum of what it sees. A subclass changes the weights; one that thinks otherwise overrides a verb.
    """

    kind = "nation"
    attitudes: ClassVar[dict[str, float]] = {
        # level of measures towards a partner
        "level": 1.0,  # towards anybody
        "rivalry": 0.0,  # more towards the main rival, if it is itself a leading nation
        "race": 0.0,  # more towards that rival the closer it is, in full when level
        "suspicion": 0.0,  # more towards those it distrusts
        "warmth": 1.0,  # less towards those it trusts, the rival aside
        "mirror": 0.0,  # share of a partner's own level, above open, that it gives back
        "relief": 1.0,  # less towards the rival under full alarm
        "hunger": 0.0,  # more towards the rival while chips are short at home
        # measures at home; KEEP leaves them as they stand
        "enforcement": KEEP,
        "openness": 0.0,
        "openness_behind": 0.0,  # more openness when four quarters behind
        "openness_alarm": 0.0,  # less under full alarm
        "release_gap": 10.0,  # points below the frontier that open weights must stay, if it forbids
        "standard": 0.15,
        "standard_alarm": 0.2,  # more under full alarm or full risk
        "chip_line": KEEP,  # training worth up to which chips count as downgraded
        "levy": KEEP,  # on the rival, while its measures are below sever
        "courting": 0.0,  # package offered to swing partners of its stack
        # budget
        "compute": 0.30, "chips": 0.15, "research": 0.20, "safety": 0.05, "adoption": 0.20, "diplomacy": 0.10,
        # bodies
        "house": 0.0,  # orientation it wants, -1 safety and rights .. 1 development
        "accession": 0.3, "steering": 0.0,
        # programmes on lines of the budget, campaigns against smuggling
        "programmes": 0.6, "campaigns": 0.4,
        # analysts on the rival and the distrusted, on labs; findings about them; inspections a quarter under a deal;
        # good offices in the crises of others
        "watching": 0.3, "oversight": 0.0, "exposing": 0.0, "inspecting": 0.25, "mediating": 0.3,
        # talks
        "offer_period": 6.0, "agreeable": 0.0, "wary": 0.0, "guards": 0.2, "reserve": 1.0, "haggle": 0.6,
        "probe": 0.0,  # chance from which it tables what it sounded out before; 0: it asks nobody
        "thaw": 0.0, "truce": 0.0, "calm": 0.2, "accord": 0.0, "opening": 0.0, "scholars": 0.0, "supply": 0.0,
        "laboratory": 0.0, "company": 0.0, "sale": 0.0, "club": 0.0,
        # occasions and crises
        "hawkish": 0.0, "open_handed": 0.0, "careful": 0.0, "bold": 0.0, "joining": 0.0, "resolve": 0.35,
    }  # fmt: skip

    @shared
    def propose(self, sight: Sight) -> Choice | None:
        """An offer where the calendar says so and a counterpart promises well."""
        return offered(sight)

    @shared
    def decide(self, sight: Sight) -> Choice:
        """The most needed changes of orders that its influence bears."""
        return _decided(sight)


class Wish(NamedTuple):
    """One entry of a field that a government would change: its place on the list of moves, which one, and to what."""

    place: int
    which: Array
    value: Array

    @classmethod
    def of(cls, moves: Moves, price: float, weighed: tuple[Array, ...]) -> Wish:
        """A wish of a need, which entry and its new value, put on the list of moves."""
        need, which, value = weighed
        return cls(moves.add(need, price), which, value)


def _decided(sight: Sight) -> Choice:
    a, plan, moves = sight.attitude, course(sight), Moves()
    wishes = {"restriction": _measures(sight, plan, moves)}
    levels = _levels(sight, plan)
    levels.onto(moves)
    budget, old, new, lines = _budget(sight, moves)
    wishes["levy"] = [_levy(sight, plan, moves)]
    wishes["stance"] = [_stance(sight, plan, moves)]
    wishes["package"] = [_package(sight, moves)]
    wishes["body_action"], wishes["steer"] = [_joining(sight, moves)], [_steering(sight, moves)]
    wishes["programme"] = [Wish(*programme(sight, lines, moves))]
    for place, subject, order in nation_glances(sight, plan, moves):
        wishes.setdefault(order, []).append(Wish(place, subject, np.ones(sight.rows, bool)))
    if (sight.ladder >= 0).any():
        wishes["mediate"] = [Wish(*mediation(sight, moves))]
    raid = campaign(sight, plan, moves)
    most, kept_back = most_moves(sight.own_influence, due(sight))
    made = moves.made(sight.own_influence - a("reserve") - kept_back, most)
    wanted = listed(made.any(axis=1)).tolist()
    entries = {
        name: [Entry(wish.which, wish.value, made[wish.place]) for wish in listed if wish.place in wanted]
        for name, listed in wishes.items()
        if any(wish.place in wanted for wish in listed)
    }
    orders = levels.orders(made)
    if budget in wanted:
        orders |= changed(budget=(old, np.where(made[budget], new, old)))
    if raid in wanted:
        orders["campaign"] = made[raid]
    if (looks := inspections(sight)) is not None:
        orders["inspect"] = looks
    if (sight.own_occasion >= 0).any():
        orders["reply"] = replies(sight)
    if (sight.ladder >= 0).any():
        orders["ceiling"] = ceilings(sight)
    return Choice(None, entries, **orders)


def _measures(sight: Sight, plan: Course, moves: Moves) -> list[Wish]:
    """Candidate rows of restrictions: towards the partner with the largest gap, and towards the next one."""
    above = np.maximum(plan.wish, 1)
    gap = np.abs(above - plan.measures)
    need = np.where(plan.foreign & (gap > SLACK), gap * np.where(plan.rival, 1.5, 1), 0)
    bound = bool((sight.ties > 0).any())
    if bound:
        need = need + np.where(sight.breaks_word & plan.foreign, 10, 0)
    every = np.arange(sight.rows)
    partners, urges = [], []
    for _ in range(2):
        partner = largest(need)
        partners.append(partner)
        urges.append(need[partner, every])
        need[partner, every] = 0
    partner, urge = np.array(partners), np.array(urges)
    which, urgent = np.nonzero(urge > 0)
    if not len(urgent):
        return [Wish(moves.add(urge[k], 0), partner[k], urge[k]) for k in range(2)]
    old, new = _targets(sight.part(urgent), partner[which, urgent], above[partner[which, urgent], urgent], bound)
    cells = np.zeros(urge.shape)
    cells[which, urgent] = total((new != old).astype(float), 0)
    target = np.zeros((2, len(old), sight.rows))
    target[which, :, urgent] = new.T
    places = [moves.add(np.where(cells[k] > 0, urge[k], 0), np.minimum(cells[k], 2)) for k in range(2)]
    return [Wish(place, partner[k], target[k]) for k, place in enumerate(places)]


def _targets(sight: Sight, partner: Array, wish: Array, bound: bool) -> tuple[Array, Array]:
    """Rows of restrictions as they stand, and moved towards the wish where outside the slack, within all promises."""
    old, levels = sight.entry("own_restriction", partner), sight.stance_levels
    lower, middle, upper = (rows_of_level(levels, wish + slack) for slack in (-SLACK, 0.0, SLACK))
    outside = ((old < lower) | (old > upper)) & (np.abs(old - middle) > 0.08) & (sight.own_chokepoint >= LEVER)
    new = np.where(outside, towards(old, middle, STRIDE), old)
    if bound:
        high, low = sight.entry("promised_high", partner), sight.entry("promised_low", partner)
        new = np.maximum(np.minimum(new, high), low)
    return old, new


def _levels(sight: Sight, plan: Course) -> Levels:
    """Wishes about single levels at home."""
    a, levels = sight.attitude, Levels(sight)
    keep = a("enforcement") < 0
    levels.want("enforcement", np.where(keep, sight.own_enforcement, a("enforcement")), 0.25, 1.2, 2)
    behind = within(-sight.own_lead / 4, 0, 1)
    openness = within(a("openness") + a("openness_behind") * behind - a("openness_alarm") * sight.alarm, -1, 1)
    poor = sight.own_cash < sight.own_spending
    openness = np.where(poor, np.minimum(openness, 0), openness)
    owes = sight.promised_open
    openness = np.where(owes, np.maximum(openness, 0), openness)
    levels.want("openness", openness, 0.5, 1.0, 2, np.where(owes & (sight.own_openness < 0), 10, 0))
    forbids = (sight.own_openness < 0) & plan.leading
    gap = np.where(forbids, a("release_gap"), sight.own_release_threshold)
    levels.want("release_threshold", gap, 6, 0.05, 2)
    standard = within(a("standard") + a("standard_alarm") * np.maximum(sight.alarm, sight.risk), 0, 1)
    promised = sight.promised_standard
    short = np.where(sight.own_safety_standard < promised, 10, 0)
    levels.want("safety_standard", np.maximum(standard, promised), 0.15, 1.5, 1, short)
    line = np.where((a("chip_line") >= 0) & _seller(sight), a("chip_line"), sight.own_threshold)
    levels.want("threshold", line, 0.4, 1.0, 1)
    return levels


def _seller(sight: Sight) -> Array:
    """Whether it holds a lever on the best chips · (row,) bool."""
    return np.asarray(sight.own_chokepoint[TOP] >= LEVER)


def _budget(sight: Sight, moves: Moves) -> tuple[int, Array, Array, Array]:
    """Lines outside the band around the wish are moved into it, by ten points of the whole at most; and the wish.

    Shortage calls for compute and chips, a lag for research, fear for safety, doubt for adoption, anger for diplomacy.
    """
    old = sight.own_budget
    short, behind = sight.own_shortage, within(-sight.own_lead / 8, 0, 1)
    doubt = within(1 - 2 * sight.own_public_trust, 0, 1)
    anger = sight.tension_against.max(axis=0)
    pull = np.array([short, short, behind, 2 * np.maximum(sight.alarm, sight.risk), doubt, anger])
    wish = share(np.array([sight.attitude(line) for line in LINES]) * (1 + pull))
    aim = share(within(old, wish / BAND, wish * BAND))
    shift = total(np.abs(aim - old), 0) / 2
    step = np.minimum(1, 0.099 / np.maximum(shift, 1e-9))
    return moves.add(np.where(shift > 0.02, 4 * shift, 0), 1), old, share(old + step * (aim - old)), wish


def _levy(sight: Sight, plan: Course, moves: Moves) -> Wish:
    """A seller of the best chips levies on its rival's purchases of chips."""
    old, wish = sight.entry("own_levy", plan.foremost), sight.attitude("levy")
    wish = np.where(plan.leading & (wish >= 0) & _seller(sight) & ON_CHIPS[:, None], wish, old)
    gap = np.max(np.abs(wish - old), axis=0)
    return Wish(moves.add(np.where(gap > 0.04, 5 * gap, 0), 2), plan.foremost, towards(old, wish, 0.15))


def _stance(sight: Sight, plan: Course, moves: Moves) -> Wish:
    """The public stance follows the measures; the partner about whom word and deed differ most comes first."""
    gap = np.where(plan.foreign, np.abs(plan.wish - sight.own_stance), 0)
    partner = largest(gap)
    far = at(gap, partner)
    return Wish(moves.add(np.where(far > 0.8, far / 2, 0), 1), partner, np.rint(at(plan.wish, partner)))


def _package(sight: Sight, moves: Moves) -> Wish:
    """The host of a stack courts the undecided partner that it trusts most; one that does not court withdraws."""
    courts = _courts(sight) > 0
    return Wish.of(moves, 1, of_some(sight, courts | (sight.own_package > 0).any(0), _courted, 3))


def _courts(sight: Sight) -> Array:
    """How far a host of a stack that can pay for it courts others · (row,)."""
    at_home = (sight.hosts == sight.nation).any(0)
    solvent = sight.own_cash > 2 * sight.own_spending
    return np.where(at_home & solvent, np.maximum(sight.attitude("courting"), 0), 0)


def _courted(sight: Sight) -> tuple[Array, ...]:
    """Need, partner and next level of the package that should change most · three of (row,)."""
    old, hosts = sight.own_package, sight.hosts
    foreign = np.arange(len(old))[:, None] != sight.nation
    mine = sight.entry("ecosystem", (hosts == sight.nation).argmax(axis=0))
    others = ~(hosts[:, :1] == np.arange(len(old))).any(0)[:, None]  # hosts are the same for all rows
    undecided = within(4 * mine * (1 - mine), 0, 1) * sight.own_trust * others * foreign
    aim = _courts(sight) * np.ones_like(old)
    gap = np.where(aim > old, (aim - old) * undecided, np.where((aim == 0) & others, (old - aim) / 4, 0))
    partner = largest(gap)
    most = at(gap, partner)
    new = towards(at(old, partner), at(aim, partner), 0.35)
    return np.where(most > 0.05, np.minimum(most, 0.5), 0), partner, new


def _joining(sight: Sight, moves: Moves) -> Wish:
    """Joins the open body nearest to the orientation it wants, or one that it promised to join."""
    open_now = (sight.host >= 0) & ~sight.inside & sight.admitted
    off = np.abs(sight.orientation - sight.attitude("house"))
    appeal = np.where(
        open_now, sight.attitude("accession") * np.maximum(1 - off, 0) + 10 * sight.promised_bodies, 0
    )
    body = largest(appeal)
    best = at(appeal, body)
    return Wish(moves.add(np.where(best > 0.1, best, 0), 1), body, np.ones_like(body))


def _steering(sight: Sight, moves: Moves) -> Wish:
    """Steers the one of its bodies that is furthest off the orientation it wants."""
    return Wish.of(moves, 2, of_some(sight, sight.attitude("steering") > 0, _steered, 3))


def _steered(sight: Sight) -> tuple[Array, ...]:
    """Need, body and pull that should change most · three of (row,)."""
    mine = sight.inside & (sight.host >= 0)
    pull = np.where(mine, within(sight.attitude("house") - sight.orientation, -1, 1), 0)
    wish = np.sign(pull) * sight.attitude("steering")
    gap = np.where((np.abs(pull) > 0.2) & sight.inside, np.abs(wish - sight.own_steer) * np.abs(pull), 0)
    body = largest(gap)
    most = at(gap, body)
    return np.where(most > 0.1, most, 0), body, at(wish, body)
