"""Scenarios: every file loads and starts, every mistake gets a plain sentence, and numbers say where they come from."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.columns import check_shapes, columns_of
from game import names as words
from game import scenario, scenario_files, scenario_schema
from game.mistakes import mistakes
from game.orders import Orders
from game.params import Params
from game.paths import asset
from game.scenario import NEUTRAL, NEUTRAL_ORDERS, Scenario, ScenarioError, load, names, start
from game.world import World

SHIPPED = [name for name, _, _ in names()]
SEEDS = np.array([3, 4, 5], np.uint64)
DRAWN = {"agenda", "temperament", "sight_error"}
STRATEGIES = {
    "techno_nationalist", "pragmatist", "multilateralist", "reciprocator", "open_commons", "free_rider", "salesman",
    "hedger", "cautious_regulator", "closed_frontier", "open_challenger", "hardware_salesman", "compliant_cloud",
    "state_champion", "safety_first", "hold", "random_policy",
}


@pytest.fixture(scope="module")
def flagship() -> Scenario:
    return load("two-plans-2025")


def started(chosen: Scenario, seeds: np.ndarray) -> tuple[World, Orders]:
    return start(chosen, chosen.params(len(seeds)), seeds)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_scenario_starts_with_declared_shapes(name: str) -> None:
    chosen = load(name)
    world, orders = started(chosen, SEEDS)
    sizes = chosen.setting.sizes
    for owner in (world, world.deals, orders):
        check_shapes(owner, sizes, 3)
        for column in columns_of(type(owner)):
            assert np.all(np.isfinite(getattr(owner, column))), column
    for column, declared in columns_of(Orders).items():
        values = getattr(orders, column).astype(float)
        assert values.min() >= declared.low and values.max() <= declared.high, column


def test_the_four_scenarios_are_there_and_the_flagship_is_first() -> None:
    assert SHIPPED[0] == "two-plans-2025"
    assert {"october-2022", "neutral", "two-blocs"} <= set(SHIPPED)
    assert all(title and summary for _, title, summary in names())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_resolved_scenario_reads_back_identically(name: str) -> None:
    chosen = load(name)
    back = Scenario.from_resolved(json.loads(json.dumps(chosen.resolved, sort_keys=True)))
    assert back == chosen and back.digest == chosen.digest
    assert back.setting.seats == chosen.setting.seats
    (one, first), (two, second) = started(chosen, SEEDS), started(back, SEEDS)
    for column in columns_of(World):
        assert np.array_equal(getattr(one, column), getattr(two, column)), column
    for column in columns_of(Orders):
        assert np.array_equal(getattr(first, column), getattr(second, column)), column


def test_the_digest_tells_scenarios_apart() -> None:
    assert len({load(name).digest for name in SHIPPED}) == len(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_number_has_a_status_and_a_source(name: str) -> None:
    resolved = load(name).resolved
    stated = [*resolved["tables"].values(), *resolved["orders"].values()]
    stated += [entry for entry in resolved["parameters"].values() if "table" not in entry]
    for entry in stated:
        assert entry["status"] in words.STATUSES and len(entry["source"]) >= 3
    assert all(body["source"] for body in resolved["bodies"])
    for entry in resolved["parameters"].values():
        assert entry["unit"] and len(entry["range"]) == 2 and entry["meaning"]


@pytest.mark.parametrize("name", SHIPPED)
def test_shares_sum_to_one(name: str) -> None:
    chosen = load(name)
    params = chosen.params(2)
    world, orders = start(chosen, params, SEEDS[:2])
    assert np.allclose(params.buying.sum(0), 1, atol=1e-3)
    assert np.allclose(params.minerals.sum(0), 1, atol=1e-3)
    assert np.allclose(params.sway.sum(1), 1, atol=1e-9)
    assert np.allclose(world.ecosystem.sum(0), 1, atol=1e-9)
    assert np.allclose(orders.budget.sum(1), 1, atol=1e-9)
    assert np.allclose(world.odds.sum(1), 1, atol=1e-9)
    owned = world.chokepoint.sum(0)
    assert np.all(np.isclose(owned, 1, atol=1e-9) | (owned == 0))
    assert np.all(chosen.setting.per_nation(world.compute_share) <= 1)


@pytest.mark.parametrize("name", SHIPPED)
def test_chips_in_use_have_power_at_the_start(name: str) -> None:
    chosen = load(name)
    params = chosen.params(1)
    world, _ = start(chosen, params, SEEDS[:1])
    assert np.all(world.power_load <= params.power_use * world.power * 1.01)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_cast_is_complete(name: str) -> None:
    chosen = load(name)
    resolved = chosen.resolved
    assert chosen.setting.archetypes and len(chosen.setting.archetypes) == len(chosen.setting.seats)
    for seat, info in chosen.seat_info.items():
        assert info["strategy"] in STRATEGIES, seat
        assert set(info["doctrines"]) <= STRATEGIES
        assert len(info["case"]) > 20 and info["case"].endswith("."), seat
        assert asset("flags", f"{info['flag']}.svg").is_file(), seat
        if info["kind"] == "nation":
            assert len(set(info["doctrines"])) == 3
    actors = asset("map", "actors.toml" if resolved["map"] == "world" else "neutral.toml").read_text(encoding="utf-8")
    for key in chosen.setting.nations[:-1]:
        assert f"[{key}]" in actors


def test_the_flagship_has_its_calibrated_stocks(flagship: Scenario) -> None:
    world, _ = started(flagship, SEEDS[:1])
    usa, china = (flagship.setting.nations.index(key) for key in ("USA", "CHN"))
    europe = flagship.setting.nations.index("EUR")
    assert len(flagship.setting.nations) == 15 and len(flagship.setting.firms) == 33
    assert abs(world.chips_training.sum() - 12_100) < 50
    assert abs(world.latent[usa, 0] - 148.5) < 0.1 and abs(world.latent[china, 0] - 142.5) < 0.1
    assert abs(world.latent[europe, 0] - 135.4) < 0.2
    assert world.open_frontier[0] == 142.2
    assert not world.alive[flagship.setting.firms.index("GULFLAB"), 0]


def test_october_2022_adds_up_to_its_latent_capability() -> None:
    chosen = load("october-2022")
    world, _ = started(chosen, SEEDS[:1])
    usa, china = (chosen.setting.nations.index(key) for key in ("USA", "CHN"))
    assert abs(world.latent[usa, 0] - 106.9) < 0.1 and abs(world.latent[china, 0] - 96) < 0.5
    assert chosen.setting.date(0) == "2022Q4"
    bodies = [body["key"] for body in chosen.setting.bodies]
    assert world.host[bodies.index("WAICO"), 0] == -1 and not world.member[bodies.index("WAICO")].any()
    assert world.member[bodies.index("OECD")].any() and np.all(world.host[len(bodies) :] == -1)


def test_worlds_differ_only_in_what_is_drawn(flagship: Scenario) -> None:
    world, orders = started(flagship, SEEDS)
    for column in columns_of(World):
        values = getattr(world, column)
        alike = np.array_equal(values[..., 0], values[..., 1])
        assert alike != (column in DRAWN), column
    for column in columns_of(Orders):
        values = getattr(orders, column)
        assert np.array_equal(values[..., 0], values[..., 2]), column
    assert set(np.unique(world.agenda)) == {0, 1, 2}
    assert np.all(np.abs(world.temperament) <= 1)


@pytest.mark.parametrize("name", SHIPPED)
def test_world_k_of_a_batch_starts_as_game_k_alone(name: str) -> None:
    chosen = load(name)
    many, many_orders = started(chosen, SEEDS)
    for k in range(len(SEEDS)):
        one, one_orders = started(chosen, SEEDS[k : k + 1])
        for column in columns_of(World):
            assert np.array_equal(getattr(many, column)[..., k], getattr(one, column)[..., 0]), column
        for column in columns_of(Orders):
            assert np.array_equal(getattr(many_orders, column)[..., k], getattr(one_orders, column)[..., 0]), column


def test_every_column_has_a_declared_start() -> None:
    derived = {
        "alive", "parent", "chokepoint", "latent", "best", "open_frontier", "lead", "fragmentation", "prosperity",
        "safety", "trust_good", "trust_bad", "approval", "influence", "guidance", "member", "host", "orientation",
        "body_influence", "ecosystem", "agenda", "sight_error",
    }
    assert set(columns_of(World)) - derived <= set(NEUTRAL)
    assert set(NEUTRAL) - {"trust"} <= set(columns_of(World))
    assert set(columns_of(Orders)) - {"budget"} == set(NEUTRAL_ORDERS)


def test_every_parameter_that_a_rule_reads_is_declared() -> None:
    declared = scenario_files.rules()
    for file in asset("..", "game", "rules").resolve().rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "p":
                known = node.attr in declared or node.attr == "worlds" or hasattr(Params, node.attr)
                assert known, f"{file.name}: p.{node.attr}"


# --- the invented casts ---------------------------------------------------------------------------------------------
def texts(value: Any, key: str = "") -> Iterator[str]:
    """Every text of a resolved scenario except units, which the world declares."""
    if isinstance(value, dict):
        for name, entry in value.items():
            yield name
            if name != "unit":
                yield from texts(entry, name)
    elif isinstance(value, list):
        for entry in value:
            yield from texts(entry, key)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("name", ["neutral", "two-blocs"])
def test_an_invented_cast_names_nothing_real(name: str, flagship: Scenario) -> None:
    real = {entry["key"] for section in ("nations", "firms", "bodies") for entry in flagship.resolved[section]}
    real |= {entry["name"] for section in ("nations", "firms", "bodies") for entry in flagship.resolved[section]}
    real |= {"Washington", "Beijing", "Brussels", "Shanghai", "American", "Chinese", "European", "China", "Europe"}
    real |= {"Dutch", "Korean", "Indian", "Africa", "Emirates", "Saudi", "Veldhoven", "Johor", "EUV", "Llama", "Qwen"}
    real |= {str(country) for country in np.load(asset("map", "world.npz"), allow_pickle=True)["names"]}
    real -= {"REST", "Rest of the world"}
    resolved = load(name).resolved
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(real)))
    found = {text: match.group() for text in texts(resolved) if (match := pattern.search(text))}
    assert not found


def test_the_invented_cast_has_the_flagships_numbers(flagship: Scenario) -> None:
    (one, _), (two, _) = started(flagship, SEEDS), started(load("neutral"), SEEDS)
    for column in columns_of(World):
        assert np.array_equal(getattr(one, column), getattr(two, column)), column


# --- extending ------------------------------------------------------------------------------------------------------
HEAD = 'format = 1\ntitle = "T"\nsummary = "S"\n'
CHILD = HEAD + 'extends = "two-blocs"\n'


def written(folder: Path, text: str, name: str = "mine") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_child_changes_what_it_names_and_keeps_the_rest(tmp_path: Path) -> None:
    text = CHILD + '[tables.chips_training.values]\nN02 = 700\n[parameters.wright]\nvalue = 0.4\n'
    child, parent = load(written(tmp_path, text)), load("two-blocs")
    world, _ = started(child, SEEDS[:1])
    assert world.chips_training[:, 0].tolist() == [1000, 700, 50]
    assert child.params(1).wright[0] == 0.4 and parent.params(1).wright[0] == 0.32
    assert child.name == "mine" and child.setting.quarters == parent.setting.quarters


def test_a_chain_of_files_is_followed_and_a_circle_refused(tmp_path: Path) -> None:
    written(tmp_path, CHILD + "quarters = 6\n", "middle")
    chain = written(tmp_path, HEAD + 'extends = "middle"\nepilogue = 0\n')
    assert (load(chain).setting.quarters, load(chain).setting.epilogue) == (6, 0)
    written(tmp_path, HEAD + 'extends = "mine"\n', "middle")
    with pytest.raises(ScenarioError, match="circle"):
        load(chain)


def test_narrow_entries_win_over_broad_ones(tmp_path: Path) -> None:
    text = CHILD + '[orders.restriction.entries]\n"N01>all.cloud" = 0.2\n"N01>N02.cloud" = 0.7\n'
    _, orders = started(load(written(tmp_path, text)), SEEDS[:1])
    cloud = orders.restriction[0, :, words.CHANNELS.index("cloud"), 0]
    assert cloud.tolist() == [0, 0.7, 0.2]


def test_elections_repeat_and_start_at_the_first_quarter() -> None:
    setting = load("two-blocs").setting
    assert np.flatnonzero(setting.elections[0]).tolist() == [7, 23, 39, 55, 71]
    assert [setting.date(q) for q in (0, 7)] == ["2030Q1", "2031Q4"]


# --- parameters -----------------------------------------------------------------------------------------------------
def test_overrides_are_laid_out_and_checked(flagship: Scenario) -> None:
    params = flagship.params(3, {"wright": [0.25, 0.3, 0.35], "buying": np.full(15, 1 / 15), "hazard": 0.001})
    assert params.wright.tolist() == [0.25, 0.3, 0.35]
    assert params.buying.shape == (15, 3) and params.hazard.tolist() == [0.001] * 3
    assert params.budget_reference.shape == (len(words.LINES), 3)
    with pytest.raises(ScenarioError, match="did you mean 'wright'"):
        flagship.params(1, {"wrigth": 0.3})
    with pytest.raises(ScenarioError, match=r"within 0\.23 and 0\.42"):
        flagship.params(1, {"wright": 0.9})
    with pytest.raises(ScenarioError, match="within"):
        flagship.params(1, {"wright": float("nan")})
    with pytest.raises(ScenarioError, match="shape"):
        flagship.params(2, {"wright": [0.3, 0.3, 0.3]})
    with pytest.raises(ScenarioError, match="must be a number"):
        flagship.params(1, {"wright": "steep"})


# --- mistakes -------------------------------------------------------------------------------------------------------
MISTAKES = {
    "malformed": ("format = 1\ntitle = ", ["mine.toml", "not valid TOML"]),
    "no title": ("format = 1\nsummary = 'S'\nextends = 'two-blocs'\n", ["mine.toml", "title", "missing"]),
    "other format": (CHILD.replace("format = 1", "format = 2"), ["format", "reads 1"]),
    "unknown parent": (CHILD.replace("two-blocs", "two-bloks"), ["did you mean 'two-blocs'"]),
    "unknown key": (CHILD + "quaters = 3\n", ["quaters", "did you mean 'quarters'"]),
    "unknown key of a nation": (CHILD + '[nations.N01]\nflagg = "x"\n', ["nations.N01.flagg", "'flag'"]),
    "wrong type": (CHILD + 'quarters = "many"\n', ["quarters", "must be a whole number", "'many'"]),
    "too long": (CHILD + "quarters = 81\n", ["quarters", "outside its range 1 to 80"]),
    "wrong date": (CHILD + 'start = "2030-Q1"\n', ["start", "2025Q3"]),
    "unknown table": (CHILD + '[tables.talnet]\nstatus = "assumed"\nsource = "x"\n', ["did you mean 'talent'"]),
    "value outside range": (CHILD + "[tables.talent.values]\nN01 = 9\n", ["tables.talent.values.N01", "9", "0 to 5"]),
    "value of an order outside range": (
        CHILD + '[orders.restriction.entries]\n"N01>N02.top" = 2\n',
        ["orders.restriction.entries.N01>N02.top", "0 to 1"],
    ),
    "text for a number": (CHILD + '[tables.talent.values]\nN01 = "much"\n', ["tables.talent.values.N01", "number"]),
    "infinite": (CHILD + "[tables.talent.values]\nN01 = inf\n", ["tables.talent.values.N01", "number"]),
    "unknown place": (CHILD + "[tables.talent.values]\nN03 = 1\n", ["tables.talent.values.N03", "not known"]),
    "unknown channel": (
        CHILD + '[orders.restriction.entries]\n"N01>N02.tops" = 1\n', ["'tops'", "did you mean 'top'"],
    ),
    "unknown word": (CHILD + '[orders.release.entries]\nPLUMBLINE = "opne"\n', ["did you mean 'open'"]),
    "unknown order": (
        CHILD + '[orders.restrictions]\nstatus = "assumed"\nsource = "x"\n', ["did you mean 'restriction'"],
    ),
    "wrong arrow": (CHILD + '[orders.restriction.entries]\n"N01.N02.top" = 1\n', ["A>B"]),
    "shares": (CHILD + "[tables.ecosystem.values]\nN01 = [0.9, 0.9, 0.1]\n", ["ecosystem.values.N01", "sum to one"]),
    "list too short": (CHILD + "[tables.adoption.values]\nN01 = [0.9]\n", ["tables.adoption.values.N01", "4 numbers"]),
    "unit": (CHILD + '[tables.talent]\nunit = "heads"\n', ["tables.talent.unit", "US 2022 = 1"]),
    "range in the wrong order": (CHILD + "[tables.talent]\nrange = [5, 0]\n", ["tables.talent.range", "wrong order"]),
    "range of a parameter's table": (
        CHILD + "[tables.buying]\nrange = [0, 1]\n", ["tables.buying.range", "declared with the parameter"],
    ),
    "unknown status": (CHILD + '[tables.talent]\nstatus = "guessed"\n', ["tables.talent.status", "assumed"]),
    "empty source": (CHILD + '[tables.talent]\nsource = ""\n', ["tables.talent.source", "missing"]),
    "unknown parameter": (CHILD + "[parameters.wrigth]\nvalue = 0.3\n", ["parameters.wrigth", "did you mean 'wright'"]),
    "parameter outside range": (
        CHILD + "[parameters.wright]\nvalue = 3\n", ["parameters.wright.value", "3 is outside its range 0.23 to 0.42"],
    ),
    "unknown role": (CHILD + '[firms.CORVANE]\nroles = ["designr"]\n', ["firms.CORVANE.roles", "'designer'"]),
    "unknown home": (CHILD + '[firms.CORVANE]\nhome = "N09"\n', ["firms.CORVANE.home", "not known"]),
    "unknown archetype": (CHILD + '[nations.N01]\narchetype = "leeder"\n', ["did you mean 'leader'"]),
    "no rest": (
        CHILD + '[nations.REST]\narchetype = "leader"\nstrategy = "hold"\ndoctrines = []\ncase = "It is."\n',
        ["nations:", "exactly one of archetype 'rest'"],
    ),
    "unknown member": (CHILD + '[bodies.ASSEMBLY]\nmembers = ["N07"]\n', ["bodies.ASSEMBLY.members", "'N07'"]),
    "rename of nobody": (CHILD + '[rename]\nN07 = "X"\n', ["rename.N07", "not known"]),
    "rename without parent": (HEAD + '[rename]\nN01 = "X"\n', ["rename", "needs a scenario"]),
}


@pytest.mark.parametrize("text, said", MISTAKES.values(), ids=list(MISTAKES))
def test_a_mistake_is_named_with_its_place(text: str, said: list[str], tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(written(tmp_path, text))
    for part in said:
        assert part in str(caught.value), str(caught.value)
    assert "\n" not in str(caught.value)


def told(text: str, folder: Path) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        load(written(folder, text))
    return str(caught.value).splitlines()


def test_all_mistakes_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    """Unknown keys, wrong types, missing keys, names, shares and numbers outside their range, in one go."""
    text = CHILD + """quaters = 3
