"""``deploy``: puts the reference contracts on a development chain."""

from __future__ import annotations

import argparse
import json

from fomo_core import presets
from fomo_core.cli.opening import opening, places
from fomo_core.cli.options import add_preset
from fomo_core.display.text import plain


def add_options(put: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    put.add_argument("--rpc", metavar=plain("cli.blank.url"), required=True, help=plain("cli.deploy.rpc"))
    add_preset(put)
    put.add_argument("--json", action="store_true", help=plain("cli.deploy.json"))


def run(options: argparse.Namespace) -> str:
    """Deploy the contracts; the text to print.

    Raises:
        FomoError: for an address or a preset that can't be used, or a node that can't answer.
    """
    # Loaded here: the other verbs should not wait for web3.
    from fomo_core.scenarios import onchain

    chain = onchain.deploy(onchain.node_at(options.rpc), presets.load(options.preset))
    if options.json:
        return json.dumps(places(chain), indent=1)
    return opening(chain, options.rpc)
