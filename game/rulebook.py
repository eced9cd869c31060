"""The rulebook: written from the rules' own docstrings, the declared columns and the numbers of the scenarios.

Run ``python -m game.rulebook`` to write ``docs/rulebook.md``, with ``--check`` to see whether it is up to date.
"""

from __future__ import annotations

import argparse
import ast
import inspect
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from agents.columns import Column, columns_of
from game import rulebook_play as play
from game import rules
from game.orders import Orders
from game.paths import asset
from game.world import Terms, World

RULES = Path(inspect.getfile(rules)).parent
BOOK = Path(__file__).resolve().parents[1] / "docs" / "rulebook.md"
HEAD = """# Rulebook

Written by `python -m game.rulebook` from the rules themselves: edit the docstrings, the declared columns,
`assets/scenarios/rules.toml` or the files in `assets/play`, never this page. A number's status is *measured*,
*estimated* or *assumed*; the unit or range *measure*, *order* or *effect* is that of what an entry names.
"""


@dataclass(frozen=True)
class Rule:
    """One public function under ``game/rules``, as its source tells it."""

    name: str
    signature: str
    explanation: str
    numbers: tuple[str, ...]
    orders: tuple[str, ...]
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """One system of the world and the rules that carry it."""

    key: str
    title: str
    text: str
    groups: tuple[str, ...]
    also: tuple[str, ...]


def files() -> dict[str, Path]:
    """Every file of rules by its dotted name, packages left out."""
    found = {".".join(path.relative_to(RULES).with_suffix("").parts): path for path in sorted(RULES.rglob("*.py"))}
    return {name: path for name, path in found.items() if not name.endswith("__init__")}


def _attributes(body: ast.AST, owners: tuple[str, ...]) -> Iterator[str]:
    """Names read from one of the owners: ``p.wright`` or ``q.p.wright`` for the owner ``p``."""
    for node in ast.walk(body):
        if isinstance(node, ast.Attribute):
            owner = node.value
            if (isinstance(owner, ast.Name) and owner.id in owners) or (
                isinstance(owner, ast.Attribute) and owner.attr in owners
            ):
                yield node.attr


