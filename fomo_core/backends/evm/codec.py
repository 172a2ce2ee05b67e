"""ABI on one side, the core's events, commands and refusals on the other.

Logs are decoded by slicing their hexadecimal text: a generic decoder spends
twenty times as long on each. Only the two events that hold text go through one.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Any, NamedTuple

from eth_abi.abi import decode, encode
from eth_utils.abi import abi_to_signature, get_abi_input_types, get_abi_output_types
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core.backends.logs.text import Log
from fomo_core.datafiles import DATA
from fomo_core.errors import MalformedAnswer
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.foreign.log import FeeConfig
from fomo_core.tuples import record

ZERO_ADDRESS = "0x" + "00" * 20
#: The six amounts of a purchase, as text.
_PURCHASED_LENGTH = 2 + 6 * 64


# --- texts, addresses, words ---


@lru_cache(maxsize=1 << 16)
def address_of(word: str) -> str:
    """The checksummed address in a 32-byte word of hexadecimal text."""
    return to_checksum_address("0x" + word[-40:])


def id_bytes(text: str) -> bytes:
    """A short text as the 32 bytes that stand for it on the chain.

    Raises:
        ValueError: for a text of more than 32 bytes.
    """
    raw = text.encode()
    if len(raw) > 32:
        raise ValueError("An id on the chain has at most 32 bytes.")
    return raw.ljust(32, b"\0")


def id_text(raw: bytes) -> str:
    """The text that 32 bytes stand for; as hexadecimal when they are no text."""
    text = raw.rstrip(b"\0").decode("utf-8", "replace")
    return text if text and text.isprintable() and "\ufffd" not in text else "0x" + raw.hex()


def salt_of(label: str) -> bytes:
    """The salt with which an offering of this label is launched."""
    return keccak(text=label)


def _uints(data: str) -> list[int]:
    """Whole words of hexadecimal text as numbers."""
    if len(data) % 64 != 2:
        raise ValueError
    return [int(data[at : at + 64], 16) for at in range(2, len(data), 64)]


def _uint(data: str) -> int:
    """The one word that this is."""
    (number,) = _uints(data)
    return number


# --- functions ---


class Interface:
    """The functions of one contract, by name."""

    def __init__(self, name: str) -> None:
        compiled = json.loads((DATA / "abi" / f"{name}.json").read_text(encoding="utf-8"))
        self.bytecode: str = compiled["bytecode"]
        self._functions = {item["name"]: item for item in compiled["abi"] if item["type"] == "function"}
        self._selectors = {
            name: "0x" + keccak(text=abi_to_signature(abi))[:4].hex() for name, abi in self._functions.items()
        }
        self._constructor = next((item for item in compiled["abi"] if item["type"] == "constructor"), None)

    def encode(self, function: str, *arguments: Any) -> str:
        """The data of a call."""
        return (
            self._selectors[function]
            + encode(get_abi_input_types(self._functions[function]), arguments).hex()
        )

    def names(self, function: str) -> list[str]:
        """The names of a function's arguments."""
        return [item["name"] for item in self._functions[function]["inputs"]]

    def decode(self, function: str, result: object) -> Any:
        """Decode what a call returned; a lone value comes bare.

        Raises:
            MalformedAnswer: for bytes that are no such result.
        """
        values = _decoded(get_abi_output_types(self._functions[function]), result, function)
        return values[0] if len(values) == 1 else values

    def creation(self, *arguments: Any) -> str:
        """The data of the transaction that creates the contract."""
        types = get_abi_input_types(self._constructor) if self._constructor else []
        return self.bytecode + encode(types, arguments).hex()


@cache
def interface(name: str) -> Interface:
    """A contract of ``data/abi`` by its stem."""
    return Interface(name)


def _decoded(types: list[str], data: object, what: str) -> tuple[Any, ...]:
    try:
        return decode(types, bytes.fromhex(str(data)[2:]), strict=False)
    except Exception as error:
        # eth_abi has no common root of its errors, and a hostile node can provoke any of them.
        raise MalformedAnswer(endpoint="this address", what=f"the result of {what}") from error


# --- commands ---


class Call(NamedTuple):
    """One call of a contract: its stem, the function and arguments by name, the address and the data."""

    contract: str
    function: str
    arguments: Mapping[str, Any]
    to: str
    data: str


class Addresses(NamedTuple):
    """The addresses of one deployment's contracts, and of those who play the platform's parts."""

    launchpad: str
    flock: str
    pool: str
    router: str
    treasury: str
    platform: str


def call(addresses: Addresses, contract: str, function: str, *arguments: Any, to: str = "") -> Call:
    """A call of one of a deployment's contracts, or of a token at ``to``."""
    target = to or getattr(addresses, {"revenue": "router"}.get(contract, contract))
    face = interface(contract)
    data = face.encode(function, *arguments)
    return Call(contract, function, dict(zip(face.names(function), arguments)), target, data)


