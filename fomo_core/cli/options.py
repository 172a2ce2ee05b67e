"""Words that several verbs of the command line share."""

from __future__ import annotations

from fomo_core import presets

EXACT = "print exact numbers in the smallest units, as JSON"
PRESETS = f"one of {', '.join(presets.names())}"