def _written(body: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """World fields that a step writes, with what it writes: ``q.new["x"] = …`` and ``q.new |= {"x": …}``."""
    for node in ast.walk(body):
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if (
                    isinstance(target, ast.Subscript)
                    and ast.unparse(target.value).endswith(".new")
                    and isinstance(target.slice, ast.Constant)
                ):
                    yield str(target.slice.value), node.value
        elif (
            isinstance(node, ast.AugAssign)
            and ast.unparse(node.target).endswith(".new")
            and isinstance(node.value, ast.Dict)
        ):
            for key, value in zip(node.value.keys, node.value.values, strict=True):
                if isinstance(key, ast.Constant):
                    yield str(key.value), value


def _calls(body: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Rules called as ``file.rule(…)`` or by their bare name."""
    for node in ast.walk(body):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func).rpartition(".")[2], node


@cache
def _uses() -> tuple[dict[str, set[str]], dict[str, set[str]]]:
    """Which world fields come straight from a rule, and which orders are handed to it, by the name of the rule."""
    fields: dict[str, set[str]] = {}
    orders: dict[str, set[str]] = {}
    for name, path in files().items():
        if not name.startswith("steps."):
            continue
        for step in ast.parse(path.read_text(encoding="utf-8")).body:
            made = {
                target.id: {rule for rule, _ in _calls(node.value)}
                for node in ast.walk(step)
                if isinstance(node, ast.Assign)
                for target in node.targets
                if isinstance(target, ast.Name)
            }
            for field, value in _written(step):
                sources = {rule for rule, _ in _calls(value)}
                for part in ast.walk(value):
                    sources |= made.get(part.id, set()) if isinstance(part, ast.Name) else set()
                for rule in sources:
                    fields.setdefault(rule, set()).add(field)
            for rule, call in _calls(step):
                orders.setdefault(rule, set()).update(_attributes(call, ("orders",)))
    return fields, orders


def _explanation(text: str) -> str:
    """A docstring without its examples, one line for each paragraph."""
    paragraphs = inspect.cleandoc(text).split("\n\n")
    return "\n\n".join(" ".join(p.split()) for p in paragraphs if not p.lstrip().startswith(">>>"))


@cache
def rules_of(file: str) -> tuple[Rule, ...]:
    """The public rules of a file, in its order."""
    fields, orders = _uses()
    found = []
    for node in ast.parse(files()[file].read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            read = set(_attributes(node, ("orders",))) | orders.get(node.name, set())
            wrote = {name for name, _ in _written(node)} | fields.get(node.name, set())
            found.append(
                Rule(
                    f"{file}.{node.name}",
                    ", ".join(argument.arg for argument in node.args.args),
                    _explanation(ast.get_docstring(node) or ""),
                    tuple(dict.fromkeys(n for n in _attributes(node, ("p",)) if n in numbers())),
                    tuple(name for name in columns_of(Orders) if name in read),
                    tuple(name for name in columns_of(World) if name in wrote),
                )
            )
    return tuple(found)


@cache
def numbers() -> dict[str, dict[str, Any]]:
    """The declared numbers of the rules by name."""
    with asset("scenarios", "rules.toml").open("rb") as file:
        found: dict[str, dict[str, Any]] = tomllib.load(file)["parameters"]
    return found


@cache
def sections() -> tuple[Section, ...]:
    """The sections, in the order of their file."""
    with asset("text", "en", "rulebook.toml").open("rb") as file:
        table = tomllib.load(file)
    return tuple(
        Section(key, s["title"], s["text"], tuple(s["rules"].split()), tuple(s["also"].split()))
        for key, s in table.items()
    )


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _row(*cells: object) -> str:
    return "| " + " | ".join(_cell(cell) for cell in cells) + " |"


def _table(head: tuple[str, ...], rows: list[str]) -> list[str]:
    return ["", _row(*head), "|" + "---|" * len(head), *rows] if rows else []


def _value(declared: Mapping[str, Any]) -> str:
    value = declared.get("value")
    if value is None:
        return f"one for each {declared['table']}, in the scenario"
    if isinstance(value, list):
        return ", ".join(f"{part:g}" if not isinstance(part, list) else str(part) for part in value)
    return f"{value:g}"


def _rule(rule: Rule) -> list[str]:
    lines = ["", f"### {rule.name.rpartition('.')[2]}", "", f"`{rule.name}({rule.signature})`", "", rule.explanation]
    told = (("writes", rule.fields), ("reads the orders", rule.orders), ("numbers", rule.numbers))
    for label, found in told:
        if found:
            lines += ["", f"*{label}*: " + ", ".join(f"`{name}`" for name in found)]
    return lines


def _section(section: Section) -> list[str]:
    def mine(columns: Mapping[str, Column]) -> list[tuple[str, Column]]:
        return [(name, c) for name, c in columns.items() if c.rule in section.groups]

    lines = ["", f"## {section.title}", "", section.text]
    if section.also:
        lines += ["", "See also " + ", ".join(f"`{name}`" for name in section.also) + "."]
    for group in section.groups:
        for rule in rules_of(group) if group in files() else ():
            lines += _rule(rule)
    state = mine(columns_of(World)) + mine(columns_of(Terms))
    lines += _table(
        ("State", "Axes", "Unit", "Known", "Meaning"),
        [_row(f"`{name}`", ", ".join(c.axes), c.unit, c.known, c.meaning) for name, c in state],
    )
    lines += _table(
        ("Order", "Axes", "Unit", "Price", "First moves", "Meaning"),
        [
            _row(f"`{name}`", ", ".join(c.axes), c.unit, c.price, ", ".join(c.moves), c.meaning)
            for name, c in mine(columns_of(Orders))
        ],
    )
    lines += _table(
        ("Number", "Value", "Range", "Unit", "Status", "Source", "Meaning"),
        [
            _row(
                f"`{name}`",
                _value(d),
                "–".join(f"{end:g}" for end in d["range"]),
                d["unit"],
                d.get("status", "in the scenario"),
                d.get("source", "in the scenario"),
                d["meaning"],
            )
            for name, d in numbers().items()
            if d["rule"] in section.groups
        ],
    )
    for head, rows in (play.kinds(section.groups), *play.entries(section.groups)):
        lines += _table(head, [_row(*row) for row in rows])
    return lines


def rulebook() -> str:
    """The whole book as Markdown; the same rules give the same text."""
    lines = [HEAD]
    for section in sections():
        lines.append(f"- [{section.title}](#{_anchor(section.title)})")
    for section in sections():
        lines += _section(section)
    return "\n".join(lines) + "\n"


def _anchor(title: str) -> str:
    return "".join(c for c in title.lower().replace(" ", "-") if c.isalnum() or c in "-_")


def main() -> int:
    """Write the book, or say whether it is up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="only say whether the file is up to date")
    parser.add_argument("path", nargs="?", type=Path, default=BOOK)
    given = parser.parse_args()
    text = rulebook()
    if given.check:
        fresh = given.path.exists() and given.path.read_text(encoding="utf-8") == text
        print(f"{given.path.name} is up to date" if fresh else f"{given.path.name} is out of date: run make rulebook")
        return 0 if fresh else 1
    given.path.write_text(text, encoding="utf-8")
    print(f"wrote {given.path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
