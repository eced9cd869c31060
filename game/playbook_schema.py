"""What may stand in the data files of the play, and what is said when something is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from agents.columns import columns_of
from game import names
from game.orders import Orders
from game.paths import asset
from game.quantities import BODIES, MEASURES, PAIRS, PARTNERS, SIGNS
from game.rules.sizes import EFFECT_BOUNDS, EFFECTS, OCCASIONS
from game.scenario_schema import (
    FIRM_ARCHETYPES,
    NATION_ARCHETYPES,
    Fields,
    check_fields,
    check_number,
    fail,
    one_of,
    read_toml,
)

OPTIONS = 4
NO_CODE = OCCASIONS * OPTIONS
"""Code of «no occasion»; an occasion's option has the code 4 x occasion + option."""
HOLD = "hold"
"""Default of an occasion whose unanswered seat goes on as it was."""
SIZES = ("major", "minor")
ARCHETYPES = (*(kind for kind in NATION_ARCHETYPES if kind != "rest"), *FIRM_ARCHETYPES)
GOALS = 3
SIDES = ("first", "second")
PLAIN = (
    "enforcement", "openness", "release_threshold", "safety_standard", "threshold", "hoarding", "release", "downgrade",
    "safety_effort", "growth", "training_share", "lobbying", "compliance", "stockpile", "guidance",
)
"""Order fields with one value a seat that an option may change."""
TOWARDS = ("restriction", "refusal", "levy", "package", "stance", "sales")
"""Order fields towards a partner that an option may change."""

OTHERS = ("counterpart", "partners", "home", "firms", "bodies")
"""Who may mind an option besides the constituencies at home."""

_NUMBER = (int, float)
_COMPARISON: Fields = {
    "measure": (str, True), "at_least": (_NUMBER, False), "at_most": (_NUMBER, False), "full": (_NUMBER, False),
}
_OCCASION: Fields = {
    "key": (str, True), "size": (str, True), "weight": (_NUMBER, True), "quiet": (int, True), "asked": (list, True),
    "roles": (list, False), "default": (str, True), "when": (list, True), "any": (bool, False), "option": (list, True),
}
_OPTION: Fields = {
    "key": (str, True), "price": (int, False), "minds": (list, False), "orders": (list, False),
    "effects": (list, False),
}
_FRAGMENT: Fields = {
    "field": (str, True), "by": (_NUMBER, False), "to": (_NUMBER, False), "partner": (str, False),
    "channels": (list, False), "line": (str, False), "body": (str, False),
}
_EFFECT: Fields = {"effect": (str, True), "amount": (_NUMBER, True)}
_LADDER: Fields = {
    "key": (str, True), "weight": (_NUMBER, True), "when": (list, True), "or": (list, False), "rung": (list, True),
    "terms": (dict, True),
}
_RUNG: Fields = {
    "key": (str, True), "first": (dict, False), "second": (dict, False), "tension": (_NUMBER, False),
    "trust": (_NUMBER, False), "suspended": (list, False),
}
_TERM: Fields = {"giver": (str, True), "kind": (str, True), "channel": (str, False), "amount": (_NUMBER, True)}
_LADDER_RULES: Fields = {
    "step_down": (list, True), "standing": (list, True), "rupture": (list, True), "rupture_channels": (dict, True),
    "terms_quarters": (int, True), "quiet_quarters": (int, True), "rupture_quarters": (int, True),
}
_GOAL: Fields = {
    "key": (str, True), "measure": (str, True), "floor": (_NUMBER, True), "aim": (_NUMBER, True),
    "points": (_NUMBER, False), "beating": (_NUMBER, False), "signs": (dict, False),
}


def _check_comparison(file: str, key: str, given: Any, known: Iterable[str]) -> None:
    check_fields(file, key, given, _COMPARISON)
    one_of(file, f"{key}.measure", given["measure"], known)
    if ("at_least" in given) == ("at_most" in given):
        raise fail(file, key, "needs at_least or at_most, and not both")
    mark = given.get("at_least", given.get("at_most"))
    if "full" in given and (given["full"] - mark) * (1 if "at_least" in given else -1) <= 0:
        raise fail(file, f"{key}.full", f"must lie beyond the mark {mark:g}")