def call_of(addresses: Addresses, command: cmd.Command) -> Call:
    """The call that carries a command. Accounts and offerings are addresses; a launch has a label."""
    return _CALLS[type(command)](addresses, command)


def _launch(at: Addresses, c: cmd.Launch) -> Call:
    salt, model = salt_of(c.offering), id_bytes(c.model)
    limits = _limit(c.max_fee), _limit(c.deadline)
    texts = c.name, c.symbol, c.description
    return call(at, "launchpad", "launch", salt, model, *texts, c.first_buy_flock, *limits)


def _buy(at: Addresses, c: cmd.Buy) -> Call:
    return call(at, "launchpad", "buy", c.offering, c.flock_in, c.min_tokens_out, _limit(c.deadline))


def _swap(at: Addresses, c: cmd.Swap) -> Call:
    amounts = c.amount_in, c.min_amount_out
    return call(at, "pool", "swap", c.offering, c.sell == "flock", *amounts, _limit(c.deadline))


def _route(at: Addresses, c: cmd.RouteRevenue) -> Call:
    limits = c.min_burned, _limit(c.max_flock), _limit(c.deadline)
    return call(at, "revenue", "route_revenue", c.offering, c.usage_usd, c.flock_price, *limits)


def _limit(most: int | None) -> int:
    """A limit as the contracts take it: the greatest number there is stands for none."""
    return MAX_UINT256 if most is None else most


#: Any: each maker takes commands of its own kind, which is the key beside it.
_CALLS: dict[type[cmd.Command], Callable[[Addresses, Any], Call]] = {
    cmd.Fund: lambda at, c: call(at, "flock", "fund", c.account, c.flock),
    cmd.Launch: _launch,
    cmd.Buy: _buy,
    cmd.Graduate: lambda at, c: call(at, "launchpad", "graduate", c.offering),
    cmd.Claim: lambda at, c: call(at, "launchpad", "claim", c.offering, c.account or c.sender),
    cmd.Redeem: lambda at, c: call(at, "launchpad", "redeem", c.offering),
    cmd.Release: lambda at, c: call(at, "launchpad", "release", c.offering),
    cmd.Swap: _swap,
    cmd.RouteRevenue: _route,
}


# --- events ---

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
            topics = log["topics"]
            return _EVENTS[topics[0]](self, topics, log["data"])
        except (KeyError, IndexError, ValueError, TypeError) as error:
            raise MalformedAnswer(endpoint="this address", what="an event of another shape") from error

    def _purchased(self, topics: list[str], data: str) -> ev.Event:
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

    def _partly_filled(self, topics: list[str], data: str) -> None:
        self._refund = _uint(data)

    def _launch_created(self, topics: list[str], data: str) -> ev.Event:
        token, creator, model = address_of(topics[1]), address_of(topics[2]), topics[3]
        kinds = ["uint256", "uint256", "uint256", "uint64", "uint64", "bytes", "bytes", "bool"]
        least, most, sale, start, end, name, symbol, bundled = _decoded(kinds, data, "LaunchCreated")
        model_id = id_text(bytes.fromhex(model[2:]))
        words = name.decode("utf-8", "replace"), symbol.decode("utf-8", "replace")
        return ev.LaunchCreated(token, creator, model_id, least, most, sale, start, end, *words, bundled)

    def _described(self, topics: list[str], data: str) -> ev.Event:
        (text,) = _decoded(["bytes"], data, "OfferingDescribed")
        return ev.OfferingDescribed(address_of(topics[1]), text.decode("utf-8", "replace"))

    def _graduated(self, topics: list[str], data: str) -> ev.Event:
        # The last number, the tokens for incentives, is a parameter of the core.
        *numbers, _ = _uints(data)
        return ev.Graduated(address_of(topics[1]), address_of(topics[2]), *numbers)

    def _swapped(self, topics: list[str], data: str) -> ev.Event | None:
        token, sender = address_of(topics[1]), address_of(topics[2])
        if sender == self._router:
            return None
        sells_flock, amount_in, amount_out = _uints(data)
        return ev.Swapped(token, sender, "flock" if sells_flock else "token", amount_in, amount_out)

    def _routed(self, topics: list[str], data: str) -> ev.Event:
        return ev.RevenueRouted(address_of(topics[1]), *_uints(data))

    def _funded(self, topics: list[str], data: str) -> ev.Event | None:
        account = address_of(topics[1])
        return None if account == self._platform else ev.Funded(account, _uint(data))

    def _fees(self, topics: list[str], data: str) -> FeeConfig:
        return FeeConfig(address_of(data[2:66]), *_uints("0x" + data[66:]))

    def _ignored(self, topics: list[str], data: str) -> None:
        return None


def _amount_event(kind: type) -> Callable[[Decoder, list[str], str], ev.Event]:
    """A decoder for the events of a token, an account and one amount."""
    return lambda _, topics, data: kind(address_of(topics[1]), address_of(topics[2]), _uint(data))


_EVENTS: dict[str, Callable[[Decoder, list[str], str], ev.Event | FeeConfig | None]] = {
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
