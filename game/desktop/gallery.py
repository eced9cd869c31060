"""Every widget and chart in every state: `python -m game.desktop.gallery [--shot PATH] [--size 1600x900]`."""

from __future__ import annotations

import argparse
import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pygame

from game.desktop import charts, text
from game.desktop.layout import Column, Grid, Row, Spacer
from game.desktop.tokens import DEFAULT, Theme, alternative, high_contrast
from game.desktop.widgets import (
    Button,
    Card,
    ChartView,
    Chip,
    Choice,
    Dropdown,
    Figure,
    Flag,
    Item,
    KeyHint,
    Label,
    ListView,
    Meter,
    Modal,
    Panel,
    Root,
    Rule,
    ScrollArea,
    Slider,
    Stat,
    Stepper,
    Table,
    TableColumn,
    Tabs,
    TextField,
    Tip,
    Toggle,
    Why,
    Widget,
)

WHY = Tip(
    "Trust in China, 22",
    "How far Beijing believes that you keep what you sign. Open a line to see where it comes from.",
    (
        Why("Start of the scenario", 30),
        Why("Promises kept", 6, (Why("Hotline, 2026 Q2", 2), Why("Visa quota, 2026 Q4", 4))),
        Why("Promises broken", -14, (Why("Chip licence withdrawn", -11), Why("Late inspection", -3))),
    ),
)
PAGES = ("controls", "charts", "overlays")
WALK = (
    [("Usual for this pair", 38.0)],
    [
        ("Needs inference chips now", 18.0),
        ("Hotline suits both publics", 15.0),
        ("Inspectors near military sites", -12.0),
        ("You shared open weights in Q1", 9.0),
        ("Broken pledge, 2026 Q4", -7.0),
    ],
)


