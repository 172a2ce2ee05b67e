"""The logs of some contracts, followed: found, checked, kept, and taken back where blocks are replaced."""
