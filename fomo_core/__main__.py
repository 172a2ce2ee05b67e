"""The command line: ``python -m fomo_core --help``."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fomo_core import presets, scenario
from fomo_core.amounts import parse_amount
from fomo_core.commands import Buy, Launch
from fomo_core.decide import quote
from fomo_core.display import trades
from fomo_core.display.format import price, spelled
from fomo_core.errors import FomoError, InvalidInput
from fomo_core.events import LaunchCreated, Purchased
from fomo_core.names import printable
from fomo_core.offering import FAILED, GRADUATED, Offering
from fomo_core.parameters import Parameters, Protocol
from fomo_core.replay import event_fields, replay
from fomo_core.simulation import command_line
from fomo_core.tax import first_buy_tax_bps
from fomo_core.units import BPS, DAY_S, HOUR_S, MINUTE_S, WAD, WAD_DECIMALS, rounded_text, text_down, text_up
from fomo_core.world import World

_ABOUT = """\
A FOMO launch is a seven-day raise: supporters pay FLOCK along a bonding curve,
the raise graduates or its principal is paid back, and inference revenue then
buys tokens back. This program computes such launches exactly, without a browser.

  replay   play a scenario file and show every step and where all money ends up
  quote    what one purchase would cost and bring, at a point of a raise
  preview  the odds of a raise, played many times over assumed demand
  deploy   put the reference contracts on a development chain
  read     read a deployment on a real chain, and say what its events add up to
"""

_REPLAY = """\
Play a scenario: a JSON file with a list of dated commands (fund, launch, buy,
graduate, claim, redeem, release, swap, route_revenue). Steps that the protocol
refuses change nothing and are shown with their reason. A file that does not fit
the format is refused whole: one line on standard error, exit status 2.

examples:
  python -m fomo_core replay data/scenarios/1-maximum-reached.json
  python -m fomo_core replay my-export.json --json > final.json

With --rpc the same steps run as transactions on a development chain, such as
anvil: the contracts are deployed with the scenario's parameters, its accounts
are played by the node's own, and the result is told in the same words. It ends with
where the contracts lie, and with the command that opens the app on them.

  python -m fomo_core replay data/scenarios/1-maximum-reached.json --rpc http://127.0.0.1:8545
"""

_DEPLOY = """Deploy the reference contracts on a development chain, such as anvil, signed by
the node's own first account; no key is asked for. Prints where they lie.

example:
  python -m fomo_core deploy --rpc http://127.0.0.1:8545 --preset minimal
"""

_READ = """\
Read the events of a deployment (a key of data/deployments.toml, or of your own
file) through a node, and say what they add up to. What was read is kept on disk,
so that the next reading begins where this one ends. Where a node may have left
something out, --anew forgets what is kept and reads all of it once more.

examples:
  python -m fomo_core read local --rpc http://127.0.0.1:8545 --launchpad 0x...
  python -m fomo_core read base --rpc https://... --anew
"""

_QUOTE = """\
Quote one purchase. The combined tax starts at 99% and falls by one percent a
minute to the 1.5% platform fee, so the minute matters as much as the price.

examples:
  python -m fomo_core quote --flock 1000                   at minute 0: 99% tax
  python -m fomo_core quote --flock 1000 --minute 98       the tax has come down
  python -m fomo_core quote --tokens 5000 --minute 98 --raised 150000
  python -m fomo_core quote --flock 10000 --first-buy --model kimi-k3
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status is 0, or 2 for input that can't be used."""
    options = _parser().parse_args(arguments)
    try:
        text = options.run(options)
    except FomoError as error:
        print(f"fomo_core: {error}", file=sys.stderr)
        return 2
    return _write(text)


