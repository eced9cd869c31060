"""Who may know what: derived from the declarations, so that a new column is covered by itself."""

from __future__ import annotations

import pickle
import re
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
import pytest
from players import Anything, play

from agents.choice import Choice
from agents.columns import Column, columns_of
from agents.sight import Rows, Sight
from agents.strategies.base import Strategy
from game import fog
from game.chronicle import chronicle, known_to
from game.orders import Orders
from game.session import Session
from game.world import World

SCENARIO, QUARTERS = "two-plans-2025", 5
WORLD, ORDERS = columns_of(World), columns_of(Orders)
DERIVED = sorted({*fog.PUBLIC, *fog.OWN, *fog.FIXED})
NAMES = sorted({*WORLD, *ORDERS, *DERIVED, *(f"own_{name}" for name in (*WORLD, *ORDERS))})


def of_kind(kind: str) -> list[tuple[str, str]]:
    """Columns with this declaration, as (state or orders, name)."""
    return [
        (place, name)
        for place, columns in (("world", WORLD), ("standing", ORDERS))
        for name, declared in columns.items()
        if declared.known == kind
    ]


@pytest.fixture(scope="module")
def session() -> Session:
    """A game in which much has happened."""
    return play(SCENARIO, numbers=[4], everybody=Anything(), watch=chronicle).advance(QUARTERS)


def sights(
    session: Session, world: Any = None, standing: Any = None, announced: Any = None
) -> dict[str, dict[str, Any]]:
    """Everything that every seat may look up, as bytes; None where it is refused."""
    world, standing = world or session.world, standing or session.standing
    look = session.game.look(world, standing, announced or standing)
    where, found = np.zeros(1, np.int64), {}
    for key, index in session.seat_index.items():
        sight = Sight(look, Rows(np.array([index]), where), {})
        found[key] = {name: getattr(sight, name).tobytes() if sight.knows(name) else None for name in NAMES}
    return found


def owner_seats(declared: Column, row: int, session: Session) -> set[str]:
    """The seats that may know a row of an own or reported column exactly: its own, and firms at home of a nation's."""
    setting = session.game.setting
    if declared.axes[0] == "firm":
        return {setting.firms[row]}
    if declared.axes[0] in ("seat", "party"):
        return {setting.seats[row]}
    home = {setting.nations[row]} & set(setting.seats)
    return home | (
        {firm for firm, at in zip(setting.firms, setting.home, strict=True) if at == row}
        if declared.known == "reported"
        else set()
    )


def moved(array: np.ndarray, declared: Column, row: int) -> np.ndarray:
    """The array with every value of one row changed within its bounds."""
    new = array.copy()
    if array.dtype == bool:
        new[row] = ~new[row]
    elif array.dtype.kind == "i":
        low, high = (declared.low, declared.high) if np.isfinite(declared.high) else (0, 2)
        new[row] = np.where(array[row] >= high, low, array[row] + 1)
    elif np.isfinite(declared.high):
        new[row] = np.where(array[row] > (declared.low + declared.high) / 2, declared.low, declared.high)
    else:
        new[row] = array[row] * 0.5 + 0.125
    assert (new[row] != array[row]).all()
    return new


def with_row(session: Session, place: str, name: str, row: int) -> dict[str, Any]:
    state = getattr(session, place)
    declared = (WORLD if place == "world" else ORDERS)[name]
    return {place: replace(state, **{name: moved(getattr(state, name), declared, row)})}


ROWS = {"firm": (9, 21), "seat": (0, 3, 35), "party": (0, 3, 35)}


def rows_of(declared: Column) -> tuple[int, ...]:
    return ROWS.get(declared.axes[0], (0, 1, 9))


def test_there_is_something_to_hide() -> None:
    assert len(of_kind("own")) >= 5 and len(of_kind("reported")) >= 5 and len(of_kind("hidden")) >= 2
    assert {"trust", "restriction_against"} <= set(DERIVED)


@pytest.mark.parametrize("place, name", of_kind("own"))
def test_nobody_else_sees_what_is_a_seats_own(session: Session, place: str, name: str) -> None:
    declared = (WORLD if place == "world" else ORDERS)[name]
    before = sights(session)
    for row in rows_of(declared):
        after = sights(session, **with_row(session, place, name, row))
        owners = owner_seats(declared, row, session)
        for seat in session.seat_index:
            if seat not in owners:
                assert after[seat] == before[seat], seat
        assert any(after[seat] != before[seat] for seat in owners), "the owner sees no change either"


