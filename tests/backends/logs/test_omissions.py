"""What a node leaves out does not stay missing; nodes that are not in step are read as far as they reach."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from fomo_core.backends.logs import follower
from fomo_core.backends.logs.cache import LogCache
from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import ChainError, MalformedAnswer
from tests.backends.chains import Reader
from tests.backends.fake_chain import ECHO, Block, FakeChain, FakeNode, served
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, Proxy, proxy_to
from tests.backends.rpc.test_rpc import CHAIN


@pytest.fixture
def chain() -> FakeChain:
    chain = FakeChain()
    chain.grow([1], [2], [], [3, 4], [], [5], *([] for _ in range(20)))
    return chain


def follow(node, cache: LogCache | None = None) -> Reader:
    return Reader(LogFollower(node, CHAIN, [ECHO], [], 1, cache, 3, pause=lambda _: None))


def omitting(chain: FakeChain, *blocks: int) -> FakeNode:
    """A node that leaves out the logs of some blocks, in searches of any kind."""
    node = FakeNode(chain)
    real = node._logs

    def logs(query, branch):
        found = real(query, branch)
        return (
            [log for log in found if int(log["blockNumber"], 16) not in blocks]
            if isinstance(found, list)
            else found
        )

    node._logs = logs
    return node


# --- left out ---


@pytest.mark.parametrize("blocks", [(2,), (1, 2, 4, 6), (6,), (4,)])
def test_what_one_node_left_out_is_found_through_another_after_a_restart(chain, tmp_path, blocks):
    follow(omitting(chain, *blocks), LogCache(tmp_path)).sync()
    assert follow(FakeNode(chain), LogCache(tmp_path)).sync() == chain.words()
    assert follow(FakeNode(chain), LogCache(tmp_path)).sync() == chain.words(), "and kept"


def test_what_one_node_left_out_is_found_when_it_is_asked_again_after_a_restart(chain, tmp_path):
    node = omitting(chain, 2)
    follow(node, LogCache(tmp_path)).sync()
    del node._logs
    assert follow(node, LogCache(tmp_path)).sync() == chain.words()


@pytest.fixture
def ends(chain: FakeChain) -> Iterator[tuple[Proxy, Proxy]]:
    """An endpoint that leaves logs out, and one that does not."""
    with (
        proxy_to(served(omitting(chain, 2, 6), chain, CHAIN)) as one,
        proxy_to(served(FakeNode(chain), chain, CHAIN)) as other,
    ):
        yield one, other


def test_another_endpoint_is_heard_on_the_last_stretch_as_soon_as_it_is_in_use(chain, ends):
    reader = follow(Node.at([each.url for each in ends], 5))
    assert reader.sync() == [1, 3, 4]
    ends[0].down()
    assert reader.sync() == chain.words()
    chain.grow([7])
    assert reader.sync() == chain.words()


def test_an_endpoint_that_knows_less_than_another_takes_nothing_back(chain, ends):
    reader = follow(Node.at([each.url for each in ends[::-1]], 5))
    assert reader.sync() == chain.words()
    ends[1].down()
    for word in (7, 8, 9):
        chain.grow([word])
        assert reader.sync() == chain.words()


def test_an_endpoint_is_heard_once_more_only_when_it_changes(chain, ends):
    node = Node.at(ends[1].url, 5)
    reader = follow(node)
    reader.sync()
    ends[1].heal()
    for _ in range(3):
        reader.sync()
        assert ends[1].methods() == ["eth_getBlockByNumber"]


def test_only_the_last_stretch_is_searched_once_more(chain, monkeypatch, tmp_path):
    monkeypatch.setattr(follower, "STRETCH", 10)
    follow(omitting(chain, 2), LogCache(tmp_path)).sync()
    reader = follow(FakeNode(chain), LogCache(tmp_path))
    assert reader.sync() == [1, 3, 4, 5]
    reader.follower.search_again(1)
    assert reader.sync() == chain.words()


@pytest.mark.parametrize("cached", [True, False])
def test_all_is_read_anew_on_request(chain, monkeypatch, tmp_path, cached):
    monkeypatch.setattr(follower, "STRETCH", 0)
    node = omitting(chain, 1, 4)
    cache = LogCache(tmp_path) if cached else None
    reader = follow(node, cache)
    reader.sync()
    del node._logs
    assert reader.sync() == [2, 5]
    reader.follower.forget()
    assert reader.words == [2, 5], "what is known stays until all is read"
    assert reader.sync() == chain.words()
    if cached:
        assert follow(FakeNode(chain), cache).sync() == chain.words()


def test_reading_anew_that_fails_goes_on_later(chain, tmp_path):
    node = FakeNode(chain)
    with proxy_to(served(node, chain, CHAIN)) as proxy:
        reader = follow(Node.at(proxy.url, 5), LogCache(tmp_path))
        reader.sync()
        reader.follower.forget()
        proxy.plan(faults.http(500), times=FOREVER)
        with pytest.raises(ChainError):
            reader.sync()
        proxy.heal()
        assert reader.sync() == chain.words()


# --- not in step ---


class InTurn:
    """Nodes behind one address that answer in turn, one request each, each so many blocks behind."""

    def __init__(self, chain: FakeChain, lags: tuple[int, ...]) -> None:
        self._chain, self._lags = chain, itertools.cycle(lags)
        self._node = FakeNode(chain)
        self._node.view = self._view
        self._tip: Block = chain.tip

    def turn(self) -> None:
        branch = self._chain.branch()
        self._tip = branch[max(0, len(branch) - 1 - next(self._lags))]

    def _view(self) -> Block:
        return self._tip

    def answer(self, method: str, params: list) -> dict:
        if method == "eth_chainId":
            return {"result": hex(CHAIN)}
        if (
            method == "eth_getLogs"
            and "toBlock" in params[0]
            and int(params[0]["toBlock"], 16) > self._tip.number
        ):
            return {"error": {"code": -32000, "message": "block range extends beyond current head block"}}
        answer = self._node._answer(method, params, self._tip)
        return (
            {"error": {"code": -32000, "message": "unknown block"}}
            if isinstance(answer, ChainError)
            else {"result": answer}
        )


@pytest.mark.parametrize("lags", [(0, 3), (3, 0), (0, 1), (0, 5, 0), (0, 2, 7)])
@pytest.mark.parametrize("pace", [1, 2, 5])
def test_nodes_in_turn_of_which_one_lies_behind_are_read_as_far_as_they_reach(lags, pace):
    chain = FakeChain()
    chain.grow([0], *([] for _ in range(10)))
    crowd = InTurn(chain, lags)
    with proxy_to(crowd.answer) as proxy:
        real = proxy.handle

        def handle(body):
            crowd.turn()
            return real(body)

        proxy.handle = handle
        reader = follow(Node.at(proxy.url, 5))
        read = 0
        for word in range(1, 31):
            chain.grow(*([word] if place == 0 else [] for place in range(pace)))
            try:
                reader.sync()
                read += 1
            except ChainError:
                reader.follower._node.wake()
                continue
            assert reader.words == chain.words()[: len(reader.words)], (
                "nothing is missing, and nothing too much"
            )
        assert read >= 20, "most looks work"
        lag = chain.tip.number - reader.follower.head.number
        assert lag <= max(lags) + 2 * pace
        assert len(reader.words) >= 31 - (max(lags) // pace + 4)


def test_nodes_that_are_not_in_step_are_told_as_such():
    chain = FakeChain()
    chain.grow([0], *([] for _ in range(10)))
    crowd = InTurn(chain, (0, 3))
    with proxy_to(crowd.answer) as proxy:
        reader = follow(Node.at(proxy.url, 5))
        crowd._lags = iter([0])
        crowd.turn()
        reader.sync()
        assert reader.follower.apart == 0
        chain.grow(*([number] for number in range(1, 9)))
        real, turns = proxy.handle, iter([0, 3, 3, 3, 3])

        def handle(body):
            crowd._lags = turns
            crowd.turn()
            return real(body)

        proxy.handle = handle
        reader.sync()
        assert reader.follower.apart == 3
        assert reader.follower.head.number == chain.tip.number - 3


def test_an_endpoint_that_keeps_falling_short_gives_way_to_another(chain):
    """It tells its newest block, and has none of the blocks below it."""

    def short(call, answer):
        later = {**answer["result"], "number": hex(chain.tip.number + 40), "hash": "0x" + "77" * 32}
        return (
            {**answer, "result": later} if call["params"][0] == "latest" and call["id"] % 2 == 0 else answer
        )

    with (
        proxy_to(served(FakeNode(chain), chain, CHAIN)) as one,
        proxy_to(served(FakeNode(chain), chain, CHAIN)) as other,
    ):
        one.plan(faults.Fault(answer=short), "eth_getBlockByNumber", FOREVER)
        reader = follow(Node.at([one.url, other.url], 5))
        for _ in range(8):
            try:
                reader.sync()
            except MalformedAnswer:
                continue
        chain.grow([99])
        reader.sync()
        assert reader.words == chain.words()


def test_an_endpoint_that_stands_still_while_another_goes_on_gives_way(chain):
    """As the app looks: every other sync finds no newer block, for as long as that lasts."""
    stuck, node = chain.tip, FakeNode(chain)

    def at_its_old_block(method: str, params: list) -> dict:
        answer = (
            {"result": hex(CHAIN)}
            if method == "eth_chainId"
            else {"result": node._answer(method, params, stuck)}
        )
        return (
            {"error": {"code": -32000, "message": "no"}}
            if isinstance(answer["result"], ChainError)
            else answer
        )

    with proxy_to(at_its_old_block) as one, proxy_to(served(node, chain, CHAIN)) as other:
        asked = Node.at([one.url, other.url], 5)
        reader = follow(asked)
        assert reader.sync() == chain.words()
        chain.grow([6], [], [7])
        assert reader.sync() == [1, 2, 3, 4, 5], "it does not know better"
        asked.look_around(stuck.number)
        assert reader.sync() == chain.words()
        assert asked.complaints[0].details["what"] == "it has no newer block, others have"
        asked.look_around(chain.tip.number)
        assert asked.endpoint.endswith(str(other.port)), "nobody is further"
