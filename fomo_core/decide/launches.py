"""A launch with its fee and its bundled first buy (protocol section 4)."""

from __future__ import annotations

from fomo_core import commands as cmd
from fomo_core import errors
from fomo_core import events as ev
from fomo_core.decide.checks import late, require
from fomo_core.decide.purchases import purchase
from fomo_core.events import Events
from fomo_core.names import description_fault, name_fault, symbol_fits
from fomo_core.offering import Offering
from fomo_core.tax import first_buy_tax_bps
from fomo_core.world import World


def launch(world: World, command: cmd.Launch, now: int, credit: int) -> Events:
    """Launch an offering, with its first buy in the same act."""
    if late(command.deadline, now):
        raise errors.LaunchDeadlinePassed
    _check_launch(world, command)
    parameters = world.protocol.parameters
    fee = parameters.launch_fee
    if command.max_fee is not None and fee > command.max_fee:
        raise errors.LaunchFeeAboveLimit(fee=fee, most=command.max_fee)
    held = world.flock.get(command.sender, 0)
    require(held + credit, fee, held, fee + command.first_buy_flock)
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
    bought = purchase(world, offering, command.sender, command.first_buy_flock, 0, tax_bps, now)
    if bought[0].mt_allocated > parameters.first_buy_cap:
        raise errors.FirstBuyAboveCap(out=bought[0].mt_allocated, cap=parameters.first_buy_cap)
    require(held - fee + credit, bought[0].flock_in, held, fee + bought[0].flock_in)
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
