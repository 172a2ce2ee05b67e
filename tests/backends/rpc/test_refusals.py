"""A refusal is not an answer: which of them another endpoint is asked after, and which none is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from fomo_core.backends.logs.follower import LogFollower
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import NodeRefused, RangeRefused
from tests.backends.chains import Reader
from tests.backends.fake_chain import ECHO, FakeChain, FakeNode, served
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, KEY, Fault, Proxy, proxy_to
from tests.backends.rpc.test_rpc import CHAIN, Clock, simple

CALL = ("eth_call", [{}, "latest"])


@pytest.fixture
def pair() -> Iterator[tuple[Proxy, Proxy]]:
    with ExitStack() as stack:
        yield stack.enter_context(proxy_to(simple)), stack.enter_context(proxy_to(simple))


def node_at(*proxies: Proxy, **options) -> Node:
    return Node.at([proxy.url for proxy in proxies], 10, pause=lambda _: None, **options)


def body(status: int, **answer) -> Fault:
    return faults.http(status, json.dumps(answer).encode())


def error(code: object, message: str, status: int = 200, id: object = 1, **more: object) -> Fault:
    return body(status, jsonrpc="2.0", id=id, error={"code": code, "message": message, **more})


#: What an endpoint says to whoever has no key, is not known, or has not paid.
SHUT_OUT = {
    "no key": error(-32000, "Unauthorized: You must authenticate your request with an API key.", id=None),
    "no key, another id": error(-32000, "Must be authenticated!", id=77),
    "no key, 403": error(-32600, "Must be authenticated!", 403),
    "no key, 401": error(-32600, "Must be authenticated!", 401),
    "unpaid": error(-32005, "daily limit", 402),
    "moved away": error(-32601, "method not found", 404),
    "a revert's code": error(3, "execution reverted: no", 403),
    "unknown project": error(-32002, "rejected due to invalid project ID"),
    "forbidden": error(-32000, "access forbidden"),
    "an app that is off": error(-32600, "App is inactive. Your app has been disabled."),
    "a bare object": body(401, message="Invalid API key"),
}
#: What may be wrong with this endpoint alone.
OWN = {
    "an inner fault": error(-32603, "Internal server error", 500),
    "an inner fault, status 200": error(-32603, "Internal error"),
    "a method it lacks": error(-32601, "the method is not available"),
    "a limit without words": error(-32005, "no"),
    "a code as text": error("-32603", "oops"),
    "a code that is none": error({"a": []}, "oops"),
    "a bare object": body(500, code=31, message="not on the free plan"),
    "no words": error(None, ""),
}


@pytest.mark.parametrize(
    "fault", [*SHUT_OUT.values(), *OWN.values()], ids=[*SHUT_OUT, *(f"own: {k}" for k in OWN)]
)
@pytest.mark.parametrize("batch", [False, True], ids=["alone", "in a batch"])
def test_another_endpoint_is_asked_after_a_refusal(pair, fault, batch):
    pair[0].plan(fault, times=FOREVER)
    node = node_at(*pair)
    if batch:
        assert node.batch([("eth_call", [n]) for n in range(5)]) == [[n] for n in range(5)]
    else:
        assert node.call(*CALL) == CALL[1]
    assert pair[0].count() >= 1
    assert node.endpoint.endswith(str(pair[1].port))


@pytest.mark.parametrize("fault", SHUT_OUT.values(), ids=SHUT_OUT)
def test_an_endpoint_that_shuts_us_out_is_left_alone_and_named_with_its_words(pair, fault):
    pair[0].plan(fault, times=FOREVER)
    node = node_at(*pair, clock=Clock())
    node.call(*CALL)
    asked = pair[0].count()
    for _ in range(5):
        node.call(*CALL)
    assert pair[0].count() == 0
    assert asked == 1
    (told,) = node.complaints
    assert f"127.0.0.1:{pair[0].port} refused the request" in str(told)
    assert KEY not in str(told)


def test_the_words_of_an_endpoint_that_shuts_us_out_are_shown_beside_the_status(pair):
    pair[0].plan(SHUT_OUT["no key, 403"], times=FOREVER)
    with pytest.raises(NodeRefused, match=r"access is denied \(HTTP 403: Must be authenticated!\)"):
        node_at(pair[0]).call(*CALL)


def test_a_well_endpoint_has_no_complaint(pair):
    node = node_at(*pair)
    node.call(*CALL)
    assert node.complaints == ()


ANSWERS = {
    "a revert": error(3, "execution reverted: buy: slippage", data="0x"),
    "a revert with status 500": error(-32000, "execution reverted", 500),
    "an act's parameters": error(-32602, "invalid argument 0: hex string without 0x prefix"),
}


@pytest.mark.parametrize("fault", ANSWERS.values(), ids=ANSWERS)
def test_no_other_endpoint_is_asked_after_an_answer(pair, fault):
    pair[0].plan(fault, "eth_call", FOREVER)
    with pytest.raises(NodeRefused):
        node_at(*pair).call(*CALL)
    assert pair[1].count() == 0


def test_a_refusal_of_all_endpoints_is_the_first_one_s(pair):
    pair[0].plan(error(-32000, "one"), "eth_call", FOREVER)
    pair[1].plan(error(-32000, "two"), "eth_call", FOREVER)
    with pytest.raises(NodeRefused, match="one"):
        node_at(*pair).call(*CALL)


def test_a_refusal_of_a_well_endpoint_says_more_than_that_another_one_is_down(pair):
    pair[0].down()
    pair[1].plan(error(-32000, "nonce too low"), "eth_call", FOREVER)
    with pytest.raises(NodeRefused, match="nonce too low"):
        node_at(*pair, chain_id=CHAIN).call(*CALL)


# --- searches ---

LENGTH = 3_000


@pytest.fixture(scope="module")
def history() -> FakeChain:
    chain = FakeChain()
    chain.grow(*([number] if number % 11 == 0 else [] for number in range(LENGTH)))
    return chain


@pytest.fixture
def nodes(history: FakeChain) -> Iterator[tuple[Proxy, Proxy]]:
    upstream = served(FakeNode(history), history, CHAIN)
    with ExitStack() as stack:
        yield stack.enter_context(proxy_to(upstream)), stack.enter_context(proxy_to(upstream))


@pytest.fixture(autouse=True)
def caught_up_in_parts(monkeypatch):
    from fomo_core.backends.logs import ahead

    monkeypatch.setattr(ahead, "CATCH_UP", 100)


def follow(*proxies: Proxy, span: int = 100) -> Reader:
    node = node_at(*proxies)
    return Reader(LogFollower(node, CHAIN, [ECHO], [], 1, None, 12, span=span, pause=lambda _: None))


SEARCHES_REFUSED = {
    "a limit": faults.refusal("limit exceeded", -32005),
    "too wide": faults.refusal("block range is too wide", -32600),
    "pruned": faults.refusal("pruned history unavailable", 4444),
    "an inner fault": faults.refusal("Internal error", -32603),
    "no such method": faults.refusal("the method eth_getLogs is not available", -32601),
    "not on this plan": faults.refusal(
        "archive, debug and trace requests are not available on your plan", -32602
    ),
}


@pytest.mark.parametrize("fault", SEARCHES_REFUSED.values(), ids=SEARCHES_REFUSED)
def test_an_endpoint_that_searches_nothing_costs_no_narrow_searches(nodes, history, fault):
    nodes[0].plan(fault, "eth_getLogs", FOREVER)
    reader = follow(*nodes)
    assert reader.sync() == history.words()
    searched = nodes[1].methods().count("eth_getLogs")
    assert searched <= 9, "as wide as without the other endpoint"


def test_an_endpoint_that_refuses_a_single_block_is_no_longer_searched(nodes, history):
    nodes[0].plan(SEARCHES_REFUSED["a limit"], "eth_getLogs", FOREVER)
    reader = follow(*nodes)
    reader.sync()
    assert nodes[0].methods().count("eth_getLogs") <= 3
    (told,) = reader.follower._node.complaints
    assert "won't search blocks" in str(told)


def test_the_width_of_searches_is_as_before_when_not_even_one_block_was_searched(nodes, history):
    nodes[0].plan(SEARCHES_REFUSED["a limit"], "eth_getLogs", FOREVER)
    reader = follow(nodes[0])
    with pytest.raises(RangeRefused, match="blocks 1 to 1"):
        reader.sync()
    nodes[0].heal()
    assert reader.sync() == history.words()
    assert nodes[0].methods().count("eth_getLogs") <= 9


@pytest.mark.parametrize("narrow", [0, 1])
def test_the_endpoint_that_searches_more_sets_the_width(nodes, history, narrow):
    nodes[narrow].plan(faults.blocks_at_most(2, "max block range: {most}"), "eth_getLogs", FOREVER)
    nodes[1 - narrow].plan(faults.blocks_at_most(500, "max block range: {most}"), "eth_getLogs", FOREVER)
    assert follow(*nodes, span=2_000).sync() == history.words()
    assert nodes[1 - narrow].methods().count("eth_getLogs") <= 15


#: Limits told beside the ends of the range that was asked for, which some nodes repeat.
REPEATING = [
    "requested too many blocks from 0 to {end}, maximum is set to 256",
    "block range {end} exceeds the limit of 256 blocks (0-{end})",
    "too many blocks: [0x0, {hex_end}], the max block range is 256",
    "block range is too wide: 0..{end}",
    "exceed maximum block range, {end} is too much, try {end}",
]


@pytest.mark.parametrize("words", REPEATING)
def test_the_ends_of_a_range_are_not_taken_for_the_width_that_is_allowed(history, nodes, words):
    def instead(call):
        query = call["params"][0]
        if "fromBlock" not in query:
            return None
        first, last = int(query["fromBlock"], 16), int(query["toBlock"], 16)
        if last - first < 256:
            return None
        return faults.refusal(words.format(end=last, hex_end=hex(last))).instead(call)

    nodes[0].plan(Fault(instead=instead), "eth_getLogs", FOREVER)
    reader = Reader(LogFollower(node_at(nodes[0]), CHAIN, [ECHO], [], 0, None, 12, pause=lambda _: None))
    assert reader.sync() == history.words()
    assert nodes[0].methods().count("eth_getLogs") <= 40


# --- searches cut off without a word ---


@pytest.mark.parametrize("most", [100, 200, 1000])
def test_a_round_number_of_logs_is_searched_again_in_halves(history, most):
    chain = FakeChain()
    chain.grow(*([number] for number in range(1_500)))
    node = FakeNode(chain)
    real = node._logs
    node._logs = lambda query, branch: (
        found[:most] if isinstance(found := real(query, branch), list) else found
    )
    reader = Reader(LogFollower(node, CHAIN, [ECHO], [], 1, None, 12, pause=lambda _: None))
    assert reader.sync() == chain.words()


def test_a_round_number_of_logs_that_is_all_there_is_costs_few_searches_more():
    chain = FakeChain()
    chain.grow(*([number] if number < 100 else [] for number in range(1_500)))
    node = FakeNode(chain)
    reader = Reader(LogFollower(node, CHAIN, [ECHO], [], 1, None, 12, pause=lambda _: None))
    assert reader.sync() == chain.words()
    again = [methods for methods in node.requests if "eth_getLogs" in methods]
    assert len(again) <= 12
