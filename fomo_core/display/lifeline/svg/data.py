"""The data of a picture as records: what stands where in its rows has a name and a type here."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.display.lifeline.picture import Picture


class Rate(NamedTuple):
    """The part of a payment that the tax takes, from a second since the opening on."""

    at: float
    part: float


class Noted(NamedTuple):
    """A rate of the tax that is written beside the curtain."""

    at: float
    part: float
    text: str


class Mark(NamedTuple):
    """A mark of the time axis."""

    zone: int
    at: float
    text: str


class Level(NamedTuple):
    """The principal (FLOCK) after a purchase."""

    step: int
    at: float
    flock: float


class Disc(NamedTuple):
    """A purchase: FLOCK paid, what of it counted, and the principal before it."""

    step: int
    at: float
    paid: float
    net: float
    before: float
    own: int
    text: str


class Note(NamedTuple):
    """Two lines of text beside a purchase."""

    step: int
    at: float
    flock: float
    bold: str
    light: str


class Part(NamedTuple):
    """A part of the raise (FLOCK) as it is split at graduation, with three lines of text."""

    kind: str
    flock: float
    name: str
    amount: str
    more: str


class Point(NamedTuple):
    """A value in the zone of use: a price, or USD paid, and its text."""

    step: int
    at: float
    value: float
    text: str


class Trade(NamedTuple):
    """A trade in the pool; ``way`` is 1 for bought and -1 for sold."""

    step: int
    at: float
    price: float
    way: int
    text: str


class Burn(NamedTuple):
    """Tokens burned up to a buyback, their share of the supply in words, and those of this one."""

    step: int
    at: float
    total: float
    text: str
    share: str
    tokens: float


class Return(NamedTuple):
    """A supporter's principal (FLOCK) of a failed raise; ``step`` is None while it was not taken back."""

    step: int | None
    name: str
    flock: float
    text: str


class Sunk(NamedTuple):
    """FLOCK that is not refunded."""

    name: str
    flock: float
    text: str


class Words(NamedTuple):
    """Texts by their names: single ones, those of several lines, and two lines over each zone."""

    texts: dict[str, str]
    lines: dict[str, list[str]]
    heads: list[list[str]]


class Times(NamedTuple):
    """The ends of the zones, in seconds since the opening, and the zone, second and text of the last step.

    ``closed`` is None while the raise goes on.
    """

    tax_end: float
    closes: float
    closed: float | None
    ends: float
    last: Mark


class Data(NamedTuple):
    """A whole picture; amounts are whole units."""

    title: str
    alt: str
    minimum: float
    maximum: float
    words: Words
    times: Times
    gate: str
    tax: list[Rate]
    tax_notes: list[Noted]
    ticks: list[Mark]
    raised: list[Level]
    discs: list[Disc]
    notes: list[Note]
    parts: list[Part]
    pool: list[Point]
    without: list[Point]
    trades: list[Trade]
    uses: list[Point]
    burns: list[Burn]
    returns: list[Return]
    lost: list[Sunk]


def data_of(picture: Picture) -> Data:
    """The records of a picture's data."""
    return Data(
        title=str(picture["title"]),
        alt=str(picture["alt"]),
        minimum=_number(picture["min"]),
        maximum=_number(picture["max"]),
        words=_words(picture),
        times=_times(picture),
        gate=str(picture["gate"]),
        tax=[Rate._make(row) for row in _rows(picture, "tax")],
        tax_notes=[Noted._make(row) for row in _rows(picture, "tax_notes")],
        ticks=[Mark._make(row) for row in _rows(picture, "ticks")],
        raised=[Level._make(row) for row in _rows(picture, "raised")],
        discs=[Disc._make(row) for row in _rows(picture, "purchases")],
        notes=[Note._make(row) for row in _rows(picture, "notes")],
        parts=[Part._make(row) for row in _rows(picture, "parts")],
        pool=[Point._make(row) for row in _rows(picture, "pool")],
        without=[Point._make(row) for row in _rows(picture, "without")],
        trades=[Trade._make(row) for row in _rows(picture, "trades")],
        uses=[Point._make(row) for row in _rows(picture, "uses")],
        burns=[Burn._make(row) for row in _rows(picture, "burns")],
        returns=[Return._make(row) for row in _rows(picture, "returns")],
        lost=[Sunk._make(row) for row in _rows(picture, "lost")],
    )


def _words(picture: Picture) -> Words:
    words = picture["words"]
    assert isinstance(words, dict)
    texts = {name: text for name, text in words.items() if isinstance(text, str)}
    return Words(texts, {name: words[name] for name in ("tax", "tax_short", "opens")}, words["heads"])


def _times(picture: Picture) -> Times:
    steps, closed = picture["steps"], picture["closed"]
    assert isinstance(steps, list)
    return Times(
        tax_end=_number(picture["tax_end"]),
        closes=_number(picture["closes"]),
        closed=None if closed is None else _number(closed),
        ends=_number(picture["ends"]),
        last=Mark(steps[-1]["zone"], steps[-1]["t"], steps[-1]["clock"]),
    )


def _number(value: object) -> float:
    assert isinstance(value, int | float)
    return float(value)


def _rows(picture: Picture, name: str) -> list[list[object]]:
    rows = picture[name]
    assert isinstance(rows, list)
    return rows
