"""The combined tax against known-good numbers."""

import pytest

from fomo_core.tax import combined_tax_bps
from tests.builders import parameters, vectors

ROWS = vectors("combined_tax_bps")["rows"]
CASES = [
    pytest.param(row["elapsed_s"], reading, row[reading], id=f"{reading} at {row['elapsed_s']} s")
    for row in ROWS
    for reading in ("A", "B", "C")
]


def test_there_are_rows_for_every_reading():
    assert len(CASES) == 14 * 3


@pytest.mark.parametrize(("elapsed_s", "reading", "expected"), CASES)
def test_the_tax_is_the_known_one(elapsed_s, reading, expected):
    assert combined_tax_bps(elapsed_s, parameters(tax_reading=reading)) == expected


def test_reading_a_is_the_default():
    assert [combined_tax_bps(row["elapsed_s"], parameters()) for row in ROWS] == [row["A"] for row in ROWS]