@pytest.mark.parametrize("name", [name for place, name in of_kind("own") + of_kind("reported") if place == "standing"])
def test_sealed_orders_are_not_announced(session: Session, name: str) -> None:
    """Nations decide after firms, and see what firms announced; what is sealed stays sealed."""
    before = sights(session)
    for row in rows_of(ORDERS[name]):
        wanted = with_row(session, "standing", name, row)["standing"]
        assert sights(session, announced=wanted) == before


@pytest.mark.parametrize("place, name", of_kind("reported"))
def test_the_truth_behind_a_report_shows_nowhere_else(session: Session, place: str, name: str) -> None:
    declared = (WORLD if place == "world" else ORDERS)[name]
    before = sights(session)
    for row in rows_of(declared):
        after = sights(session, **with_row(session, place, name, row))
        owners = owner_seats(declared, row, session)
        for seat in session.seat_index:
            changed = {n for n in NAMES if after[seat][n] != before[seat][n]}
            assert changed <= ({name, f"own_{name}"} if seat in owners else {name}), seat


@pytest.mark.parametrize("place, name", of_kind("reported"))
def test_a_report_tells_no_more_than_its_error_allows(session: Session, place: str, name: str) -> None:
    """Another truth with another error gives the same report: who hears it cannot tell the two apart."""
    declared = (WORLD if place == "world" else ORDERS)[name]
    setting, p = session.game.setting, session.game.params
    state = getattr(session, place)
    truth = np.maximum(getattr(state, name), 0.2)  # so that there is something to report
    start = {"world": session.world, "standing": session.standing, place: replace(state, **{name: truth})}
    row = int(np.argmax(truth[: setting.nation_seats if declared.axes[0] == "nation" else None, 0]))
    subject = setting.nation_seats + row if declared.axes[0] == "firm" else row
    owners = owner_seats(declared, row, session)
    index = setting.seats.index
    home = setting.nations[fog.nation_of(setting)[subject]]
    viewer = next(s for s in setting.nations[:-1] if s not in owners and s != home)
    o = index(viewer)
    rows = Rows(np.array([o]), np.zeros(1, np.int64))
    spread = fog.report_spread(declared, rows, session.world, session.standing, setting, p)[subject, 0]
    if declared.unit.startswith("0-1"):
        base, shift = replace(start["world"], sight_error=session.world.sight_error * 0), 0.1
        other = truth.copy()
        other[row] = np.where(truth[row] > 0.5, truth[row] - shift, truth[row] + shift)
        error = 2 * (truth[row] - other[row]) / spread
    elif declared.unit.startswith("ECI"):
        base, other = start["world"], truth.copy()
        other[row] = truth[row] + 3
        error = -0.3 / spread + 0 * truth[row]
    else:
        base, factor = start["world"], 1.3
        other = truth.copy()
        other[row] = truth[row] * factor
        error = -np.log(factor) / spread + 0 * truth[row]
    errors = base.sight_error.copy()
    errors[o, subject] += error
    place_new = {"world": replace(base, sight_error=errors), "standing": start["standing"]}
    place_new[place] = replace(place_new[place], **{name: other})

    def heard(world: World, standing: Orders) -> np.ndarray:
        look = session.game.look(world, standing, standing)
        return getattr(Sight(look, Rows(np.array([o]), np.zeros(1, np.int64)), {}), name)[row]

    assert np.allclose(heard(base, start["standing"]), heard(place_new["world"], place_new["standing"]), rtol=1e-12)
    assert not np.allclose(truth[row], other[row])


def test_asking_again_or_waiting_a_year_does_not_average_the_error_away() -> None:
    game = play(SCENARIO, numbers=[2])
    ratios = []
    for _ in range(4):
        game.advance()
        first, again = (game.sight("USA").chips_training[1, 0] for _ in range(2))
        assert first == again
        ratios.append(np.log(first / game.world.chips_training[1, 0]))
    spread = float(fog.report_sd(game.standing, game.game.params)[0, 0])
    assert np.std(ratios) < spread, "errors of one year are independent of one another"


@pytest.mark.parametrize("place, name", of_kind("hidden"))
def test_what_is_hidden_can_be_asked_by_nobody(session: Session, place: str, name: str) -> None:
    for seen in sights(session).values():
        assert seen[name] is None and seen[f"own_{name}"] is None
    assert place == "world"


def test_public_columns_are_the_same_for_all(session: Session) -> None:
    seen = sights(session)
    for name, declared in {**WORLD, **ORDERS}.items():
        if declared.known == "public":
            assert len({view[name] for view in seen.values()}) == 1, name


