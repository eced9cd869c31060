"""What the window shows of one moment of a game, as plain values: nothing in it holds an array of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from agents.columns import Array
from agents.sight import Rows, Sight
from game import names
from game.chronicle import slot_clauses
from game.rules.deals import renewable
from game.rules.trust import trust
from game.session import Session
from game.views.scene import Scene
from game.views.telling import clause_text, deal_name
from game.words import capital, say

Plain = dict[str, Any]


class Seen:
    """What a seat knows of one moment in one world, by name of the quantity; a spectator (no seat) sees the truth."""

    def __init__(self, game: Any, world: Any, standing: Any, seat: int | None) -> None:
        self.game, self.setting, self.world, self.standing, self.seat = game, game.setting, world, standing, seat
        self._sight: Sight | None = None
        if seat is not None:
            look = game.look(world, standing, standing)
            self._sight = Sight(look, Rows(np.array([seat]), np.array([0])), {})
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


def world_gauges(seen: Seen, before: Seen | None) -> list[Plain]:
    """The figures of the top bar for a spectator, each with its change since last quarter."""

    def figures(moment: Seen) -> dict[str, float]:
        return {
            "compute": float(compute(moment).sum()),
            "lead": float(moment("lead").max()),
            "fragmentation": float(moment("fragmentation")),
            "risk": float(moment("risk")),
        }

    now, then = figures(seen), None if before is None else figures(before)
    return [
        {
            "key": key,
            "value": value,
            "change": None if then is None else value - then[key],
            "causes": [],
            "band": "",
            "text": "",
        }
        for key, value in now.items()
    ]


def frontier(past: Sequence[Seen]) -> Plain:
    """Best published capability over time: the seat's nation (or the leader) and its best rival now.

    The lines are in quarters from the best of all (0 or less) at the pace of each moment, ``index`` the values now
    [ECI points] of own, rival and open.
    """
    now = past[-1]
    best = now("best")
    order = np.argsort(-best[: now.setting.nation_seats], kind="stable")
    own = int(order[0]) if now.nation is None else int(now.nation)
    rival = int(next(n for n in order if n != own))
    keys = now.setting.nations
    floor = float(np.ravel(now.game.params.pace_floor)[0])

    def behind(moment: Seen, points: float) -> float:
        best = float(np.max(moment("best")))
        return (points - best) / max(float(moment("pace")), floor)

    return {
        "own": keys[own],
        "rival": keys[rival],
        "own_line": [behind(s, float(s("best")[own])) for s in past],
        "rival_line": [behind(s, float(s("best")[rival])) for s in past],
        "open_line": [behind(s, float(s("open_frontier"))) for s in past],
        "index": [float(best[own]), float(best[rival]), float(now("open_frontier"))],
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


def blocs_view(seen: Seen) -> Plain:
    """The map of blocs by public stance: every nation's fill; treaties, the hardest controls and supply as arcs."""
    member = blocs(seen)
    lands = [
        {"seat": key, "bloc": member[i][0], "rank": member[i][1]} for i, key in enumerate(seen.setting.nations[:-1])
    ]
    return {"nations": lands, "arcs": _arcs(seen)}


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


def treaty_book(session: Session, seat: str | None) -> list[Plain]:
    """Deals in force, those of the seat first: parties, clauses in words with their state, quarters left."""
    scene = Scene(session, seat)
    terms = session.talks().world.deals
    book = []
    for deal in np.flatnonzero(terms.quarters_left[:, 0] > 0).tolist():
        parties = [key for s, key in enumerate(scene.seats) if terms.party[deal, s, 0]]
        kept = [c for c in range(names.CLAUSE_SLOTS) if terms.kind[deal, c, 0] > 0]
        clauses = []
        agreed = slot_clauses(scene, terms, deal)
        for clause, c in zip(agreed, kept, strict=True):
            state = names.CLAUSE_STATES[int(terms.state[deal, c, 0])]
            breached = state in ("late", "broken")
            if breached and not terms.found[deal, c, 0] and not scene.over and clause["giver"] != seat:
                state = "open"  # nobody has seen it yet
            clauses.append({"text": clause_text(scene, clause, parties), "state": state})
        book.append(
            {
                "deal": deal,
                "name": capital(deal_name(agreed)),
                "parties": parties,
                "quarters": int(terms.quarters_left[deal, 0]),
                "mine": seat in parties,
                "inspection": float(terms.inspection[deal, 0]),
                "clauses": clauses,
                **_renewal(session, scene, deal, seat),
            }
        )
    return sorted(book, key=lambda row: (not row["mine"], row["quarters"]))


def _renewal(session: Session, scene: Scene, deal: int, seat: str | None) -> Plain:
    """Whether a deal goes on when it ends, in words; and what a party may say about it now.

    ``renewal`` is the number under which it waits for the seat's answer (None: it does not), ``office`` what its
    strategy says of it, ``renewable`` whether the seat may ask the others already.
    """
    bargain = session.talks()
    terms, asked = bargain.world.deals, [entry for entry in bargain.log if entry.get("renews") == deal]
    mine = seat is not None and bool(terms.party[deal, scene.index(seat), 0])
    waiting = next((o for o in session.renewals(str(seat)) if o["renews"] == deal), None) if mine else None
    number = None if waiting is None else waiting["number"]
    office = bool(waiting["office"][scene.index(str(seat))]) if waiting else False
    ripe = bool(renewable(terms, scene.p.renewal_window)[deal, 0])
    told = "renewal_yes" if office else "renewal_no"
    return {
        "renewed": bool(terms.renewed[deal, 0]),
        "renewal": number,
        "office": office,
        "answered": None if number is None else session.replies.get((number, scene.index(str(seat)))),
        "renewable": mine and ripe and not asked,
        "renewal_text": say("reasons.desk.renewal_agreed")
        if terms.renewed[deal, 0]
        else say(f"reasons.desk.{told}")
        if waiting
        else "",
    }


def bodies(session: Session, seat: str) -> list[Plain]:
    """Institutions: members, gate, orientation, and whether the seat's nation belongs."""
    scene = Scene(session, seat)
    home = scene.home(seat)
    return [
        {
            "key": body["key"],
            "name": body["name"],
            "gate": body["gate"],
            "index": b,
            "members": [scene.setting.nations[i] for i in np.flatnonzero(scene.world.member[b, :, 0]).tolist()],
            "member": bool(scene.world.member[b, home, 0]),
            "orientation": float(scene.world.orientation[b, 0]),
            "standard": float(scene.world.standard[b, 0]),
        }
        for b, body in enumerate(scene.setting.bodies)
    ]


def plainly(value: Any) -> Any:
    """Named tuples as dicts, tuples as lists, all the way down: nothing but plain values crosses the pipe."""
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return {key: plainly(part) for key, part in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [plainly(part) for part in value]
    if isinstance(value, Mapping):
        return {key: plainly(part) for key, part in value.items()}
    if isinstance(value, np.generic):
        return value.item()
    return value
