"""The wheel, installed where there is no checkout: the command and the app run from any folder."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import sysconfig
import time
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

import pytest

import fomo_core
from fomo_core.display.text import plain
from tests.builders import ROOT

#: Seconds that the server may take to answer, and to end.
_PATIENCE_S = 30

_DRAW = """
import sys
from pathlib import Path
from streamlit.testing.v1 import AppTest
from fomo_core import datafiles
from fomo_core.cli.app import app_folder
sys.path.insert(0, str(app_folder()))
drawn = AppTest.from_file(app_folder() / "ui" / "frame.py", default_timeout=60).run()
assert not drawn.exception and not drawn.error, (drawn.exception, drawn.error)
print(app_folder(), datafiles.DATA, [title.value for title in drawn.title], sep="\\n")
"""


class Installation(NamedTuple):
    """An environment with the wheel in it, and a folder far from any checkout."""

    environment: Path
    folder: Path

    def command(self, name: str) -> str:
        return str(self.environment / "bin" / name)

    def run(self, name: str, *arguments: str) -> str:
        """Run a program of the environment; what it prints, once it has ended well."""
        program = (self.command(name), *arguments)
        done = subprocess.run(
            program, cwd=self.folder, env=_surroundings(), capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _surroundings() -> dict[str, str]:
    """The environment variables, without those by which Python would find the checkout."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "FOMO_"))}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    program = (sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder))
    subprocess.run(program, cwd=ROOT, check=True, capture_output=True)
    (made,) = folder.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def installation(wheel, tmp_path_factory) -> Installation:
    """An empty environment that borrows the dependencies, and nothing else, from the one of the tests."""
    made = Installation(tmp_path_factory.mktemp("environment"), tmp_path_factory.mktemp("elsewhere"))
    venv.create(made.environment, symlinks=True)
    python = made.command("python")
    packages = made.run("python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    Path(packages, "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    found = "from importlib.util import find_spec as f; print(f('streamlit') is not None, f('fomo_core'))"
    assert made.run("python", "-c", found) == "True None\n"
    pip = (sys.executable, "-m", "pip", "--python", python, "--disable-pip-version-check", "install")
    subprocess.run((*pip, "--quiet", "--no-index", "--no-deps", str(wheel)), check=True, capture_output=True)
    return made


def test_the_wheel_has_data_and_app_and_takes_no_common_name(wheel):
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {
        "fomo_core",
        "fomo_app",
        f"fomo-{fomo_core.__version__}.dist-info",
    }
    shipped = {f"fomo_core/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "data").rglob("*.*")}
    assert shipped <= set(names)
    assert {"fomo_app/app.py", "fomo_app/.streamlit/config.toml", "fomo_core/py.typed"} <= set(names)


def test_the_command_runs_from_any_folder(installation):
    expected = ROOT / "data" / "scenarios" / "expected" / "4-sniper.json"
    told = json.loads(installation.run("fomo", "replay", "4-sniper", "--json"))
    assert told == json.loads(expected.read_text(encoding="utf-8"))
    previewed = json.loads(installation.run("fomo", "preview", "--json", "--runs", "200"))
    assert previewed["stamp"]["runs"] == "200"
    assert "usage: fomo [-h]" in installation.run("fomo", "--help")


def test_the_app_draws_its_first_page_from_its_own_files(installation):
    folder, data, titles = installation.run("python", "-c", _DRAW).splitlines()
    packages = Path(folder).parent
    assert packages.is_relative_to(installation.environment)
    assert Path(data) == packages / "fomo_core" / "data"
    assert titles == str([plain("home.title")])


@pytest.fixture
def served(installation) -> Iterator[str]:
    """The app's address, served from any folder by the command."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    program = (installation.command("fomo"), "app", "--port", str(port))
    with subprocess.Popen(
        program, cwd=installation.folder, env=_surroundings(), stderr=subprocess.PIPE, text=True
    ) as server:
        yield f"http://127.0.0.1:{port}"
        server.terminate()
        assert "Traceback" not in server.communicate(timeout=_PATIENCE_S)[1]


def _answer(address: str) -> str:
    """What an address answers, once it does."""
    until = time.monotonic() + _PATIENCE_S
    while True:
        try:
            with urlopen(address, timeout=_PATIENCE_S) as answer:
                return answer.read().decode()
        except URLError:
            assert time.monotonic() < until
            time.sleep(0.1)


def test_the_command_serves_the_app(served):
    assert _answer(f"{served}/_stcore/health") == "ok"
    assert "<title>" in _answer(f"{served}/")
