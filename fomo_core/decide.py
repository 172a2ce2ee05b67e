"""The effect of a command: its events, or a refusal (protocol sections 4 to 6).

``decide`` only reads. Where several refusals apply, the first in the order of
the checks below is raised; the contracts check in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from fomo_core import commands as cmd
from fomo_core import errors
from fomo_core import events as ev
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.names import description_fault, name_fault, symbol_fits
from fomo_core.offering import GRADUATED, LIVE, SUCCEEDED, Offering, divide_at_graduation
from fomo_core.pool import amount_out
from fomo_core.revenue import income, route
from fomo_core.tax import first_buy_tax_bps
from fomo_core.units import MAX_AMOUNT
from fomo_core.world import World

Events = tuple[ev.Event, ...]
#: A purchase, with the graduation that it brings about when it fills the raise.
_Bought = tuple[ev.Purchased] | tuple[ev.Purchased, ev.Graduated]

#: Makes a named tuple at half the cost of calling its class; for the path of every purchase.
_record = tuple.__new__


class Quote(NamedTuple):
    """The effect of a command now: its events, and the FLOCK or tokens (wei) its sender lacks for it."""

    events: Events
    shortfall: int


def decide(world: World, command: cmd.Command, now: int) -> Events:
    """The events of a command at a moment.

    Raises:
        Rejected: with the protocol's code; the world is as it was.
    """
    return _DECIDE[type(command)](world, command, now, 0)


def quote(world: World, command: cmd.Command, now: int) -> Quote:
    """The same arithmetic as ``decide``, shown to someone who may not have the means yet.

    Raises:
        Rejected: for any reason but an insufficient balance.
    """
    handler = _DECIDE[type(command)]
    try:
        return Quote(handler(world, command, now, 0), 0)
    except errors.InsufficientBalance as short:
        events = handler(world, command, now, MAX_UINT256)
        return Quote(events, outlay(events) - short.held)


def outlay(events: Events) -> int:
    """Return what an act takes from its sender: wei of FLOCK, or of tokens when a swap sells those."""
    fees = sum(event.flock for event in events if isinstance(event, ev.LaunchFeePaid))
    bought = sum(event.flock_in for event in events if isinstance(event, ev.Purchased))
    sold = sum(event.amount_in for event in events if isinstance(event, ev.Swapped))
    return fees + bought + sold


def _fund(world: World, command: cmd.Fund, now: int, credit: int) -> Events:
    if not 0 <= command.flock <= MAX_AMOUNT - world.funded - world.earned:
        raise errors.FaucetDry
    return (ev.Funded(command.account, command.flock),)


def _launch(world: World, command: cmd.Launch, now: int, credit: int) -> Events:
    if _late(command.deadline, now):
        raise errors.LaunchDeadlinePassed
    _check_launch(world, command)
    parameters = world.protocol.parameters
    fee = parameters.launch_fee
    if command.max_fee is not None and fee > command.max_fee:
        raise errors.LaunchFeeAboveLimit(fee=fee, most=command.max_fee)
    held = world.flock.get(command.sender, 0)
    _require(held + credit, fee, held, fee + command.first_buy_flock)
    created = _launch_created(world, command, now)
    opened: Events = (
        created,
        ev.OfferingDescribed(command.offering, command.description),
        ev.LaunchFeePaid(command.offering, command.sender, fee),
    )
    if not command.first_buy_flock:
        return opened
    offering = Offering.opened(created, world.protocol.models[command.model], parameters)
    tax_bps = first_buy_tax_bps(parameters)
    bought = _purchase(world, offering, command.sender, command.first_buy_flock, 0, tax_bps, now)
    if bought[0].mt_allocated > parameters.first_buy_cap:
        raise errors.FirstBuyAboveCap(out=bought[0].mt_allocated, cap=parameters.first_buy_cap)
    _require(held - fee + credit, bought[0].flock_in, held, fee + bought[0].flock_in)
    return opened + bought


def _check_launch(world: World, command: cmd.Launch) -> None:
    if command.offering in world.offerings:
        raise errors.OfferingKeyTaken
    if command.model not in world.protocol.models:
        raise errors.UnknownModel
    if fault := name_fault(command.name):
        raise errors.BadName(reason=fault)
    if not symbol_fits(command.symbol):
        raise errors.BadSymbol
    if fault := description_fault(command.description):
        raise errors.BadDescription(reason=fault)


def _launch_created(world: World, command: cmd.Launch, now: int) -> ev.LaunchCreated:
    parameters = world.protocol.parameters
    model = world.protocol.models[command.model]
    return ev.LaunchCreated(
        token=command.offering,
        creator=command.sender,
        model_type_id=model.id,
        target_raise_min=model.minimum_target,
        target_raise_max=model.maximum_target,
        target_sale=parameters.target_sale,
        sale_start=now,
        sale_end=now + parameters.duration_s,
        mt_name=command.name,
        mt_symbol=command.symbol,
        is_bundled=command.first_buy_flock > 0,
    )


def _buy(world: World, command: cmd.Buy, now: int, credit: int) -> Events:
    sender, key, flock_in, minimum, deadline = command
    offering = world.offerings.get(key)
    if offering is None:
        raise errors.UnknownOffering
    if deadline is not None and now > deadline:
        raise errors.DeadlinePassed
    if not offering.open_at(now):
        raise errors.OfferingClosed
    tax_bps = offering.tax_at(now, world.protocol.parameters)
    bought = _purchase(world, offering, sender, flock_in, minimum, tax_bps, now)
    held = world.flock.get(sender, 0)
    taken = bought[0].flock_in
    if held + credit < taken:
        _require(held + credit, taken, held, taken)
    return bought


def _purchase(
    world: World,
    offering: Offering,
    sender: str,
    flock_in: int,
    minimum: int,
    tax_bps: int,
    now: int,
) -> _Bought:
    """A purchase and, when it fills the raise, the graduation in the same act."""
    if flock_in <= 0:
        raise errors.ZeroPurchase
    parameters = world.protocol.parameters
    (gross, net, anti_sniper_fee, creator_fee, protocol_fee, refund), tokens = offering.fill_at(
        flock_in, tax_bps, parameters
    )
    if tokens <= 0:
        raise errors.NothingBought
    if tokens < minimum:
        raise errors.PurchaseSlippage(out=tokens, minimum=minimum)
    purchased = _record(
        ev.Purchased,
        (offering.key, sender, gross, net, tokens, protocol_fee, creator_fee, anti_sniper_fee, refund),
    )
    raised = offering.raised + net
    if raised < offering.maximum_target:
        return (purchased,)
    sold = offering.sold + tokens
    return (purchased, _graduation(world, offering, sender, raised, sold, now))


def _graduation(
    world: World, offering: Offering, caller: str, raised: int, sold: int, now: int
) -> ev.Graduated:
    division = divide_at_graduation(offering, raised, sold, world.protocol.parameters)
    return ev.Graduated(offering.key, caller, now, raised, *division)


def _graduate(world: World, command: cmd.Graduate, now: int, credit: int) -> Events:
    offering = _offering(world, command.offering)
    status = offering.status_at(now)
    if status == GRADUATED:
        raise errors.AlreadyGraduated
    if status == LIVE:
        raise errors.StillLive
    if offering.raised < offering.minimum_target:
        raise errors.MinimumNotReached
    if status != SUCCEEDED:
        raise errors.Abandoned
    return (_graduation(world, offering, command.sender, offering.raised, offering.sold, now),)


def _claim(world: World, command: cmd.Claim, now: int, credit: int) -> Events:
    offering = _graduated_offering(world, command.offering)
    account = command.sender if command.account is None else command.account
    tokens = offering.claims.get(account, 0)
    if not tokens:
        raise errors.NothingToClaim
    return (ev.Claimed(command.offering, account, tokens),)


def _redeem(world: World, command: cmd.Redeem, now: int, credit: int) -> Events:
    offering = _offering(world, command.offering)
    if not offering.redeemable_at(now, world.protocol.parameters):
        raise errors.NotFailed
    principal = offering.principal.get(command.sender, 0)
    if not principal:
        raise errors.NothingToRedeem
    return (ev.Redeemed(command.offering, command.sender, principal),)


def _release(world: World, command: cmd.Release, now: int, credit: int) -> Events:
    offering = _graduated_offering(world, command.offering)
    due = offering.vested_at(now, world.protocol.parameters) - offering.released
    if due <= 0:
        raise errors.NothingVested
    return (ev.Released(command.offering, offering.issuer, due),)


def _swap(world: World, command: cmd.Swap, now: int, credit: int) -> Events:
    offering = _graduated_offering(world, command.offering)
    if command.sell not in ("flock", "token"):
        raise errors.OutOfRange("A swap sells either flock or token.")
    if _late(command.deadline, now):
        raise errors.SwapDeadlinePassed
    if command.amount_in <= 0:
        raise errors.ZeroSwap
    out = pool_out(world, offering, command.sell, command.amount_in)
    if not out:
        raise errors.NothingSwapped
    if out < command.min_amount_out:
        raise errors.SwapSlippage(out=out, minimum=command.min_amount_out)
    balances = world.flock if command.sell == "flock" else offering.tokens
    held = balances.get(command.sender, 0)
    unit = "FLOCK" if command.sell == "flock" else offering.symbol
    _require(held + credit, command.amount_in, held, command.amount_in, unit)
    return (ev.Swapped(command.offering, command.sender, command.sell, command.amount_in, out),)


def pool_out(world: World, offering: Offering, sell: str, amount: int) -> int:
    """Return what an offering's pool pays for ``amount`` wei of ``sell`` ("flock" or "token"); rounds down.

    Nothing when a side of the pool is empty.
    """
    reserve_in, reserve_out = offering.pool_flock, offering.pool_tokens
    if sell == "token":
        reserve_in, reserve_out = reserve_out, reserve_in
    if not (reserve_in and reserve_out):
        return 0
    return amount_out(amount, reserve_in, reserve_out, world.protocol.parameters.pool_fee_bps)


def _route_revenue(world: World, command: cmd.RouteRevenue, now: int, credit: int) -> Events:
    offering = _graduated_offering(world, command.offering)
    if _late(command.deadline, now):
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
    burned = pool_out(world, offering, "flock", parts.model_buyback)
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


def _late(deadline: int | None, now: int) -> bool:
    return deadline is not None and now > deadline


def _offering(world: World, key: str) -> Offering:
    offering = world.offerings.get(key)
    if offering is None:
        raise errors.UnknownOffering
    return offering


def _graduated_offering(world: World, key: str) -> Offering:
    offering = _offering(world, key)
    if offering.graduated_at is None:
        raise errors.NotGraduated
    return offering


def _require(available: int, amount: int, held: int, needed: int, unit: str = "FLOCK") -> None:
    """Refuse when ``available`` does not cover ``amount``; the sentence speaks of the whole command."""
    if available < amount:
        raise errors.InsufficientBalance(missing=needed - held, needed=needed, held=held, unit=unit)


#: Any: each handler takes commands of its own kind, which is the key beside it.
_DECIDE: dict[type[cmd.Command], Callable[[World, Any, int, int], Events]] = {
    cmd.Fund: _fund,
    cmd.Launch: _launch,
    cmd.Buy: _buy,
    cmd.Graduate: _graduate,
    cmd.Claim: _claim,
    cmd.Redeem: _redeem,
    cmd.Release: _release,
    cmd.Swap: _swap,
    cmd.RouteRevenue: _route_revenue,
}
