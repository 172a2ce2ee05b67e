"""Logs of the contracts as the core's events.

Logs are decode_values by slicing their hexadecimal text: a generic decoder spends
twenty times as long on each. Only the two events that hold text go through one.
"""

from __future__ import annotations

from collections.abc import Callable

from eth_utils.crypto import keccak

from fomo_core import events as ev
from fomo_core.backends.evm.abi.interface import ZERO_ADDRESS, address_of, decode_values, id_text
from fomo_core.backends.logs.log import Log
from fomo_core.errors import MalformedAnswer
from fomo_core.foreign.log import FeeConfig
from fomo_core.tuples import record

#: The six amounts of a purchase, as text.
_PURCHASED_LENGTH = 2 + 6 * 64
_Topics = tuple[str, ...]

SIGNATURES = {
    "LaunchCreated": "LaunchCreated(address,address,bytes32,uint256,uint256,uint256,uint64,uint64,string,string,bool)",
    "Purchased": "Purchased(address,address,uint256,uint256,uint256,uint256,uint256,uint256)",
    "FeeConfigUpdated": "FeeConfigUpdated(address,uint16,uint16,uint256,uint16,uint16)",
    "ModelAdded": "ModelAdded(bytes32)",
    "OfferingDescribed": "OfferingDescribed(address,string)",
    "LaunchFeePaid": "LaunchFeePaid(address,address,uint256)",
    "PartlyFilled": "PartlyFilled(address,address,uint256)",
    "Graduated": "Graduated(address,address,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)",
    "Claimed": "Claimed(address,address,uint256)",
    "Redeemed": "Redeemed(address,address,uint256)",
    "Released": "Released(address,address,uint256)",
    "Swapped": "Swapped(address,address,bool,uint256,uint256)",
    "RevenueRouted": "RevenueRouted(address,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256,uint256)",
    "Funded": "Funded(address,uint256)",
}
TOPICS = {name: "0x" + keccak(text=signature).hex() for name, signature in SIGNATURES.items()}
#: What any launchpad of FLock's publishes.
PUBLISHED = ("LaunchCreated", "Purchased", "FeeConfigUpdated")


def _uints(data: str) -> list[int]:
    """Whole words of hexadecimal text as numbers."""
    if len(data) % 64 != 2:
        raise ValueError
    return [int(data[at : at + 64], 16) for at in range(2, len(data), 64)]


def _uint(data: str) -> int:
    """The one word that this is."""
    (number,) = _uints(data)
    return number


class Decoder:
    """Turns a deployment's logs, in their order, into the core's events.

    ``platform`` and ``router`` are those whose own doings the core does not tell apart: the platform's
    purse lies outside the model, and a buyback's swap is part of ``RevenueRouted``.
    """

    def __init__(self, platform: str = ZERO_ADDRESS, router: str = ZERO_ADDRESS) -> None:
        self._platform = platform
        self._router = router
        self._refund = 0

    def event(self, log: Log) -> ev.Event | FeeConfig | None:
        """The event in one log; None where it tells the core nothing of its own.

        Raises:
            MalformedAnswer: for a log that is no event of its topic.
        """
        try:
            topics = log.topics
            return _EVENTS[topics[0]](self, topics, log.data)
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise MalformedAnswer(endpoint="this address", what="an event of another shape") from error

    def _purchased(self, topics: _Topics, data: str) -> ev.Event:
        refund, self._refund = self._refund, 0
        if len(data) != _PURCHASED_LENGTH:
            raise ValueError
        return record(
            ev.Purchased,
            (
                address_of(topics[1]), address_of(topics[2]),
                int(data[2:66], 16), int(data[66:130], 16), int(data[130:194], 16),
                int(data[194:258], 16), int(data[258:322], 16), int(data[322:386], 16), refund,
            ),
        )  # fmt: skip

    def _partly_filled(self, topics: _Topics, data: str) -> None:
        self._refund = _uint(data)

    def _launch_created(self, topics: _Topics, data: str) -> ev.Event:
        token, creator, model = address_of(topics[1]), address_of(topics[2]), topics[3]
        kinds = ["uint256", "uint256", "uint256", "uint64", "uint64", "bytes", "bytes", "bool"]
        least, most, sale, start, end, name, symbol, bundled = decode_values(kinds, data, "LaunchCreated")
        model_id = id_text(bytes.fromhex(model[2:]))
        words = name.decode("utf-8", "replace"), symbol.decode("utf-8", "replace")
        return ev.LaunchCreated(token, creator, model_id, least, most, sale, start, end, *words, bundled)

    def _described(self, topics: _Topics, data: str) -> ev.Event:
        (text,) = decode_values(["bytes"], data, "OfferingDescribed")
        return ev.OfferingDescribed(address_of(topics[1]), text.decode("utf-8", "replace"))

    def _graduated(self, topics: _Topics, data: str) -> ev.Event:
        # The last number, the tokens for incentives, is a parameter of the core.
        *numbers, _ = _uints(data)
        return ev.Graduated(address_of(topics[1]), address_of(topics[2]), *numbers)

    def _swapped(self, topics: _Topics, data: str) -> ev.Event | None:
        token, sender = address_of(topics[1]), address_of(topics[2])
        if sender == self._router:
            return None
        sells_flock, amount_in, amount_out = _uints(data)
        return ev.Swapped(token, sender, "flock" if sells_flock else "token", amount_in, amount_out)

    def _routed(self, topics: _Topics, data: str) -> ev.Event:
        return ev.RevenueRouted(address_of(topics[1]), *_uints(data))

    def _funded(self, topics: _Topics, data: str) -> ev.Event | None:
        account = address_of(topics[1])
        return None if account == self._platform else ev.Funded(account, _uint(data))

    def _fees(self, topics: _Topics, data: str) -> FeeConfig:
        return FeeConfig(address_of(data[2:66]), *_uints("0x" + data[66:]))

    def _ignored(self, topics: _Topics, data: str) -> None:
        return None


def _amount_event(kind: type) -> Callable[[Decoder, _Topics, str], ev.Event]:
    """A decoder for the events of a token, an account and one amount."""
    return lambda _, topics, data: kind(address_of(topics[1]), address_of(topics[2]), _uint(data))


_EVENTS: dict[str, Callable[[Decoder, _Topics, str], ev.Event | FeeConfig | None]] = {
    TOPICS[name]: decoder
    for name, decoder in {
        "LaunchCreated": Decoder._launch_created,
        "Purchased": Decoder._purchased,
        "FeeConfigUpdated": Decoder._fees,
        "ModelAdded": Decoder._ignored,
        "OfferingDescribed": Decoder._described,
        "LaunchFeePaid": _amount_event(ev.LaunchFeePaid),
        "PartlyFilled": Decoder._partly_filled,
        "Graduated": Decoder._graduated,
        "Claimed": _amount_event(ev.Claimed),
        "Redeemed": _amount_event(ev.Redeemed),
        "Released": _amount_event(ev.Released),
        "Swapped": Decoder._swapped,
        "RevenueRouted": Decoder._routed,
        "Funded": Decoder._funded,
    }.items()
}
