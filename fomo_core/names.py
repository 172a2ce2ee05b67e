"""Which names, tickers and descriptions a launch accepts.

The rule looks at bytes and a fixed list of characters, so that a contract can
apply the same one. Names that exist on a foreign chain may still hold anything:
whoever shows a name escapes it.
"""

from __future__ import annotations

import re

LONGEST_NAME = 64
LONGEST_DESCRIPTION = 1_000

_SYMBOL = re.compile(r"[A-Z0-9]{2,10}")
_MARKUP = frozenset("<>[]{}\\`*_~|$#")
#: Controls, separators of lines, invisible and direction-changing characters, variation selectors,
#: fillers, private use, lone surrogates.
_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\u2800\u3164\ud800-\uf8ff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
#: What a description may hold all the same: line breaks, and the joiners of compound emoji.
_WELCOME_IN_PROSE = dict.fromkeys(map(ord, "\n\u200d\ufe0f"))


def symbol_fits(symbol: str) -> bool:
    """Whether a ticker is 2 to 10 of A to Z and 0 to 9."""
    return _SYMBOL.fullmatch(symbol) is not None


def name_fault(name: str) -> str | None:
    """Why a name can't be used, as half a sentence, or None when it can."""
    if not name.strip():
        return "it is empty."
    if _HIDDEN.search(name):
        return "it holds control or invisible characters."
    if len(name.encode()) > LONGEST_NAME:
        return f"it is longer than {LONGEST_NAME} bytes."
    if name != name.strip():
        return "it starts or ends with a space."
    if _MARKUP & set(name):
        return "it holds markup; letters, digits, spaces and plain punctuation will do."
    return None


def description_fault(description: str) -> str | None:
    """Why a description can't be used, as half a sentence, or None when it can. Markup is plain text here."""
    if _HIDDEN.search(description.translate(_WELCOME_IN_PROSE)):
        return "it holds control or invisible characters."
    if len(description.encode()) > LONGEST_DESCRIPTION:
        return f"it is longer than {LONGEST_DESCRIPTION} bytes."
    return None


def label_fault(label: str) -> str | None:
    """Why an account name or an offering's key can't be used, as half a sentence, or None when it can."""
    if not label.strip():
        return "it is empty."
    if _HIDDEN.search(label):
        return "it holds control or invisible characters."
    if len(label.encode()) > LONGEST_NAME:
        return f"it is longer than {LONGEST_NAME} bytes."
    return None
