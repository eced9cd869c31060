"""What the models of scenario files say is what the documentation and the JSON Schema say."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from game import scenario_schema as models
from game.cli import main
from game.limits import Part
from game.paths import asset
from game.scenario_files import read_toml, shipped
from game.scenario_guide import PAGE, keys, page, schema

HEAD: dict[str, Any] = {"format": 1, "title": "T", "summary": "S"}
CHILD = {**HEAD, "extends": "two-blocs"}
WHOLE = read_toml(asset("scenarios", "two-blocs.toml"))


def wrong(scenario: dict[str, Any]) -> list[str]:
    """Where the JSON Schema finds something wrong."""
    return [".".join(map(str, error.absolute_path)) for error in Draft202012Validator(schema()).iter_errors(scenario)]


def test_the_tables_of_the_documentation_are_those_of_the_models() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert page(text) == text, "run make rulebook"
    for model in vars(models).values():
        if isinstance(model, type) and issubclass(model, Part) and model not in (Part, models.Rules, models.Parameter):
            assert f"<!-- keys of {model.__name__} -->\n| key |" in text, "give it a table in docs/scenarios.md"


def test_every_key_says_what_it_means() -> None:
    for model in (models.Layer, models.Whole, models.NationTable, models.FirmTable, models.BodyTable, models.Cell,
                  models.NumberTable, models.OrderTable, models.Override, models.Parameter):  # fmt: skip
        for row in list(keys(model))[2:]:
            assert all(cell.strip() for cell in row.split("|")[1:3]), row


def test_the_schema_is_one_and_accepts_every_shipped_scenario() -> None:
    Draft202012Validator.check_schema(schema())
    for path in shipped().values():
        assert wrong(tomllib.loads(path.read_text(encoding="utf-8"))) == [], path.name


@pytest.mark.parametrize(
    ("scenario", "place"),
    [
        ({"title": "T"}, ""),
        ({**HEAD, "start": "2030Q1"}, ""),
        ({**CHILD, "quaters": 3}, ""),
        ({**CHILD, "quarters": 81}, "quarters"),
        ({**CHILD, "start": "2030-Q1"}, "start"),
        ({**CHILD, "order": "whoever"}, "order"),
        ({**CHILD, "nations": {"N01": {"flagg": "x"}}}, "nations.N01"),
        ({**CHILD, "nations": {"N01": {"archetype": "leeder"}}}, "nations.N01.archetype"),
        ({**CHILD, "tables": {"talnet": {"status": "assumed"}}}, "tables"),
        ({**CHILD, "tables": {"talent": {"status": "guessed"}}}, "tables.talent.status"),
        ({**CHILD, "parameters": {"wright": {"value": "steep"}}}, "parameters.wright.value"),
        ({**CHILD, "parameters": {"wrigth": {"value": 1}}}, "parameters"),
        ({**WHOLE, "firms": {"CORVANE": {"home": "N01"}}}, "firms.CORVANE"),
    ],
)
def test_the_schema_refuses_what_the_game_refuses(scenario: dict[str, Any], place: str) -> None:
    assert place in wrong(scenario)


def test_a_file_that_extends_another_need_not_be_complete() -> None:
    assert wrong(CHILD) == []
    assert wrong({**CHILD, "nations": {"N01": {"strategy": "hold"}}}) == []


def test_check_prints_the_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--schema"]) == 0
    assert json.loads(capsys.readouterr().out) == schema()
    assert main(["check"]) == 2
    assert main(["check", "two-blocs", "--schema"]) == 2
    assert "or --schema alone" in capsys.readouterr().err
