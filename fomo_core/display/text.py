"""The texts of the catalogue with their values put in.

``t`` is for Markdown and escapes what is put in; ``plain`` is for labels of tables,
options and files, and for the command line.
"""

from __future__ import annotations

from fomo_core.display.catalogue import catalogue
from fomo_core.display.format import in_markdown


def t(key: str, /, **values: object) -> str:
    """The Markdown text of a key, with values escaped and put in.

    Raises:
        KeyError: for a key that the catalogue lacks.
    """
    text = plain(key)
    if not values:
        return text
    return text.format(**{name: in_markdown(str(value)) for name, value in values.items()})


def plain(key: str, /, **values: object) -> str:
    """The text of a key for places that don't know Markdown; errors as ``t``."""
    text = catalogue()[key]
    return text.format(**values) if values else text
