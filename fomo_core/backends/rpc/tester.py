"""An eth-tester in the process, made to answer as a node would."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence

from web3 import Web3
from web3.providers.eth_tester import EthereumTesterProvider

from fomo_core.backends.rpc.faults import Call, Faults


class TesterDoor:
    """An eth-tester in the process: its answers made into what a node would send."""

    def __init__(self, provider: EthereumTesterProvider) -> None:
        self.faults = Faults("eth-tester", 0)
        w3 = Web3(provider, middleware=[])
        # Only the two layers that this provider brings along: default sender, names of fields.
        self._make = provider.request_func(w3, w3.middleware_onion)
        self._lock = threading.Lock()

    def ask(self, call: Call) -> object:
        with self._lock:
            return self.faults.result(self._answer(self._by_number(_latest(call))), call)

    def ask_all(self, calls: Sequence[Call]) -> list[object]:
        with self._lock:
            return [self.faults.outcome(self._answer(self._by_number(_latest(each))), each) for each in calls]

    def _answer(self, call: Call) -> Mapping[str, object]:
        try:
            answer = self._make(call.method, call.params)
        except Exception as error:  # eth-tester, py-evm, rlp and others raise what they like
            code = 3 if type(error).__name__ in ("TransactionFailed", "ContractPanicError") else -32000
            return {"error": {"code": code, "message": str(error) or type(error).__name__}}
        return answer if "error" in answer else {"result": _plain(answer["result"])}

    def _by_number(self, call: Call) -> Call:
        """eth-tester can't search for logs by a block's hash."""
        query = call.params[0] if call.method == "eth_getLogs" and call.params else {}
        if not isinstance(query, Mapping) or "blockHash" not in query:
            return call
        block = self._answer(Call("eth_getBlockByHash", [query["blockHash"], False])).get("result")
        number = block["number"] if isinstance(block, Mapping) else "0x" + "f" * 15
        rest = {name: value for name, value in query.items() if name != "blockHash"}
        return Call(call.method, [{**rest, "fromBlock": number, "toBlock": number}])


def _latest(call: Call) -> Call:
    """eth-tester has no pending block; its latest one stands for that."""
    return call._replace(params=["latest" if each == "pending" else each for each in call.params])


def _plain(value: object) -> object:
    """Return a value as JSON-RPC would carry it: whole numbers and bytes as 0x-hex, lists, lower-case hex."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return hex(value)
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, str):
        return value.lower() if value.startswith("0x") else value
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
