"""What the window shows of one moment of a game, as plain values: nothing in it holds an array of the world."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

from agents.columns import Array
from agents.sight import Sight
from game import names
from game.rules.trust import trust

Plain = dict[str, Any]


class Seen:
    """What a seat knows of one moment in one world, by name of the quantity; a spectator (no seat) sees the truth."""

    def __init__(self, game: Any, world: Any, standing: Any, seat: int | None) -> None:
        self.game, self.setting, self.world, self.standing, self.seat = game, game.setting, world, standing, seat
        self._sight: Sight | None = None
        if seat is not None:
            look = game.look(world, standing, standing)
            self._sight = Sight(look, np.array([seat]), np.array([0]), {})
        self._kept: dict[str, Array] = {}

    def __call__(self, name: str) -> Array:
        if name not in self._kept:
            self._kept[name] = self._value(name)
        return self._kept[name]

    def _value(self, name: str) -> Array:
        if self._sight is not None:
            return np.asarray(getattr(self._sight, name)[..., 0])
        if name == "trust":
            return np.asarray(trust(self.world.trust_good, self.world.trust_bad)[..., 0])
        source = self.world if hasattr(self.world, name) else self.standing
        return np.asarray(getattr(source, name)[..., 0])

    @property
    def nation(self) -> int | None:
        """The nation of the seat: itself, or a firm's home."""
        if self.seat is None:
            return None
        n = self.setting.nation_seats
        return self.seat if self.seat < n else int(self.setting.home[self.seat - n])

    @property
    def is_firm(self) -> bool:
        """Whether the seat is a firm."""
        return self.seat is not None and self.seat >= self.setting.nation_seats


def moments(session: Any, seat: int | None) -> list[Seen]:
    """Every quarter of the game so far as the seat knew it then, the present last."""
    kept = [Seen(session.game, s.world, s.standing, seat) for s in session.snapshots[:-1]]
    return [*kept, Seen(session.game, session.world, session.standing, seat)]


def compute(seen: Seen) -> Array:
    """Compute of every nation [k H100e] · (nation,)."""
    return np.asarray(seen("chips_training") + seen("chips_serving"))


def blocs(seen: Seen) -> list[tuple[int, str]]:
    """Bloc of every nation (index of a host, -1 between them) and its rank in it: leader, member or follower.

    A nation belongs where its public stance is warmest; one that is equally warm to all hosts is between them.
    """
    hosts = [int(h) for h in seen.setting.hosts if h >= 0]
    stance, stack = seen("stance"), seen("ecosystem")
    found: list[tuple[int, str]] = []
    for n in range(len(seen.setting.nations)):
        if n in hosts:
            found.append((hosts.index(n), "leader"))
            continue
        warmth = [float(stance[n, h]) for h in hosts]
        if not warmth or min(warmth) == max(warmth):
            found.append((-1, "follower"))
            continue
        best = [i for i, w in enumerate(warmth) if w == min(warmth)]
        pick = max(best, key=lambda i: float(stack[i, n]))
        found.append((pick, "member" if min(warmth) == 0 else "follower"))
    return found


def _date(setting: Any, quarter: int) -> str:
    return str(setting.date(quarter))


def seat_table(session: Any) -> Plain:
    """What does not change: every seat's name, kind, flag, home, archetype and case, in order."""
    setting, raw = session.game.setting, session.game.scenario.resolved
    entries = {entry["key"]: entry for entry in (*raw["nations"], *raw["firms"])}
    table: Plain = {}
    for index, key in enumerate(setting.seats):
        entry = entries[key]
        home = key if index < setting.nation_seats else setting.nations[int(setting.home[index - setting.nation_seats])]
        table[key] = {
            "index": index,
            "name": setting.labels[key],
            "kind": "nation" if index < setting.nation_seats else "firm",
            "flag": entries[home].get("flag", ""),
            "home": home,
            "archetype": entry["archetype"],
            "case": entry.get("case", ""),
            "roles": list(entry.get("roles", ())),
            "doctrines": list(entry.get("doctrines", ())),
        }
    return table


