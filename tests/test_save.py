"""Saves: what is loaded goes on as if it had never been saved, records play again, and bad files are refused."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from agents.strategies import ROSTER
from agents.strategies.base import Strategy
from game.play import packed, unpacked
from game.rules import RULES
from game.save import SaveError, autosave, body_of, load, replay, save, saves
from game.session import Session
from game.start import many_games, new_game
from game.views import deal_templates
from game.worlds import differences
from tests.disks import room_for

SCENARIO = "two-blocs"
KEPT = sorted((Path(__file__).parent / "saves").glob("*.json"))
"""A save of each stage of the game, as it was written then."""


def played(quarters: int, seat: str | None = None, **options: Any) -> Session:
    return new_game(options.pop("scenario", SCENARIO), seed=7, seat=seat, **options).advance(quarters)


def own_seat(session: Session) -> str:
    return session.game.seats[0][0]


def acted(session: Session, seat: str, partner: str) -> Session:
    """A quarter under way: an order set, an offer made, an answer given where one waits."""
    n = session.game.setting.nation_seats
    other = session.seat_index[partner]
    assert other < n
    assert session.submit(seat, {"restriction": {(other, 5): 0.35}}) == []
    draft = next(t.draft for t in deal_templates(session, seat, partner) if t.key == "hotline")
    told = session.offer(seat, draft)
    assert "answers" in told, told
    for offer in session.offers(seat):
        session.answer(seat, offer["number"], True)
    return session


def same(one: Session, other: Session) -> None:
    """Both sessions stand at the same place, to the last bit."""
    assert differences(one.world, other.world) == []
    assert differences(one.standing, other.standing) == []
    assert np.array_equal(one.memory, other.memory)
    assert one.events[-3:] == other.events[-3:]
    assert one.records == other.records


def rewritten(path: Path, change: Callable[[dict[str, Any]], None], seal: bool = True) -> Path:
    """The file with something changed, and its digest made to fit."""
    whole = json.loads(path.read_text(encoding="utf-8"))
    change(whole)
    if seal:
        head = {part: value for part, value in whole.items() if part not in ("body", "digest")}
        plain = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        texts = [plain.encode(part) for part in (head, whole["body"])]
        whole["digest"] = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "head", [{"rules": 1}, {"version": "9.9.9"}, {"game": "other"}, {"summary": {}}, {"format": 1}, {"more": 0}]
)
def test_a_head_that_was_altered_is_seen(tmp_path: Path, head: dict[str, Any]) -> None:
    path = rewritten(save(played(1), tmp_path / "game.json"), lambda whole: whole.update(head), seal=False)
    with pytest.raises(SaveError, match="altered"):
        load(path)


def test_menus_list_files_of_every_format_and_no_others(tmp_path: Path) -> None:
    from game.desktop.saves import card

    path = save(played(1), tmp_path / "game.json")
    assert all(card(old) is not None for old in (path, *KEPT))
    text = path.read_text(encoding="utf-8")
    for number in ("true", "-1", "3"):
        path.write_text(text.replace('"format":2', f'"format":{number}', 1), encoding="utf-8")
        assert card(path) is None


def test_a_seed_in_the_head_that_was_altered_is_seen(tmp_path: Path) -> None:
    """Menus show the summary, so it must be that of the game."""
    path = save(played(1), tmp_path / "game.json")
    rewritten(path, lambda whole: whole["summary"].update(seed=99), seal=False)
    with pytest.raises(SaveError, match="altered"):
        load(path)
    (entry,) = saves(tmp_path)
    assert "altered" in entry.problem


@pytest.mark.parametrize("number", [-1, 0, True, False, None, 1.0, "2"])
def test_what_is_no_format_is_refused(tmp_path: Path, number: Any) -> None:
    path = rewritten(save(played(0), tmp_path / "game.json"), lambda whole: whole.update(format=number))
    with pytest.raises(SaveError, match="no format of a saved game"):
        load(path)


def test_a_file_of_the_older_format_is_checked_by_its_body(tmp_path: Path) -> None:
    """Its digest leaves out the head; it loads, and a body that was altered is still seen."""

    def older(whole: dict[str, Any]) -> None:
        text = json.dumps(whole["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        whole.update(format=1, digest=hashlib.sha256(text.encode()).hexdigest())

    session = played(2)
    path = rewritten(save(session, tmp_path / "game.json"), older, seal=False)
    same(session.advance(), load(path).advance())
    rewritten(path, lambda whole: whole["body"].update(seed=[3]), seal=False)
    with pytest.raises(SaveError, match="altered"):
        load(path)


@given(
    st.sampled_from(["f8", "i1", "i8", "u8", "?"]).flatmap(
        lambda kind: arrays(kind, array_shapes(min_dims=1, max_dims=3))
    )
)
def test_an_array_comes_back_bit_for_bit(array: Any) -> None:
    again = unpacked(json.loads(json.dumps(packed(array))))
    assert again.dtype == array.dtype and again.shape == array.shape and again.tobytes() == array.tobytes()


@pytest.mark.parametrize("quarters", [0, 1, 4])
def test_a_loaded_game_goes_on_as_if_never_saved(tmp_path: Path, quarters: int) -> None:
    session = played(quarters)
    other = load(save(session, tmp_path / "game.json"))
    assert other.note == "" and other.quarter == session.quarter and len(other.snapshots) == len(session.snapshots)
    same(session.advance(3), other.advance(3))


def test_what_is_written_is_plain() -> None:
    """Nothing changes on the way through JSON: a key that does would be sorted otherwise, and spoil the digest."""
    session = played(6, own_seat(played(0)))
    assert any(len(entry["answers"]) for record in session.records for entry in record["talks"])
    body = body_of(session)
    assert json.loads(json.dumps(body["quarters"])) == body["quarters"]


def test_the_flagship_goes_on_as_if_never_saved(tmp_path: Path) -> None:
    session = played(2, scenario="two-plans-2025", seat="USA", overrides={"tip_mark": 0.6}, cast={"CHN": "hold"})
    other = load(save(session, tmp_path / "game.json"))
    assert float(other.game.params.tip_mark[0]) == 0.6
    same(session.advance(2), other.advance(2))


def test_a_quarter_under_way_is_kept(tmp_path: Path) -> None:
    seat = own_seat(played(0))
    session = played(2, seat)
    partner = session.game.seats[1][0]
    session.delegate(session.game.seats[-1][0], "hold")
    acted(session, seat, partner)
    other = load(save(session, tmp_path / "game.json"))
    assert other.bargain is not None and other.bargain.log == session.talks().log
    assert other.policies == session.policies and other.pins[0].keys() == session.pins[0].keys()
    assert not other.undo()
    session.advance()
    other.advance()
    same(session, other)
    assert float(other.standing.restriction[0, 1, 5, 0]) == 0.35
    acted(session, seat, partner)
    acted(other, seat, partner)
    same(session.advance(2), other.advance(2))


def test_branches_of_a_loaded_game_are_the_same(tmp_path: Path) -> None:
    session = played(5, own_seat(played(0)))
    other = load(save(session, tmp_path / "game.json"))
    for quarter in (0, 3):
        same(session.branch(quarter).advance(2), other.branch(quarter).advance(2))
    one, two = session.branch(2, key="what if").advance(2), other.branch(2, key="what if").advance(2)
    same(one, two)


def test_a_branch_can_be_saved_itself(tmp_path: Path) -> None:
    branch = played(4).branch(2, key="elsewhere").advance(2)
    path = save(branch, tmp_path / "branch.json")
    other = load(path)
    assert other.note == "" and other.first_quarter == branch.first_quarter
    same(branch.advance(2), other.advance(2))
    assert replay(path).same


def test_a_mixed_game_plays_again_from_its_record(tmp_path: Path) -> None:
    seat = own_seat(played(0))
    session = played(1, seat)
    partner = session.game.seats[1][0]
    for _ in range(3):
        acted(session, seat, partner).advance(2)
    assert any(entry["from"] == 0 for record in session.records for entry in record["talks"])
    told: list[tuple[int, int]] = []
    verdict = replay(save(session, tmp_path / "game.json"), lambda done, whole: told.append((done, whole)))
    assert verdict.same and verdict.quarters == 7 and verdict.departed is None, verdict
    assert told == [(i, 7) for i in range(1, 8)]


def test_an_offer_with_a_gap_plays_again(tmp_path: Path) -> None:
    seat = own_seat(played(0))
    session = played(1, seat)
    draft = next(t.draft for t in deal_templates(session, seat, session.game.seats[1][0]) if t.key == "accord")
    for part in ("kind", "giver", "taker", "channel", "amount"):
        draft[part][3], draft[part][0] = draft[part][0], 0 if part == "kind" else draft[part][0]
    assert [clause["place"] for clause in session.offer(seat, draft)["terms"]["clauses"]] == [1, 3]
    other = load(save(session, tmp_path / "game.json"))
    same(session.advance(4), other.advance(4))
    assert replay(save(session, tmp_path / "game.json")).same


def test_a_finished_game_is_kept_with_its_ending(tmp_path: Path) -> None:
    session = played(99)
    assert session.finished
    path = save(session, tmp_path / "game.json")
    verdict, other = replay(path), load(path)
    assert verdict.same and verdict.ending and other.finished
    assert other.events == session.events
    assert np.array_equal(other.score(), session.score())
    rewritten(
        path, lambda whole: whole["body"].update(ending="hegemony" if verdict.ending != "hegemony" else "two_stacks")
    )
    assert replay(path).what == ("ending",)


def test_a_replay_finds_the_quarter_that_departs(tmp_path: Path) -> None:
    path = save(played(5), tmp_path / "game.json")

    def change(whole: dict[str, Any]) -> None:
        orders = whole["body"]["quarters"][2]["orders"]
        orders.setdefault("enforcement", []).append([0, 0.77])

    verdict = replay(rewritten(path, change))
    assert not verdict.same and verdict.departed == 3 and "decisions or events" in verdict.what


def test_a_replay_compares_numbers_within_a_billionth(tmp_path: Path) -> None:
    path = save(played(2), tmp_path / "game.json")

    def scaled(by: float) -> Callable[[dict[str, Any]], None]:
        def change(whole: dict[str, Any]) -> None:
            numbers = whole["body"]["quarters"][0]["numbers"]
            numbers["gdp"] *= by

        return change

    assert replay(rewritten(path, scaled(1 + 2e-10))).same
    verdict = replay(rewritten(path, scaled(1 + 1e-7)))
    assert verdict.departed == 1 and verdict.what == ("gdp",)


def test_under_other_rules_the_game_goes_on_from_its_world(tmp_path: Path) -> None:
    session = played(3)
    path = rewritten(save(session, tmp_path / "game.json"), lambda whole: whole.update(rules=RULES + 1))
    other = load(path)
    assert "other rules" in other.note and other.quarter == 3 and differences(session.world, other.world) == []
    assert np.array_equal(session.memory, other.memory)
    session.advance()
    other.advance()
    assert differences(session.world, other.world) == []
    again = load(save(other, tmp_path / "again.json"))
    assert again.note == other.note and differences(other.world, again.world) == []


def test_a_record_that_no_longer_fits_its_world_is_noticed(tmp_path: Path) -> None:
    session = played(3)

    def change(whole: dict[str, Any]) -> None:
        whole["body"]["quarters"][0]["orders"].setdefault("enforcement", []).append([0, 0.77])

    other = load(rewritten(save(session, tmp_path / "game.json"), change))
    assert "other rules" in other.note and differences(session.world, other.world) == []


def test_a_record_of_orders_that_no_longer_exist_is_no_obstacle(tmp_path: Path) -> None:
    session = played(2)

    def change(whole: dict[str, Any]) -> None:
        whole["body"]["quarters"][0]["orders"]["tariff"] = [[0, 1.0]]
        whole["body"]["last"]["world"]["forgotten"] = packed(np.zeros(3))
        whole["body"]["last"]["world"].pop("alarm")

    path = rewritten(save(session, tmp_path / "game.json"), change)
    other = load(path)
    assert "other rules" in other.note and other.quarter == 2 and not other.advance().finished
    with pytest.raises(SaveError, match="tariff"):
        replay(path)


def test_failures_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken(Strategy):
        name = "broken"

        def decide(self, sight: Any) -> Any:
            raise ZeroDivisionError("on purpose")

    broken = Broken()
    monkeypatch.setitem(ROSTER, "broken", broken)
    session = played(2, cast={own_seat(played(0)): broken})
    path = save(session, tmp_path / "game.json")
    other = load(path)
    assert [tuple(f) for f in other.failures] == [tuple(f) for f in session.failures] and len(session.failures) == 2
    same(session.advance(), other.advance())
    monkeypatch.delitem(ROSTER, "broken")
    with pytest.raises(SaveError, match="not installed: broken"):
        load(path)
    assert replay(path).same  # a replay asks no strategy


def test_files_that_are_no_saves_are_refused(tmp_path: Path) -> None:
    path = save(played(1), tmp_path / "game.json")
    text = path.read_text(encoding="utf-8")
    cases = {
        "is cut short": text[: len(text) // 2],
        "was altered": text.replace('"quarters":', '"quarters" :', 1).replace('"seed":[7]', '"seed":[8]'),
        "is not a saved game": '{"a": 1}',
        "is not a saved game.": "hello",
        "newer version": text.replace('"format":2', '"format":99', 1),
    }
    for problem, content in cases.items():
        path.write_text(content, encoding="utf-8")
        for reader in (load, replay):
            with pytest.raises(SaveError, match=problem) as caught:
                reader(path)
            assert "\n" not in str(caught.value) and str(tmp_path) not in str(caught.value)
    path.write_bytes(b"\x80\x04\x95pickle")
    with pytest.raises(SaveError, match="is not a saved game"):
        load(path)
    with pytest.raises(SaveError, match="There is no file"):
        load(tmp_path / "nothing.json")
    with pytest.raises(SaveError, match="folder"):
        load(tmp_path)


def test_a_sealed_file_with_parts_missing_is_refused(tmp_path: Path) -> None:
    path = save(played(1), tmp_path / "game.json")
    for part in ("cast", "last", "scenario", "quarters", "seed"):
        save(played(1), path)
        rewritten(path, lambda whole, part=part: whole["body"].pop(part))
        with pytest.raises(SaveError):
            load(path)
    save(played(1), path)
    rewritten(path, lambda whole: whole["body"]["scenario"]["parameters"]["tip_mark"].update(value=9))
    with pytest.raises(SaveError, match="tip_mark"):
        load(path)


def test_odd_parts_are_refused_in_words(tmp_path: Path) -> None:
    """Sealed anew, so that the digest does not tell: what is read must not be believed for that."""
    path = save(played(1), tmp_path / "game.json")
    odd: dict[str, Callable[[dict[str, Any]], Any]] = {
        "'rules' is missing": lambda whole: whole.pop("rules"),
        "'summary' is missing or of a wrong kind": lambda whole: whole.update(summary=3),
        "OverflowError": lambda whole: whole["body"].update(seed=[-1]),
        "is damaged": lambda whole: whole["body"].update(seed=[2**70]),
    }
    for told, change in odd.items():
        save(played(1), path)
        rewritten(path, change)
        with pytest.raises(SaveError, match=told):
            load(path)
        assert all(not entry.problem or "damaged" in entry.problem for entry in saves(tmp_path))
    for content in ('{"kind":' + "9" * 5000, path.read_text().replace('"body":{', '"body":{"more":NaN,', 1)):
        path.write_text(content)
        with pytest.raises(SaveError):
            load(path)


def test_a_link_to_nowhere_does_not_hide_the_other_saves(tmp_path: Path) -> None:
    save(played(1), tmp_path / "good.json")
    (tmp_path / "gone.json").symlink_to(tmp_path / "nothing.json")
    assert [entry.name for entry in saves(tmp_path)] == ["good"]


def test_a_game_needs_a_name_to_be_saved_under() -> None:
    for nameless in ("", ".", "/"):
        with pytest.raises(SaveError, match="it is a folder"):
            save(played(0), nameless)


def test_an_epilogue_is_kept_with_its_length(tmp_path: Path) -> None:
    game = played(0)
    after = game.advance(game.game.setting.quarters).epilogue()
    path = save(after, tmp_path / "after.json")
    assert replay(path).same, replay(path).text
    again = load(path)
    assert again.finished and not again.note and not differences(again.world, after.world)


def test_a_save_holds_plain_json_only(tmp_path: Path) -> None:
    path = save(played(2), tmp_path / "game.json")
    whole = json.loads(path.read_text(encoding="utf-8"), parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert whole["kind"] == "detente-save" and str(tmp_path) not in path.read_text(encoding="utf-8")
    assert [p.name for p in tmp_path.iterdir()] == ["game.json"]


def test_a_full_disk_leaves_the_old_save_intact(tmp_path: Path) -> None:
    session = played(1)
    path = save(session, tmp_path / "game.json")
    old = path.read_bytes()
    session.advance()
    with room_for(20_000), pytest.raises(SaveError, match=r"game\.json could not be written"):
        save(session, path)
    assert path.read_bytes() == old and [p.name for p in tmp_path.iterdir()] == ["game.json"]
    assert load(path).quarter == 1


@pytest.mark.parametrize(
    ("code", "told"),
    [(errno.ENOSPC, "the disk is full"), (errno.EROFS, "may only be read"), (errno.EACCES, "may not be written to")],
)
def test_a_failing_disk_is_told_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, told: str) -> None:
    session = played(1)
    path = save(session, tmp_path / "game.json")
    old = path.read_bytes()

    def failing(_: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", failing)
    with pytest.raises(SaveError, match=told):
        save(session.advance(), path)
    assert path.read_bytes() == old and [p.name for p in tmp_path.iterdir()] == ["game.json"]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SaveError, match="a file stands where its folder should be"):
        save(played(0), tmp_path / "file" / "game.json")


def test_only_a_game_with_records_can_be_saved(tmp_path: Path) -> None:
    with pytest.raises(SaveError, match="one world"):
        save(many_games(SCENARIO, seeds_of=range(2)), tmp_path / "game.json")


def test_autosaves_roll_over_five_files(tmp_path: Path) -> None:
    session = played(0)
    written = []
    for number in range(7):
        path = autosave(session.advance(), tmp_path)
        os.utime(path, ns=(number * 10**9, number * 10**9))
        written.append(path.name)
    assert written[:5] == [f"autosave-{i}.json" for i in range(1, 6)] and written[5:] == written[:2]
    listed = saves(tmp_path)
    assert [entry.quarter for entry in listed] == [7, 6, 5, 4, 3]
    assert all(entry.autosave and not entry.problem and entry.seed == 7 and entry.title for entry in listed)
    assert load(listed[0].path).quarter == 7


def test_the_list_of_saves_tells_what_is_wrong(tmp_path: Path) -> None:
    assert saves(tmp_path / "nowhere") == []
    save(played(1, own_seat(played(0))), tmp_path / "good.json")
    (tmp_path / "bad.json").write_text("{}")
    found = {entry.name: entry for entry in saves(tmp_path)}
    assert found["good"].seat and found["good"].date and not found["good"].problem
    assert "not a saved game" in found["bad"].problem and not found["bad"].autosave


def test_the_usual_folder_is_the_players_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DETENTE_HOME", str(tmp_path / "home"))
    path = autosave(played(0))
    assert path.parent == tmp_path / "home" / "saves" and saves()[0].path == path


def test_saving_twice_writes_the_same_bytes(tmp_path: Path) -> None:
    one, two = played(3), played(3)
    assert save(one, tmp_path / "a.json").read_bytes() == save(two, tmp_path / "b.json").read_bytes()
    save(one.advance(), tmp_path / "a.json")
    assert load(tmp_path / "a.json").quarter == 4


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.stem)
def test_a_save_of_an_earlier_stage_goes_on(path: Path) -> None:
    """Under the rules that wrote it the record plays again; under others the game goes on and says so."""
    body = json.loads(path.read_text(encoding="utf-8"))["body"]
    session = load(path)
    assert session.quarter == len(body["quarters"]) > 0
    for name, stored in body["last"]["world"].items():
        if isinstance(array := getattr(session.world, name, None), np.ndarray):
            assert unpacked(stored).tobytes() == array.tobytes(), name
    assert replay(path).same if session.note == "" else "other rules" in session.note
    before = session.quarter
    session.advance(2)
    assert session.quarter == before + 2 and session.failures == []


def test_a_file_of_another_game_is_refused(tmp_path: Path) -> None:
    path = rewritten(save(played(1), tmp_path / "game.json"), lambda whole: whole.update(game="os.system"))
    for reader in (load, replay):
        with pytest.raises(SaveError, match=r"holds another game: os\.system, not detente"):
            reader(path)
    assert "another game" in saves(tmp_path)[0].problem
    rewritten(path, lambda whole: whole.pop("game"))  # as files were written before they named their game
    assert load(path).note == "" and replay(path).same


def test_there_is_a_save_of_an_earlier_stage() -> None:
    assert KEPT
