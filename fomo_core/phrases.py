"""Parts of sentences that go into others: each knows its key in the catalogue."""

from __future__ import annotations


class Phrase(str):
    """A part of a sentence, in English.

    Attributes:
        key: of the same part in the catalogue, where another language has its own.
        details: what the part names.
    """

    key: str
    details: dict[str, object]

    def __new__(cls, english: str, key: str, /, **details: object) -> Phrase:
        phrase = super().__new__(cls, english.format(**details) if details else english)
        phrase.key, phrase.details = key, details
        return phrase

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]  # str's own has the text alone
        return str(self), self.key
