"""Whatever a node answers becomes a typed record or is inconsistent, and nothing else ever comes of it."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.acting import Addresses
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.interface import interface
from fomo_core.backends.logs.log import Log, logs
from fomo_core.backends.rpc import receipts, records
from fomo_core.backends.rpc.receipts import TransactionReceipt
from fomo_core.backends.rpc.records import BlockHead, Inconsistent
from fomo_core.errors import ChainError, MalformedAnswer

HASH, OTHER_HASH, ADDRESS = "0x" + "ab" * 32, "0x" + "cd" * 32, "0x" + "12" * 20
LOG = {
    "address": ADDRESS, "topics": [HASH], "data": "0x" + "00" * 32, "blockHash": HASH, "blockNumber": "0x7",
    "transactionHash": HASH, "transactionIndex": "0x0", "logIndex": "0x0", "removed": False,
}  # fmt: skip
BLOCK = {
    "number": "0x7",
    "hash": HASH,
    "parentHash": OTHER_HASH,
    "timestamp": "0x68c1d000",
    "logsBloom": "0x" + "00" * 256,
}
RECEIPT = {
    "transactionHash": HASH, "blockNumber": "0x7", "blockHash": HASH, "from": ADDRESS, "to": ADDRESS,
    "contractAddress": None, "status": "0x1", "logs": [LOG],
}  # fmt: skip
MISSING = "missing"
ANYTHING = st.one_of(
    st.just(MISSING),
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=5),
    st.sampled_from(["0x", "-0x1", "0x-1", "0x" + "f" * 64, "0x" + "f" * 65, "0x" + "f" * 5000, "0X1", " 0x1", "0x1_0", "7"]),
    st.lists(st.none(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.none(), max_size=1),
)  # fmt: skip


def spoilt(answer: dict[str, Any], field: str, value: Any) -> dict[str, Any]:
    """An answer with another value in a field, or without it."""
    rest = {name: each for name, each in answer.items() if name != field}
    return rest if value == MISSING else rest | {field: value}


def read(reader, answer) -> Any:
    """The record; None where the answer is inconsistent. Anything else that is raised is a fault of ours."""
    try:
        return reader(answer)
    except Inconsistent:
        return None


def is_sound_block(found: BlockHead) -> bool:
    return (
        0 <= found.number < 2**63
        and 0 <= found.timestamp <= records.LATEST_S
        and len(found.hash) == len(found.parent) == 66
    )


def is_sound_log(log: Log) -> bool:
    """Every field is of its type, every text 0x-hex of its length."""
    words = (*log.topics, log.block_hash, log.transaction)
    texts, numbers = (*words, log.address, log.data), (log.block, log.log_index, log.time)
    return (
        (type(log), type(log.topics)) == (Log, tuple)
        and all(re.fullmatch("0x[0-9a-f]*", text) for text in texts)
        and {*map(len, words)} <= {66}
        and len(log.address) == 42
        and all(type(number) is int and 0 <= number < 2**64 for number in numbers)
    )


@given(field=st.sampled_from(sorted(BLOCK)), value=ANYTHING)
def test_a_block_with_a_spoilt_field_is_a_block_or_inconsistent(field, value):
    found = read(records.block, spoilt(BLOCK, field, value))
    assert found is None or is_sound_block(found)


@given(field=st.sampled_from(sorted(RECEIPT)), value=ANYTHING)
def test_a_receipt_with_a_spoilt_field_is_one_or_none_or_inconsistent(field, value):
    found = read(receipts.receipt, spoilt(RECEIPT, field, value))
    if found is not None:
        assert isinstance(found, TransactionReceipt)
        assert isinstance(found.succeeded, bool)
        assert 0 <= found.block < 2**63
        assert all(map(is_sound_log, found.logs))


@given(field=st.sampled_from([*sorted(LOG), "blockTimestamp"]), value=ANYTHING, place=st.integers(0, 2))
def test_logs_with_a_spoilt_field_are_logs_or_inconsistent(field, value, place):
    told = [{**LOG, "logIndex": hex(index)} for index in range(3)]
    told[place] = spoilt(told[place], field, value)
    found = read(logs, told)
    assert found is None or all(map(is_sound_log, found))


NO_FIELDS = [
    MISSING,
    None,
    True,
    7,
    -1,
    {},
    [7],
    [None],
    "",
    "x",
    "0X1",
    " 0x1",
    "0x1_0",
    "-0x1",
    "0x-1",
    "0xé",
    "0x\ud800",
]
TOO_LONG = {
    "blockNumber": "0x1" + "0" * 16,
    "blockHash": HASH + "0",
    "address": ADDRESS + "0",
    "topics": [HASH] * 5,
}


@pytest.mark.parametrize("field", sorted(LOG.keys() - {"removed"}))
@pytest.mark.parametrize("value", [*NO_FIELDS, "too long"])
def test_a_log_of_which_a_field_is_none_is_inconsistent(field, value):
    spoilt_value = TOO_LONG.get(field, "0xno") if value == "too long" else value
    with pytest.raises(Inconsistent):
        logs([LOG, spoilt({**LOG, "logIndex": "0x1"}, field, spoilt_value)])


@pytest.mark.parametrize(
    "stamp", [MISSING, None, 7, {}, [], "", "x", "-0x1", "0x1a1c7d1e8c8", "0x" + "f" * 5000]
)
def test_a_log_whose_time_is_none_is_a_log_without_a_time(stamp):
    told = [
        LOG | {"blockTimestamp": "0x68c1d000"},
        spoilt({**LOG, "logIndex": "0x1"}, "blockTimestamp", stamp),
    ]
    assert [log.time for log in logs(told)] == [0x68C1D000, 0]


def test_a_log_is_read_whole():
    (found,) = logs([LOG | {"logIndex": "0x10", "data": "0xAb", "blockTimestamp": "0x68c1d000"}])
    assert found == Log(ADDRESS, (HASH,), "0xAb", 7, HASH, HASH, 16, 0x68C1D000)


def test_a_log_may_have_no_topics_and_no_data():
    (found,) = logs([LOG | {"topics": [], "data": "0x"}])
    assert (found.topics, found.data) == ((), "0x")


READERS = [
    records.block, records.block_time, receipts.receipt, receipts.receipt_of(HASH), logs, receipts.nonce,
    records.quantity, records.code, records.transaction_hash, records.address, records.addresses,
]  # fmt: skip


@given(answer=st.one_of(ANYTHING, st.lists(ANYTHING, max_size=3)), reader=st.sampled_from(READERS))
def test_an_answer_of_any_kind_is_read_or_inconsistent(answer, reader):
    read(reader, answer)


@pytest.mark.parametrize("reader", [records.block, records.block_time])
@pytest.mark.parametrize("stamp", ["0x1a1c7d1e8c8", hex(records.LATEST_S + 1), "-0x1", None, "0x"])
def test_a_time_that_no_calendar_has_is_none(reader, stamp):
    assert read(reader, {**BLOCK, "timestamp": stamp}) is None
    assert read(reader, {**BLOCK, "timestamp": hex(records.LATEST_S)}) is not None


@pytest.mark.parametrize("field", ["blockHash", "blockNumber"])
@pytest.mark.parametrize("status", ["0x1", "0x0", None, MISSING])
@pytest.mark.parametrize("value", [None, MISSING])
def test_a_transaction_without_a_block_is_in_none_whatever_its_status_says(field, status, value):
    assert receipts.receipt(spoilt(spoilt(RECEIPT, field, value), "status", status)) is None


@pytest.mark.parametrize("status", [MISSING, None, "0x2", "0x", "", "success", True, 1, "-0x1"])
def test_a_receipt_that_does_not_say_how_it_went_is_inconsistent(status):
    with pytest.raises(Inconsistent, match="status"):
        receipts.receipt(spoilt(RECEIPT, "status", status))


def test_the_receipt_of_another_transaction_is_inconsistent():
    with pytest.raises(Inconsistent, match="another transaction"):
        receipts.receipt_of(OTHER_HASH)(RECEIPT)


def test_no_list_of_logs_is_an_empty_one():
    assert logs(None) == []


@pytest.mark.parametrize("order", [(0, 0, 1), (0, 1, 0, 1), (0, 1, 1)])
def test_equal_logs_count_once(order):
    told = [{**LOG, "logIndex": hex(index)} for index in range(2)]
    assert logs([dict(told[index]) for index in order]) == logs(told)


def test_two_logs_of_one_place_that_differ_are_both_kept_for_the_order_to_be_checked():
    assert len(logs([LOG, {**LOG, "data": "0x"}])) == 2


def test_removed_logs_are_left_out():
    assert logs([{**LOG, "removed": True}]) == []


WORDS = st.one_of(
    ANYTHING,
    st.lists(st.sampled_from([0, 1, 2, 31, 32, 64, 2**64, 2**255, 2**256 - 1]), max_size=40).map(
        lambda words: "0x" + "".join(f"{word:064x}" for word in words)
    ),
    st.binary(max_size=200).map(lambda raw: "0x" + raw.hex()),
)


@given(function=st.sampled_from(["buy", "parameters", "models", "offering", "flock"]), result=WORDS)
def test_a_call_s_result_is_a_value_or_malformed(function, result):
    with suppress(MalformedAnswer):
        interface("launchpad").decode(function, result)


@given(results=st.tuples(WORDS, WORDS))
def test_a_deployment_s_parameters_are_a_protocol_or_malformed(results):
    addresses = Addresses(*[ADDRESS] * 6)
    with suppress(MalformedAnswer):
        assert contracts.read_protocol(Told(list(results)), addresses).parameters


class Told:
    """A node with one answer."""

    endpoint = "http://127.0.0.1"

    def __init__(self, answer: object) -> None:
        self.answer = answer

    def call(self, method: str, params: object) -> object:
        return self.answer

    def batch(self, requests: object) -> object:
        return self.answer

    def distrust(self, what: str) -> ChainError:
        return MalformedAnswer(endpoint=self.endpoint, what=what)


def test_what_is_inconsistent_leaves_as_a_malformed_answer_that_names_the_endpoint():
    with pytest.raises(MalformedAnswer, match=r"http://127\.0\.0\.1 .*a block's time that is none"):
        records.ask(Told({"timestamp": None}), "eth_getBlockByNumber", [], records.block_time)
