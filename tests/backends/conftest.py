"""A fresh anvil for each module of tests, and a fresh state of it for each test."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from web3 import EthereumTesterProvider

from fomo_core.backends._rpc import Node
from tests.backends.chains import TestChain
from tools.anvil import NoAnvil, anvil_path, running_anvil

START_S = 30


@pytest.fixture(scope="module")
def anvil() -> Iterator[str]:
    """The address of an anvil."""
    with running_anvil() as url:
        yield url


@pytest.fixture
def chain(anvil: str) -> Iterator[TestChain]:
    """The chain behind it, as it was before the test when the test has ended."""
    node = Node.at(anvil)
    before = node.call("evm_snapshot")
    yield TestChain(node)
    node.call("evm_revert", [before])


@pytest.fixture(params=["anvil", "eth-tester"])
def any_chain(request: pytest.FixtureRequest) -> TestChain:
    """The same test on either kind of node."""
    if request.param == "anvil":
        return request.getfixturevalue("chain")
    return TestChain(Node([EthereumTesterProvider()]))


@pytest.fixture(scope="module")
def remembering_anvil() -> Iterator[str]:
    """The address of an anvil that keeps its history, which it needs to reorganise itself."""
    with tempfile.TemporaryDirectory(prefix="anvil-") as home:
        log = Path(home) / "anvil.log"
        with log.open("wb") as sink:
            process = subprocess.Popen(
                [_program(), "--port", "0"],
                env={**os.environ, "HOME": home},
                cwd=home,
                stdout=sink,
                stderr=sink,
            )
        try:
            yield f"http://{_listening(process, log)}"
        finally:
            process.kill()
            process.wait()


def _program() -> str:
    path = anvil_path()
    if path is None:
        raise NoAnvil("These tests need anvil: install it, or set ANVIL to its path.")
    return path


def _listening(process: subprocess.Popen[bytes], log: Path) -> str:
    deadline = time.monotonic() + START_S
    while not (found := re.search(r"Listening on (\S+)", log.read_text(errors="replace"))):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NoAnvil(f"anvil did not start: {log.read_text(errors='replace')[-1000:]}")
        time.sleep(0.02)
    return found[1]


@pytest.fixture
def remembering_chain(remembering_anvil: str) -> Iterator[TestChain]:
    """As ``chain``, on a node that keeps its history."""
    node = Node.at(remembering_anvil)
    before = node.call("evm_snapshot")
    yield TestChain(node)
    node.call("evm_revert", [before])