class Spy(Strategy):
    """Tries to learn or change what it may not."""

    name = "spy"
    source = "A test double for a plug-in that cheats."
    caught: ClassVar[dict[str, Any]] = {}

    def decide(self, sight: Sight) -> Choice:
        mine = np.array(sight.own_agenda)
        sight._seats[:] = 0
        vars(sight).pop("own_agenda")
        Spy.caught["agenda"] = bool((sight.own_agenda == mine).all())
        Spy.caught["look"] = bool((sight._shown("own_agenda") == mine).all())
        try:
            np.array(sight.part(np.arange(sight.rows) + sight.rows).own_agenda)
        except IndexError:
            Spy.caught["part"] = True
        Spy.caught["arrays"] = {name: getattr(sight, name).flags.writeable for name in NAMES if sight.knows(name)}
        gdp = sight.gdp
        try:
            gdp.setflags(write=True)
            gdp[:] = 0
        except ValueError:
            pass
        return Choice(stance=np.zeros_like(sight.own_stance) + 4)


def test_a_strategy_learns_and_changes_nothing_through_its_sight() -> None:
    game = play(SCENARIO, numbers=[4, 5], cast={"CHN": Spy()})
    gdp = game.world.gdp.copy()
    assert (game.world.agenda[0] != game.world.agenda[1]).any(), "the two agendas must differ for the test to see"
    game._decided(game.talks())
    assert all(Spy.caught[way] for way in ("agenda", "look", "part")), "read the row of another seat"
    assert not any(Spy.caught["arrays"].values())
    assert np.array_equal(game.world.gdp, gdp)
    wanted = game._decided(game.talks())
    assert np.array_equal(wanted.stance[0], game.standing.stance[0]), "wrote the line of another seat"
    assert game.failures == []


def test_every_derived_name_is_told() -> None:
    assert len(DERIVED) > 10
    assert set(DERIVED) <= set(re.findall(r"``(\w+)``", fog.__doc__ or ""))


def test_sights_are_copies(session: Session) -> None:
    sight = session.sight("CHN")
    for name in NAMES:
        if sight.knows(name):
            shown = getattr(sight, name)
            assert not shown.flags.writeable
            for state in (session.world, session.standing):
                truth = getattr(state, name.removeprefix("own_"), None)
                assert truth is None or not isinstance(truth, np.ndarray) or not np.shares_memory(shown, truth), name


def play_on(session: Session, **changed: Any) -> Session:
    """The game one quarter on, everybody holding, from a state with changes."""
    from players import HOLD

    start = replace(session.snapshots[-1], **changed)
    other = Session(session.game, session.seeds, [HOLD] * len(session.cast), begin=start, watch=chronicle, keep=True)
    return other.advance()


INNER = [name for place, name in of_kind("own") if place == "world" and WORLD[name].rule == "start"]


@pytest.mark.parametrize("name", INNER)
def test_what_moves_nothing_tells_nothing(session: Session, name: str) -> None:
    """Agenda and temperament: a quarter later all others see, hear and read the same."""
    before = play_on(session)
    after = play_on(session, **with_row(session, "world", name, 1))
    owner = session.game.setting.seats[1]
    seen, later = sights(before), sights(after)
    for seat in session.seat_index:
        if seat != owner:
            assert seen[seat] == later[seat]
            assert known_to(before.events[-1], seat) == known_to(after.events[-1], seat)
    for quantity, why in before.why.items():
        assert np.array_equal(why.total, after.why[quantity].total), quantity


SEALED = [name for place, name in of_kind("own") + of_kind("reported") if place == "standing"]


@pytest.mark.parametrize("name", [name for name in SEALED if name != "ceiling"])
def test_events_do_not_tell_sealed_orders(session: Session, name: str) -> None:
    """The news of everybody else stay the same, whatever a seat has sealed."""
    declared = ORDERS[name]
    row = 9 if declared.axes[0] == "firm" else 1
    setting = session.game.setting
    owner = setting.firms[row] if declared.axes[0] == "firm" else setting.seats[row]
    same_news(session, session.standing, with_row(session, "standing", name, row)["standing"], owner)


def test_events_tell_no_more_of_a_ceiling_than_who_stepped_down(session: Session) -> None:
    """Sealed ceilings are opened as far as the lower one: how far the winner would have climbed stays sealed."""
    slots = np.flatnonzero(session.world.ladder[:, 0] >= 0)
    assert len(slots), "this game must have a crisis to hide"
    winner, loser = session.world.ladder_side[slots[0], :, 0]

    def sheet(height: int) -> Any:
        ceiling = session.standing.ceiling.copy()
        ceiling[winner, slots[0]], ceiling[loser, slots[0]] = height, 0
        return replace(session.standing, ceiling=ceiling)

    owner = session.game.setting.seats[winner]
    kinds = {event.kind for event in same_news(session, sheet(2), sheet(3), owner)}
    assert "crisis_settled" in kinds


