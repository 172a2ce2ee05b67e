"""The command line: one parser over the verbs, and how a result or a refusal is written."""

from __future__ import annotations

import argparse
import sys
from types import ModuleType

from fomo_core.cli import deploy, preview, quote, read, replay
from fomo_core.errors import FomoError

_ABOUT = """\
A FOMO launch is a seven-day raise: supporters pay FLOCK along a bonding curve,
the raise graduates or its principal is paid back, and inference revenue then
buys tokens back. This program computes such launches exactly, without a browser.

  replay   play a scenario file and show every step and where all money ends up
  quote    what one purchase would cost and bring, at a point of a raise
  preview  the odds of a raise, played many times over assumed demand
  deploy   put the reference contracts on a development chain
  read     read a deployment on a real chain, and say what its events add up to
"""

#: Each has the text of its help (``HELP``, ``ABOUT``), its options and what it does.
_VERBS: tuple[tuple[str, ModuleType], ...] = (
    ("replay", replay),
    ("quote", quote),
    ("preview", preview),
    ("deploy", deploy),
    ("read", read),
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status is 0, or 2 for input that can't be used."""
    options = _parser().parse_args(arguments)
    try:
        text = options.run(options)
    except FomoError as error:
        print(f"fomo_core: {error}", file=sys.stderr)
        return 2
    return _write(text)


def _write(text: str) -> int:
    """Print a result; a terminal that can't show a character gets a question mark for it."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The reader has seen enough: nothing more to say, not even at exit.
        sys.stdout = None
    except OSError as error:
        print(f"fomo_core: The result can't be written: {error.strerror}.", file=sys.stderr)
        sys.stdout = None
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser("python -m fomo_core", description=_ABOUT, formatter_class=layout)
    names = ",".join(name for name, _ in _VERBS)
    verbs = parser.add_subparsers(required=True, metavar=f"{{{names}}}")
    for name, verb in _VERBS:
        made = verbs.add_parser(name, help=verb.HELP, description=verb.ABOUT, formatter_class=layout)
        verb.add_options(made)
        made.set_defaults(run=verb.run)
    return parser
