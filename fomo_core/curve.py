"""Bonding curves in cumulative form (protocol section 3).

A curve says how many tokens have been sold when the principal has reached an
amount, so splitting a purchase gains nothing and no rounding drifts. All
amounts are wei. ``sold`` rounds down; ``raised_for`` is its least inverse.
"""

from __future__ import annotations

from typing import NamedTuple, Protocol

from fomo_core.errors import OutOfRange
from fomo_core.fixed_point import div_up, isqrt, mul_div_down, mul_div_up
from fomo_core.parameters import CURVES, LARGEST_SUPPLY, LARGEST_TARGET, SMALLEST_TARGET
from fomo_core.units import BPS

#: Scale of the linear curve's square root.
_UNIT = 10**24


class Price(NamedTuple):
    """A price in FLOCK per token as the exact fraction ``flock / tokens``."""

    flock: int
    tokens: int


class Curve(Protocol):
    """The questions that every curve answers."""

    def sold(self, raised: int) -> int:
        """Tokens sold when the principal is ``raised``; rounds down."""

    def raised_for(self, tokens: int) -> int:
        """The least principal at which at least ``tokens`` are sold."""

    def spot_price(self, raised: int) -> Price:
        """The price of the next token when the principal is ``raised``."""


class ConstantProduct(NamedTuple):
    """Constant product with virtual reserves: the protocol's default curve.

    FLock has published no formula; the virtual reserves are assumed.
    """

    virtual_flock: int
    virtual_tokens: int

    @classmethod
    def for_target(
        cls, maximum_target: int, target_sale: int, virtual_flock_bps: int = 5_000
    ) -> ConstantProduct:
        """The curve that sells exactly ``target_sale`` when ``maximum_target`` is raised.

        Raises:
            OutOfRange: for targets outside 1 FLOCK to 10^8 FLOCK, or an empty sale.
        """
        virtual_flock = mul_div_down(maximum_target, virtual_flock_bps, BPS)
        return cls.with_reserve(virtual_flock, maximum_target, target_sale)

    @classmethod
    def with_reserve(cls, virtual_flock: int, maximum_target: int, target_sale: int) -> ConstantProduct:
        """The curve of a virtual reserve given to the wei; errors as ``for_target``."""
        _check_targets(maximum_target, target_sale)
        if virtual_flock < 1:
            raise OutOfRange("A constant-product curve needs a virtual reserve above 0.", "curve: no reserve")
        return cls(virtual_flock, mul_div_up(target_sale, virtual_flock + maximum_target, maximum_target))

    def sold(self, raised: int) -> int:
        """Tokens sold when the principal is ``raised``; rounds down."""
        return self[1] * raised // (self[0] + raised)

    def raised_for(self, tokens: int) -> int:
        """The least principal at which at least ``tokens`` are sold.

        Raises:
            OutOfRange: for as many tokens as the virtual reserve holds, or more.
        """
        if not 0 <= tokens < self.virtual_tokens:
            raise OutOfRange("The curve does not sell that many tokens.", "curve: too many tokens")
        return mul_div_up(tokens, self.virtual_flock, self.virtual_tokens - tokens)

    def spot_price(self, raised: int) -> Price:
        """The price of the next token when the principal is ``raised``."""
        return Price(self.virtual_flock + raised, self.virtual_tokens - self.sold(raised))


class Linear(NamedTuple):
    """A price that rises in a straight line with the tokens sold.

    ``price_multiple`` is the last price over the first, a whole number from 2 to 30.
    """

    maximum_target: int
    target_sale: int
    price_multiple: int

    @classmethod
    def for_target(cls, maximum_target: int, target_sale: int, price_multiple: int = 9) -> Linear:
        """The curve that sells exactly ``target_sale`` when ``maximum_target`` is raised.

        Raises:
            OutOfRange: for targets outside 1 FLOCK to 10^8 FLOCK, an empty sale, or a
                multiple outside 2 to 30.
        """
        _check_targets(maximum_target, target_sale)
        if not 2 <= price_multiple <= 30:
            raise OutOfRange(
                "A linear curve's last price must be 2 to 30 times its first.", "curve: price multiple"
            )
        return cls(maximum_target, target_sale, price_multiple)

    def sold(self, raised: int) -> int:
        """Tokens sold when the principal is ``raised``; rounds down."""
        steepness = self.price_multiple - 1
        return self.target_sale * (self._price_scaled(raised) - _UNIT) // (steepness * _UNIT)

    def raised_for(self, tokens: int) -> int:
        """The least principal at which at least ``tokens`` are sold.

        Raises:
            OutOfRange: for more tokens than the sale holds.
        """
        if not 0 <= tokens <= self.target_sale:
            raise OutOfRange("The curve does not sell that many tokens.", "curve: too many tokens")
        steepness = self.price_multiple - 1
        root = div_up(tokens * steepness * _UNIT, self.target_sale) + _UNIT
        growth = self.price_multiple**2 - 1
        return mul_div_up(root * root - _UNIT * _UNIT, self.maximum_target, growth * _UNIT * _UNIT)

    def spot_price(self, raised: int) -> Price:
        """The price of the next token when the principal is ``raised``."""
        return Price(
            2 * self.maximum_target * self._price_scaled(raised),
            self.target_sale * (self.price_multiple + 1) * _UNIT,
        )

    def _price_scaled(self, raised: int) -> int:
        """The price over the first price, in units of 10^-24; rounds down."""
        growth = self.price_multiple**2 - 1
        return isqrt(_UNIT * _UNIT + growth * _UNIT * _UNIT * raised // self.maximum_target)


def curve_for(
    kind: str,
    maximum_target: int,
    target_sale: int,
    virtual_flock_bps: int,
    price_multiple: int,
    virtual_flock: int | None = None,
) -> ConstantProduct | Linear:
    """The curve of a model: ``kind`` is one of ``parameters.CURVES``.

    ``virtual_flock`` (wei), where there is one, is the constant product's reserve in place of the bps.

    Raises:
        OutOfRange: for an unknown kind or numbers outside the curve's bounds.
    """
    if kind == "constant_product" and virtual_flock is not None:
        return ConstantProduct.with_reserve(virtual_flock, maximum_target, target_sale)
    if kind == "constant_product":
        return ConstantProduct.for_target(maximum_target, target_sale, virtual_flock_bps)
    if kind == "linear":
        return Linear.for_target(maximum_target, target_sale, price_multiple)
    raise OutOfRange("A curve is one of {names}.", "curve: unknown", names=", ".join(CURVES))


def _check_targets(maximum_target: int, target_sale: int) -> None:
    if not SMALLEST_TARGET <= maximum_target <= LARGEST_TARGET:
        raise OutOfRange("A raise's maximum must be 1 FLOCK to 10^8 FLOCK.", "curve: maximum")
    if not 0 < target_sale <= LARGEST_SUPPLY:
        raise OutOfRange("A sale must hold more than 0 and at most 1,000,000 tokens.", "curve: tokens")
