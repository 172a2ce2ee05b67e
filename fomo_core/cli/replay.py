"""``replay``: plays a scenario file, in the sandbox or on a development chain, and tells every step."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from fomo_core import presets
from fomo_core.cli.opening import opening
from fomo_core.cli.options import add_exact
from fomo_core.display.format import spell
from fomo_core.display.numerals import localise
from fomo_core.display.text import plain
from fomo_core.live_chain import LiveChain
from fomo_core.names import printable
from fomo_core.offering import FAILED, GRADUATED
from fomo_core.scenarios import scenario
from fomo_core.scenarios.replay import AccountRecord, OfferingRecord, Replay, State, StepRecord, replay
from fomo_core.units import DAY_S, HOUR_S, MINUTE_S, text_down, text_up


def add_options(play: argparse.ArgumentParser) -> None:
    """The options of the verb."""
    file, url, address = (plain(f"cli.blank.{name}") for name in ("file", "url", "address"))
    play.add_argument("file", type=_file, metavar=file, help=plain("cli.replay.file"))
    add_exact(play)
    play.add_argument("--rpc", metavar=url, help=plain("cli.replay.rpc"))
    play.add_argument("--launchpad", metavar=address, help=plain("cli.replay.launchpad"))


def _file(name: str) -> Path:
    """The file at a path; a shipped story's name stands for its own where no file has it."""
    given = Path(name)
    stories = {path.stem: path for path in presets.scenario_files()}
    return given if given.is_file() else stories.get(name, given)


def run(options: argparse.Namespace) -> str:
    """Play a scenario; the text to print.

    Raises:
        FomoError: for a file that does not fit, or a chain that can't be played on.
    """
    played = scenario.load(options.file)
    result, app = (replay(played), "") if options.rpc is None else _replay_on_chain(played, options)
    if options.json:
        # Standard output is one object for a program to read.
        print(app, end="\n" if app else "", file=sys.stderr)
        return json.dumps(result, indent=1)
    return "\n\n".join(filter(None, (_story(played.title, result), app)))


def _replay_on_chain(played: scenario.Scenario, options: argparse.Namespace) -> tuple[Replay, str]:
    """Return the scenario's end on a chain, and how to open the app on it."""
    # Loaded here: a replay in the sandbox should not wait for web3.
    from fomo_core.scenarios import onchain

    chain: LiveChain
    if options.launchpad is None:
        chain = onchain.deploy(onchain.node_at(options.rpc), played.protocol())
    else:
        chain = onchain.existing(options.rpc, options.launchpad)
    return onchain.replay_on_chain(played, chain), opening(chain, options.rpc)


def _story(title: str, result: Replay) -> str:
    lines = [printable(title), ""]
    lines += [f"{_clock(step['at']):>12}  {step['do']:<13}  {_told(step)}" for step in result["steps"]]
    final = result["final"]
    lines += ["", plain("cli.replay.end", clock=_clock(final["at"]))]
    lines += [f"  {_offering(key, offering)}" for key, offering in final["offerings"].items()]
    lines += [f"  {_account(name, final)}" for name in final["accounts"]]
    # Where money ends up that is no account's.
    pots = {"treasury": final["treasury_flock"], "burned": final["burned_flock"]}
    lines += [f"  {plain(f'cli.replay.{pot}', amount=_amount(flock))}" for pot, flock in pots.items()]
    return "\n".join(lines)


def _offering(key: str, offering: OfferingRecord) -> str:
    amounts = {"raised": _amount(offering["raised"]), "most": _goal(offering["maximum_target"])}
    status = plain(f"cli.status.{offering['status']}")
    return plain("cli.replay.offering", key=printable(key), status=status, **amounts)


def _account(name: str, final: State) -> str:
    """Say what an account holds in the end, and what raises owe it."""
    account = final["accounts"][name]
    held = [plain("cli.replay.flock", amount=_amount(account["flock"]))]
    held += [f"{_amount(tokens)} {printable(key)}" for key, tokens in account["tokens"].items()]
    owed = [_owed(account, key, offering) for key, offering in final["offerings"].items()]
    return f"{printable(spell(name))}: {', '.join([*held, *filter(None, owed)])}"


def _owed(account: AccountRecord, key: str, offering: OfferingRecord) -> str:
    """Say what a raise owes an account: tokens to claim, or principal to redeem; nothing when settled."""
    claim, principal = account["claims"].get(key, "0"), account["principal"].get(key, "0")
    amounts = {"key": printable(key), "amount": _amount(claim)}
    if offering["status"] == GRADUATED:
        return plain("cli.replay.claim", **amounts) if claim != "0" else ""
    if principal == "0":
        return ""
    if offering["status"] == FAILED:
        return plain("cli.replay.redeem", key=printable(key), amount=_amount(principal))
    return plain("cli.replay.allocated", **amounts, back=_amount(principal))


def _told(step: StepRecord) -> str:
    if not step["accepted"]:
        return plain("cli.replay.refused", code=step["code"])
    told = []
    for event in step["events"]:
        amounts = [
            f"{name} {_amount(str(event[name]))}"
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
        told.append(" ".join([str(event["event"]), *amounts]))
    return "; ".join(told)


def _clock(seconds: int) -> str:
    days, rest = divmod(seconds, DAY_S)
    hours, rest = divmod(rest, HOUR_S)
    minutes, seconds = divmod(rest, MINUTE_S)
    return plain("cli.replay.clock", days=days, time=f"{hours:02d}:{minutes:02d}:{seconds:02d}")


def _amount(digits: str) -> str:
    return localise(text_down(int(digits)))


def _goal(digits: str) -> str:
    return localise(text_up(int(digits)))
