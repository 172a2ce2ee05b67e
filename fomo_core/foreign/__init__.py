"""Somebody else's launchpad: its log, what it did, and which curve fits."""
