"""What may stand in a scenario file, how files build on one another, and what is said when something is wrong."""

from __future__ import annotations

import difflib
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from agents.columns import columns_of
from game import names
from game.orders import Orders
from game.paths import asset
from game.world import World

FORMAT = 1
STATUSES = ("measured", "estimated", "assumed")
NATION_ARCHETYPES = ("leader", "challenger", "chokepoint", "rule_maker", "swing_investor", "majority", "rest")
FIRM_ARCHETYPES = ("chip_seller", "frontier_lab", "open_challenger", "cloud", "state_champion", "platform")
ASKING_ORDERS = ("firms_first", "simultaneous", "rotating")
MAPS = ("world", "neutral")
GATES = ("open", "values")

Number = (int, float)
Fields = dict[str, tuple[Any, bool]]

TOP: Fields = {
    "format": (int, True), "title": (str, True), "summary": (str, True), "extends": (str, False),
    "rename": (dict, False), "inherited_source": (str, False), "start": (str, False), "quarters": (int, False),
    "epilogue": (int, False), "rounds": (int, False), "order": (str, False), "map": (str, False),
    "nations": (dict, False), "firms": (dict, False), "ecosystems": (list, False), "bodies": (dict, False),
    "tables": (dict, False), "orders": (dict, False), "parameters": (dict, False),
}
NATION: Fields = {
    "name": (str, True), "archetype": (str, True), "flag": (str, False), "strategy": (str, False),
    "doctrines": (list, False), "case": (str, False), "elections": (list, False), "election_every": (int, False),
}
FIRM: Fields = {
    "name": (str, True), "home": (str, True), "roles": (list, True), "archetype": (str, True),
    "strategy": (str, True), "case": (str, True), "spare": (bool, False), "flag": (str, False),
}
BODY: Fields = {
    "name": (str, True), "host": (str, True), "gate": (str, True), "quota": (Number, True),
    "orientation": (Number, True), "members": (list, True), "decides": (bool, True), "standard": (Number, False),
    "eligible": (list, False), "founded": (bool, False), "source": (str, True),
}
TABLE: Fields = {
    "unit": (str, False), "range": (list, False), "status": (str, True), "source": (str, True),
    "values": (dict, False), "value": (Number, False),
}
ORDER: Fields = {"status": (str, True), "source": (str, True), "entries": (dict, True)}
CELL: Fields = {"value": ((int, float, list, str), True), "source": (str, False), "status": (str, False)}
OVERRIDE: Fields = {
    "value": ((int, float, list), False), "range": (list, False), "status": (str, False), "source": (str, False),
}
PARAMETER: Fields = {
    "value": ((int, float, list), False), "range": (list, True), "unit": (str, True), "status": (str, False),
    "source": (str, False), "rule": (str, True), "moves": (list, True), "meaning": (str, True), "axis": (str, False),
    "table": (str, False), "kind": (str, False),
}
SECTIONS = {"nations": NATION, "firms": FIRM, "bodies": BODY, "tables": TABLE, "orders": ORDER, "parameters": OVERRIDE}


class ScenarioError(ValueError):
    """A mistake in a scenario, said so that its author can mend it."""


def fail(file: str, key: str, text: str) -> ScenarioError:
    """The error to raise: which file, which key, what is wrong."""
    return ScenarioError(f"{file}: {key}: {text}" if key else f"{file}: {text}")


def nearest(word: str, words: Iterable[str]) -> str:
    """The end of a sentence that refuses a word: the nearest valid one, or all of them when they are few.

    >>> nearest("talnet", ["talent", "trust"])
    "; did you mean 'talent'?"
    """
    known = list(words)
    close = difflib.get_close_matches(word, known, 1, 0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(known)}" if len(known) <= 20 else ""


def one_of(file: str, key: str, word: Any, words: Iterable[str]) -> None:
    """Refuse a word that is not among the valid ones."""
    known = list(words)
    if word not in known:
        raise fail(file, key, f"{word!r} is not known{nearest(str(word), known)}")


