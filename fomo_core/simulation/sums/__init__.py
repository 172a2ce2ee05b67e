"""Sums of random purchases without drawing any."""
