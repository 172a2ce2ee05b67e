"""Implementations of the ports ``Chain`` and ``LiveChain``: the sandbox, and real chains behind nodes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fomo_core.backends.evm.chain import EvmChain
    from fomo_core.backends.evm.foreign import ForeignChain
    from fomo_core.backends.sandbox import Sandbox
    from fomo_core.chain import Chain
    from fomo_core.deployments import Deployment
    from fomo_core.live_chain import LiveChain

    #: For a check of types alone: each of them is a chain, as the ports say.
    CHAINS: tuple[type[Chain], ...] = (Sandbox, EvmChain, ForeignChain)
    LIVE_CHAINS: tuple[type[LiveChain], ...] = (EvmChain, ForeignChain)


def connect(
    deployment: Deployment,
    urls: Sequence[str],
    *,
    cache: Path | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> LiveChain:
    """Open a deployment on a real chain through some nodes; its history is read by ``sync``.

    Args:
        urls: the nodes' addresses, the preferred one first.
        cache: the folder where confirmed logs outlive the process; None keeps none.
        progress: called with (block done, head) while a long history is read.

    Raises:
        ChainError: when no node can answer, or the contracts are not there.
    """
    # web3 takes most of a second to load: only who goes live waits for it.
    from fomo_core.backends.evm.chain import EvmChain
    from fomo_core.backends.evm.foreign import ForeignChain
    from fomo_core.backends.logs.source import LogSource
    from fomo_core.backends.rpc.node import Node
    from fomo_core.deployments import FOREIGN

    kind = ForeignChain if deployment.kind == FOREIGN else EvmChain
    source = LogSource(deployment.chain_id, deployment.first_block, cache, progress)
    return kind(Node.at(urls, chain_id=deployment.chain_id), deployment.launchpad, source)
