"""What the models of scenario files say, for people and editors: the tables of ``docs/scenarios.md``, a JSON Schema.

Run ``python -m game.scenario_guide`` to write the tables anew, with ``--check`` to see whether they are up to date.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from game import scenario_schema as models
from game.limits import Part
from game.scenario_files import rules
from game.scenario_tables import names_of_tables

PAGE = Path(__file__).resolve().parents[1] / "docs" / "scenarios.md"
BLOCK = re.compile(r"<!-- keys of (\w+) -->\n.*?<!-- end -->", re.DOTALL)
ANYWAY = ("format", "title", "summary")
"""What a file must say even if it extends another."""


class Plain(GenerateJsonSchema):
    """A JSON Schema without titles made from names, and without defaults that only mean that a key may be left out."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False

    def default_schema(self, schema: Any) -> dict[str, Any]:
        said = super().default_schema(schema)
        return {name: value for name, value in said.items() if name != "default" or value is not None}


def shape(model: type[Part]) -> dict[str, Any]:
    """The JSON Schema of one model."""
    return model.model_json_schema(schema_generator=Plain)


def schema() -> dict[str, Any]:
    """A JSON Schema of scenario files, for editors. What is required of a whole is not of a file that extends one."""
    whole, layer = shape(models.Whole), shape(models.Layer)
    definitions = {**whole["$defs"], **layer["$defs"]}
    required = {name: entry.pop("required", []) for name, entry in definitions.items()}
    properties = {**layer["properties"], **whole["properties"], "parameters": layer["properties"]["parameters"]}
    properties["parameters"]["propertyNames"] = {"enum": list(rules())}
    properties["tables"]["propertyNames"] = {"enum": names_of_tables(rules())}
    complete = {
        name: {"additionalProperties": {"required": required[entry["additionalProperties"]["$ref"].rpartition("/")[2]]}}
        for name, entry in properties.items()
        if "$ref" in entry.get("additionalProperties", {}) and name != "parameters"
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A scenario of Détente",
        "type": "object",
        "properties": properties,
        "required": list(ANYWAY),
        "additionalProperties": False,
        "if": {"not": {"required": ["extends"]}},
        "then": {"required": whole["required"], "properties": complete},
        "$defs": definitions,
    }


def keys(model: type[Part]) -> Iterator[str]:
    """A table of the keys of a model: meaning, and what holds if one is left out."""
    yield "| key | meaning | if left out |"
    yield "|---|---|---|"
    said = shape(model)
    for name, field in said["properties"].items():
        if model is models.Layer and name in models.Whole.model_fields:
            continue
        words = field.get("enum") or field.get("items", {}).get("enum") or ()
        ends = [f"{field[end]:g}" for end in ("minimum", "maximum") if end in field]
        meaning = field.get("description", "").replace("|", "\\|")
        meaning += f": {', '.join(words)}" if words else f" ({' to '.join(ends)})" if ends else ""
        otherwise = "required" if name in said.get("required", ()) else _default(field)
        yield f"| `{name}` | {meaning} | {otherwise} |"


def _default(field: dict[str, Any]) -> str:
    default = field.get("default")
    return "" if default in (None, [], {}) else str(default).lower() if isinstance(default, bool) else f"{default}"


def page(text: str) -> str:
    """The page with its tables as the models have them."""

    def table(found: re.Match[str]) -> str:
        lines = "\n".join(keys(getattr(models, found[1])))
        return f"<!-- keys of {found[1]} -->\n{lines}\n<!-- end -->"

    return BLOCK.sub(table, text)


def main() -> int:
    """Write the tables, or say whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="only say whether the page is up to date")
    old = PAGE.read_text(encoding="utf-8")
    new = page(old)
    if parser.parse_args().check:
        print(f"{PAGE.name} is up to date" if old == new else f"{PAGE.name} is out of date: run make rulebook")
        return int(old != new)
    PAGE.write_text(new, encoding="utf-8")
    print(f"wrote {PAGE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
