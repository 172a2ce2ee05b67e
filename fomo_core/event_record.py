"""Events as the fields of a file, and back: amounts are digits in the smallest unit, times are integers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from fomo_core import events as ev
from fomo_core.commands import Command
from fomo_core.errors import InvalidInput
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
        InvalidInput: with what was expected, in a few words.
    """
    name = fields.get("event")
    kind = _KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise InvalidInput("event: expected one of {names}.", "expected: event", names=", ".join(_KINDS))
    wanted = kinds_of(kind)
    if set(fields) != {"event", *wanted}:
        raise other_fields(wanted)
    return kind(**{field: _read(field, wanted[field], fields[field]) for field in wanted})


def _read(field: str, kind: str, value: object) -> Any:  # the type of the field, which its reader gives
    reader = _READERS[kind]
    try:
        return reader(value)
    except InvalidInput as fault:
        raise expected(field, fault) from None


def expected(field: str, fault: InvalidInput) -> InvalidInput:
    """The refusal of a field whose value is not what was expected of it."""
    return InvalidInput("{field}: expected {fault}", "expected: in a field", field=field, fault=fault)


def other_fields(wanted: Iterable[str]) -> InvalidInput:
    """The refusal of an object that has other fields than these."""
    return InvalidInput(
        "expected the fields {names}, and no others.", "expected: fields", names=", ".join(wanted)
    )


def digits(value: object) -> int:
    """A number from its digits.

    Raises:
        InvalidInput: with what was expected.
    """
    if not (isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 78):
        raise InvalidInput("a string of digits, in the smallest unit.", "expected: digits")
    if int(value) > MAX_UINT256:
        raise InvalidInput("a number below 2^256.", "expected: smaller")
    return int(value)


def text(value: object) -> str:
    """A text that any program can write down.

    Raises:
        InvalidInput: with what was expected.
    """
    if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
        raise InvalidInput("a text of at most {most:,} characters.", "expected: text", most=_LONGEST_TEXT)
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise InvalidInput("a text of whole characters.", "expected: whole characters")
    return value


def label(value: object) -> str:
    """A name that an account or an offering may have.

    Raises:
        InvalidInput: with what was expected.
    """
    name = text(value)
    if fault := label_fault(name):
        raise InvalidInput("a name that can be used; {fault}", "expected: name", fault=fault)
    return name


def seconds(value: object, most: int = LONGEST_S) -> int:
    """A number of seconds, or a moment.

    Raises:
        InvalidInput: with what was expected.
    """
    if type(value) is not int or not 0 <= value <= most:
        raise InvalidInput("whole seconds.", "expected: seconds")
    return value


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise InvalidInput("true or false.", "expected: truth")
    return value


_READERS: dict[str, Callable[[object], object]] = {
    "Account": label,
    "Key": label,
    "str": label,
    "Words": text,
    "bool": _truth,
    "Seconds": seconds,
    "Amount": digits,
    "Usd": digits,
    "UsdPrice": digits,
}
