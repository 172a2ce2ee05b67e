"""A node behind endpoints that fail in every way they can: which error it is, and who is asked next."""

from __future__ import annotations

import gzip
import json
import threading
import traceback
from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from web3 import EthereumTesterProvider, HTTPProvider

from fomo_core.backends.rpc import http
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import (
    ChainError,
    HistoryPruned,
    MalformedAnswer,
    NodeRefused,
    NodeTimeout,
    NodeUnreachable,
    RangeRefused,
    RateLimited,
    WrongChain,
)
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, KEY, Proxy, proxy_to

CHAIN = 31337
#: Seconds to wait for an answer that comes, and for one that doesn't.
TIMEOUT_S, HANGING_S = 10.0, 1.0
WIDE = [{"fromBlock": "0x0", "toBlock": "0xfffff"}]


def simple(method: str, params: list) -> dict:
    """A node that knows its chain, its height, and answers everything else with what was asked."""
    known = {"eth_chainId": hex(CHAIN), "eth_blockNumber": "0x10"}
    return {"result": known.get(method, params)}


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def proxy() -> Iterator[Proxy]:
    with proxy_to(simple) as proxy:
        yield proxy


@pytest.fixture
def pair() -> Iterator[tuple[Proxy, Proxy]]:
    with ExitStack() as stack:
        yield stack.enter_context(proxy_to(simple)), stack.enter_context(proxy_to(simple))


def node_at(*proxies: Proxy, hanging: bool = False, **options) -> Node:
    seconds = HANGING_S if hanging else TIMEOUT_S
    return Node.at([proxy.url for proxy in proxies], seconds, **options)


def failure(node: Node, method: str = "eth_blockNumber", params=()) -> ChainError:
    """The error of a call, having checked that it is one sentence that gives nothing away."""
    with pytest.raises(ChainError) as caught:
        node.call(method, params)
    text = str(caught.value)
    shown = "".join(traceback.format_exception(caught.value))
    assert KEY not in shown
    assert "/v2" not in shown
    assert "\n" not in text
    assert text.endswith((".", "…"))
    assert "127.0.0.1" in text
    return caught.value


# --- what is asked and answered ---


def test_a_call_returns_the_result_as_it_is(proxy):
    assert node_at(proxy).call("eth_call", [{"to": "0x1"}, "latest"]) == [{"to": "0x1"}, "latest"]


def test_a_null_result_is_a_result(proxy):
    proxy.plan(faults.result(None), times=FOREVER)
    assert node_at(proxy).call("eth_getTransactionReceipt", ["0x0"]) is None


def test_a_call_is_one_request_and_the_connection_is_kept(proxy):
    node = node_at(proxy)
    for _ in range(5):
        node.call("eth_blockNumber")
    assert proxy.methods() == ["eth_blockNumber"] * 5
    assert proxy.connections == 1


def test_a_batch_is_one_request_and_keeps_its_order(proxy):
    node = node_at(proxy)
    assert node.batch([("eth_call", [number]) for number in range(50)]) == [[n] for n in range(50)]
    assert proxy.count() == 1


def test_an_empty_batch_asks_nothing(proxy):
    assert node_at(proxy).batch([]) == []
    assert proxy.count() == 0


def test_a_long_batch_is_cut(proxy):
    assert node_at(proxy).batch([("eth_call", [n]) for n in range(250)]) == [[n] for n in range(250)]
    assert proxy.count() == 3


def test_the_endpoint_is_shown_without_what_may_be_a_key(proxy):
    node = node_at(proxy)
    assert node.endpoint == f"http://127.0.0.1:{proxy.port}"
    assert Node.at(f"https://user:{KEY}@rpc.example/{KEY}?a={KEY}").endpoint == "https://rpc.example"


def test_a_provider_of_web3_serves_too(proxy):
    assert Node([HTTPProvider(proxy.url)]).call("eth_blockNumber") == "0x10"


