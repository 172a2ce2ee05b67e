"""Events as the fields of a file, and back: amounts are digits in the smallest unit, times are integers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fomo_core import events as ev
from fomo_core.commands import Command
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.kinds import AMOUNTS, fields_of, kinds_of
from fomo_core.names import label_fault
from fomo_core.parameters import LONGEST_S

_LONGEST_TEXT = 100_000
_KINDS = {kind.__name__: kind for kind in ev.EVENT_TYPES}


def event_fields(event: ev.Event) -> dict[str, object]:
    """An event as JSON fields, its name first."""
    return {"event": type(event).__name__} | in_digits(event)


def in_digits(record: ev.Event | Command) -> dict[str, object]:
    """The fields of an event or a command with its amounts as digits."""
    written = record._asdict()
    for name in fields_of(type(record), *AMOUNTS):
        if written[name] is not None:
            written[name] = str(written[name])
    return written


def event_of(fields: Mapping[str, object]) -> ev.Event:
    """The event that such fields stand for.

    Raises:
        ValueError: with what was expected, in a few words.
    """
    name = fields.get("event")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise ValueError(f"event: expected one of {', '.join(_KINDS)}")
    wanted = kinds_of(kind)
    if set(fields) != {"event", *wanted}:
        raise ValueError(f"expected the fields {', '.join(wanted)}, and no others")
    return kind(**{field: _read(field, wanted[field], fields[field]) for field in wanted})


def _read(field: str, kind: str, value: object) -> Any:  # the type of the field, which its reader gives
    reader = _READERS[kind]
    try:
        return reader(value)
    except ValueError as fault:
        raise ValueError(f"{field}: expected {fault}") from None


def digits(value: object) -> int:
    """A number from its digits.

    Raises:
        ValueError: with what was expected.
    """
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 78):
        raise ValueError("a string of digits, in the smallest unit")
    if int(value) > MAX_UINT256:
        raise ValueError("a number below 2^256")
    return int(value)


def text(value: object) -> str:
    """A text that any program can write down.

    Raises:
        ValueError: with what was expected.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise ValueError(f"a text of at most {_LONGEST_TEXT:,} characters")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("a text of whole characters")
    return value


def _label(value: object) -> str:
    fault = label_fault(text(value))
    if fault:
        raise ValueError(f"a name that can be used; {fault[:-1]}")
    return text(value)


def _seconds(value: object) -> int:
    if type(value) is not int or not 0 <= value <= LONGEST_S:
        raise ValueError("whole seconds")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("true or false")
    return value


_READERS: dict[str, Callable[[object], object]] = {
    "Account": _label,
    "Key": _label,
    "str": _label,
    "Words": text,
    "bool": _truth,
    "Seconds": _seconds,
    "Amount": digits,
    "Usd": digits,
    "UsdPrice": digits,
}
