"""``read``: reads a deployment on a real chain and tells what its events add up to."""

from __future__ import annotations

import argparse
import json

from fomo_core import deployments
from fomo_core.backends import connect
from fomo_core.cli.options import add_exact
from fomo_core.deployments import Deployment
from fomo_core.display import format as f
from fomo_core.display.numerals import localise
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain
from fomo_core.errors import NoSuchData
from fomo_core.live_chain import LiveChain
from fomo_core.names import printable
from fomo_core.scenarios.replay import state_at
from fomo_core.units import rounded_text


def add_options(read: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    read.add_argument("deployment", metavar=plain("cli.blank.deployment"), help=plain("cli.read.deployment"))
    read.add_argument("--rpc", metavar=plain("cli.blank.url"), help=plain("cli.read.rpc"))
    read.add_argument("--launchpad", metavar=plain("cli.blank.address"), help=plain("cli.read.launchpad"))
    read.add_argument("--anew", action="store_true", help=plain("cli.read.anew"))
    add_exact(read)


def run(options: argparse.Namespace) -> str:
    """Read a deployment to its head and say what its events add up to.

    Raises:
        InvalidInput: for a deployment or an address that is none.
        ChainError: when no node can answer.
    """
    known = deployments.load()
    if options.deployment not in known:
        raise NoSuchData(
            "There is no such deployment: choose one of {names}.",
            "deployment: unknown",
            names=", ".join(known),
        )
    chosen = known[options.deployment]
    chosen = chosen.at(options.launchpad or chosen.launchpad)
    urls = deployments.parse_urls(options.rpc, "--rpc") if options.rpc else deployments.rpc_urls(chosen.key)
    chain = connect(chosen, urls, cache=deployments.cache_folder())
    if options.anew:
        chain.read_anew()
    else:
        chain.sync()
    return json.dumps(_exact(chain), indent=1) if options.json else _told(chosen, chain)


def _exact(chain: LiveChain) -> dict[str, object]:
    head = chain.head()
    return {"block": chain.standing().block, "events": head.length} | state_at(chain.world, head.now)


def _told(deployment: Deployment, chain: LiveChain) -> str:
    standing, head = chain.standing(), chain.head()
    reached = {"block": standing.block, "moment": f.clock(standing.timestamp)}
    lines = [plain("cli.read.standing", title=deployment.title, events=head.length, **reached)]
    for key, offering in chain.world.offerings.items():
        amounts = {"raised": offering.raised, "most": offering.maximum_target}
        told = {name: localise(rounded_text(amount)) for name, amount in amounts.items()}
        status = plain(f"cli.status.{offering.status_at(head.now)}")
        symbol = printable(offering.symbol)
        lines.append("  " + plain("cli.read.offering", symbol=symbol, key=key, status=status, **told))
    lines += [plain("cli.read.note", complaint=sentence(complaint)) for complaint in standing.complaints]
    return "\n".join([*lines, *_compared(chain)])


def _compared(chain: LiveChain) -> list[str]:
    """Compare what the events add up to with the contracts' own numbers, where these can be asked for."""
    checked = chain.audit()
    if checked is None:
        return []
    if not checked.differences:
        return [plain("cli.read.agrees", count=checked.numbers)]
    return [plain("cli.read.differs", count=len(checked.differences), total=checked.numbers)]
