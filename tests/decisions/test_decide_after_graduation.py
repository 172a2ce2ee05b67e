"""Trading and settlements alike: both need an offering that has graduated, and an amount."""

import pytest

from fomo_core import commands as cmd
from fomo_core.units import USD, WAD
from tests.builders import SUPPORTER, code, failed, graduated, live, succeeded

SWAP = cmd.Swap(SUPPORTER, "qmini", "flock", WAD)
ROUTE = cmd.RouteRevenue("qmini", 1_000 * USD, 4_000_000)
EACH = pytest.mark.parametrize("command", [SWAP, ROUTE], ids=["swap", "settlement"])


@EACH
@pytest.mark.parametrize("state", [live, failed, succeeded])
def test_nothing_happens_before_graduation(command, state):
    assert code(state(), command) == "offering: not graduated"


@EACH
def test_it_needs_an_offering(command):
    assert code(graduated(), command._replace(offering="nothing")) == "offering: unknown"


@pytest.mark.parametrize(
    ("command", "refused"),
    [
        (SWAP._replace(amount_in=0), "swap: zero amount"),
        (ROUTE._replace(usage_usd=0), "revenue: zero amount"),
    ],
    ids=["swap", "settlement"],
)
def test_it_needs_an_amount(command, refused):
    assert code(graduated(), command) == refused
