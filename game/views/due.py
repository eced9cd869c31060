"""Dated things that are under way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from game import names
from game.views.scene import Scene
from game.words import capital, label, listed, say


class Due(NamedTuple):
    """Something dated that is under way."""

    quarters: int
    date: str
    text: str
    seats: tuple[str, ...]


def _under_way(scene: Scene, due: Callable[..., None]) -> None:
    """Programmes, campaigns, new lines, and what the viewer's own analysts are at."""
    world = scene.world
    for nation, line_ in np.argwhere(world.programmes[: scene.n, :, 0] > 0).tolist():
        who, what = scene.seats[nation], label("line", names.LINES[line_])
        due(int(world.programmes[nation, line_, 0]), "programme_ends", (who,), who=scene.spoken(who), line=what)
    for nation in np.flatnonzero(world.campaigning[: scene.n, 0]).tolist():
        who = scene.seats[nation]
        due(int(world.campaigning[nation, 0]), "campaign_ends", (who,), who=scene.spoken(who))
    for firm in np.flatnonzero(world.building[:, 0]).tolist():
        who = scene.setting.firms[firm]
        due(int(world.building[firm, 0]), "line_ready", (who,), who=scene.spoken(who))
    if scene.seat is not None:
        for subject in np.flatnonzero(world.analysts[scene.seat, :, 0]).tolist():
            left, who = int(world.analysts[scene.seat, subject, 0]), scene.spoken(scene.seats[subject])
            due(left, "analysts_end", (scene.viewer or "",), who=who)


def what_lands(scene: Scene, most: int = 8) -> tuple[Due, ...]:
    """Dated things under way that the viewer may know of: deals that end, votes, quiet after crises, the end."""
    from game.chronicle import slot_clauses

    quarter, terms, found = scene.session.quarter, scene.world.deals, []

    def due(quarters: int, key: str, seats: tuple[str, ...], **values: Any) -> None:
        text = capital(say(f"reasons.due.{key}", **values))
        found.append(Due(quarters, scene.setting.date(quarter + quarters), text, seats))

    for deal in range(names.DEAL_SLOTS):
        left = int(terms.quarters_left[deal, 0])
        if left > 0:
            parties = tuple(key for s, key in enumerate(scene.seats) if terms.party[deal, s, 0])
            clauses = slot_clauses(scene, terms, deal)
            first = label("clause", clauses[0]["kind"]) if clauses else ""
            due(left, "deal_ends", parties, parties=listed([scene.spoken(k) for k in parties]), clause=first)
    calendar = scene.setting.elections
    for nation in range(scene.n):
        for ahead in range(0, 8):
            if quarter + ahead < calendar.shape[1] and calendar[nation, quarter + ahead]:
                due(ahead + 1, "vote", (scene.seats[nation],), who=scene.spoken(scene.seats[nation]))
                break
    for a in range(scene.n):
        for b in range(a + 1, scene.n):
            left = int(scene.world.rupture_left[a, b, 0])
            if left > 0:
                due(
                    left,
                    "rupture_ends",
                    (scene.seats[a], scene.seats[b]),
                    who=scene.spoken(scene.seats[a]),
                    other=scene.spoken(scene.seats[b]),
                )
    if scene.seat is not None:
        for number_, occasion in enumerate(scene.game.playbook.occasions):
            left = int(scene.world.occasion_quiet[number_, scene.seat, 0])
            if left > 1:
                due(left, "occasion_again", (scene.viewer or "",), title=say(f"occasions.{occasion['key']}.title"))
    _under_way(scene, due)
    ends = scene.setting.quarters - quarter
    if ends > 0:
        due(ends, "game_ends", ())
    own = scene.viewer
    found.sort(key=lambda item: (own is not None and own not in item.seats and bool(item.seats), item.quarters))
    return tuple(sorted(found[:most], key=lambda item: item.quarters))
