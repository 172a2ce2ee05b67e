"""The pool against the published tests of Uniswap v2."""

import pytest

from fomo_core.pool import amount_in, amount_out
from fomo_core.units import BPS
from tests.builders import vectors

FEE_BPS = 30
VECTORS = vectors("uniswap_v2_amount_out")


def _k_holds(row, out):
    """Uniswap's own check: the product, with the fee taken off the input, must not fall."""
    adjusted_in = (row["reserve_in"] + row["in"]) * BPS - row["in"] * FEE_BPS
    adjusted_out = (row["reserve_out"] - out) * BPS
    return adjusted_in * adjusted_out >= row["reserve_in"] * row["reserve_out"] * BPS**2


def test_every_row_is_there():
    assert (len(VECTORS["amount_out"]), len(VECTORS["amount_in"])) == (5, 1)


@pytest.mark.parametrize("row", VECTORS["amount_out"], ids=lambda row: f"in {row['in']}")
def test_the_pool_pays_the_known_amount(row):
    assert amount_out(row["in"], row["reserve_in"], row["reserve_out"], FEE_BPS) == row["out"]


@pytest.mark.parametrize("row", VECTORS["amount_out"], ids=lambda row: f"in {row['in']}")
def test_the_known_amount_passes_and_one_more_fails(row):
    assert _k_holds(row, amount_out(row["in"], row["reserve_in"], row["reserve_out"], FEE_BPS))
    assert not _k_holds(row, row["out"] + 1)


@pytest.mark.parametrize("row", VECTORS["amount_in"], ids=lambda row: f"out {row['out']}")
def test_the_known_input_pays_and_one_less_does_not(row):
    reserves = row["reserve_in"], row["reserve_out"], FEE_BPS
    assert amount_in(row["out"], *reserves) == row["in"]
    assert amount_out(row["in"], *reserves) >= row["out"] > amount_out(row["in"] - 1, *reserves)