rounds = 9
ecosystems = ["N01", "N05"]
[nations.N01]
flagg = "x"
[nations.N03]
name = "Third"
archetype = "leader"
[firms.CORVANE]
home = "N09"
[bodies.ASSEMBLY]
quota = 2
[tables.talent]
status = "guessed"
[tables.gdp.values]
N01 = 90000
N04 = 1
[orders.release.entries]
PLUMBLINE = "opne"
[orders.budget]
status = "assumed"
source = "x"
entries = { N02 = [0.5, 0.5, 0.5, 0.1, 0.1, 0.1] }
[parameters.wright]
value = 3
unit = "none"
"""
    wanted = [
        "quaters: unknown key; did you mean 'quarters'?",
        "parameters.wright.unit: unknown key; known: value, range, status, source",
        "rounds: 9 is outside its range 0 to 4",
        "ecosystems[1]: 'N05' is not known; did you mean 'N03'?",
        "nations.N01.flagg: unknown key; did you mean 'flag'?",
        "nations.N03.strategy: is missing; only the archetype 'rest' needs none",
        "nations.N03.doctrines: is missing; only the archetype 'rest' needs none",
        "nations.N03.case: is missing; only the archetype 'rest' needs none",
        "firms.CORVANE.home: 'N09' is not known; did you mean 'N03'?",
        "bodies.ASSEMBLY.quota: 2 is outside its range 0 to 1",
        "tables.talent.status: 'guessed' is not known; did you mean 'assumed'?",
        "parameters.wright.value: 3 is outside its range 0.23 to 0.42",
        "tables.gdp.values.N01: 90000 is outside its range 1 to 20000",
        "tables.gdp.values.N04: 'N04' is not known; did you mean 'N03'?",
        "orders.release.entries.PLUMBLINE: 'opne' is not known; did you mean 'open'?",
        "orders.budget.entries.N02: the shares of a budget must sum to one",
    ]
    assert told(text, tmp_path) == [f"mine.toml: {line}" for line in wanted]


def test_the_most_mistakes_told_at_once_are_twenty(tmp_path: Path) -> None:
    lines = told(CHILD + "".join(f"strange{number} = 1\n" for number in range(30)), tmp_path)
    assert len(lines) == 21 and lines[-1] == "10 more mistakes are not shown"


def test_a_mistake_is_told_with_the_file_in_which_it_stands(tmp_path: Path) -> None:
    parent = CHILD + '[tables.talent.values]\nN02 = 9\n"N03" = 1\n[parameters.wrigth]\nvalue = 1\n'
    written(tmp_path, parent, "parent")
    child = HEAD + 'extends = "parent"\n[tables.gdp.values]\nN02 = 0\n[rename]\nN01 = "EAST"\n'
    assert told(child, tmp_path) == [
        "parent.toml: parameters.wrigth: 'wrigth' is not known; did you mean 'wright'?",
        "mine.toml: tables.gdp.values.N02: 0 is outside its range 1 to 20000",
        "parent.toml: tables.talent.values.N02: 9 is outside its range 0 to 5",
        "parent.toml: tables.talent.values.N03: 'N03' is not known; did you mean 'N02'?",
    ]


def test_an_empty_scenario_is_told_what_it_lacks(tmp_path: Path) -> None:
    lines = told(HEAD, tmp_path)
    assert "mine.toml: start: is missing" in lines
    assert any(line.startswith("mine.toml: nations: needs at least one nation and exactly one") for line in lines)
    assert "mine.toml: tables.buying: is missing: the rules need a value for every nation" in lines


def test_what_is_missing_of_a_new_nation_is_told_with_the_file_that_brings_it_in(tmp_path: Path) -> None:
    """The parent, which knows of no such nation, is not to blame; nor is who extends the file with the nation."""
    nation = """[nations.N09]
