"""The widget kit. A screen builds a tree once, keeps the widgets it will change, and lets `Root` do the rest.

    from game.desktop.layout import Column, Row, Spacer
    from game.desktop.tokens import Theme
    from game.desktop.widgets import Button, Card, Label, Live, Panel, Root, Slider, Stat, Tip, Why

    class Screen:
        def __init__(self, window):
            self.money = Stat("MONEY", "$84bn", -12, icon="coin", id="money")
            self.cap = Slider("Annual cap", 300_000, 0, 800_000, self.moved, ends=("0", "800,000"), id="cap")
            self.propose = Button("Propose", self.send, kind="primary", icon="send", key="P", id="propose")
            bar = Panel(Row(self.money, Spacer(), Label("Turn 11 of 40")), edges=("bottom",), pad=(16, 0), size=(0, 56))
            side = Panel(
                Card(self.cap, title="Inference-chip licence", note="draft"),
                Spacer(),
                Row(Button("Sound out quietly", flex=1, id="sound"), self.propose),
                edges=("left",), pad=16, gap=12, size=(424, 0),
            )
            world = Row(Live(self.paint_map, id="map"), side, gap=0, align="stretch", flex=1)
            self.root = Root(Column(bar, world, gap=0), Theme(window.get_size()))

        def paint_map(self, surface, rect): surface.fill((10, 21, 38), rect)

        def moved(self, units):
            self.propose.set_enabled(units > 0, "" if units > 0 else "A licence for no chips is no offer")

        def send(self):
            self.root.toast("Draft sent to Beijing", "POS", "send")

        def handle(self, event): return self.root.handle(event)
        def frame(self, dt): self.root.frame(dt)
        def draw(self, window): return self.root.draw(window)   # False: nothing changed, no flip needed

Rules: sizes are design px (at 1600x900). A `Panel` or `Card` keeps its own picture and is drawn again only after
`invalidate()` in it, so put what changes often into a panel of its own; what moves in every frame is a `Live`, and
panels above it say `over=True`. A `Row(drop=(...))` leaves parts out when it gets narrow. Disabled widgets need a
reason. Colours are token names (`"ACCENT"`), so that palettes can change at run time. Ids are for tests and for
`Root.find`. What floats over a map: `Stack(Live(...), Anchor(Panel(..., over=True), x=0, y=0, pad=16))`.
"""

from game.desktop.widgets.base import WORDS, Container, Tip, Why, Widget
from game.desktop.widgets.boxes import Anchor, Column, Grid, Row, Spacer, Stack
from game.desktop.widgets.buttons import Button, Count
from game.desktop.widgets.controls import Stepper, Toggle
from game.desktop.widgets.dropdown import Dropdown
from game.desktop.widgets.field import TextField
from game.desktop.widgets.gauges import Meter, Stat
from game.desktop.widgets.labels import Chip, Figure, Flag, Icon, KeyHint, Label, Rule
from game.desktop.widgets.lists import Item, ListView
from game.desktop.widgets.opener import Opener
from game.desktop.widgets.overlays import Modal, Overlay, Popup, TooltipPanel
from game.desktop.widgets.panels import Card, ChartView, Live, Panel
from game.desktop.widgets.picks import Choice, Tabs
from game.desktop.widgets.root import Root
from game.desktop.widgets.scroll import ScrollArea
from game.desktop.widgets.slider import Slider
from game.desktop.widgets.table import Table, TableColumn

__all__ = [
    "WORDS",
    "Anchor",
    "Button",
    "Card",
    "ChartView",
    "Chip",
    "Choice",
    "Column",
    "Container",
    "Count",
    "Dropdown",
    "Figure",
    "Flag",
    "Grid",
    "Icon",
    "Item",
    "KeyHint",
    "Label",
    "ListView",
    "Live",
    "Meter",
    "Modal",
    "Opener",
    "Overlay",
    "Panel",
    "Popup",
    "Root",
    "Row",
    "Rule",
    "ScrollArea",
    "Slider",
    "Spacer",
    "Stack",
    "Stat",
    "Stepper",
    "Table",
    "TableColumn",
    "Tabs",
    "TextField",
    "Tip",
    "Toggle",
    "TooltipPanel",
    "Why",
    "Widget",
]
