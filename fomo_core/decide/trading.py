"""After graduation: swaps in the pool, and revenue routed (protocol section 6)."""

from __future__ import annotations

from fomo_core import commands as cmd
from fomo_core import errors
from fomo_core import events as ev
from fomo_core.decide.checks import graduated_offering, late, require
from fomo_core.events import Events
from fomo_core.offering import Offering
from fomo_core.pool import amount_out
from fomo_core.revenue import income, route
from fomo_core.units import MAX_AMOUNT
from fomo_core.world import World


def swap(world: World, command: cmd.Swap, now: int, credit: int) -> Events:
    """Swap in an offering's pool."""
    offering = graduated_offering(world, command.offering)
    if command.sell not in ("flock", "token"):
        raise errors.OutOfRange("A swap sells either flock or token.")
    if late(command.deadline, now):
        raise errors.SwapDeadlinePassed
    if command.amount_in <= 0:
        raise errors.ZeroSwap
    out = _pool_out(world, offering, command.sell, command.amount_in)
    if not out:
        raise errors.NothingSwapped
    if out < command.min_amount_out:
        raise errors.SwapSlippage(out=out, minimum=command.min_amount_out)
    balances = world.flock if command.sell == "flock" else offering.tokens
    held = balances.get(command.sender, 0)
    unit = "FLOCK" if command.sell == "flock" else offering.symbol
    require(held + credit, command.amount_in, held, command.amount_in, unit)
    return (ev.Swapped(command.offering, command.sender, command.sell, command.amount_in, out),)


def _pool_out(world: World, offering: Offering, sell: str, amount: int) -> int:
    """Return what an offering's pool pays for ``amount`` wei of ``sell`` ("flock" or "token"); rounds down.

    Nothing when a side of the pool is empty.
    """
    reserve_in, reserve_out = offering.pool_flock, offering.pool_tokens
    if sell == "token":
        reserve_in, reserve_out = reserve_out, reserve_in
    if not (reserve_in and reserve_out):
        return 0
    return amount_out(amount, reserve_in, reserve_out, world.protocol.parameters.pool_fee_bps)


def route_revenue(world: World, command: cmd.RouteRevenue, now: int, credit: int) -> Events:
    """Settle usage: buy back, burn, and pay out."""
    offering = graduated_offering(world, command.offering)
    if late(command.deadline, now):
        raise errors.RevenueDeadlinePassed
    if command.usage_usd <= 0:
        raise errors.ZeroRevenue
    if command.usage_usd > MAX_AMOUNT:
        raise errors.FaucetDry
    model = world.protocol.models[offering.model]
    earned = income(command.usage_usd, model.cost_bps, command.flock_price)
    if world.funded + world.earned + earned.flock > MAX_AMOUNT:
        raise errors.FaucetDry
    parts = route(earned.flock, world.protocol.parameters)
    burned = _pool_out(world, offering, "flock", parts.model_buyback)
    if command.max_flock is not None and earned.flock > command.max_flock:
        raise errors.TooMuchFlock(flock=earned.flock, most=command.max_flock)
    if burned < command.min_burned:
        raise errors.TooLittleBurned(burned=burned, minimum=command.min_burned)
    if not burned:
        # Nothing would come out of the pool: the buyback's FLOCK is the treasury's.
        parts = parts._replace(model_buyback=0, treasury=parts.treasury + parts.model_buyback)
    return (
        ev.RevenueRouted(
            command.offering, earned.usage_usd, earned.cost_usd, earned.net_usd, command.flock_price, earned.flock,
            *parts, burned,
        ),
    )  # fmt: skip
