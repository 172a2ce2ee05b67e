"""The market of all offerings, for reading: its table, its measures, and offerings beside each other."""
