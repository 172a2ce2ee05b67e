"""``read``: reads a deployment on a real chain and tells what its events add up to."""

from __future__ import annotations

import argparse
import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fomo_core import deployments
from fomo_core.backends import connect
from fomo_core.cli.options import EXACT
from fomo_core.deployments import Deployment
from fomo_core.errors import NoSuchData
from fomo_core.names import printable
from fomo_core.scenarios.replay import state_at
from fomo_core.units import rounded_text

if TYPE_CHECKING:
    from fomo_core.backends.evm.chain import EvmChain
    from fomo_core.backends.evm.foreign import ObservedChain

HELP = "read a deployment on a real chain, and say what its events add up to"
ABOUT = """\
Read the events of a deployment (a key of data/deployments.toml, or of your own
file) through a node, and say what they add up to. What was read is kept on disk,
so that the next reading begins where this one ends. Where a node may have left
something out, --anew forgets what is kept and reads all of it once more.

examples:
  %(prog)s local --rpc http://127.0.0.1:8545 --launchpad 0x...
  %(prog)s base --rpc https://... --anew
"""


def add_options(read: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    read.add_argument("deployment", metavar="DEPLOYMENT", help="a key of data/deployments.toml")
    read.add_argument(
        "--rpc", metavar="URL", help="nodes to ask, commas between; else what FOMO_RPC_URL names"
    )
    read.add_argument(
        "--launchpad", metavar="ADDRESS", help="where its launchpad lies, if the file says nothing"
    )
    read.add_argument("--anew", action="store_true", help="forget what was kept, and read all once more")
    read.add_argument("--json", action="store_true", help=EXACT)


def run(options: argparse.Namespace) -> str:
    """Read a deployment to its head and say what its events add up to.

    Raises:
        InvalidInput: for a deployment or an address that is none.
        ChainError: when no node can answer.
    """
    known = deployments.load()
    if options.deployment not in known:
        raise NoSuchData(f"There is no such deployment: choose one of {', '.join(known)}.")
    chosen = known[options.deployment]
    chosen = chosen.at(options.launchpad or chosen.launchpad)
    urls = deployments.parse_urls(options.rpc, "--rpc") if options.rpc else deployments.rpc_urls(chosen.key)
    chain = connect(chosen, urls, cache=deployments.cache_folder())
    if options.anew:
        chain.read_anew()
    else:
        chain.sync()
    return json.dumps(_exact(chain), indent=1) if options.json else _told(chosen, chain)


def _exact(chain: EvmChain | ObservedChain) -> dict[str, object]:
    head = chain.head()
    return {"block": chain.standing().block, "events": head.length} | state_at(chain.world, head.now)


def _told(deployment: Deployment, chain: EvmChain | ObservedChain) -> str:
    standing, head = chain.standing(), chain.head()
    moment = datetime.fromtimestamp(standing.timestamp, UTC)
    lines = [
        f"{deployment.title}: {head.length} events up to block {standing.block}, {moment:%Y-%m-%d %H:%M:%S} UTC"
    ]
    for key, offering in chain.world.offerings.items():
        raised, most = rounded_text(offering.raised), rounded_text(offering.maximum_target)
        name, status = printable(offering.symbol), offering.status_at(head.now)
        lines.append(f"  {name} {key}: {status}, raised {raised} of at most {most} FLOCK")
    lines += [f"note: {complaint}" for complaint in standing.complaints]
    return "\n".join([*lines, *_compared(chain)])


def _compared(chain: EvmChain | ObservedChain) -> list[str]:
    """Compare what the events add up to with the contracts' own numbers, where these can be asked for."""
    checked = chain.audit()
    if checked is None:
        return []
    if not checked.differences:
        return [f"All {checked.numbers} numbers agree with the contracts' own."]
    count = len(checked.differences)
    return [
        f"{count} of {checked.numbers} numbers differ from the contracts' own: --anew reads all once more."
    ]