def bar(session: Any, seen: Seen, before: Seen | None) -> list[Plain]:
    """The figures of the top bar, each with its change since last quarter."""

    def figure(key: str, read: Callable[[Seen], float]) -> Plain:
        value = read(seen)
        change = None if before is None else value - read(before)
        return {"key": key, "value": value, "change": change}

    if seen.seat is None:
        return [
            figure("compute", lambda s: float(compute(s).sum())),
            figure("lead", lambda s: float(s("lead").max())),
            figure("fragmentation", lambda s: 100 * float(s("fragmentation"))),
            figure("risk", lambda s: 100 * float(s("risk"))),
        ]
    seat, nation = seen.seat, int(seen.nation or 0)
    figures = [
        figure("influence", lambda s: float(s.world.influence[seat, 0])),
        figure("money", lambda s: float(s.world.cash[seat, 0])),
    ]
    if seen.is_firm:
        firm = seat - seen.setting.nation_seats
        figures.append(figure("revenue", lambda s: float(s("revenue")[firm])))
    figures += [
        figure("compute", lambda s: float(compute(s)[nation])),
        figure("lead", lambda s: float(s("lead")[nation])),
        figure("risk", lambda s: 100 * float(s("risk"))),
    ]
    return figures


def frontier(past: Sequence[Seen]) -> Plain:
    """Best published capability over time: the seat's nation (or the leader) and its best rival now."""
    now = past[-1]
    best = now("best")
    order = np.argsort(-best[: now.setting.nation_seats], kind="stable")
    own = int(order[0]) if now.nation is None else int(now.nation)
    rival = int(next(n for n in order if n != own))
    keys = now.setting.nations
    return {
        "own": keys[own],
        "rival": keys[rival],
        "own_line": [float(s("best")[own]) for s in past],
        "rival_line": [float(s("best")[rival]) for s in past],
        "open_line": [float(s("open_frontier")) for s in past],
        "dates": [_date(now.setting, i) for i in range(len(past))],
    }


def compute_by_bloc(past: Sequence[Seen]) -> Plain:
    """Share of the world's compute in each bloc (as the blocs stand now), over time."""
    now = past[-1]
    member = [bloc for bloc, _ in blocs(now)]
    hosts = [int(h) for h in now.setting.hosts if h >= 0]
    rows = []
    for bloc in [*range(len(hosts)), -1]:
        mask = np.array([m == bloc for m in member])
        if not mask.any():
            continue
        line = [float(compute(s)[mask].sum() / max(compute(s).sum(), 1e-9)) for s in past]
        rows.append({"bloc": bloc, "host": now.setting.nations[hosts[bloc]] if bloc >= 0 else "", "line": line})
    return {"rows": rows, "dates": [_date(now.setting, i) for i in range(len(past))]}


def map_view(seen: Seen) -> Plain:
    """Fills and values of every map mode, by seat of a nation."""
    setting, n = seen.setting, seen.setting.nation_seats
    me = seen.nation
    stock = compute(seen)
    whole = max(float(stock.sum()), 1e-9)
    received = seen("chips_received")
    most = max(float(received[:n].max()), 1e-9)
    restriction = seen("restriction")
    quarters_left, party = seen.world.deals.quarters_left[:, 0], seen.world.deals.party[..., 0]
    in_force = (quarters_left > 0)[:, None] & party
    trusts = seen("trust")
    member = blocs(seen)
    modes: Plain = {mode: {} for mode in ("blocs", "compute", "chips", "treaties", "controls", "trust")}
    for i, key in enumerate(setting.nations[:-1]):
        bloc, rank = member[i]
        modes["blocs"][key] = {"bloc": bloc, "rank": rank, "value": None}
        part = float(stock[i]) / whole
        modes["compute"][key] = {"share": min(1.0, (part / 0.5) ** 0.5), "value": 100 * part}
        modes["chips"][key] = {"share": min(1.0, (float(received[i]) / most) ** 0.5), "value": float(received[i])}
        count = int(in_force[:, i].sum())
        modes["treaties"][key] = {"share": min(1.0, count / 5), "value": count}
        others = [j for j in range(n) if j != i]
        faced = float(np.mean([restriction[j, i].mean() for j in others])) if me is None else float(restriction[me, i].mean())
        own = i == me
        modes["controls"][key] = {"share": 0.0 if own else min(1.0, faced * 1.4), "value": None if own else 100 * faced}
        felt = float(np.mean([trusts[j, i] for j in others])) if me is None else float(trusts[i, me])
        modes["trust"][key] = {"share": 1.0 if own else felt, "value": None if own else 100 * felt}
    return {"modes": modes, "arcs": _arcs(seen)}


