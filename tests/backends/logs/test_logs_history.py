"""A long history, read from nodes that each allow something else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from fomo_core.backends.logs import ahead
from fomo_core.backends.logs.cache import LogCache
from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.logs.spans import Spans
from fomo_core.backends.rpc import http
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import (
    ChainError,
    HistoryPruned,
    MalformedAnswer,
    NodeTimeout,
    NodeUnreachable,
    RangeRefused,
)
from tests.backends.chains import Reader
from tests.backends.fake_chain import ECHO, FakeChain, FakeNode
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, proxy_to

CONFIRMATIONS = 12
#: Blocks of the history, one in eleven of which has a log.
LENGTH, EVERY = 3_000, 11
CHAIN = 31337


@pytest.fixture(autouse=True)
def caught_up_in_parts(monkeypatch):
    """So that a history of some thousand blocks is a long one."""
    monkeypatch.setattr(ahead, "CATCH_UP", 100)


def old_chain(length: int = LENGTH) -> FakeChain:
    chain = FakeChain()
    chain.grow(*([number] if number % EVERY == 0 else [] for number in range(length)))
    return chain


@pytest.fixture
def chain() -> FakeChain:
    return old_chain()


@pytest.fixture
def proxy(chain: FakeChain):
    node = FakeNode(chain)

    def upstream(method, params):
        if method == "eth_chainId":
            return {"result": hex(CHAIN)}
        answer = node._answer(method, params, chain.tip)
        if isinstance(answer, ChainError):
            return {"error": {"code": -32000, "message": str(answer.details["reason"])}}
        return {"result": answer}

    with proxy_to(upstream) as proxy:
        yield proxy


def follow(node, span: int = 500, cache=None, **options) -> Reader:
    options = {"pause": lambda _: None, **options}
    return Reader(LogFollower(node, CHAIN, [ECHO], [], 1, cache, CONFIRMATIONS, span=span, **options))


# --- ranges ---


def test_a_long_history_is_read_in_parts_and_tells_how_far_it_is(chain):
    told = []
    reader = follow(FakeNode(chain), progress=lambda done, head: told.append((done, head)))
    assert reader.sync() == chain.words()
    assert told == [(500, LENGTH), (1500, LENGTH), (LENGTH - CONFIRMATIONS, LENGTH)]


def test_a_part_is_one_request(chain):
    node = FakeNode(chain)
    reader = follow(node)
    reader.sync()
    assert node.count() == 1 + 3 + 1 + 1, "the head, three parts, the head again, what is not final"


WORDINGS = [
    ("told in blocks", faults.blocks_at_most(256, "eth_getLogs is limited to a {most} range"), 256),
    ("told as a range", faults.blocks_at_most(100, "this block range should work: [{first}, {last}]"), 100),
    ("not told", faults.blocks_at_most(100, "block range is too wide"), None),
    ("told off by one", faults.blocks_at_most(99, "exceed maximum block range: 100"), None),
    ("as results", faults.logs_at_most(9, "query returned more than 10000 results"), None),
    ("as a size", faults.logs_at_most(9, "backend response too large", -32020), None),
    ("as a backend that fell over", faults.blocks_at_most(256, "no backend is currently healthy to serve traffic"), None),
    ("as a query given up", faults.blocks_at_most(256, "query timeout exceeded"), None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "most"), [case[1:] for case in WORDINGS], ids=[case[0] for case in WORDINGS]
)
def test_a_node_that_searches_less_at_once_is_asked_for_less(chain, proxy, fault, most):
    proxy.plan(fault, "eth_getLogs", FOREVER)
    reader = follow(Node.at(proxy.url, 20))
    assert reader.sync() == chain.words()
    asked = proxy.methods().count("eth_getLogs")
    assert asked <= LENGTH // (most or 70) * 3 // 2, "what was refused is not tried again and again"


@pytest.mark.parametrize("break_it", [faults.http(504), faults.http(502), faults.half(), faults.hangs_up()])
def test_a_search_that_breaks_the_node_is_made_smaller(chain, proxy, break_it):
    def too_big(call):
        first, last = (int(call["params"][0][end], 16) for end in ("fromBlock", "toBlock"))
        return last - first >= 300

    real = proxy.handle

    def handle(body: bytes):
        import json

        told = json.loads(body)
        calls = told if isinstance(told, list) else [told]
        if any(call["method"] == "eth_getLogs" and too_big(call) for call in calls):
            return break_it.reply(faults.Reply(b'{"id": 1, "result": 0}'))
        return real(body)

    proxy.handle = handle
    assert follow(Node.at(proxy.url, 20)).sync() == chain.words()


def test_an_answer_too_long_for_us_makes_the_search_smaller(chain, proxy, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_ANSWER", 20_000)
    assert follow(Node.at(proxy.url, 20)).sync() == chain.words()


@pytest.mark.parametrize(
    ("limit", "told", "most"),
    [
        (10_000, "always", 301),
        (10_000, "here", 400),
        (10_000, "", 400),
        (100, "always", 30_001),
        (2**30, "", 10),
    ],
)
def test_a_history_of_millions_of_blocks_takes_few_searches(limit, told, most):
    assert _searches(lambda _: limit, 3_000_000, told) <= most


@pytest.mark.parametrize("told", ["", "here"])
def test_what_a_node_says_of_a_dense_part_does_not_hold_for_the_rest(told):
    assert _searches(lambda at: 200 if at < 20_000 else 10**9, 3_000_000, told) < 220


def _searches(limit: Callable[[int], int], blocks: int, told: str) -> int:
    """How many searches a history takes where so many blocks are allowed at a place."""
    spans, at, count = Spans(100_000), 0, 0
    while at < blocks:
        asked = min(spans.next, blocks - at)
        count += 1
        if asked > limit(at):
            spans.refused(asked, limit(at) if told else None, told == "always")
        else:
            spans.found(asked)
            at += asked
    return count


def test_ranges_grow_again_where_there_is_less():
    chain = FakeChain()
    chain.grow(*([n] for n in range(500)), *([] for _ in range(20_000)), [7])
    node = FakeNode(chain)
    asked = []

    def request(method, params, tip):
        if method == "eth_getLogs" and "fromBlock" in params[0]:
            first, last = (int(params[0][end], 16) for end in ("fromBlock", "toBlock"))
            asked.append(last - first + 1)
            if len(FakeNode._logs(node, params[0], chain.branch(tip))) > 50:
                return RangeRefused(endpoint=node.endpoint, first=first, last=last, most=None, always=False)
        return FakeNode._answer(node, method, params, tip)

    node._answer = request
    assert follow(node, span=1000).sync() == chain.words()
    assert min(asked) < 50 < 1000 < max(asked)


def test_a_node_that_refuses_even_one_block_is_told(chain, proxy):
    proxy.plan(faults.refusal("block range is too wide"), "eth_getLogs", FOREVER)
    with pytest.raises(RangeRefused) as caught:
        follow(Node.at(proxy.url, 20)).sync()
    assert "blocks 1 to 1:" in str(caught.value)


def test_history_that_is_gone_is_told_with_the_block(chain, proxy):
    proxy.plan(faults.refusal("pruned history unavailable", 4444), "eth_getLogs", FOREVER)
    with pytest.raises(HistoryPruned) as caught:
        follow(Node.at(proxy.url, 20)).sync()
    assert "blocks as old as 1:" in str(caught.value)


def test_another_endpoint_is_asked_for_history_that_is_gone(chain, proxy):
    node = FakeNode(chain)
    with proxy_to(lambda method, params: {"result": node._answer(method, params, chain.tip)}) as archive:
        archive.plan(faults.result(hex(CHAIN)), "eth_chainId", FOREVER)
        proxy.plan(faults.refusal("pruned history unavailable", 4444), "eth_getLogs", FOREVER)
        assert follow(Node.at([proxy.url, archive.url], 20)).sync() == chain.words()


def _second_log_of_another_block(logs):
    other = {**logs[0], "logIndex": "0x1", "blockHash": "0x" + "77" * 32}
    return [logs[0], other, *logs[1:]]


WRONG = {
    "of two blocks of one number": _second_log_of_another_block,
    "without a block's hash": lambda logs: [{**log, "blockHash": "0x"} for log in logs],
    "of earlier blocks": lambda logs: [{**log, "blockNumber": "0x0"} for log in logs],
    "of a block before the last one": lambda logs: logs[1:] + logs[:1],
    "with a comma": lambda logs: [{**log, "data": "0x00,0x00"} for log in logs],
    "with text": lambda logs: [{**log, "data": "0xhello"} for log in logs],
    "with half a mark": lambda logs: [{**log, "data": "00x"} for log in logs],
    "with too few topics": lambda logs: [{**log, "topics": "0x1"} for log in logs],
}


@pytest.mark.parametrize("change", WRONG.values(), ids=WRONG)
def test_old_logs_that_make_no_sense_are_refused(chain, proxy, change):
    proxy.plan(faults.changed(lambda logs: change(logs) if logs else logs), "eth_getLogs", FOREVER)
    with pytest.raises(MalformedAnswer):
        follow(Node.at(proxy.url, 20)).sync()


def test_the_time_of_a_log_is_never_that_of_another_block(chain, proxy):
    """A node whose logs tell no time, and whose headers are of another branch by then."""

    def answer(call, answer):
        number = int(call["params"][0], 16) if call["params"][0] != "latest" else 1
        return (
            {**answer, "result": {**answer["result"], "hash": "0x" + "77" * 32}}
            if number % 100 == 41
            else answer
        )

    without = faults.changed(lambda logs: [{k: log[k] for k in log if k != "blockTimestamp"} for log in logs])
    proxy.plan(without, "eth_getLogs", FOREVER)
    assert follow(Node.at(proxy.url, 20)).sync() == chain.words()
    proxy.plan(faults.Fault(answer=answer), "eth_getBlockByNumber", FOREVER)
    with pytest.raises(MalformedAnswer):
        follow(Node.at(proxy.url, 20)).sync()


# --- cut off, and gone on with ---


@pytest.mark.parametrize("cached", [False, True])
@pytest.mark.parametrize(
    ("fault", "kind"),
    [(faults.hangs_up(), NodeUnreachable), (faults.refusal("request timed out"), NodeTimeout)],
)
def test_what_was_read_is_not_read_again_after_a_failure(chain, proxy, tmp_path, cached, fault, kind):
    reader = follow(Node.at(proxy.url, 20), cache=LogCache(tmp_path) if cached else None)
    proxy.plan(fault, times=FOREVER, skip=3)
    with pytest.raises(kind):
        reader.sync()
    assert reader.follower.head is None
    proxy.heal()
    reader.follower._node.wake()
    assert reader.sync() == chain.words()
    assert proxy.count() == 1 + 1 + 1 + 1 + 1, (
        "the head, the last top, the last part, the head again, the rest"
    )


def test_a_process_that_ends_while_it_reads_leaves_what_it_has_read(chain, proxy, tmp_path):
    reader = follow(Node.at(proxy.url, 20), cache=LogCache(tmp_path))
    proxy.plan(faults.http(500), times=FOREVER, skip=3)
    with pytest.raises(ChainError):
        reader.sync()
    proxy.heal()
    again = follow(Node.at(proxy.url, 20), cache=LogCache(tmp_path))
    assert again.sync() == chain.words()
    searched = [method for method in proxy.methods() if method == "eth_getLogs"]
    assert len(searched) == 4, (
        "from block 1,501 on: two parts, what is not final, and the last stretch before once more"
    )


def test_the_chain_goes_on_while_its_history_is_read(chain):
    node = FakeNode(chain)

    def progress(done, head):
        chain.grow([LENGTH + done])

    assert follow(node, progress=progress).sync() == chain.words()


@pytest.mark.parametrize("depth", [5, 100, 1500, 2900])
@pytest.mark.parametrize("cached", [False, True])
def test_the_chain_takes_another_way_while_its_history_is_read(chain, tmp_path, depth, cached):
    node, turns = FakeNode(chain), []

    def progress(done, head):
        if len(turns) < 2:
            turns.append(done)
            chain.drop(depth)
            chain.grow(*([5000 + number] if number % 3 == 0 else [] for number in range(depth + 2)))

    reader = follow(node, cache=LogCache(tmp_path) if cached else None, progress=progress)
    assert reader.sync() == chain.words()
    assert follow(node, cache=LogCache(tmp_path)).sync() == chain.words()


def test_a_long_absence_is_caught_up_with(chain, tmp_path):
    node = FakeNode(chain)
    reader = follow(node, cache=LogCache(tmp_path))
    reader.sync()
    chain.grow(*([9000 + number] for number in range(5)))
    reader.sync()
    chain.grow(*([10_000 + number] if number % 50 == 0 else [] for number in range(2000)))
    kept = len(reader.words)
    assert reader.sync() == chain.words()
    assert reader.change.kept == kept


def test_a_long_absence_after_which_the_chain_is_another(chain, tmp_path):
    node = FakeNode(chain)
    reader = follow(node, cache=LogCache(tmp_path))
    reader.sync()
    chain.drop(40)
    chain.grow(*([10_000 + number] for number in range(500)))
    assert reader.sync() == chain.words()
    assert reader.change.kept > 0
