"""Numbers and other people's words, made fit for reading. Rounded here, exact everywhere else.

Amounts are rounded down, since most are what somebody has, gets or has reached; what somebody is
asked for is rounded up, by ``cost`` and ``goal``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache

from fomo_core.display.catalogue import catalogue
from fomo_core.display.numerals import fixed, localise, with_percent
from fomo_core.units import (
    BPS,
    DAY_S,
    HOUR_S,
    MINUTE_S,
    USD_DECIMALS,
    WAD_DECIMALS,
    decimal_text,
    rounded_text,
    text_down,
    text_up,
)

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~$:^=&\"']|(?<=\d)\.(?=\s|$))")
#: What turns into a link, an icon or an arrow by itself, escaped or not.
_AUTOLINK = re.compile(
    r"(?i)(www|https?|ftp|mailto|xmpp)(?=\\?[.:])|(?<=\S)@(?=\S)|\\:(?=[^\W\d_])|\\[<>~-](?=\\[-=>])"
)
_JOINER = "\N{WORD JOINER}"
_FORMULA_SIGNS = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
#: Where a spreadsheet may begin a cell: at the start, or behind what may separate cells or quote them.
_FORMULA = re.compile("(^\\s*|[;,|\t\r\n\"']\\s*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_NAME_AT_MOST = 80
#: A page is drawn again and again with the same names: so many of the latest are kept as they were written.
_KEPT = 4096
#: A tiny amount shows so many digits; one whose first digit comes after so many places is only called tiny.
_TINY_DIGITS, _TINY_PLACES = 4, 9
_TINY = "0.000000001"
#: A chain's clock counts from 1970; below this it is a rehearsal's, which began at 0.
_FIRST_DATE_S = 10**9
#: A space at an end, beside another one, or of a kind of its own.
_UNSEEN_SPACE = re.compile(r"^ | $|(?<= ) | (?= )|[^\S ]")
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_TEXT_AT_MOST = 1_000


def number(value: int, decimals: int = WAD_DECIMALS) -> str:
    """An amount of 10^-decimals for reading, rounded down: two places, fewer when large, more when tiny."""
    return _readable(value, decimals, text_down)


def _readable(value: int, decimals: int, rounded: Callable[[int, int, int], str]) -> str:
    shown = rounded(value, decimals, _places(abs(value), decimals))
    return localise(shown) if not value or shown.strip("0.") else _text("number.below", least=localise(_TINY))


def _places(magnitude: int, decimals: int) -> int:
    """The decimals with which an amount of 10^-decimals is read."""
    unit = 10**decimals
    if magnitude >= 100_000 * unit:
        return 0
    if magnitude >= unit // 100 or magnitude == 0:
        return 2
    first_digit = decimals - len(str(magnitude)) + 1
    if first_digit > _TINY_PLACES:
        return _TINY_PLACES
    return min(decimals, first_digit + _TINY_DIGITS - 1)


def _text(key: str, **values: object) -> str:
    return catalogue()[key].format(**values)


def cost(value: int, unit: str = "FLOCK") -> str:
    """An amount (wei) that somebody is asked for, with its unit: rounded up."""
    return f"{_readable(value, WAD_DECIMALS, text_up)} {shorten(unit)}"


def estimate(value: int) -> str:
    """An amount (wei) that nobody has or owes, such as a mean: rounded to the nearest."""
    return _readable(value, WAD_DECIMALS, rounded_text)


def whole(value: int) -> str:
    """An amount (wei) in whole units, rounded down, where only its size matters."""
    return localise(text_down(value, WAD_DECIMALS, 0))


def goal(value: int) -> str:
    """A target (wei) in whole units, rounded up: no amount below it reads like it."""
    return localise(text_up(value, WAD_DECIMALS, 0))


def flock(value: int) -> str:
    """An amount of FLOCK (wei) with its unit."""
    return f"{number(value)} FLOCK"


def tokens(value: int, symbol: str) -> str:
    """An amount of a model token (wei) with its ticker."""
    return f"{number(value)} {shorten(symbol)}"


def usd(value: int) -> str:
    """An amount of USD (10^-6) with its unit."""
    return f"{number(value, USD_DECIMALS)} USD"


def exact(value: int, unit: str = "FLOCK") -> str:
    """An amount (wei) to its last decimal, for tooltips."""
    whole, _, fraction = decimal_text(value).partition(".")
    grouped = f"{int(whole):,}"
    return f"{localise(f'{grouped}.{fraction}' if fraction else grouped)} {unit}"


def significant(numerator: float, denominator: int, digits: int = 4) -> str:
    """A fraction with so many significant digits, two where it is tiny; never in exponents."""
    if not numerator:
        return "0"
    value = numerator / denominator
    size = _magnitude(abs(value))
    if size < -_TINY_PLACES:
        return _text("number.below" if value > 0 else "number.above", least=localise(_TINY))
    places = max(0, (digits if size >= -4 else 2) - 1 - size)
    return fixed(value, places)


def _magnitude(value: float) -> int:
    return int(f"{value:e}".partition("e")[2])


def price(numerator: int, denominator: int) -> str:
    """A price in FLOCK per token, four significant digits."""
    return significant(numerator, denominator) if denominator else _text("number.none")


def percent(bps: int) -> str:
    """A rate in basis points as percent."""
    return with_percent(localise(f"{bps / (BPS // 100):g}"))


def share(part: int, whole: int) -> str:
    """A part of a whole as percent with one decimal, rounded down: all is only said of all."""
    return with_percent(localise(text_down(1_000 * part // whole, 1, 1)) if whole else "0")


def percent_reached(raised: int, target: int) -> int:
    """The part of a target that is reached in whole percent, rounded down."""
    return 100 * raised // target if target else 100


def change(before: tuple[int, int], after: tuple[int, int]) -> str:
    """The change between two prices (fractions) as signed percent; more decimals where it is tiny."""
    if not (before[0] and before[1] and after[1]):
        return with_percent("0")
    up = after[0] * before[1] - after[1] * before[0]
    percents = 100 * up / (after[1] * before[0])
    if up and _magnitude(abs(percents)) < -_TINY_PLACES:
        return _text(
            "number.rise_below" if up > 0 else "number.fall_below", least=with_percent(localise(_TINY))
        )
    if up and abs(percents) < 0.005:
        sign = "+" if up > 0 else "-"
        return with_percent(sign + significant(abs(100 * up), after[1] * before[0]))
    return with_percent(localise(f"{percents:+,.2f}"))


def duration(seconds: int) -> str:
    """A length of time in its two largest units."""
    parts: list[tuple[int, str]] = []
    rest = max(0, seconds)
    for size, name in ((DAY_S, "days"), (HOUR_S, "hours"), (MINUTE_S, "minutes"), (1, "seconds")):
        count, rest = divmod(rest, size)
        if count or parts:
            parts.append((count, name))
        if len(parts) == 2:
            break
    told = [_text(f"duration.{name}", count=count) for count, name in parts if count]
    return " ".join(told) or _text("duration.seconds", count=0)


def clock(seconds: int, dated: bool = True) -> str:
    """A moment: on a real chain its date (UTC), in a sandbox its day and time since the start.

    ``dated`` is false for a clock that counts from a sandbox's own start, however far it has been moved.
    """
    if dated and seconds >= _FIRST_DATE_S:
        return datetime.fromtimestamp(seconds, UTC).strftime(catalogue()["clock.date"])
    days, rest = divmod(seconds, DAY_S)
    hours, rest = divmod(rest, HOUR_S)
    minutes, second = divmod(rest, MINUTE_S)
    return _text("clock.day", day=days, time=f"{hours:02d}:{minutes:02d}:{second:02d}")


def shorten(text: str, most: int = _NAME_AT_MOST) -> str:
    """Another's text cut to a length that no layout breaks on."""
    return text if len(text) <= most else text[: most - 1] + "\N{HORIZONTAL ELLIPSIS}"


