"""The one catalogue of texts: ``en.toml`` beside this file, in English, by dotted keys.

Another language is another file with the same keys.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

LANGUAGE = "en"


@cache
def catalogue(language: str = LANGUAGE) -> dict[str, str]:
    """All texts of a language, by dotted key."""
    path = Path(__file__).with_name(f"{language}.toml")
    return dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))


def _flat(table: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in table.items():
        found += (
            _flat(value, f"{prefix}{name}.") if isinstance(value, dict) else [(prefix + name, str(value))]
        )
    return found
