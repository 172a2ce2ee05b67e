"""The files that run the project elsewhere do what the Makefile does."""

from __future__ import annotations

import json
import re
import shlex

import pytest
import yaml

from tests.builders import ROOT


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def made(target: str) -> list[list[str]]:
    """The commands of one of the Makefile's targets, with the environment's programs by their names."""
    text = text_of("Makefile").replace("\\\n", " ").replace("$(BIN)/", "").replace("$(PORT)", "8501")
    recipe = re.search(rf"^{target}:.*\n((?:\t.*\n)+)", text, re.MULTILINE).group(1)
    return [shlex.split(line) for line in recipe.splitlines()]


def test_the_container_serves_the_app_as_make_run_does_but_to_all():
    (command,) = made("run")
    served = json.loads(re.search(r"^CMD (.*)$", text_of("Dockerfile"), re.MULTILINE).group(1))
    assert served == ["0.0.0.0" if part == "127.0.0.1" else part for part in command]


def test_the_container_installs_what_make_run_installs():
    text = text_of("Makefile").replace("--quiet", "--no-cache-dir")
    install = "python -m pip install --no-cache-dir --requirement requirements.txt"
    assert f"$(BIN)/{install}" in text
    assert f"RUN {install}\n" in text_of("Dockerfile")


def test_the_container_runs_as_nobody_special():
    lines = text_of("Dockerfile").splitlines()
    assert lines.index("USER fomo") < next(i for i, line in enumerate(lines) if line.startswith("CMD"))


def test_the_container_takes_just_what_the_wheel_takes():
    kept = {line[1:] for line in text_of(".dockerignore").splitlines() if line.startswith("!")}
    assert kept == {
        "requirements.txt",
        "app.py",
        "ui",
        "pages",
        "fomo_core",
        "data",
        ".streamlit/config.toml",
    }
    assert all((ROOT / name).exists() for name in kept)


def test_the_hooks_before_a_commit_are_lints_own():
    (local,) = yaml.safe_load(text_of(".pre-commit-config.yaml"))["repos"]
    entries = [shlex.split(hook["entry"].removeprefix(".venv/bin/")) for hook in local["hooks"]]
    looks = [command for command in made("lint") if command[0] in ("ruff", "mypy")]
    assert [[part for part in command if part != "."] for command in looks] == entries


def test_the_checks_of_a_change_are_the_projects_own():
    steps = yaml.safe_load(text_of(".github/workflows/ci.yml"))["jobs"]["test"]["steps"]
    assert steps[-1] == {"run": ".ci/run"}


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md"])
def test_the_files_that_a_guide_names_are_there(name):
    text = text_of(name)
    named = {*re.findall(r"`((?:\w+/)+[\w.]*)`", text), *re.findall(r"\]\(([\w/]+\.md)\)", text)}
    shapes = {path for path in named if re.search(r"[A-Z]{4,}\.(py|toml)", path)}
    assert named - shapes
    assert not [path for path in named - shapes if not (ROOT / path).exists()]


def test_the_names_that_the_guide_says_to_add_to_are_there():
    for row in re.findall(r"^\| a.*$", text_of("CONTRIBUTING.md"), re.MULTILINE):
        for path, name in re.findall(r"`([\w/]+\.py)`[^`]*\(`(\w+)`", row):
            assert re.search(rf"^{name}\b", text_of(path), re.MULTILINE), (path, name)
