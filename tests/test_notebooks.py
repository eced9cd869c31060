"""The notebooks of the documents tell what their cells tell when they are executed anew."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
HOME = ROOT / "docs" / "notebooks"
NAMES = sorted(path.stem for path in HOME.glob("*.ipynb"))
PLACES = re.compile(r"(?:^|[\s`'\"(])/(?:home|root|tmp|work|Users)/\S*|[A-Z]:\\\\")


def stored(name: str) -> Any:
    return json.loads((HOME / f"{name}.ipynb").read_text(encoding="utf-8"))


def test_every_source_has_its_notebook() -> None:
    assert NAMES == ["first-batch", "own-strategy", "policy-question"]
    assert sorted(path.stem for path in HOME.glob("*.py")) == [*NAMES, "write"]


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_tells_the_same_when_executed_anew(name: str) -> None:
    done = subprocess.run(
        [sys.executable, str(HOME / "write.py"), "--check", name], capture_output=True, text=True, encoding="utf-8"
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr[-3000:]}"
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_stored_with_text_and_pictures_and_nothing_of_a_machine(name: str) -> None:
    notebook = stored(name)
    assert set(notebook["metadata"]) == {"kernelspec"}
    outputs = [output for cell in notebook["cells"] for output in cell.get("outputs", ())]
    assert any(output["output_type"] == "stream" for output in outputs)
    assert any("image/png" in output.get("data", {}) for output in outputs)
    for cell in notebook["cells"]:
        assert cell["metadata"] == {}
        told = [*cell["source"], *(line for output in cell.get("outputs", ()) for line in output.get("text", ()))]
        assert [line for line in told if PLACES.search(line)] == []


@pytest.mark.parametrize("name", NAMES)
def test_a_change_of_what_a_notebook_tells_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The comparison, without a kernel: a word, a cell or a picture that differs is a difference."""
    spec = importlib.util.spec_from_file_location("write_notebooks", HOME / "write.py")
    assert spec is not None and spec.loader is not None
    write = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(write)
    notebook = write.nbformat.read(HOME / f"{name}.ipynb", as_version=4)
    assert write.notebook_of((HOME / f"{name}.py").read_text(encoding="utf-8")).cells[0] == notebook.cells[0]
    monkeypatch.setattr(write, "executed", lambda _: notebook)
    assert write.differences(name) == []
    said = next(output for cell in notebook.cells for output in cell.get("outputs", ()) if "text" in output)
    said["text"] = said["text"] + "more"
    assert any(line.startswith("+") and "more" in line for line in write.differences(name))


@pytest.mark.parametrize("page", ["README.md", "docs/index.md", "docs/laboratory.md"])
def test_notebooks_are_linked(page: str) -> None:
    path = ROOT / page
    linked = {
        (path.parent / target).resolve()
        for target in re.findall(r"\]\(([^)\s#]+\.ipynb)\)", path.read_text(encoding="utf-8"))
    }
    assert linked == {HOME / f"{name}.ipynb" for name in NAMES}
