"""What every screen is, and the frame that screens of a running game share: top bar, rail, foot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pygame

from game.desktop import text
from game.desktop.layout import Column, Row, Spacer
from game.desktop.tokens import Ink
from game.desktop.widgets import (
    Button,
    Count,
    Flag,
    KeyHint,
    Label,
    Meter,
    Panel,
    Rule,
    ScrollArea,
    Stat,
    Tip,
    Why,
    Widget,
)
from game.words import has, say, spoken

if TYPE_CHECKING:
    from game.desktop.app import App

RAIL = (
    ("world", "map-2", "W"),
    ("desk", "mail", "I"),
    ("orders", "adjustments", "O"),
    ("deals", "heart-handshake", "D"),
    ("news", "news", "N"),
    ("history", "chart-line", "H"),
    ("saving", "device-floppy", "S"),
)
BLOC_INK: tuple[Ink, ...] = ("BLOC_BLUE", "BLOC_RED", "BLOC_VIOLET", "BLOC_TEAL")
GOOD: dict[str, Any] = {"risk": "down", "fragmentation": "none", "tension": "down"}
ICONS = {
    "influence": "award",
    "money": "coin",
    "compute": "cpu",
    "lead": "chart-line",
    "risk": "alert-triangle",
    "revenue": "receipt",
    "fragmentation": "puzzle",
    "approval": "users",
}


class Screen:
    """One screen: `build` gives its widgets, `key` takes keys that no widget wanted, `refreshed` shows new values."""

    first_focus = ""

    def __init__(self, app: App, **options: Any) -> None:
        self.app = app

    @property
    def view(self) -> dict[str, Any]:
        """What the world told last."""
        return self.app.view

    def build(self) -> Widget:
        """The widgets of the screen."""
        raise NotImplementedError

    def before(self, event: pygame.event.Event) -> None:
        """See an event before the widgets do."""

    def key(self, event: pygame.event.Event) -> bool:
        """Take a key that no widget wanted."""
        return False

    def escape(self) -> None:
        """Go back."""
        self.app.show("title")

    def frame(self, dt: float) -> None:
        """Let time pass."""

    def refreshed(self, what: str) -> None:
        """New values came: `world`, `desk`, `turn` or `note`."""
        if not self.app.root.overlays:
            self.app.rebuild()

    def flush(self) -> None:
        """Send what was held back, before a quarter is played or the screen is left."""

    def leave(self) -> None:
        """The screen is left."""
        self.flush()


def room(app: App) -> tuple[float, float]:
    """Width and height of the window in design px, which shrink as the text grows."""
    theme = app.root.theme
    return theme.size[0] / theme.scale, theme.size[1] / theme.scale


def named_in(view: dict[str, Any], key: str) -> str:
    """Name of a seat within a sentence: «the United States»."""
    return spoken(named(view, key))


def named(view: dict[str, Any], key: str) -> str:
    """Name of a seat."""
    if key in view.get("seats", {}):
        return str(view["seats"][key]["name"])
    return say("window.everybody") if not key else say("window.rest") if key == "REST" else key


def bloc_ink(bloc: int) -> Ink:
    """Colour of a bloc in charts."""
    return BLOC_INK[bloc] if 0 <= bloc < len(BLOC_INK) else "SWING"


def bloc_name(view: dict[str, Any], bloc: int) -> str:
    """Name of a bloc: after its host."""
    hosts = view["hosts"]
    return say("window.bloc.of", host=named(view, hosts[bloc])) if 0 <= bloc < len(hosts) else say("window.bloc.none")


def compute_text(value: float) -> str:
    """Compute from thousands of H100 equivalents."""
    if abs(value) >= 1000:
        return say("window.amount.million", value=text.number(value / 1000, 1))
    return say("window.amount.thousand", value=text.number(value))


def figure_text(key: str, value: float) -> str:
    """A figure of the top bar or a dossier."""
    if key == "compute":
        return compute_text(value)
    if key in ("money", "revenue"):
        digits = 0 if abs(value) >= 100 else 1
        return say("window.amount.money", value=text.number(value, digits))
    if key == "lead":
        return say("window.amount.quarters", value=text.signed(value, 1))
    if key in (
        "risk",
        "fragmentation",
        "compute_share",
        "adoption",
        "shortage",
        "home_made",
        "leverage",
        "public_trust",
        "safety",
        "compliance_cost",
    ):
        return f"{text.number(value, 1 if abs(value) < 9.95 and value else 0)}%"
    if key in ("influence", "prosperity"):
        return (
            text.number(value, 1 if abs(value - round(value)) > 0.04 else 0)
            if key == "influence"
            else text.number(value, 2)
        )
    if key in ("capability", "opened"):
        return text.number(value, 1)
    return text.number(value, 0)


def change_of(key: str, change: float | None) -> tuple[float | None, int]:
    """A change in the unit it is shown in, and its digits."""
    if change is None:
        return None, 0
    if key == "compute":
        return (change / 1000, 1) if abs(change) >= 1000 else (change / 1000, 2)
    return change, {"lead": 1, "risk": 1, "fragmentation": 1, "influence": 1, "money": 1, "revenue": 1}.get(key, 0)


def when(date: str) -> str:
    """A date such as 2025Q3 for people."""
    return f"{date[:4]} {date[4:]}" if len(date) > 4 else date


class GameScreen(Screen):
    """A screen of a running game."""

    name = ""

    def body(self) -> Widget:
        """What lies between the rail and the right edge, over the foot."""
        raise NotImplementedError

    def side(self) -> Widget | None:
        """A panel at the right, or none."""
        return None

    def build(self) -> Widget:
        """Top bar, rail, body, foot."""
        side = self.side()
        parts: list[Widget] = [self.rail(), self.body()]
        if side is not None:
            parts.append(side)
        self._middle = Row(*parts, gap=0, align="stretch", flex=1)
        self._whole = Column(self.bar(), self._middle, self.foot(), gap=0)
        return self._whole

    def refreshed(self, what: str) -> None:
        """While a quarter is played, and for notes, only bar and foot are made anew."""
        if what not in ("turn", "note"):
            super().refreshed(what)
            return
        focus = self.app.root.focus
        focused = focus.current.id if focus.current is not None else ""
        self._whole.set_children(self.bar(), self._middle, self.foot())
        self.app.root.layout()
        if focused and focus.current is None and not self.app.root.overlays:
            found = next((w for w in self._whole.walk() if w.id == focused and w.focusable), None)
            if found is not None:
                focus.set(found, focus.visible)

    # the frame ---------------------------------------------------------------------------------------------------
    def bar(self) -> Widget:
        """Who, the figures with their change, the date."""
        view, app = self.view, self.app
        seat = view["seat"]
        info = view["seats"][seat] if seat else None
        name = info["name"] if info else say("window.bar.watching")
        under = say("window.bar.scenario", title=view["title"])
        approval = next((g for g in view["bar"] if g["key"] == "approval"), None)
        if info is not None and info["kind"] == "nation" and approval is not None:
            under = say("window.bar.approval", value=text.number(approval["value"]))
        elif info is not None and info["kind"] == "firm":
            under = say("window.bar.firm", home=named(view, info["home"]))
        who = Column(
            Label(name, "strong", "TEXT", whole=True, id="who"),
            Label(under, "note", "TEXT3", whole=True),
            gap=0,
            justify="centre",
        )
        fields: list[Widget] = []
        for figure in view["bar"]:
            key = figure["key"]
            if key == "approval" and seat:
                continue
            scale = 100.0 if key in ("risk", "fragmentation") else 1.0
            change, digits = change_of(key, None if figure["change"] is None else scale * figure["change"])
            causes = tuple(
                Why(cause["label"], scale * cause["amount"], digits=1 if scale > 1 else 2, good=GOOD.get(key, "up"))
                for cause in figure["causes"][:8]
            )
            name_of = say(f"window.figure.{key}")
            told = ". ".join(part for part in (figure["text"], figure["band"]) if part)
            stat = Stat(
                name_of.upper(),
                "–" if key == "risk" and view["quarter"] == 0 else figure_text(key, scale * figure["value"]),
                change,
                digits=digits,
                good=GOOD.get(key, "up"),
                icon=ICONS.get(key, "gauge"),
                id=f"stat-{key}",
                focusable=True,
                tip=Tip(
                    name_of,
                    f"{told}\n{say(f'window.figure_tip.{key}')}" if told else say(f"window.figure_tip.{key}"),
                    causes,
                ),
            )
            fields.append(Row(Rule(upright=True), stat, gap=14, id=f"bar-{key}"))
        year, quarter = view["date"][:4], view["date"][4:]
        date = Row(Label(year, "figure-quiet", "TEXT2"), Label(quarter, "figure", "TEXT"), gap=8)
        turn = Column(
            Label(
                say("window.bar.turn", turn=min(view["quarter"] + 1, view["quarters"]), of=view["quarters"]),
                "note",
                "TEXT2",
            ),
            Meter(float(quarter[1:]) - 0.01, top=4, segments=4, ink="ACCENT"),
            gap=0,
            justify="centre",
            id="turn-of",
        )
        note = Label(app.autosaved, "note", "TEXT3", id="autosaved")
        tools = [
            Button(
                "", lambda: app.show("help"), icon="help", kind="quiet", words=say("window.rail.help"), id="bar-help"
            ),
            Button(
                "",
                lambda: app.show("settings"),
                icon="settings",
                kind="quiet",
                words=say("window.rail.settings"),
                id="bar-settings",
            ),
        ]
        # the two clocks, lead and risk, and influence stay longest
        last = [field for key in ("compute", "revenue", "money") for field in fields if field.id == f"bar-{key}"]
        flag: list[Widget] = [Flag(info["flag"], side=32, name=name)] if info is not None and info["flag"] else []
        row = Row(
            *flag,
            who,
            *fields,
            Spacer(),
            note,
            date,
            turn,
            *tools,
            gap=14,
            drop=(note, turn, *last, who),
        )
        return Panel(row, edges=("bottom",), pad=(16, 0), size=(0, 56), id="bar")

    def rail(self) -> Widget:
        """The screens of a game."""
        _app, view = self.app, self.view
        watch = view["seat"] is None
        buttons: list[Widget] = []
        for name, icon, key in RAIL:
            label = say(f"window.rail.{name}")
            off = say("window.watching_only") if watch and name in ("desk", "orders", "deals") else ""
            buttons.append(
                Button(
                    label,
                    self._goer(name),
                    kind="rail",
                    icon=icon,
                    selected=self.name == name,
                    id=f"rail-{name}",
                    tip=Tip(label, say("window.key_hint", key=key)),
                    enabled=not off,
                    reason=off,
                )
            )
        column = Column(*buttons, group=True, gap=6)
        return Panel(ScrollArea(column, id="rail-scroll"), edges=("right",), pad=(3, 10), size=(84, 0), id="rail")

    def _goer(self, name: str) -> Any:
        return lambda: self.app.show(name)

    def foot(self) -> Widget:
        """Moves left, influence left, what waits, key hints, End quarter."""
        view, app = self.view, self.app
        bill = view["form"]["bill"] if view.get("form") and not view["finished"] else None
        items = self._counts(bill) if bill else []
        if not bill:
            note = "window.end.over" if view["finished"] else "window.foot.watching"
            items.append(Label(say(note), "note", "TEXT3", wrap=True, flex=1))
        hints = [
            *([] if view["finished"] else [KeyHint("E", say("window.foot.end"))]),
            KeyHint("Tab", say("window.foot.next")),
            KeyHint("?", say("window.rail.help")),
        ]
        undo: list[Widget] = []
        if bill:
            can = bool(view["can_undo"]) and not app.turning
            undo = [
                Button(
                    say("window.foot.undo"),
                    app.undo,
                    kind="quiet",
                    icon="arrow-back-up",
                    key="Z",
                    low=True,
                    id="undo",
                    enabled=can,
                    reason="" if can else say("window.undo.nothing"),
                )
            ]
        counts = Row(*items, gap=2, drop=tuple(reversed(items[2:])), flex=1)
        row = Row(counts, *undo, *hints, gap=18, drop=hints)
        foot = Panel(row, edges=("top",), pad=(6 if bill else 16, 0, 16, 0), size=(0, 56), id="foot", flex=1)
        reason = say("window.end.playing") if app.turning else say("window.end.over") if view["finished"] else ""
        label = say("window.end.busy") if app.turning else say("window.end.button")
        end = Button(
            label,
            app.end_quarter,
            kind="block",
            icon_after="player-track-next",
            id="end",
            flex=0,
            note=say("window.end.note", count=max(0, bill["free_moves"] - bill["moves"]))
            if bill and not reason
            else "",
            enabled=not reason,
            reason=reason,
        )
        wide = 424 if room(app)[0] >= 1400 else 300
        return Row(
            foot,
            Panel(end, size=(wide, 56), background="PANEL" if reason else "ACCENT", id="end-panel"),
            gap=0,
            align="stretch",
        )

    def _counts(self, bill: dict[str, Any]) -> list[Widget]:
        """What is left to move with and what waits for an answer; each leads to where that is done."""
        view, short = self.view, "" if room(self.app)[0] >= 1200 else "_short"
        waiting = sum(1 for offer in view["offers"] if offer["answered"] is None)
        asked = sum(1 for o in view["occasions"] if all(x["default"] for x in o["options"] if x["chosen"]))
        left = text.number(bill["left"], 1 if bill["left"] % 1 else 0)
        spent = say("window.foot.influence_spent", spent=text.number(bill["spent"]))
        counts = [
            ("moves", str(max(0, bill["free_moves"] - bill["moves"])), say(f"window.foot.moves{short}"), "orders"),
            ("influence", left, spent if bill["spent"] and not short else say("window.foot.influence"), "orders"),
        ]
        if waiting:
            counts.append(("offers", str(waiting), say("window.foot.offers", count=waiting), "desk"))
        if asked:
            counts.append(("occasions", str(asked), say(f"window.foot.occasions{short}", count=asked), "desk"))
        return [
            Count(number, words, self._goer(place), id=f"foot-{name}", tip=say(f"window.foot.{name}_tip"))
            for name, number, words, place in counts
        ]

    # keys --------------------------------------------------------------------------------------------------------
    def key(self, event: pygame.event.Event) -> bool:
        """Shortcuts of a game."""
        app, key = self.app, event.key
        if event.mod & (pygame.KMOD_CTRL | pygame.KMOD_ALT):
            return False
        for name, _, letter in RAIL:
            if event.key == pygame.key.key_code(letter.lower()):
                off = self.view["seat"] is None and name in ("desk", "orders", "deals")
                if off:
                    app.root.toast(say("window.watching_only"), "INFO")
                elif self.name != name:
                    app.show(name)
                return True
        if key == pygame.K_e or (key == pygame.K_SPACE and app.root.focus.current is None):
            app.end_quarter()
        elif key == pygame.K_z:
            app.undo()
        elif event.unicode == "?" or key == pygame.K_F2:
            app.show("help")
        else:
            return False
        return True

    def escape(self) -> None:
        """Back to the world; from the world to the pause dialog."""
        self.app.show("world")


def folded(app: App, key: str, rows: Sequence[Widget], least: int) -> list[Widget]:
    """The first rows and a button that unfolds the rest; one row more is shown rather than folded."""
    opened = app.memory.setdefault("opened", set())
    if len(rows) <= least + 1:
        return list(rows)

    def turn() -> None:
        opened.symmetric_difference_update({key})
        app.rebuild()

    is_open = key in opened
    words = say("window.fold.fewer") if is_open else say("window.fold.more", count=len(rows) - least)
    fold = Button(
        words, turn, kind="quiet", low=True, icon="chevron-up" if is_open else "chevron-down", id=f"fold-{key}"
    )
    return [*(rows if is_open else rows[:least]), Row(fold)]


def sentence(prefix: str, key: str, fallback: str = "") -> str:
    """A text if there is one, else the fallback, else the key in plain words."""
    return say(f"{prefix}.{key}") if has(f"{prefix}.{key}") else fallback or key.replace("_", " ")
