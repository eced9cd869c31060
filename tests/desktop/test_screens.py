"""The screens: every one of them at many sizes, played by keys alone and by pointer alone, with errors and saves."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pygame
import pytest

from game.desktop import saves
from game.desktop.app import IN_GAME, SCREENS, App
from game.desktop.driver import Driver
from game.desktop.widgets import Label, TextField, Widget
from game.desktop.worker import Local, World
from game.paths import user_data
from game.words import missed

LOOKS = [
    *(((1280, 720), scale) for scale in (1.0, 1.25, 1.5, 1.75, 2.0)),
    *(((1024, 768), scale) for scale in (1.0, 1.5, 2.0)),
    ((1600, 900), 1.0),
    ((1920, 1080), 1.0),
    ((2560, 1080), 1.0),
]
"""Sizes of the window with sizes of text."""
PAGES: dict[str, list[Callable[[App], None]]] = {
    "world": [
        lambda app, tab=tab, mode=mode, drawer=drawer, page=page: app.memory.update(
            tab=tab, mode=mode, drawer=drawer, page=page, dock=page % 3
        )
        for tab, mode, drawer, page in (
            (0, "political", False, 0),
            (0, "political", True, 0),
            (1, "trust", True, 1),
            (2, "blocs", True, 2),
            (3, "risk", True, 3),
            (0, "compute", False, 1),
            (0, "chip_flows", False, 2),
            (0, "treaties", False, 3),
        )
    ],
    "orders": [
        lambda app, page=page: app.memory.update(orders_page=page)
        for page in ("policy", "stances", "matrix", "partners", "watch", "bodies")
    ],
    "deals": [lambda app, page=page: app.memory.update(deals_page=page) for page in (0, 1, 2)],
    "history": [lambda app, chart=chart: app.memory.update(chart=chart) for chart in (0, 3)],
}


class Playing:
    """An application with its driver, and the patience to wait for answers."""

    def __init__(self, world: World | None = None, size: tuple[int, int] = (1600, 900)) -> None:
        self.app = App(pygame.Surface(size), world or Local())
        self.driver = Driver(self.app, self.app.window)

    def settle(self, most: int = 4000) -> None:
        """Let frames pass until nothing is awaited."""
        for _ in range(most):
            self.app.frame(1 / 60)
            if not self.app.world.busy and not self.app.turning:
                self.app.frame(1 / 60)
                if not self.app.world.busy:
                    return
            if not isinstance(self.app.world, Local):
                pygame.time.wait(5)
        raise AssertionError("the world does not answer")

    def begin(self, scenario: str = "two-blocs", seat: str | None = "first", seed: int = 7) -> None:
        """Start a game without the screens before it."""
        if seat == "first":
            seat = {"two-blocs": None, "two-plans-2025": "USA"}[scenario]
            if seat is None:
                from game.scenario import load

                seat = load(scenario).setting.seats[0]
        self.app.begin("new", scenario=scenario, seat=seat, seed=seed)
        self.settle()
        assert self.app.name == "world", self.app.root.toasts.messages

    def quarter(self) -> None:
        """End the quarter and close the report."""
        self.app.end_quarter()
        self.settle()
        if self.app.name == "report":
            self.app.show("world")
            self.settle()

    def to(self, name: str, prepare: Callable[[App], None] | None = None) -> None:
        """Go to a screen."""
        if prepare is not None:
            prepare(self.app)
        self.app.show(name)
        self.settle()


@pytest.fixture(scope="module")
def flagship() -> Playing:
    """The flagship after two quarters."""
    playing = Playing()
    playing.begin("two-plans-2025")
    playing.app.settings["report"] = False
    playing.quarter()
    playing.quarter()
    return playing


def check_layout(top: Widget) -> None:
    """No child outside its parent unless it scrolls, no two siblings on each other unless they are stacked."""
    for parent in top.walk():
        shown = [child for child in parent.children if child.visible and not child.dropped]
        scrolls = getattr(parent, "scrolls", False)
        stacked = type(parent).__name__ == "Stack"
        for i, child in enumerate(shown):
            if not scrolls and child.rect.width and child.rect.height:
                assert parent.rect.contains(child.rect), (
                    f"{child.describe()} {child.rect} leaves {parent.describe()} {parent.rect}"
                )
            for other in shown[i + 1 :]:
                assert stacked or not child.rect.colliderect(other.rect), (
                    f"{child.describe()} {child.rect} overlaps {other.describe()} {other.rect}"
                )


def resize(app: App, size: tuple[int, int], scale: float) -> None:
    from dataclasses import replace

    app.root.set_theme(replace(app.root.theme, size=size, text_scale=scale))
    app.rebuild()


def check_words(top: Widget) -> None:
    """Everything has the room it needs, and no word is shortened."""
    for widget in top.walk():
        assert not getattr(widget, "overflow", 0), f"{widget.describe()} is {widget.overflow} px too small"
        assert not widget.lost, f"{widget.describe()} shortens {list(widget.lost)}"
        assert not getattr(widget, "cut", False), f"{widget.describe()} is cut"


def check_targets(app: App) -> None:
    """Whatever can be pressed is large enough to be hit."""
    least = app.root.theme.px(32) - 1
    for widget in app.root.focus.order():
        assert min(widget.rect.size) >= least, f"{widget.describe()} is only {widget.rect.size}"


def check_every_screen(playing: Playing, size: tuple[int, int], scale: float) -> None:
    app = playing.app
    resize(app, size, scale)
    watching = app.view["seat"] is None
    for name in SCREENS:
        if watching and name in ("desk", "orders", "deals"):
            continue
        for prepare in PAGES.get(name, [lambda app: None]):
            playing.to(name, prepare)
            app.rebuild()
            app.root.layout()
            app.root.draw(pygame.Surface(size), force=True)
            try:
                check_layout(app.root.content)
                check_words(app.root.content)
                check_targets(app)
            except AssertionError as problem:
                raise AssertionError(f"{name} at {size} with text of {scale:.0%}: {problem}") from None
    resize(app, (1600, 900), 1.0)
    playing.to("world")


@pytest.mark.parametrize(("size", "scale"), LOOKS)
def test_every_screen_is_laid_out_well(flagship: Playing, size: tuple[int, int], scale: float) -> None:
    check_every_screen(flagship, size, scale)


@pytest.mark.parametrize(
    ("scenario", "seat"), [("two-plans-2025", "NVIDIA"), ("neutral", None), ("two-blocs", "first")]
)
def test_every_seat_has_well_laid_screens(scenario: str, seat: str | None) -> None:
    playing = Playing()
    playing.app.settings["report"] = False
    playing.begin(scenario, seat)
    playing.quarter()
    for size, scale in (((1280, 720), 1.0), ((1280, 720), 1.5), ((1280, 720), 2.0)):
        check_every_screen(playing, size, scale)


@pytest.mark.parametrize("name", [n for n in SCREENS if n in IN_GAME])
def test_tab_reaches_every_control_and_escape_leads_back(flagship: Playing, name: str) -> None:
    app = flagship.app
    flagship.to(name)
    wanted = {id(w) for w in app.root.focus.order() if not getattr(_group(w), "group", False)}
    reached: set[int] = set()
    for _ in range(400):
        flagship.driver.press("Tab")
        flagship.settle()
        current = app.root.focus.current
        assert current is not None and current.describe()
        reached.add(id(current))
        wanted = (
            {id(w) for w in app.root.focus.order() if not getattr(_group(w), "group", False)}
            if current.id == "map"
            else wanted
        )
        if wanted <= reached:
            break
    else:
        raise AssertionError(f"{name}: not every control can be reached with Tab")
    app.root.focus.current = None
    flagship.driver.press("Escape")
    assert app.name in ("world", "title") or app.root.overlays
    if app.root.overlays:
        flagship.driver.press("Escape")
        assert not app.root.overlays
    if app.name == "title":
        app.show("world")


def _group(widget: Widget) -> Any:
    return next((parent for parent in widget.ancestors() if getattr(parent, "group", False)), None)


def test_an_idle_frame_is_cheap_and_makes_no_new_surface(flagship: Playing, monkeypatch: pytest.MonkeyPatch) -> None:
    app = flagship.app
    flagship.app.memory.update(mode="political", tab=0)
    flagship.to("world")
    flagship.driver.frame(3)
    app.kit["map"].settle()
    app.root.toasts._left = [0.0] * len(app.root.toasts._left)
    flagship.driver.frame(40)
    made: list[Any] = []
    real = pygame.Surface

    def counted(*args: Any, **options: Any) -> pygame.Surface:
        made.append(args)
        return real(*args, **options)

    monkeypatch.setattr(pygame, "Surface", counted)
    times = []
    for _ in range(150):
        begin = time.process_time()
        flagship.driver.frame()
        times.append(1000 * (time.process_time() - begin))
    assert not made
    assert statistics.median(times) < 4.0


def test_every_control_that_is_off_says_why(flagship: Playing) -> None:
    for name in SCREENS:
        flagship.to(name)
        for widget in flagship.app.root.content.walk():
            assert widget.enabled or widget.reason
    flagship.to("world")


def test_no_text_is_missing(flagship: Playing) -> None:
    before = set(missed)
    for name in SCREENS:
        for prepare in PAGES.get(name, [lambda app: None]):
            flagship.to(name, prepare)
    flagship.to("world")
    assert not {key for key in missed | before if key.startswith("window.")}


def test_keys_alone_play_a_game_to_its_end() -> None:
    playing = Playing()
    driver, app = playing.driver, playing.app
    assert app.root.focus.current is not None and app.root.focus.current.id == "new"
    driver.press("Enter")
    playing.settle()
    assert app.name == "newgame"
    walk_to(playing, "scenario-two-blocs")
    driver.press("Enter")
    playing.settle()
    walk_to(playing, "start")
    driver.press("Enter")
    playing.settle()
    assert app.name == "world" and app.view["scenario"] == "two-blocs"
    driver.press("o")
    walk_to(playing, "order-safety_standard")
    before = app.view["form"]["bill"]["spent"]
    driver.press("Right")
    playing.settle()
    assert app.view["form"]["bill"]["spent"] > before
    assert app.view["can_undo"]
    driver.press("z")
    playing.settle()
    assert app.view["form"]["bill"]["spent"] == before
    walk_to(playing, "order-safety_standard")
    driver.press("Right")
    playing.settle()
    driver.press("d")
    playing.settle()
    walk_to(playing, "add-give")
    driver.press("Enter")
    driver.press("Enter")
    playing.settle()
    assert app.screen.draft["clauses"], "Enter in the list of clauses adds one"
    assert app.screen.deal is not None and app.screen.deal["chances"]
    driver.press("p")
    playing.settle()
    quarters = app.view["quarters"]
    for turn in range(quarters):
        app.root.focus.set(None)
        driver.press("e")
        assert app.turning
        playing.settle()
        assert app.view["quarter"] == turn + 1 or app.view["finished"]
        if app.view["finished"]:
            break
        assert app.name == "report"
        driver.press("Enter")
        playing.settle()
        assert app.name == "world"
    assert app.view["finished"] and app.name == "ending" and app.screen.ending["title"]
    walk_to(playing, "again")
    driver.press("Enter")
    playing.settle()
    assert app.name == "newgame"


def walk_to(playing: Playing, id: str) -> None:
    """Press Tab until a widget has the focus."""
    for _ in range(300):
        current = playing.app.root.focus.current
        if current is not None and current.id == id:
            return
        playing.driver.press("Tab")
        playing.settle()
    raise AssertionError(f"{id} cannot be reached with Tab")


def test_the_pointer_alone_plays_a_game_to_its_end() -> None:
    playing = Playing()
    driver, app = playing.driver, playing.app
    driver.click("new")
    playing.settle()
    driver.click("scenario-two-blocs")
    playing.settle()
    driver.click("start")
    playing.settle()
    assert app.name == "world"
    driver.frame(2)
    for seat in app.view["nations"][:2]:
        area = driver.find("map")
        chart = app.kit["map"]
        x, y = chart.capital(seat)
        spot = (area.rect.x + round(x), area.rect.y + round(y))
        driver.point(spot)
        driver.send(pygame.MOUSEBUTTONDOWN, pos=spot, button=1, touch=False)
        driver.send(pygame.MOUSEBUTTONUP, pos=spot, button=1, touch=False)
        playing.settle()
        driver.frame()
        assert app.memory["selected"] == seat
    driver.click("rail-orders")
    playing.settle()
    driver.click("order-safety_standard", at=(0.6, 0.55))
    playing.settle()
    assert app.view["form"]["bill"]["spent"] > 0
    driver.click("undo")
    playing.settle()
    assert app.view["form"]["bill"]["spent"] == 0
    driver.click("rail-desk")
    playing.settle()
    for turn in range(app.view["quarters"]):
        driver.click("end")
        playing.settle()
        if app.view["finished"]:
            break
        assert app.view["quarter"] == turn + 1
        driver.click("go-on")
        playing.settle()
    assert app.name == "ending"
    driver.click("look")
    playing.settle()
    assert app.name == "world" and not driver.find("end").enabled


def test_the_report_is_nine_lines_on_one_screen_that_open_on_demand(flagship: Playing) -> None:
    from game.desktop.screens.report import BLOCKS, SHOWN
    from game.desktop.widgets import Opener, ScrollArea

    app = flagship.app
    flagship.to("report")
    report = app.report
    assert report is not None
    moves = {line["text"] for move in report["moves"] for line in move["lines"]}
    assert len(BLOCKS) == 9 and len(moves) > SHOWN + 1

    def told() -> set[str]:
        return {w.content for w in app.root.content.walk() if isinstance(w, Label)} & moves

    for size in ((1280, 720), (1600, 900), (1920, 1080)):
        resize(app, size, 1.0)
        app.root.layout()
        page = next(w for w in app.root.content.walk() if isinstance(w, ScrollArea) and w.id == "report-0")
        lines = [w for w in app.root.content.walk() if isinstance(w, Opener)]
        assert [line.id for line in lines] == [f"report-{key}" for key in BLOCKS]
        assert all(page.rect.contains(line.rect) for line in lines), f"all can be seen at {size}"
        assert all(len(line.lines(line.rect.width)) == 1 for line in lines), "each is one line"
    resize(app, (1600, 900), 1.0)
    assert not told()
    walk_to(flagship, "report-moves")
    flagship.driver.press("Enter")
    assert len(told()) == SHOWN
    walk_to(flagship, "fold-report-all-moves")
    flagship.driver.press("Enter")
    assert told() == moves
    walk_to(flagship, "report-moves")
    flagship.driver.press("Enter")
    assert not told(), "the line keeps the focus, and closes again"
    flagship.driver.click("report-moves")
    walk_to(flagship, next(w.id for w in app.root.content.walk() if w.id.startswith("to-")))
    flagship.driver.press("Enter")
    flagship.settle()
    assert app.name == "world"


def test_dear_orders_are_refused_with_a_reason(flagship: Playing) -> None:
    app = flagship.app
    flagship.to("world")
    partners = [row["partner"] for row in app.view["stances"]]
    for partner in partners:
        app.stance(partner, 4)
        flagship.settle()
    assert any("influence" in message.lower() for message in app.root.toasts.messages), app.root.toasts.messages
    assert app.view["form"]["bill"]["left"] >= -1e-9
    while app.view["can_undo"]:
        app.undo()
        flagship.settle()


def test_a_game_can_be_saved_listed_loaded_and_removed() -> None:
    playing = Playing()
    playing.begin()
    playing.quarter()
    playing.to("saving")
    playing.driver.click("save-now")
    playing.settle()
    cards = saves.cards()
    assert [card["auto"] for card in cards].count(False) == 1
    assert cards[0]["quarter"] == 1 and cards[0]["name"]
    other = Playing()
    assert other.driver.find("continue").enabled
    other.driver.click("load")
    other.driver.click("load-save")
    other.settle()
    assert other.app.name == "world" and other.app.view["quarter"] == 1
    assert other.app.view["bar"] == playing.app.view["bar"]
    other.to("saving")
    other.driver.click("delete-save")
    other.driver.click("delete-yes")
    assert len(saves.cards()) == len(cards) - 1


def test_only_five_autosaves_are_kept() -> None:
    playing = Playing()
    playing.app.settings["report"] = False
    playing.begin()
    for _ in range(6):
        playing.quarter()
    cards = saves.cards()
    assert len(cards) == 5 and max(card["quarter"] for card in cards) == 6


def test_a_failed_save_is_told_and_the_game_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    playing = Playing()
    playing.begin()

    def full(*args: Any, **options: Any) -> None:
        raise OSError("the disk is full")

    from game import save

    monkeypatch.setattr(save, "autosave", full)
    playing.quarter()
    assert playing.app.view["quarter"] == 1
    assert any("disk is full" in message for message in playing.app.root.toasts.messages)


def test_a_spoiled_save_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "spoiled.json"
    path.write_text(json.dumps({"kind": "detente-save"}), encoding="utf-8")
    playing = Playing()
    playing.app.begin("load", path=str(path))
    playing.settle()
    assert playing.app.name == "title" and playing.app.root.toasts.messages
    assert saves.card(path) is None


def test_a_save_that_is_gone_leaves_the_game_as_it_was() -> None:
    playing = Playing()
    playing.begin()
    playing.quarter()
    playing.to("saving")
    for path in saves.folder().glob("*"):
        path.unlink()
    playing.driver.click("load-save")
    playing.settle()
    assert playing.app.name == "saving" and playing.app.root.toasts.messages
    playing.to("world")
    playing.quarter()
    assert playing.app.view["quarter"] == 2, "the game before goes on"


def test_settings_change_the_window_and_are_kept() -> None:
    playing = Playing()
    playing.to("settings")
    app = playing.app
    before = app.root.theme.scale
    playing.driver.find("text-scale").set(2)
    assert app.root.theme.scale == pytest.approx(1.5 * before)
    playing.driver.click("reduced-motion")
    assert app.root.theme.reduced_motion
    assert json.loads((user_data() / "settings.json").read_text("utf-8"))["text_scale"] == 1.5
    playing.driver.press("Escape")
    assert app.name == "title"
    assert Playing().app.root.theme.text_scale == 1.5


def test_letters_typed_into_a_field_are_no_shortcuts() -> None:
    playing = Playing()
    playing.to("newgame")
    field = playing.driver.find("seed")
    assert isinstance(field, TextField)
    playing.app.root.focus.set(field)
    field.set("")
    playing.driver.press("o")
    playing.driver.press("e")
    assert playing.app.name == "newgame" and field.value == "oe"


def test_a_spectator_sees_everything_and_orders_nothing() -> None:
    playing = Playing()
    playing.begin(seat=None)
    for name in ("orders", "desk", "deals"):
        assert not playing.driver.find(f"rail-{name}").enabled
    playing.quarter()
    for name in ("news", "history", "report", "ending", "world"):
        playing.to(name)
    assert playing.app.view["quarter"] == 1


def with_an_offer() -> Playing:
    """The flagship in the first quarter in which an offer waits for the United States."""
    playing = Playing()
    playing.app.settings["report"] = False
    playing.begin("two-plans-2025")
    while not playing.app.view["offers"]:
        playing.quarter()
        assert not playing.app.view["finished"], "nobody offers anything"
    return playing


def test_an_offer_is_sent_back_with_other_terms() -> None:
    playing = with_an_offer()
    app, driver = playing.app, playing.driver
    playing.to("desk")
    offer = app.view["offers"][0]
    walk_to(playing, f"counter-{offer['number']}")
    driver.press("Enter")
    playing.settle()
    assert app.name == "deals" and app.screen.partners == [p for p in offer["parties"] if p != "USA"]
    assert [c["kind"] for c in app.screen.draft["clauses"]] == [c["kind"] for c in offer["draft"]["clauses"]]
    assert not driver.find("choose-partner").enabled, "a counter-offer goes to those who signed the offer"
    left = app.view["form"]["bill"]["left"]
    walk_to(playing, "quarters")
    driver.press("Left")
    playing.settle()
    driver.press("p")
    playing.settle()
    assert offer["number"] not in [other["number"] for other in app.view["offers"]]
    assert set(app.screen.outcome["answers"]) == set(app.screen.partners)
    assert app.view["form"]["bill"]["left"] == left, "the first counter-offer is free"
    assert app.screen.counter is None and app.root.toasts.messages


def test_a_draft_is_sounded_out_before_it_is_tabled(flagship: Playing) -> None:
    app, driver = flagship.app, flagship.driver
    flagship.to("deals", lambda app: app.memory.update(deals_page=0, draft=None))
    assert not driver.find("sound-out").enabled
    walk_to(flagship, "ready-0")
    driver.press("Enter")
    flagship.settle()
    spent = app.view["form"]["bill"]["spent"]
    walk_to(flagship, "sound-out")
    driver.press("Enter")
    flagship.settle()
    told = driver.find("sounding")
    assert isinstance(told, Label) and told.content == app.screen.sounding["text"]
    assert app.view["form"]["bill"]["spent"] == spent + app.screen.deal["sound_price"]
    assert not driver.find("sound-out").enabled and driver.find("propose").enabled
    driver.find("quarters").set(3)
    flagship.settle()
    assert app.screen.sounding is None, "another draft is unheard of"
    flagship.to("world", lambda app: app.memory.update(draft=None))


def test_a_deal_in_its_last_quarters_is_renewed_from_the_book() -> None:
    playing = Playing()
    app, driver = playing.app, playing.driver
    app.settings["report"] = False
    playing.begin("two-plans-2025")
    while not any(deal["mine"] and (deal["renewable"] or deal["renewal"] is not None) for deal in app.view["treaties"]):
        for offer in app.view["offers"]:
            app.answer(offer["number"], True)
            playing.settle()
        playing.quarter()
        assert not app.view["finished"], "no deal came near its end"
    playing.to("deals", lambda app: app.memory.update(deals_page=2))
    deal = next(d for d in app.view["treaties"] if d["mine"] and (d["renewable"] or d["renewal"] is not None))
    number = deal["deal"]
    walk_to(playing, f"renew-{number}" if deal["renewable"] else f"go-on-{number}")
    driver.press("Enter")
    playing.settle()
    after = next(d for d in app.view["treaties"] if d["deal"] == number)
    if deal["renewable"]:
        assert not after["renewable"] and app.root.toasts.messages, "they were asked, and answered"
    else:
        assert after["answered"] == 1
        driver.press("z")
        playing.settle()
        assert next(d for d in app.view["treaties"] if d["deal"] == number)["answered"] is None


def test_the_desk_says_what_the_seat_plays_for(flagship: Playing) -> None:
    app = flagship.app
    flagship.to("desk")
    shown = [w.describe() for w in app.root.content.walk()]
    file = app.view["dossiers"]["USA"]
    agenda = [agenda["title"] for agenda in file["agendas"] if agenda["own"]]
    assert len(agenda) == 1 and agenda[0] in shown
    for goal in file["goals"]:
        assert any(words.startswith(goal["title"]) for words in shown), goal["title"]
    flagship.to("world")


def test_the_desk_says_what_the_office_would_answer() -> None:
    playing = with_an_offer()
    app = playing.app
    offer = app.view["offers"][0]
    left = {**offer, "number": 99, "text": "Somebody offers something light."}
    app.view["left"] = [left]
    playing.to("desk")
    words = {w.content for w in app.root.content.walk() if isinstance(w, Label)}
    assert any(offer["office_text"] in word for word in words) and left["text"] in words
    assert not any(w.id == "accept-99" for w in app.root.content.walk())


def test_a_firm_can_be_played() -> None:
    playing = Playing()
    playing.begin("two-plans-2025", "NVIDIA")
    playing.to("orders")
    assert any(w.id.startswith("order-release") for w in playing.app.root.content.walk())
    playing.to("deals")
    playing.quarter()
    playing.to("desk")
    assert playing.app.view["quarter"] == 1


def test_long_labels_keep_their_words_in_the_tooltip(flagship: Playing) -> None:
    resize(flagship.app, (1280, 720), 1.5)
    flagship.to("desk")
    for widget in flagship.app.root.content.walk():
        if isinstance(widget, Label) and widget.cut:
            tip = widget.tip_content()
            assert tip is not None and (widget.tip is not None or widget.content in (tip.text, tip.title))
    resize(flagship.app, (1600, 900), 1.0)


def test_the_title_needs_nothing_heavy() -> None:
    code = """
