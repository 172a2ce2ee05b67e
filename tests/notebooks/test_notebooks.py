"""The notebooks run from top to bottom in any folder, without a network, and are kept without their outputs."""

from __future__ import annotations

import nbformat
import pytest
from nbclient import NotebookClient

from tests.builders import ROOT

NOTEBOOKS = pytest.mark.parametrize(
    "path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem
)


@NOTEBOOKS
# The kernel's client leaves warnings of its own behind; what the notebook does is judged by its outputs.
@pytest.mark.filterwarnings("ignore")
def test_a_notebook_runs_and_shows_something_in_every_part(path, tmp_path, monkeypatch):
    for name in ("IPYTHONDIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR"):
        monkeypatch.setenv(name, str(tmp_path / name.lower()))
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")
    # As if the package were installed.
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(
        notebook, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}
    ).execute()
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count for cell in cells)
    kinds = {kind for cell in cells for output in cell.outputs for kind in output.get("data", {})}
    assert {"text/html", "application/vnd.plotly.v1+json"} <= kinds
    assert not [output for cell in cells for output in cell.outputs if output.output_type == "error"]


@NOTEBOOKS
def test_a_notebook_is_kept_without_outputs(path):
    notebook = nbformat.read(path, as_version=4)
    assert not [cell for cell in notebook.cells if cell.get("outputs") or cell.get("execution_count")]


def test_there_are_notebooks():
    assert {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")} >= {"raise_preview", "curve_explorer"}
