"""The trace that a call leaves behind when it was done, by which it is told from any other transaction.

An account may act through others (a delegated account, a bundler, a wallet that sends anew with
more gas), so that neither a transaction's hash nor whom it called says whether an act was done:
its event does, with the sender in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from eth_utils.crypto import keccak

from fomo_core.acting import Call, Value
from fomo_core.backends.evm.abi.events import TOPICS
from fomo_core.backends.logs.log import Log
from fomo_core.events import Event

_TOPICS = TOPICS | {"Approval": "0x" + keccak(text="Approval(address,address,uint256)").hex()}
#: Of each function: its event, and what the event begins with: the sender, an argument, or anything ("").
_TRACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "approve": ("Approval", ("sender",)),
    "fund": ("Funded", ("account",)),
    "launch": ("LaunchCreated", ("", "sender")),
    "buy": ("Purchased", ("token", "sender")),
    "graduate": ("Graduated", ("token", "sender")),
    "claim": ("Claimed", ("token", "account")),
    "redeem": ("Redeemed", ("token", "sender")),
    "release": ("Released", ("token",)),
    "swap": ("Swapped", ("token", "sender")),
    "route_revenue": ("RevenueRouted", ("token",)),
}
#: What tells one purchase or swap of an account from another: the amount that it offered.
_Amount = Callable[[Any], int]  # Any: each takes events of its own kind, that of the function below
_OFFERED: dict[str, tuple[_Amount, str]] = {
    "buy": (lambda event: event.flock_in + event.refund, "flock_in"),
    "swap": (lambda event: event.amount_in, "amount_in"),
}


class Trace(NamedTuple):
    """The event that a call leaves: its name, the addresses it begins with ("" for any), and the contract."""

    event: str
    begins: tuple[str, ...]
    emitter: str
    function: str
    arguments: Mapping[str, Value]

    def is_in(self, log: Log) -> bool:
        """Return True when a log of a transaction is this trace."""
        topics = log.topics
        return (
            log.address.lower() == self.emitter
            and bool(topics)
            and topics[0] == _TOPICS[self.event]
            and self._fits(["0x" + topic[-40:] for topic in topics[1:]])
        )

    def is_event(self, event: Event) -> bool:
        """Return True when an event that was read is this trace, in its amount too."""
        if type(event).__name__ != self.event or not self._fits(event[: len(self.begins)]):
            return False
        offered, name = _OFFERED.get(self.function, (None, ""))
        return offered is None or offered(event) == self.arguments[name]

    def _fits(self, found: Sequence[object]) -> bool:
        return len(found) >= len(self.begins) and all(
            wanted in ("", str(each).lower()) for wanted, each in zip(self.begins, found)
        )


def trace_of(each: Call, sender: str) -> Trace | None:
    """Return the trace that a call of a sender leaves behind; None for a call that none of the acts makes."""
    if each.function not in _TRACES:
        return None
    event, names = _TRACES[each.function]
    given = {"": "", "sender": sender, **each.arguments}
    return Trace(
        event,
        tuple(str(given[name]).lower() for name in names),
        each.to.lower(),
        each.function,
        each.arguments,
    )
