"""``quote``: quotes one purchase at a point of a raise."""

from __future__ import annotations

import argparse
import json

from fomo_core import presets
from fomo_core.amounts import parse_amount
from fomo_core.cli.options import EXACT, PRESETS
from fomo_core.commands import Buy, Launch
from fomo_core.decide import quote
from fomo_core.display.format import price
from fomo_core.display.ownership import trades
from fomo_core.errors import InvalidInput
from fomo_core.event_record import event_fields
from fomo_core.events import LaunchCreated, Purchased
from fomo_core.offering import Offering
from fomo_core.parameters import Parameters, Protocol
from fomo_core.tax import first_buy_tax_bps
from fomo_core.units import BPS, MINUTE_S, WAD, WAD_DECIMALS, rounded_text, text_down, text_up
from fomo_core.world import World

HELP = "quote one purchase at a point of a raise"
ABOUT = """\
Quote one purchase. The combined tax starts at 99%% and falls by one percent a
minute to the 1.5%% platform fee, so the minute matters as much as the price.

examples:
  %(prog)s --flock 1000                   at minute 0: 99%% tax
  %(prog)s --flock 1000 --minute 98       the tax has come down
  %(prog)s --tokens 5000 --minute 98 --raised 150000
  %(prog)s --flock 10000 --first-buy --model kimi-k3
"""


def add_options(verb: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    amount = verb.add_mutually_exclusive_group(required=True)
    amount.add_argument("--flock", metavar="AMOUNT", help="FLOCK offered, for example 1000 or 0.5")
    amount.add_argument("--tokens", metavar="AMOUNT", help="tokens wanted; the quote finds the least FLOCK")
    verb.add_argument("--raised", default="0", metavar="FLOCK", help="principal raised before (default 0)")
    verb.add_argument("--minute", default=0, type=_minute, help="minutes since the sale started (default 0)")
    verb.add_argument(
        "--first-buy", action="store_true", help="as the issuer's bundled first buy: no tax, capped"
    )
    verb.add_argument("--model", default="qwen3-30b-a3b-instruct", help="a key of data/models.toml")
    verb.add_argument("--preset", default=presets.DEFAULT_PRESET, help=PRESETS)
    verb.add_argument("--json", action="store_true", help=EXACT)


def _minute(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError("write a whole number of minutes, 0 or more")
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
            raise InvalidInput("A first buy happens at launch: leave --minute and --raised out.")
        command = Launch("you", offering.key, offering.model, "Quote", "QUOTE", first_buy_flock=flock_in)
    else:
        world.offerings[offering.key] = offering
        command = Buy("you", offering.key, flock_in)
    events = quote(world, command, now).events
    bought = next((event for event in events if isinstance(event, Purchased)), None)
    if bought is None:
        raise InvalidInput("A first buy needs more than 0 FLOCK.")
    return bought, tax_bps


def _offering_at(protocol: Protocol, model_id: str, raised: int) -> Offering:
    """An offering of a model that has raised so much principal."""
    model = protocol.models.get(model_id)
    if model is None:
        raise InvalidInput(f"There is no such model: choose one of {', '.join(protocol.models)}.")
    if raised >= model.maximum_target:
        raise InvalidInput(
            f"This model's raise closes at {rounded_text(model.maximum_target, places=0)} FLOCK."
        )
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
    said = [f"Lost to its own size: {loss.share}"]
    if loss.level:
        said.append(loss.text)
    if not options.first_buy:
        toll = trades.tax_toll(purchased, offering, options.minute * MINUTE_S, parameters)
        said += [toll.text] if toll.level or toll.moment else []
    return said


def _receipt(purchased: Purchased, tax_bps: int) -> str:
    taken = [
        ("You pay", purchased.flock_in, "FLOCK"),
        ("  anti-sniping tax", purchased.anti_sniper_fee, "FLOCK"),
        ("  protocol fee", purchased.protocol_fee, "FLOCK"),
        ("  creator fee", purchased.creator_fee, "FLOCK"),
        ("  principal", purchased.net_used, "FLOCK"),
        ("You are allocated", purchased.mt_allocated, "tokens"),
        ("Back if the raise fails", purchased.net_used, "FLOCK"),
    ]
    if purchased.refund:
        taken.insert(1, ("Not taken: the raise is full", purchased.refund, "FLOCK"))
    # Dust is told to its last digit: zeros would say that nothing is paid.
    places = WAD_DECIMALS if any(0 < amount < WAD // 10**6 for _, amount, _ in taken) else 6
    rows = [
        (label, (text_up if label == "You pay" else text_down)(amount, places=places), unit)
        for label, amount, unit in taken
    ]
    average = price(purchased.flock_in, purchased.mt_allocated)
    rows.insert(-1, ("Average price, tax included", average, "FLOCK per token"))
    lines = [f"Combined tax: {tax_bps * 100 // BPS}.{tax_bps % 100:02d}%"]
    return "\n".join(lines + [f"{label:<30}{amount:>24}  {unit}" for label, amount, unit in rows])
