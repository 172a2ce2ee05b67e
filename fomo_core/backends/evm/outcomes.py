"""The outcome of a call that was sent: done, refused, not in a block yet, or done by another transaction."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from fomo_core import commands as cmd
from fomo_core.acting import Addresses, Before, Call
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.abi.events import TOPICS, Decoder
from fomo_core.backends.evm.abi.traces import Trace, trace_of
from fomo_core.backends.evm.calling import explained, transaction
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.backends.logs.log import Log
from fomo_core.backends.rpc import receipts, records
from fomo_core.backends.rpc.receipts import TransactionReceipt
from fomo_core.backends.rpc.records import ask
from fomo_core.chain import Receipt
from fomo_core.errors import (
    HistoryPruned,
    NodeRefused,
    OtherTransaction,
    Rejected,
    ReplacedTransaction,
    TransactionFailed,
)
from fomo_core.events import Event
from fomo_core.foreign.log import FeeConfig


class Outcomes:
    """Finds out what came of calls; ``addresses`` are those of the contracts that they call."""

    def __init__(self, chain: ReadChain, addresses: Addresses) -> None:
        self._chain, self._node, self._addresses = chain, chain.node, addresses

    def receipt(self, tx_hash: str, each: Call, sender: str, command: cmd.Command | None) -> Receipt | None:
        """Return what a command's call did, or None; errors as ``Actor.receipt``."""
        mined = contracts.find_receipt(self._node, tx_hash)
        if mined is None:
            return None
        _check_own(mined, each, sender)
        if not mined.succeeded:
            raise self.failure(each, sender, command, mined)
        self._chain.sync()
        return self.told(mined) if self._chain.standing().block >= mined.block else None

    def failure(
        self, each: Call, sender: str, command: cmd.Command | None, mined: TransactionReceipt
    ) -> Exception:
        """Find why a transaction in a block failed: what it meets in the state before, or else after it."""
        self._chain.sync()
        for block in (hex(max(0, mined.block - 1)), "latest"):
            try:
                self._node.call("eth_call", [transaction(each, sender), block])
            except NodeRefused as refused:
                found = explained(self._chain, refused, command)
                if isinstance(found, Rejected):
                    return found
            except HistoryPruned:
                continue
        return TransactionFailed(hash=mined.hash)

    def told(self, mined: TransactionReceipt) -> Receipt:
        """Return what the contracts' own logs in a receipt say, and when."""
        at = self._addresses
        ours = {each.lower() for each in (at.launchpad, at.flock, at.pool, at.router)}
        known = [log for log in mined.logs if log.address.lower() in ours and _is_known(log)]
        events = tuple(_events(Decoder(at.platform, at.router), known))
        return Receipt(self._chain.time_of(mined.block, mined.block_hash), events)

    def before(self, sender: str) -> Before:
        """Return how things stand before a call is sent; errors as ``Actor.before``."""
        return Before(self._chain.head().length, self._transactions(sender, "pending"))

    def instead(self, tx_hash: str, each: Call, sender: str, before: Before) -> Receipt | None:
        """Return what another transaction did in place of one in no block, or None; errors as ``Actor.instead``."""
        known = ask(self._node, "eth_getTransactionByHash", [tx_hash], receipts.nonce)
        used = self._transactions(sender, "latest") > (before.transactions if known is None else known)
        if contracts.find_receipt(self._node, tx_hash) is not None:
            return None
        self._chain.sync()
        trace = trace_of(each, sender)
        entries = self._chain.events(before.events)
        done = [entry for entry in entries if trace and trace.is_event(entry.event)]
        if done and (used or known is None):
            return Receipt(done[-1].at, (done[-1].event,))
        if used and self._is_allowed(trace, sender):
            return Receipt(self._chain.head().now, ())
        if used:
            raise ReplacedTransaction(hash=tx_hash)
        return None

    def _transactions(self, sender: str, block: str) -> int:
        """Count the transactions that an account has made."""
        return ask(self._node, "eth_getTransactionCount", [sender, block], records.quantity)

    def _is_allowed(self, trace: Trace | None, sender: str) -> bool:
        """Return True when what an approval was to allow is allowed."""
        if trace is None or trace.function != "approve":
            return False
        spender, amount = trace.arguments["spender"], int(trace.arguments["amount"])
        allowed = call(self._addresses, "flock", "allowance", sender, spender, to=trace.emitter)
        found: int = contracts.read(self._node, [allowed])[0]
        return found >= amount > 0 or found == amount


def _check_own(mined: TransactionReceipt, each: Call, sender: str) -> None:
    """Refuse a transaction that did not do what was asked for: a wallet's word is a claim.

    What counts is the act's own event, since an account may act through others; where nothing
    was done, who sent it to whom.
    """
    trace = trace_of(each, sender)
    if mined.succeeded and trace is not None:
        own = any(trace.is_in(log) for log in mined.logs)
    else:
        own = (mined.sender.lower(), mined.to.lower()) == (sender.lower(), each.to.lower())
    if not own:
        raise OtherTransaction(hash=mined.hash)


def _is_known(log: Log) -> bool:
    return bool(log.topics) and log.topics[0] in TOPICS.values()


def _events(decoder: Decoder, logs: Iterable[Log]) -> Iterator[Event]:
    for log in logs:
        event = decoder.event(log)
        if event is not None and not isinstance(event, FeeConfig):
            yield event