def _write(text: str) -> int:
    """Print a result; a terminal that can't show a character gets a question mark for it."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The reader has seen enough: nothing more to say, not even at exit.
        sys.stdout = None
    except OSError as error:
        print(f"fomo_core: The result can't be written: {error.strerror}.", file=sys.stderr)
        sys.stdout = None
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m fomo_core", description=_ABOUT, formatter_class=layout)
    verbs = parser.add_subparsers(required=True, metavar="{replay,quote,preview,deploy,read}")

    def verb(
        name: str, run: Callable[[argparse.Namespace], str], help: str, about: str
    ) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=help, description=about, formatter_class=layout)
        made.set_defaults(run=run)
        return made

    _replay_options(verb("replay", _run_replay, "play a scenario file", _REPLAY))
    _quote_options(verb("quote", _run_quote, "quote one purchase", _QUOTE))
    command_line.add_arguments(verb("preview", command_line.run, "the odds of a raise", command_line.ABOUT))
    _deploy_options(verb("deploy", _run_deploy, "put the contracts on a chain", _DEPLOY))
    _read_options(verb("read", _run_read, "read a deployment on a real chain", _READ))
    return parser


_EXACT = "print exact numbers in the smallest units, as JSON"
_PRESETS = f"one of {', '.join(presets.names())}"


def _replay_options(play: argparse.ArgumentParser) -> None:
    play.add_argument("file", type=Path, metavar="FILE", help="the scenario file (JSON)")
    play.add_argument("--json", action="store_true", help=_EXACT)
    play.add_argument("--rpc", metavar="URL", help="play it on the development chain behind this address")
    play.add_argument(
        "--launchpad", metavar="ADDRESS", help="with --rpc: use this deployment instead of a new one"
    )


def _quote_options(price: argparse.ArgumentParser) -> None:
    amount = price.add_mutually_exclusive_group(required=True)
    amount.add_argument("--flock", metavar="AMOUNT", help="FLOCK offered, for example 1000 or 0.5")
    amount.add_argument("--tokens", metavar="AMOUNT", help="tokens wanted; the quote finds the least FLOCK")
    price.add_argument("--raised", default="0", metavar="FLOCK", help="principal raised before (default 0)")
    price.add_argument("--minute", default=0, type=_minute, help="minutes since the sale started (default 0)")
    price.add_argument(
        "--first-buy", action="store_true", help="as the issuer's bundled first buy: no tax, capped"
    )
    price.add_argument("--model", default="qwen3-30b-a3b-instruct", help="a key of data/models.toml")
    price.add_argument("--preset", default=presets.DEFAULT_PRESET, help=_PRESETS)
    price.add_argument("--json", action="store_true", help=_EXACT)


def _deploy_options(put: argparse.ArgumentParser) -> None:
    put.add_argument("--rpc", metavar="URL", required=True, help="the development chain's address")
    put.add_argument("--preset", default=presets.DEFAULT_PRESET, help=_PRESETS)
    put.add_argument("--json", action="store_true", help="print the addresses as JSON")


def _read_options(read: argparse.ArgumentParser) -> None:
    read.add_argument("deployment", metavar="DEPLOYMENT", help="a key of data/deployments.toml")
    read.add_argument(
        "--rpc", metavar="URL", help="nodes to ask, commas between; else what FOMO_RPC_URL names"
    )
    read.add_argument(
        "--launchpad", metavar="ADDRESS", help="where its launchpad lies, if the file says nothing"
    )
    read.add_argument("--anew", action="store_true", help="forget what was kept, and read all once more")
    read.add_argument("--json", action="store_true", help=_EXACT)


def _minute(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 9):
        raise argparse.ArgumentTypeError("write a whole number of minutes, 0 or more")
    return int(text)


def _run_replay(options: argparse.Namespace) -> str:
    played = scenario.load(options.file)
    result, opening = (replay(played), "") if options.rpc is None else _replay_on_chain(played, options)
    if options.json:
        # Standard output is one object for a program to read.
        print(opening, end="\n" if opening else "", file=sys.stderr)
        return json.dumps(result, indent=1)
    return "\n\n".join(filter(None, (_story(played.title, result), opening)))


def _replay_on_chain(played: scenario.Scenario, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Return the scenario's end on a chain, and how to open the app on it."""
    # Loaded here: a replay in the sandbox should not wait for web3.
    from fomo_core import onchain

    node = onchain.node_at(options.rpc)
    if options.launchpad is None:
        chain = onchain.deploy(node, played.protocol())
    else:
        chain = onchain.connect(node, options.launchpad)
    return onchain.replay_on_chain(played, chain), onchain.opening(chain, options.rpc)


