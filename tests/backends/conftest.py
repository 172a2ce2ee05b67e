"""A fresh anvil for each module of tests, and a fresh state of it for each test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from web3 import EthereumTesterProvider

from fomo_core.backends.rpc.node import Node
from tests.backends.chains import TestChain
from tools.anvil import running_anvil


@pytest.fixture(scope="module")
def anvil() -> Iterator[str]:
    """The address of an anvil."""
    with running_anvil() as url:
        yield url


@contextmanager
def _restored(url: str) -> Iterator[TestChain]:
    node = Node.at(url)
    before = node.call("evm_snapshot")
    yield TestChain(node)
    node.call("evm_revert", [before])


@pytest.fixture
def chain(anvil: str) -> Iterator[TestChain]:
    """The chain behind it, as it was before the test when the test has ended."""
    with _restored(anvil) as found:
        yield found


@pytest.fixture(params=["anvil", "eth-tester"])
def any_chain(request: pytest.FixtureRequest) -> TestChain:
    """The same test on either kind of node."""
    if request.param == "anvil":
        return request.getfixturevalue("chain")
    return TestChain(Node([EthereumTesterProvider()]))


@pytest.fixture(scope="module")
def remembering_anvil() -> Iterator[str]:
    """The address of an anvil that keeps its history, which it needs to reorganise itself."""
    with running_anvil(remembering=True) as url:
        yield url


@pytest.fixture
def remembering_chain(remembering_anvil: str) -> Iterator[TestChain]:
    """As ``chain``, on a node that keeps its history."""
    with _restored(remembering_anvil) as found:
        yield found
