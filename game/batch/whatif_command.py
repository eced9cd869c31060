"""The command ``detente whatif``. Nothing heavy is imported before it is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from game.batch.own_option import With, plugins_of


class Span(StrEnum):
    """How long the other strategy goes on."""

    quarter = "quarter"
    rest = "rest"


def whatif(
    save: Annotated[Path, typer.Argument(metavar="SAVE", help="A saved game.")],
    quarter: Annotated[int, typer.Option("--quarter", metavar="N", help="Quarter of the decision; the first is 1.")],
    seat: Annotated[str, typer.Option("--seat", metavar="SEAT", help="Whose decision, for example USA.")],
    strategy: Annotated[
        str,
        typer.Option("--strategy", metavar="NAME", help="Strategy that decides instead, or FILE.py:CLASS of your own."),
    ],
    futures: Annotated[int, typer.Option("--futures", metavar="N", help="Pairs of futures to play.", min=2)] = 1000,
    span: Annotated[Span, typer.Option("--for", help="How long the other strategy decides.")] = Span.quarter,
    talks: Annotated[
        bool, typer.Option("--talks", help="The other strategy speaks in the talks of the quarter, too.")
    ] = False,
    each: Annotated[
        int,
        typer.Option("--path", metavar="N", help="Futures of every kept quarter, for turning points; 0: none.", min=0),
    ] = 64,
    own: With = None,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.svg", help="Write a picture.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")] = False,
) -> None:
    """What was that decision worth? Plays many futures of it and of another one, under the same luck."""
    from game.batch import whatif as room
    from game.forecast import ForecastError
    from game.plugins import is_plugin
    from game.save import load, write_safely

    if out is not None and out.suffix.lower() != ".svg":
        raise ForecastError(f"--out writes a picture in SVG: give it a name that ends in .svg, not {out.name}")
    brought = plugins_of([*(own or []), *([strategy] if is_plugin(strategy) else [])])
    session = load(save, strategies=[plugin.strategy for plugin in brought])
    decision = room.decision_of(session, quarter, seat)
    with _progress(room.steps(session, quarter, futures, each)) as step:
        rest = span is Span.rest
        answer = room.answered(decision, strategy, futures, rest=rest, each=each, talks=talks, progress=step)
    if as_json:
        typer.echo(json.dumps(room.plain(answer), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        typer.echo("\n".join(room.lines(answer)))
    if out is not None:
        from game.batch.whatif_plot import svg

        write_safely(out, svg(answer))


@contextmanager
def _progress(whole: int) -> Iterator[Callable[[int], None] | None]:
    """A bar on a terminal, nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("futures", total=whole)
        yield lambda worlds: bar.advance(task, worlds)
