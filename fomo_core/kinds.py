"""The kinds of fields that events and commands have: what a file, a chain and a screen make of each hangs on these."""

from __future__ import annotations

from functools import cache

#: A name, or an address on a chain.
Account = str
#: An offering's key: a label, or its token's address on a chain.
Key = str
#: Others' own words, whatever they hold.
Words = str
#: Smallest units: wei.
Amount = int
#: 10^-6 USD.
Usd = int
#: 10^-8 USD.
UsdPrice = int
#: A moment of the chain's time.
Seconds = int


#: The kinds of numbers that count smallest units, and so may be too large for a reader of JSON.
AMOUNTS = ("Amount", "Usd", "UsdPrice")


def kinds_of(record: type) -> dict[str, str]:
    """The fields of a named tuple, each with its kind as it is written in the code: ``Amount``, ``Seconds | None``, ..."""
    return {name: hint.__forward_arg__ for name, hint in record.__annotations__.items()}


def fields_of(record: type, *kinds: str) -> tuple[str, ...]:
    """The names of a named tuple's fields of some kinds, in their order, may they be None or not."""
    return _fields_of(record, kinds)


@cache
def _fields_of(record: type, kinds: tuple[str, ...]) -> tuple[str, ...]:
    named = kinds_of(record).items()
    return tuple(name for name, kind in named if kind.removesuffix(" | None") in kinds)