def same_news(session: Session, one: Any, other: Any, owner: str) -> list[Any]:
    """The public news of two order sheets, which are the same for everybody but their owner."""
    game = Session(session.game, session.seeds, session.cast, begin=session.snapshots[-1], watch=chronicle, keep=True)
    talks, standing = game.talks(), game.standing
    plain, told = (chronicle(game.game, game.world, talks, orders, standing, game) for orders in (one, other))
    for seat in (*game.seat_index, None):
        if seat != owner:
            assert known_to(told, seat) == known_to(plain, seat), seat
    return known_to(plain, None)


@pytest.mark.parametrize("name", SEALED)
def test_objections_do_not_tell_sealed_orders(session: Session, name: str) -> None:
    declared = ORDERS[name]
    row = 9 if declared.axes[0] == "firm" else 1
    sealed = with_row(session, "standing", name, row)["standing"]
    owner = session.game.setting.firms[row] if declared.axes[0] == "firm" else session.game.setting.seats[row]
    dear = {"restriction": np.ones_like(session.standing.restriction)}
    both = [replace(orders, **dear) for orders in (session.standing, sealed)]
    found = [session.game.refused(session.world, session.standing, wanted, session.talks())[1] for wanted in both]
    assert [o for o in found[0] if o.seat != owner] == [o for o in found[1] if o.seat != owner] != []


@pytest.mark.parametrize(
    "name",
    SEALED,
)
def test_analysts_do_not_read_sealed_orders(session: Session, name: str) -> None:
    declared = ORDERS[name]
    low, high = (
        play_on(
            session, standing=replace(session.standing, **{name: np.full_like(getattr(session.standing, name), level)})
        )
        for level in (declared.low, declared.high)
    )
    odds = [game.game.playbook.conduct(measures(game)) for game in (low, high)]
    assert np.array_equal(*odds)


def measures(game: Session) -> Any:
    from game.rules.measures import Measures

    same = game.snapshots[-2].world
    sealed = replace(game.snapshots[-2].standing)
    return Measures(same, sealed, game.game.setting, game.game.params, sealed)


def test_hidden_causes_are_summed_for_strangers(session: Session) -> None:
    setting = session.game.setting
    for name in ("risk", "latent", "firm_spending"):
        why = session.why[name]
        for viewer in (None, *setting.seats):
            hidden = fog.hidden_causes(name, why, "CHN", viewer, setting)
            veiled = why.veiled(hidden)
            assert np.array_equal(veiled.total, why.total)
            assert not hidden & set(veiled.causes)
            if viewer not in ("CHN",):
                assert hidden, (name, viewer)


def sent(sight: Sight) -> Sight:
    """A sight as it comes out at the other end of a wire."""
    other = pickle.loads(pickle.dumps(sight))
    assert isinstance(other, Sight)
    return other


@pytest.mark.parametrize("seat", ["USA", "CHN", "NVIDIA"])
def test_a_sight_that_is_sent_tells_the_same_and_no_more(session: Session, seat: str) -> None:
    """Every name a seat may ask for is there or refused as at home; the truth about others does not travel."""
    home, away = session.sight(seat), sent(session.sight(seat))
    assert away.rows == 1 and away.seat.tolist() == home.seat.tolist()
    for name in NAMES:
        assert away.knows(name) == home.knows(name), name
        if home.knows(name):
            told, known = getattr(away, name), getattr(home, name)
            assert told.dtype == known.dtype and told.tobytes() == known.tobytes() and not told.flags.writeable, name
    for place in range(6):
        assert away.memory(place).tolist() == home.memory(place).tolist()
    first = np.array([1])
    assert away.entry("restriction", first).tobytes() == home.entry("restriction", first).tobytes()
    assert session.world.safety.tobytes() not in pickle.dumps(session.sight(seat)), "true safety is hidden"
    assert session.memory.tobytes() not in pickle.dumps(session.sight(seat)), "what others noted stays with them"


def test_a_part_of_a_sight_of_several_worlds_can_be_sent() -> None:
    batch = play(SCENARIO, numbers=[4, 5, 6], everybody=Anything()).advance(2)
    home = batch.sight("USA")
    some = np.array([2, 0])
    for away in (sent(home).part(some), sent(home.part(some)), sent(sent(home).part(some))):
        assert away.rows == 2
        assert away.own_cash.tolist() == home.part(some).own_cash.tolist()
        assert away.restriction.tobytes() == home.part(some).restriction.tobytes()
        with pytest.raises(AttributeError, match="nobody may know"):
            away.no_such_thing  # noqa: B018


def test_the_sight_of_a_strategy_cannot_be_sent(session: Session) -> None:
    look = session.game.look(session.world, session.standing, session.standing)
    with pytest.raises(TypeError, match="only a sight"):
        pickle.dumps(Sight(look, Rows(np.array([0]), np.array([0])), {}))
