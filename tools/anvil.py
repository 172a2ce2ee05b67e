"""A development chain of one's own: anvil, started on a free port and ended with its user."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
START_S, STOP_S, ASK_S = 30, 5, 5

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


@contextmanager
def running_anvil(*options: str) -> Iterator[str]:
    """Run an anvil with these further options; yields its URL. It keeps nothing once it has ended.

    Raises:
        NoAnvil: there is none, or it did not answer in time; the message ends with what it said.
    """
    path = anvil_path()
    if path is None:
        raise NoAnvil("This needs anvil: run make anvil, or set ANVIL to its path.")
    with tempfile.TemporaryDirectory(prefix="anvil-") as home:
        port, log = _free_port(), Path(home) / "anvil.log"
        command = (path, "--host", HOST, "--port", str(port), "--prune-history", *options)
        with log.open("wb") as sink:
            process = subprocess.Popen(
                command, env={**os.environ, "HOME": home}, cwd=home, stdout=sink, stderr=sink
            )
        try:
            _await_answer(process, f"http://{HOST}:{port}", log)
            yield f"http://{HOST}:{port}"
        finally:
            _stop(process)


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


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _await_answer(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_S
    while True:
        try:
            rpc(url, "eth_chainId")
            return
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoAnvil(f"anvil did not start: {log.read_text(errors='replace')[-1000:]}")
        time.sleep(0.05)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
