"""One offering's state, and what the rules say about it at a moment (protocol sections 4 and 5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from fomo_core.curve import ConstantProduct, Linear, curve_for
from fomo_core.errors import OutOfRange
from fomo_core.events import LaunchCreated
from fomo_core.fees import Fill, fill, gross_for
from fomo_core.fixed_point import mul_div_down
from fomo_core.parameters import Model, Parameters
from fomo_core.tax import combined_tax_bps
from fomo_core.units import BPS, text_down

LIVE = "live"
SUCCEEDED = "succeeded"
FAILED = "failed"
GRADUATED = "graduated"
STATUSES = (LIVE, SUCCEEDED, FAILED, GRADUATED)


@dataclass(slots=True)
class Offering:
    """An offering as folded from its events. Amounts in wei, times in chain seconds.

    ``principal`` keeps what each supporter paid in after graduation too, as the
    record of the raise; it can be redeemed only when the raise failed.
    """

    key: str
    issuer: str
    model: str
    name: str
    symbol: str
    start: int
    end: int
    minimum_target: int
    maximum_target: int
    target_sale: int
    curve: ConstantProduct | Linear
    description: str = ""
    raised: int = 0
    sold: int = 0
    redeemed: int = 0
    principal: dict[str, int] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    tokens: dict[str, int] = field(default_factory=dict)
    graduated_at: int | None = None
    pool_flock: int = 0
    pool_tokens: int = 0
    released: int = 0
    treasury_tokens: int = 0
    unsold_burned: int = 0
    tokens_burned: int = 0

    @classmethod
    def opened(cls, event: LaunchCreated, model: Model, parameters: Parameters) -> Offering:
        """The offering as it stands right after its launch."""
        curve = curve_for(
            model.curve,
            event.target_raise_max,
            event.target_sale,
            parameters.virtual_flock_bps,
            model.price_multiple,
            model.virtual_flock,
        )
        return cls(
            key=event.token,
            issuer=event.creator,
            model=event.model_type_id,
            name=event.mt_name,
            symbol=event.mt_symbol,
            start=event.sale_start,
            end=event.sale_end,
            minimum_target=event.target_raise_min,
            maximum_target=event.target_raise_max,
            target_sale=event.target_sale,
            curve=curve,
        )

    def status_at(self, now: int) -> str:
        """Status at a moment: one of ``STATUSES``. The end of a raise is a fact of the clock.

        A raise that reached its minimum fails with the first redemption, which only the neglect to
        graduate it allows (see ``redeemable_at``).
        """
        if self.graduated_at is not None:
            return GRADUATED
        if now < self.end:
            return LIVE
        return SUCCEEDED if self.raised >= self.minimum_target and not self.redeemed else FAILED

    def redeemable_at(self, now: int, parameters: Parameters) -> bool:
        """Tell whether principal is paid back at a moment: the raise failed, or nobody graduated it in time."""
        status = self.status_at(now)
        waited = now >= self.end + parameters.graduation_window_s
        return status == FAILED or (status == SUCCEEDED and waited)

    def open_at(self, now: int) -> bool:
        """Return True when the raise takes purchases at a moment."""
        return self.start <= now < self.end and self.raised < self.maximum_target

    def fill_at(self, flock_in: int, tax_bps: int, parameters: Parameters) -> tuple[Fill, int]:
        """Return how an offer of FLOCK would be used at a combined tax, and the tokens it buys."""
        raised = self.raised
        filled = fill(
            flock_in,
            tax_bps,
            self.maximum_target - raised,
            parameters.protocol_fee_bps + parameters.creator_fee_bps,
            parameters.creator_fee_bps,
        )
        return filled, self.curve.sold(raised + filled[1]) - self.sold

    def flock_for(self, tokens: int, tax_bps: int) -> int:
        """The least FLOCK (wei) that buys at least ``tokens`` at a combined tax.

        Raises:
            OutOfRange: for more tokens than are left, or a tax of 100%.
        """
        if self.sold + tokens > self.target_sale:
            unsold = text_down(self.target_sale - self.sold)
            raise OutOfRange(
                "The raise has only {unsold} tokens left: ask for fewer.",
                "raise: too few tokens",
                unsold=unsold,
            )
        left = self.curve.raised_for(self.sold + tokens) - self.raised
        return gross_for(max(0, left), tax_bps)

    def tax_at(self, now: int, parameters: Parameters) -> int:
        """The combined tax in bps for a purchase at a moment of the raise."""
        return combined_tax_bps(now - self.start, parameters)

    def vested_at(self, now: int, parameters: Parameters) -> int:
        """Operator tokens vested since graduation, released or not; rounds down, at most all."""
        if self.graduated_at is None:
            return 0
        elapsed = min(now - self.graduated_at, parameters.operator_vesting_s)
        return mul_div_down(parameters.operator_tokens, elapsed, parameters.operator_vesting_s)

    def token_supply(self, parameters: Parameters) -> int:
        """Tokens in existence: none before graduation, then all but the burned."""
        if self.graduated_at is None:
            return 0
        return parameters.total_supply - self.unsold_burned - self.tokens_burned

    def escrow_flock(self) -> int:
        """FLOCK (wei) that the raise itself holds: all principal until it graduates or is redeemed."""
        return 0 if self.graduated_at is not None else self.raised - self.redeemed


class Division(NamedTuple):
    """The parts into which graduation divides a raise and the supply, in wei."""

    liquidity_flock: int
    incentives_flock: int
    operations_flock: int
    liquidity_tokens: int
    treasury_tokens: int
    unsold_burned: int


def divide_at_graduation(offering: Offering, raised: int, sold: int, parameters: Parameters) -> Division:
    """Divide a raise and the minted supply so that the pool opens at the curve's last price.

    FLOCK shares round down and operations take the remainder; pool tokens round
    down and the treasury takes what the liquidity bucket has left.
    """
    liquidity_flock = mul_div_down(raised, parameters.liquidity_flock_bps, BPS)
    incentives_flock = mul_div_down(raised, parameters.incentives_flock_bps, BPS)
    price = offering.curve.spot_price(raised)
    at_last_price = mul_div_down(liquidity_flock, price.tokens, price.flock)
    liquidity_tokens = min(at_last_price, parameters.liquidity_tokens)
    return Division(
        liquidity_flock,
        incentives_flock,
        raised - liquidity_flock - incentives_flock,
        liquidity_tokens,
        parameters.treasury_tokens + parameters.liquidity_tokens - liquidity_tokens,
        offering.target_sale - sold,
    )