def _run_read(options: argparse.Namespace) -> str:
    from fomo_core import reading

    return reading.run(options)


def _run_deploy(options: argparse.Namespace) -> str:
    from fomo_core import onchain

    chain = onchain.deploy(onchain.node_at(options.rpc), presets.load(options.preset))
    if options.json:
        made = {"chain_id": chain.chain_id, "first_block": chain.first_block} | chain.addresses._asdict()
        return json.dumps(made, indent=1)
    return onchain.opening(chain, options.rpc)


def _story(title: str, result: dict[str, Any]) -> str:
    lines = [printable(title), ""]
    lines += [f"{_clock(step['at']):>12}  {step['do']:<13}  {_told(step)}" for step in result["steps"]]
    final = result["final"]
    lines += ["", f"At {_clock(final['at'])}:"]
    for key, offering in final["offerings"].items():
        raised, most = _amount(offering["raised"]), text_up(int(offering["maximum_target"]))
        lines.append(
            f"  offering {printable(key)}: {offering['status']}, raised {raised} of at most {most} FLOCK"
        )
    for name, account in final["accounts"].items():
        held = [f"{_amount(account['flock'])} FLOCK"]
        held += [f"{_amount(tokens)} {printable(key)}" for key, tokens in account["tokens"].items()]
        held += [
            text for key, offering in final["offerings"].items() if (text := _owed(account, key, offering))
        ]
        lines.append(f"  {printable(spelled(name))}: {', '.join(held)}")
    lines.append(f"  treasury: {_amount(final['treasury_flock'])} FLOCK")
    lines.append(f"  burned: {_amount(final['burned_flock'])} FLOCK")
    return "\n".join(lines)


def _owed(account: dict[str, Any], key: str, offering: dict[str, Any]) -> str:
    """Say what a raise owes an account: tokens to claim, or principal to redeem; nothing when settled."""
    claim, principal = account["claims"].get(key, "0"), account["principal"].get(key, "0")
    if offering["status"] == GRADUATED:
        return f"{_amount(claim)} {printable(key)} to claim" if claim != "0" else ""
    if principal == "0":
        return ""
    if offering["status"] == FAILED:
        return f"{_amount(principal)} FLOCK of principal to redeem from {printable(key)}"
    return f"{_amount(claim)} {printable(key)} allocated ({_amount(principal)} FLOCK back if it fails)"


def _told(step: dict[str, Any]) -> str:
    if not step["accepted"]:
        return f"refused: {step['code']}"
    told = []
    for event in step["events"]:
        amounts = [
            f"{name} {_amount(event[name])}"
            for name in (
                "flock_in",
                "anti_sniper_fee",
                "mt_allocated",
                "raised",
                "flock",
                "tokens",
                "amount_out",
                "tokens_burned",
            )
            if name in event and not (name == "anti_sniper_fee" and event[name] == "0")
        ]
        told.append(" ".join([event["event"], *amounts]))
    return "; ".join(told)


def _run_quote(options: argparse.Namespace) -> str:
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


def _clock(seconds: int) -> str:
    days, rest = divmod(seconds, DAY_S)
    hours, rest = divmod(rest, HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    return f"{days}d {hours:02d}:{minutes:02d}:{seconds:02d}"


def _amount(digits: str) -> str:
    return text_down(int(digits))


if __name__ == "__main__":
    sys.exit(main())
