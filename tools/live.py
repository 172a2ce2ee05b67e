"""``make live``: a chain of one's own with a raise on it, and the app in live mode over it.

``STORY`` names another story, shipped or a file; ``WHOLE=1`` plays it to its end. Otherwise it stops
in the middle of the raise, with half of the story's purchases made.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from fomo_core import presets
from fomo_core.errors import FomoError, InvalidScenario
from fomo_core.scenarios import onchain, scenario
from tools.anvil import ROOT, Anvil, NoAnvil, anvil_at, is_free, rpc, stop

STORY = "2-minimum-reached"
#: Where development chains usually are, and wallets look for them.
USUAL_PORT = 8545
#: Seconds between blocks once the story has been played: long enough to see a transaction wait.
BLOCK_S = 2
#: Seconds between looks whether the chain is still there, and what deploying and playing may take.
LOOK_S, STAGING_S = 0.5, 600


def main() -> int:
    """Run until interrupted, or until the chain or the app has ended."""
    # An end asked for by the system ends the chain and the app too, as Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        story = story_of(os.environ)
        port = USUAL_PORT if is_free(USUAL_PORT) else 0
        began = int(time.time()) - STAGING_S - lasts(story)
        with anvil_at(port, "--accounts", "20", "--timestamp", str(began)) as node:
            launchpad = staged(node.url, story)
            return watched(node, _server(node.url, launchpad))
    except (FomoError, NoAnvil) as error:
        print(f"make live: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def story_of(environ: Mapping[str, str]) -> scenario.Scenario:
    """The story that is asked for, as far as it is to be played.

    Raises:
        InvalidScenario: there is none of that name, or the file can't be used.
    """
    name = environ.get("STORY") or STORY
    shipped = {path.stem: path for path in presets.scenario_files()}
    path = shipped.get(name.removesuffix(".json"), Path(name))
    if not path.is_file():
        raise InvalidScenario(f"There is no such story: STORY is a file, or one of {', '.join(shipped)}.")
    story = scenario.load(path)
    return story if environ.get("WHOLE") else in_the_raise(story)


def in_the_raise(story: scenario.Scenario) -> scenario.Scenario:
    """A story up to the purchase in the middle of its raise; one without purchases as it is."""
    bought = [index for index, step in enumerate(story.steps) if step.do == "buy"]
    if not bought:
        return story
    last = bought[(len(bought) - 1) // 2]
    return story.model_copy(update={"steps": story.steps[: last + 1], "until": None})


def lasts(story: scenario.Scenario) -> int:
    """Return how long a story is, in its own seconds."""
    last = story.steps[-1].at if story.steps else 0
    return story.until or last


def staged(url: str, story: scenario.Scenario) -> str:
    """Deploy, play the story, and let the chain go by our clock from then on; the launchpad's address."""
    chain = onchain.deploy(onchain.node_at(url), story.protocol())
    onchain.replay_on_chain(story, chain)
    actor, development = onchain.powers(chain)
    development.advance_to(int(time.time()))
    launchpad = actor.addresses.launchpad
    rpc(url, "evm_setIntervalMining", [BLOCK_S])
    print(f"A development chain runs at {url}; its launchpad lies at {launchpad}.", flush=True)
    print(f"Played on it up to its last step here: {story.title}", flush=True)
    return launchpad


def _server(url: str, launchpad: str) -> subprocess.Popen[bytes]:
    """Start the app over the chain."""
    port = os.environ.get("PORT", "8501")
    settings = {"FOMO_DEPLOYMENT": "local", "FOMO_RPC_URL": url, "FOMO_LAUNCHPAD": launchpad}
    server = (sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", port)
    quick = ("--no-access-log", "--ws-per-message-deflate", "false")
    return subprocess.Popen([*server, *quick], cwd=ROOT, env={**os.environ, **settings})


def watched(node: Anvil, server: subprocess.Popen[bytes]) -> int:
    """Wait for the app's end; its exit status.

    Raises:
        NoAnvil: the chain has ended before; the app is ended too, since it would show a chain that is gone.
    """
    try:
        while True:
            try:
                return server.wait(LOOK_S)
            except subprocess.TimeoutExpired:
                if node.process.poll() is not None:
                    told = f"The development chain at {node.url} has ended, and the app with it."
                    raise NoAnvil(told) from None
    finally:
        stop(server)


if __name__ == "__main__":
    sys.exit(main())
