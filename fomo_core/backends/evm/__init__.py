"""A real chain: the contracts' events read, acts sent to them, and a launchpad that is only watched."""
