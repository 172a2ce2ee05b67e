"""The work of many runs: its bounds, its places, its end on request."""
