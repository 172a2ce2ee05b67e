"""The one catalogue of texts: ``en.toml`` beside this file, in English.

Another language is another file with the same keys. ``t`` is for Markdown and
escapes what is put in; ``plain`` is for labels of tables, options and files.
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from fomo_core.display.format import in_markdown

LANGUAGE = "en"


def t(key: str, **values: object) -> str:
    """The Markdown text of a key, with values escaped and put in.

    Raises:
        KeyError: for a key that the catalogue lacks.
    """
    text = plain(key)
    if not values:
        return text
    return text.format(**{name: in_markdown(str(value)) for name, value in values.items()})


def plain(key: str, **values: object) -> str:
    """The text of a key for places that don't know Markdown; errors as ``t``."""
    text = catalogue()[key]
    return text.format(**values) if values else text


@cache
def catalogue(language: str = LANGUAGE) -> dict[str, str]:
    """All texts of a language, by dotted key."""
    path = Path(__file__).with_name(f"{language}.toml")
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(table: dict[str, Any], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        found += _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, value)]
    return found
