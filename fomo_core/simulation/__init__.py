"""Previews: the protocol's arithmetic run many times over demand drawn at random.

Importing this package loads none of its parts. ``README.md`` beside this file is its interface.
"""

from __future__ import annotations

#: Changes whenever the same seed would give other numbers; stands in every table and export.
MODEL_VERSION = "3"
