"""Widgets: placing, words, focus, reasons, events, caching."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pygame
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.desktop import widgets as kit
from game.desktop.driver import Driver
from game.desktop.gallery import PAGES, Gallery
from game.desktop.layout import Anchor, Column, Grid, Row, Spacer, Stack
from game.desktop.layout import share as divide
from game.desktop.tokens import HIGH_CONTRAST, Theme
from game.desktop.widgets import (
    Button,
    Card,
    Choice,
    Dropdown,
    Label,
    ListView,
    Live,
    Modal,
    Panel,
    Root,
    ScrollArea,
    Slider,
    Stepper,
    Table,
    TableColumn,
    Tabs,
    TextField,
    Toggle,
    TooltipPanel,
    Widget,
)

SIZES = [(1280, 720), (1366, 768), (1600, 900), (1920, 1080), (2560, 1440), (3440, 1440)]


class Holder:
    """The least application."""

    def __init__(self, *content: Widget, theme: Theme | None = None) -> None:
        self.root = Root(Column(*content, pad=20), theme)

    def handle(self, event: pygame.event.Event) -> bool:
        return self.root.handle(event)

    def frame(self, dt: float) -> None:
        self.root.frame(dt)


def drive(*content: Widget) -> Driver:
    return Driver(Holder(*content))


def boxes(top: Widget) -> Iterator[tuple[Widget, list[Widget]]]:
    for widget in top.walk():
        shown = [child for child in widget.children if child.visible and not child.dropped]
        if shown:
            yield widget, shown


def check_layout(top: Widget) -> None:
    for parent, shown in boxes(top):
        scrolls = getattr(parent, "scrolls", False)
        for child in shown:
            if not scrolls:
                assert parent.rect.contains(child.rect) or not child.rect.width or not child.rect.height, (
                    f"{child.describe()} {child.rect} leaves {parent.describe()} {parent.rect}"
                )
        for i, one in enumerate(shown):
            for other in shown[i + 1 :]:
                assert not one.rect.colliderect(other.rect), f"{one.describe()} overlaps {other.describe()}"


@settings(max_examples=20, deadline=None)
@given(st.sampled_from(SIZES), st.sampled_from((1.0, 1.25, 1.5, 2.0)), st.sampled_from(PAGES))
def test_gallery_is_laid_out_well_at_every_size(size: tuple[int, int], scale: float, page: str) -> None:
    gallery = Gallery(Theme(size, scale), page)
    gallery.root.layout()
    check_layout(gallery.root.content)
    for overlay in gallery.root.overlays:
        check_layout(overlay)
        assert pygame.Rect((0, 0), size).contains(overlay.rect)
    if scale * min(size[0] / 1600, size[1] / 900) * 1600 / size[0] <= 1.0:
        cut = [w.describe() for w in gallery.root.content.walk() if isinstance(w, Label) and w.cut]
        assert not cut
        for widget in gallery.root.content.walk():
            if not widget.children:
                assert widget.rect.width >= widget.min_width(), widget.describe()


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 200), st.sampled_from((0.0, 1.0, 2.0))), min_size=1, max_size=6),
    st.integers(20, 1500),
    st.sampled_from(("row", "column", "grid")),
    st.floats(0.8, 2.0),
)
def test_children_stay_inside_and_apart(parts: list[tuple[int, float]], room: int, kind: str, scale: float) -> None:
    children = [Label("word " * (1 + size // 20), wrap=size % 2 == 0, flex=flex) for size, flex in parts]
    box = {"row": Row, "column": Column, "grid": Grid}[kind](*children)
    root = Root(box, Theme(text_scale=scale))
    box.bind(root, None)
    box.layout(pygame.Rect(10, 10, room, 400 if kind != "grid" else 4000))
    check_layout(box)


@given(
    st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.sampled_from((0.0, 1.0, 3.0))), max_size=8),
    st.integers(0, 2000),
)
def test_room_is_divided_without_loss(parts: list[tuple[int, int, float]], room: int) -> None:
    wanted = [max(a, b) for a, b, _ in parts]
    least = [min(a, b) for a, b, _ in parts]
    flex = [f for _, _, f in parts]
    sizes = divide(room, wanted, least, flex)
    assert all(size >= 0 for size in sizes)
    assert sum(sizes) <= room
    if sum(least) <= room:
        assert all(size >= low for size, low in zip(sizes, least, strict=True))
        if any(flex):
            assert sum(sizes) == room


@pytest.mark.parametrize("page", PAGES)
def test_every_widget_has_words_and_every_disabled_one_a_reason(page: str) -> None:
    gallery = Gallery(Theme(), page)
    gallery.root.layout()
    seen = [*gallery.root.content.walk(), *(w for o in gallery.root.overlays for w in o.walk())]
    assert all(widget.describe().strip() for widget in seen)
    off = [widget for widget in seen if not widget.enabled]
    assert off or page == "charts"
    for widget in off:
        tip = widget.tip_content()
        assert tip is not None
        assert tip.reason
        assert widget.reason in widget.describe()


def test_disabling_without_a_reason_is_refused() -> None:
    with pytest.raises(ValueError, match="reason"):
        Button("Propose", enabled=False)
    with pytest.raises(ValueError, match="reason"):
        Button("Propose").set_enabled(False)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("direction", ["Tab", "Shift+Tab"])
def test_focus_walk_reaches_every_widget(page: str, direction: str) -> None:
    gallery = Gallery(Theme(), page)
    driver = Driver(gallery)
    driver.frame()
    driver.press("Escape")
    focus = gallery.root.focus
    wanted = {id(widget) for widget in focus.order()}
    reached: set[int] = set()
    for _ in range(len(wanted) + 3):
        driver.press(direction)
        assert focus.current is not None
        reached.add(id(focus.current))
        group = next((p for p in focus.current.ancestors() if getattr(p, "group", False)), None)
        for _ in range(len(group.children) if group is not None else 0):
            driver.press("Down")
            reached.add(id(focus.current))
    assert reached == wanted


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_targets_are_large_enough(size: tuple[int, int], scale: float) -> None:
    gallery = Gallery(Theme(size, scale), "controls")
    gallery.root.layout()
    unit = gallery.root.theme.scale
    for widget in gallery.root.focus.order():
        least = 32 if isinstance(widget, Button) and widget.low else 36
        assert widget.focus_rect.height >= least * unit - 1, widget.describe()


def test_no_surface_is_made_and_nothing_drawn_in_idle_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    gallery = Gallery(Theme(), "controls")
    driver = Driver(gallery)
    driver.frame(60)
    made: list[object] = []
    original = pygame.Surface

    class Counting(original):
        def __init__(self, *args: object, **kwargs: object) -> None:
            made.append(args)
            super().__init__(*args, **kwargs)

    monkeypatch.setattr(pygame, "Surface", Counting)
    rendered: list[Panel] = []
    monkeypatch.setattr(Panel, "render", lambda self, scratch: rendered.append(self))
    surface = driver.surface
    for _ in range(100):
        gallery.frame(1 / 60)
        assert gallery.root.draw(surface) is False
        gallery.root.draw(surface, force=True)
    assert made == []
    assert rendered == []


def test_only_the_changed_panel_is_drawn_again(monkeypatch: pytest.MonkeyPatch) -> None:
    left, right = Label("left", id="left"), Label("right", id="right")
    driver = drive(Panel(left, id="a"), Panel(right, id="b"))
    driver.frame(2)
    drawn: list[str] = []
    original = Panel.render

    def render(self: Panel, scratch: pygame.Surface) -> None:
        drawn.append(self.id)
        original(self, scratch)

    monkeypatch.setattr(Panel, "render", render)
    left.set_text("tfel")
    driver.frame(2)
    assert drawn == ["a"]
    right.ink = "ACCENT"
    right.invalidate()
    drawn.clear()
    driver.frame(2)
    assert drawn == ["b"]


def test_drawing_is_the_same_every_time() -> None:
    pictures = []
    for _ in range(2):
        gallery = Gallery(Theme(), "charts")
        surface = pygame.Surface((1600, 900))
        gallery.root.draw(surface)
        pictures.append(pygame.image.tobytes(surface, "RGB"))
    assert pictures[0] == pictures[1]


def test_button_presses_by_pointer_and_keys_but_not_when_off() -> None:
    pressed: list[int] = []
    button = Button("Go", lambda: pressed.append(1), id="go")
    driver = drive(button)
    driver.click("go")
    driver.press("Tab")
    driver.press("Enter")
    driver.press("Space")
    assert len(pressed) == 3
    button.set_enabled(False, "Not now")
    driver.press("Enter")
    driver.click("go")
    assert len(pressed) == 3
    assert driver.app.root.tooltip is not None
    assert any("Not now" in line for line in driver.app.root.log)


def test_a_press_that_ends_elsewhere_or_loses_the_window_does_nothing() -> None:
    pressed: list[int] = []
    driver = drive(Button("Go", lambda: pressed.append(1), id="go"))
    rect = driver.find("go").rect
    driver.drag(rect.center, (rect.right + 50, rect.bottom + 90))
    driver.send(pygame.MOUSEBUTTONDOWN, pos=rect.center, button=1)
    driver.send(pygame.WINDOWFOCUSLOST)
    driver.send(pygame.MOUSEBUTTONUP, pos=rect.center, button=1)
    assert pressed == []


def test_slider_moves_by_keys_and_drag_and_keeps_to_steps() -> None:
    seen: list[float] = []
    slider = Slider("Cap", 50, 0, 100, seen.append, step=5, id="cap", ghost=20)
    driver = drive(slider)
    driver.frame()
    driver.press("Tab")
    for name, value in (("Right", 55), ("Left", 50), ("PageUp", 60), ("Home", 0), ("End", 100)):
        driver.press(name)
        assert slider.value == value
    track = slider.track()
    driver.drag(track.center, (track.right + 300, track.centery))
    assert slider.value == 100
    driver.drag(track.center, (track.x + track.width // 4, track.centery))
    assert slider.value == 25
    assert all(value % 5 == 0 for value in seen)
    assert "was 20" in slider.describe()


def test_toggle_stepper_tabs_and_choice_change_and_tell() -> None:
    told: list[object] = []
    toggle, stepper = Toggle("Ironman", on_change=told.append, id="t"), Stepper("Envoys", 1, 0, 2, told.append, id="s")
    tabs, choice = Tabs(("A", "B"), 0, told.append, id="tabs"), Choice(("X", "Y", "Z"), 0, told.append, id="c")
    driver = drive(toggle, stepper, tabs, choice)
    driver.click("t")
    driver.press("Tab")
    driver.press("Right", 5)
    driver.press("Tab")
    driver.press("Right")
    driver.press("Tab")
    driver.press("End")
    assert told == [True, 2, 1, 2]
    choice.set_enabled(False, "Fixed")
    driver.press("Home")
    assert choice.index == 2


def test_text_field_takes_letters_composition_and_editing_keys() -> None:
    entered: list[str] = []
    field = TextField("Name", on_enter=entered.append, id="name")
    driver = drive(field)
    driver.click("name")
    driver.type("accord")
    driver.press("Home")
    driver.type("An ")
    driver.press("Delete")
    driver.type("A")
    driver.send(pygame.TEXTEDITING, text="zh", start=0, length=2)
    assert field.editing == "zh"
    assert driver.press("Left")
    driver.frame()
    driver.send(pygame.TEXTINPUT, text="中")
    assert field.value == "An A中ccord"
    driver.press("Ctrl+a")
    driver.press("Backspace")
    assert field.value == ""
    driver.press("q")
    driver.press("Enter")
    assert entered == ["q"]


def test_list_scrolls_selects_and_opens() -> None:
    opened: list[int] = []
    menu = ListView([f"row {i}" for i in range(40)], on_open=opened.append, rows_shown=5, id="menu")
    driver = drive(Card(menu))
    driver.frame()
    driver.press("Tab")
    driver.press("Down", 3)
    assert menu.selected_index == 2
    driver.press("End")
    assert menu.selected_index == 39
    assert menu.rect.contains(menu.row_rect(39))
    driver.press("Enter")
    assert opened == [39]
    driver.move("menu")
    driver.send(pygame.MOUSEWHEEL, x=0, y=3)
    assert not menu.rect.contains(menu.row_rect(39))
    driver.frame()


def test_table_sorts_by_click_and_keys_and_keeps_its_row() -> None:
    rows = [["b", 2], ["a", 3], ["c", 1]]
    table = Table([TableColumn("Name"), TableColumn("N", align="right")], rows, id="t", selected=0)
    driver = drive(Card(table))
    driver.frame()
    driver.click("t", (0.05, 0.05))
    assert [table.row(i)[0] for i in range(3)] == ["a", "b", "c"]
    assert table.row(table.selected_index)[0] == "b"
    driver.press("Up", 2)
    driver.press("Right")
    driver.press("Enter")
    assert [table.row(i)[1] for i in range(3)] == [3, 2, 1]
    assert table.source(0) == 1
    driver.frame()


def test_modal_holds_the_focus_and_gives_it_back() -> None:
    holder = Holder(Button("Open", id="open"), Button("Behind", id="behind"))
    driver = Driver(holder)
    cancelled: list[int] = []
    modal = Modal(
        "Sure?",
        Label("Text", wrap=True),
        actions=(Button("No", id="no"), Button("Yes", id="yes")),
        on_cancel=lambda: cancelled.append(1),
        first="yes",
    )
    driver.press("Tab")
    holder.root.open(modal)
    driver.frame()
    assert holder.root.focus.current is holder.root.find("yes")
    names = {w.id for w in holder.root.focus.order()}
    assert names == {"no", "yes"}
    with pytest.raises(AssertionError):
        driver.click("behind")
    assert driver.press("z")
    driver.press("Escape")
    assert cancelled == [1]
    assert holder.root.focus.current is holder.root.find("open")


def test_dropdown_opens_chooses_and_closes_outside() -> None:
    chosen: list[int] = []
    driver = drive(Dropdown("Language", ["English", "Español", "简体中文"], 0, chosen.append, id="lang"))
    root = driver.app.root
    driver.press("Tab")
    driver.press("Enter")
    driver.frame()
    driver.press("Down", 2)
    driver.press("Enter")
    assert chosen == [2]
    assert not root.overlays
    driver.click("lang")
    assert root.overlays
    driver.send(pygame.MOUSEBUTTONDOWN, pos=(1590, 890), button=1)
    assert not root.overlays


def test_tooltip_opens_by_hover_and_by_key_and_unfolds() -> None:
    gallery = Gallery(Theme(), "controls")
    driver = Driver(gallery)
    root = gallery.root
    driver.frame()
    driver.move("sanction-off")
    driver.frame(30)
    assert isinstance(root.tooltip, TooltipPanel)
    assert "influence" in root.tooltip.describe()
    driver.point((1, 1))
    assert root.tooltip is None
    root.focus.set(root.find("stat-compute"), True)
    driver.press("F1")
    assert root.tooltip is not None
    assert root.tooltip.pinned
    assert root.focus.current is root.find("why-1")
    driver.press("Enter")
    assert root.find("why-1-0").describe().startswith("Hotline")
    driver.press("Left")
    with pytest.raises(KeyError):
        root.find("why-1-0")
    driver.press("Escape")
    assert root.tooltip is None
    assert root.focus.current is root.find("stat-compute")


def test_notices_stay_a_while_and_are_logged() -> None:
    driver = drive(Label("x"))
    root = driver.app.root
    root.toast("Saved")
    driver.frame(10)
    assert root.toasts.messages == ["Saved"]
    driver.frame(1, dt=9)
    assert root.toasts.messages == []
    assert "Saved" in root.log


def test_notices_do_not_pile_up() -> None:
    root = drive(Label("page")).app.root
    for _ in range(5):
        root.toast("Refused by Torvane", "NEG")
    assert root.toasts.messages == ["Refused by Torvane"], "the same words again only stay longer"
    for number in range(5):
        root.toast(f"Saved {number}", "POS")
    assert len(root.toasts.messages) == 3
    root.toast("The disk is full", "NEG", stays=True)
    root.toasts.turn_page()
    assert root.toasts.messages == ["The disk is full"], "on another page only what must be read stays"


def test_scrolling_follows_the_focus() -> None:
    buttons = [Button(f"Button {i}", id=f"b{i}") for i in range(40)]
    area = ScrollArea(Column(*buttons), id="area")
    driver = drive(Panel(area, flex=1))
    driver.frame()
    for _ in range(30):
        driver.press("Tab")
        focused = driver.app.root.focus.current
        assert focused is not None
        assert area.rect.contains(focused.rect)
    assert area.offset > 0
    driver.frame()


def test_reduced_motion_has_no_transitions() -> None:
    holder = Holder(Toggle("Motion", id="t"), theme=replace(Theme(), reduced_motion=True))
    driver = Driver(holder)
    driver.click("t")
    driver.frame(1, dt=0.0001)
    assert not holder.root._moving


def test_live_areas_draw_each_frame_below_panels_that_are_over() -> None:
    calls: list[int] = []
    events: list[int] = []
    pressed: list[int] = []

    def paint(surface: pygame.Surface, rect: pygame.Rect) -> None:
        calls.append(1)
        surface.fill((9, 9, 9), rect)

    def listen(event: pygame.event.Event) -> bool:
        events.append(event.type)
        return event.type == pygame.MOUSEBUTTONDOWN

    chips = Panel(Button("Blocs", lambda: pressed.append(1), id="blocs"), background="PANEL3", pad=6, over=True)
    dock = Row(Card(Label("wire"), title="Wire", over=True, flex=1, id="wire"), gap=12)
    stack = Stack(
        Live(paint, on_event=listen, id="map"), Anchor(chips, pad=10), Anchor(dock, y=1, wide=True, pad=10), flex=1
    )
    driver = drive(stack, Spacer(10))
    driver.frame(5)
    assert len(calls) == 5
    assert driver.surface.get_at(stack.rect.center)[:3] == (9, 9, 9)
    assert driver.surface.get_at((chips.rect.x + 2, chips.rect.y + 2))[:3] == driver.app.root.theme.ink("PANEL3")
    assert driver.find("wire").rect.width == stack.rect.width - 20
    driver.click("blocs")
    assert pressed == [1]
    assert pygame.MOUSEBUTTONDOWN not in events
    driver.click("map")
    assert pygame.MOUSEBUTTONDOWN in events


def test_theme_can_change_while_running() -> None:
    gallery = Gallery(Theme(), "controls")
    driver = Driver(gallery, None)
    driver.frame()
    before = gallery.root.find("propose").rect.height
    gallery.root.set_theme(Theme((1600, 900), 2.0, HIGH_CONTRAST))
    driver.frame()
    assert gallery.root.find("propose").rect.height == 2 * before
    driver.send(pygame.VIDEORESIZE, w=1280, h=720, size=(1280, 720))
    assert gallery.root.theme.size == (1280, 720)
    gallery.root.draw(pygame.Surface((1280, 720)))


def test_a_narrow_row_leaves_parts_out_in_order() -> None:
    parts = [Button(f"Part number {i}", id=f"p{i}") for i in range(4)]
    row = Row(*parts, drop=(parts[2], parts[0]))
    root = Root(Column(row))
    root.layout()
    widths = [part.rect.width for part in parts]
    for room, left in ((900, {0, 1, 2, 3}), (sum(widths) - 10, {0, 1, 3}), (widths[0] * 2 + 30, {1, 3})):
        row.layout(pygame.Rect(0, 0, room, 60))
        assert {i for i, part in enumerate(parts) if not part.dropped} == left
        assert set(row.walk()) == {row, *(parts[i] for i in left)}


def test_the_example_in_the_documentation_works(window: pygame.Surface) -> None:
    doc = kit.__doc__ or ""
    code = textwrap.dedent(doc[doc.index("    from game") : doc.index("Rules:")])
    names: dict[str, Any] = {}
    exec(code, names)
    app = names["Screen"](window)
    driver = Driver(app)
    driver.frame(3)
    driver.click("propose")
    assert app.root.toasts.messages == ["Draft sent to Beijing"]
    app.cap.set(0)
    assert app.propose.reason
    driver.frame(3)
    check_layout(app.root.content)
