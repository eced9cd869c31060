"""From a session to rows: what is read of every world after each quarter, and what is said of it at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from agents.columns import Array, places, total
from game import names
from game.batch.reasons import Reasons
from game.batch.schema import OUTCOMES, QUARTERS, SEATS, Columns
from game.batch.treaties import Treaties
from game.diplomacy import Diplomacy, final_score
from game.rules.measures import Measures, between
from game.rules.release import advantage
from game.rules.scores import world_points
from game.session import Session

SERIOUS = 2
"""Class from which on an incident counts."""
LONGEST = 1000
"""Letters of an error that are kept."""
FOLDER = re.compile(r"(?:[A-Za-z]:)?(?:[\\/][^\\/\s'\":]+)+[\\/]")
ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def without_places(message: str) -> str:
    """What an error says, without folders and addresses in memory, which are others at every run; cut if it is long.

    Halves of letters, as the names of files may have them, are spelled out: no table takes them.

    >>> without_places("no /home/me/a.csv in <X object at 0x7f3a>"), without_places("\\udce9")
    ('no a.csv in <X object>', '\\\\udce9')
    """
    told = ADDRESS.sub("", FOLDER.sub("", message)).encode("utf-8", "backslashreplace").decode()
    return told if len(told) <= LONGEST else f"{told[:LONGEST]}…"


def between_leaders(m: Measures) -> Array:
    """Mean restriction between the two leading nations, both ways [0-1] · (world,)."""
    block = m.orders.restriction
    both = between(block, m.leader, m.challenger) + between(block, m.challenger, m.leader)
    return total(both, 0) / (2 * len(names.CHANNELS))


def mean_of_nations(m: Measures, x: Array) -> Array:
    """Mean over the nations that are seats · (world,)."""
    return total(x[: m.n], 0) / m.n


def by_pair(m: Measures, x: Array, axis: int) -> Array:
    """Mean over the other nations of a quantity of pairs · (nation, world); ``axis`` is the one that goes."""
    played = x[: m.n, : m.n] * m.setting.pairs[: m.n, : m.n]
    return total(played, axis) / max(m.n - 1, 1)


def quarter_values(m: Measures) -> dict[str, Array]:
    """What the table of quarters holds of a world, by column · each (world,)."""
    world = m.world
    trusted = total(by_pair(m, m.trust, 0), 0) / m.n
    return {
        "risk": world.risk,
        "incident_class": world.incident_class,
        "alarm": world.alarm,
        "frontier": m.frontier,
        "open_frontier": world.open_frontier,
        "fragmentation": world.fragmentation,
        "adoption": mean_of_nations(m, m.used),
        "prosperity": mean_of_nations(m, world.prosperity),
        "restriction": between_leaders(m),
        "trust": trusted,
        "deals_in_force": np.count_nonzero(world.deals.quarters_left > 0, axis=0),
        "ladders": np.count_nonzero(world.ladder >= 0, axis=0),
    }


def seat_values(m: Measures) -> dict[str, Array]:
    """What the table of seats holds, by column · each (seat, world); NaN where it does not apply to a firm."""
    world, n = m.world, m.n
    none = np.full((m.firms, m.worlds), np.nan)
    restriction = total(m.orders.restriction.swapaxes(1, 2).swapaxes(0, 1), 0) / len(names.CHANNELS)

    def seats(nation: Array, firm: Array) -> Array:
        return np.concatenate([nation[:n], firm])

    return {
        "influence": world.influence,
        "approval": seats(world.approval, none),
        "cash": world.cash,
        "income": world.income,
        "spending": world.spending,
        "revenue": m.raw("revenue"),
        "lead": seats(world.lead, m.raw("model_lead")),
        "capability": seats(world.best, world.published),
        "compute": seats(m.raw("compute_share"), world.compute_share),
        "adoption": seats(m.used, none),
        "measures_taken": seats(by_pair(m, restriction, 1), none),
        "measures_suffered": seats(by_pair(m, restriction, 0), none),
        "trust_received": seats(by_pair(m, m.trust, 0), none),
    }


class Recorder:
    """Plays a session to its end and keeps what its tables will hold.

    ``at`` is the number of quarters that were played before the one under way; ``between`` is done before every
    quarter but the first.
    """

    def __init__(
        self,
        session: Session,
        tables: Sequence[str],
        quarters: int,
        explained: Sequence[str] = (),
        between: Callable[[], None] | None = None,
    ) -> None:
        game = session.game
        assert isinstance(game, Diplomacy)
        self.session, self.game, self.tables, self.quarters = session, game, frozenset(tables), quarters
        self.started = self.at = session.quarter
        self.between = between
        self.live: list[Array] = []
        self.by_quarter: list[dict[str, Array]] = []
        self.by_seat: list[dict[str, Array]] = []
        worlds = session.worlds
        self.sums = {name: np.zeros(worlds) for name in ("risk", "incidents", "deals", "broken", "quarters")}
        self.treaties = Treaties([key for key, _ in game.seats], worlds)
        self.treaties.signed(session.world.deals, session.world.deals.quarters_left > 0, None)
        self.reasons = Reasons([key for key, _ in game.seats], sorted(set(explained)))

    def play(self) -> Recorder:
        """Every quarter until all worlds are over or the quarters asked for are played."""
        while not self.session.finished and self.session.quarter < self.quarters:
            self.at = self.session.quarter
            if self.at > self.started and self.between is not None:
                self.between()
            self._quarter()
        self.at = self.session.quarter
        return self

    def _quarter(self) -> None:
        session, live = self.session, ~self.game.finished(self.session.world)
        previous, quarter = session.standing, session.quarter + 1
        talks = session.talks()
        agreed = talks.world.deals
        in_talks = self.treaties.fresh(agreed, live)
        self.treaties.signed(agreed, in_talks, quarter)
        self.treaties.tabled(talks.signed)
        session.advance()
        world = session.world
        broken = self.treaties.ended(agreed, world.deals, live, quarter)
        in_turn = self.treaties.fresh(world.deals, live)
        self.treaties.signed(world.deals, in_turn, quarter)
        measures = Measures(world, session.standing, self.game.setting, self.game.params, previous)
        signed = np.count_nonzero(in_talks, axis=0) + np.count_nonzero(in_turn, axis=0)
        self._add(live, signed, np.count_nonzero(broken, axis=0))
        self.live.append(live)
        if "quarters" in self.tables:
            self.by_quarter.append(_narrow(quarter_values(measures)))
        if "seats" in self.tables:
            self.by_seat.append(_narrow(seat_values(measures)))
        if "reasons" in self.tables:
            self.reasons.add(measures, session.why, live, quarter)

    def _add(self, live: Array, signed: Array, broken: Array) -> None:
        world = self.session.world
        now = {
            "risk": world.risk, "incidents": world.incident_class >= SERIOUS, "deals": signed, "broken": broken,
            "quarters": 1,
        }  # fmt: skip
        for name, amount in now.items():
            self.sums[name] = self.sums[name] + np.where(live, amount, 0)

    # ------------------------------------------------------------------ rows

    def outcomes(self) -> dict[str, Array]:
        """What is said of every world at its end, by column · each (world,)."""
        session, game = self.session, self.game
        m = Measures(session.world, session.standing, game.setting, game.params)
        now = quarter_values(m)
        found = {
            "risk": self.sums["risk"] / np.maximum(self.sums["quarters"], 1),
            "open_gap": m.raw("open_gap")[0],
            "advantage": advantage(session.world.best[: m.n], game.params.decisiveness, game.params).max(axis=0),
            "world_score": world_points(m, game.playbook.raw["points"]["world"], game.params),
        }
        known = {**now, **self.sums, **found}
        return {name: known[name] for name in OUTCOMES}

    def points(self, seats: Sequence[str]) -> dict[str, Array]:
        """Score of some seats, by column · each (world,): with the epilogue, unless the game is cut short."""
        if not seats:
            return {}
        whole = self.quarters >= self.game.setting.quarters
        judged = final_score(self.session) if whole else self.game.judged(self.session.world, self.session.standing)
        return {f"points_{seat}": judged.total[self.session.seat_index[seat]] for seat in seats}

    def endings(self) -> list[str | None]:
        """Name of the ending of every world, None where the game went on."""
        return [names.ENDINGS[code] if code >= 0 else None for code in self.session.world.ending.tolist()]

    def quarter_rows(self, runs: Array) -> Columns:
        """The table of quarters, in the order of runs."""
        world, quarter, dates = self._places()
        columns: Columns = {"run": runs[world], "quarter": quarter + 1, "date": [dates[q] for q in quarter.tolist()]}
        for name in QUARTERS:
            if name not in columns:
                columns[name] = self._stacked(self.by_quarter, name)[quarter - self.started, world]
        return columns

    def seat_rows(self, runs: Array) -> Columns:
        """The table of seats, in the order of runs."""
        world, quarter, _ = self._places()
        keys = [key for key, _ in self.game.seats]
        columns: Columns = {
            "run": np.repeat(runs[world], len(keys)),
            "quarter": np.repeat(quarter + 1, len(keys)),
            "seat": keys * len(world),
        }
        for name in SEATS:
            if name not in columns:
                block = self._stacked(self.by_seat, name).swapaxes(1, 2)  # (quarter, world, seat)
                columns[name] = block.reshape(-1, self.session.worlds, len(keys))[quarter - self.started, world].ravel()
        return columns

    def failure_rows(self, runs: Array, seeds: Array, broke_off: bool = False) -> Columns:
        """Strategies that failed while their world went on, in the order of runs; also in a quarter that broke off."""
        played = self.started + self.sums["quarters"] + broke_off
        told = [f for f in self.session.failures if f.quarter < played[f.world]]
        told.sort(key=lambda f: f.world)  # stable: within a world they stay as they came
        return {
            "run": [int(runs[f.world]) for f in told],
            "seed": [int(seeds[f.world]) for f in told],
            "stage": ["decide" if f.verb == "decide" else "talks" for f in told],
            "type": [f.problem.partition(":")[0] for f in told],
            "message": [without_places(f.problem.partition(": ")[2]) for f in told],
            "strategy": [f.strategy for f in told],
            "seat": [f.seat for f in told],
            "quarter": [f.quarter for f in told],
            "traceback": [None for _ in told],
            "fatal": [False for _ in told],
        }

    def _places(self) -> tuple[Array, Array, dict[int, str]]:
        """World and quarter of every row, by world first, and the dates of the quarters."""
        live = np.array(self.live, bool).reshape(-1, self.session.worlds)
        world, quarter = places(np.ascontiguousarray(live.T))
        dates = {self.started + q: self.game.setting.date(self.started + q) for q in range(len(live))}
        return world, quarter + self.started, dates

    def _stacked(self, quarters: list[dict[str, Array]], name: str) -> Array:
        """A column of all quarters · (quarter, ..., world)."""
        return np.array([values[name] for values in quarters])


def _narrow(values: dict[str, Array]) -> dict[str, Array]:
    """The same with fractions as they are stored: half as large in memory."""
    return {name: x.astype(np.float32) if x.dtype.kind == "f" else np.array(x) for name, x in values.items()}
