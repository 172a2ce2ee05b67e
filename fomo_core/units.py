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
    scale = 10 ** (decimals - places)
    units = (abs(amount) + scale // 2) // scale
    return _grouped(-units if amount < 0 else units, places)


def text_down(amount: int, decimals: int = WAD_DECIMALS, places: int = 2) -> str:
    """Write what there is: as ``rounded_text``, but never more than it is."""
    return _grouped(amount // 10 ** (decimals - places), places)


def text_up(amount: int, decimals: int = WAD_DECIMALS, places: int = 2) -> str:
    """Write what is asked for: as ``rounded_text``, but never less than it is."""
    return _grouped(-(-amount // 10 ** (decimals - places)), places)


def _grouped(units: int, places: int) -> str:
    """Units of 10^-places as text, with commas between thousands."""
    whole, fraction = divmod(abs(units), 10**places)
    return f"{'-' if units < 0 else ''}{whole:,}" + (f".{fraction:0{places}d}" if places else "")
