"""Implementations of the port in ``fomo_core.chain``."""
