"""The rule for the names, tickers and descriptions that a launch accepts.

The rule looks at bytes and fixed lists of characters (``characters``), so that a
contract can apply the same one. Names that exist on a foreign chain may still hold anything:
whoever shows a name escapes it.
"""

from __future__ import annotations

import re
import unicodedata

from fomo_core.characters import HIDDEN, MARKS
from fomo_core.phrases import Phrase

LONGEST_NAME = 64
LONGEST_DESCRIPTION = 1_000

#: Most marks that may be drawn onto one character; written languages need up to four.
MOST_MARKS = 4

_SYMBOL = re.compile(r"[A-Z0-9]{2,10}")
_MARKUP = frozenset("<>[]{}\\`*_~|$#")


def _set_of(ranges: str) -> str:
    """The inside of a regular expression's set of characters."""
    ends = (part.split("-") for part in ranges.split())
    return "".join(f"{chr(int(end[0], 16))}-{chr(int(end[-1], 16))}" for end in ends)


_HIDDEN = re.compile(f"[{_set_of(HIDDEN)}]")
#: A mark without a character to be drawn onto, or one mark too many: text that shows nothing, or anything.
_LOOSE_MARKS = re.compile(rf"(?:^|\s)[{_set_of(MARKS)}]|[{_set_of(MARKS)}]{{{MOST_MARKS + 1}}}")
#: What a description may hold all the same: line breaks, and the joiners of compound emoji.
_WELCOME_IN_PROSE = dict.fromkeys(map(ord, "\n\u200d\ufe0f"))


_EMPTY = Phrase("it is empty.", "unusable.empty")
_INVISIBLE = Phrase("it holds control or invisible characters.", "unusable.invisible")
_SPACED = Phrase("it starts or ends with a space.", "unusable.spaced")
_MARKED_UP = Phrase(
    "it holds markup; letters, digits, spaces and plain punctuation will do.", "unusable.markup"
)
_LOOSE = Phrase(
    "it holds marks without a letter below, or more than {most} on one.",
    "unusable.loose marks",
    most=MOST_MARKS,
)
_LONG = Phrase("it is longer than {most} bytes.", "unusable.too long", most=LONGEST_NAME)
_LONG_PROSE = Phrase("it is longer than {most} bytes.", "unusable.too long", most=LONGEST_DESCRIPTION)


#: Letters and digits that look like another one, as small letters: Cyrillic, Greek, and 0, 1 and i.
_LOOKALIKE = str.maketrans(
    "\u0430\u0432\u0435\u0437\u0456\u0458\u043a\u043c\u043d\u043e\u0440\u0441\u0442\u0443\u0445\u0455\u0501\u04cf"
    "\u03b1\u03b2\u03b5\u03b9\u03ba\u03bd\u03bf\u03c1\u03c4\u03c5\u03c7\u0131"
    "01i",
    "abe3ljkmhopctyxsdlabelkvoptuxloll",
)
_CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def as_symbol(typed: str) -> str:
    """The ticker that a person means: a to z raised to capitals, all else left as it is.

    >>> as_symbol("qmini")
    'QMINI'
    """
    return typed.translate(_CAPITALS)


def as_label(typed: str) -> str:
    """The account that a person means: without spaces around it, its letters in Unicode's composed form."""
    return unicodedata.normalize("NFC", typed).strip()


def printable(text: str) -> str:
    """Another's text without anything that could steer a terminal."""
    return "".join(
        character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text
    )


def likeness(text: str) -> str:
    """A text of which two are equal when a reader could take one for the other.

    Case, spaces, forms of the same letter, invisible characters, and letters of other alphabets that look
    like a Latin one make no difference.

    >>> likeness("Q Mini") == likeness("\uff31\u00a0M\u0456NI ")
    True
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(_HIDDEN.sub("", folded).split()).translate(_LOOKALIKE)


def symbol_fits(symbol: str) -> bool:
    """Return True when a ticker is 2 to 10 of A to Z and 0 to 9."""
    return _SYMBOL.fullmatch(symbol) is not None


def name_fault(name: str) -> Phrase | None:
    """Say why a name can't be used, as half a sentence, or return None when it can."""
    if fault := label_fault(name):
        return fault
    if name != name.strip():
        return _SPACED
    if _MARKUP & set(name):
        return _MARKED_UP
    return None


def description_fault(description: str) -> Phrase | None:
    """Say in half a sentence why a description can't be used; None when it can. Markup is plain text here."""
    if _HIDDEN.search(description.translate(_WELCOME_IN_PROSE)):
        return _INVISIBLE
    if len(description.encode()) > LONGEST_DESCRIPTION:
        return _LONG_PROSE
    return None


def label_fault(label: str) -> Phrase | None:
    """Say why an account name or an offering's key can't be used, as half a sentence; None when it can."""
    if fault := line_fault(label):
        return fault
    if len(label.encode()) > LONGEST_NAME:
        return _LONG
    return None


def line_fault(line: str) -> Phrase | None:
    """Say in half a sentence why a text can't be one line that shows all it holds; None when it can."""
    if not line.strip():
        return _EMPTY
    if _HIDDEN.search(line):
        return _INVISIBLE
    # Marks are no ASCII, and most names are nothing else.
    if not line.isascii() and _LOOSE_MARKS.search(line):
        return _LOOSE
    return None
