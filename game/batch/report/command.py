"""The command ``detente report``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLES = (
    "\b\nExamples:\n"
    "  detente report thaw\n"
    "  detente report thaw --out thaw.html --base as_cast\n"
    "  detente report thaw --outcome risk --outcome points_USA\n"
    "  detente report thaw --case 'ending = runaway_race'"
)


def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A folder of results, finished or not.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE.html", help="Where to write it (DIR/report.html).")
    ] = None,
    base: Annotated[
        str | None, typer.Option("--base", metavar="ARM", help="Arm to compare the others with (the first).")
    ] = None,
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", metavar="NAME", help="Outcome to compare; may be given often."),
    ] = None,
    case: Annotated[
        str | None,
        typer.Option("--case", metavar="CASE", help="Tell circumstances of 'risk > 0.2' or 'ending = runaway_race'."),
    ] = None,
) -> None:
    """Write a report of a batch: one HTML file with figures and sentences, for screens, phones and paper."""
    from game.batch.report import report as written
    from game.save import write_safely

    target = out or folder / "report.html"
    write_safely(target, written(folder, base, outcome or (), case))
    typer.echo(f"wrote {target}")
