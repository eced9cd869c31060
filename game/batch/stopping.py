"""Whether a batch that stops by itself may stop, and what is kept of that: a look at the rounds that are whole."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from game.batch.compare import Pairs, pairs
from game.batch.schema import fields_of
from game.batch.sequential import Settling, settled
from game.batch.store import rows_of
from game.batch.told import named

if TYPE_CHECKING:
    from game.batch.plan import Part, Plan
    from game.batch.store import Results


def compared(plan: Plan) -> tuple[str, list[str]]:
    """The base, and the arms whose differences from it must be settled."""
    stop = plan.experiment.stop
    base = stop.base or plan.arms[0]
    return base, stop.arms or [arm for arm in plan.arms if arm != base]


def looked(results: Results, plan: Plan, rounds: int) -> list[Settling]:
    """How every compared arm stands after so many rounds.

    With several arms each is looked at more strictly (Bonferroni), so that all signs hold together with the confidence
    asked for.
    """
    stop, (base, arms) = plan.experiment.stop, compared(plan)
    whole = [part for parts in plan.rounds[:rounds] for part in parts]
    played = {arm: [part for part in whole if part.arm == arm] for arm in (base, *arms)}
    unit = named(fields_of(plan)["experiments"][stop.outcome].unit)
    each = 1 - (1 - stop.confidence) / len(arms)
    return [
        settled(
            _paired(results, stop.outcome, played[base], played[arm]), len(plan.points),
            base=base, arm=arm, outcome=stop.outcome, unit=unit, confidence=each, first=stop.least,
        )
        for arm in arms
    ]  # fmt: skip


def _paired(results: Results, outcome: str, base: Sequence[Part], arm: Sequence[Part]) -> Pairs:
    """The pairs of two arms, whose parts hold the same points and replicates one by one."""
    columns, found = ["arm", "point", "replicate", "status", outcome], []
    for one, other in zip(base, arm, strict=True):
        both = [rows_of(results.path("experiments", part.first), columns) for part in (one, other)]
        table = pa.concat_tables(both).unify_dictionaries()
        found.append(pairs({name: table[name].to_numpy() for name in columns}, outcome, one.arm, other.arm))
    names = (field.name for field in fields(Pairs))
    return Pairs(*(np.concatenate([getattr(some, name) for some in found]) for name in names))


def stopped(plan: Plan, rounds: Sequence[Sequence[Part]], looks: Sequence[Settling]) -> dict[str, Any]:
    """What the manifest keeps of it: how much was played, and how every arm stands."""
    runs = sum(part.count for parts in rounds for part in parts)
    return {
        "runs": runs,
        "replicates": runs // (len(plan.arms) * len(plan.points)),
        "settled": all(look.settled for look in looks),
        "looks": [
            {
                "arm": look.arm_name, "settled": look.settled, "pairs": look.pairs, "mean": _finite(look.mean),
                "low": _finite(look.low), "high": _finite(look.high), "told": look.told(),
            }
            for look in looks
        ],
    }  # fmt: skip


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
