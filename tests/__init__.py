"""Tests. Run them with ``pytest``, in parallel with ``pytest -n auto``."""
