"""Proof of whose account it is: by a key of its own, or by what its contract says."""