name = "Ninth"
archetype = "leader"
strategy = "hold"
doctrines = ["hold", "hedger", "salesman"]
case = "It has one."
"""
    wanted = "tables.ecosystem.values.N09: is missing: the shares of a nation must sum to one"
    assert told(CHILD + nation, tmp_path) == [f"mine.toml: {wanted}"]
    written(tmp_path, CHILD + nation, "parent")
    assert told(HEAD + 'extends = "parent"\nquarters = 6\n', tmp_path) == [f"parent.toml: {wanted}"]
    line = told(CHILD + nation + "[tables.ecosystem.values]\nN09 = [0.5, 0.2, 0.1]\n", tmp_path)
    assert line == ["mine.toml: tables.ecosystem.values.N09: the shares of a nation must sum to one"]


def test_missing_keys_hide_no_other_mistakes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a file that extends nothing: what is missing at the top, in a table, and what is wrong beside it."""
    text = """quarters = 900
nonsense = 3
[nations.A]
colour = 3
[firms.A]
home = "B"
[tables.gdp]
unit = "x"
[parameters.tip_mark]
value = 9
"""
    monkeypatch.setattr("game.mistakes.MOST", 100)
    lines = told(text, tmp_path)
    for wanted in (
        "nonsense: unknown key", "format: is missing", "title: is missing", "summary: is missing",
        "start: is missing", "quarters: 900 is outside its range", "nations: needs at least one nation",
        "nations.A.name: is missing", "nations.A.archetype: is missing", "nations.A.colour: unknown key",
        "nations.A.strategy: is missing", "nations.A.doctrines: is missing", "nations.A.case: is missing",
        "firms.A.home: 'B' is not known", "firms.A.case: is missing", "firms: a nation and a firm have the same key: A",
        "tables.gdp.source: is missing", "tables.gdp.values: needs values", "parameters.tip_mark.value: 9 is outside",
    ):  # fmt: skip
        assert any(line.startswith(f"mine.toml: {wanted}") for line in lines), (wanted, lines)


