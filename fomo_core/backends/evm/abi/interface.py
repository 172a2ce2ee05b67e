"""The functions of the contracts, and short texts and addresses as they go over the wire."""

from __future__ import annotations

import json
from functools import cache, lru_cache
from typing import Any, TypeAlias

from eth_abi.abi import decode, encode
from eth_utils.abi import abi_to_signature, get_abi_input_types, get_abi_output_types
from eth_utils.address import to_checksum_address
from eth_utils.crypto import keccak

from fomo_core.datafiles import DATA
from fomo_core.errors import MalformedAnswer

Decoded: TypeAlias = Any  # each value has the type that the contract's interface gives it
ZERO_ADDRESS = "0x" + "00" * 20


# --- texts and addresses ---


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

    def encode(self, function: str, *arguments: object) -> str:
        """The data of a call."""
        return (
            self._selectors[function]
            + encode(get_abi_input_types(self._functions[function]), arguments).hex()
        )

    def names(self, function: str) -> list[str]:
        """The names of a function's arguments."""
        return [item["name"] for item in self._functions[function]["inputs"]]

    def decode(self, function: str, result: object) -> Decoded:
        """Decode what a call returned; a lone value comes bare.

        Raises:
            MalformedAnswer: for bytes that are no such result.
        """
        values = decode_values(get_abi_output_types(self._functions[function]), result, function)
        return values[0] if len(values) == 1 else values

    def creation(self, *arguments: object) -> str:
        """The data of the transaction that creates the contract."""
        types = get_abi_input_types(self._constructor) if self._constructor else []
        return self.bytecode + encode(types, arguments).hex()


@cache
def interface(name: str) -> Interface:
    """A contract of ``data/abi`` by its stem."""
    return Interface(name)


def decode_values(types: list[str], data: object, what: str) -> tuple[Decoded, ...]:
    """The values that some bytes stand for.

    Raises:
        MalformedAnswer: for bytes that are none of these types.
    """
    try:
        return decode(types, bytes.fromhex(str(data)[2:]), strict=False)
    except Exception as error:
        # eth_abi has no common root of its errors, and a hostile node can provoke any of them.
        raise MalformedAnswer(endpoint="this address", what=f"the result of {what}") from error
