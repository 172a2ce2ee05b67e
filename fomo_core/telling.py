"""The telling of a step: an author's sentence about it, and the chapter of the story that it opens."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

LONGEST_SAY = 200

#: The chapters of a story, in the order in which an offering lives through them.
Chapter = Literal["launch", "raise", "outcome", "graduation", "trading", "usage", "buyback"]

_CONSEQUENCE = re.compile(r"\*([^*]+)\*")


class Telling(NamedTuple):
    """An author's words beside a step.

    ``say`` is one sentence or two, plain text but for the asterisks around a consequence (see ``parts``);
    None where the step's own events are to speak. ``chapter`` is the one that begins here; None where the
    chapter before it goes on.
    """

    say: str | None = None
    chapter: Chapter | None = None


class Part(NamedTuple):
    """A part of a sentence: its text as it is to be read, and if it is the consequence, which stands out."""

    text: str
    consequence: bool


def parts(say: str) -> tuple[Part, ...]:
    """A sentence in its parts, in their order; an asterisk without another to close it stays a sign.

    >>> parts("A sniper pays 20,000 FLOCK. *19,800 of it is gone.*")[1].text
    '19,800 of it is gone.'
    """
    # Splitting at a group leaves what it matched at every odd place.
    split = enumerate(_CONSEQUENCE.split(say))
    return tuple(Part(text, bool(place % 2)) for place, text in split if text)
