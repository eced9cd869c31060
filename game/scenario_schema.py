"""What may stand in a scenario file and in the file of the rules' numbers: one model a kind of table.

The models check the shape of a file and say what each key means. Whether the numbers of its tables keep within their
ranges is seen when they are laid out (``scenario_tables``), since files declare those ranges themselves.
"""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    Tag,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)

from agents.columns import columns_of
from game import names
from game.limits import (
    Among,
    Count,
    Known,
    Number,
    OneOrMore,
    Part,
    Range,
    Status,
    Text,
    Within,
    besides,
    means,
    one_of,
    refused,
    wrong,
)
from game.mistakes import outside
from game.orders import Orders
from game.scenario_files import FORMAT
from game.world import World

LONGEST = 80
"""Quarters of the longest game, epilogue included."""
MOST_BODIES = names.BODY_SLOTS


def _format(number: int) -> int:
    if number != FORMAT:
        raise wrong(f"is {number}, this version reads {FORMAT}")
    return number


def _quarter(text: str) -> str:
    if not re.fullmatch(r"\d{4}Q[1-4]", text):
        raise wrong(f"must be a quarter such as '2025Q3', is {text!r}")
    return text


def _bare(name: str) -> str:
    if re.search(r"[>.\s]", name) or name in ("all", "default", ""):
        raise wrong("a key has no dot, arrow or blank and is not all or default")
    return name


Format = Annotated[int, AfterValidator(_format), Field(json_schema_extra={"const": FORMAT})]
Quarter = Annotated[str, AfterValidator(_quarter), Field(json_schema_extra={"pattern": "^[0-9]{4}Q[1-4]$"})]
Key = Annotated[str, AfterValidator(_bare)]
Nation = Annotated[str, Known("nations")]
Quarters = Annotated[int, Within(1, LONGEST)]
Share = Annotated[Number, Within(0, 1)]
Axis = Annotated[str, Among(names.AXIS_PLACES)]
Sections = dict[str, dict[str, Any]]


class Override(Part):
    """A number of the rules, changed for this scenario."""

    value: OneOrMore = means("the number, or one for each place along the axis of the parameter", None)
    range: Range = means("lowest and highest value", None)
    status: Status = means("how well it is known", None)
    source: Text = means("where it comes from", None)


class Layer(Part):
    """What every file says for itself, before it is laid over the one that it extends."""

    model_config = ConfigDict(extra="allow")

    format: Format = means("version of the file format, 1")
    title: Text = means("title for people")
    summary: Text = means("one or two sentences for people")
    extends: Text = means("scenario over which this one is laid", None)
    rename: dict[str, Key] = means("old key = new key, for nations, firms and bodies of the parent", None)
    inherited_source: Text = means("replaces every inherited statement of a source, also those of the rules", None)
    ecosystems: list[Any] = means("see Whole, as all below", None)
    nations: Sections = means("", None)
    firms: Sections = means("", None)
    bodies: Sections = means("", None)
    tables: Sections = means("", None)
    orders: Sections = means("", None)
    parameters: dict[Annotated[str, Known("parameters")], Override] = means("numbers of the rules to change", None)

    @model_validator(mode="after")
    def _renames_a_parent(self) -> Self:
        if self.rename and not self.extends:
            raise refused({"rename": "needs a scenario to extend"})
        return self


