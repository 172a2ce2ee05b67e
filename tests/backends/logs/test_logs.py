"""What a follower of logs gives: everything, once, in order, and for how many requests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from fomo_core.backends.logs.cache import LogCache
from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import (
    ChainError,
    MalformedAnswer,
    NodeRefused,
    NodeTimeout,
    NodeUnreachable,
    RateLimited,
)
from tests.backends.chains import Reader, TestChain
from tests.backends.fake_chain import ECHO, FakeChain, FakeNode
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, KEY, Proxy, proxy_to

CONFIRMATIONS = 3


def follow(
    chain: TestChain, cache=None, confirmations: int = CONFIRMATIONS, node: Node | None = None
) -> Reader:
    node = node or chain.node
    return Reader(
        LogFollower(node, 1, [chain.echo], [], chain.first, cache, confirmations, pause=lambda _: None)
    )


@pytest.fixture
def proxy(anvil: str) -> Iterator[Proxy]:
    with proxy_to(anvil) as proxy:
        yield proxy


@pytest.fixture
def reader(chain: TestChain, proxy: Proxy) -> Reader:
    """A follower of the chain through the proxy, in step with it."""
    reader = follow(chain, node=Node.at(proxy.url, 20))
    chain.say(100)
    reader.sync()
    proxy.heal()
    return reader


# --- what is given ---


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
    blocks = [any_chain.node.call("eth_getBlockByNumber", [hex(log.block), False]) for log in reader.logs]
    assert [log.time for log in reader.logs] == [int(block["timestamp"], 16) for block in blocks]
    head = reader.follower.head
    assert (head.number, head.hash) == (any_chain.height(), blocks[-1]["hash"])
    assert head.timestamp == int(blocks[-1]["timestamp"], 16)


def test_only_the_contracts_asked_for_are_heard(any_chain):
    other = any_chain.deploy(any_chain.ECHO)
    third = any_chain.deploy(any_chain.ECHO)
    any_chain.say(1)
    any_chain.say(2, to=other)
    any_chain.say(3, to=third)
    both = [any_chain.echo.upper().replace("0X", "0x"), other]
    reader = Reader(LogFollower(any_chain.node, 1, both, [], 0, None, 3))
    assert reader.sync() == [1, 2]


def test_only_the_topics_asked_for_are_heard(any_chain):
    any_chain.say(1, 2, 3)
    wanted = [[f"0x{2:064x}", f"0x{3:064x}"]]
    reader = Reader(LogFollower(any_chain.node, 1, [any_chain.echo], wanted, 0, None, 3))
    assert reader.sync() == [2, 3]
    any_chain.say(1, 3)
    assert reader.sync() == [2, 3, 3]


def test_a_chain_that_has_not_come_to_the_first_block_has_nothing_yet(any_chain):
    reader = Reader(LogFollower(any_chain.node, 1, [any_chain.echo], [], any_chain.height() + 3, None, 3))
    for word in (1, 2, 3, 4):
        assert reader.sync() == [3][: max(0, word - 3)]
        any_chain.say(word)
    assert reader.sync() == [3, 4]


def test_many_blocks_at_once_are_all_read(any_chain):
    reader = follow(any_chain)
    reader.sync()
    any_chain.say(*range(80))
    assert reader.sync() == list(range(80))


class Stumble(Exception):
    """The caller could not take a change in."""


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("what", ["more", "less", "others"])
def test_a_change_that_could_not_be_taken_in_is_given_again(chain, times, what):
    reader = follow(chain)
    chain.say(1)
    reader.sync()
    snapshot = chain.snapshot()
    chain.say(2, 3)
    reader.sync()
    head = reader.follower.head
    for turn in range(times):
        if what != "more":
            chain.revert(snapshot)
            snapshot = chain.snapshot()
        if what != "less":
            chain.say(10 * turn + 10, 10 * turn + 11)
        with pytest.raises(Stumble), reader.follower.syncing() as change:
            raise Stumble(change)
        assert reader.follower.head == head
    chain.say(5)
    assert reader.sync() == chain.words()
    assert reader.sync() == chain.words()


# --- how many requests ---


def test_between_blocks_a_sync_is_one_request(chain, proxy, reader):
    for _ in range(3):
        reader.sync()
        assert proxy.methods() == ["eth_getBlockByNumber"]


@pytest.mark.parametrize("contracts", [1, 50])
def test_a_new_block_is_two_requests_however_many_contracts(chain, proxy, contracts):
    addresses = [chain.echo, *(f"0x{number:040x}" for number in range(1, contracts))]
    reader = Reader(LogFollower(Node.at(proxy.url, 20), 1, addresses, [], chain.first, None, CONFIRMATIONS))
    chain.say(1)
    reader.sync()
    for word in range(2, 30):
        proxy.heal()
        chain.say(word) if word % 3 else chain.mine()
        reader.sync()
        assert [len(request) for request in proxy.requests] == [1, 1]
        assert proxy.methods() == ["eth_getBlockByNumber", "eth_getLogs"]
    assert reader.words == chain.words()


@pytest.mark.parametrize("blocks", [2, 5, 60, 300])
def test_several_new_blocks_are_two_requests(chain, proxy, reader, blocks):
    chain.say(1)
    chain.mine(blocks - 1)
    assert reader.sync() == [100, 1]
    assert proxy.count() == 2


def test_the_first_sync_of_a_short_chain_is_two_requests(chain, proxy):
    chain.say(*range(10))
    assert follow(chain, node=Node.at(proxy.url, 20)).sync() == list(range(10))
    assert proxy.count() == 2


def test_a_node_that_does_not_tell_the_time_with_its_logs_costs_no_more_while_its_headers_are_read_anyway(
    chain, proxy, reader
):
    proxy.plan(_without_time(), "eth_getLogs", FOREVER)
    chain.say(1)
    reader.sync()
    assert proxy.count() == 2
    chain.say(2, 3, 4)
    reader.sync()
    assert proxy.count() == 2
    assert reader.words == chain.words()


def test_old_logs_without_time_cost_the_headers_of_their_blocks_in_one_batch(chain, proxy):
    proxy.plan(_without_time(), "eth_getLogs", FOREVER)
    chain.say(*range(20))
    chain.mine(70)
    reader = follow(chain, node=Node.at(proxy.url, 20))
    assert reader.sync() == list(range(20))
    assert proxy.count() == 3
    blocks = [chain.node.call("eth_getBlockByNumber", [hex(log.block), False]) for log in reader.logs]
    assert [log.time for log in reader.logs] == [int(block["timestamp"], 16) for block in blocks]


def _without_time() -> faults.Fault:
    return faults.changed(
        lambda logs: [{name: log[name] for name in log if name != "blockTimestamp"} for log in logs]
    )


# --- what a node can do wrong ---


def _doubled(logs):
    return [other for log in logs for other in (log, {**log, "data": "0x" + "77" * 32})]


def _foreign(logs):
    return [{**log, "address": "0x" + "99" * 20} for log in logs]


def _elsewhere(logs):
    return [{**log, "blockHash": "0x" + "77" * 32} for log in logs]


def _later(logs):
    return [{**log, "blockNumber": hex(int(log["blockNumber"], 16) + 1)} for log in logs]


def _spoilt(name, value):
    return lambda logs: [{**log, name: value} for log in logs]


WRONG_LOGS = {
    "two of one place": _doubled,
    "unordered": lambda logs: logs[::-1],
    "foreign": _foreign,
    "of another block's hash": _elsewhere,
    "of a later block": _later,
    "an object": lambda _: {},
    "numbers": lambda _: [1, 2],
    "without a block": lambda logs: [{"address": log["address"]} for log in logs],
    "pending": _spoilt("blockNumber", None),
    "without a number": _spoilt("blockNumber", "0xzz"),
    "with topics that are none": _spoilt("topics", None),
    "with data that is none": _spoilt("data", "0x1 2\n3"),
    "with data that is no hex": _spoilt("data", "<script>"),
    "with data that is a number": _spoilt("data", 7),
}


@pytest.mark.parametrize("change", WRONG_LOGS.values(), ids=WRONG_LOGS)
@pytest.mark.parametrize("blocks", [1, 2])
def test_logs_that_make_no_sense_are_refused_and_what_was_known_stays(chain, proxy, reader, change, blocks):
    head = reader.follower.head
    proxy.plan(faults.changed(change), "eth_getLogs", FOREVER)
    chain.say(*range(blocks)) if change is not WRONG_LOGS["unordered"] else _say_twice_in_one_block(chain)
    error = failure(reader)
    assert type(error) is MalformedAnswer
    assert reader.follower.head == head
    assert reader.words == [100]
    proxy.heal()
    assert reader.sync() == chain.words()


def _say_twice_in_one_block(chain: TestChain) -> None:
    chain.node.call("evm_setAutomine", [False])
    for word in (1, 2):
        chain.node.call(
            "eth_sendTransaction",
            [{"from": chain.sender, "to": chain.echo, "data": f"0x{word:064x}", "gas": "0xfffff"}],
        )
    chain.node.call("evm_mine")
    chain.node.call("evm_setAutomine", [True])


def test_the_same_logs_twice_count_once(chain, proxy, reader):
    proxy.plan(faults.changed(lambda logs: [*logs, *logs]), "eth_getLogs", FOREVER)
    chain.say(1, 2)
    assert reader.sync() == [100, 1, 2]


def test_null_for_logs_is_no_logs(chain, proxy, reader):
    proxy.plan(faults.changed(lambda logs: logs or None), "eth_getLogs", FOREVER)
    chain.mine(2)
    assert reader.sync() == [100]


WRONG_HEADERS = {
    "null": lambda _: None,
    "a list": lambda _: [],
    "text": lambda _: "0x1",
    "without a hash": lambda header: {**header, "hash": None},
    "without a parent": lambda header: {name: header[name] for name in header if name != "parentHash"},
    "without a number": lambda header: {**header, "number": "latest"},
    "of a negative number": lambda header: {**header, "number": "-0x1"},
    "of an endless number": lambda header: {**header, "number": "0x" + "f" * 40},
    "without a time": lambda header: {**header, "timestamp": None},
    "of a time in milliseconds": lambda header: {**header, "timestamp": "0x1a1c7d1e8c8"},
    "of an endless time": lambda header: {**header, "timestamp": "0x" + "f" * 40},
}


@pytest.mark.parametrize("change", WRONG_HEADERS.values(), ids=WRONG_HEADERS)
def test_headers_that_make_no_sense_are_refused_and_what_was_known_stays(chain, proxy, reader, change):
    head = reader.follower.head
    chain.say(1)
    proxy.plan(faults.changed(change), "eth_getBlockByNumber", FOREVER)
    assert type(failure(reader)) is MalformedAnswer
    assert reader.follower.head == head
    proxy.heal()
    assert reader.sync() == [100, 1]


BROKEN_LINKS = {
    "a hash": lambda header: {**header, "hash": "0x" + "77" * 32},
    "a parent": lambda header: {**header, "parentHash": "0x" + "77" * 32},
    "a number": lambda header: {**header, "number": "0x1"},
    "nothing": lambda _: None,
}


@pytest.mark.parametrize("change", BROKEN_LINKS.values(), ids=BROKEN_LINKS)
@pytest.mark.parametrize("below", [1, 2])
def test_blocks_that_do_not_follow_each_other_are_refused(chain, proxy, reader, change, below):
    chain.say(1, 2, 3, 4)
    wrong = hex(chain.height() - below)

    def answer(call, answer):
        return {**answer, "result": change(answer["result"])} if call["params"][0] == wrong else answer

    proxy.plan(faults.Fault(answer=answer), "eth_getBlockByNumber", FOREVER)
    assert type(failure(reader)) is MalformedAnswer
    assert reader.words == [100]
    proxy.heal()
    assert reader.sync() == [100, 1, 2, 3, 4]


@pytest.mark.parametrize("missing", [faults.result(None), faults.refusal("pruned history unavailable", 4444)])
def test_a_node_without_the_blocks_below_its_head_makes_nothing_forgotten(chain, proxy, reader, missing):
    """Neither null nor a refusal says that a block that was seen is gone."""
    for word in range(5):
        chain.say(word)
        reader.sync()
    before = reader.words

    def answer(call, answer):
        if call["params"][0] != "latest":
            return missing.instead(call)
        return {
            **answer,
            "result": {**answer["result"], "hash": "0x" + "77" * 32, "parentHash": "0x" + "66" * 32},
        }

    proxy.plan(faults.Fault(answer=answer), "eth_getBlockByNumber", FOREVER)
    failure(reader)
    proxy.heal()
    assert reader.sync() == before
    assert reader.change.kept == len(before)


def failure(reader: Reader) -> ChainError:
    with pytest.raises(ChainError) as caught:
        reader.sync()
    assert KEY not in str(caught.value)
    assert str(caught.value).endswith(".")
    return caught.value


@pytest.mark.parametrize("change", [_doubled, _foreign, _elsewhere, lambda _: {}])
def test_an_answer_that_makes_no_sense_once_is_asked_for_again(chain, proxy, reader, change):
    chain.say(1)
    proxy.plan(faults.changed(change), "eth_getLogs")
    assert reader.sync() == [100, 1]


@pytest.mark.parametrize("blocks", [1, 3])
def test_removed_logs_are_none(chain, proxy, reader, blocks):
    chain.say(*range(blocks))
    proxy.plan(
        faults.changed(lambda logs: [{**log, "removed": True, "data": "0x99"} for log in logs] + logs),
        "eth_getLogs",
        FOREVER,
    )
    assert reader.sync() == [100, *range(blocks)]


FAILURES = {
    "hangs up": (faults.hangs_up(), NodeUnreachable),
    "500": (faults.http(500), MalformedAnswer),
    "429": (faults.http(429, Retry_After="0"), RateLimited),
    "a web page": (faults.page(), MalformedAnswer),
    "half": (faults.half(), MalformedAnswer),
    "504": (faults.http(504), NodeTimeout),
    "refused": (faults.refusal("internal error"), NodeRefused),
}


@pytest.mark.parametrize("method", ["eth_getBlockByNumber", "eth_getLogs"])
@pytest.mark.parametrize(("fault", "kind"), FAILURES.values(), ids=FAILURES)
def test_a_failure_leaves_what_was_known_and_nothing_is_lost(chain, proxy, reader, fault, kind, method):
    head = reader.follower.head
    chain.say(1, 2)
    proxy.plan(fault, method, FOREVER)
    assert type(failure(reader)) is kind
    assert (reader.words, reader.follower.head) == ([100], head)
    chain.say(3)
    proxy.heal()
    reader.follower._node.wake()
    assert reader.sync() == [100, 1, 2, 3]


def test_every_second_request_may_fail(chain, proxy):
    reader = follow(chain, node=Node.at([proxy.url, proxy.url + "&b"], 20))
    for word in range(30):
        proxy.plan(faults.hangs_up() if word % 2 else faults.http(502), times=word % 3)
        chain.say(word)
        try:
            reader.sync()
        except ChainError:
            reader.follower._node.wake()
    proxy.heal()
    assert reader.sync() == list(range(30))


def test_the_other_endpoint_is_asked_when_one_contradicts_itself(chain, anvil):
    with proxy_to(anvil) as liar, proxy_to(anvil) as honest:
        reader = follow(chain, node=Node.at([liar.url, honest.url], 20))
        liar.plan(faults.changed(_elsewhere), "eth_getLogs", FOREVER)
        chain.say(1)
        assert type(failure(reader)) is MalformedAnswer
        assert reader.sync() == [1]


def test_a_node_that_cannot_search_by_hash_is_searched_by_number(chain, proxy, reader):
    def instead(call):
        return faults.refusal("invalid params").instead(call) if "blockHash" in call["params"][0] else None

    proxy.plan(faults.Fault(instead=instead), "eth_getLogs", FOREVER)
    for word in range(10):
        chain.say(word)
        assert reader.sync() == [100, *range(word + 1)]
        count = proxy.count()
    assert count == 2, "after some refusals it is no longer tried"


def test_a_few_refusals_of_a_search_by_hash_do_not_end_them(chain, proxy, reader):
    for _ in range(4):
        proxy.plan(faults.refusal("unknown block"), "eth_getLogs", times=2)
        chain.say(1)
        reader.sync()
        proxy.heal()
        chain.say(2)
        reader.sync()
    seen = []
    proxy.plan(faults.Fault(instead=lambda call: seen.append(call["params"][0])), "eth_getLogs")
    chain.say(3)
    assert reader.sync() == chain.words()
    assert "blockHash" in seen[0]


# --- a node, or one of several behind an address, that lies behind ---


def test_a_node_that_is_behind_is_told_and_what_was_known_stays(chain, anvil):
    with proxy_to(anvil) as proxy:
        reader = follow(chain, node=Node.at(proxy.url, 20))
        chain.say(1, 2)
        old = chain.node.call("eth_getBlockByNumber", ["latest", False])
        reader.sync()
        chain.say(3)
        reader.sync()
        proxy.plan(faults.result(old), "eth_getBlockByNumber", 2)
        for _ in range(2):
            proxy.count()
            assert reader.sync() == [1, 2, 3]
            assert reader.change.behind == 1
            assert proxy.count() == 1
        assert reader.sync() == [1, 2, 3]
        assert reader.change.behind == 0


def test_a_search_that_ends_below_the_head_is_made_up_for_with_the_next_block(chain, proxy, reader):
    """One node names the new head, another that lies behind it searches: an old one tells nothing of that."""
    proxy.plan(faults.changed(lambda logs: []), "eth_getLogs")
    chain.say(1, 2)
    assert reader.sync() == [100]
    chain.say(3)
    assert reader.sync() == [100, 1, 2, 3]


def test_a_block_that_the_searching_node_has_not_got_is_made_up_for(chain, proxy, reader):
    chain.say(1)
    proxy.plan(faults.refusal("unknown block"), "eth_getLogs")
    proxy.plan(faults.result([]), "eth_getLogs", skip=1)
    assert reader.sync() == [100]
    chain.mine()
    assert reader.sync() == [100, 1]


def test_logs_of_a_new_block_that_a_node_finds_only_later_are_made_up_for(chain, proxy, reader):
    """Its index of logs comes after its blocks; the header says that there may be some."""
    chain.say(1)
    proxy.plan(faults.result([]), "eth_getLogs")
    assert reader.sync() == [100]
    chain.mine()
    assert reader.sync() == [100, 1]


def test_a_new_block_whose_header_rules_out_logs_is_not_searched_again(chain, proxy, reader):
    searched = []
    proxy.plan(faults.Fault(instead=lambda call: searched.append(call["params"][0])), "eth_getLogs", FOREVER)
    for _ in range(3):
        chain.mine()
        reader.sync()
    assert all("blockHash" in query for query in searched)


def test_logs_that_are_known_do_not_vanish_with_a_node_that_has_not_got_them(chain, proxy, reader):
    chain.say(1, 2, 3)
    reader.sync()
    reader.follower._held.sure = chain.first
    chain.say(4, 5)
    proxy.plan(faults.result([]), "eth_getLogs", FOREVER)
    assert "missing" in str(failure(reader))
    assert reader.words == [100, 1, 2, 3]
    proxy.heal()
    assert reader.sync() == [100, 1, 2, 3, 4, 5]


# --- restarts ---


@pytest.mark.parametrize("confirmations", [0, 1, CONFIRMATIONS, 100])
def test_logs_outlive_a_restart(any_chain, tmp_path, confirmations):
    first = follow(any_chain, LogCache(tmp_path), confirmations)
    any_chain.say(1, 2, 3, 4, 5)
    first.sync()
    any_chain.say(6)
    second = follow(any_chain, LogCache(tmp_path), confirmations)
    assert second.sync() == [1, 2, 3, 4, 5, 6]


def test_after_a_restart_only_what_is_new_is_asked_for_and_the_last_stretch_once_more(tmp_path):
    chain = FakeChain()
    chain.grow(*([number] for number in range(90)))
    node = FakeNode(chain)
    readers = [Reader(LogFollower(node, 1, [ECHO], [], 1, LogCache(tmp_path), 10)) for _ in range(2)]
    readers[0].sync()
    seen = []
    node.view = lambda: seen.append(1) or chain.tip
    chain.grow([90])
    assert readers[1].sync() == list(range(91))
    assert node.count() == 5
    assert readers[1].logs[0].time == chain.branch()[1].time
