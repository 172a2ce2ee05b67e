"""The site of the documentation: it is built without a warning, and its reference leaves no part of the model out."""

from __future__ import annotations

import subprocess
import sys

from tests.builders import ROOT

REFERENCE = sorted((ROOT / "docs" / "reference").glob("*.md"))


def test_the_site_is_built_without_a_warning(tmp_path):
    program = (sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(tmp_path))
    done = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=False)
    # A quiet build would not count its warnings.
    assert "WARNING" not in done.stderr
    assert done.returncode == 0, done.stderr
    assert "fomo_core.curve.ConstantProduct" in (tmp_path / "reference" / "protocol.html").read_text()


def test_every_part_of_the_model_is_in_the_reference():
    parts = {path.stem for path in (ROOT / "fomo_core").iterdir() if path.suffix == ".py" or path.is_dir()}
    own = {"__init__", "__main__", "__pycache__", "cli"}
    lines = {line for path in REFERENCE for line in path.read_text(encoding="utf-8").splitlines()}
    assert {f"::: fomo_core.{part}" for part in parts - own} <= lines
