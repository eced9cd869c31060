"""The code base keeps its own rules: who may import whom, what the rules may not use, and where numbers live."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from agents.table import Answer, Group, Table
from game.start import many_games

ROOT = Path(__file__).parents[1]
RULES = sorted((ROOT / "game" / "rules").rglob("*.py"))
AGENTS = sorted((ROOT / "agents").rglob("*.py"))
GAME = sorted((ROOT / "game").rglob("*.py"))

OUTSIDE_THE_RULES = {"mesa", "pygame", "json", "random", "logging", "pathlib", "io", "os", "tomllib", "time"}
UNSAFE_SUMS = {
    "sum", "nansum", "mean", "nanmean", "average", "std", "var", "dot", "einsum", "inner", "tensordot", "vecdot",
    "matmul", "vdot", "reduceat", "trapezoid", "convolve", "norm",
}  # fmt: skip
"""Sums whose order of additions depends on the memory layout; cumsum and accumulate always go one by one."""
SUMS_IN_ONE_PLACE = {("agents/columns.py", "total")}
PLAIN_NUMBERS = {0, 1, 2, -1, 4, 10, 100, 1000, 0.5, 1e-9}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, ast.AST]]:
    """Top-level functions and methods of a file, and what stands outside of them."""
    for node in ast.iter_child_nodes(tree(path)):
        if isinstance(node, ast.ClassDef):
            for inner in node.body:
                yield getattr(inner, "name", ""), inner
        else:
            yield getattr(node, "name", ""), node


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def test_nothing_imports_upward() -> None:
    program = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    told = subprocess.run([sys.executable, "-c", program, "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert told.returncode == 0, told.stdout + told.stderr


def test_every_module_has_its_layer() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    for contract in contracts:
        if contract["type"] != "layers":
            continue
        room = contract["containers"][0]
        named = {part.strip(" ()") for layer in contract["layers"] for part in layer.replace("|", ":").split(":")}
        here = {p.stem for p in (ROOT / room).glob("*.py")} | {
            p.parent.name for p in (ROOT / room).glob("*/__init__.py")
        }
        assert here - {"__init__", "__main__"} - named == set(), f"{room}: give these a layer in pyproject.toml"


@pytest.mark.parametrize("path", RULES, ids=name)
def test_rules_do_arithmetic_only(path: Path) -> None:
    assert {module.split(".")[0] for module in imported(path)} & OUTSIDE_THE_RULES == set()


def test_only_the_window_imports_pygame() -> None:
    window = ROOT / "game" / "desktop"
    users = {name(path) for path in GAME + AGENTS if "pygame" in {m.split(".")[0] for m in imported(path)}}
    assert {user for user in users if not (ROOT / user).is_relative_to(window)} == set()
    assert users, "the check sees nothing"


def unsafe(node: ast.AST) -> str:
    """Why this expression may differ between one world and many; empty if it does not."""
    if isinstance(node, ast.Attribute) and (node.attr in UNSAFE_SUMS or ast.unparse(node).endswith("add.reduce")):
        return f".{node.attr}"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult):
        return "@"
    power = isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow)
    if power and constant(node.left) is None:
        return "power operator (agents.columns.raised)"
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) != "Callable":
        places = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if isinstance(node.ctx, ast.Load) and any(isinstance(place, ast.List) for place in places):
            return "index list"
    return ""


def constant(node: ast.AST) -> float | None:
    """The number that a literal (with its sign) stands for."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = constant(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    return None


@pytest.mark.parametrize("path", RULES + AGENTS, ids=name)
def test_one_world_adds_like_many(path: Path) -> None:
    found = [
        f"{function} line {node.lineno}: {why}"
        for function, body in functions(path)
        if (name(path), function) not in SUMS_IN_ONE_PLACE
        for node in ast.walk(body)
        if (why := unsafe(node))
    ]
    assert found == []


def test_the_check_of_sums_sees_what_it_refuses() -> None:
    for text in (
        "x.sum(0)",
        "np.mean(x)",
        "x @ y",
        "x ** 2",
        "x ** p.rho",
        "x ** -0.5",
        "x[[0, 1]]",
        "x[:, [0]]",
        "np.einsum('ij', x)",
    ):
        assert any(unsafe(node) for node in ast.walk(ast.parse(text))), text
    for text in ("total(x, 0)", "raised(x, p.rho)", "2.0**-53", "x * x", "x[0]", "x[:, None]", "np.take(x, i)"):
        assert not any(unsafe(node) for node in ast.walk(ast.parse(text))), text


