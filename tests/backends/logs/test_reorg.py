"""A real node that takes blocks back: a follower ends with what is on the chain, and says what has changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fomo_core.backends.logs import ahead
from fomo_core.backends.logs.cache import LogCache
from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import MalformedAnswer
from tests.backends.chains import Reader, TestChain
from tests.backends.fake_chain import ECHO, FakeChain, FakeNode
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import Proxy, proxy_to

CONFIRMATIONS = 3


@pytest.fixture
def proxy(anvil: str) -> Iterator[Proxy]:
    with proxy_to(anvil) as proxy:
        yield proxy


@pytest.fixture(params=["cached", "uncached"])
def cache(request, tmp_path) -> LogCache | None:
    return LogCache(tmp_path) if request.param == "cached" else None


def follow(chain: TestChain, cache: LogCache | None = None, node: Node | None = None) -> Reader:
    follower = LogFollower(
        node or chain.node, 1, [chain.echo], [], chain.first, cache, CONFIRMATIONS, pause=lambda _: None
    )
    return Reader(follower)


def later(chain: TestChain) -> None:
    """Let the next block be of a later second, as on a chain whose blocks take their time."""
    newest = chain.node.call("eth_getBlockByNumber", ["latest", False])
    chain.node.call("evm_setNextBlockTimestamp", [int(newest["timestamp"], 16) + 60])


def test_a_shallow_reorganisation_replaces_what_it_took_back(chain, cache):
    reader = follow(chain, cache)
    chain.say(1, 2)
    snapshot = chain.snapshot()
    chain.say(3, 4)
    assert reader.sync() == [1, 2, 3, 4]
    chain.revert(snapshot)
    chain.say(13, 14, 15)
    assert reader.sync() == [1, 2, 13, 14, 15]
    assert reader.change.kept == 2


@pytest.mark.parametrize(("blocks", "requests"), [(1, 2), (2, 4)])
def test_the_commonest_reorganisations_are_few_requests(chain, proxy, blocks, requests):
    """The newest block is replaced by another one of the same number, and perhaps one more."""
    reader = follow(chain, node=Node.at(proxy.url, 20))
    chain.say(1)
    reader.sync()
    snapshot = chain.snapshot()
    chain.say(2)
    reader.sync()
    chain.revert(snapshot)
    later(chain)
    chain.say(*range(3, 3 + blocks))
    proxy.heal()
    assert reader.sync() == chain.words()
    assert proxy.count() == requests


@pytest.mark.parametrize("seen_block_by_block", [True, False])
@pytest.mark.parametrize("depth", [1, 2, 3, 4, 10, 30])
@pytest.mark.parametrize("longer", [-1, 0, 1, 20])
def test_a_reorganisation_of_any_depth_to_any_length(chain, cache, seen_block_by_block, depth, longer):
    """Deeper than the confirmations, to a shorter chain and to a longer one."""
    reader = follow(chain, cache)
    chain.say(1, 2, 3)
    reader.sync()
    snapshot = chain.snapshot()
    for word in range(100, 100 + depth):
        chain.say(word)
        if seen_block_by_block:
            reader.sync()
    assert reader.sync() == chain.words()
    chain.revert(snapshot)
    later(chain)
    chain.say(*range(200, 200 + max(1, depth + longer)))
    assert reader.sync() == chain.words()
    assert reader.change.behind == 0
    chain.say(300)
    assert reader.sync() == chain.words()
    assert follow(chain, cache).sync() == chain.words()


@pytest.mark.parametrize("blocks", [1, 5, 40])
def test_a_node_set_back_to_a_block_that_was_seen_looks_like_one_that_is_behind(chain, cache, blocks):
    reader = follow(chain, cache)
    chain.say(1)
    snapshot = chain.snapshot()
    for word in range(2, 2 + blocks):
        reader.sync()
        chain.say(word)
    reader.sync()
    before = reader.words
    chain.revert(snapshot)
    assert reader.sync() == before
    assert reader.change.behind == blocks
    later(chain)
    chain.say(99)
    assert reader.sync() == [1, 99]
    assert reader.change.behind == 0


def test_a_reorganisation_without_logs_changes_nothing_but_the_head(chain, cache):
    reader = follow(chain, cache)
    chain.say(1, 2)
    snapshot = chain.snapshot()
    chain.mine(3)
    reader.sync()
    chain.revert(snapshot)
    later(chain)
    chain.mine(3)
    assert reader.sync() == [1, 2]
    assert reader.change == (2, [], 0)
    assert reader.follower.head.hash == chain.node.call("eth_getBlockByNumber", ["latest", False])["hash"]


def test_the_same_log_in_another_block_is_another_log(chain, cache):
    reader = follow(chain, cache)
    chain.say(1)
    snapshot = chain.snapshot()
    chain.say(2)
    reader.sync()
    chain.revert(snapshot)
    later(chain)
    chain.say(2)
    assert reader.sync() == [1, 2]
    assert reader.change.kept == 1
    assert reader.logs[1].time >= reader.logs[0].time + 60


@pytest.mark.parametrize("lengths", [(3, 3), (1, 5), (5, 1), (20, 20)])
def test_a_branch_that_comes_back_gives_its_logs_again(cache, lengths):
    """Blocks are left for others and taken up again, the very same, as by a node that changes its mind."""
    chain = FakeChain()
    chain.grow([1], [2])
    fork, node = chain.tip, FakeNode(chain)
    reader = Reader(LogFollower(node, 1, [ECHO], [], 1, cache, CONFIRMATIONS))
    branches = []
    for number, length in enumerate(lengths):
        chain.tip = fork
        chain.grow(*([100 * number + word] for word in range(length)))
        branches.append(chain.tip)
    for turn in range(4):
        chain.tip = branches[turn % 2]
        chain.grow(*([turn] for _ in range(turn * 8)))
        assert reader.sync() == chain.words()


@pytest.mark.parametrize("depth", [1, 2, 5, 8])
def test_a_reorganisation_of_the_nodes_own_making(remembering_chain, cache, depth):
    chain = remembering_chain
    reader = follow(chain, cache)
    for word in range(8):
        chain.say(word)
        reader.sync()
    chain.node.call("anvil_reorg", [depth, []])
    assert reader.sync() == chain.words()
    assert reader.words == list(range(8 - depth))
    chain.say(100)
    assert reader.sync() == [*range(8 - depth), 100]


def test_transactions_moved_by_a_reorganisation_move_with_it(remembering_chain, cache):
    chain = remembering_chain
    reader = follow(chain, cache)
    chain.say(0, 1, 2, 3)
    reader.sync()
    moved = [{"from": chain.sender, "to": chain.echo, "data": f"0x{7:064x}", "gas": "0xfffff"}, 1]
    chain.node.call("anvil_reorg", [3, [moved]])
    assert reader.sync() == chain.words() == [0, 7]


def _jumped_over(words: bool, cache: LogCache | None) -> tuple[FakeChain, FakeNode, Reader]:
    """A follower that has seen blocks 50 and 150, and none in between but the last few."""
    chain = FakeChain()
    chain.grow(*([word] if words else [] for word in range(50)))
    node = FakeNode(chain)
    reader = Reader(LogFollower(node, 1, [ECHO], [], 1, cache, 200))
    reader.sync()
    chain.grow(*([word] if words else [] for word in range(50, 150)))
    reader.sync()
    return chain, node, reader


@pytest.mark.parametrize("words", [True, False])
def test_a_node_behind_at_a_height_never_seen_is_told(cache, words):
    chain, node, reader = _jumped_over(words, cache)
    node.view = lambda: chain.branch()[70]
    before = reader.words
    assert reader.sync() == before
    assert reader.change == (len(before), [], 80)


@pytest.mark.parametrize("words", [True, False])
def test_another_branch_at_a_height_never_seen_is_told_by_the_blocks_below(cache, words):
    chain, _, reader = _jumped_over(words, cache)
    chain.drop(105)
    chain.grow(*([1000 + word] if words else [] for word in range(25)))
    assert reader.sync() == chain.words()
    assert reader.change.behind == 0


def test_another_branch_at_a_height_never_seen_is_told_by_its_logs(cache):
    chain, _, reader = _jumped_over(True, cache)
    chain.drop(95)
    chain.grow(*([1000 + word] for word in range(20)))
    assert reader.sync() == chain.words()
    assert reader.change.behind == 0


def test_what_was_read_again_and_is_the_same_is_kept(monkeypatch, cache):
    """Where hashes in between were never seen, more is read again than was replaced."""
    monkeypatch.setattr(ahead, "LINKED", 2)
    chain = FakeChain()
    chain.grow(*([word] for word in range(100)))
    reader = Reader(LogFollower(FakeNode(chain), 1, [ECHO], [], 1, cache, 200))
    reader.sync()
    chain.drop(5)
    chain.grow(*([200 + word] for word in range(6)))
    assert reader.sync() == chain.words()
    assert reader.change.kept == 95


# --- while it is being read ---


@pytest.mark.parametrize("blocks", [1, 2, 5])
@pytest.mark.parametrize("depth", [1, 2, 6])
@pytest.mark.parametrize("again", [False, True])
def test_a_reorganisation_between_the_header_and_the_logs(chain, proxy, cache, blocks, depth, again):
    reader = follow(chain, cache, Node.at(proxy.url, 20))
    chain.say(1, 2)
    snapshots = [chain.snapshot()]
    chain.say(*range(3, 3 + depth))
    reader.sync()
    chain.say(*range(20, 20 + blocks))

    def reorganise() -> None:
        chain.revert(snapshots.pop())
        snapshots.append(chain.snapshot())
        later(chain)
        chain.say(*range(100, 100 + blocks + depth + len(reader.words)))

    proxy.plan(faults.before(reorganise), "eth_getLogs", 1 + again)
    try:
        reader.sync()
    except MalformedAnswer:
        assert again, "one such moment is got over"
        reader.follower._node.wake()
    assert reader.sync() == chain.words()
    chain.say(300)
    assert reader.sync() == chain.words()


def test_a_head_that_is_gone_when_its_logs_are_asked_for(chain, proxy, cache):
    """The chain is shorter all at once: the node refuses a search beyond its head."""
    reader = follow(chain, cache, Node.at(proxy.url, 20))
    chain.say(1)
    snapshot = chain.snapshot()
    reader.sync()
    chain.say(2, 3, 4)
    proxy.plan(faults.before(lambda: chain.revert(snapshot)), "eth_getLogs")
    assert reader.sync() == [1]
    later(chain)
    chain.say(5)
    assert reader.sync() == [1, 5]


@pytest.mark.parametrize("after", range(1, 8))
def test_a_reorganisation_before_each_request_of_a_going_back(chain, proxy, cache, after):
    """The chain changes once more while the last common block is looked for."""
    reader = follow(chain, cache, Node.at(proxy.url, 20))
    chain.say(1)
    snapshots = [chain.snapshot()]
    for word in range(2, 12):
        chain.say(word)
        reader.sync()

    def reorganise(words: range) -> None:
        chain.revert(snapshots.pop())
        snapshots.append(chain.snapshot())
        later(chain)
        chain.say(*words)

    reorganise(range(100, 115))
    proxy.plan(faults.before(lambda: reorganise(range(200, 214))), skip=after)
    try:
        reader.sync()
    except MalformedAnswer:
        reader.follower._node.wake()
    assert reader.sync() == chain.words()


# --- after a restart ---


@pytest.mark.parametrize("depth", [1, 5, 20])
def test_a_reorganisation_while_nobody_looked(chain, tmp_path, depth):
    chain.say(1, 2, 3)
    snapshot = chain.snapshot()
    chain.say(*range(10, 10 + depth))
    follow(chain, LogCache(tmp_path)).sync()
    chain.revert(snapshot)
    later(chain)
    chain.say(*range(100, 102 + depth))
    assert follow(chain, LogCache(tmp_path)).sync() == chain.words()


def test_another_chain_in_the_place_of_the_cached_one(chain, tmp_path):
    """A development node was started anew: same chain id, same contract, another history, and a short one."""
    empty = chain.snapshot()
    chain.say(*range(30))
    follow(chain, LogCache(tmp_path)).sync()
    chain.revert(empty)
    later(chain)
    chain.say(77)
    assert follow(chain, LogCache(tmp_path)).sync() == [77]