def _arcs(seen: Seen) -> list[Plain]:
    setting, n = seen.setting, seen.setting.nation_seats
    keys = setting.nations
    arcs: list[Plain] = []
    deals = seen.world.deals
    pairs: set[tuple[int, int]] = set()
    for deal in np.flatnonzero(deals.quarters_left[:, 0] > 0):
        nations = sorted({_nation(setting, int(s)) for s in np.flatnonzero(deals.party[deal, :, 0])})
        pairs |= {(a, b) for k, a in enumerate(nations) for b in nations[k + 1 :]}
    arcs += [{"kind": "treaty", "start": keys[a], "end": keys[b], "weight": 1.0} for a, b in sorted(pairs) if b < n]
    restriction = seen("restriction")[:n, :n]
    level = restriction.mean(axis=-1)
    hard = [(float(level[a, b]), a, b) for a in range(n) for b in range(n) if level[a, b] >= 0.25]
    arcs += [
        {"kind": "control", "start": keys[a], "end": keys[b], "weight": 1.0 + w}
        for w, a, b in sorted(hard, reverse=True)[:6]
    ]
    return arcs + _supply_arcs(seen, restriction)


def _supply_arcs(seen: Seen, restriction: Array) -> list[Plain]:
    """Who supplies whom with finished chips: makers' nations to the largest receivers they do not bar."""
    setting, n, keys = seen.setting, seen.setting.nation_seats, seen.setting.nations
    made, received = seen("chips_made")[:n], seen("chips_received")[:n]
    foundry = np.zeros(n)
    for firm in setting.members_of_role[names.ROLES.index("foundry")]:
        home = int(setting.home[firm])
        if home < n:
            foundry[home] += float(seen("capacity")[firm])
    flows = []
    for a in np.argsort(-foundry)[:2]:
        b = int(np.argmax(np.where(np.arange(n) == a, -1, made)))
        if foundry[a] > 0 and a != b:
            flows.append((1.6, int(a), b))
    maker = int(np.argmax(made)) if made.max() > 0 else -1
    if maker >= 0:
        for b in np.argsort(-received)[:5]:
            if b != maker and received[b] > 0 and restriction[maker, b, names.TOP] < 0.9:
                flows.append((1.0 + float(received[b] / max(received.max(), 1e-9)), maker, int(b)))
    return [{"kind": "chips", "start": keys[a], "end": keys[b], "weight": w} for w, a, b in flows]


def _nation(setting: Any, seat: int) -> int:
    return seat if seat < setting.nation_seats else int(setting.home[seat - setting.nation_seats])


def dossiers(past: Sequence[Seen]) -> Plain:
    """The right-hand panel of every seat."""
    now = past[-1]
    n = now.setting.nation_seats
    window = list(past[-9:])
    table: Plain = {}
    for index, key in enumerate(now.setting.seats):
        table[key] = _nation_dossier(window, index) if index < n else _firm_dossier(window, index - n)
    return table


def _nation_dossier(window: Sequence[Seen], i: int) -> Plain:
    now, setting = window[-1], window[-1].setting
    me, n = now.nation, setting.nation_seats
    own = me == i
    member = now("member")
    bloc, rank = blocs(now)[i]
    stock = compute(now)
    firms = [setting.firms[f] for f in range(len(setting.firms)) if int(setting.home[f]) == i]
    order = now("stance")
    stats = [{"key": "capability", "value": float(now("best")[i]), "line": [float(s("best")[i]) for s in window]}]
    if me is not None and not own:
        stats.insert(0, {"key": "trust", "value": 100 * float(now("trust")[i, me]), "line": [100 * float(s("trust")[i, me]) for s in window]})
        stats.insert(1, {"key": "tension", "value": 100 * float(now("tension")[i, me]), "line": [100 * float(s("tension")[i, me]) for s in window]})
    else:
        stats.insert(0, {"key": "approval", "value": float(now("approval")[i]), "line": [float(s("approval")[i]) for s in window]})
        stats.insert(1, {"key": "prosperity", "value": float(now("prosperity")[i]), "line": [float(s("prosperity")[i]) for s in window]})
    return {
        "bloc": bloc, "rank": rank, "own": own, "stats": stats,
        "facts": [
            {"key": "compute_share", "value": 100 * float(stock[i]) / max(float(stock.sum()), 1e-9)},
            {"key": "lead", "value": float(now("lead")[i])},
            {"key": "adoption", "value": 100 * float(now("adoption")[i].mean())},
            {"key": "shortage", "value": 100 * float(now("shortage")[i])},
            {"key": "home_made", "value": 100 * float(now("home_made")[i])},
            {"key": "leverage", "value": 100 * float(now("leverage")[i])},
            {"key": "public_trust", "value": 100 * float(now("public_trust")[i])},
        ],
        "stance_to_us": None if me is None or own else int(order[i, me]),
        "our_stance": None if me is None or own else int(order[me, i]),
        "they_hold": None if me is None or own else [float(x) for x in now("restriction")[i, me]],
        "we_hold": None if me is None or own else [float(x) for x in now("restriction")[me, i]],
        "bodies": [body["name"] for b, body in enumerate(setting.bodies) if bool(member[b, i])],
        "firms": firms,
        "support": [float(x) for x in now("support")[i]],
        "stack": [float(x) for x in now("ecosystem")[:, i]],
        "odds": [100 * float(x) for x in now("odds")[i]],
        "kept": float(now("kept")[i]), "broken": float(now("broken")[i]),
        "elections": _next_election(now, i) if i < n else None,
    }


