"""What nodes and providers say, in their own words, and what each means."""

from __future__ import annotations

import pytest

from fomo_core.backends.rpc.faults import Call, Faults
from fomo_core.errors import (
    HistoryPruned,
    NodeRefused,
    NodeTimeout,
    NodeUnreachable,
    RangeRefused,
    RateLimited,
)

FAULTS = Faults("https://node.example", 10, ["/v2/abcdef", "abcdef"])
SEARCH = Call("eth_getLogs", [{"fromBlock": "0x186a0", "toBlock": hex(100_000 + 99_999), "address": []}])
CALL = Call("eth_call", [{}, "latest"])

#: Who says it, the code, the text, and the number of blocks that it allows.
TOO_WIDE = [
    ("alchemy", -32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range "
     "and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. "
     "Based on your parameters and the response size limit, this block range should work: [0x186a0, 0x18a87]", 1000),
    ("alchemy, free", -32600, "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block "
     "range. Based on your parameters, this block range should work: [0x186a0, 0x186a9]. Upgrade to PAYG for "
     "expanded block range.", 10),
    ("infura", -32005, "query returned more than 10000 results. Try with this block range [0x186A0, 0x18703].", 100),
    ("infura, newer", -32602, "range 100000 exceeds limit of 10000", 10_000),
    ("quicknode", -32614, "eth_getLogs is limited to a 10,000 range", 10_000),
    ("quicknode, free", -32615, "eth_getLogs is limited to a 5 range, upgrade from the discover plan", 5),
    ("ankr", -32600, "block range is too wide", None),
    ("ankr, other", -32602, "maximum [from, to] blocks distance: 1000", 1000),
    ("publicnode", -32701, "exceed maximum block range: 50000", 50_000),
    ("base", -32614, "block range too large", None),
    ("base, other", -32020, "backend response too large", None),
    ("cloudflare", -32047, "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: 800", 800),
    ("avalanche", -32000, "requested too many blocks from 100000 to 199999, maximum is set to 2048", 2048),
    ("thirdweb", -32005, "Maximum allowed number of requested blocks is 3500", 3500),
    ("blockpi", -32602, "eth_getLogs is limited to 1024 block range. Please check the parameter requirements", 1024),
    ("coinbase", -32602, "please limit the query to at most 1,000 blocks", 1000),
    ("chainstack", -32005, "Block range limit exceeded. See more details at https://docs.chainstack.example/limits", None),
    ("merkle", -32000, "eth_getLogs range is too large, max is 10k blocks", 10_000),
    ("blast", -32600, "this request exceeds the range allowed for your plan (100000 > 2000)", 2000),
    ("drpc", 35, "ranges over 10000 blocks are not supported on freetier", 10_000),
    ("llamarpc", -32602, "query exceeds max results 20000", None),
    ("reth, results", -32602, "query exceeds max results 20000, retry with the range 100000-100499", 500),
    ("reth, blocks", -32602, "query exceeds max block range 5000", 5000),
    ("erigon", -32602, "query block range exceeds server limit, narrow your filter: 500", 500),
    ("cdk-erigon", -32005, "block range too large, max range: 10000", 10_000),
    ("nethermind", -32005, "Too many logs requested. Max logs per response is 20000.", None),
    ("besu", -32005, "Requested range exceeds maximum range limit", None),
    ("arbitrum", -32000, "logs matched by query exceeds limit of 10000", None),
    ("morph", -32000, "block range is larger than max block range, block range = 99999, max block range = 5000", None),
    ("scroll", -32000, "block range is bigger than maxBlockRange", None),
    ("moonbeam", -32603, "block range is too wide (maximum 1024)", 1024),
    ("1rpc", -32000, "response size should not greater than 10000000 bytes", None),
    ("harmony", -32000, "query must be smaller than size 1024", None),
    ("bsc", -32005, "limit exceeded", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text", "most"), [case[1:] for case in TOO_WIDE], ids=[c[0] for c in TOO_WIDE]
)
def test_a_search_too_wide_is_told_with_the_width_that_is_allowed(code, text, most):
    error = FAULTS.of_refusal({"code": code, "message": text}, SEARCH)
    assert type(error) is RangeRefused
    assert (error.details["first"], error.details["last"]) == (100_000, 199_999)
    assert most in (None, error.details["most"])
    assert "100000 to 199999" in str(error)


@pytest.mark.parametrize(
    ("text", "always"),
    [
        (TOO_WIDE[0][2], False),
        (TOO_WIDE[1][2], True),
        (TOO_WIDE[2][2], False),
        ("eth_getLogs is limited to a 10,000 range", True),
        ("query exceeds max results 20000, retry with the range 100000-100499", False),
    ],
)
def test_a_rule_is_told_from_what_is_said_of_these_very_blocks(text, always):
    error = FAULTS.of_refusal({"code": -32602, "message": text}, SEARCH)
    assert error.details["always"] is always


LIMITED = [
    ("alchemy", 429, "Your app has exceeded its compute units per second capacity. If you have retries enabled, ..."),
    ("infura", -32005, "daily request count exceeded, request rate limited"),
    ("infura, second", -32005, "project ID request rate exceeded"),
    ("quicknode", -32007, "50/second request limit reached - reduce calls per second or upgrade your account"),
    ("base", -32016, "over rate limit"),
    ("base, through a proxy", -32000, '429 Too Many Requests: {"error":{"code":-32016,"message":"over rate limit"}}'),
    ("ankr", -32090, "Too many requests, retry in 10s"),
    ("a code alone", -32005, "no"),
    ("limit exceeded", -32005, "rate limit exceeded"),
]  # fmt: skip


@pytest.mark.parametrize("call", [CALL, SEARCH], ids=["call", "search"])
@pytest.mark.parametrize(("code", "text"), [case[1:] for case in LIMITED], ids=[case[0] for case in LIMITED])
def test_too_many_requests_are_told_from_too_many_logs(code, text, call):
    assert type(FAULTS.of_refusal({"code": code, "message": text}, call)) is RateLimited


PRUNED = [
    ("geth", 4444, "pruned history unavailable"),
    ("geth, state", -32000, "missing trie node 3c0b (path ) state 0x3c0b is not available"),
    ("geth, history", -32000, "required historical state unavailable (reexec=128)"),
    ("nethermind", -32000, "Receipt not available for From block 14319330."),
    ("erigon", -32000, "old data not available due to pruning: requested block 16999999, history is available from "
     "block 22000000"),
    ("erigon, older", -32000, "seek with txNum=1962853355 but data before txNum=2662500000 is not available"),
    ("provider", -32000, "History has been pruned for this block"),
    ("provider, plan", -32000, "Archive requests require a personal token"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text"), [case[1:] for case in PRUNED], ids=[case[0] for case in PRUNED])
def test_history_that_is_gone_is_told_with_the_block(code, text):
    error = FAULTS.of_refusal({"code": code, "message": text}, SEARCH)
    assert type(error) is HistoryPruned
    assert error.details["block"] == 100_000
    assert type(FAULTS.of_refusal({"code": code, "message": text}, CALL)) is HistoryPruned


@pytest.mark.parametrize("text", ["query timeout exceeded", "request timed out", "context deadline exceeded"])
def test_a_node_that_gave_up_took_too_long(text):
    error = FAULTS.of_refusal({"code": -32000, "message": text}, SEARCH)
    assert type(error) is NodeTimeout
    assert "10 seconds" in str(error)


@pytest.mark.parametrize("text", ["no backend is currently healthy to serve traffic", "Service Unavailable"])
def test_a_gateway_without_a_node_is_no_node(text):
    assert type(FAULTS.of_refusal({"code": -32011, "message": text}, CALL)) is NodeUnreachable


ORDINARY = [
    (-32602, "block range extends beyond current head block"),
    (-32602, "invalid block range params"),
    (-32602, "BlockOutOfRangeError: block height is 5 but requested was 99"),
    (-32000, "unknown block"),
    (-32000, "nonce too low"),
    (-32601, "the method eth_foo does not exist/is not available"),
    (-32000, "insufficient funds for gas * price + value"),
    (-32000, "intrinsic gas too low"),
]  # fmt: skip


@pytest.mark.parametrize("call", [CALL, SEARCH], ids=["call", "search"])
@pytest.mark.parametrize(("code", "text"), ORDINARY)
def test_what_has_no_special_meaning_is_a_refusal_with_its_reason(code, text, call):
    error = FAULTS.of_refusal({"code": code, "message": text}, call)
    assert type(error) is NodeRefused
    assert error.details == {
        "endpoint": "https://node.example", "reason": f"{text}.", "code": code, "data": None, "revert": None
    }  # fmt: skip


_SLIPPAGE = (
    "0x08c379a0"
    + (32).to_bytes(32, "big").hex()
    + (13).to_bytes(32, "big").hex()
    + (b"buy: slippage").hex()
    + "00" * 19
)
REVERTS = [
    ("anvil and geth", {"code": 3, "message": "execution reverted: buy: slippage", "data": _SLIPPAGE}, "buy: slippage"),
    ("eth-tester", {"code": 3, "message": "execution reverted: buy: slippage"}, "buy: slippage"),
    ("hardhat", {"code": -32603, "message": "Error: VM Exception while processing transaction: reverted with reason "
     "string 'buy: slippage'", "data": {"message": "...", "data": _SLIPPAGE}}, "buy: slippage"),
    ("hardhat, text alone", {"code": -32603, "message": "Error: VM Exception while processing transaction: reverted "
     "with reason string 'buy: slippage'"}, "buy: slippage"),
    ("nethermind", {"code": -32015, "message": "VM execution error.", "data": f"Reverted {_SLIPPAGE}"}, "buy: slippage"),
    ("without a reason", {"code": 3, "message": "execution reverted", "data": "0x"}, ""),
    ("a panic", {"code": 3, "message": "execution reverted: panic: arithmetic underflow or overflow (0x11)",
     "data": "0x4e487b71" + "00" * 31 + "11"}, "panic: arithmetic underflow or overflow (0x11)"),
    ("words of other failures", {"code": 3, "message": "execution reverted: request timed out, rate limit"},
     "request timed out, rate limit"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("refusal", "revert"), [case[1:] for case in REVERTS], ids=[case[0] for case in REVERTS]
)
def test_a_revert_keeps_its_text(refusal, revert):
    error = FAULTS.of_refusal(refusal, CALL)
    assert type(error) is NodeRefused
    assert error.details["revert"] == revert


def test_a_revert_with_broken_data_is_still_a_revert():
    error = FAULTS.of_refusal({"code": 3, "message": "execution reverted", "data": "0x08c379a0ff"}, CALL)
    assert error.details["revert"] == ""


@pytest.mark.parametrize(
    "refusal", [None, "no", 7, [], {}, {"message": None}, {"message": {"a": 1}, "code": "x"}]
)
def test_a_refusal_of_another_form_is_still_a_refusal(refusal):
    assert type(FAULTS.of_refusal(refusal, CALL)) is NodeRefused


def test_a_reason_is_one_short_line_without_addresses_and_keys():
    text = "invalid project id abcdef\n\nsee https://node.example/v2/abcdef?x=1 or /v2/abcdef " + "a" * 500
    reason = FAULTS.of_refusal({"code": 1, "message": text}, CALL).details["reason"]
    assert "abcdef" not in reason
    assert "\n" not in reason
    assert len(reason) <= 200
