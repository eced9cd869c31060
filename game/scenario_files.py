"""Scenario files: where they are, how they build on one another, and the whole that they make."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from game.mistakes import Mistake, ScenarioError, fail, mistakes, nearest, refuse, unknown
from game.paths import asset

FORMAT = 1
LISTED = ("nations", "firms", "bodies")
"""Sections whose order counts: lists in a resolved scenario, whose entries carry their key."""
HEAD = ("format", "name", "title", "summary")
"""What a resolved scenario says of itself, besides the numbers."""


class Layer(NamedTuple):
    """One file of a chain: its name, what it says, and what is wrong with it by itself."""

    file: str
    content: dict[str, Any]
    mistakes: tuple[Mistake, ...] = ()


def read_toml(path: Path) -> dict[str, Any]:
    """The contents of a file, or a plain sentence about what is wrong with it; a byte order mark is passed over."""
    name = path.name or str(path)
    try:
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ScenarioError(f"{name}: there is no such file") from None
    except OSError as error:
        raise ScenarioError(f"{name}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ScenarioError(f"{name}: cannot be read: it is not text in UTF-8") from None
    except ValueError as error:  # also a number with more digits than Python takes
        raise ScenarioError(f"{name}: not valid TOML: {error}") from None
    except RecursionError:
        raise ScenarioError(f"{name}: tables or lists are nested too deeply") from None


def rules() -> dict[str, dict[str, Any]]:
    """All parameters of the rules, checked, by name."""
    path = asset("scenarios", "rules.toml")
    return _rules(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _rules(path: Path, _changed: int) -> dict[str, dict[str, Any]]:
    from game.scenario_schema import Rules

    content = read_toml(path)
    refuse(mistakes(Rules, content), lambda key: path.name)
    parameters: dict[str, dict[str, Any]] = content["parameters"]
    return parameters


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
    if text not in known and Path(text).is_file():
        raise ScenarioError(f"{Path(text).name}: the name of a scenario file ends in .toml")
    if text not in known:
        raise ScenarioError(f"there is no scenario {text!r}{nearest(text, known)}")
    return known[text]


def layers(path: Path, above: tuple[Path, ...] = (), used: list[Path] | None = None) -> list[Layer]:
    """A file and all that it extends, itself first; names are those of the first. ``used`` collects the files read."""
    if path.resolve() in above:
        if path.resolve() == above[-1] and path.stem in shipped():
            told = "is this file itself, which has the name of a scenario that comes with the game"
            raise fail(path.name, "extends", f"{told}: give the file another name")
        chain = " extends ".join(file.name for file in (*above, path))
        raise fail(path.name, "extends", f"goes round in a circle: {chain}")
    if used is not None:
        used.append(path)
    own = _layer(path)
    if "extends" not in own.content:
        return [own]
    parents = layers(found(own.content["extends"], path), (*above, path.resolve()), used)
    mapping = own.content.get("rename", {})
    known = sorted(key for layer in parents for part in LISTED for key in layer.content.get(part, {}))
    strange = [Mistake(f"rename.{old}", unknown(old, known)) for old in mapping if old not in known]
    refuse(strange, lambda key: path.name)
    source = own.content.get("inherited_source")
    return [own, *(layer._replace(content=renamed(layer.content, mapping, source)) for layer in parents)]


def _layer(path: Path) -> Layer:
    """One file, checked as far as it can be by itself; what would keep it from being laid over another is refused."""
    from game.scenario_schema import TOP
    from game.scenario_schema import Layer as Model

    content = read_toml(path)
    wrong = [Mistake(key, f"unknown key{nearest(key, TOP)}") for key in content if key not in TOP]
    wrong += mistakes(Model, content, {"parameters": rules()})
    borne = ("title", "summary", *(key for key in content if key not in TOP))
    borne += () if "format" in content else ("format",)
    if any(one.key not in borne and not one.key.startswith("parameters.") for one in wrong):
        refuse(wrong, lambda key: path.name)
    return Layer(path.name, content, tuple(one._replace(file=path.name) for one in wrong))


def gathered(chain: Sequence[Layer]) -> dict[str, Any]:
    """The files of a chain laid over one another."""
    whole: dict[str, Any] = {}
    for layer in reversed(chain):
        whole = merged(whole, layer.content)
    return whole


def merged(parent: dict[str, Any], child: dict[str, Any]) -> dict[str, Any]:
    """The parent with the child's entries put over it, table by table; lists and numbers are replaced whole.

    >>> merged({"a": {"x": 1, "y": [1, 2]}}, {"a": {"y": [3]}})
    {'a': {'x': 1, 'y': [3]}}
    """
    both = dict(parent)
    for key, value in child.items():
        old = both.get(key)
        both[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return both


def renamed(raw: dict[str, Any], mapping: Mapping[str, str], source: str | None) -> dict[str, Any]:
    """The same file with other keys for nations, firms and bodies, so that numbers need not be copied.

    With ``source`` every inherited statement of a source is replaced, since it may name what was renamed.
    """
    if not mapping and not source:
        return raw

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


def resolved(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    """A gathered file as plain lists and tables, complete with defaults and the parameters of the rules; for JSON."""
    from game.scenario_schema import Whole

    inherited, changed = raw.get("inherited_source"), raw.get("parameters", {})
    parameters = {}
    for key, declared in rules().items():
        base = {**declared, "source": inherited} if inherited and "source" in declared else declared
        own = changed.get(key)
        parameters[key] = {**base, **own} if isinstance(own, dict) else base
    sections = {part: [{"key": key, **entry} for key, entry in raw.get(part, {}).items()] for part in LISTED}
    sections["nations"].sort(key=lambda nation: nation.get("archetype") == "rest")
    usual = {key: field.get_default() for key, field in Whole.model_fields.items() if not field.is_required()}
    given = {key: raw[key] for key in Whole.model_fields if key in raw}
    head = {"format": FORMAT, "name": name, "title": raw.get("title", ""), "summary": raw.get("summary", "")}
    return {**head, **usual, **given, **sections, "parameters": parameters}


def keyed(whole: Mapping[str, Any]) -> dict[str, Any]:
    """What a resolved scenario says of the world, as a file would write it."""
    sections = {
        part: {entry["key"]: {name: value for name, value in entry.items() if name != "key"} for entry in whole[part]}
        for part in LISTED
    }
    return {**{key: value for key, value in whole.items() if key not in HEAD}, **sections}


def file_of(chain: Sequence[Layer], otherwise: str) -> Any:
    """Where a key stands: a function that gives the file of the chain which says most of it, the first of several.

    What is said nowhere of a nation, firm or body is missing in the file that brings it in.
    """

    def named(key: str) -> str:
        reach = [_reach(layer.content, key) for layer in chain]
        start, _, place = key.rpartition(".")
        if start and not any(one > _reach(layer.content, start) for one, layer in zip(reach, chain, strict=True)):
            brought = [layer for layer in chain if any(place in layer.content.get(part, ()) for part in LISTED)]
            if brought:
                return brought[-1].file
        return chain[reach.index(max(reach))].file if chain else otherwise

    return named


def _reach(content: Any, key: str) -> int:
    """How many steps of a dotted key a table holds; names in it may have dots of their own."""
    if not isinstance(content, dict) or not key:
        return 0
    steps = [(name, inner) for name, inner in content.items() if f"{key}.".startswith((f"{name}.", f"{name}["))]
    return max((1 + _reach(inner, key[len(name) + 1 :]) for name, inner in steps), default=0)