def _next_election(now: Seen, i: int) -> str | None:
    calendar = np.asarray(now.setting.elections)
    if calendar.ndim < 2 or i >= calendar.shape[0]:
        return None
    quarter = int(now.world.quarter[0])
    rows = calendar[i, ..., 0] if calendar.ndim > 2 else calendar[i]
    later = [q for q in np.flatnonzero(np.asarray(rows).astype(bool)) if q >= quarter]
    return _date(now.setting, int(later[0])) if later and later[0] < now.setting.quarters else None


def _firm_dossier(window: Sequence[Seen], f: int) -> Plain:
    now, setting = window[-1], window[-1].setting
    seat = setting.nation_seats + f
    mine = now.seat == seat

    def line(read: Callable[[Seen], float]) -> list[float]:
        return [read(s) for s in window]

    return {
        "bloc": blocs(now)[int(setting.home[f])][0], "rank": "member", "own": mine,
        "stats": [
            {"key": "revenue", "value": float(now("revenue")[f]), "line": line(lambda s: float(s("revenue")[f]))},
            {"key": "capability", "value": float(now("published")[f]), "line": line(lambda s: float(s("published")[f]))},
            {"key": "money", "value": float(now("cash")[seat]), "line": line(lambda s: float(s("cash")[seat]))},
        ],
        "facts": [
            {"key": "opened", "value": float(now("opened")[f])},
            {"key": "capacity", "value": float(now("capacity")[f])},
            {"key": "safety", "value": 100 * float(now("safety")[f])},
            {"key": "compliance_cost", "value": 100 * float(now("compliance_cost")[f])},
        ],
        "odds": [100 * float(x) for x in now("odds")[seat]],
        "kept": float(now("kept")[seat]), "broken": float(now("broken")[seat]),
        "alive": bool(now("alive")[f]), "bodies": [], "firms": [], "support": [], "stack": [],
        "stance_to_us": None, "our_stance": None, "they_hold": None, "we_hold": None, "elections": None,
    }


def treaty_book(seen: Seen) -> list[Plain]:
    """Deals in force: parties, clauses with their state, quarters left."""
    deals, keys = seen.world.deals, seen.setting.seats
    book = []
    for d in np.flatnonzero(deals.quarters_left[:, 0] > 0):
        clauses = [
            {
                "kind": names.CLAUSES[int(deals.kind[d, c, 0])],
                "giver": _key(keys, int(deals.giver[d, c, 0])),
                "taker": _key(keys, int(deals.taker[d, c, 0])),
                "channel": int(deals.channel[d, c, 0]),
                "amount": float(deals.amount[d, c, 0]),
                "state": names.CLAUSE_STATES[int(deals.state[d, c, 0])],
            }
            for c in range(names.CLAUSE_SLOTS)
            if deals.kind[d, c, 0] > 0
        ]
        book.append({
            "deal": int(d),
            "parties": [keys[int(s)] for s in np.flatnonzero(deals.party[d, :, 0])],
            "quarters": int(deals.quarters_left[d, 0]),
            "inspection": float(deals.inspection[d, 0]),
            "clauses": clauses,
        })
    return book


def _key(keys: Sequence[str], index: int) -> str:
    return keys[index] if 0 <= index < len(keys) else ""


