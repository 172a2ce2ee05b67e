"""``app``: serves the same as ``make run``, from anywhere."""

from __future__ import annotations

import os
import re
import shlex
from importlib import util
from pathlib import Path

import pytest
import uvicorn
from uvicorn.main import main as uvicorns_own

from fomo_core.cli import app
from fomo_core.cli.main import main
from tests.builders import ROOT


@pytest.fixture
def served(monkeypatch, tmp_path):
    """Call the command in an empty folder; gives what the server was asked, and from where."""
    calls = []
    monkeypatch.setattr(
        uvicorn, "run", lambda name, **asked: calls.append(({"app": name} | asked, Path.cwd()))
    )
    monkeypatch.chdir(tmp_path)

    def _served(*arguments):
        assert main(["app", *arguments]) == 0
        return calls.pop()

    return _served


def _made() -> dict[str, object]:
    """What ``make run`` asks of the server, as the server reads it."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ").replace("$(PORT)", "8501")
    command = re.search(r"^run:.*\n\t(.*)$", text, re.MULTILINE).group(1)
    _, _, _, *arguments = shlex.split(command)
    return uvicorns_own.make_context("uvicorn", arguments).params


def test_the_app_is_served_as_make_run_does(served):
    asked, where = served()
    folder = Path(asked.pop("app_dir"))
    assert folder == where == ROOT
    usual = uvicorns_own.make_context("uvicorn", ["app:app"]).params
    made = {name: value for name, value in _made().items() if value != usual[name]}
    assert made.items() <= asked.items() <= _made().items()


def test_nothing_is_printed_after_the_server_has_ended(served, capsys):
    served()
    assert capsys.readouterr().out == ""


def test_port_and_address_can_be_chosen(served):
    asked, _ = served("--port", "8600", "--host", "0.0.0.0")
    assert (asked["port"], asked["host"]) == (8600, "0.0.0.0")


@pytest.mark.parametrize("port", ["65536", "-1", "web"])
def test_a_port_that_is_none_is_refused(capsys, port):
    with pytest.raises(SystemExit):
        main(["app", f"--port={port}"])
    assert "write a whole number from 0 to 65535" in capsys.readouterr().err


def test_a_place_that_a_setting_names_is_looked_for_where_the_command_was_given(
    served, monkeypatch, tmp_path
):
    monkeypatch.setenv("FOMO_SCENARIO_DIR", "mine")
    monkeypatch.setenv("FOMO_CACHE", "")
    served()
    assert os.environ["FOMO_SCENARIO_DIR"] == str(tmp_path / "mine")
    assert os.environ["FOMO_CACHE"] == ""


def test_what_is_not_installed_is_named(monkeypatch, capsys):
    monkeypatch.setattr(app, "find_spec", lambda name: None if name == "streamlit" else util.find_spec(name))
    assert main(["app"]) == 2
    told = "fomo_core: The app needs streamlit, not installed here: pip install streamlit.\n"
    assert capsys.readouterr() == ("", told)


@pytest.mark.parametrize(
    ("program", "name"),
    [("/usr/bin/fomo", "fomo"), ("fomo.exe", "fomo"), ("fomo_core/__main__.py", "python -m fomo_core")],
)
def test_the_help_shows_the_command_as_it_was_called(monkeypatch, capsys, program, name):
    monkeypatch.setattr("sys.argv", [program])
    with pytest.raises(SystemExit):
        main(["quote", "--help"])
    told = capsys.readouterr().out
    assert f"usage: {name} quote " in told
    assert f"  {name} quote --flock 1000 " in told
    assert "starts at 99% and" in told
