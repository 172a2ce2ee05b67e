"""The assumed behaviour of supporters: few parameters, each with a name, a unit and bounds.

Everything here is assumed. Supporters come as a Poisson stream whose rate may change over the
raise; what they offer is log-normal. No numpy here, so that ``presets`` can read it cheaply.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import isfinite
from typing import NamedTuple

from fomo_core.errors import InvalidInput

SHAPES = ("steady", "front_loaded", "deadline_rush", "hype", "custom")

_MOST_FLOCK = 1e15


@dataclass(frozen=True, slots=True)
class _Group:
    """Fields of a demand that belong together: each is within the bounds that ``FIELDS`` names.

    Their paths begin with the name of their class, in small letters.

    Raises:
        InvalidInput: for a value out of its bounds.
    """

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True)
class Arrivals(_Group):
    """The number of supporters who come, and their times; see ``FIELDS`` for units.

    ``points`` belongs to the shape ``custom``: (share of the raise's time, relative rate) pairs
    from time 0 to 1, joined by straight lines.
    """

    shape: str = "steady"
    per_raise: float = 200.0
    window_h: float = 24.0
    share: float = 0.5
    half_life_h: float = 24.0
    points: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        if self.shape not in SHAPES:
            raise InvalidInput(
                "The shape of the arrivals must be one of {names}.", "demand: shape", names=", ".join(SHAPES)
            )
        _check(self)
        if self.shape == "custom":
            _check_points(self.points)


@dataclass(frozen=True, slots=True)
class Sizes(_Group):
    """The amount that one supporter offers: log-normal, in FLOCK."""

    median: float = 1_000.0
    spread: float = 1.0


@dataclass(frozen=True, slots=True)
class Whales(_Group):
    """Big supporters beside the others; they come by the same shape and ignore the price."""

    per_raise: float = 0.0
    median: float = 0.0
    spread: float = 0.5


@dataclass(frozen=True, slots=True)
class Elastic(_Group):
    """A share of the supporters that buys less as the price rises above the opening price."""

    share: float = 0.0
    strength: float = 1.0


@dataclass(frozen=True, slots=True)
class Snipers(_Group):
    """Buyers there from the start, who buy as soon as price / (1 - tax) is within their limit.

    Where several would buy at one moment, those with the highest limits are first.
    """

    per_raise: float = 0.0
    median: float = 0.0
    spread: float = 1.0
    limit: float = 1.5
    limit_spread: float = 0.3


@dataclass(frozen=True, slots=True)
class Demand:
    """All demand of one raise."""

    arrivals: Arrivals = field(default_factory=Arrivals)
    sizes: Sizes = field(default_factory=Sizes)
    whales: Whales = field(default_factory=Whales)
    elastic: Elastic = field(default_factory=Elastic)
    snipers: Snipers = field(default_factory=Snipers)
    title: str = ""

    @property
    def price_blind(self) -> bool:
        """True when nobody looks at the price, so that a raise is a plain sum."""
        return self.elastic.share == 0 and self.snipers.per_raise == 0


class Field(NamedTuple):
    """One number of a demand by its path, with its unit, meaning and bounds."""

    path: str
    unit: str
    note: str
    least: float
    most: float


FIELDS = (
    Field("arrivals.per_raise", "purchases", "Purchases expected over the whole raise.", 0, 1e5),
    Field("arrivals.window_h", "hours", "Length of the first or last stretch that draws more.", 0.001, 1e6),
    Field("arrivals.share", "share", "Purchases that come in that stretch; the rest come steadily.", 0, 1),
    Field("arrivals.half_life_h", "hours", "Hype: time in which the rate halves.", 0.001, 1e6),
    Field("sizes.median", "FLOCK", "Half of the supporters offer less than this.", 0, _MOST_FLOCK),
    Field("sizes.spread", "ln", "Standard deviation of the logarithm of what is offered.", 0, 4),
    Field("whales.per_raise", "purchases", "Big supporters expected over the whole raise.", 0, 1e4),
    Field("whales.median", "FLOCK", "Half of the big supporters offer less than this.", 0, _MOST_FLOCK),
    Field("whales.spread", "ln", "Standard deviation of the logarithm of what they offer.", 0, 4),
    Field("elastic.share", "share", "Supporters that buy less as the price rises.", 0, 1),
    Field("elastic.strength", "power", "At twice the opening price they buy 2^-strength as much.", 0, 20),
    Field("snipers.per_raise", "buyers", "Snipers expected.", 0, 1e3),
    Field("snipers.median", "FLOCK", "Half of the snipers offer less than this.", 0, _MOST_FLOCK),
    Field("snipers.spread", "ln", "Standard deviation of the logarithm of what they offer.", 0, 4),
    Field("snipers.limit", "x opening price", "The most they pay for a token, tax included.", 0.01, 1e6),
    Field("snipers.limit_spread", "ln", "Standard deviation of the logarithm of that limit.", 0, 4),
)
_BY_PATH = {item.path: item for item in FIELDS}


def value_of(demand: Demand, path: str) -> float:
    """One number of a demand by its path, such as ``sizes.median``."""
    group, name = _split(path)
    value: float = getattr(getattr(demand, group), name)
    return value


def with_value(demand: Demand, path: str, value: float) -> Demand:
    """The same demand with one number replaced.

    Raises:
        InvalidInput: for an unknown path, or a value outside its bounds.
    """
    group, name = _split(path)
    return replace(demand, **{group: replace(getattr(demand, group), **{name: value})})


AMOUNTS = ("sizes.median", "whales.median", "snipers.median")
HOURS = ("arrivals.window_h", "arrivals.half_life_h")


def scale(demand: Demand, money: float, time: float = 1.0) -> Demand:
    """The same demand with every amount of money and every number of hours multiplied.

    Raises:
        InvalidInput: where that leaves a number out of its bounds.
    """
    for path in AMOUNTS:
        demand = with_value(demand, path, value_of(demand, path) * money)
    for path in HOURS:
        demand = with_value(demand, path, max(_BY_PATH[path].least, value_of(demand, path) * time))
    return demand


def _split(path: str) -> list[str]:
    if path not in _BY_PATH:
        raise InvalidInput(
            "Demand has no number {name}: choose one of {names}.",
            "demand: no number",
            name=repr(path[:40]),
            names=", ".join(_BY_PATH),
        )
    return path.split(".")


def _check(group: _Group) -> None:
    prefix = type(group).__name__.lower()
    for name in group.__dataclass_fields__:
        bounds = _BY_PATH.get(f"{prefix}.{name}")
        if bounds is None:
            continue
        value = getattr(group, name)
        numeric = isinstance(value, int | float) and not isinstance(value, bool)
        if not (numeric and isfinite(value) and bounds.least <= value <= bounds.most):
            raise InvalidInput(
                "{path} must be a number from {least:g} to {most:g}.",
                "demand: out of bounds",
                path=bounds.path,
                least=bounds.least,
                most=bounds.most,
            )


def _check_points(points: tuple[tuple[float, float], ...]) -> None:
    times = [time for time, _ in points]
    rates = [rate for _, rate in points]
    numbers = all(isinstance(value, int | float) and isfinite(value) for value in (*times, *rates))
    if not numbers or len(points) < 2 or times != sorted(set(times)) or (times[0], times[-1]) != (0, 1):
        raise InvalidInput("A custom curve needs points at rising times from 0 to 1.", "demand: times")
    if min(rates) < 0 or max(rates) <= 0 or max(rates) > _MOST_FLOCK:
        raise InvalidInput(
            "A custom curve's rates must be 0 or more, and one of them above 0.", "demand: rates"
        )