def test_a_file_with_the_name_of_a_shipped_scenario_cannot_extend_it(tmp_path: Path) -> None:
    own = written(tmp_path, CHILD, "two-blocs")
    with pytest.raises(ScenarioError, match=r"extends: is this file itself.*give the file another name"):
        load(own)
    with pytest.raises(ScenarioError, match=r"^two-blocs\.toml: .*give the file another name"):
        load(written(tmp_path, CHILD))
    with pytest.raises(ScenarioError, match="circle"):
        load(written(tmp_path, HEAD + 'extends = "mine"\n'))


WRONG_KINDS = ["3", "true", '"word"', "[1, 2]", "[]", "{ a = [{ b = nan }] }"]


@pytest.mark.parametrize("value", WRONG_KINDS)
def test_values_of_a_wrong_kind_are_told_in_plain_words(value: str, tmp_path: Path) -> None:
    """Whatever stands wherever: plain sentences that name the file, and no word of the library that checks it."""
    keys = [*scenario_schema.TOP, "nations.N01", "firms.CORVANE", "tables.gdp", "orders.release", "parameters.wright"]
    keys += [f"nations.N01.{key}" for key in scenario_schema.NationTable.model_fields]
    keys += [f"firms.CORVANE.{key}" for key in scenario_schema.FirmTable.model_fields]
    keys += [f"bodies.ASSEMBLY.{key}" for key in scenario_schema.BodyTable.model_fields]
    keys += [f"tables.gdp.{key}" for key in scenario_schema.NumberTable.model_fields]
    keys += [f"parameters.wright.{key}" for key in scenario_schema.Override.model_fields]
    keys += ["tables.gdp.values.N01", "tables.gdp.values.N01.value", "orders.stance.entries.N01", "rename.N01"]
    refused = 0
    for key in keys:
        head = CHILD if key != "extends" else HEAD
        text = "\n".join(line for line in head.splitlines() if line.split(" ")[0] != key)
        try:
            load(written(tmp_path, f"{key} = {value}\n{text}\n"))
        except ScenarioError as error:
            refused += 1
            for line in str(error).splitlines():
                assert line.startswith(("mine.toml: ", "two-blocs.toml: ", "there is no scenario")), line
                assert not re.search(r"pydantic|https?:|input|validat|type=|\bdict\b|\bstr\b|NoneType", line), line
    assert refused > len(keys) / 2


