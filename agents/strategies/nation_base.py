"""What nation strategies share: wishes that follow from their attitudes, turned into affordable orders."""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from agents.choice import Choice, Entry
from agents.columns import Array, share, total
from agents.levels import LEVER
from agents.sight import Sight
from agents.strategies.base import Strategy, shared
from agents.strategies.counters import countered
from agents.strategies.course import Course, course, rows_of_level
from agents.strategies.leanings import ceilings, replies
from agents.strategies.moves import Moves, at, changed, most_moves, put, towards, within
from agents.strategies.offers import accepted, due, offered
from agents.strategies.plans import campaign, programme
from agents.strategies.vigilance import inspections, mediation, nation_glances, taken

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


class NationStrategy(Strategy):
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
        # programmes on lines of the budget, campaigns against smuggling
        "programmes": 0.6, "campaigns": 0.4,
        # bodies
        "house": 0.0,  # orientation it wants, -1 safety and rights .. 1 development
        "accession": 0.3, "steering": 0.0,
        # analysts on the rival and the distrusted, on labs; findings about them; inspections a quarter under a deal;
        # good offices in the crises of others
        "watching": 0.3, "oversight": 0.0, "exposing": 0.0, "inspecting": 0.25, "mediating": 0.3,
        # talks
        "offer_period": 6.0, "agreeable": 0.0, "wary": 0.0, "guards": 0.2, "reserve": 1.0, "haggle": 0.6,
        "thaw": 0.0, "truce": 0.0, "calm": 0.2, "accord": 0.0, "opening": 0.0, "scholars": 0.0, "supply": 0.0,
        "laboratory": 0.0, "company": 0.0, "sale": 0.0,
        # occasions and crises
        "hawkish": 0.0, "open_handed": 0.0, "careful": 0.0, "bold": 0.0, "joining": 0.0, "resolve": 0.35,
    }  # fmt: skip

    @shared
    def propose(self, sight: Sight) -> Choice | None:
        """An offer where the calendar says so and a counterpart promises well."""
        return offered(sight)

    @shared
    def answer(self, sight: Sight) -> Array | None:
        """Its own appraisal, and how agreeable it is."""
        return accepted(sight)

    @shared
    def counter(self, sight: Sight) -> Choice | None:
        """The change of a declined offer that both may sign."""
        return countered(sight)

    @shared
    def decide(self, sight: Sight) -> Choice:
        """The most needed changes of orders that its influence bears."""
        return _decided(sight)


def _decided(sight: Sight) -> Choice:
    a, plan, moves = sight.attitude, course(sight), Moves()
    rows = _measures(sight, plan, moves)
    fields = _fields(sight, plan, moves)
    levy = _levy(sight, plan, moves, sight.own_chokepoint[TOP] >= LEVER)
    glances = nation_glances(sight, plan, moves)
    if (sight.ladder >= 0).any():
        fields["mediate"] = mediation(sight, moves)
    most, kept_back = most_moves(sight.own_influence, due(sight))
    made = moves.made(sight.own_influence - a("reserve") - kept_back, most)
    wanted = np.asarray(made.any(axis=1))
    orders: dict[str, Array] = {}
    entries = taken(glances, made)
    place, partner, row = levy
    if wanted[place]:
        entries["levy"] = [Entry(partner, row, made[place])]
    entries["restriction"] = [Entry(partner, row, made[place]) for place, partner, row in rows if wanted[place]]
    for name, (place, old, new) in fields.items():
        if wanted[place]:
            orders |= changed(**{name: (old, np.where(made[place], new, old).astype(old.dtype, copy=False))})
    if (sight.own_occasion >= 0).any():
        orders["reply"] = replies(sight)
    if (sight.ladder >= 0).any():
        orders["ceiling"] = ceilings(sight)
    if (looks := inspections(sight)) is not None:
        orders["inspect"] = looks
    return Choice(None, {name: given for name, given in entries.items() if given}, **orders)


