"""The places of things: the zones' shares of the width, time to pixels from the left, FLOCK to pixels from the top."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core.display.lifeline.scale import GATE, RAISING, TAXED, USED
from fomo_core.display.lifeline.svg.data import Data

#: The four zones' shares of the width, by what is looked at.
_LENSES = {
    "whole": (21, 31, 17, 31),
    "failure": (19, 45, 13, 23),
    "taxed": (50, 32, 18, 0),
    "raising": (20, 58, 22, 0),
    "traded": (12, 18, 15, 55),
}
#: The height stands for so many times the maximum: above it lies the lane of drops.
_HEADROOM = 1.2
#: Of the last zone so much is drawn on, whatever room the values at its end need.
_LEAST_USED = 0.6
#: A moment within a zone never reads as the next zone's beginning.
_WITHIN = 0.9999


class Look(NamedTuple):
    """Room (pixels) around the drawing, before the values at its end, and the radius of a disc of a fifteenth."""

    name: str
    left: float
    top: float
    foot: float
    right: float
    pad: float
    disc: float


_FULL = Look("full", 70, 50, 27, 13, 84, 13)
_COMPACT = Look("compact", 62, 50, 27, 4, 58, 12)
_PHONE = Look("phone", 52, 4, 27, 2, 38, 9)
_FULL_FROM, _COMPACT_FROM, _TRADED_BELOW = 900, 430, 600


class Plane(NamedTuple):
    """The picture's area (pixels) and its zones; a place is its zone's number and the part of it, as 1.5."""

    width: float
    height: float
    look: Look
    shares: tuple[float, ...]
    data: Data

    @property
    def left(self) -> float:
        """The left end of the axis."""
        return self.look.left

    @property
    def top(self) -> float:
        """The upper end of the zones."""
        return self.look.top

    @property
    def base(self) -> float:
        """The axis."""
        return self.height - self.look.foot

    @property
    def right(self) -> float:
        """The right end of the axis."""
        return self.width - self.look.right

    def x(self, place: float) -> float:
        """The pixels from the left of a place."""
        zone = min(USED, int(place))
        span = self.right - self.left
        width = self.shares[zone] * span
        if zone == USED and place < USED + 1:
            width = max(width * _LEAST_USED, width - self.look.pad)
        return self.left + sum(self.shares[:zone]) * span + (place - zone) * width

    def y(self, flock: float) -> float:
        """The pixels from the top of so much FLOCK raised."""
        return self.base - (self.base - self.top) * flock / (_HEADROOM * self.data.maximum)

    def place(self, zone: int, at: float) -> float:
        """The place of a moment in a zone; the gate has no time, and until it has opened nothing lies beyond."""
        data = self.data
        if zone == GATE or (zone == USED and data.gate != "open"):
            return GATE
        close = data.times.closes if data.times.closed is None else data.times.closed
        begin, end = {
            TAXED: (0, data.times.tax_end),
            RAISING: (data.times.tax_end, close),
            USED: (close, data.times.ends),
        }[zone]
        return zone + (max(0.0, min(_WITHIN, (at - begin) / (end - begin))) if end > begin else 0)

    def buying(self, at: float) -> float:
        """The place of a moment of the raise, taxed or not."""
        return self.place(TAXED if at < self.data.times.tax_end else RAISING, at)

    @property
    def now(self) -> float:
        """The place of the last step."""
        return self.place(self.data.times.last.zone, self.data.times.last.at)


def plane_of(data: Data, width: float, height: float) -> Plane:
    """The area of a picture in so many pixels."""
    look = _FULL if width >= _FULL_FROM else _COMPACT if width >= _COMPACT_FROM else _PHONE
    lens = _LENSES[_focus(data, width)]
    shares = [share if zone != TAXED or data.times.tax_end else 0 for zone, share in enumerate(lens)]
    return Plane(width, height, look, tuple(share / sum(shares) for share in shares), data)


def _focus(data: Data, width: float) -> str:
    if data.gate == "waiting":
        return "taxed" if data.times.last.zone == TAXED and data.times.tax_end else "raising"
    if data.gate == "shut":
        return "failure"
    return "traded" if data.times.last.zone == USED and width < _TRADED_BELOW else "whole"
