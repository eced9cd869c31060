"""The experiment that the options of the command line describe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from game.batch.experiment import ALONE, FORMAT, WHOLE, Experiment, ExperimentError, checked


def from_options(
    scenario: str | None = None,
    *,
    save: str | Path | None = None,
    quarter: int | None = None,
    own: Sequence[str] = (),
    arm: Sequence[str] = (),
    vary: Sequence[str] = (),
    replicates: int | None = None,
    stop: str | None = None,
    seed: int = 1,
    design: str | None = None,
    points: int | None = None,
) -> Experiment:
    """The experiment that the options of the command line describe.

    ``own`` names strategies that are no part of the game and play in the ``save``;
    ``vary`` is NAME=LOW:HIGH, NAME=1,2,3 or NAME; ``arm`` is NAME:SEAT=STRATEGY,NUMBER=VALUE,… beside the arm as cast.
    """
    varied = [_varied(text) for text in vary]
    for name in _twice([name for name, _ in varied]):
        raise ExperimentError(f"--vary {name} stands there twice; leave one out")
    begin = {
        "scenario": scenario, "save": None if save is None else str(save), "quarter": quarter, "replicates": replicates,
        "with": list(own) or None, "stop": None if stop is None else {"outcome": stop},
    }  # fmt: skip
    given = {
        "format": FORMAT, **{key: value for key, value in begin.items() if value is not None},
        "seed": seed, **({"arms": _arms(arm)} if arm else {}),
        "vary": dict(varied),
        "design": {key: value for key, value in (("kind", design), ("points", points)) if value is not None},
    }  # fmt: skip
    return checked(given)


def _arms(told: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The arm that everybody is cast as in the scenario, and then those of the command line."""
    arms: dict[str, dict[str, Any]] = {ALONE: {}}
    for text in told:
        name, _, changed = text.partition(":")
        pairs = [pair.partition("=") for pair in changed.split(",")]
        if not name or not all(key and value for key, _, value in pairs):
            raise ExperimentError(f"--arm takes NAME:SEAT=STRATEGY,NUMBER=VALUE, not {text!r}")
        if name in arms:
            taken = "plays the scenario as it is cast" if name == ALONE else "stands there twice"
            raise ExperimentError(f"--arm {text}: the arm {name} {taken}; choose another name")
        arms[name] = {"strategies": {}, "parameters": {}}
        for key in _twice([key for key, _, _ in pairs]):
            raise ExperimentError(f"--arm {text}: {key} stands there twice; leave one out")
        for key, _, value in pairs:
            number = _number(value)
            arms[name]["strategies" if number is None else "parameters"][key] = value if number is None else number
    return arms


def _twice(names: Sequence[str]) -> Iterator[str]:
    """Names that stand there before."""
    return (name for place, name in enumerate(names) if name in names[:place])


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _varied(text: str) -> tuple[str, Any]:
    name, equals, told = text.partition("=")
    try:
        if not equals or told == WHOLE:
            return name, WHOLE
        low, colon, high = told.partition(":")
        if colon:
            return name, [float(low), float(high)]
        return name, {"values": [float(one) for one in told.split(",")]}
    except ValueError:
        raise ExperimentError(f"--vary takes NAME=LOW:HIGH, NAME=1,2,3 or NAME={WHOLE}, not {text!r}") from None