def offers(session: Any, seat: str) -> list[Plain]:
    """Offers that wait for the seat's answer."""
    keys = session.game.setting.seats
    found = []
    for offer in session.offers(seat):
        terms = offer["terms"]
        found.append({
            "number": offer["number"], "from": keys[offer["from"]],
            "parties": [keys[s] for s in terms["parties"]],
            "quarters": terms["quarters"], "inspection": terms["inspection"],
            "clauses": [{**c, "giver": _key(keys, c["giver"]), "taker": _key(keys, c["taker"])} for c in terms["clauses"]],
        })
    return found


def moves_of_others(session: Any, seat: str | None) -> list[Plain]:
    """Who changed what in the quarter just played: orders of the other seats, the largest changes first."""
    if not session.records:
        return []
    setting = session.game.setting
    nations, keys = setting.nations, setting.seats
    rows: dict[tuple[str, str, str], float] = {}
    before = session.snapshots[-2].standing if len(session.snapshots) > 1 else session.standing
    for field, cells in session.records[-1]["orders"].items():
        for *place, value in cells:
            actor = keys[setting.nation_seats + place[0]] if len(session.game.lines(field)) and session.game.lines(field)[0] < 0 else (
                nations[place[0]] if place[0] < len(nations) else "")
            if not actor or actor == seat or field in ("reply", "ceiling", "breach"):
                continue
            old = float(getattr(before, field)[(*place, 0)])
            target = ""
            if field in ("restriction", "refusal", "levy", "package", "stance", "sales") and len(place) > 1:
                target = nations[place[1]]
            key = (actor, field, target)
            change = float(value) - old
            if abs(change) > abs(rows.get(key, 0.0)):
                rows[key] = change
    ranked = sorted(rows.items(), key=lambda row: (-abs(row[1]), row[0]))
    return [{"actor": a, "field": f, "target": t, "change": c} for (a, f, t), c in ranked]


def causes(session: Any, seat: str | None, at_most: int = 5) -> list[Plain]:
    """Named causes behind the figures of the quarter just played, as far as the seat may know them."""
    if not session.why or seat is None:
        return []
    setting = session.game.setting
    index = setting.seats.index(seat)
    n = setting.nation_seats
    nation = index if index < n else int(setting.home[index - n])
    sizes = {len(setting.nations): nation, len(setting.seats): index, len(setting.firms): index - n}
    found = []
    for name, breakdown in session.why.items():
        total = np.asarray(breakdown.total)
        if total.ndim == 1:
            place: tuple[int, ...] = (0,)
        elif total.ndim == 2 and total.shape[0] in sizes and sizes[total.shape[0]] >= 0:
            place = (sizes[total.shape[0]], 0)
        else:
            continue
        parts = [
            (cause, float(np.broadcast_to(amount, total.shape)[place])) for cause, amount in breakdown.causes.items()
        ]
        parts = [(cause, amount) for cause, amount in parts if abs(amount) > 1e-9]
        if parts:
            parts.sort(key=lambda part: -abs(part[1]))
            found.append({"name": name, "total": float(total[place]), "parts": parts[:at_most], "all": parts})
    return found


def standing_table(session: Any) -> list[Plain]:
    """Points of every seat, best first."""
    points = session.score()[:, 0]
    keys = session.game.setting.seats
    order = np.argsort(-points, kind="stable")
    return [{"seat": keys[int(i)], "points": float(points[int(i)])} for i in order]


def event_marks(past: Sequence[Seen]) -> list[Plain]:
    """Quarters in which something turned: incidents, open releases at the frontier, deals, crises."""
    marks: list[Plain] = []
    for q, (a, b) in enumerate(pairwise(past), start=1):
        if int(b.world.incident_class[0]) >= 2:
            marks.append({"quarter": q, "kind": "incident"})
        elif (b.world.ladder[:, 0] >= 0).sum() > (a.world.ladder[:, 0] >= 0).sum():
            marks.append({"quarter": q, "kind": "crisis"})
        elif (b.world.deals.quarters_left[:, 0] > 0).sum() > (a.world.deals.quarters_left[:, 0] > 0).sum():
            marks.append({"quarter": q, "kind": "deal"})
        elif float(b("open_frontier")) - float(a("open_frontier")) > 3:
            marks.append({"quarter": q, "kind": "open"})
    return marks
