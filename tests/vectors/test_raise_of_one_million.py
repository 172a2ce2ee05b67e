"""A raise of one million FLOCK against numbers worked out by hand."""

import pytest

from fomo_core import commands as cmd
from fomo_core import presets
from fomo_core.curve import ConstantProduct
from fomo_core.tax import first_buy_tax_bps
from fomo_core.units import WAD
from tests.builders import ISSUER, MEDIUM, SUPPORTER, bare_offering, code, funded, launch, live, vectors

VECTORS = vectors("raise_of_one_million")
CURVE, CAP = VECTORS["curve"], VECTORS["first_buy_at_cap"]
MAINNET = presets.load("mainnet")


def test_the_medium_tier_ends_at_one_million():
    assert MAINNET.models[MEDIUM].maximum_target == 10**6 * WAD


def test_the_curve_has_the_known_reserves_and_sells_out_at_the_maximum():
    curve = bare_offering(MAINNET, MEDIUM).curve
    assert curve == ConstantProduct(CURVE["virtual_flock"], CURVE["virtual_tokens"])
    assert curve.sold(10**6 * WAD) == CURVE["sold_at_maximum"]
    assert curve.sold(10**6 * WAD - 1) < CURVE["sold_at_maximum"]


@pytest.mark.parametrize("row", VECTORS["buys"], ids=lambda row: f"at {row['elapsed_s']} s")
def test_a_buy_is_divided_as_known(row):
    sandbox = live(MAINNET, MEDIUM, at=row["elapsed_s"])
    (purchased,) = sandbox.submit(cmd.Buy(SUPPORTER, "qmini", row["flock_in"])).events
    parts = ("flock_in", "net_used", "mt_allocated", "anti_sniper_fee", "creator_fee", "protocol_fee")
    assert {part: getattr(purchased, part) for part in parts} == {part: row[part] for part in parts}
    assert purchased.refund == 0


@pytest.mark.parametrize("row", VECTORS["buys"], ids=lambda row: f"at {row['elapsed_s']} s")
def test_a_buy_for_the_known_tokens_passes_and_for_one_more_fails(row):
    sandbox = live(MAINNET, MEDIUM, at=row["elapsed_s"])
    buy = cmd.Buy(SUPPORTER, "qmini", row["flock_in"], row["mt_allocated"])
    assert code(sandbox, buy._replace(min_tokens_out=row["mt_allocated"] + 1)) == "buy: slippage"
    assert sandbox.submit(buy).events[0].mt_allocated == row["mt_allocated"]


def test_the_known_flock_is_the_least_for_a_first_buy_at_the_cap():
    offering, parameters = bare_offering(MAINNET, MEDIUM), MAINNET.parameters
    tax_bps = first_buy_tax_bps(parameters)
    assert parameters.first_buy_cap == CAP["tokens"]
    assert offering.flock_for(CAP["tokens"], tax_bps) == CAP["flock_in"]
    assert offering.fill_at(CAP["flock_in"] - 1, tax_bps, parameters)[1] < CAP["tokens"]


def test_a_first_buy_at_the_cap_is_divided_as_known():
    sandbox = funded(MAINNET)
    *_, purchased = sandbox.submit(launch(model=MEDIUM, first_buy_flock=CAP["flock_in"])).events
    assert purchased.buyer == ISSUER
    assert purchased.mt_allocated == CAP["tokens"]
    assert purchased.net_used == CAP["principal"]
    assert purchased.creator_fee == CAP["creator_fee"]
    assert purchased.protocol_fee == CAP["protocol_fee"]
    assert purchased.anti_sniper_fee == 0


def test_a_first_buy_of_one_token_unit_above_the_cap_fails():
    offering = bare_offering(MAINNET, MEDIUM)
    above = offering.flock_for(CAP["tokens"] + 1, first_buy_tax_bps(MAINNET.parameters))
    assert code(funded(MAINNET), launch(model=MEDIUM, first_buy_flock=above)) == "first buy: above cap"