def _check_fragment(file: str, key: str, given: Any) -> None:
    check_fields(file, key, given, _FRAGMENT)
    field = given["field"]
    one_of(file, f"{key}.field", field, (*PLAIN, *TOWARDS, "budget", "body_action", "steer"))
    if ("by" in given) == ("to" in given):
        raise fail(file, key, "needs by or to, and not both")
    declared = columns_of(Orders)[field]
    if "to" in given:
        check_number(file, f"{key}.to", given["to"], declared.low, declared.high)
    else:
        width = declared.high - declared.low
        check_number(file, f"{key}.by", given["by"], -width, width)
    special = {"budget": "line", "body_action": "body", "steer": "body"}
    wanted = "partner" if field in TOWARDS else special.get(field, "")
    for name, known in (("partner", PARTNERS), ("line", names.LINES), ("body", BODIES)):
        if (name == wanted) != (name in given):
            raise fail(file, f"{key}.{name}", f"is {'missing' if name == wanted else 'not known here'} for {field}")
        if name in given:
            one_of(file, f"{key}.{name}", given[name], known)
    if field in ("restriction", "refusal", "levy"):
        for channel in given.get("channels", ("none given",)):
            one_of(file, f"{key}.channels", channel, names.CHANNELS)
    elif "channels" in given:
        raise fail(file, f"{key}.channels", f"is not known here for {field}")
    if wanted in ("line",) and "to" in given:
        raise fail(file, f"{key}.to", "a budget line is changed with by")
    if wanted == "body" and "by" in given:
        raise fail(file, f"{key}.by", f"{field} is set with to")


def check_occasions(file: str, raw: dict[str, Any]) -> None:
    """Check the file of occasions."""
    check_fields(file, "", raw, {"format": (int, True), "occasion": (list, True)})
    if len(raw["occasion"]) != OCCASIONS:
        raise fail(file, "occasion", f"must be {OCCASIONS}, are {len(raw['occasion'])}")
    for occasion in raw["occasion"]:
        key = f"occasion.{occasion.get('key', '?')}"
        check_fields(file, key, occasion, _OCCASION)
        one_of(file, f"{key}.size", occasion["size"], SIZES)
        check_number(file, f"{key}.weight", occasion["weight"], 0, 1)
        check_number(file, f"{key}.quiet", occasion["quiet"], 1, 40)
        for archetype in occasion["asked"]:
            one_of(file, f"{key}.asked", archetype, ARCHETYPES)
        for role in occasion.get("roles", ()):
            one_of(file, f"{key}.roles", role, names.ROLES)
        for place, given in enumerate(occasion["when"]):
            _check_comparison(file, f"{key}.when[{place}]", given, MEASURES)
        if not 2 <= len(occasion["option"]) <= OPTIONS:
            raise fail(file, f"{key}.option", f"must be 2 to {OPTIONS}, are {len(occasion['option'])}")
        for option in occasion["option"]:
            _check_option(file, f"{key}.{option.get('key', '?')}", option)
        keys = [option["key"] for option in occasion["option"]]
        one_of(file, f"{key}.default", occasion["default"], (*keys, HOLD))
        if occasion["default"] == HOLD:
            continue
        if occasion["option"][keys.index(occasion["default"])].get("price", 0):
            raise fail(file, f"{key}.default", "must cost nothing, so that everybody can afford it")


def _check_option(file: str, key: str, option: Any) -> None:
    check_fields(file, key, option, _OPTION)
    check_number(file, f"{key}.price", option.get("price", 0), 0, 12)
    for who in option.get("minds", ()):
        one_of(file, f"{key}.minds", who, (*names.CONSTITUENCIES, *OTHERS))
    for place, fragment in enumerate(option.get("orders", ())):
        _check_fragment(file, f"{key}.orders[{place}]", fragment)
    for place, entry in enumerate(option.get("effects", ())):
        where = f"{key}.effects[{place}]"
        check_fields(file, where, entry, _EFFECT)
        one_of(file, f"{where}.effect", entry["effect"], EFFECTS)
        bound = EFFECT_BOUNDS[entry["effect"]]
        check_number(file, f"{where}.amount", entry["amount"], -bound, bound)


def check_ladders(file: str, raw: dict[str, Any]) -> None:
    """Check the file of ladders."""
    check_fields(file, "", raw, {"format": (int, True), "rules": (dict, True), "ladder": (list, True)})
    rules = raw["rules"]
    check_fields(file, "rules", rules, _LADDER_RULES)
    for name, high in (("step_down", 20), ("standing", 20), ("rupture", 1)):
        if len(rules[name]) != names.RUNGS:
            raise fail(file, f"rules.{name}", f"needs {names.RUNGS} numbers, one a rung")
        for number in rules[name]:
            check_number(file, f"rules.{name}", number, 0, high)
    for channel, amount in rules["rupture_channels"].items():
        one_of(file, "rules.rupture_channels", channel, names.CHANNELS)
        check_number(file, f"rules.rupture_channels.{channel}", amount, 0, 1)
    for ladder in raw["ladder"]:
        key = f"ladder.{ladder.get('key', '?')}"
        check_fields(file, key, ladder, _LADDER)
        check_number(file, f"{key}.weight", ladder["weight"], 0, 1)
        for way in ("when", "or"):
            for place, given in enumerate(ladder.get(way, ())):
                _check_comparison(file, f"{key}.{way}[{place}]", given, PAIRS)
        if len(ladder["rung"]) != names.RUNGS:
            raise fail(file, f"{key}.rung", f"must be {names.RUNGS}, are {len(ladder['rung'])}")
        for rung in ladder["rung"]:
            _check_rung(file, f"{key}.{rung.get('key', '?')}", rung)
        for outcome in ("first", "second", "middle"):
            if outcome not in ladder["terms"]:
                raise fail(file, f"{key}.terms.{outcome}", "is missing")
            _check_term(file, f"{key}.terms.{outcome}", ladder["terms"][outcome])


