"""The contracts' binary interface on one side, the core's events, commands and refusals on the other."""
