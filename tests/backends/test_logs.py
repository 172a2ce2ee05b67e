"""What a follower of logs gives: everything, once, in order, with few requests, whatever the chain does."""

from __future__ import annotations

import pytest

from fomo_core.backends._logs import LogCache, LogFollower
from tests.backends.chains import Reader, TestChain

CONFIRMATIONS = 3


def follow(chain: TestChain, cache=None, confirmations: int = CONFIRMATIONS) -> Reader:
    return Reader(LogFollower(chain.node, 1, [chain.echo], [], chain.first, cache, confirmations))


def test_logs_are_given_once_and_in_order(any_chain):
    reader = follow(any_chain)
    assert reader.sync() == []
    any_chain.say(1)
    assert reader.sync() == [1]
    any_chain.say(2, 3)
    assert reader.sync() == [1, 2, 3]
    assert reader.sync() == [1, 2, 3]
    assert reader.change == (3, [], 0)


def test_the_head_and_the_times_are_those_of_the_blocks(any_chain):
    reader = follow(any_chain)
    assert reader.follower.head is None
    any_chain.say(1, 2)
    reader.sync()
    blocks = [any_chain.node.call("eth_getBlockByNumber", [log["blockNumber"], False]) for log in reader.logs]
    assert [log["timestamp"] for log in reader.logs] == [int(block["timestamp"], 16) for block in blocks]
    assert reader.follower.head[:2] == (any_chain.height(), blocks[-1]["hash"])


@pytest.mark.parametrize("confirmations", [0, 1, CONFIRMATIONS, 100])
def test_logs_outlive_a_restart(any_chain, tmp_path, confirmations):
    first = follow(any_chain, LogCache(tmp_path), confirmations)
    any_chain.say(1, 2, 3, 4, 5)
    first.sync()
    any_chain.say(6)
    second = follow(any_chain, LogCache(tmp_path), confirmations)
    assert second.sync() == [1, 2, 3, 4, 5, 6]
