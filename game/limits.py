"""What may stand for a value in a data file, each limit saying in plain words what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Discriminator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    Tag,
    ValidationError,
)
from pydantic import ValidationInfo as Info
from pydantic_core import CoreSchema, ErrorDetails, InitErrorDetails, PydanticCustomError, core_schema

from game.mistakes import outside, unknown
from game.names import STATUSES

T = TypeVar("T")


class Part(BaseModel):
    """A table of a file: its keys and no others, as the file writes them."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def means(meaning: str, default: Any = ..., **more: Any) -> Any:
    """A key with its meaning; one without a default is required."""
    return Field(default, description=meaning, **more)


def wrong(text: str) -> PydanticCustomError:
    """The error to raise for a value that does not fit."""
    return PydanticCustomError("wrong", "{text}", {"text": text})


def refused(places: Mapping[Any, str]) -> ValidationError:
    """The error to raise for places within one table (a key, or a way through several): what is wrong with each."""
    return ValidationError.from_exception_data("table", _lines(places))


def besides(given: Any, handler: Callable[[Any], T], more: Mapping[Any, str]) -> T:
    """What the handler makes of a value, unless it or ``more`` (as for ``refused``) finds something wrong.

    For wrapping validators: those that come after are not run where a key is missing, and would keep quiet.
    """
    try:
        made = handler(given)
    except ValidationError as found:
        told = [_raised_again(error) for error in found.errors(include_url=False)]
        raise ValidationError.from_exception_data("table", told + _lines(more)) from None
    if more:
        raise refused(more)
    return made


def _raised_again(error: ErrorDetails) -> InitErrorDetails:
    kind = wrong(error["msg"]) if error["type"] == "wrong" else error["type"]
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"], ctx=error.get("ctx", {}))


def _lines(places: Mapping[Any, str]) -> list[InitErrorDetails]:
    return [
        InitErrorDetails(type=wrong(text), loc=(place,) if isinstance(place, str) else place, input=None)
        for place, text in places.items()
    ]


class Limit:
    """A limit beside a type: what it refuses, and how a JSON Schema says the same."""

    def schema(self, kind: str) -> dict[str, Any]:
        """What a JSON Schema says of it, beside a value of this kind."""
        return {}

    def check(self, value: Any, info: Info) -> Any:
        """The value, if it fits."""
        raise NotImplementedError(f"{type(self).__name__} must say what it refuses")

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.with_info_after_validator_function(self.check, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        said = handler(core)
        return {**said, **self.schema(said.get("type", ""))}


@dataclass(frozen=True)
class Among(Limit):
    """One of these words."""

    words: Collection[str]

    def schema(self, kind: str) -> dict[str, Any]:
        return {"enum": list(self.words)}

    def check(self, value: Any, info: Info) -> Any:
        if value not in self.words:
            raise wrong(unknown(value, self.words))
        return value


@dataclass(frozen=True)
class Known(Limit):
    """One of the names that the rest of the file gives, such as a nation of the scenario."""

    kind: str

    def check(self, value: Any, info: Info) -> Any:
        return Among((info.context or {})[self.kind]).check(value, info)


@dataclass(frozen=True)
class Within(Limit):
    """A number from the lowest to the highest."""

    low: float
    high: float

    def schema(self, kind: str) -> dict[str, Any]:
        return {"minimum": self.low, "maximum": self.high}

    def check(self, value: Any, info: Info) -> Any:
        if not self.low <= value <= self.high:
            raise wrong(outside(value, self.low, self.high))
        return value


@dataclass(frozen=True)
class Stated(Limit):
    """A number within the range that another file states for its kind."""

    kind: str

    def check(self, value: Any, info: Info) -> Any:
        return Within(*(info.context or {})["numbers"][self.kind]["range"]).check(value, info)


@dataclass(frozen=True)
class Count(Limit):
    """A list or table of so many entries."""

    least: int
    most: int
    of: str = "entries"

    def schema(self, kind: str) -> dict[str, Any]:
        things = "Properties" if kind == "object" else "Items"
        return {f"min{things}": self.least, f"max{things}": self.most}

    def check(self, value: Any, info: Info) -> Any:
        if not self.least <= len(value) <= self.most:
            wanted = f"{self.least}" if self.least == self.most else f"{self.least} to {self.most}"
            raise wrong(f"must be {wanted} {self.of}, are {len(value)}")
        return value


@dataclass(frozen=True)
class Once(Limit):
    """A list in which nothing stands twice."""

    def schema(self, kind: str) -> dict[str, Any]:
        return {"uniqueItems": True}

    def check(self, value: Any, info: Info) -> Any:
        if twice := [one for place, one in enumerate(value) if one in value[:place]]:
            raise wrong(f"{twice[0]!r} stands there twice")
        return value


@dataclass(frozen=True)
class Complete(Limit):
    """A table that has an entry for each of these names."""

    names: Collection[str]

    def schema(self, kind: str) -> dict[str, Any]:
        return {"required": list(self.names)}

    def check(self, value: Any, info: Info) -> Any:
        if absent := [name for name in self.names if name not in value]:
            raise wrong(f"nothing is said of {', '.join(absent)}")
        return value


def ordered(ends: list[float]) -> list[float]:
    """The two ends of a range, in order."""
    if len(ends) != 2:
        raise wrong(f"must be two numbers, is {ends!r}")
    if ends[0] > ends[1]:
        raise wrong(f"its ends are in the wrong order: {ends!r}")
    return ends


KINDS: dict[type, str] = {int: "number", float: "number", list: "list", str: "word", dict: "table"}


def kind(value: Any) -> str | None:
    """What kind of value stands where several may."""
    return KINDS.get(type(value))


def one_of(told: str) -> Discriminator:
    """Choose among kinds of values by what stands there; ``told`` says what may."""
    return Discriminator(kind, custom_error_type="wrong", custom_error_message=f"must be {told}")


Text = Annotated[str, Field(min_length=1)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Range = Annotated[list[Number], AfterValidator(ordered)]
Status = Annotated[str, Among(STATUSES)]
OneOrMore = Annotated[
    Annotated[Number, Tag("number")] | Annotated[list[Number], Tag("list")], one_of("a number or a list of numbers")
]
