"""Opening the app on a deployment: the contracts' addresses and the command for it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from fomo_core.display.text import plain

if TYPE_CHECKING:
    from fomo_core.backends.evm.chain import EvmChain


def opening(chain: EvmChain, url: str) -> str:
    """Say where a deployment lies, and give the command that opens the app on it.

    Args:
        url: of the node, as it was given; what may be a key in it is not repeated.
    """
    made = {"chain_id": chain.chain_id, "first_block": chain.first_block} | chain.addresses._asdict()
    lines = [f"{plain(f'cli.opening.{name}'):<12} {value}" for name, value in made.items()]
    shown = url if url.rstrip("/") == chain.node.endpoint else plain("cli.opening.hidden")
    settings = {"DEPLOYMENT": "local", "RPC_URL": shown, "LAUNCHPAD": chain.addresses.launchpad}
    named = " ".join(f"FOMO_{name}={shlex.quote(value)}" for name, value in settings.items())
    return "\n".join([*lines, "", plain("cli.opening.how"), "", f"  {named} make run"])
