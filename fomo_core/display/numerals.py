"""Numbers as a language writes them: its marks of thousands, decimals and percent."""

from __future__ import annotations

from functools import cache

from fomo_core.display.catalogue import catalogue


def localise(number: str) -> str:
    """A number as Python writes it, such as ``1,234.5``, with the language's own marks."""
    return number.translate(_marks())


@cache
def _marks() -> dict[int, str]:
    texts = catalogue()
    return str.maketrans({",": texts["number.thousands"], ".": texts["number.decimal"]})


def count(value: int) -> str:
    """A whole number, however large, with its thousands grouped."""
    return localise(f"{value:,}")


def fixed(value: float, places: int = 0) -> str:
    """A number with so many decimals and its thousands grouped."""
    return localise(f"{value:,.{places}f}")


def general(value: float, digits: int = 6) -> str:
    """A number with at most so many significant digits and its thousands grouped."""
    return localise(f"{value:,.{digits}g}")


def with_percent(number: str) -> str:
    """A number that is written already, with the mark of percent."""
    return catalogue()["number.percent"].format(number=number)


def percentage(part: float, places: int = 0) -> str:
    """A share of one as a percentage with so many decimals."""
    return with_percent(localise(f"{100 * part:.{places}f}"))


def separators() -> str:
    """The marks of decimals and thousands as Plotly asks for them."""
    texts = catalogue()
    return texts["number.decimal"] + texts["number.thousands"]
