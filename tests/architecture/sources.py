"""The project's Python that is no test: the house, and the programs beside it."""

from __future__ import annotations

from tests.builders import ROOT

_FOLDERS = ("fomo_core", "ui", "pages", "tools", "benchmarks")

#: Each file by its place in the project.
SOURCES = {
    path.relative_to(ROOT).as_posix(): path
    for path in [
        *(path for folder in _FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))),
        ROOT / "app.py",
    ]
}
