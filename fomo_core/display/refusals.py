"""Errors and refusals as sentences of the catalogue, by their codes or kinds."""

from __future__ import annotations

from collections.abc import Mapping

from fomo_core.display.catalogue import catalogue
from fomo_core.display.numerals import localise
from fomo_core.display.text import plain
from fomo_core.errors import ChainError, ChainRefusal, FomoError, InvalidInput, Rejected
from fomo_core.phrases import Phrase

#: Stands for the code that a contract gave for a refusal that the core does not have.
_CONTRACT = "by the contracts"


def sentence(error: FomoError) -> str:
    """The sentence that says to a person what went wrong; an error without a code says it in its own words."""
    match error:
        case Rejected():
            return _refused(error)
        case ChainError():
            return plain(f"trouble.{type(error).__name__}", **error.details)
        case InvalidInput() if error.code:
            return plain(f"invalid.{error.code}", **_shown(error.details))
    return str(error)


def phrase(part: Phrase) -> str:
    """A part of a sentence in the words of the catalogue."""
    return plain(part.key, **_shown(part.details))


def reason(fault: Phrase | None) -> str:
    """The half sentence that says why a name or a description can't be used; empty when it can."""
    return phrase(fault) if fault else ""


def _refused(error: Rejected) -> str:
    code = _CONTRACT if isinstance(error, ChainRefusal) else error.code
    if not error.details and f"refused_bare.{code}" in catalogue():
        return plain(f"refused_bare.{code}")
    amounts = {name: localise(text) for name, text in error.amounts().items()}
    return plain(f"refused.{code}", **_shown(error.details | amounts))


def _shown(details: Mapping[str, object]) -> dict[str, object]:
    return {name: _form(value) for name, value in details.items()}


def _form(value: object) -> object:
    if isinstance(value, FomoError):
        return sentence(value)
    if isinstance(value, Phrase):
        return phrase(value)
    return _Number(value) if isinstance(value, int | float) else value


class _Number:
    """A number that a text forms as it asks for, in the marks of the language."""

    def __init__(self, value: float) -> None:
        self._value = value

    def __format__(self, form: str) -> str:
        return localise(format(self._value, form))
