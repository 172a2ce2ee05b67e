"""Multiply-then-divide with the rounding in the name, and the bounds of uint256.

Python's integers never overflow; a contract's do. The bounds of every input are
chosen so that no intermediate value of a rule reaches 2^256, and the tests walk
those bounds.
"""

from __future__ import annotations

from math import isqrt

__all__ = ["MAX_UINT256", "div_up", "isqrt", "mul_div_down", "mul_div_up"]

MAX_UINT256 = 2**256 - 1


def mul_div_down(a: int, b: int, divisor: int) -> int:
    """floor(a * b / divisor) for non-negative integers."""
    return a * b // divisor


def mul_div_up(a: int, b: int, divisor: int) -> int:
    """ceil(a * b / divisor) for non-negative integers."""
    return -(-a * b // divisor)


def div_up(a: int, divisor: int) -> int:
    """ceil(a / divisor) for non-negative integers."""
    return -(-a // divisor)
