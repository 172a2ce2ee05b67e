"""Scenarios: files of dated commands, played, recorded, replayed, and sent to a chain."""