@lru_cache(_KEPT)
def is_address(name: str) -> bool:
    """Return True when an account's name is an address, as on a real chain."""
    return _ADDRESS.fullmatch(name) is not None


@lru_cache(_KEPT)
def account(name: str) -> str:
    """An account for reading: a name as ``spell``, an address by its first and last characters."""
    if is_address(name):
        return f"{name[:6]}\N{HORIZONTAL ELLIPSIS}{name[-4:]}"
    return shorten(spell(name))


def spell(name: str) -> str:
    """A name so that no two look the same: spaces that can't be seen, and letters in an unusual form, are written out."""
    if name.isascii() and name == name.strip() and "  " not in name:
        return name
    if unicodedata.normalize("NFC", name) != name:
        name = name.encode("ascii", "backslashreplace").decode()
    return _UNSEEN_SPACE.sub(
        lambda space: "\N{OPEN BOX}" if space[0] == " " else f"\\u{ord(space[0]):04x}", name
    )


def in_cell(text: str) -> str:
    """A text that no spreadsheet takes for a formula, neither whole nor where it splits it; it looks the same."""
    return _FORMULA.sub(r"\1" + _JOINER, text) if _FORMULA_SIGNS.intersection(text) else text


@lru_cache(_KEPT)
def in_markdown(text: str) -> str:
    """Another's text so that Markdown shows it as it is: no markup, links, formulas or emoji codes."""
    flat = " ".join(shorten(text, _TEXT_AT_MOST).split())
    escaped = _MARKDOWN.sub(r"\\\1", flat)
    return _AUTOLINK.sub(lambda match: match.group(0) + _JOINER, escaped)


def in_figure(text: str) -> str:
    """Another's text so that a Plotly figure shows it as it is: no tags, no entities, no formulas."""
    flat = " ".join(shorten(text).split())
    flat = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return flat.replace("$", "\N{FULLWIDTH DOLLAR SIGN}").replace("%{", "%\N{WORD JOINER}{")
