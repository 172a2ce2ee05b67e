"""``make live``: a chain of one's own with a story on it, and the app in live mode over it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from fomo_core import onchain, presets, scenario
from fomo_core.errors import FomoError
from tools.anvil import ROOT, NoAnvil, rpc, running_anvil

STORY = "2-minimum-reached"
#: Seconds between blocks once the story has been played: long enough to see a transaction wait.
BLOCK_S = 2


def main() -> int:
    """Run until interrupted."""
    # An end asked for by the system ends the chain and the app too, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with running_anvil("--accounts", "20") as url:
            chain = _staged(url)
            rpc(url, "evm_setIntervalMining", [BLOCK_S])
            return _serve(url, chain.addresses.launchpad)
    except (FomoError, NoAnvil) as error:
        print(f"make live: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def _staged(url: str) -> onchain.EvmChain:
    """Deploy, and play the story."""
    story = scenario.load(presets.DATA / "scenarios" / f"{STORY}.json")
    chain = onchain.deploy(onchain.node_at(url), story.protocol())
    onchain.replay_on_chain(story, chain)
    print(f"A development chain runs at {url}; its launchpad lies at {chain.addresses.launchpad}.")
    print(f"It has played: {story.title}")
    return chain


def _serve(url: str, launchpad: str) -> int:
    port = os.environ.get("PORT", "8501")
    settings = {"FOMO_DEPLOYMENT": "local", "FOMO_RPC_URL": url, "FOMO_LAUNCHPAD": launchpad}
    server = (sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", port)
    quick = ("--no-access-log", "--ws-per-message-deflate", "false")
    return subprocess.call([*server, *quick], cwd=ROOT, env={**os.environ, **settings})


if __name__ == "__main__":
    sys.exit(main())
