"""``quote``: quotes one purchase at a point of a raise."""

from __future__ import annotations

import argparse
import json

from fomo_core import presets
from fomo_core.amounts import parse_amount
from fomo_core.cli.options import add_exact, add_model, add_preset
from fomo_core.commands import Buy, Launch
from fomo_core.decide import quote
from fomo_core.display.format import price
from fomo_core.display.numerals import localise, with_percent
from fomo_core.display.ownership import trades
from fomo_core.display.text import plain
from fomo_core.errors import InvalidInput
from fomo_core.event_record import event_fields
from fomo_core.events import LaunchCreated, Purchased
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters, Protocol
from fomo_core.tax import first_buy_tax_bps
from fomo_core.units import BPS, MINUTE_S, WAD, WAD_DECIMALS, rounded_text, text_down, text_up
from fomo_core.world import World

#: What a payment is made of.
_PARTS_OF_PAID = ("tax", "protocol_fee", "creator_fee", "principal")


def add_options(verb: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    flock, wanted = plain("cli.blank.flock"), plain("cli.blank.amount")
    amount = verb.add_mutually_exclusive_group(required=True)
    amount.add_argument("--flock", metavar=wanted, help=plain("cli.quote.flock"))
    amount.add_argument("--tokens", metavar=wanted, help=plain("cli.quote.tokens"))
    verb.add_argument("--raised", default="0", metavar=flock, help=plain("cli.quote.raised"))
    verb.add_argument("--minute", default=0, type=_minute, help=plain("cli.quote.minute"))
    verb.add_argument("--first-buy", action="store_true", help=plain("cli.quote.first_buy"))
    add_model(verb)
    add_preset(verb)
    add_exact(verb)


def _minute(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError(plain("cli.quote.no_minute"))
    return int(text)


def run(options: argparse.Namespace) -> str:
    """Quote a purchase; the text to print.

    Raises:
        FomoError: for options that can't be used, and a purchase that is refused.
    """
    protocol = presets.load(options.preset)
    offering = _offering_at(protocol, options.model, parse_amount(options.raised))
    purchased, tax_bps = _quoted(options, protocol, offering)
    if not options.json:
        cautions = _cautions(purchased, offering, tax_bps, options, protocol.parameters)
        return "\n".join([_receipt(purchased, tax_bps), *cautions])
    exact = event_fields(purchased)
    del exact["event"], exact["token"], exact["buyer"]
    return json.dumps({"combined_tax_bps": tax_bps} | exact, indent=1)


def _quoted(options: argparse.Namespace, protocol: Protocol, offering: Offering) -> tuple[Purchased, int]:
    """The purchase asked for and its combined tax, decided by the same rules as on a chain."""
    now = options.minute * MINUTE_S
    tax_bps = (
        first_buy_tax_bps(protocol.parameters)
        if options.first_buy
        else offering.tax_at(now, protocol.parameters)
    )
    if options.flock is not None:
        flock_in = parse_amount(options.flock)
    else:
        flock_in = offering.flock_for(parse_amount(options.tokens), tax_bps)
    world = World(protocol)
    command: Launch | Buy
    if options.first_buy:
        if now or offering.raised:
            raise InvalidInput(
                "A first buy happens at launch: leave --minute and --raised out.", "quote: first buy later"
            )
        command = Launch("you", offering.key, offering.model, "Quote", "QUOTE", first_buy_flock=flock_in)
    else:
        world.offerings[offering.key] = offering
        command = Buy("you", offering.key, flock_in)
    events = quote(world, command, now).events
    bought = next((event for event in events if isinstance(event, Purchased)), None)
    if bought is None:
        raise InvalidInput("A first buy needs more than 0 FLOCK.", "quote: no first buy")
    return bought, tax_bps


def _offering_at(protocol: Protocol, model_id: str, raised: int) -> Offering:
    """An offering of a model that has raised so much principal."""
    model = protocol.model(model_id)
    if raised >= model.maximum_target:
        most = rounded_text(model.maximum_target, places=0)
        raise InvalidInput("This model's raise closes at {most} FLOCK.", "quote: raise closed", most=most)
    targets = (model.minimum_target, model.maximum_target, protocol.parameters.target_sale)
    created = LaunchCreated(
        "quote", "issuer", model.id, *targets, 0, protocol.parameters.duration_s, "Quote", "tokens", False
    )
    offering = Offering.opened(created, model, protocol.parameters)
    offering.raised, offering.sold = raised, offering.curve.sold(raised)
    return offering


def _cautions(
    purchased: Purchased,
    offering: Offering,
    tax_bps: int,
    options: argparse.Namespace,
    parameters: Parameters,
) -> list[str]:
    """Say what a purchase loses to its own size, and warn where that or the tax is high; a sentence each."""
    loss = trades.purchase_loss(purchased, offering, tax_bps, parameters)
    said = [plain("cli.quote.lost", share=loss.share)]
    if loss.level:
        said.append(loss.text)
    if not options.first_buy:
        toll = trades.tax_toll(purchased, offering, options.minute * MINUTE_S, parameters)
        said += [toll.text] if toll.level or toll.moment else []
    return said


def _receipt(purchased: Purchased, tax_bps: int) -> str:
    taken = {
        "paid": purchased.flock_in,
        "refund": purchased.refund,
        "tax": purchased.anti_sniper_fee,
        "protocol_fee": purchased.protocol_fee,
        "creator_fee": purchased.creator_fee,
        "principal": purchased.net_used,
        "allocated": purchased.mt_allocated,
        "price": 0,
        "back": purchased.net_used,
    }
    # Dust is told to its last digit: zeros would say that nothing is paid.
    places = WAD_DECIMALS if any(0 < amount < WAD // 10**6 for amount in taken.values()) else 6
    shown = {name: _told(name, amount, places) for name, amount in taken.items()}
    shown["price"] = price(purchased.flock_in, purchased.mt_allocated)
    if not purchased.refund:
        del shown["refund"]
    rate = with_percent(localise(f"{tax_bps * 100 // BPS}.{tax_bps % 100:02d}"))
    rows = [f"{_label(name):<30}{amount:>24}  {_unit(name)}" for name, amount in shown.items()]
    return "\n".join([plain("cli.quote.combined_tax", rate=rate), *rows])


def _told(name: str, amount: int, places: int) -> str:
    return localise((text_up if name == "paid" else text_down)(amount, places=places))


def _label(name: str) -> str:
    indent = "  " if name in _PARTS_OF_PAID else ""
    return indent + plain(f"cli.quote.line.{name}")


def _unit(name: str) -> str:
    unit = {"allocated": "tokens", "price": "price"}.get(name, "flock")
    return plain(f"cli.quote.unit_{unit}")
