"""Losses of a trade to its own impact and to the falling tax, and the words that warn of them."""

from __future__ import annotations

from typing import NamedTuple

from fomo_core import events as ev
from fomo_core.display import format as f
from fomo_core.display.text import plain
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.pool import amount_out
from fomo_core.tax import base_reached_s
from fomo_core.units import BPS
from fomo_core.worth import IMPACT_LEVELS_BPS, Kept, kept_in_pool, kept_on_curve, largest_below, tax_level


class Loss(NamedTuple):
    """The loss of a trade to its own impact.

    ``level`` is 0 for little, 1 for a warning, 2 for an alarm, 3 where only a fraction is left; ``share``
    is the loss as percent, rounded down as the levels are; ``got`` and ``due`` are amounts with units.
    """

    level: int
    share: str
    got: str
    due: str
    below: str

    @property
    def text(self) -> str:
        """The warning in words."""
        return plain("impact.warning", share=self.share, got=self.got, due=self.due, below=self.below)


class TaxToll(NamedTuple):
    """The part of a purchase that tax and fees take, by levels 0 to 2, and the moment when only fees are left.

    ``moment`` is None where the raise ends before, or where they are left already.
    """

    level: int
    text: str
    moment: int | None


def swap_loss(swapped: ev.Swapped, offering: Offering, fee_bps: int) -> Loss:
    """Compute the loss of a swap in the pool as it stands, the pool's fee included."""
    reserves = (offering.pool_flock, offering.pool_tokens)
    reserve_in, reserve_out = reserves if swapped.sell == "flock" else reserves[::-1]

    def kept(amount: int) -> Kept:
        out = amount_out(amount, reserve_in, reserve_out, fee_bps)
        return kept_in_pool(amount, out, reserve_in, reserve_out)

    units = ("FLOCK", offering.symbol) if swapped.sell == "flock" else (offering.symbol, "FLOCK")
    most = largest_below(IMPACT_LEVELS_BPS[0], kept, swapped.amount_in)
    due = swapped.amount_in * reserve_out // reserve_in
    return _loss(kept(swapped.amount_in), most, units[0], swapped.amount_out, due, units[1])


def purchase_loss(bought: ev.Purchased, offering: Offering, tax_bps: int, parameters: Parameters) -> Loss:
    """Compute the loss of a purchase in a raise to its own impact; tax and fees are apart from it."""
    price = offering.curve.spot_price(offering.raised)

    def kept(flock_in: int) -> Kept:
        filled, tokens = offering.fill_at(flock_in, tax_bps, parameters)
        return kept_on_curve(price, filled.net, tokens)

    most = largest_below(IMPACT_LEVELS_BPS[0], kept, bought.flock_in)
    due = bought.net_used * price.tokens // price.flock
    measured = kept_on_curve(price, bought.net_used, bought.mt_allocated)
    return _loss(measured, most, "FLOCK", bought.mt_allocated, due, offering.symbol)


def impact_loss(kept: Kept) -> str:
    """The share that a trade loses to its own impact as percent, rounded down as its levels are."""
    return f.share(kept.due - min(kept.got, kept.due), kept.due)


def _loss(kept: Kept, most: int, paid_in: str, out: int, due: int, got_in: str) -> Loss:
    limit = f.percent(IMPACT_LEVELS_BPS[0])
    below = plain("impact.below" if most else "impact.none_below", most=f.tokens(most, paid_in), limit=limit)
    return Loss(kept.level, impact_loss(kept), f.tokens(out, got_in), f.tokens(due, got_in), below)


def tax_toll(bought: ev.Purchased, offering: Offering, now: int, parameters: Parameters) -> TaxToll:
    """Tell the tax and fees of a purchase now, and the tokens that the same FLOCK buys once only fees are left."""
    taken = bought.flock_in - bought.net_used
    parts = [plain("toll.taken", taken=f.flock(taken), paid=f.cost(bought.flock_in),
                   share=f.share(taken, bought.flock_in))]  # fmt: skip
    level = tax_level(offering.tax_at(now, parameters), parameters)
    moment = fees_alone_at(offering, now, parameters)
    if moment is not None:
        parts.append(_waiting(bought, offering, moment - now, parameters))
    return TaxToll(level, " ".join(parts), moment)


def fees_alone_at(offering: Offering, now: int, parameters: Parameters) -> int | None:
    """The moment (chain seconds) from which only fees are left, if it is still to come and within the raise."""
    moment = offering.start + base_reached_s(parameters)
    return moment if now < moment < offering.end else None


def _waiting(bought: ev.Purchased, offering: Offering, wait_s: int, parameters: Parameters) -> str:
    """Tell the tokens that the same FLOCK would buy at today's price once the tax has come down."""
    offered = bought.flock_in + bought.refund
    tax_bps = offering.tax_at(offering.start + base_reached_s(parameters), parameters)
    later = offering.fill_at(offered, tax_bps, parameters)[1] if tax_bps < BPS else 0
    return plain(
        "toll.wait",
        time=f.duration(wait_s),
        tokens=f.tokens(later, offering.symbol),
        now=f.tokens(bought.mt_allocated, offering.symbol),
    )