@pytest.mark.parametrize("missing", ["unit", "range", "status", "source", "values"])
def test_a_table_without_its_particulars_is_refused(missing: str, tmp_path: Path) -> None:
    parts = {
        "unit": 'unit = "k H100e"', "range": "range = [0, 9]", "status": 'status = "assumed"', "source": 'source = "x"',
        "values": "values = { default = 1 }",
    }
    whole = asset("scenarios", "two-blocs.toml").read_text(encoding="utf-8")
    before, after = whole.split("[tables.chips_training]")
    rest = after.split("\n\n", 1)[1]
    block = "\n".join(line for name, line in parts.items() if name != missing)
    with pytest.raises(ScenarioError, match=rf"tables\.chips_training\.{missing}"):
        load(written(tmp_path, f"{before}[tables.chips_training]\n{block}\n\n{rest}"))


def test_a_missing_table_of_a_parameter_is_refused(tmp_path: Path) -> None:
    whole = asset("scenarios", "two-blocs.toml").read_text(encoding="utf-8")
    before, after = whole.split("[tables.buying]")
    with pytest.raises(ScenarioError, match=r"tables\.buying: is missing"):
        load(written(tmp_path, before + after.split("\n\n", 1)[1]))


def test_names_and_files_that_are_not_there() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'two-plans-2025'"):
        load("two-plan-2025")
    with pytest.raises(ScenarioError, match="no such file"):
        load("nowhere.toml")