def check_fields(file: str, key: str, given: Any, allowed: Fields, complete: bool = True) -> None:
    """Refuse unknown keys, wrong types and, if it must be complete, missing keys."""
    if not isinstance(given, dict):
        raise fail(file, key, f"must be a table of {', '.join(allowed)}")
    for name, value in given.items():
        place = f"{key}.{name}" if key else name
        if name not in allowed:
            raise fail(file, place, f"unknown key{nearest(name, allowed)}")
        wanted = allowed[name][0]
        kinds = wanted if isinstance(wanted, tuple) else (wanted,)
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            raise fail(file, place, f"must be {' or '.join(kind.__name__ for kind in kinds)}, is {value!r}")
    if complete:
        for name, (_, required) in allowed.items():
            if required and name not in given:
                raise fail(file, f"{key}.{name}" if key else name, "is missing")


def check_range(file: str, key: str, bounds: Any) -> tuple[float, float]:
    """The two ends of a range, in order."""
    if not (isinstance(bounds, list) and len(bounds) == 2 and all(_is_number(end) for end in bounds)):
        raise fail(file, key, f"must be two numbers, is {bounds!r}")
    if bounds[0] > bounds[1]:
        raise fail(file, key, f"its ends are in the wrong order: {bounds!r}")
    return float(bounds[0]), float(bounds[1])


def check_number(file: str, key: str, value: Any, low: float, high: float) -> float:
    """A finite number within its range."""
    if not _is_number(value):
        raise fail(file, key, f"must be a number, is {value!r}")
    if not low <= value <= high:
        raise fail(file, key, f"{value:g} is outside its range {low:g} to {high:g}")
    return float(value)


def _is_number(value: Any) -> bool:
    return isinstance(value, Number) and not isinstance(value, bool) and math.isfinite(value)


def check_provenance(file: str, key: str, given: Mapping[str, Any]) -> None:
    """Every number says how well it is known and where it comes from."""
    for name in ("status", "source"):
        if not given.get(name):
            raise fail(file, f"{key}.{name}", "is missing")
    one_of(file, f"{key}.status", given["status"], STATUSES)


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of a file, or a plain sentence about what is wrong with it."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ScenarioError(f"{path.name}: there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ScenarioError(f"{path.name}: cannot be read ({error.__class__.__name__})") from None
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError(f"{path.name}: not valid TOML: {error}") from None