class Numbers(ast.NodeVisitor):
    """Collects literals that are quantities: not places along an axis, not lengths, not codes (compared or named)."""

    def __init__(self) -> None:
        self.found: list[tuple[int, float]] = []

    def visit_UnaryOp(self, node: ast.UnaryOp) -> None:
        number = constant(node)
        if number is None:
            self.generic_visit(node)
        else:
            self.take(node, number)

    def visit_Constant(self, node: ast.Constant) -> None:
        number = constant(node)
        if number is not None:
            self.take(node, number)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        if not all(
            isinstance(part, ast.Constant | ast.Slice | ast.Tuple | ast.UnaryOp | ast.USub | ast.Load)
            for part in ast.walk(node.slice)
        ):
            self.visit(node.slice)

    def visit_Compare(self, node: ast.Compare) -> None:
        for side in (node.left, *node.comparators):
            if not isinstance(constant(side), int):
                self.visit(side)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        if not (isinstance(node.left, ast.Attribute) and node.left.attr == "ndim"):
            self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> None:
        named = all(
            isinstance(n, ast.Name) and n.id.isupper()
            for t in node.targets
            for n in (t.elts if isinstance(t, ast.Tuple) else [t])
        )
        codes = all(isinstance(n, int | None) for n in map(constant, getattr(node.value, "elts", [node.value])))
        if not (named and codes):
            self.generic_visit(node)

    def take(self, node: ast.expr, number: float) -> None:
        if number not in PLAIN_NUMBERS:
            self.found.append((node.lineno, number))


def numbers(text: ast.AST) -> list[tuple[int, float]]:
    reader = Numbers()
    reader.visit(text)
    return reader.found


@pytest.mark.parametrize("path", RULES, ids=name)
def test_rules_hold_no_bare_numbers(path: Path) -> None:
    assert numbers(tree(path)) == [], "move them to assets/scenarios/rules.toml"


def test_the_check_of_numbers_sees_what_it_refuses() -> None:
    assert [n for _, n in numbers(ast.parse("y = 0.3 * x[:, 7] + 4 - f(3) * (z > 0.7)"))] == [0.3, 3, 0.7]
    assert numbers(ast.parse("FOUND = 3\nJOIN, LEAVE = 1, 5\ny = x == 7")) == []


def declared() -> dict[str, dict[str, object]]:
    return tomllib.loads((ROOT / "assets" / "scenarios" / "rules.toml").read_text(encoding="utf-8"))["parameters"]


def parameters_read(path: Path) -> set[str]:
    """Names read from the parameters of a game: ``p.name``, ``q.p.name``, ``params.name``."""
    return {
        node.attr
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute)
        and ((isinstance(node.value, ast.Name) and node.value.id in ("p", "params"))
             or (isinstance(node.value, ast.Attribute) and node.value.attr in ("p", "params")))
    }  # fmt: skip


def test_every_number_that_rules_read_is_declared() -> None:
    own = {"worlds", "names", "in_worlds", "replaced", "taken"}
    unknown = {name(path): missing for path in RULES if (missing := parameters_read(path) - declared().keys() - own)}
    assert unknown == {}


def test_every_declared_number_is_read() -> None:
    read: set[str] = set()
    for path in GAME + AGENTS:
        read |= parameters_read(path)
        read |= {n.value for n in ast.walk(tree(path)) if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    families = {
        part.values[0].value
        for path in GAME
        for part in ast.walk(tree(path))
        if isinstance(part, ast.JoinedStr) and isinstance(part.values[0], ast.Constant)
    }
    families = {family for family in families if family.endswith("_")}
    unread = {n for n in declared() if n not in read and not any(n.startswith(family) for family in families)}
    assert unread == set()


@pytest.mark.parametrize("worlds", [1, 3])
def test_every_strategy_answers_all_its_rows_at_once(worlds: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A strategy that raises is asked again row by row, which hides its fault and costs ten times as much."""

    def told_off(self: Table, verb: str, group: Group, *rest: object) -> Iterator[Answer]:
        raise AssertionError(f"{group.strategy.name} failed to {verb} for {len(group.rows)} rows")

    monkeypatch.setattr(Table, "_row_by_row", told_off)
    many_games(seeds_of=range(worlds)).advance(6)


@pytest.mark.parametrize("path", RULES, ids=name)
def test_every_public_rule_is_explained(path: Path) -> None:
    module = importlib.import_module(".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"))
    unexplained = [
        function
        for function, value in vars(module).items()
        if inspect.isfunction(value)
        and value.__module__ == module.__name__
        and not function.startswith("_")
        and not value.__doc__
    ]
    assert unexplained == []
    assert module.__doc__