def test_passwords_and_proxies_of_the_environment_are_not_used(proxy, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert node_at(proxy).call("eth_blockNumber") == "0x10"


def test_many_threads_share_a_node(proxy):
    node, wrong = node_at(proxy), []

    def ask(mine: int) -> None:
        for turn in range(20):
            if node.call("eth_call", [mine, turn]) != [mine, turn]:
                wrong.append((mine, turn))
            if node.batch([("eth_call", [mine, turn, n]) for n in range(3)])[2] != [mine, turn, 2]:
                wrong.append((mine, turn))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_compressed_answer_is_read(proxy):
    packed = gzip.compress(json.dumps({"jsonrpc": "2.0", "id": 0, "result": "0x7"}).encode())
    proxy.plan(faults.http(200, packed, Content_Encoding="gzip"))
    assert node_at(proxy).call("eth_blockNumber") == "0x7"


# --- what can go wrong with one endpoint ---

#: A name for what happens, the fault, and the error it is.
BROKEN = {
    "it hangs up": (lambda _: faults.hangs_up(), NodeUnreachable),
    "it hangs": (faults.hang, NodeTimeout),
    "429": (lambda _: faults.http(429, b"slow down"), RateLimited),
    "500": (lambda _: faults.http(500, b"oops"), MalformedAnswer),
    "502": (lambda _: faults.http(502, b"<html>Bad Gateway"), NodeUnreachable),
    "503": (lambda _: faults.http(503), NodeUnreachable),
    "504": (lambda _: faults.http(504), NodeTimeout),
    "401": (lambda _: faults.http(401, b"no key"), NodeRefused),
    "404": (lambda _: faults.http(404, b"<html>Not found"), NodeRefused),
    "500 with deep nesting": (lambda _: faults.http(500, b"[" * 200_000), MalformedAnswer),
    "a redirection": (lambda _: faults.http(302, b"", Location="http://127.0.0.1:9/"), MalformedAnswer),
    "a web page": (lambda _: faults.page(), MalformedAnswer),
    "the connection breaks off": (lambda _: faults.breaks_off(), MalformedAnswer),
    "half an answer": (lambda _: faults.half(), MalformedAnswer),
    "nothing": (lambda _: faults.body(b""), MalformedAnswer),
    "no UTF-8": (lambda _: faults.body(b'{"id": 0, "result": "\xff\xfe"}'), MalformedAnswer),
    "deep nesting": (lambda _: faults.body(b"[" * 200_000), MalformedAnswer),
    "broken compression": (lambda _: faults.http(200, b"no gzip", Content_Encoding="gzip"), MalformedAnswer),
    "a number": (lambda _: faults.body(b"7"), MalformedAnswer),
    "a list": (lambda _: faults.body(b'[{"id": 0, "result": 1}]'), MalformedAnswer),
    "another id": (lambda _: faults.field("id", 999), MalformedAnswer),
    "an id as text": (lambda _: faults.field("id", "0"), MalformedAnswer),
    "no id": (lambda _: faults.without("id"), MalformedAnswer),
    "no result": (lambda _: faults.without("result"), MalformedAnswer),
    "an error that is no object": (lambda _: faults.field("error", "bad"), NodeRefused),
    "a limit of requests": (lambda _: faults.refusal("over rate limit", -32016), RateLimited),
    "a limit with status 200 and no id": (
        lambda _: faults.body(b'{"id": null, "error": {"code": 429, "message": "slow down"}}'),
        RateLimited,
    ),
    "an error with a status": (
        lambda _: faults.http(400, b'{"error": {"code": -32005, "message": "request rate limited"}}'),
        RateLimited,
    ),
    "pruned history": (lambda _: faults.refusal("missing trie node", -32000), HistoryPruned),
}


@pytest.mark.parametrize(("fault", "kind"), BROKEN.values(), ids=BROKEN)
def test_every_failure_of_an_endpoint_has_its_error(proxy, fault, kind):
    node = node_at(proxy, hanging=kind is NodeTimeout)
    proxy.plan(fault(proxy), times=FOREVER)
    assert type(failure(node)) is kind


def test_a_refused_connection_is_an_unreachable_node(proxy):
    proxy.down()
    assert type(failure(node_at(proxy))) is NodeUnreachable


@pytest.mark.parametrize(
    "url",
    ["http://no.such.host.invalid/key", "nonsense", "ftp://host/x", "http://[::1", "http://host:port", ""],
)
def test_an_address_that_leads_nowhere_is_an_unreachable_node(url):
    with pytest.raises(NodeUnreachable) as caught:
        Node.at(url).call("eth_chainId")
    assert "key" not in str(caught.value)


def test_no_encryption_where_some_is_expected_is_an_unreachable_node(proxy):
    node = Node.at(f"https://127.0.0.1:{proxy.port}", TIMEOUT_S)
    assert type(failure(node)) is NodeUnreachable


def test_an_answer_in_drops_does_not_outlast_the_timeout():
    """Each piece comes in time, the whole doesn't."""
    import socket
    import time

    server = socket.create_server(("127.0.0.1", 0))

    def drip() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            try:
                for _ in range(1_200):
                    connection.sendall(b" ")
                    time.sleep(0.05)
            except OSError:
                pass

    thread = threading.Thread(target=drip)
    thread.start()
    began = time.monotonic()
    with pytest.raises(NodeTimeout):
        Node.at(f"http://127.0.0.1:{server.getsockname()[1]}", HANGING_S).call("eth_chainId")
    assert time.monotonic() - began < 30 * HANGING_S
    thread.join()
    server.close()


def test_an_endless_answer_is_cut_off(proxy, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_ANSWER", 1000)
    proxy.plan(faults.body(b" " * 100_000), times=FOREVER)
    assert "longer than" in str(failure(node_at(proxy)))


def test_a_small_answer_that_unpacks_to_a_huge_one_is_cut_off(proxy, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_ANSWER", 2**20)
    bomb = gzip.compress(b" " * 2**26)
    proxy.plan(faults.http(200, bomb, Content_Encoding="gzip"), times=FOREVER)
    assert "longer than" in str(failure(node_at(proxy)))


def test_an_idle_connection_that_was_closed_is_opened_anew(proxy):
    node = node_at(proxy)
    node.call("eth_blockNumber")
    proxy.plan(faults.hangs_up())
    assert node.call("eth_blockNumber") == "0x10"


def test_a_revert_is_an_answer_with_its_text(proxy, pair):
    node = node_at(*pair)
    pair[0].plan(faults.refusal("execution reverted: buy: slippage", 3, "0x"), times=FOREVER)
    error = failure_of_revert(node)
    assert error.details["revert"] == "buy: slippage"
    assert error.details["data"] == "0x"
    assert pair[1].count() == 0


def failure_of_revert(node: Node) -> NodeRefused:
    with pytest.raises(NodeRefused) as caught:
        node.call("eth_call", [{}, "latest"])
    return caught.value


# --- batches ---


def test_a_failed_item_is_raised(proxy):
    proxy.plan(faults.refusal("execution reverted: no", 3), "eth_call")
    with pytest.raises(NodeRefused):
        node_at(proxy).batch([("eth_blockNumber", []), ("eth_call", [{}])])


def test_a_failed_item_keeps_its_place_where_errors_are_kept(proxy):
    proxy.plan(faults.refusal("execution reverted: no", 3), "eth_call")
    height, refused = node_at(proxy).batch([("eth_blockNumber", []), ("eth_call", [{}])], keep_errors=True)
    assert height == "0x10"
    assert refused.details["revert"] == "no"


@pytest.mark.parametrize(
    "body",
    [b"[]", b'[{"id": 0, "result": 1}]', b'[{"id": 0, "result": 1}, {"id": 0, "result": 1}]', b"[1, 2]", b"{}",
     b'[{"id": 0, "result": 1}, {"id": null, "result": 1}]', b'[{"id": 0, "result": 1}, {"id": true, "result": 1}]',
     b'[{"id": 0, "result": 1}, {"id": 1, "result": 1}, {"id": 2, "result": 1}]', b"null"],
)  # fmt: skip
def test_a_batch_of_another_shape_is_malformed(proxy, body):
    proxy.plan(faults.body(body), times=FOREVER)
    with pytest.raises(MalformedAnswer):
        node_at(proxy).batch([("eth_call", [1]), ("eth_call", [2])])


def test_a_batch_in_another_order_is_put_in_order(proxy):
    def turned(reply):
        from dataclasses import replace

        return replace(reply, body=json.dumps(json.loads(reply.body)[::-1]).encode())

    proxy.plan(faults.Fault(reply=turned))
    assert node_at(proxy).batch([("eth_call", [n]) for n in range(5)]) == [[n] for n in range(5)]


def test_an_endpoint_that_takes_smaller_batches_gets_smaller_ones():
    with proxy_to(simple) as proxy:
        _refuse_batches_over(proxy, 4)
        assert node_at(proxy).batch([("eth_call", [n]) for n in range(10)]) == [[n] for n in range(10)]


def test_the_size_of_batches_that_an_endpoint_takes_is_remembered():
    with proxy_to(simple) as proxy:
        _refuse_batches_over(proxy, 4)
        node = node_at(proxy)
        node.batch([("eth_call", [n]) for n in range(10)])
        proxy.heal()
        node.batch([("eth_call", [n]) for n in range(8)])
        assert [len(request) for request in proxy.requests] == [2, 2, 2, 2]


def test_an_endpoint_that_shuts_us_out_is_not_asked_for_less(proxy):
    proxy.plan(faults.http(401), times=FOREVER)
    with pytest.raises(NodeRefused):
        node_at(proxy).batch([("eth_call", [n]) for n in range(100)])
    assert proxy.count() == 1


def test_an_endpoint_that_takes_no_batches_is_asked_one_by_one():
    with proxy_to(simple) as proxy:
        _refuse_batches_over(proxy, 1)
        assert node_at(proxy).batch([("eth_call", [n]) for n in range(5)]) == [[n] for n in range(5)]


def _refuse_batches_over(proxy: Proxy, most: int) -> None:
    refusal = (
        b'{"jsonrpc": "2.0", "id": null, "error": {"code": -32600, "message": "batch size is too large"}}'
    )
    real = proxy.handle

    def handle(body: bytes):
        asked = json.loads(body)
        if isinstance(asked, list) and len(asked) > most:
            return faults.Reply(refusal)
        return real(body)

    proxy.handle = handle


def test_a_limit_of_requests_inside_a_batch_is_one_of_the_endpoint(pair):
    pair[0].plan(faults.refusal("over rate limit", -32016), "eth_call", FOREVER)
    node = node_at(*pair)
    assert node.batch([("eth_call", [1]), ("eth_call", [2])]) == [[1], [2]]
    assert node.endpoint.endswith(str(pair[1].port))


# --- several endpoints ---

MOVES_ON = [name for name, (_, kind) in BROKEN.items() if kind is not NodeRefused] + ["401", "404"]


@pytest.mark.parametrize("name", MOVES_ON)
def test_the_next_endpoint_is_asked_when_one_fails(pair, name):
    node = node_at(*pair, hanging=name == "it hangs")
    pair[0].plan(BROKEN[name][0](pair[0]), "eth_blockNumber", FOREVER)
    assert node.call("eth_blockNumber") == "0x10"
    assert node.endpoint == f"http://127.0.0.1:{pair[1].port}"


def test_the_error_is_the_first_endpoints_when_all_fail(pair):
    node = node_at(*pair, chain_id=CHAIN)
    pair[0].plan(faults.http(429), times=FOREVER)
    pair[1].down()
    assert type(failure(node)) is RateLimited


def test_the_one_that_works_is_remembered_and_the_first_is_tried_again_later(pair, clock):
    node = node_at(*pair, clock=clock)
    pair[0].down()
    node.call("eth_blockNumber")
    pair[0].up()
    assert node.call("eth_blockNumber") == "0x10"
    assert pair[0].count() == 0
    clock.now += 2
    node.call("eth_blockNumber")
    assert "eth_blockNumber" in pair[0].methods()
    assert node.endpoint.endswith(str(pair[0].port))


def test_a_hanging_endpoint_does_not_cost_its_timeout_on_every_poll(proxy, clock):
    node = node_at(proxy, clock=clock, hanging=True)
    proxy.plan(faults.hang(proxy), times=FOREVER)
    failure(node)
    assert proxy.count() == 1
    for _ in range(3):
        assert type(failure(node)) is NodeTimeout
    assert proxy.count() == 0
    clock.now += 6
    failure(node)
    assert proxy.count() == 1
    clock.now += 6
    failure(node)
    assert proxy.count() == 0, "the rest grows with each failure"


def test_waking_a_node_forgets_its_rests(proxy, clock):
    node = node_at(proxy, clock=clock, hanging=True)
    proxy.plan(faults.hang(proxy), times=1)
    failure(node)
    node.wake()
    assert node.call("eth_blockNumber") == "0x10"


def test_a_node_that_comes_back_is_found_at_once_when_asking_is_cheap(proxy, clock):
    node = node_at(proxy, clock=clock)
    proxy.down()
    for _ in range(5):
        failure(node)
    proxy.up()
    assert node.call("eth_blockNumber") == "0x10"


@pytest.mark.parametrize(
    ("retry_after", "waits"), [("7", 7), ("0", 2), ("soon", 2), ("99999999", 3600), ("nan", 2)]
)
def test_a_limited_endpoint_is_left_alone_for_as_long_as_it_says(proxy, clock, retry_after, waits):
    node = node_at(proxy, clock=clock)
    proxy.plan(faults.http(429, Retry_After=retry_after))
    failure(node)
    clock.now += waits - 0.5
    assert type(failure(node)) is RateLimited
    assert proxy.count() == 1
    clock.now += 1
    assert node.call("eth_blockNumber") == "0x10"


def test_a_flapping_endpoint_never_shows(pair, clock):
    node = node_at(*pair, clock=clock)
    for turn in range(20):
        pair[0].plan(faults.hangs_up() if turn % 2 else faults.http(502), times=turn % 3)
        assert node.call("eth_blockNumber") == "0x10"
        clock.now += turn % 5


def test_what_must_not_happen_twice_is_not_sent_twice(pair):
    node = node_at(*pair, hanging=True)
    pair[0].plan(faults.hang(pair[0]), "eth_sendTransaction")
    assert type(failure(node, "eth_sendTransaction", [{}])) is NodeTimeout
    assert "eth_sendTransaction" not in pair[1].methods()


def test_what_must_not_happen_twice_is_not_sent_twice_on_a_new_connection_either(proxy):
    node = node_at(proxy)
    proxy.plan(faults.hangs_up(), "evm_mine")
    assert type(failure(node, "evm_mine")) is NodeUnreachable
    assert proxy.methods() == ["evm_mine"]


def test_a_signed_transaction_may_be_sent_again(pair):
    node = node_at(*pair, hanging=True)
    pair[0].plan(faults.hang(pair[0]), "eth_sendRawTransaction")
    assert node.call("eth_sendRawTransaction", ["0x01"]) == ["0x01"]


@pytest.mark.parametrize("error", [HistoryPruned, RangeRefused])
def test_an_endpoint_that_keeps_or_searches_less_is_well_otherwise(pair, error):
    node = node_at(*pair)
    text = "missing trie node" if error is HistoryPruned else "block range is too wide"
    pair[0].plan(faults.refusal(text), "eth_getLogs", FOREVER)
    assert node.call("eth_getLogs", [{"fromBlock": "0x1", "toBlock": "0x1"}])
    node.call("eth_blockNumber")
    assert node.endpoint.endswith(str(pair[0].port))


def test_distrust_lets_the_endpoint_in_use_rest(pair):
    node = node_at(*pair)
    node.call("eth_blockNumber")
    error = node.distrust("logs out of order")
    assert type(error) is MalformedAnswer
    assert "logs out of order" in str(error)
    node.call("eth_blockNumber")
    assert node.endpoint.endswith(str(pair[1].port))


# --- which chain ---


def test_an_endpoint_of_another_chain_is_never_used(pair):
    node = node_at(*pair, chain_id=CHAIN)
    pair[0].plan(faults.result("0x1"), "eth_chainId", FOREVER)
    assert node.call("eth_blockNumber") == "0x10"
    assert pair[0].methods() == ["eth_chainId"]


def test_the_wrong_chain_is_told_when_there_is_no_other_endpoint(proxy):
    proxy.plan(faults.result("0x1"), "eth_chainId", FOREVER)
    error = failure(node_at(proxy, chain_id=CHAIN))
    assert type(error) is WrongChain
    assert "chain 1, not chain 31337" in str(error)


def test_without_an_expected_chain_the_first_endpoint_decides(pair, clock):
    pair[1].plan(faults.result("0x1"), "eth_chainId", FOREVER)
    node = node_at(*pair, clock=clock)
    node.call("eth_blockNumber")
    pair[0].down()
    assert type(failure(node)) is NodeUnreachable
    assert pair[1].methods() == ["eth_chainId"]


def test_the_chain_is_asked_once(proxy):
    node = node_at(proxy, chain_id=CHAIN)
    node.call("eth_blockNumber")
    node.call("eth_blockNumber")
    assert proxy.methods() == ["eth_chainId", "eth_blockNumber", "eth_blockNumber"]


def test_another_chain_in_the_place_of_a_lost_one_is_noticed(proxy, clock):
    node = node_at(proxy, chain_id=CHAIN, clock=clock)
    node.call("eth_blockNumber")
    proxy.down()
    failure(node)
    proxy.up()
    proxy.plan(faults.result("0x1"), "eth_chainId", FOREVER)
    assert type(failure(node)) is WrongChain


@pytest.mark.parametrize("chain_id", [None, "one", "", [], {}, 1.5])
def test_a_chain_id_that_is_no_number_is_malformed(proxy, chain_id):
    proxy.plan(faults.result(chain_id), "eth_chainId", FOREVER)
    assert type(failure(node_at(proxy, chain_id=CHAIN))) is MalformedAnswer


# --- searches that are too much ---

TOO_MUCH = ["504", "502", "the connection breaks off", "half an answer", "a web page", "it hangs"]


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_wide_search_that_breaks_a_living_node_is_too_wide(proxy, name):
    node = node_at(proxy, hanging=name == "it hangs")
    proxy.plan(BROKEN[name][0](proxy), "eth_getLogs", FOREVER)
    error = failure(node, "eth_getLogs", WIDE)
    assert type(error) is RangeRefused
    assert (error.details["first"], error.details["last"]) == (0, 0xFFFFF)
    assert node.call("eth_blockNumber") == "0x10", "the node itself is well"


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_wide_search_on_a_dead_node_is_a_dead_node(proxy, name):
    node = node_at(proxy, hanging=name == "it hangs")
    proxy.plan(BROKEN[name][0](proxy), times=FOREVER)
    assert type(failure(node, "eth_getLogs", WIDE)) is BROKEN[name][1]


def test_too_many_logs_are_too_wide_a_search(proxy, monkeypatch):
    monkeypatch.setattr(http, "LONGEST_ANSWER", 1000)
    proxy.plan(faults.body(b" " * 100_000), times=FOREVER)
    assert (
        type(failure(node_at(proxy), "eth_getLogs", [{"fromBlock": "0x1", "toBlock": "0x2"}])) is RangeRefused
    )


def test_a_wide_search_in_a_batch_is_told_too(proxy):
    proxy.plan(faults.http(504), "eth_getLogs", FOREVER)
    with pytest.raises(RangeRefused):
        node_at(proxy).batch([("eth_getLogs", WIDE), ("eth_blockNumber", [])])


# --- real nodes ---


def test_a_node_that_signs_in_the_process_answers_like_one_behind_http(any_chain):
    node = any_chain.node
    block = node.call("eth_getBlockByNumber", ["latest", False])
    assert int(block["number"], 16) == any_chain.height()
    assert len(block["hash"]) == 66
    assert node.call("eth_getBlockByNumber", ["0xffff", False]) is None
    assert node.call("eth_getCode", [any_chain.echo, "latest"]) == "0x365f5f375f35365fa100"
    assert node.call("eth_getLogs", [{"blockHash": block["hash"]}]) == []
    assert node.batch([("eth_chainId", []), ("eth_blockNumber", [])])[1] == block["number"]


def test_logs_of_either_node_have_the_same_form(any_chain):
    any_chain.say(7)
    (log,) = any_chain.node.call(
        "eth_getLogs", [{"fromBlock": "0x0", "toBlock": "latest", "address": [any_chain.echo]}]
    )
    assert log["address"] == any_chain.echo
    assert log["topics"] == [f"0x{7:064x}"]
    assert log["data"] == f"0x{7:064x}"
    assert log["logIndex"] == log["transactionIndex"] == "0x0"
    assert int(log["blockNumber"], 16) == any_chain.height()


#: Reverts with Error("offering: unknown"): CODECOPY of what follows, then REVERT.
_REASON = "08c379a0" + f"{32:064x}" + f"{17:064x}" + b"offering: unknown".hex().ljust(64, "0")
_REVERTING = "6064600c60003960646000fd" + _REASON
REVERTER = f"0x60{len(_REVERTING) // 2:02x}600c60003960{len(_REVERTING) // 2:02x}6000f3" + _REVERTING


@pytest.mark.parametrize("method", ["eth_call", "eth_estimateGas"])
def test_a_revert_reads_the_same_on_either_node(any_chain, method):
    address = any_chain.deploy(REVERTER)
    with pytest.raises(NodeRefused) as caught:
        any_chain.node.call(method, [{"from": any_chain.sender, "to": address}, "latest"])
    assert caught.value.details["revert"] == "offering: unknown"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("eth_nothing", []),
        ("eth_sendRawTransaction", ["0x01"]),
        ("eth_getBalance", ["nonsense", "latest"]),
        ("eth_call", [1]),
    ],
)
def test_what_a_node_does_not_take_is_refused_with_a_reason(any_chain, method, params):
    with pytest.raises(NodeRefused) as caught:
        any_chain.node.call(method, params)
    assert caught.value.details["revert"] is None
    assert caught.value.details["reason"]


def test_an_eth_tester_is_shown_by_its_name():
    assert Node([EthereumTesterProvider()]).endpoint == "eth-tester"
