"""A development chain of one's own: anvil, started on a port of its own and ended with its user."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_S, STOP_S, ASK_S = 60, 5, 30
_LISTENING = re.compile(rf"Listening on {re.escape(HOST)}:(\d+)")

#: Where ``npm install --prefix .anvil @foundry-rs/anvil`` puts the program, one package for each kind of machine.
_INSTALLED = ".anvil/node_modules/@foundry-rs/anvil-*/bin/anvil"


class NoAnvil(Exception):
    """There is no anvil on this machine, or it does not start."""


def anvil_path() -> str | None:
    """The program: named by ANVIL, on the PATH, or installed in the project's own .anvil; None without one."""
    named = os.environ.get("ANVIL")
    if named:
        return shutil.which(named)
    return shutil.which("anvil") or next((str(path) for path in sorted(ROOT.glob(_INSTALLED))), None)


class Anvil(NamedTuple):
    """A running anvil: its address, its process, and the file that it writes to."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path


@contextmanager
def running_anvil(*options: str, remembering: bool = False) -> Iterator[str]:
    """Run an anvil at any free port; yields its URL. Otherwise as ``anvil_at``."""
    with anvil_at(0, *options, remembering=remembering) as running:
        yield running.url


@contextmanager
def anvil_at(port: int, *options: str, remembering: bool = False) -> Iterator[Anvil]:
    """Run an anvil at a port, 0 for any free one, with these further options. It keeps nothing once it has ended.

    While it runs it keeps its history where ``remembering``, which it needs to reorganise itself.

    Raises:
        NoAnvil: there is none, or it did not answer in time; the message ends with what it said.
    """
    path = anvil_path()
    if path is None:
        raise NoAnvil("This needs anvil: run make anvil, or set ANVIL to its path.")
    with tempfile.TemporaryDirectory(prefix="anvil-") as home:
        log = Path(home) / "anvil.log"
        forgetting = () if remembering else ("--prune-history",)
        command = (path, "--host", HOST, "--port", str(port), *forgetting, *options)
        with log.open("wb") as sink:
            process = subprocess.Popen(
                command, env={**os.environ, "HOME": home}, cwd=home, stdout=sink, stderr=sink
            )
        try:
            yield Anvil(_await_address(process, log), process, log)
        finally:
            stop(process)


def rpc(url: str, method: str, params: Sequence[object] = ()) -> object:
    """Ask a node; the result alone.

    Raises:
        OSError: it can't be reached.
        ValueError: it answered with an error.
    """
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    # A proxy set for the outside has no part in what stays on this machine.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=ASK_S) as answer:
        told = json.load(answer)
    if "error" in told:
        raise ValueError(told["error"])
    return told["result"]


def is_free(port: int) -> bool:
    """Return True when nobody listens at a port of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def _await_address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Wait for anvil to say where it listens: so no port can be taken between its choice and its use."""
    deadline = time.monotonic() + START_S
    while True:
        said = log.read_text(errors="replace")
        found = _LISTENING.search(said)
        if found is not None:
            return f"http://{HOST}:{found[1]}"
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoAnvil(f"anvil did not start: {said[-1000:]}")
        time.sleep(0.02)


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a process, by force if it takes too long."""
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
