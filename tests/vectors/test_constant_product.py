"""The constant-product curve against numbers of launchpads that have published theirs."""

import pytest

from fomo_core.curve import ConstantProduct
from tests.builders import vectors

VECTORS = vectors("constant_product_sold")
RAISED_FOR = VECTORS["raised_for"]


def _curve(row):
    return ConstantProduct(row["virtual_flock"], row["virtual_tokens"])


def _leaves_the_product(row, tokens):
    """Whether the product of the reserves has not fallen after ``tokens`` went out."""
    flock, left = row["virtual_flock"] + row["raised"], row["virtual_tokens"] - tokens
    return flock * left >= row["virtual_flock"] * row["virtual_tokens"]


def test_every_row_is_there():
    assert (len(VECTORS["sold"]), len(RAISED_FOR)) == (4, 1)


@pytest.mark.parametrize("row", VECTORS["sold"], ids=lambda row: row["source"][:40])
def test_the_curve_sells_the_known_amount(row):
    assert _curve(row).sold(row["raised"]) == row["sold"]


@pytest.mark.parametrize("row", VECTORS["sold"], ids=lambda row: row["source"][:40])
def test_the_reserves_can_give_the_known_amount_and_not_one_more(row):
    assert _leaves_the_product(row, _curve(row).sold(row["raised"]))
    assert not _leaves_the_product(row, row["sold"] + 1)


@pytest.mark.parametrize("row", RAISED_FOR, ids=lambda row: row["source"][:40])
def test_the_known_principal_buys_the_tokens_and_one_less_does_not(row):
    curve = _curve(row)
    assert curve.raised_for(row["tokens"]) == row["raised"]
    assert curve.sold(row["raised"]) >= row["tokens"] > curve.sold(row["raised"] - 1)