def _measures(sight: Sight, plan: Course, moves: Moves) -> list[tuple[int, Array, Array]]:
    """Candidate rows of restrictions: towards the partner with the largest gap, and towards the next one."""
    above = np.maximum(plan.wish, 1)
    gap = np.abs(above - plan.measures)
    need = np.where(plan.foreign & (gap > SLACK), gap * np.where(plan.rival, 1.5, 1), 0)
    bound = bool((sight.ties > 0).any())
    if bound:
        need = need + np.where(sight.breaks_word & plan.foreign, 10, 0)
    weighs = sight.own_chokepoint >= LEVER
    found = []
    every = np.arange(sight.rows)
    for _ in range(2):
        partner = np.argmax(need, axis=0)
        urge, wish = need[partner, every], above[partner, every]
        row = sight.entry("own_restriction", partner)
        target = row
        urgent = np.flatnonzero(urge > 0)
        if len(urgent):
            target = row.copy()
            target[:, urgent] = _target(
                sight.part(urgent), partner[urgent], wish[urgent], row[:, urgent], weighs[:, urgent], bound
            )
        cells = total((target != row).astype(float), 0)
        place = moves.add(np.where(cells > 0, urge, 0), np.minimum(cells, 2))
        found.append((place, partner, target))
        need[partner, every] = 0
    return found


def _target(sight: Sight, partner: Array, wish: Array, row: Array, weighs: Array, bound: bool) -> Array:
    """A row of restrictions moved towards the wish where it lies outside the slack, within what was promised."""
    levels = sight.stance_levels
    lower, middle, upper = (rows_of_level(levels, wish + slack) for slack in (-SLACK, 0.0, SLACK))
    outside = ((row < lower) | (row > upper)) & (np.abs(row - middle) > 0.08) & weighs
    target = np.where(outside, towards(row, middle, STRIDE), row)
    if bound:
        high, low = sight.entry("promised_high", partner), sight.entry("promised_low", partner)
        target = np.maximum(np.minimum(target, high), low)
    return target


def _fields(sight: Sight, plan: Course, moves: Moves) -> dict[str, tuple[int, Array, Array]]:
    """Candidate changes of all other fields: {field: (place on the list, old, new)}."""
    a = sight.attitude
    found: dict[str, tuple[int, Array, Array]] = {}

    def want(name: str, wish: Array, step: float, weight: float, price: int, owed: Array | float = 0) -> None:
        """Wish worth a move from a third of a step; larger ones are gone in steps, unless promised."""
        old = getattr(sight, f"own_{name}")
        gap = np.abs(wish - old)
        new = np.where(np.asarray(owed) > 0, wish, towards(old, wish, step))
        found[name] = (moves.add(np.where(3 * gap > step, weight * gap, 0) + owed, price), old, new)

    keep = a("enforcement") < 0
    want("enforcement", np.where(keep, sight.own_enforcement, a("enforcement")), 0.25, 1.2, 2)
    behind = within(-sight.own_lead / 4, 0, 1)
    openness = within(a("openness") + a("openness_behind") * behind - a("openness_alarm") * sight.alarm, -1, 1)
    poor = sight.own_cash < sight.own_spending
    openness = np.where(poor, np.minimum(openness, 0), openness)
    owes = sight.promised_open
    openness = np.where(owes, np.maximum(openness, 0), openness)
    want("openness", openness, 0.5, 1.0, 2, np.where(owes & (sight.own_openness < 0), 10, 0))
    forbids = (sight.own_openness < 0) & plan.leading
    want("release_threshold", np.where(forbids, a("release_gap"), sight.own_release_threshold), 6, 0.05, 2)
    fear = np.maximum(sight.alarm, sight.risk)
    standard = within(a("standard") + a("standard_alarm") * fear, 0, 1)
    promised = sight.promised_standard
    short = sight.own_safety_standard < promised
    want("safety_standard", np.maximum(standard, promised), 0.15, 1.5, 1, np.where(short, 10, 0))
    seller = sight.own_chokepoint[TOP] >= LEVER
    line = np.where((a("chip_line") >= 0) & seller, a("chip_line"), sight.own_threshold)
    want("threshold", line, 0.4, 1.0, 1)
    found["budget"], wish = _budget(sight, moves, fear)
    found["programme"] = programme(sight, wish, moves)
    if (a("campaigns") > 0).any():
        found["campaign"] = campaign(sight, plan, moves)
    found["stance"] = _stance(sight, plan, moves)
    found["package"] = _package(sight, plan, moves)
    found["body_action"], found["steer"] = _bodies(sight, moves)
    return found


