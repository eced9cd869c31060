"""What is said of a wrong data file: one line a mistake, with the file, the key, what is wrong and what would fit."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, get_args

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic_core import ErrorDetails

MOST = 20
"""Mistakes told at once."""
SAYS = {
    "missing": "is missing", "string_too_short": "is missing", "extra_forbidden": "unknown key",
    "string_type": "must be text", "bool_type": "must be true or false", "list_type": "must be a list",
    "dict_type": "must be a table", "int_type": "must be a whole number", "float_type": "must be a number",
    "finite_number": "must be a finite number",
}  # fmt: skip
"""What the kinds of errors that a model finds by itself are called; all others bring their own sentence."""
LONG = 60
"""Letters of a wrong value that are quoted."""


NAME = "[key]"
"""How an error says that it is about the name of an entry."""


class ScenarioError(ValueError):
    """Mistakes in a scenario or another data file, a line each, said so that their author can mend them."""


class Mistake(NamedTuple):
    """Where in a file something is wrong, and what; without a file, in the one that says most of the key."""

    key: str
    text: str
    file: str = ""


def fail(file: str, key: str, text: str) -> ScenarioError:
    """The error to raise for a single mistake."""
    return ScenarioError(f"{file}: {key}: {text}" if key else f"{file}: {text}")


def refuse(mistakes: Iterable[Mistake], file_of: Callable[[str], str]) -> None:
    """Raise the error that tells all mistakes, if there are any; ``file_of`` says in which file a key stands."""
    lines = list(dict.fromkeys(f"{file or file_of(key)}: {key}: {text}" for key, text, file in mistakes))
    if len(lines) > MOST:
        lines[MOST:] = [f"{len(lines) - MOST} more mistakes are not shown"]
    if lines:
        raise ScenarioError("\n".join(lines))


def nearest(word: str, words: Iterable[str]) -> str:
    """The end of a sentence that refuses a word: the nearest valid one, or all of them when they are few.

    >>> nearest("talnet", ["talent", "trust"])
    "; did you mean 'talent'?"
    """
    known = list(words)
    close = difflib.get_close_matches(word, known, 1, 0.5)
    if close:
        return f"; did you mean {close[0]!r}?"
    return f"; known: {', '.join(known)}" if 0 < len(known) <= 20 else ""


def quoted(value: Any) -> str:
    """A wrong value as the file has it, cut if it is long."""
    text = str(value).lower() if isinstance(value, bool) else repr(value)
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def unknown(word: Any, words: Iterable[str]) -> str:
    """The sentence that refuses a word which is not among the valid ones."""
    return f"{quoted(word)} is not known{nearest(str(word), words)}"


def outside(number: float, low: float, high: float) -> str:
    """The sentence that refuses a number outside its range."""
    return f"{figure(number)} is outside its range {figure(low)} to {figure(high)}"


def figure(number: float) -> str:
    """A number as a file may write it, in few digits but never rounded.

    >>> figure(100_000_000), figure(20.0), figure(3.0000001)
    ('100000000', '20', '3.0000001')
    """
    short = str(number) if isinstance(number, int) else f"{number:g}"
    return short if float(short) == number else repr(number)


def mistakes(model: type[BaseModel], given: Any, context: Mapping[str, Any] | None = None) -> Iterator[Mistake]:
    """Everything that is wrong with a table of a file, in plain words; ``context`` holds names that it may use.

    Of an entry whose name is not known nothing else is told.
    """
    from pydantic import ValidationError

    try:
        model.model_validate(given, context=dict(context or {}))
    except ValidationError as found:
        errors = found.errors(include_url=False)
        strange = [error["loc"][:-1] for error in errors if error["loc"][-1:] == (NAME,)]
        for error in errors:
            if error["loc"][-1:] == (NAME,) or not any(error["loc"][: len(place)] == place for place in strange):
                key, models = _place(error, model, given)
                yield Mistake(key, _said(error, models))


def _place(error: ErrorDetails, model: type[BaseModel], given: Any) -> tuple[str, list[type[BaseModel]]]:
    """The dotted key of an error and the models that describe what stands there.

    An entry of a list is named by its own key if it has one. Steps that are not in the file are the validator's own.
    """
    names, here, models = "", given, [model]
    for step in error["loc"]:
        if isinstance(here, dict) and step in here:
            here, name = here[step], f".{step}"
        elif isinstance(here, list) and isinstance(step, int):
            here = here[step]
            name = f".{here['key']}" if isinstance(here, dict) and "key" in here else f"[{step}]"
        elif step == error["loc"][-1] and step in _fields(models):
            name = f".{step}"
        else:
            continue
        names += name
        models = list(_named(_fields(models).get(step))) or models
    return names.removeprefix("."), models


def _fields(models: list[type[BaseModel]]) -> dict[int | str, Any]:
    """The keys that some models know, with what may stand there."""
    return {
        field.alias or name: field.annotation for model in models for name, field in model.model_fields.items()
    }


def _named(annotation: Any) -> Iterator[type[BaseModel]]:
    if hasattr(annotation, "model_fields"):
        yield annotation
    for part in get_args(annotation):
        yield from _named(part)


def _said(error: ErrorDetails, models: list[type[BaseModel]]) -> str:
    """One plain sentence about one error."""
    kind, given = error["type"], error["input"]
    allowed = [str(name) for name in _fields(models)]
    if kind == "extra_forbidden":
        return SAYS[kind] + nearest(str(error["loc"][-1]), allowed)
    if kind in ("model_type", "model_attributes_type"):
        return f"must be a table of {', '.join(allowed)}"
    if kind in ("missing", "string_too_short"):
        return SAYS[kind]
    return f"{SAYS[kind]}, is {quoted(given)}" if kind in SAYS else error["msg"]
