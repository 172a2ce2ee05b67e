"""Opening the app on a deployment: the contracts' addresses and the command for it."""

from __future__ import annotations

import shlex

from fomo_core.display.text import plain
from fomo_core.live_chain import LiveChain


def places(chain: LiveChain) -> dict[str, int | str]:
    """Say where a developer's deployment lies: the chain, the block of its beginning, each contract by name."""
    contracts = {} if chain.actor is None else chain.actor.addresses._asdict()
    return {"chain_id": chain.chain_id, "first_block": chain.first_block, **contracts}


def opening(chain: LiveChain, url: str) -> str:
    """Say where a deployment lies, and give the command that opens the app on it.

    Args:
        url: of the node, as it was given; what may be a key in it is not repeated.
    """
    made = places(chain)
    lines = [f"{plain(f'cli.opening.{name}'):<12} {value}" for name, value in made.items()]
    shown = url if url.rstrip("/") == chain.standing().endpoint else plain("cli.opening.hidden")
    settings = {"DEPLOYMENT": "local", "RPC_URL": shown, "LAUNCHPAD": str(made["launchpad"])}
    named = " ".join(f"FOMO_{name}={shlex.quote(value)}" for name, value in settings.items())
    return "\n".join([*lines, "", plain("cli.opening.how"), "", f"  {named} make run"])
