"""One offering's market measures as rows and sentences: its holders, and price times amount."""

from __future__ import annotations

from fomo_core import market, worth
from fomo_core.display import format as f
from fomo_core.display import numerals
from fomo_core.display.ownership.holdings import held_tokens, holders
from fomo_core.display.summary import Row
from fomo_core.display.text import plain, t
from fomo_core.history import OfferingHistory
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters
from fomo_core.units import BPS


def concentration_rows(offering: Offering) -> list[Row]:
    """The holders of an offering's tokens in five numbers; none where nobody holds any."""
    held = holders(offering)
    found = market.concentration(amount for _, amount in held)
    if found is None:
        return []
    issuers = max(0, dict(held).get(offering.issuer, 0))
    values = {
        "holders": numerals.count(found.holders),
        "hhi": numerals.count(found.hhi_bps),
        "gini": numerals.fixed(found.gini_bps / BPS, 2),
        "top": f.share(found.top_bps, BPS),
        "issuer": f.share(issuers, held_tokens(held)),
    }
    equal = {"hhi": {"equal": numerals.count(found.equal_holders)}}
    return [
        Row(plain(f"measure.{name}"), value, plain(f"measure.{name}_help", **equal.get(name, {})))
        for name, value in values.items()
    ]


def values(offering: Offering, past: OfferingHistory, now: int, parameters: Parameters) -> str:
    """Price times amount as a sentence of Markdown, beside what a tenth of it would fetch; empty once it failed."""
    valued = market.valuation(offering, past, now, parameters)
    if valued is None:
        return ""
    pool = worth.pool_of(offering, parameters) or worth.pool_at_graduation(
        offering, offering.raised, parameters
    )
    tenth = valued.circulating // 10
    amounts = {"value": valued.market_value, "diluted": valued.diluted_value}
    usd = {f"{name}_usd": market.in_usd(flock, parameters.flock_price) for name, flock in amounts.items()}
    return t(
        "measure.values" if offering.graduated_at is not None else "measure.values_before",
        **{name: f.flock(flock) for name, flock in amounts.items()},
        **{name: f.usd(amount) for name, amount in usd.items()},
        tenth=f.flock(worth.alone(tenth, pool)),
        marked=f.flock(worth.market_value(tenth, pool)),
    )
