"""The package's metadata asks for just what the files of requirements pin."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import fomo_core
from tests.builders import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]


def pinned(path: Path) -> set[str]:
    """The packages that a file of requirements names itself, each with its version."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return {line for line in lines if line and not line.startswith("-")}


def test_the_app_and_its_live_mode_are_what_it_is_run_with():
    asked = PROJECT["project"]["dependencies"] + EXTRAS["live"]
    assert set(asked) == pinned(ROOT / "requirements.txt")


def test_the_faster_previews_are_the_extra_requirements():
    assert {*EXTRAS["compiled"], *EXTRAS["cluster"]} == pinned(ROOT / "requirements-extra.txt")


def test_the_extra_for_development_is_everything():
    own = {"fomo[live,compiled,cluster]"}
    assert set(EXTRAS["dev"]) == own | pinned(ROOT / "requirements-dev.txt")


def test_the_package_is_built_by_what_the_development_environment_has():
    assert set(PROJECT["build-system"]["requires"]) <= pinned(ROOT / "requirements-dev.txt")


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-extra.txt", "requirements-dev.txt"])
def test_every_requirement_is_one_version(name):
    assert all(entry.count("==") == 1 for entry in pinned(ROOT / name))


def test_the_version_is_said_in_one_place():
    assert "version" not in PROJECT["project"]
    assert (ROOT / PROJECT["tool"]["hatch"]["version"]["path"]).samefile(fomo_core.__file__)
