"""Contract logs as the core's events, and the core's commands as calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fomo_core import events as ev
from tests.parity.twins.abi import Log

#: What the pool's ``sellsFlock`` is called in the core.
_SELL = {True: "flock", False: "token"}


def core_events(logs: Iterable[Log], labels: Mapping[str, str], router: str) -> tuple[ev.Event, ...]:
    """The core's events in a call's logs; ``labels`` names accounts and offerings by their address.

    A partial fill joins the purchase that it comes before; coin transfers and the
    router's own swaps are no events of the core.
    """
    found: list[ev.Event] = []
    refund = 0
    for log in logs:
        if log.name == "PartlyFilled":
            refund = log.values["refund"]
        elif log.name == "Purchased":
            found.append(_named(ev.Purchased, log, labels, refund=refund))
            refund = 0
        elif log.name == "Swapped":
            if log.values["sender"] != router:
                found.append(_swapped(log, labels))
        elif log.name in _PLAIN:
            found.append(_named(_PLAIN[log.name], log, labels))
    assert not refund, "a partial fill without its purchase"
    return tuple(found)


def _swapped(log: Log, labels: Mapping[str, str]) -> ev.Swapped:
    values = log.values
    token, sender = labels[values["token"]], labels[values["sender"]]
    return ev.Swapped(token, sender, _SELL[values["sellsFlock"]], values["amountIn"], values["amountOut"])


def _named(kind: Callable[..., ev.Event], log: Log, labels: Mapping[str, str], **more: int) -> ev.Event:
    """An event whose fields are the log's, in the same order."""
    # The core knows the tokens for incentives as a parameter.
    told = {name: value for name, value in log.values.items() if name != "incentivesTokens"}
    values = [_readable(value, labels) for value in told.values()]
    return kind(*values, *more.values())


def _readable(value: Any, labels: Mapping[str, str]) -> Any:
    if isinstance(value, bytes):
        return value.rstrip(b"\0").decode()
    return labels.get(value, value) if isinstance(value, str) and value.startswith("0x") else value


_PLAIN: dict[str, Callable[..., ev.Event]] = {
    kind.__name__: kind for kind in ev.EVENT_TYPES if kind not in (ev.Purchased, ev.Swapped)
}
