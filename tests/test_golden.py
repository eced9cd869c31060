"""Three golden games: what was decided, what happened and how it ended stays exactly so, numbers to nine digits.

``pytest tests/test_golden.py --update-goldens`` writes them anew after a change of the rules that is meant.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from game import chronicle, names
from game.session import Session
from game.start import new_game
from game.worlds import named_arrays

FOLDER = Path(__file__).parent / "golden"
MIXED = {
    "USA": "salesman",
    "CHN": "techno_nationalist",
    "EUR": "cautious_regulator",
    "GULF": "hedger",
    "IND": "open_commons",
    "JPN": "reciprocator",
    "KOR": "free_rider",
    "TWN": "hold",
    "OPENAI": "safety_first",
    "NVIDIA": "random_policy",
    "DEEPSEEK": "closed_frontier",
    "META": "open_challenger",
}
RANDOM = "random_policy"
GAMES: dict[str, dict[str, Any]] = {
    "flagship-as-cast": {"scenario": "two-plans-2025", "seed": 20250723},
    "flagship-mixed": {"scenario": "two-plans-2025", "seed": 47, "cast": MIXED},
    "two-blocs-at-random": {
        "scenario": "two-blocs",
        "seed": 3,
        "cast": dict.fromkeys(["N01", "N02", "CORVANE", "FIRSTLIGHT", "PINEGATE", "PLUMBLINE"], RANDOM),
    },
}
TOLD = 6
"""Digits that count in numbers inside decisions and events, so that another processor tells the same."""


def played(name: str) -> Session:
    given = dict(GAMES[name])
    session = new_game(given.pop("scenario"), **given)
    return session.advance(session.game.setting.quarters)


def rounded(value: Any) -> Any:
    """A plain value with its numbers to a few digits."""
    if isinstance(value, float):
        return float(f"{value:.{TOLD}g}")
    if isinstance(value, dict):
        return {str(key): rounded(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return value


def ending_of(session: Session) -> str:
    code = int(session.world.ending[0])
    return names.ENDINGS[code] if code >= 0 else ""


def told(session: Session) -> list[Any]:
    """Events of every quarter: kind, seats, and a checksum of what they say."""
    quarters = json.loads(
        json.dumps([[chronicle.plain(e) for e in quarter] for quarter in session.events], default=float)
    )
    return [sorted([e["kind"], e["seats"], checksum(rounded(e["values"]))] for e in quarter) for quarter in quarters]


def checksum(value: Any) -> str:
    return f"{crc32(json.dumps(value, sort_keys=True).encode()):08x}"


def decisions(session: Session) -> list[Any]:
    """Orders changed and offers made in every quarter."""
    return rounded(json.loads(json.dumps(session.records)))


def numbers(session: Session) -> dict[str, Any]:
    """The last state, array by array."""
    return {name: array[..., 0].tolist() for name, array in named_arrays(session.world).items()}


def picture(session: Session) -> dict[str, Any]:
    return {
        "quarters": session.quarter,
        "ending": ending_of(session),
        "failures": len(session.failures),
        "decisions": decisions(session),
        "events": told(session),
        "scores": session.score()[:, 0].tolist(),
        "world": numbers(session),
    }


def written(found: dict[str, Any]) -> str:
    """The file of a game: one line for every quarter and every array, so that a change shows where it is."""
    lines = []
    for key, value in found.items():
        if key in ("decisions", "events"):
            inner = ",\n".join("  " + json.dumps(part, sort_keys=True) for part in value)
            lines.append(f'"{key}": [\n{inner}\n]')
        elif key == "world":
            inner = ",\n".join(f"  {json.dumps(name)}: {json.dumps(part)}" for name, part in value.items())
            lines.append(f'"{key}": {{\n{inner}\n}}')
        else:
            lines.append(f'"{key}": {json.dumps(value)}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


@pytest.mark.parametrize("name", GAMES)
def test_golden_game(name: str, request: pytest.FixtureRequest) -> None:
    path = FOLDER / f"{name}.json"
    found = json.loads(written(picture(played(name))))
    if request.config.getoption("--update-goldens"):
        FOLDER.mkdir(exist_ok=True)
        path.write_text(written(found), encoding="utf-8")
    assert path.exists(), "write it with --update-goldens"
    golden = json.loads(path.read_text(encoding="utf-8"))
    for key in ("quarters", "ending", "failures"):
        assert found[key] == golden[key], key
    for key in ("decisions", "events"):
        for quarter, (now, then) in enumerate(zip(found[key], golden[key], strict=True)):
            assert now == then, f"{key} of quarter {quarter} differ"
    assert np.allclose(found["scores"], golden["scores"], rtol=1e-9, atol=1e-9)
    assert found["world"].keys() == golden["world"].keys()
    for field, value in golden["world"].items():
        assert np.allclose(found["world"][field], value, rtol=1e-9, atol=1e-9), field


def test_golden_games_have_something_to_tell() -> None:
    for name in GAMES:
        golden = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
        assert golden["failures"] == 0 and golden["ending"] in names.ENDINGS
        assert sum(bool(quarter["orders"]) for quarter in golden["decisions"]) > golden["quarters"] / 2
        assert len({event[0] for quarter in golden["events"] for event in quarter}) >= 8


ROUNDED = ("exp", "expm1", "log", "log1p", "log2", "power", "tanh", "sin", "cos", "tan")
"""Functions whose last digit differs between processors."""


@pytest.mark.parametrize("name", GAMES)
def test_last_digits_decide_nothing(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another processor is imitated by numbers of which two thirds are one step up or down."""
    rng = np.random.default_rng(1)
    for function in ROUNDED:
        monkeypatch.setattr(np, function, shaken(getattr(np, function), rng))
    found = json.loads(written(picture(played(name))))
    golden = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    assert found["world"] != golden["world"], "nothing was shaken"
    for key in ("quarters", "ending", "decisions", "events"):
        assert found[key] == golden[key], key


def shaken(function: Any, rng: np.random.Generator) -> Any:
    """A function of arrays that errs by one step in two thirds of its numbers."""

    def errs(*given: Any, out: Any = None, where: Any = True, **more: Any) -> Any:
        told = function(*given, **more)
        if isinstance(told, np.ndarray) and told.dtype.kind == "f":
            way = rng.integers(-1, 2, told.shape)
            told = np.where(way == 0, told, np.nextafter(told, np.where(way > 0, np.inf, -np.inf)))
        if out is None:
            return told
        target = out[0] if isinstance(out, tuple) else out
        np.copyto(target, told, where=where)
        return target

    return errs
