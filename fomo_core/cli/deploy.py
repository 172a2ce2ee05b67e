"""``deploy``: puts the reference contracts on a development chain."""

from __future__ import annotations

import argparse
import json

from fomo_core import presets
from fomo_core.cli.options import PRESETS

HELP = "put the reference contracts on a development chain"
ABOUT = """Deploy the reference contracts on a development chain, such as anvil, signed by
the node's own first account; no key is asked for. Prints where they lie.

example:
  %(prog)s --rpc http://127.0.0.1:8545 --preset minimal
"""


def add_options(put: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    put.add_argument("--rpc", metavar="URL", required=True, help="the development chain's address")
    put.add_argument("--preset", default=presets.DEFAULT_PRESET, help=PRESETS)
    put.add_argument("--json", action="store_true", help="print the addresses as JSON")


def run(options: argparse.Namespace) -> str:
    """Deploy the contracts; the text to print.

    Raises:
        FomoError: for an address or a preset that can't be used, or a node that can't answer.
    """
    # Loaded here: the other verbs should not wait for web3.
    from fomo_core.scenarios import onchain

    chain = onchain.deploy(onchain.node_at(options.rpc), presets.load(options.preset))
    if options.json:
        made = {"chain_id": chain.chain_id, "first_block": chain.first_block} | chain.addresses._asdict()
        return json.dumps(made, indent=1)
    return onchain.opening(chain, options.rpc)