def rules() -> dict[str, dict[str, Any]]:
    """All parameters of the rules, checked, by name."""
    path = asset("scenarios", "rules.toml")
    return _rules(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _rules(path: Path, _changed: int) -> dict[str, dict[str, Any]]:
    content = read_toml(path)
    parameters: dict[str, dict[str, Any]] = content.get("parameters", {})
    for name, declared in parameters.items():
        check_parameter(path.name, name, declared)
    return parameters


_WORLD_FIELDS = tuple(entry.name for entry in fields(World))

AXIS_PLACES = {
    "channel": names.CHANNELS, "role": names.ROLES, "line": names.LINES, "sector": names.SECTORS,
    "constituency": names.CONSTITUENCIES, "class": names.CLASSES, "clause_kind": names.CLAUSES,
}


def check_parameter(file: str, name: str, declared: Any) -> None:
    """Check the declaration of one parameter of the rules."""
    key = f"parameters.{name}"
    check_fields(file, key, declared, PARAMETER)
    low, high = check_range(file, f"{key}.range", declared["range"])
    for field in declared["moves"]:
        one_of(file, f"{key}.moves", field, _WORLD_FIELDS)
    if "axis" in declared:
        one_of(file, f"{key}.axis", declared["axis"], AXIS_PLACES)
    if "table" in declared:
        one_of(file, f"{key}.table", declared["table"], ("nation", "firm"))
        if "value" in declared:
            raise fail(file, f"{key}.value", "a parameter with a table has its values in the scenarios")
        return
    check_provenance(file, key, declared)
    if "value" not in declared:
        raise fail(file, f"{key}.value", "is missing")
    check_value(file, key, declared, low, high)


def check_value(file: str, key: str, declared: Mapping[str, Any], low: float, high: float) -> None:
    """Check the value of a parameter: one number, or a list along its axis."""
    value, axis = declared["value"], declared.get("axis")
    numbers = value if isinstance(value, list) else [value]
    if isinstance(value, list) and (axis is None or len(value) != len(AXIS_PLACES[axis])):
        wanted = "one number" if axis is None else f"{len(AXIS_PLACES[axis])} numbers along {axis}"
        raise fail(file, f"{key}.value", f"must be {wanted}")
    for number in numbers:
        check_number(file, f"{key}.value", number, low, high)


def check_outline(file: str, raw: dict[str, Any]) -> None:
    """Check the shape of one file by itself: keys and types, not yet completeness, so that it may extend another."""
    check_fields(file, "", raw, TOP)
    if raw["format"] != FORMAT:
        raise fail(file, "format", f"is {raw['format']}, this version reads {FORMAT}")
    for section, allowed in SECTIONS.items():
        for name, entry in raw.get(section, {}).items():
            check_fields(file, f"{section}.{name}", entry, allowed, complete=False)
            for part in ("values", "entries"):
                for place, cell in entry.get(part, {}).items():
                    if isinstance(cell, dict):
                        check_fields(file, f"{section}.{name}.{part}.{place}", cell, CELL)
    for old, new in raw.get("rename", {}).items():
        if not isinstance(new, str):
            raise fail(file, f"rename.{old}", f"must be a key, is {new!r}")


def merged(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    """The parent with the child's entries put over it, table by table; lists and numbers are replaced whole.

    >>> merged({"a": {"x": 1, "y": [1, 2]}}, {"a": {"y": [3]}})
    {'a': {'x': 1, 'y': [3]}}
    """
    both = dict(parent)
    for key, value in child.items():
        old = both.get(key)
        nested = isinstance(old, dict) and isinstance(value, dict)
        both[key] = merged(old, value) if nested else value  # type: ignore[arg-type]
    return both


def renamed(file: str, raw: dict[str, Any], mapping: Mapping[str, str], source: str | None) -> dict[str, Any]:
    """The same scenario with other keys for its nations, firms and bodies, so that numbers need not be copied.

    With ``source`` every inherited statement of a source is replaced, since it may name what was renamed.
    """
    known = {*raw.get("nations", {}), *raw.get("firms", {}), *raw.get("bodies", {})}
    for old in mapping:
        one_of(file, f"rename.{old}", old, sorted(known))

    def place(key: str) -> str:
        return re.sub(r"[^>.]+", lambda match: mapping.get(match.group(), match.group()), key)

    def mended(value: Any) -> Any:
        if isinstance(value, dict):
            new = {place(key): mended(entry) for key, entry in value.items()}
            if source and isinstance(new.get("source"), str):
                new["source"] = source
            return new
        if isinstance(value, list):
            return [mended(entry) for entry in value]
        return mapping.get(value, value) if isinstance(value, str) else value

    return {key: mended(value) for key, value in raw.items()}


def shipped() -> dict[str, Path]:
    """The scenarios that come with the game, by name."""
    return {path.stem: path for path in sorted(asset("scenarios").glob("*.toml")) if path.stem != "rules"}


def found(name_or_path: str | Path, beside: Path | None = None) -> Path:
    """The file of a scenario: a path, a file beside the one that names it, or one that comes with the game."""
    text = str(name_or_path)
    if text.endswith(".toml"):
        return Path(text)
    if beside is not None and (beside.parent / f"{text}.toml").is_file():
        return beside.parent / f"{text}.toml"
    known = shipped()
    if text not in known:
        raise ScenarioError(f"there is no scenario {text!r}{nearest(text, known)}")
    return known[text]


def gathered(path: Path, above: tuple[Path, ...] = (), used: list[Path] | None = None) -> dict[str, Any]:
    """One file with everything that it extends put under it; ``used`` collects the files read."""
    if path.resolve() in above:
        chain = " extends ".join(file.name for file in (*above, path))
        raise fail(path.name, "extends", f"goes round in a circle: {chain}")
    raw = read_toml(path)
    if used is not None:
        used.append(path)
    check_outline(path.name, raw)
    if "extends" not in raw:
        if "rename" in raw:
            raise fail(path.name, "rename", "needs a scenario to extend")
        return raw
    parent = gathered(found(raw["extends"], path), (*above, path.resolve()), used)
    parent = renamed(path.name, parent, raw.get("rename", {}), raw.get("inherited_source"))
    source = {"inherited_source": parent["inherited_source"]} if "inherited_source" in parent else {}
    whole = merged(parent, {key: value for key, value in raw.items() if key not in ("extends", "rename")})
    return {**source, **whole}


def resolved(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    """A gathered file as plain lists and tables, complete with the parameters of the rules; ready for JSON."""
    file = f"{name}.toml"
    nations = [{"key": key, **entry} for key, entry in raw.get("nations", {}).items()]
    rest = [nation for nation in nations if nation.get("archetype") == "rest"]
    parameters = {}
    inherited = raw.get("inherited_source")
    overrides = raw.get("parameters", {})
    for wrong in overrides.keys() - rules().keys():
        raise fail(file, f"parameters.{wrong}", f"there is no such parameter{nearest(wrong, rules())}")
    for key, declared in rules().items():
        base = {**declared, "source": inherited} if inherited and "source" in declared else declared
        parameters[key] = {**base, **overrides.get(key, {})}
    return {
        "format": FORMAT,
        "name": name,
        "title": raw["title"],
        "summary": raw["summary"],
        "start": raw.get("start", ""),
        "quarters": raw.get("quarters", 24),
        "epilogue": raw.get("epilogue", 8),
        "rounds": raw.get("rounds", 2),
        "order": raw.get("order", "firms_first"),
        "map": raw.get("map", "neutral"),
        "nations": [nation for nation in nations if nation not in rest] + rest,
        "firms": [{"key": key, **entry} for key, entry in raw.get("firms", {}).items()],
        "ecosystems": raw.get("ecosystems", []),
        "bodies": [{"key": key, **entry} for key, entry in raw.get("bodies", {}).items()],
        "tables": raw.get("tables", {}),
        "orders": raw.get("orders", {}),
        "parameters": parameters,
    }


def quarter_of(file: str, key: str, text: Any) -> int:
    """A date such as '2025Q3' as a count of quarters since year 0."""
    match = re.fullmatch(r"(\d{4})Q([1-4])", text) if isinstance(text, str) else None
    if match is None:
        raise fail(file, key, f"must be a quarter such as '2025Q3', is {text!r}")
    return int(match[1]) * 4 + int(match[2]) - 1


def _keyed(file: str, section: str, entries: list[Any], allowed: Fields) -> list[str]:
    keys = []
    for entry in entries:
        body = {name: value for name, value in entry.items() if name != "key"}
        check_fields(file, f"{section}.{entry['key']}", body, allowed)
        if re.search(r"[>.\s]", entry["key"]) or entry["key"] in ("all", "default"):
            raise fail(file, f"{section}.{entry['key']}", "a key has no dot, arrow or blank and is not all or default")
        keys.append(entry["key"])
    return keys


def check_cast(whole: dict[str, Any]) -> None:
    """Check who takes part: nations, firms, ecosystems and bodies of a resolved scenario."""
    file = f"{whole['name']}.toml"
    quarter_of(file, "start", whole["start"])
    for key, low, high in (("quarters", 1, 80), ("epilogue", 0, 80), ("rounds", 0, 4)):
        check_number(file, key, whole[key], low, high)
    if whole["quarters"] + whole["epilogue"] > 80:
        raise fail(file, "epilogue", "quarters and epilogue together must not be more than 80")
    one_of(file, "order", whole["order"], ASKING_ORDERS)
    one_of(file, "map", whole["map"], MAPS)
    nations = _keyed(file, "nations", whole["nations"], NATION)
    firms = _keyed(file, "firms", whole["firms"], FIRM)
    bodies = _keyed(file, "bodies", whole["bodies"], BODY)
    if len(set(nations + firms)) < len(nations) + len(firms):
        raise fail(file, "firms", "a nation and a firm have the same key")
    rest = [nation["key"] for nation in whole["nations"] if nation["archetype"] == "rest"]
    if len(rest) != 1 or len(nations) < 2:
        raise fail(file, "nations", "needs at least one nation and exactly one of archetype 'rest', the unplayed world")
    if len(bodies) > names.BODY_SLOTS:
        raise fail(file, "bodies", f"there is room for {names.BODY_SLOTS}, {len(bodies)} are given")
    for nation in whole["nations"]:
        key = f"nations.{nation['key']}"
        one_of(file, f"{key}.archetype", nation["archetype"], NATION_ARCHETYPES)
        if nation["archetype"] != "rest":
            for name in ("strategy", "doctrines", "case"):
                if name not in nation:
                    raise fail(file, f"{key}.{name}", "is missing")
        for date in nation.get("elections", []):
            quarter_of(file, f"{key}.elections", date)
        check_number(file, f"{key}.election_every", nation.get("election_every", 1), 1, 80)
    for firm in whole["firms"]:
        key = f"firms.{firm['key']}"
        one_of(file, f"{key}.archetype", firm["archetype"], FIRM_ARCHETYPES)
        one_of(file, f"{key}.home", firm["home"], nations)
        for role in firm["roles"]:
            one_of(file, f"{key}.roles", role, names.ROLES)
    for host in whole["ecosystems"]:
        one_of(file, "ecosystems", host, nations)
    for body in whole["bodies"]:
        key = f"bodies.{body['key']}"
        one_of(file, f"{key}.host", body["host"], nations)
        one_of(file, f"{key}.gate", body["gate"], GATES)
        check_number(file, f"{key}.quota", body["quota"], 0, 1)
        check_number(file, f"{key}.orientation", body["orientation"], -1, 1)
        check_number(file, f"{key}.standard", body.get("standard", 0), 0, 1)
        for part in ("members", "eligible"):
            for member in body.get(part, ()):
                one_of(file, f"{key}.{part}", member, nations)


def check_numbers(whole: dict[str, Any]) -> None:
    """Check what every number says of itself: status, source, unit, range. Values are checked when laid out."""
    file = f"{whole['name']}.toml"
    world = columns_of(World)
    tabled = {name for name, declared in whole["parameters"].items() if "table" in declared}
    for name, table in whole["tables"].items():
        key = f"tables.{name}"
        one_of(file, key, name, [*tabled, *world, "trust"])
        check_provenance(file, key, table)
        if name in tabled:
            for given in ("unit", "range"):
                if given in table:
                    raise fail(file, f"{key}.{given}", "is declared with the parameter, not here")
        else:
            for given in ("unit", "range"):
                if given not in table:
                    raise fail(file, f"{key}.{given}", "is missing")
            check_range(file, f"{key}.range", table["range"])
            unit = world[name].unit if name in world else "0-1"
            if table["unit"] != unit:
                raise fail(file, f"{key}.unit", f"is {table['unit']!r}, the world counts it in {unit!r}")
        if ("value" in table) == ("values" in table):
            raise fail(file, f"{key}.values", "needs values, or value if it is one number")
    for name, order in whole["orders"].items():
        one_of(file, f"orders.{name}", name, columns_of(Orders))
        check_provenance(file, f"orders.{name}", order)
        check_fields(file, f"orders.{name}", order, ORDER)
    for name, declared in whole["parameters"].items():
        check_parameter(file, name, declared)
    for name in tabled - whole["tables"].keys():
        every = whole["parameters"][name]["table"]
        raise fail(file, f"tables.{name}", f"is missing: the rules need a value for every {every}")
