"""A page of blocks as HTML that needs no other file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 44rem; padding: 1rem; background: #fff; color: #1a1a1a;
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.2; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .4rem; }
.lead { font-size: 1.08rem; margin: .2rem 0 .8rem; }
figure { margin: 1rem 0; } figure svg { display: block; width: 100%; max-width: 30rem; height: auto; }
figcaption { font-size: .9rem; color: #444; max-width: 30rem; }
ul { padding-left: 1.2rem; } li { margin: .25rem 0; }
dl { display: grid; grid-template-columns: minmax(6rem, 10rem) 1fr; gap: .2rem 1rem; margin: .5rem 0; }
dt { color: #444; } dd { margin: 0; }
table { border-collapse: collapse; font-size: .9rem; line-height: 1.35; margin: 1rem 0; }
caption { caption-side: bottom; text-align: left; color: #444; padding-top: .4rem; }
th, td { padding: .2rem .6rem .2rem 0; text-align: left; vertical-align: top; overflow-wrap: normal; }
thead th { border-bottom: 1px solid #999; } tbody tr:not(.marked) th { font-weight: normal; }
.marked { font-weight: bold; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .4rem; }
  table { font-size: .8rem; } th, td { padding-right: .4rem; } }
@media print { body { max-width: none; padding: 0; font-size: 10pt; } h2 { break-after: avoid; }
  figure, li, tr { break-inside: avoid; }
  figure { display: inline-block; vertical-align: top; width: 47%; margin: .2cm 1% .4cm 0; } @page { margin: 2cm; } }
"""


@dataclass(frozen=True)
class Figure:
    """A drawing with its words: SVG, what it shows for those who cannot see it, and how to read it."""

    svg: str
    alt: str
    caption: str


@dataclass(frozen=True)
class Table:
    """Rows of words under a head, the first cell naming the row; ``marked`` ``(row,)`` are those that stand out."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    marked: Sequence[bool]
    caption: str


@dataclass(frozen=True)
class Block:
    """A part of the report: a sentence first, then figures, sentences, a table and facts."""

    key: str
    title: str
    lead: str
    figures: Sequence[Figure] = ()
    told: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    table: Table | None = None


def page(title: str, blocks: Sequence[Block]) -> str:
    """The whole page."""
    body = "\n".join(_block(block) for block in blocks)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{escape(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _block(block: Block) -> str:
    parts = [
        f'<section id="{block.key}">',
        f"<h2>{escape(block.title)}</h2>",
        f'<p class="lead">{_text(block.lead)}</p>',
    ]
    parts += [_figure(figure, f"{block.key}-{place}-") for place, figure in enumerate(block.figures)]
    if block.told:
        parts += ["<ul>", *(f"<li>{_text(sentence)}</li>" for sentence in block.told), "</ul>"]
    if block.table:
        parts.append(_table(block.table))
    if block.facts:
        facts = (f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in block.facts)
        parts += ["<dl>", *facts, "</dl>"]
    return "\n".join([*parts, "</section>"])


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{_text(name)}</th>' for name in table.head)
    rows = []
    for (name, *cells), marked in zip(table.rows, table.marked, strict=True):
        told = "".join(f"<td>{_text(cell)}</td>" for cell in cells)
        kind = ' class="marked"' if marked else ""
        rows.append(f'<tr{kind}><th scope="row">{_text(name)}</th>{told}</tr>')
    return "\n".join(
        [f"<table>\n<caption>{_text(table.caption)}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>", *rows,
         "</tbody>\n</table>"]
    )  # fmt: skip


def _text(sentence: str) -> str:
    """A sentence as HTML; a number and its per cent sign stay on one line."""
    return escape(sentence).replace(" %", "\N{NO-BREAK SPACE}%")


def _figure(figure: Figure, prefix: str) -> str:
    """A figure; the names within its drawing get a prefix, because a page has only one of each."""
    drawn = figure.svg.replace('id="', f'id="{prefix}').replace("url(#", f"url(#{prefix}")
    drawn = drawn.replace('href="#', f'href="#{prefix}')
    drawn = drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(figure.alt)}" ', 1)
    return f"<figure>\n{drawn}\n<figcaption>{_text(figure.caption)}</figcaption>\n</figure>"
