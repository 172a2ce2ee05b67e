"""A deployment on a real chain, opened to be read; and the command line's verb that reads one and tells what it comes to."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from fomo_core import deployments
from fomo_core.backends._rpc import Node
from fomo_core.backends.evm import EvmChain
from fomo_core.backends.observed import ObservedChain
from fomo_core.deployments import OBSERVED, Deployment
from fomo_core.errors import NoSuchData
from fomo_core.names import printable
from fomo_core.replay import state_at
from fomo_core.units import rounded_text


def reader_of(
    deployment: Deployment, urls: Sequence[str], progress: Callable[[int, int], None] | None = None
) -> EvmChain | ObservedChain:
    """A deployment's chain, to be read through some nodes; nothing but what it is has been read yet.

    Args:
        urls: the nodes' addresses, the preferred one first.
        progress: called with (block done, head) while a long history is read.

    Raises:
        ChainError: when no node can answer, or the contracts are not there.
    """
    kind = ObservedChain if deployment.kind == OBSERVED else EvmChain
    return kind(
        Node.at(urls, chain_id=deployment.chain_id),
        deployment.launchpad,
        chain_id=deployment.chain_id,
        first_block=deployment.first_block,
        cache=deployments.cache_folder(),
        progress=progress,
    )


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
    chain = reader_of(chosen, urls)
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