def _check_rung(file: str, key: str, rung: Any) -> None:
    check_fields(file, key, rung, _RUNG)
    for side in SIDES:
        for channel, amount in rung.get(side, {}).items():
            one_of(file, f"{key}.{side}", channel, names.CHANNELS)
            check_number(file, f"{key}.{side}.{channel}", amount, 0, 1)
    for name in ("tension", "trust"):
        check_number(file, f"{key}.{name}", rung.get(name, 0), 0, 0.3)
    for side in rung.get("suspended", ()):
        one_of(file, f"{key}.suspended", side, SIDES)


def _check_term(file: str, key: str, term: Any) -> None:
    check_fields(file, key, term, _TERM)
    one_of(file, f"{key}.giver", term["giver"], SIDES)
    one_of(file, f"{key}.kind", term["kind"], names.CLAUSES[1:])
    if "channel" in term:
        one_of(file, f"{key}.channel", term["channel"], names.CHANNELS)
    check_number(file, f"{key}.amount", term["amount"], 0, 100)


def check_goals(file: str, raw: dict[str, Any]) -> None:
    """Check the file of goals and agendas."""
    check_fields(
        file, "", raw,
        {"format": (int, True), "points": (dict, True), "goals": (dict, True)},
    )
    check_fields(file, "points", raw["points"], {
        "agenda": (_NUMBER, True), "world": (_NUMBER, True), "goals": (list, True),
    })
    for archetype in ARCHETYPES:
        if archetype not in raw["goals"]:
            raise fail(file, f"goals.{archetype}", "is missing")
    for archetype, entry in raw["goals"].items():
        key = f"goals.{archetype}"
        one_of(file, key, archetype, ARCHETYPES)
        check_fields(file, key, entry, {"goal": (list, True), "agenda": (list, True)})
        if len(entry["goal"]) != GOALS or len(entry["agenda"]) != names.AGENDAS:
            raise fail(file, key, f"needs {GOALS} goals and {names.AGENDAS} agendas")
        for given in (*entry["goal"], *entry["agenda"]):
            where = f"{key}.{given.get('key', '?')}"
            check_fields(file, where, given, _GOAL)
            one_of(file, f"{where}.measure", given["measure"], MEASURES)
            if given["floor"] == given["aim"]:
                raise fail(file, f"{where}.aim", "must differ from the floor")
            most = given.get("points", raw["points"]["agenda"])
            check_number(file, f"{where}.beating", given.get("beating", 0), 0, most)
            signs = given.get("signs", {})
            if len(signs) > 2:
                raise fail(file, f"{where}.signs", f"may be two, are {len(signs)}")
            for sign, amount in signs.items():
                one_of(file, f"{where}.signs", sign, SIGNS)
                check_number(file, f"{where}.signs.{sign}", amount, -1, 1)
        if [goal.get("points") for goal in entry["goal"]] != raw["points"]["goals"]:
            raise fail(file, f"{key}.goal", f"its points must be {raw['points']['goals']}")
        if any("points" in agenda for agenda in entry["agenda"]):
            raise fail(file, f"{key}.agenda", "agendas carry the points given under points.agenda")


def check_marks(file: str, raw: dict[str, Any]) -> None:
    """Check the file of fitted floors and aims: [scenario.seat] with one entry a goal."""
    for name, kind in (("format", int), ("status", str), ("source", str)):
        if not isinstance(raw.get(name), kind):
            raise fail(file, name, "is missing")
    for scenario, seats in raw.items():
        if scenario in ("format", "status", "source"):
            continue
        for seat, marks in seats.items():
            for goal, entry in marks.items():
                key = f"{scenario}.{seat}.{goal}"
                check_fields(file, key, entry, {"floor": (_NUMBER, True), "aim": (_NUMBER, True)})
                if entry["floor"] == entry["aim"]:
                    raise fail(file, f"{key}.aim", "must differ from the floor")


@lru_cache(maxsize=1)
def read_play() -> dict[str, Any]:
    """The data files, checked, as one table."""
    checked = {}
    checks = {"occasions": check_occasions, "ladders": check_ladders, "goals": check_goals, "marks": check_marks}
    for name, check in checks.items():
        path = asset("play", f"{name}.toml")
        checked[name] = read_toml(path)
        check(path.name, checked[name])
    goals = checked["goals"]
    return {
        "occasion": checked["occasions"]["occasion"], "ladder": checked["ladders"]["ladder"],
        "rules": checked["ladders"]["rules"], "goals": goals["goals"], "points": goals["points"],
        "marks": checked["marks"],
    }
