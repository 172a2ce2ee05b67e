"""Options that several verbs of the command line share."""

from __future__ import annotations

import argparse

from fomo_core import presets
from fomo_core.display.text import plain


def add_preset(verb: argparse.ArgumentParser) -> None:
    """The option that names the protocol's parameters."""
    help_text = plain("cli.one_of", names=", ".join(presets.names()))
    verb.add_argument("--preset", default=presets.DEFAULT_PRESET, help=help_text)


def add_model(verb: argparse.ArgumentParser) -> None:
    """The option that names a model."""
    verb.add_argument("--model", default="qwen3-30b-a3b-instruct", help=plain("cli.model"))


def add_exact(verb: argparse.ArgumentParser) -> None:
    """The option that asks for exact numbers as JSON."""
    verb.add_argument("--json", action="store_true", help=plain("cli.exact"))