class Gallery:
    """An application with a page of widgets, a page of charts and a page with overlays."""

    def __init__(self, theme: Theme, page: str = "controls") -> None:
        self.page = page
        self.root = Root(self._screen(page), theme)
        if page == "overlays":
            self._overlays()

    def handle(self, event: pygame.event.Event) -> bool:
        """Give an event to the root."""
        return self.root.handle(event)

    def frame(self, dt: float) -> None:
        """Let time pass."""
        self.root.frame(dt)

    def turn(self, page: str) -> None:
        """Show another page."""
        self.page = page
        self.root.set_content(self._screen(page))
        if page == "overlays":
            self._overlays()

    def _screen(self, page: str) -> Widget:
        names = {"controls": "adjustments", "charts": "chart-line", "overlays": "message"}
        rail = [
            Button(
                name.title(),
                partial(self.turn, name),
                kind="rail",
                icon=icon,
                selected=name == page,
                id=f"rail-{name}",
            )
            for name, icon in names.items()
        ]
        locked = Button(
            "Locked", kind="rail", icon="lock", enabled=False, reason="Opens in the second year", id="rail-locked"
        )
        stats = [
            Stat("COMPUTE", "412 EF", 18, icon="cpu", id="stat-compute", tip=WHY, focusable=True),
            Stat("MONEY", "$84bn", -12, icon="coin", id="stat-money"),
            Stat("INFLUENCE", "37", 4, icon="world", id="stat-influence"),
            Stat("LEAD", "0.0", 0, icon="chart-line", id="stat-lead"),
            Stat("RISK", "0.44", 0.03, digits=2, good="down", icon="alert-triangle", id="stat-risk"),
        ]
        fields = [Row(Rule(upright=True), stat, gap=16) for stat in stats]
        nation = Column(
            Label("United States", "strong", "TEXT"),
            Label("Approval 54%, 31 allies", "note", "TEXT3"),
            gap=0,
            justify="centre",
        )
        date = Row(Label("2027", "figure-quiet", "TEXT2"), Label("Q3", "figure", "TEXT"), gap=8)
        bar = Panel(
            Row(
                Flag("us", side=32, name="United States"),
                nation,
                *fields,
                Spacer(),
                date,
                gap=16,
                drop=(nation, *reversed(fields[1:])),
            ),
            edges=("bottom",),
            pad=(16, 0),
            size=(0, 56),
            id="top",
        )
        side = Panel(Column(*rail, locked, group=True, gap=6), edges=("right",), pad=(4, 12), size=(84, 0), id="rail")
        hints = [KeyHint("Z", "Undo"), KeyHint("Tab", "Next control"), KeyHint("F1", "Why")]
        foot = Panel(
            Row(Label("3 moves at list price", "body", "TEXT2"), Spacer(), *hints, gap=20, drop=hints),
            edges=("top",),
            pad=(16, 0),
            size=(0, 56),
            id="foot",
            flex=1,
        )
        end = Button(
            "End quarter",
            self._ended,
            kind="block",
            icon_after="player-track-next",
            note="3 moves left",
            id="end",
            flex=0,
        )
        body = self._charts() if page == "charts" else self._controls()
        main = ScrollArea(body, flex=1, id="page")
        return Column(
            bar,
            Row(
                side,
                Panel(main, background="VOID", pad=12, flex=1, id="main"),
                gap=0,
                align="stretch",
                flex=1,
            ),
            Row(foot, Panel(end, size=(424, 56), background="ACCENT", id="end-panel"), gap=0, align="stretch"),
            gap=0,
        )

    def _ended(self) -> None:
        self.root.toast("Quarter ended. Autosaved.", "POS", "circle-check")

    def _controls(self) -> Widget:
        no = "Needs 12 influence; you have 9"
        buttons = Card(
            Row(
                Button("Propose", kind="primary", icon="send", key="P", id="propose", flex=1),
                Button("Adjourn", id="adjourn", flex=1),
            ),
            Row(
                Button("Walk out", kind="danger", id="walk", flex=1),
                Button("Details", kind="quiet", icon="external-link", id="details", flex=1),
            ),
            Row(
                Button("Propose", kind="primary", icon="send", id="propose-off", enabled=False, reason=no, flex=1),
                Button("Sanction", id="sanction-off", enabled=False, reason=no, flex=1, icon="lock"),
            ),
            Row(
                Button("", icon="search", words="Search", kind="quiet", id="search"),
                Button("", icon="bell", words="Notices", id="bell"),
                Button("", icon="settings", words="Settings", low=True, id="settings"),
                Button("Undo", icon="arrow-back-up", low=True, id="undo"),
            ),
            Row(Chip("DRAFT"), Chip("SIGNED", "POS"), Chip("BROKEN", "NEG"), Chip("SECRET", "INFO")),
            Row(KeyHint("F", "Forecast"), KeyHint("Space", "End quarter"), gap=16),
            title="Buttons and chips",
            note="Tab, arrows, Enter",
            icon="pointer",
            gap=12,
        )
        sliders = Card(
            Slider("Annual cap", 300_000, 0, 800_000, step=10_000, ends=("0", "800,000"), id="cap"),
            Slider(
                "Inspection rights",
                40,
                0,
                100,
                step=5,
                ghost=65,
                ends=("none", "all sites"),
                format=lambda v: f"{v:.0f}% of sites",
                ink="BLOC_BLUE",
                id="inspect",
            ),
            Slider(
                "Duration",
                6,
                1,
                12,
                step=1,
                id="locked-slider",
                enabled=False,
                reason="Fixed by the treaty",
                format=lambda v: f"{v:.0f} quarters",
            ),
            Stepper("Inspectors", 24, 0, 60, id="inspectors"),
            Stepper("Envoys", 2, 0, 2, id="envoys", enabled=False, reason="All envoys are abroad"),
            title="Inference-chip licence",
            subtitle="They may buy capped accelerators; inspectors count them quarterly.",
            gap=6,
        )
        choices = Card(
            Tabs(("Overview", "Bargain", "Treaties", "Intel"), 1, id="tabs"),
            Choice(("Blocs", "Compute", "Chip flows", "Risk"), 0, id="modes"),
            Choice(("Low", "Normal", "High"), 1, id="dial", enabled=False, reason="Set when the game began"),
            Toggle("Reduced motion", True, id="motion"),
            Toggle("Show forecasts of rivals", False, id="rivals"),
            Toggle("Ironman", True, id="ironman", enabled=False, reason="Cannot change in a running game"),
            Row(
                Dropdown("Language", ("English", "简体中文", "Español"), 0, id="language", flex=1),
                Dropdown("Seed", ("Random", "Fixed"), 1, id="seed", enabled=False, reason="Shared game", flex=1),
            ),
            title="Choices",
            note="one picked",
            gap=6,
        )
        entry = Card(
            TextField("Name of the accord", "Shanghai accord", id="name", limit=40),
            TextField("", "", hint="Search treaties", icon="search", id="query"),
            TextField("", "Sealed", id="sealed", enabled=False, reason="Signed texts do not change"),
            Meter(54, top=100, tipping=50, label="Congress: 54 for, 41 against", id="congress"),
            Meter(3, top=5, segments=5, ink="ACCENT", label="Verification strength", shown="fair", id="verify"),
            Row(
                Stat("RELATIONS", "−34", -6, spark=(5, 2, 1, -8, -12, -30, -34), spark_ink="NEG", role="value-large"),
                Stat("TRUST", "22", None, spark=(40, 42, 38, 30, 24, 25, 22), role="value-large"),
                justify="between",
            ),
            title="Text, meters, stats",
            gap=10,
        )
        pairs = [
            Item("European Union", "Chip licence, hotline", flag="eu", value="+12"),
            Item("United Kingdom", "Safety institute accord", flag="gb", value="+31"),
            Item("India", "Visa quota", flag="in", value="+4"),
            Item("Brazil", "No treaty", flag="br", value="0"),
            Item("Japan", "Export control regime", flag="jp", value="+22"),
            Item("Kenya", "Grid fund", flag="ke", value="+9"),
        ]
        lists = Card(
            ListView(pairs, selected=1, rows_shown=4, id="partners", flex=1), title="Partners", note="6 nations", flex=1
        )
        rows = [
            ["Chip licence", "China", 0.82, 6, -3.0],
            ["Incident hotline", "China", 0.97, 12, 5.0],
            ["Safety institute accord", "United Kingdom", 0.91, 20, 2.5],
            ["Export control regime", "Japan", 0.74, 2, -1.0],
            ["Visa quota", "India", 0.66, 4, 0.0],
            ["Grid fund", "Kenya", 0.58, 9, 1.5],
            ["Weights escrow", "European Union", 0.88, 7, 3.0],
        ]
        columns = [
            TableColumn("Treaty", flex=2, strong=True),
            TableColumn("Partner", flex=1.4),
            TableColumn("Kept", align="right", format=lambda v: f"{v:.0%}"),
            TableColumn("Left", align="right", format=lambda v: f"{v} q"),
            TableColumn(
                "Effect",
                align="right",
                format=lambda v: text.signed(v, 1),
                ink=lambda v: "POS" if v > 0 else "NEG" if v < 0 else "TEXT3",
            ),
        ]
        table = Card(
            Table(columns, rows, sort=(2, True), selected=2, rows_shown=6, id="treaties", flex=1),
            title="Treaties",
            note="7 in force",
            flex=2,
        )
        wire = Card(
            Label("Lab in Shenzhen posts open weights at the licence threshold", "headline", "TEXT", wrap=True),
            Label("Q3 · wk 9", "note", "TEXT3"),
            Label("Brussels opens consultation on joint inspection teams", "headline", "TEXT", wrap=True),
            Label("Q3 · wk 8", "note", "TEXT3"),
            Rule(),
            Row(Figure("61", "%"), Label("likely to accept", "strong", "TEXT"), gap=6),
            title="Wire",
            note="5 new",
            icon="news",
            gap=4,
            flex=1,
        )
        return Column(
            Grid(buttons, sliders, choices, entry, min_column=340, gap=12),
            Row(lists, table, wire, gap=12, align="stretch", flex=1),
            gap=12,
        )

    def _charts(self) -> Widget:
        past = tuple(31 + 1.1 * i + 0.16 * i * i + math.sin(i * 1.3) for i in range(12))
        rival = tuple(26 + 1.2 * i + 0.15 * i * i + math.sin(i) for i in range(12))
        ahead = tuple(past[-1] + 2.4 * i for i in range(1, 13))
        spreads = ((0.9, 1.6), (0.7, 1.0), (0.4, 0.45))
        bands = tuple(
            charts.Band(
                s,
                tuple(v - w * (i + 1) ** 0.9 for i, v in enumerate(ahead)),
                tuple(v + w * 0.8 * (i + 1) ** 0.9 for i, v in enumerate(ahead)),
            )
            for s, w in spreads
        )
        series = [
            charts.Series("You", past, ahead, bands, "TEXT", "BLOC_BLUE"),
            charts.Series("Rival", rival, tuple(rival[-1] + 2.1 * i for i in range(1, 13)), (), "BLOC_RED", None, True),
        ]
        steps = [f"{2024 + i // 4}" if i % 4 == 0 else "" for i in range(24)]
        fan = ChartView(
            partial(charts.fan, series=series, steps=steps),
            words="Frontier capability, 51 now, 80 in three years",
            height=250,
            flex=1,
        )
        parts = [
            ("Alliance", 46.0, 1.2, "BLOC_BLUE"),
            ("Eastern pact", 31.0, 2.4, "BLOC_RED"),
            ("Europe", 11.0, -0.8, "BLOC_VIOLET"),
            ("Gulf", 7.0, 0.9, "BLOC_TEAL"),
            ("Swing states", 5.0, 0.0, "SWING"),
        ]
        bar = ChartView(
            partial(charts.share_bar, parts=parts), words="Alliance 46%, Eastern pact 31%", height=200, flex=1
        )
        base, reasons = WALK
        why = ChartView(
            partial(charts.waterfall, base=base[0], causes=reasons, total=("This draft", 61.0), unit=""),
            words="38 usual, +18 chips, total 61",
            height=250,
            flex=1,
        )
        runs = [61 + 9 * math.sin(i * 12.9898) * math.cos(i * 4.1) + 3 * math.sin(i * 0.7) for i in range(80)]
        dots = ChartView(
            partial(charts.quantile_dots, runs=[r / 100 for r in runs], threshold=0.55, low=0.3, high=0.9),
            words="80 runs, most above the threshold",
            height=190,
            flex=1,
        )
        layers = [
            ("Alliance", [50 + math.sin(i / 9) * 4 - i * 0.35 for i in range(40)], "BLOC_BLUE"),
            ("Eastern pact", [26 + math.cos(i / 7) * 3 + i * 0.25 for i in range(40)], "BLOC_RED"),
            ("Europe", [14 - i * 0.02 for i in range(40)], "BLOC_VIOLET"),
            ("Gulf", [4 + i * 0.12 for i in range(40)], "BLOC_TEAL"),
            ("Swing states", [6.0 for i in range(40)], "SWING"),
        ]
        marks = [
            charts.Mark(3, "lock", "BLOC_RED"),
            charts.Mark(10, "lock-open"),
            charts.Mark(20, "alert-triangle", "NEG"),
            charts.Mark(33, "file-text", "POS"),
        ]
        names = [str(2025 + i // 4) if i % 4 == 0 else "" for i in range(40)]
        area = ChartView(
            partial(charts.stacked_area, layers=layers, steps=names, marks=marks),
            words="Shares of world compute",
            height=260,
            flex=1,
        )
        ranks = [
            ("European Union", 78.0, "eu"),
            ("United States", 74.0, "us"),
            ("China", 71.0, "cn"),
            ("India", 58.0, "in"),
            ("Brazil", 44.0, "br"),
        ]
        scores = ChartView(
            partial(charts.score_bars, rows=ranks, own=1, top=100),
            words="European Union first with 78, you second with 74",
            height=180,
            flex=1,
        )
        turned = [
            ("Inspections held in 2029", 31.0),
            ("Open-weight escrow", 22.0),
            ("Gulf kept buying chips", -14.0),
            ("Grid incident response", 12.0),
            ("Training cap lapse", -9.0),
        ]
        signed = ChartView(partial(charts.causes, rows=turned), words="Inspections +31, escrow +22", height=160, flex=1)

        def change(
            title: str,
            hint: str,
            before: str,
            after: str,
            moved: float,
            good: str,
            lines: tuple[list[float], list[float]],
        ) -> Card:
            band = [v * 0.9 for v in lines[1]], [v * 1.09 for v in lines[1]]
            view = ChartView(
                partial(charts.before_after, without=lines[0], with_=lines[1], band=band),
                words=f"{before} to {after}",
                width=140,
                height=90,
                flex=1,
            )
            tone = "POS" if (moved > 0) == (good == "up") else "NEG"
            numbers = Row(
                Label(before, "figure-quiet", "TEXT3"),
                Label("→", "body", "TEXT3"),
                Label(after, "figure", "TEXT"),
                Label(text.signed(moved), "body", tone),
                gap=8,
            )
            return Card(
                Row(Column(Spacer(), numbers, gap=0), view, gap=16, align="stretch", flex=1),
                title=title,
                subtitle=hint,
                flex=1,
            )

        up = [40 + 6 * i**0.9 for i in range(9)]
        return Column(
            Row(
                Card(fan, title="Frontier capability", note="your analysts, 80 runs", icon="chart-line", flex=1.25),
                Card(bar, title="Compute by bloc", note="% of world", icon="stack-2", flex=1),
                Card(why, title="Why", note="points of likelihood", flex=1.25),
                gap=12,
                align="stretch",
                flex=1,
            ),
            Row(
                Card(
                    area, title="Share of world compute", note="click an event to replay it", icon="stack-2", flex=1.8
                ),
                Card(dots, title="Will they sign?", note="80 simulated replies", flex=1),
                gap=12,
                align="stretch",
                flex=1,
            ),
            Row(
                Card(scores, title="Final standing", note="score", flex=1.1),
                Card(signed, title="What turned it", note="share of outcome", flex=1),
                change(
                    "Your capability", "index in eight quarters", "84", "82", -2, "up", (up, [v * 0.97 for v in up])
                ),
                change(
                    "Serious incident risk",
                    "chance by 2029",
                    "31",
                    "19",
                    -12,
                    "down",
                    (up, [40 + 2 * i**0.9 for i in range(9)]),
                ),
                gap=12,
                align="stretch",
            ),
            gap=12,
        )

    def _overlays(self) -> None:
        modal = Modal(
            "Release the weights of Meridian-4?",
            Label("Anyone can copy them, and no later government can take them back.", "body", "TEXT2", wrap=True),
            Slider("Audit before release", 3, 0, 12, step=1, ghost=1, format=lambda v: f"{v:.0f} weeks", id="audit"),
            Toggle("Tell allies first", True, id="tell"),
            actions=(
                Button("Keep them", lambda: self.root.close(modal), key="Esc", id="keep"),
                Button(
                    "Release",
                    kind="danger",
                    icon="lock-open",
                    id="release",
                    enabled=False,
                    reason="The audit has not begun",
                ),
            ),
            icon="alert-triangle",
            first="keep",
            id="weights",
        )
        self.root.layout()
        self.root.open(modal)
        self.root.toast("Brussels asks for a copy of the audit", "INFO", "info-circle")
        self.root.toast("Kenya signed the grid fund", "POS", "circle-check")
        self.root.focus.visible = True
        self.root.show_tooltip(self.root.find("release"))


def showcase(theme: Theme, page: str) -> Gallery:
    """A gallery with hover, focus and a pinned tooltip shown, for pictures."""
    gallery = Gallery(theme, page)
    root = gallery.root
    root.layout()
    if page == "controls":
        root.focus.set(root.find("inspect"), True)
        root.find("adjourn").set_hovered(True)
        root.find("cap").set_hovered(True)
        for _ in range(20):
            root.frame(0.01)
        root.show_tooltip(root.find("stat-compute"), pinned=True)
        tooltip = root.tooltip
        if tooltip is not None:
            tooltip._toggle((2,))
    return gallery


def main(argv: list[str] | None = None) -> int:
    """Show the gallery in a window, or save pictures of its pages."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--shot", type=Path, help="save a picture of each page beside this path instead of opening a window"
    )
    parser.add_argument("--size", default="1600x900")
    parser.add_argument("--text", type=float, default=1.0, help="text scale, 1 to 2")
    parser.add_argument("--page", choices=PAGES)
    parser.add_argument("--colours", choices=("default", "alternative", "contrast"), default="default")
    options = parser.parse_args(argv)
    width, height = (int(part) for part in options.size.split("x"))
    make: dict[str, Callable[..., object]] = {"alternative": alternative, "contrast": high_contrast}
    palette = make[options.colours](DEFAULT) if options.colours in make else DEFAULT
    theme = replace(Theme(), size=(width, height), text_scale=options.text, palette=palette)  # type: ignore[arg-type]  # parsed WxH
    pygame.display.init()
    pygame.font.init()
    window = pygame.display.set_mode((width, height), 0 if options.shot else pygame.RESIZABLE)
    if options.shot:
        for page in (options.page,) if options.page else PAGES:
            gallery = showcase(theme, page)
            gallery.root.draw(window, force=True)
            path = options.shot if options.page else options.shot.with_stem(f"{options.shot.stem}-{page}")
            pygame.image.save(window, str(path))
        return 0
    gallery = Gallery(theme, options.page or "controls")
    clock = pygame.time.Clock()
    pygame.key.start_text_input()
    while True:
        for event in pygame.event.get():
            if event.type == pygame.QUIT:
                return 0
            gallery.handle(event)
        gallery.frame(clock.tick(60) / 1000)
        if gallery.root.draw(window):
            pygame.display.flip()


if __name__ == "__main__":
    raise SystemExit(main())
