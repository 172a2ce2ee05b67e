"""Batches that an endpoint does not take: made smaller until it does, and never asked for twice what was answered."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from fomo_core.backends.rpc.batches import MOST, Batches
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import ChainError, NodeRefused, RateLimited
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, Proxy, Reply, proxy_to
from tests.backends.rpc.test_rpc import Clock, simple

MANY = [("eth_call", [number]) for number in range(65)]
ALL = [[number] for number in range(65)]


class Waits:
    """Sleeps that only count."""

    def __init__(self, act: Callable[[], object] = lambda: None) -> None:
        self.seconds: list[float] = []
        self._act = act

    def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        self._act()


@contextmanager
def refusing(over: int, reply: Reply | None) -> Iterator[Proxy]:
    """An endpoint with the same answer to all batches of more calls than that."""
    with proxy_to(simple) as proxy:
        real = proxy.handle

        def handle(body: bytes) -> Reply | None:
            asked = json.loads(body)
            if isinstance(asked, list) and len(asked) > over:
                proxy.requests.append([call["method"] for call in asked])
                return reply
            return real(body)

        proxy.handle = handle
        yield proxy


def said(status: int, answer: object) -> Reply:
    return Reply(json.dumps(answer).encode(), status)


_TOO_LARGE = {"jsonrpc": "2.0", "id": 7, "error": {"code": -32600, "message": "batch too large"}}
TOO_LARGE = {
    "a list of one error": (10, said(200, [_TOO_LARGE])),
    "an object": (10, said(200, _TOO_LARGE)),
    "an object without id": (10, said(200, {**_TOO_LARGE, "id": None})),
    "a bare object with status 500": (3, said(500, {"message": "Batch of more than 3 requests are not allowed on free plan", "code": 31})),
    "status 413": (10, said(413, "")),
    "status 400": (5, said(400, [])),
    "status 500 and a page": (7, Reply(b"<html>oops", 500)),
    "status 502": (7, Reply(b"<html>Bad Gateway", 502)),
    "a lost connection": (20, None),
    "half of it": (20, Reply(b'[{"jsonrpc": "2.0", "id"')),
    "too few": (4, said(200, [])),
    "no batches at all": (1, said(200, {**_TOO_LARGE, "error": {"code": -32601, "message": "batch not supported"}})),
    "a word": (2, said(200, "no")),
}  # fmt: skip


@pytest.mark.parametrize(("most", "reply"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_a_batch_that_fails_is_halved_and_its_size_remembered(most, reply):
    with refusing(most, reply) as proxy:
        node = Node.at(proxy.url, 5)
        assert node.batch(MANY) == ALL
        proxy.requests.clear()
        assert node.batch(MANY) == ALL
        sizes = [len(request) for request in proxy.requests]
        assert max(sizes) <= most
        assert sum(sizes) == len(MANY), "nothing is asked twice"


def test_what_fails_alone_makes_no_batch_smaller():
    with proxy_to(simple) as proxy:
        proxy.plan(faults.http(500, b"oops"), "eth_getLogs", FOREVER)
        node = Node.at(proxy.url, 5)
        with pytest.raises(ChainError):
            node.batch([("eth_getLogs", []), *MANY])
        proxy.heal()
        node.wake()
        assert node.batch(MANY) == ALL
        assert [len(request) for request in proxy.requests] == [65]


def test_an_endpoint_that_is_down_is_not_asked_for_each_half():
    with proxy_to(simple) as proxy:
        proxy.plan(faults.hangs_up(), times=FOREVER)
        with pytest.raises(ChainError):
            Node.at(proxy.url, 5).batch(MANY)
        assert proxy.count() <= 4


@contextmanager
def paced(calls: int, waits_for: Callable[[dict], dict], status: int = 200) -> Iterator[tuple[Proxy, Waits]]:
    """An endpoint that answers so many calls between two pauses; the others get an error, or all an HTTP status."""
    left = [calls]
    waits = Waits(lambda: left.__setitem__(0, calls))
    with proxy_to(simple) as proxy:
        real = proxy.handle

        def handle(body: bytes) -> Reply | None:
            asked = json.loads(body)
            asked = asked if isinstance(asked, list) else [asked]
            if status != 200 and len(asked) > left[0]:
                proxy.requests.append([call["method"] for call in asked])
                return Reply(b"", status)
            reply = real(body)
            answers = json.loads(reply.body)
            answers = answers if isinstance(answers, list) else [answers]
            kept = left[0]
            left[0] = max(0, left[0] - len(asked))
            told = [answer if place < kept else waits_for(answer) for place, answer in enumerate(answers)]
            return said(200, told if body.startswith(b"[") else told[0])

        proxy.handle = handle
        yield proxy, waits


def compute_units(answer: dict) -> dict:
    text = "Your app has exceeded its compute units per second capacity."
    return {"jsonrpc": "2.0", "id": answer["id"], "error": {"code": 429, "message": text}}


def with_one_id(answer: dict) -> dict:
    return {**compute_units(answer), "id": 10**6}


def with_another_s_id(answer: dict) -> dict:
    return {**compute_units(answer), "id": 1}


@pytest.mark.parametrize("error", [compute_units, with_one_id, with_another_s_id])
@pytest.mark.parametrize("calls", [1, 7, 64])
def test_what_was_answered_before_a_limit_is_kept_and_the_rest_follows(error, calls):
    with paced(calls, error) as (proxy, waits):
        assert Node.at(proxy.url, 5, pause=waits).batch(MANY) == ALL
        first, *others = [len(request) for request in proxy.requests]
        assert first == len(MANY)
        assert max(others) <= calls, "smaller batches"
        assert len(waits.seconds) <= 2 * len(MANY) // calls + 2


@pytest.mark.parametrize("burst", [1, 6, 19, 40])
def test_a_burst_that_is_refused_becomes_smaller_batches_in_time(burst):
    with paced(burst, compute_units, status=429) as (proxy, waits):
        node = Node.at(proxy.url, 5, pause=waits, clock=Clock())
        for _ in range(4):
            node.wake()
            try:
                assert node.batch(MANY) == ALL
                break
            except RateLimited:
                continue
        else:
            pytest.fail("never read")
        assert sum(waits.seconds) < 60


def test_the_rest_waits_as_long_as_the_node_names():
    def infura(answer: dict) -> dict:
        rate = {"allowed_rps": 1, "backoff_seconds": 3.5, "current_rps": 1.4}
        error = {"code": -32005, "message": "project ID request rate exceeded", "data": {"rate": rate}}
        return {"jsonrpc": "2.0", "id": answer["id"], "error": error}

    with paced(40, infura) as (proxy, waits):
        assert Node.at(proxy.url, 5, pause=waits).batch(MANY) == ALL
        assert waits.seconds == [3.5]


@pytest.mark.parametrize(
    ("named", "waits"), [(7, 7), (10**9, 3600), ("9", 9), (-5, 2), ("soon", 2), (None, 2), ([], 2), (True, 2)]
)
def test_an_endpoint_rests_as_long_as_its_refusal_names_within_bounds(named, waits):
    clock = Clock()
    with proxy_to(simple) as proxy:
        node = Node.at(proxy.url, 5, clock=clock)
        proxy.plan(faults.refusal("request rate exceeded", -32005, {"rate": {"backoff_seconds": named}}))
        for moment, kind in ((0, RateLimited), (waits - 0.5, RateLimited), (waits + 0.5, None)):
            clock.now = 1000.0 + moment
            if kind:
                with pytest.raises(kind):
                    node.call("eth_call", [1])
            else:
                assert node.call("eth_call", [1]) == [1]
        assert proxy.count() == 2


def test_a_wait_that_is_too_long_for_a_batch_is_left_to_the_next_look():
    waits = Waits()
    with proxy_to(simple) as proxy:
        proxy.plan(faults.http(429, Retry_After="30"), times=FOREVER)
        with pytest.raises(RateLimited):
            Node.at(proxy.url, 5, pause=waits).batch(MANY)
    assert waits.seconds == []


def test_a_limit_that_never_ends_is_told_after_a_few_tries():
    waits = Waits()
    with proxy_to(simple) as proxy:
        proxy.plan(faults.http(429), times=FOREVER)
        with pytest.raises(RateLimited):
            Node.at(proxy.url, 5, pause=waits).batch(MANY)
        assert proxy.count() <= 4
    assert sum(waits.seconds) < 2


def test_another_endpoint_answers_the_rest_without_a_wait():
    with paced(40, compute_units) as (proxy, waits), proxy_to(simple) as other:
        node = Node.at([proxy.url, other.url], 5, pause=waits)
        assert node.batch(MANY) == ALL
        assert waits.seconds == []
        assert sum(map(len, other.requests)) == 26 + 1, "the rest, and the chain's number"


def test_a_single_request_does_not_wait_for_a_limit():
    waits = Waits()
    with proxy_to(simple) as proxy:
        proxy.plan(faults.http(429))
        with pytest.raises(RateLimited):
            Node.at(proxy.url, 5, pause=waits).call("eth_call", [1])
    assert waits.seconds == []


def test_larger_batches_are_tried_again_after_many_that_passed():
    batches = Batches()
    batches.refused(MOST)
    for _ in range(2_000):
        batches.passed(batches.size)
    assert batches.size == MOST


def test_the_code_of_a_refusal_may_be_anything():
    for code in ([], {}, {"a": 1}, [1], None, "x", 1.5, True):
        with proxy_to(simple) as proxy:
            proxy.plan(faults.refusal("no", code), times=FOREVER)
            with pytest.raises(NodeRefused):
                Node.at(proxy.url, 5).call("eth_call", [1])
