"""The words of ``argparse`` itself: it asks for each by its English text, and the catalogue has them by that."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager

from fomo_core.display.catalogue import catalogue


@contextmanager
def worded() -> Iterator[None]:
    """Let ``argparse`` speak in the words of the catalogue."""
    module = vars(argparse)
    own = {name: module[name] for name in ("_", "ngettext")}
    module.update(_=_text, ngettext=_counted)
    try:
        yield
    finally:
        module.update(own)


def _text(english: str) -> str:
    # Another version of Python may word a text anew: it stays as it is until the catalogue has it.
    return catalogue().get(f"argparse.{english}", english)


def _counted(one: str, many: str, count: int) -> str:
    return _text(one if count == 1 else many)