def _budget(sight: Sight, moves: Moves, fear: Array) -> tuple[tuple[int, Array, Array], Array]:
    """Lines outside the band around the wish are moved into it, by ten points of the whole at most · and the wish.

    Shortage calls for compute and chips, a lag for research, fear for safety, doubt for adoption, anger for diplomacy.
    """
    old = sight.own_budget
    short, behind = sight.own_shortage, within(-sight.own_lead / 8, 0, 1)
    doubt = within(1 - 2 * sight.own_public_trust, 0, 1)
    anger = np.max(sight.tension_against, axis=0)
    pull = np.stack([short, short, behind, 2 * fear, doubt, anger])
    wish = share(np.stack([sight.attitude(line) for line in LINES]) * (1 + pull))
    aim = share(within(old, wish / BAND, wish * BAND))
    shift = total(np.abs(aim - old), 0) / 2
    step = np.minimum(1, 0.099 / np.maximum(shift, 1e-9))
    return (moves.add(np.where(shift > 0.02, 4 * shift, 0), 1), old, share(old + step * (aim - old))), wish


def _levy(sight: Sight, plan: Course, moves: Moves, seller: Array) -> tuple[int, Array, Array]:
    """A levy on chips for the rival: place on the list, partner, and the row of levies towards it."""
    partner = np.argmax(plan.rival, axis=0)
    row = sight.entry("own_levy", partner)
    wishes = plan.rival.any(0) & (sight.attitude("levy") >= 0) & seller
    wish = np.where(wishes & ON_CHIPS[:, None], sight.attitude("levy"), row)
    gap = np.max(np.abs(wish - row), axis=0)
    return moves.add(np.where(gap > 0.04, 5 * gap, 0), 2), partner, towards(row, wish, 0.15)


def _stance(sight: Sight, plan: Course, moves: Moves) -> tuple[int, Array, Array]:
    """The public stance follows the measures; the partner about whom word and deed differ most comes first."""
    old = sight.own_stance
    gap = np.where(plan.foreign, np.abs(plan.wish - old), 0)
    partner = np.argmax(gap, axis=0)
    far = at(gap, partner)
    said = np.rint(at(plan.wish, partner))
    return moves.add(np.where(far > 0.8, far / 2, 0), 1), old, put(old, partner, said, far > 0)


def _package(sight: Sight, plan: Course, moves: Moves) -> tuple[int, Array, Array]:
    """The host of a stack courts the undecided partner that it trusts most; one that does not court withdraws."""
    old, hosts = sight.own_package, sight.hosts
    at_home = hosts == sight.nation
    is_host = at_home.any(0)
    mine = sight.entry("ecosystem", np.argmax(at_home, axis=0))
    others = ~(hosts[:, :1] == np.arange(len(old))).any(0)[:, None]  # hosts are the same for all rows
    undecided = within(4 * mine * (1 - mine), 0, 1) * sight.own_trust * others * plan.foreign
    rich = sight.own_cash > 2 * sight.own_spending
    aim = np.where(is_host & rich, sight.attitude("courting"), 0) * np.ones_like(old)
    gap = np.where(aim > old, (aim - old) * undecided, np.where((aim == 0) & others, (old - aim) / 4, 0))
    partner = np.argmax(gap, axis=0)
    most = at(gap, partner)
    new = towards(at(old, partner), at(aim, partner), 0.35)
    return moves.add(np.where(most > 0.05, np.minimum(most, 0.5), 0), 1), old, put(old, partner, new, most > 0)


def _bodies(sight: Sight, moves: Moves) -> tuple[tuple[int, Array, Array], tuple[int, Array, Array]]:
    """Joins the open body nearest to the orientation it wants, steers the one of its bodies that is furthest off."""
    a = sight.attitude
    inside = sight.inside
    off = np.abs(sight.orientation - a("house"))
    stands = sight.host >= 0
    owed = sight.promised_bodies & ~inside
    appeal = np.where(stands & ~inside & sight.admitted, a("accession") * np.maximum(1 - off, 0) + 10 * owed, 0)
    body = np.argmax(appeal, axis=0)
    old = sight.own_body_action
    best = at(appeal, body)
    join = (moves.add(np.where(best > 0.1, best, 0), 1), old, put(old, body, np.ones_like(body), best > 0.1))
    pull = np.where(inside & stands, within(a("house") - sight.orientation, -1, 1), 0)
    steer = sight.own_steer
    wish = np.where(a("steering") > 0, np.sign(pull) * a("steering"), steer)
    gap = np.where((np.abs(pull) > 0.2) & inside, np.abs(wish - steer) * np.abs(pull), 0)
    body = np.argmax(gap, axis=0)
    most = at(gap, body)
    return join, (moves.add(np.where(most > 0.1, most, 0), 2), steer, put(steer, body, at(wish, body), most > 0.1))
