"""What there is to play: the shipped scenarios, as the choice of a new game shows them."""

from __future__ import annotations

from typing import Any

Plain = dict[str, Any]
FIRST = ("two-plans-2025", "october-2022", "two-blocs", "neutral")


def catalogue() -> list[Plain]:
    """Every scenario that can be read: title, summary, calendar, and its seats with case, goals and doctrines."""
    from game.playbook import load_playbook
    from game.scenario import ScenarioError, load, names

    found: list[Plain] = []
    known = sorted(
        (entry[0] for entry in names()), key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name)
    )
    for name in known:
        try:
            scenario = load(name)
            book = load_playbook(scenario.setting)
        except (ScenarioError, OSError, KeyError, ValueError) as error:
            found.append({"name": name, "title": name, "summary": "", "problem": str(error), "seats": []})
            continue
        setting = scenario.setting
        seats = []
        for index, (key, info) in enumerate(scenario.seat_info.items()):
            seats.append(
                {
                    "key": key,
                    "name": info["label"],
                    "kind": info["kind"],
                    "archetype": info["archetype"],
                    "case": info["case"],
                    "flag": info["flag"],
                    "home": setting.labels[info["home"]],
                    "doctrines": list(info["doctrines"]),
                    "strategy": info["strategy"],
                    "spare": bool(info["spare"]),
                    "goals": [goal.key for goal in book.goals[index][:3]],
                }
            )
        found.append(
            {
                "name": name,
                "title": scenario.title,
                "summary": scenario.summary,
                "map": scenario.map,
                "problem": "",
                "start": setting.date(0),
                "quarters": int(setting.quarters),
                "seats": seats,
                "nations": setting.nation_seats,
                "firms": len(setting.firms),
            }
        )
    return found