def test_a_file_with_another_ending_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("format = 1")
    with pytest.raises(ScenarioError, match=r"mine.txt: .* ends in .toml"):
        load(tmp_path / "mine.txt")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(ScenarioError, match="cannot be read"):
        load(path)


def test_a_file_nested_too_deeply_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text("x = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(ScenarioError, match="nested too deeply"):
        load(path)


@pytest.mark.parametrize(
    "change, said",
    [
        ({"value": 9}, "outside its range"), ({"source": ""}, "source: is missing"), ({"status": "known"}, "status"),
        ({"range": [1]}, "range"), ({"moves": ["chipz"]}, "moves"), ({"colour": 1}, "unknown key"),
        ({"axis": "chanel"}, "did you mean 'channel'"), ({"value": [0.3, 0.3]}, "one number"),
    ],
)
def test_a_wrong_parameter_of_the_rules_is_refused(change: dict[str, Any], said: str) -> None:
    declared = {**scenario_files.rules()["wright"], **change}
    told = list(mistakes(scenario_schema.Rules, {"format": 1, "parameters": {"wright": declared}}))
    assert len(told) == 1 and said in f"{told[0].key}: {told[0].text}"


def test_the_treaty_book_is_empty_at_the_start(flagship: Scenario) -> None:
    world, _ = started(flagship, SEEDS[:1])
    assert not world.deals.quarters_left.any() and (world.deals.giver == -1).all()
    assert {entry.name for entry in fields(World)} - set(columns_of(World)) == {"deals"}
    assert flagship.setting.elections.shape[1] == scenario.ELECTION_QUARTERS
