"""Units of the protocol, and how their integers are printed; ``amounts`` reads them back.

FLOCK and model tokens count in 10^-18 (wei), USD in 10^-6, the FLOCK price in
10^-8 USD, rates in basis points, time in whole seconds.
"""

from __future__ import annotations

WAD_DECIMALS = 18
USD_DECIMALS = 6
PRICE_DECIMALS = 8

WAD = 10**WAD_DECIMALS
USD = 10**USD_DECIMALS
PRICE = 10**PRICE_DECIMALS
BPS = 10_000

MINUTE_S = 60
HOUR_S = 3_600
DAY_S = 86_400
YEAR_S = 365 * DAY_S

#: No amount of FLOCK or tokens may exceed this; it leaves room for every product in uint256.
MAX_AMOUNT = 2**128 - 1


def decimal_text(amount: int, decimals: int = WAD_DECIMALS) -> str:
    """Write an integer of 10^-decimals as exact decimal text without trailing zeros."""
    sign, magnitude = ("-", -amount) if amount < 0 else ("", amount)
    whole, fraction = divmod(magnitude, 10**decimals)
    tail = str(fraction).rjust(decimals, "0").rstrip("0") if fraction else ""
    return f"{sign}{whole}.{tail}" if tail else f"{sign}{whole}"


def rounded_text(amount: int, decimals: int = WAD_DECIMALS, places: int = 2) -> str:
    """Write an amount for reading: thousands grouped, rounded half away from zero to ``places``."""
    sign, magnitude = ("-", -amount) if amount < 0 else ("", amount)
    scale = 10 ** (decimals - places)
    units = (magnitude + scale // 2) // scale
    whole, fraction = divmod(units, 10**places)
    if units == 0:
        sign = ""
    return f"{sign}{whole:,}" + (f".{fraction:0{places}d}" if places else "")
