"""``app``: serves the app."""

from __future__ import annotations

import argparse
import os
from importlib.util import find_spec
from pathlib import Path

from fomo_core.display.text import plain
from fomo_core.errors import InvalidInput

#: Settings that may name a place by its way from where the command was given.
_PLACES = ("FOMO_SCENARIO_DIR", "FOMO_DEPLOYMENTS", "FOMO_CACHE")


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    parser.add_argument("--port", type=_port, default=8501, help=plain("cli.app.port"))
    parser.add_argument("--host", default="127.0.0.1", help=plain("cli.app.host"))


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(plain("cli.app.no_port"))
    return int(text)


def run(options: argparse.Namespace) -> str:
    """Serve the app until it is interrupted; there is nothing to print then.

    Raises:
        InvalidInput: where what the app is drawn or served with is not installed.
    """
    missing = [name for name in ("streamlit", "uvicorn") if find_spec(name) is None]
    if missing:
        needed = " and ".join(missing)
        raise InvalidInput(
            "The app needs {needed}, not installed here: pip install {packages}.",
            "app: not installed",
            needed=needed,
            packages=" ".join(missing),
        )
    # Loaded here: the other verbs need no server.
    import uvicorn

    for name in _PLACES:
        if os.environ.get(name):
            os.environ[name] = os.path.abspath(os.environ[name])
    # The server reads the app's settings where it runs.
    folder = app_folder()
    os.chdir(folder)
    uvicorn.run(
        "app:app", app_dir=str(folder), host=options.host, port=options.port,
        access_log=False, ws_per_message_deflate=False,
    )  # fmt: skip
    return ""


def app_folder() -> Path:
    """The folder of ``app.py``: one of its own in an installation, a checkout's root otherwise."""
    beside = Path(__file__).resolve().parents[2]
    installed = beside / "fomo_app"
    return installed if installed.is_dir() else beside
