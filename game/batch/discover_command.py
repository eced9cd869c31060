"""The command ``detente discover``. Nothing heavy is imported before it is needed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from game.batch.discovery import Box

EXAMPLES = (
    "\b\nExamples:\n"
    "  detente discover thaw --case 'risk > 0.2'\n"
    "  detente discover thaw --case 'ending = runaway_race' --arm thaw --out box.toml\n"
    "  detente play box.toml"
)


def discover(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results in which numbers vary.")],
    case: Annotated[str, typer.Option("--case", metavar="CASE", help="'risk > 0.2' or 'ending = runaway_race'.")],
    arm: Annotated[str | None, typer.Option("--arm", metavar="ARM", help="Arm to look at (the first).")] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.toml", help="Save the middle of the box as a scenario.")
    ] = None,
) -> None:
    """Under which circumstances does it happen? Tells the box of the varied numbers in which it mostly does."""
    from game.batch.report.discovered import lines
    from game.batch.report.runs import ReportError, read
    from game.words import say

    batch = read(folder, arm, (), case)
    found = batch.cases()
    if found is None:
        raise ReportError(say("statistics.case.unvaried", folder=folder))
    box = found.box()
    typer.echo("\n".join(lines(found, box, batch.base)))
    if out is not None:
        _save(batch.manifest, batch.base, box, out)


def _save(manifest: dict[str, Any], arm: str, box: Box, out: Path) -> None:
    """The middle of a box as a scenario file that is known to open."""
    from game.batch.report.discovered import scenario_of
    from game.batch.report.runs import ReportError
    from game.save import write_safely
    from game.scenario import load
    from game.scenario_files import shipped
    from game.words import say

    if out.suffix != ".toml" or out.stem in shipped():
        raise ReportError(say("report.refused.out", name=out.name))
    write_safely(out, scenario_of(manifest, arm, box, out))
    load(out)
    if orders := [limit.factor.name for limit in box.limits if limit.factor.order is not None]:
        typer.echo(say("statistics.box.left", names=", ".join(orders)))
    typer.echo(f"wrote {out}")
