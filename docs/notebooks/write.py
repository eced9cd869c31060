"""Writes the notebooks beside their sources: ``python docs/notebooks/write.py [--check] [NAME ...]``.

A source is a Python file whose cells begin with ``# %%`` (code) or ``# %% [markdown]``. Each is executed in an empty
folder. ``--check`` writes nothing: it executes the cells anew and compares them and all text that they print with the
stored notebook (exit code 1 if anything differs).
"""

from __future__ import annotations

import difflib
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HERE = Path(__file__).parent
NAMES = ("first-batch", "policy-question", "own-strategy")
MARK = re.compile(r"^# %%( \[markdown\])?\n", re.MULTILINE)
PLAIN = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}


def notebook_of(source: str) -> Any:
    """The notebook of a source, not executed; the same source always makes the same bytes."""
    _, *pieces = MARK.split(source)
    cells = []
    for number, (markdown, text) in enumerate(zip(pieces[::2], pieces[1::2], strict=True)):
        if markdown:
            cell = new_markdown_cell(re.sub(r"^# ?", "", text.strip(), flags=re.MULTILINE))
        else:
            cell = new_code_cell(text.strip())
        cell["id"] = f"cell-{number}"
        cells.append(cell)
    return new_notebook(cells=cells, metadata=PLAIN)


def executed(notebook: Any) -> Any:
    """The notebook with what its cells print and draw; nothing of the machine or the time stays in it."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parents[1]), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder:
        places = {"metadata": {"path": folder}}
        client = NotebookClient(notebook, timeout=300, kernel_name="python3", resources=places)
        client.record_timing, client.coalesce_streams = False, True
        client.execute()
    notebook["metadata"] = PLAIN
    for cell in notebook.cells:  # warnings of libraries name places of this machine; an error would have ended it
        if cell.cell_type == "code":
            cell["outputs"] = [one for one in cell.outputs if one.get("name") != "stderr"]
    return notebook


def told(notebook: Any) -> list[str]:
    """Cells and the text of their outputs, line by line; of pictures, that they are there."""
    lines: list[str] = []
    for cell in notebook.cells:
        lines += [f"[{cell.cell_type}]", *cell.source.splitlines()]
        for output in cell.get("outputs", ()):
            text = output.text if output.output_type == "stream" else output.data["text/plain"]
            lines += [f"[{output.output_type}: {', '.join(sorted(output.get('data', ())))}]", *text.splitlines()]
    return lines


def differences(name: str) -> list[str]:
    """What a new execution of a source tells otherwise than the stored notebook, as a diff."""
    stored = nbformat.read(HERE / f"{name}.ipynb", as_version=4)
    anew = executed(notebook_of((HERE / f"{name}.py").read_text(encoding="utf-8")))
    return list(difflib.unified_diff(told(stored), told(anew), "stored", "anew", lineterm=""))


def main(arguments: Sequence[str]) -> int:
    """Write the notebooks named, or compare them; all of them if none is named."""
    check = "--check" in arguments
    names = [one for one in arguments if one != "--check"] or NAMES
    found = 0
    for name in names:
        if check:
            lines = differences(name)
            found |= bool(lines)
            print("\n".join(lines))
            continue
        notebook = executed(notebook_of((HERE / f"{name}.py").read_text(encoding="utf-8")))
        nbformat.write(notebook, HERE / f"{name}.ipynb")
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
