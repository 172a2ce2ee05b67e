"""Stakes of a person in rows and sentences: a portfolio, and the debts of a raise that is over."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter

from fomo_core.display import format as f
from fomo_core.display.ownership.holdings import Holding, is_over, refundable, sum_known
from fomo_core.display.prices import price_text
from fomo_core.display.summary import Row
from fomo_core.display.text import plain, t
from fomo_core.history import Position
from fomo_core.offering import FAILED, SUCCEEDED, Offering
from fomo_core.parameters import Parameters
from fomo_core.worth import alone, everybody, pool_of, sellable


def portfolio_rows(held: list[Holding], flock: int) -> list[Row]:
    """An account in five numbers of FLOCK; what has no pool yet can't be sold and is in none of the middle three."""
    rows = [Row(plain("portfolio.flock"), f.number(flock), plain("portfolio.flock_help"))]
    for name in ("sold_now", "all_sold", "profit"):
        amount = sum_known(held, attrgetter(name))
        none = "unknown" if any(stake.back is None for stake in held) else "no_pool"
        text = plain(f"portfolio.{none}") if amount is None else f.number(amount)
        rows.append(Row(plain(f"portfolio.{name}"), text, plain(f"portfolio.{name}_help")))
    back = sum_known(held, attrgetter("back")) if held else 0
    text = plain("portfolio.unknown") if back is None else f.number(back)
    return [*rows, Row(plain("portfolio.back"), text, plain("portfolio.back_help"))]


def issuer_lines(held: list[Holding]) -> str:
    """Tell the cost and income of launching, which is in no stake's profit; nothing without a launch."""
    fee, income = (sum(getattr(h.position, name) for h in held) for name in ("launch_fee", "income"))
    return plain("portfolio.issuer", fee=f.flock(fee), income=f.flock(income)) if fee or income else ""


def sold_together(offerings: Iterable[Offering], parameters: Parameters) -> list[str]:
    """Tell the proceeds of all holders of each traded token together, a sentence an offering."""
    pools = [(o, pool) for o in offerings if (pool := pool_of(o, parameters)) is not None]
    return [
        plain(
            "portfolio.together",
            symbol=f.shorten(o.symbol),
            flock=f.flock(alone(sellable(o), pool)),
            price=price_text(o),
        )
        for o, pool in pools
    ]


def if_sold(offering: Offering, account: str, parameters: Parameters) -> str:
    """Tell the proceeds of all that an account owns of a token, alone and with everybody; nothing without any."""
    pool = pool_of(offering, parameters)
    owned = offering.tokens.get(account, 0) + offering.claims.get(account, 0)
    if pool is None or owned <= 0:
        return ""
    return t(
        "swap.if_sold",
        tokens=f.tokens(owned, offering.symbol),
        alone=f.flock(alone(owned, pool)),
        everybody=f.flock(everybody(owned, sellable(offering), pool)),
    )


def closure_reason(offering: Offering, now: int, only_raises: bool = False) -> str:
    """Tell the reason why a raise takes no purchases, and what can be done instead, as Markdown.

    ``only_raises`` as in ``holdings.market_at``.
    """
    status = offering.status_at(now)
    if only_raises and is_over(offering, now):
        return t("offering.closed_unknown", raised=f.flock(offering.raised))
    if status == FAILED and offering.raised and offering.redeemed == offering.raised:
        return t("offering.closed_settled", flock=f.flock(offering.redeemed))
    return t(f"offering.closed_{status}")


def redeem_about(
    offering: Offering,
    account: str,
    position: Position,
    now: int,
    parameters: Parameters,
    only_raises: bool = False,
) -> str:
    """Tell the principal that an account can take back of a raise, or has taken back, as Markdown.

    ``only_raises`` as in ``holdings.market_at``.
    """
    if only_raises and is_over(offering, now):
        return t("outcome.redeem_unknown")
    status = offering.status_at(now)
    names = {
        "account": f.account(account) or plain("part.nobody"),
        "flock": f.flock(refundable(offering, account)),
    }
    if status == FAILED and not refundable(offering, account):
        if not position.paid:
            return t("outcome.redeem_never", **names)
        kept = f.flock(position.paid - position.received)
        return t("outcome.redeem_taken", **names | {"flock": f.flock(position.received)}, kept=kept)
    if status == SUCCEEDED and offering.redeemable_at(now, parameters):
        status = "abandoned"
    return t(f"outcome.redeem_{status}", **names, window=f.duration(parameters.graduation_window_s))