class NationTable(Part):
    """A nation, or the unplayed rest of the world, which needs only a name."""

    name: Text = means("name for people")
    archetype: Annotated[str, Among(names.NATION_ARCHETYPES)] = means("its goals and the occasions that it meets")
    flag: Text = means("file under `assets/flags`", None)
    strategy: Text = means("strategy that plays it; required of all but the rest", None)
    doctrines: list[Text] = means("the three strategies offered to a person; required of all but the rest", None)
    case: Text = means("one even-handed sentence of its holder; required of all but the rest", None)
    elections: list[Quarter] = means("quarters of votes", [])
    election_every: Quarters = means("quarters after which the last of them repeats", None)

    @model_validator(mode="wrap")
    @classmethod
    def _is_played(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        table = given if isinstance(given, dict) else {"archetype": "rest"}
        absent = [name for name in ("strategy", "doctrines", "case") if name not in table]
        needs = absent if table.get("archetype") != "rest" else []
        return besides(given, handler, dict.fromkeys(needs, "is missing; only the archetype 'rest' needs none"))


class FirmTable(Part):
    """A firm. Its capacity serves all of its roles."""

    name: Text = means("name for people")
    home: Nation = means("nation whose law binds it")
    roles: list[Annotated[str, Among(names.ROLES)]] = means("what it does")
    archetype: Annotated[str, Among(names.FIRM_ARCHETYPES)] = means("its goals and the occasions that it meets")
    strategy: Text = means("strategy that plays it")
    case: Text = means("one even-handed sentence of its holder")
    spare: bool = means("whether it may be founded later", False)
    flag: Text = means("file under `assets/flags`; the flag of its home if left out", None)


class BodyTable(Part):
    """An international body. Its members begin with equal sway."""

    name: Text = means("name for people")
    host: Nation = means("nation that hosts it")
    gate: Annotated[str, Among(names.GATES)] = means("who may join; with `values` the members judge")
    quota: Share = means("share of votes that carries")
    orientation: Annotated[Number, Within(-1, 1)] = means("leaning, from safety and rights to development")
    members: list[Nation] = means("who belongs to it when the game begins")
    decides: bool = means("whether it sets a standard")
    standard: Share = means("its standard when the game begins", 0)
    eligible: list[Nation] = means("who may join; if left out, everybody (open) or the members (values)", None)
    founded: bool = means("false leaves the place empty until somebody founds it", True)
    source: Text = means("where this is written")


class Cell(Part):
    """A number that is known otherwise than the rest of its table."""

    value: OneOrMore = means("the number, or one for each place that its key leaves open")
    status: Status = means("how well it is known", None)
    source: Text = means("where it comes from", None)


Numbers = Annotated[
    Annotated[Number, Tag("number")]
    | Annotated[list[OneOrMore], Tag("list")]
    | Annotated[str, Tag("word")]
    | Annotated[Cell, Tag("table")],
    one_of("a number, a list of numbers, a word or a table of value, status and source"),
]


class NumberTable(Part):
    """A column of the world, or a parameter that has one value for each nation or firm."""

    unit: str = means("unit as the world counts it; a parameter's stands in `rules.toml`", None)
    range: Range = means("lowest and highest value; a parameter's stands in `rules.toml`", None)
    status: Status = means("how well the numbers are known")
    source: Text = means("where they come from")
    values: dict[str, Numbers] = means("numbers by place", None)
    value: Number = means("the number, if it is a single one", None)

    @model_validator(mode="wrap")
    @classmethod
    def _has_values(cls, given: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        unclear = isinstance(given, dict) and ("values" in given) == ("value" in given)
        return besides(given, handler, {"values": "needs values, or value if it is one number"} if unclear else {})


class OrderTable(Part):
    """Standing orders; their unit and range are declared with the order sheet."""

    status: Status = means("how well they are known")
    source: Text = means("where they come from")
    entries: dict[str, Numbers] = means("orders by place")


class Parameter(Part):
    """A number of the rules: either its value, status and source, or the kind of table that scenarios fill with it."""

    value: OneOrMore = means("the number, or one for each place along the axis", None)
    range: Range = means("lowest and highest value")
    unit: Text = means("unit")
    status: Status = means("how well it is known", None)
    source: Text = means("where it comes from", None)
    rule: Text = means("file under `game/rules` that reads it")
    moves: list[Annotated[str, Among([field.name for field in fields(World)])]] = means("fields that it moves first")
    meaning: Text = means("what it says")
    axis: Axis = means("axis along which it has several values", None)
    table: Annotated[str, Among(("nation", "firm"))] = means("whose values the scenarios give", None)
    kind: Text = means("`world`: a fact of nature, `policy`: set by somebody", None)

    @model_validator(mode="after")
    def _is_stated(self) -> Self:
        absent = [name for name in ("status", "source", "value") if getattr(self, name) is None]
        if self.table and self.value is not None:
            raise refused({"value": "a parameter with a table has its values in the scenarios"})
        if not self.table and absent:
            raise refused(dict.fromkeys(absent, "is missing"))
        return self

    @model_validator(mode="after")
    def _keeps_within_its_range(self) -> Self:
        given: Any = self.value
        along = names.AXIS_PLACES[self.axis] if self.axis else None
        if isinstance(given, list) and (along is None or len(given) != len(along)):
            wanted = "one number" if along is None else f"{len(along)} numbers along {self.axis}"
            raise refused({"value": f"must be {wanted}"})
        low, high = self.range
        for number in given if isinstance(given, list) else [] if given is None else [given]:
            if not low <= number <= high:
                raise refused({"value": outside(number, low, high)})
        return self


class Rules(Part):
    """The file of the numbers that all scenarios share."""

    format: Format
    parameters: dict[str, Parameter]


class Whole(Part):
    """A scenario with all that it extends."""

    start: Quarter = means('first quarter, such as `"2025Q3"`')
    quarters: Quarters = means(f"length of the game; {LONGEST} with its epilogue at most", 24)
    epilogue: Annotated[int, Within(0, LONGEST)] = means("quarters after the end under standing orders", 8)
    rounds: Annotated[int, Within(0, 4)] = means("rounds of bargaining a quarter", 2)
    order: Annotated[str, Among(names.ASKING_ORDERS)] = means("who announces when", "firms_first")
    map: Annotated[str, Among(names.MAPS)] = means("which map shows it", "neutral")
    ecosystems: list[Nation] = means("nations that host a stack; each nation's own is added as the last", [])
    nations: dict[Key, NationTable] = means("who takes part; exactly one, always the last, has the archetype `rest`")
    firms: dict[Key, FirmTable] = means("who takes part", {})
    bodies: Annotated[dict[Key, BodyTable], Count(0, MOST_BODIES)] = means(f"institutions, {MOST_BODIES} at most", {})
    tables: dict[Annotated[str, Known("tables")], NumberTable] = means("how the world begins", {})
    orders: dict[Annotated[str, Among(columns_of(Orders))], OrderTable] = means("orders that stand at the start", {})
    parameters: dict[str, Parameter] = means("numbers of the rules", {})

    @field_validator("epilogue")
    @classmethod
    def _ends(cls, epilogue: int, info: ValidationInfo) -> int:
        if info.data.get("quarters", 0) + epilogue > LONGEST:
            raise wrong(f"quarters and epilogue together must not be more than {LONGEST}")
        return epilogue

    @field_validator("nations", mode="wrap")
    @classmethod
    def _has_a_rest(cls, given: Any, handler: ValidatorFunctionWrapHandler) -> dict[str, NationTable]:
        tables = given.values() if isinstance(given, dict) else []
        rest = [table.get("archetype") for table in tables if isinstance(table, dict)].count("rest")
        told = "needs at least one nation and exactly one of archetype 'rest', the unplayed world"
        return besides(given, handler, {} if len(tables) > 1 and rest == 1 else {(): told})

    @field_validator("firms", mode="wrap")
    @classmethod
    def _is_not_a_nation(
        cls, given: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo
    ) -> dict[str, FirmTable]:
        twice = set(given) & set((info.context or {}).get("nations", ())) if isinstance(given, dict) else set()
        told = f"a nation and a firm have the same key: {', '.join(sorted(twice))}"
        return besides(given, handler, {(): told} if twice else {})


TOP = {**Layer.model_fields, **Whole.model_fields}
"""Every key that may stand at the top of a file."""
