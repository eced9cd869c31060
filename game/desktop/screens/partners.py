"""The dialog in which the parties of a draft are chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from game.desktop.screens.base import named
from game.desktop.widgets import Button, Item, Label, ListView, Modal
from game.words import say

if TYPE_CHECKING:
    from game.desktop.screens.deals import Deals


def choose_partners(deals: Deals) -> None:
    """Choose partners: Enter or a click adds or removes one."""
    view, root = deals.view, deals.app.root
    seats = [key for key in view["seats"] if key != view["seat"] and key not in view["dead"]]
    picked = deals.partners

    def items() -> list[Item]:
        return [
            Item(
                named(view, key),
                say(f"window.archetype.{view['seats'][key]['archetype']}"),
                flag=view["seats"][key]["flag"],
                icon="" if view["seats"][key]["flag"] else "building-skyscraper",
                value="✓" if key in picked else "",
            )
            for key in seats
        ]

    def toggle(index: int) -> None:
        key = seats[index]
        if key in picked:
            picked.remove(key)
        else:
            picked.append(key)
        chooser.items = items()
        chooser.invalidate()
        done.set_enabled(bool(picked), "" if picked else say("window.deals.no_partner"))

    def close() -> None:
        root.close(modal)
        first_changed = picked[:1] != deals.partners[:1]
        deals.app.memory["partners"] = list(picked)
        if first_changed:
            deals.other_partner()
        deals.changed()

    start = seats.index(picked[0]) if picked and picked[0] in seats else 0
    chooser = ListView(items(), None, toggle, rows_shown=9, selected=start, id="partner-list")
    done = Button(say("window.deals.done"), close, kind="primary", icon="check", id="partners-done")
    modal = Modal(
        say("window.deals.partner_title"),
        Label(say("window.deals.partner_text"), "note", "TEXT3", wrap=True),
        chooser,
        actions=(Button(say("window.cancel"), lambda: root.close(modal), key="Esc", id="partners-cancel"), done),
        width=560,
        first="partner-list",
        id="partners",
    )
    root.open(modal)
