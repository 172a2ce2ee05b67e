"""``replay``: plays a scenario file, in the sandbox or on a development chain, and tells every step."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from fomo_core import presets
from fomo_core.cli.options import EXACT
from fomo_core.display.format import spelled
from fomo_core.names import printable
from fomo_core.offering import FAILED, GRADUATED
from fomo_core.scenarios import scenario
from fomo_core.scenarios.replay import replay
from fomo_core.units import DAY_S, HOUR_S, MINUTE_S, text_down, text_up

HELP = "play a scenario file and show every step and where all money ends up"
ABOUT = """\
Play a scenario: a JSON file with a list of dated commands (fund, launch, buy,
graduate, claim, redeem, release, swap, route_revenue), or the name of a shipped story. Steps that the protocol
refuses change nothing and are shown with their reason. A file that does not fit
the format is refused whole: one line on standard error, exit status 2.

examples:
  %(prog)s 1-maximum-reached
  %(prog)s my-export.json --json > final.json

With --rpc the same steps run as transactions on a development chain, such as
anvil: the contracts are deployed with the scenario's parameters, its accounts
are played by the node's own, and the result is told in the same words. It ends with
where the contracts lie, and with the command that opens the app on them.

  %(prog)s 1-maximum-reached --rpc http://127.0.0.1:8545
"""


def add_options(play: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    play.add_argument(
        "file", type=_file, metavar="FILE", help="the scenario file (JSON), or a shipped story's name"
    )
    play.add_argument("--json", action="store_true", help=EXACT)
    play.add_argument("--rpc", metavar="URL", help="play it on the development chain behind this address")
    play.add_argument(
        "--launchpad", metavar="ADDRESS", help="with --rpc: use this deployment instead of a new one"
    )


def _file(name: str) -> Path:
    """The file at a path; a story's name stands for its own."""
    stories = {path.stem: path for path in presets.scenario_files()}
    return stories.get(name, Path(name))


def run(options: argparse.Namespace) -> str:
    """Play a scenario; the text to print.

    Raises:
        FomoError: for a file that does not fit, or a chain that can't be played on.
    """
    played = scenario.load(options.file)
    result, opening = (replay(played), "") if options.rpc is None else _replay_on_chain(played, options)
    if options.json:
        # Standard output is one object for a program to read.
        print(opening, end="\n" if opening else "", file=sys.stderr)
        return json.dumps(result, indent=1)
    return "\n\n".join(filter(None, (_story(played.title, result), opening)))


def _replay_on_chain(played: scenario.Scenario, options: argparse.Namespace) -> tuple[dict[str, Any], str]:
    """Return the scenario's end on a chain, and how to open the app on it."""
    # Loaded here: a replay in the sandbox should not wait for web3.
    from fomo_core.scenarios import onchain

    node = onchain.node_at(options.rpc)
    if options.launchpad is None:
        chain = onchain.deploy(node, played.protocol())
    else:
        chain = onchain.connect(node, options.launchpad)
    return onchain.replay_on_chain(played, chain), onchain.opening(chain, options.rpc)


def _story(title: str, result: dict[str, Any]) -> str:
    lines = [printable(title), ""]
    lines += [f"{_clock(step['at']):>12}  {step['do']:<13}  {_told(step)}" for step in result["steps"]]
    final = result["final"]
    lines += ["", f"At {_clock(final['at'])}:"]
    for key, offering in final["offerings"].items():
        raised, most = _amount(offering["raised"]), text_up(int(offering["maximum_target"]))
        lines.append(
            f"  offering {printable(key)}: {offering['status']}, raised {raised} of at most {most} FLOCK"
        )
    for name, account in final["accounts"].items():
        held = [f"{_amount(account['flock'])} FLOCK"]
        held += [f"{_amount(tokens)} {printable(key)}" for key, tokens in account["tokens"].items()]
        held += [
            text for key, offering in final["offerings"].items() if (text := _owed(account, key, offering))
        ]
        lines.append(f"  {printable(spelled(name))}: {', '.join(held)}")
    lines.append(f"  treasury: {_amount(final['treasury_flock'])} FLOCK")
    lines.append(f"  burned: {_amount(final['burned_flock'])} FLOCK")
    return "\n".join(lines)


def _owed(account: dict[str, Any], key: str, offering: dict[str, Any]) -> str:
    """Say what a raise owes an account: tokens to claim, or principal to redeem; nothing when settled."""
    claim, principal = account["claims"].get(key, "0"), account["principal"].get(key, "0")
    if offering["status"] == GRADUATED:
        return f"{_amount(claim)} {printable(key)} to claim" if claim != "0" else ""
    if principal == "0":
        return ""
    if offering["status"] == FAILED:
        return f"{_amount(principal)} FLOCK of principal to redeem from {printable(key)}"
    return f"{_amount(claim)} {printable(key)} allocated ({_amount(principal)} FLOCK back if it fails)"


def _told(step: dict[str, Any]) -> str:
    if not step["accepted"]:
        return f"refused: {step['code']}"
    told = []
    for event in step["events"]:
        amounts = [
            f"{name} {_amount(event[name])}"
            for name in (
                "flock_in",
                "anti_sniper_fee",
                "mt_allocated",
                "raised",
                "flock",
                "tokens",
                "amount_out",
                "tokens_burned",
            )
            if name in event and not (name == "anti_sniper_fee" and event[name] == "0")
        ]
        told.append(" ".join([event["event"], *amounts]))
    return "; ".join(told)


def _clock(seconds: int) -> str:
    days, rest = divmod(seconds, DAY_S)
    hours, rest = divmod(rest, HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    return f"{days}d {hours:02d}:{minutes:02d}:{seconds:02d}"


def _amount(digits: str) -> str:
    return text_down(int(digits))
