"""Somebody else's launchpad in words and pictures."""
