"""The game that the world's process holds: its commands, answered with plain snapshots.

The window imports this file before its first frame, so nothing heavy is imported at the top.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from game.plugins import Plugin

Plain = dict[str, Any]


class Keeper:
    """Holds one game and answers commands; every public method is a command."""

    ENDS_WORK = frozenset({"new", "load", "advance"})
    """Commands after which what is being worked out about the last quarter is worthless."""

    def __init__(self) -> None:
        self.session: Any = None
        self.seat: str | None = None
        self.seed = 0
        self._failures = 0

    # what there is to play -------------------------------------------------------------------------------------
    def scenarios(self) -> list[Plain]:
        """Every shipped scenario with its seats, cases and goals."""
        from game.desktop.catalogue import catalogue

        return catalogue()

    def new(
        self,
        scenario: str,
        seat: str | None,
        seed: int,
        offers: int | None = None,
        cast: Mapping[str, str | Plugin] | None = None,
    ) -> Plain:
        """Begin a game; ``offers`` is how many are put before the player, None as many as the scenario says.

        ``cast`` changes strategies by seat: the name of one, or one of somebody's own.
        """
        from game.start import new_game

        voices = {key: voice if isinstance(voice, str) else voice.strategy for key, voice in (cast or {}).items()}
        self.session = new_game(scenario, seed=seed, seat=seat, cast=voices, watch=True)
        self._failures = 0
        self.seat, self.seed = seat, seed
        self._limit(offers)
        return {**self.table(), **self.world(), **self.desk()}

    def load(self, path: str, offers: int | None = None, own: Sequence[Plugin] = ()) -> Plain:
        """Go on with a saved game, in which strategies of somebody's ``own`` may play; ``offers`` as for ``new``, None
        as it was saved."""
        from game import save

        self.session = save.load(path, strategies=[plugin.strategy for plugin in own])
        self._failures = sum(failure.quarter < self.session.quarter for failure in self.session.failures)
        people = [self.session.game.seats[index][0] for index in sorted(self.session.people)]
        self.seat, self.seed = people[0] if people else None, int(self.session.seeds[0])
        self._limit(offers)
        return {**self.table(), **self.world(), **self.desk(), "note": str(self.session.note)}

    def _limit(self, offers: int | None) -> None:
        if self.seat is not None and offers is not None:
            self.session.put_offers(self.seat, offers)

    def put_offers(self, most: int) -> Plain:
        """Put so many of the offers that wait before the player from now on."""
        self._limit(most)
        return self.desk()

    def save(self, path: str | None = None) -> str:
        """Write the game to a file, or to the oldest autosave; returns the path."""
        from game import save

        return str(save.autosave(self.session) if path is None else save.save(self.session, path))

    # snapshots -------------------------------------------------------------------------------------------------
    def table(self) -> Plain:
        """What stays the same during a game."""
        from game.views import window

        scenario, setting = self.session.game.scenario, self.session.game.setting
        book = self.session.game.playbook
        return {
            "scenario": scenario.name,
            "title": scenario.title,
            "summary": scenario.summary,
            "map": scenario.map,
            "seat": self.seat,
            "seed": self.seed,
            "seats": window.seat_table(self.session),
            "nations": list(setting.nations),
            "quarters": int(setting.quarters),
            "hosts": [setting.nations[int(h)] for h in setting.hosts if h >= 0],
            "rules": {"deck": {key: [goal.key for goal in book.goals[i][3:]] for i, key in enumerate(setting.seats)}},
        }

    def world(self) -> Plain:
        """What changes with the quarter."""
        from game import views
        from game.views import window

        session, seat = self.session, self.seat
        index = None if seat is None else session.seat_index[seat]
        past = window.moments(session, index)
        now, before = past[-1], past[-2] if len(past) > 1 else None
        gauges = window.world_gauges(now, before) if seat is None else views.top_bar(session, seat)
        maps = {mode: views.map_mode(session, seat, mode) for mode in views.MODES}
        return {
            "quarter": session.quarter,
            "date": session.game.setting.date(session.quarter),
            "finished": session.finished,
            "bar": window.plainly(gauges),
            "frontier": window.frontier(past),
            "compute": window.compute_by_bloc(past),
            "maps": {
                **{mode: window.plainly(found) for mode, found in maps.items()},
                "political": window.blocs_view(now),
            },
            "next": window.plainly(views.what_lands(session_scene(session, seat))),
            "dossiers": {},
            "dead": _closed(session),
            "crises": window.plainly(views.crises_view(session, seat)),
            "treaties": window.treaty_book(session, seat),
        }

    def desk(self) -> Plain:
        """What changes with every order."""
        from game import views
        from game.views import window

        if self.seat is None:
            return {
                "form": None,
                "stances": [],
                "occasions": [],
                "offers": [],
                "left": [],
                "bodies": [],
                "can_undo": False,
                "strategy": "",
                "doctrines": [],
                "question": None,
                "failed": self._failed(),
            }
        session, seat = self.session, self.seat
        return {
            "form": window.plainly(views.order_form(session, seat)),
            "stances": window.plainly(views.stance_rows(session, seat)),
            "occasions": window.plainly(views.occasions_view(session, seat)),
            "crises": window.plainly(views.crises_view(session, seat)),
            "offers": window.plainly(views.offers_view(session, seat)),
            "left": window.plainly(views.left_view(session, seat)),
            "bodies": window.bodies(session, seat),
            "can_undo": session.can_undo,
            "strategy": _voice(session, seat),
            "question": window.plainly(views.question_view(session, seat)),
            "doctrines": window.plainly(views.doctrines_view(session, seat)),
            "failed": self._failed(),
        }

    def _failed(self) -> list[str]:
        """How strategies of somebody's own failed since it was last told."""
        from game.views import failures_told

        since, self._failures = self._failures, len(self.session.failures)
        return list(failures_told(self.session, since))

    def dossier(self, seat: str) -> Plain:
        """All that is known of a seat."""
        from game import views
        from game.views import window

        return window.plainly(views.dossier(self.session, self.seat, seat))

    # verbs -----------------------------------------------------------------------------------------------------
    def submit(self, orders: Plain, pin: bool = True) -> Plain:
        """Set orders; objections, as sentences, mean that nothing changed."""
        from game import views

        found = self.session.submit(self.seat, orders, pin)
        scene = session_scene(self.session, self.seat)
        return {"objections": [views.objection_text(scene, o) for o in found], **self.desk()}

    def stance(self, partner: str, step: int) -> Plain:
        """Put a partner on one of the five steps."""
        from game import views

        return self.submit(views.stance_orders(self.session, str(self.seat), partner, step))

    def release(self, field: str | None = None) -> Plain:
        """Hand a field back to the doctrine."""
        self.session.release(self.seat, field)
        return self.desk()

    def undo(self) -> Plain:
        """Take back the last order or answer."""
        from game.views import window

        done = self.session.undo()
        return {"undone": done, "treaties": window.treaty_book(self.session, self.seat), **self.desk()}

    def answer(self, number: int, yes: bool) -> Plain:
        """Answer an offer."""
        from game.views import window

        self.session.answer(self.seat, number, yes)
        return {"treaties": window.treaty_book(self.session, self.seat), **self.desk()}

    def templates(self, partner: str) -> list[Plain]:
        """Drafts that make sense with a partner."""
        from game import views

        return [
            {"key": t.key, "title": t.title, "clauses": list(t.clauses), "draft": _draft_plain(self.session, t.draft)}
            for t in views.deal_templates(self.session, str(self.seat), partner)
        ]

    def deal(self, draft: Plain, counter: int | None = None) -> Plain:
        """What a draft says, costs, and how likely the others are to sign it; ``counter``: the offer it answers."""
        from game import views
        from game.views import window

        scene = session_scene(self.session, self.seat)
        whole = views.draft_of(
            scene, draft["clauses"], [str(self.seat), *draft["parties"]], draft["quarters"], draft["inspection"]
        )
        return window.plainly(views.deal_view(self.session, str(self.seat), whole, counter))

    def offer(self, draft: Plain, counter: int | None = None) -> Plain:
        """Put a draft on the table; ``counter`` is the number of the waiting offer that it answers."""
        from game import views
        from game.views import window

        scene = session_scene(self.session, self.seat)
        whole = views.draft_of(
            scene, draft["clauses"], [str(self.seat), *draft["parties"]], draft["quarters"], draft["inspection"]
        )
        result = self.session.offer(self.seat, whole, counter)
        keys = self.session.game.setting.seats
        answers = {keys[int(s)]: bool(yes) for s, yes in result.get("answers", {}).items()}
        outcome = {
            "signed": bool(result.get("signed")),
            "objection": result.get("objection", ""),
            "answers": answers,
            "countered": bool(result.get("countered")),
        }
        return {"outcome": outcome, "treaties": window.treaty_book(self.session, self.seat), **self.desk()}

    def sound(self, draft: Plain) -> Plain:
        """Sound out a draft."""
        from game import views
        from game.views import window

        scene = session_scene(self.session, self.seat)
        whole = views.draft_of(
            scene, draft["clauses"], [str(self.seat), *draft["parties"]], draft["quarters"], draft["inspection"]
        )
        told = self.session.sound_out(str(self.seat), whole)
        return {"sounding": window.plainly(views.sounding_view(self.session, str(self.seat), told)), **self.desk()}

    def renew(self, deal: int) -> Plain:
        """Ask the other parties of a deal to go on."""
        from game.views import window
        from game.words import say

        told = self.session.renew(str(self.seat), deal)
        problem = say(f"reasons.refusal.{told['objection']}") if "objection" in told else ""
        outcome = {"signed": bool(told["signed"]), "objection": problem}
        return {"renewal": outcome, "treaties": window.treaty_book(self.session, self.seat), **self.desk()}

    def advance(self) -> Plain:
        """Play the quarter."""
        from game import views
        from game.views import window

        self.session.advance()
        return {**self.world(), **self.desk(), "report": window.plainly(views.report(self.session, self.seat))}

    def look_back(self) -> Generator[None, None, Plain | None]:
        """What could be expected of the last quarter, and the road not taken; worked out while nothing else is asked.

        None where no quarter was kept or nobody plays.
        """
        from game.hindsight import worked_out
        from game.views import looking_back, window

        session, seat = self.session, self.seat
        if seat is None or not session.records:
            return None
        found = yield from worked_out(session, seat)
        return window.plainly(looking_back(session, seat, found))

    def ending(self) -> Plain:
        """How the game ended, or would if it ended now: standing, charts, marks."""
        from game import views
        from game.views import window

        return window.plainly(views.ending_view(self.session, self.seat))

    def aftermath(self) -> Plain | None:
        """The epilogue; None while the game lasts."""
        from game import views
        from game.views import window

        found = views.aftermath(self.session, self.seat)
        return None if found is None else window.plainly(found)

    def past(self) -> Plain:
        """The charts of history and the standing now."""
        from game import views
        from game.views import window

        session, seat = self.session, self.seat
        return {
            "charts": window.plainly(views.history(session, seat)),
            "standing": window.plainly(views.standing(session, seat)),
            "forecasts": "" if seat is None else views.score_text(session, seat),
        }


def session_scene(session: Any, seat: str | None) -> Any:
    """The session as a seat may see it."""
    from game.views import Scene

    return Scene(session, seat)


def _voice(session: Any, seat: str) -> str:
    voice = session.voices[session.seat_index[seat]]
    return str((voice if hasattr(voice, "name") else voice[0]).name)


def _closed(session: Any) -> list[str]:
    alive = session.world.alive[:, 0]
    return [key for key, lives in zip(session.game.setting.firms, alive, strict=True) if not lives]


def _draft_plain(session: Any, draft: Any) -> Plain:
    from game.views.drafting import clauses_of

    scene = session_scene(session, None)
    parties = [key for key, there in zip(scene.seats, draft["party"], strict=True) if there]
    return {
        "parties": parties,
        "quarters": int(draft["quarters"]),
        "inspection": float(draft["inspection"]),
        "clauses": clauses_of(scene, draft),
    }