import os, sys
os.environ["SDL_VIDEODRIVER"] = "dummy"
from game.desktop.app import App, open_window
app = App(open_window((1280, 720)))
app.frame(0.016)
assert app.draw()
heavy = {"mesa", "pandas", "scipy", "pydantic", "game.start", "game.session"} & set(sys.modules)
assert not heavy, heavy
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_the_world_has_a_process_of_its_own() -> None:
    world = World()
    playing = Playing(world)
    try:
        playing.begin()
        world.ask("submit", orders={"no_such_field": {(0,): 1}})
        playing.settle()
        assert playing.app.root.toasts.messages, "an error of the world is told"
        frames = 0
        playing.app.end_quarter()
        while playing.app.turning:
            playing.app.frame(1 / 60)
            playing.app.root.draw(playing.app.window)
            frames += 1
            pygame.time.wait(2)
        playing.settle()
        assert playing.app.view["quarter"] == 1 and frames >= 1
        world.ask("crash")
        for _ in range(400):
            playing.app.frame(1 / 60)
            if playing.app.root.overlays:
                break
            pygame.time.wait(10)
        assert playing.app.root.overlays, "the window says that the world is gone"
        playing.driver.click("gone-reload")
        playing.settle()
        assert playing.app.name == "world" and playing.app.view["quarter"] == 1
    finally:
        playing.app.running = False
        world.stop()


def test_without_a_display_the_window_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from game.desktop import app

    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(app.NoDisplay, match="no display"):
        app.run()
