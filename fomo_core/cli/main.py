"""The command line: one parser over the verbs, and how a result or a refusal is written."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from types import ModuleType

from fomo_core.cli import app, deploy, preview, quote, read, replay
from fomo_core.cli.wording import worded
from fomo_core.display.refusals import sentence
from fomo_core.display.text import plain
from fomo_core.errors import FomoError

#: The modules of the verbs, of the same names: each has its options, and what it does; the catalogue
#: has its help and the text about it, in which ``%(prog)s`` is the command as it was called.
_VERBS: tuple[ModuleType, ...] = (app, replay, quote, preview, deploy, read)
#: The command's name where the package is installed; otherwise Python is told to run the package.
_NAME = "fomo"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; the exit status is 0, or 2 for input that can't be used."""
    with worded():
        options = _parser().parse_args(arguments)
    try:
        text = options.run(options)
    except FomoError as error:
        print(f"fomo_core: {sentence(error)}", file=sys.stderr)
        return 2
    return _write(text) if text else 0


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
        print(plain("cli.unwritable", reason=error.strerror), file=sys.stderr)
        sys.stdout = None
        return 1
    return 0


def _called() -> str:
    """The command as it was called."""
    return _NAME if Path(sys.argv[0]).stem == _NAME else "python -m fomo_core"


def _parser() -> argparse.ArgumentParser:
    layout = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(_called(), description=plain("cli.about"), formatter_class=layout)
    verbs = parser.add_subparsers(required=True, metavar=plain("cli.blank.verb"), title=plain("cli.verbs"))
    for verb in _VERBS:
        name = verb.__name__.rpartition(".")[2]
        about, help_text = plain(f"cli.{name}.about"), plain(f"cli.{name}.help")
        made = verbs.add_parser(name, help=help_text, description=about, formatter_class=layout)
        verb.add_options(made)
        made.set_defaults(run=verb.run)
    return parser
