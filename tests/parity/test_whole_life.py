"""Whole lives of an offering, in every variant and with every model: what walks reach only by chance."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from fomo_core import commands as cmd
from fomo_core.fees import gross_for
from fomo_core.offering import Offering
from fomo_core.units import MAX_AMOUNT, USD, WAD
from tests.builders import ISSUER, SNIPER, SUPPORTER
from tests.parity.twins.draws import ACTORS
from tests.parity.twins.machine import deployment
from tests.parity.twins.twin import Outcome, Twin
from tests.parity.twins.variants import VARIANTS

CASES = [(variant, model) for variant in VARIANTS for model in VARIANTS[variant].protocol.models]

#: So late that every variant's tax has come down for good, and its raise is still open.
LATE_S = 419


@contextmanager
def staged(variant: str, model: str) -> Iterator[Twin]:
    """A twin in which everyone has means and ``qmini`` has just been launched."""
    twin = Twin(deployment(variant), list(ACTORS))
    try:
        for account, flock in VARIANTS[variant].wealth.items():
            twin.do(cmd.Fund(account, flock))
        assert _done(twin, cmd.Launch(ISSUER, "qmini", model, "Q Mini", "QMINI", "a small coder"))
        yield twin
    finally:
        twin.close()


@contextmanager
def staged_late(variant: str, model: str) -> Iterator[tuple[Twin, Offering]]:
    """A twin as ``staged``, at a moment without a tax, and its offering."""
    with staged(variant, model) as twin:
        offering = twin.world.offerings["qmini"]
        twin.move_to(offering.start + LATE_S)
        yield twin, offering


def _done(twin: Twin, command: cmd.Command) -> Outcome:
    """Do a command that nothing speaks against."""
    outcome = twin.do(command)
    assert isinstance(outcome, tuple), f"{command}: {outcome}"
    return outcome


def _offer_for(twin: Twin, principal: int) -> cmd.Buy:
    """The supporter's least offer that adds so much principal now."""
    offering = twin.world.offerings["qmini"]
    tax_bps = offering.tax_at(twin.now, twin.world.protocol.parameters)
    return cmd.Buy(SUPPORTER, "qmini", gross_for(principal, tax_bps))


def _trade_and_settle(twin: Twin) -> None:
    """All that comes after a graduation; a pool that is empty or takes all refuses swaps on both sides."""
    for account in ACTORS:
        twin.do(cmd.Claim(SNIPER, "qmini", account))
        assert twin.do(cmd.Claim(SNIPER, "qmini", account)) == "claim: nothing to claim"
    for sell in ("flock", "token", "flock"):
        twin.do(cmd.Swap(SUPPORTER, "qmini", sell, WAD))
        twin.do(cmd.Swap(SUPPORTER, "qmini", sell, 1))
    _done(twin, cmd.RouteRevenue("qmini", 10**4 * USD + 1, 3_880_001))
    _done(twin, cmd.RouteRevenue("qmini", 1, 10**8))
    held = twin.world.offerings["qmini"].tokens.get(SUPPORTER, 0)
    twin.do(cmd.Swap(SUPPORTER, "qmini", "token", held + 1))
    twin.do(cmd.Swap(SUPPORTER, "qmini", "token", held))
    vesting_s = twin.world.protocol.parameters.operator_vesting_s
    graduated_at = twin.world.offerings["qmini"].graduated_at
    for elapsed_s in (1, vesting_s // 3, vesting_s - 1, vesting_s, vesting_s + 1, 10 * vesting_s):
        twin.move_to(max(twin.now, graduated_at + elapsed_s))
        twin.do(cmd.Release(SNIPER, "qmini"))
    operator_tokens = twin.world.protocol.parameters.operator_tokens
    assert twin.world.offerings["qmini"].released == operator_tokens


@pytest.mark.parametrize(("variant", "model"), CASES)
def test_a_raise_that_is_filled(variant: str, model: str) -> None:
    with staged(variant, model) as twin:
        offering = twin.world.offerings["qmini"]
        for elapsed_s in (0, 1, 5, 6, 7, 13, 14, 98, 99, 100):
            twin.move_to(offering.start + elapsed_s)
            twin.do(cmd.Buy(SNIPER, "qmini", WAD // 1_000))
        twin.move_to(offering.start + LATE_S)
        _done(twin, _offer_for(twin, offering.maximum_target // 3))
        room = offering.maximum_target - offering.raised
        _done(twin, _offer_for(twin, room - 2))
        outcome = _done(twin, cmd.Buy(SUPPORTER, "qmini", min(twin.world.flock[SUPPORTER], MAX_AMOUNT)))
        assert [type(event).__name__ for event in outcome] == ["Purchased", "Graduated"]
        assert outcome[0].refund > 0
        assert twin.do(cmd.Graduate(SNIPER, "qmini")) == "offering: already graduated"
        _trade_and_settle(twin)


@pytest.mark.parametrize(("variant", "model"), CASES)
def test_a_raise_that_ends_at_its_minimum_exactly(variant: str, model: str) -> None:
    with staged_late(variant, model) as (twin, offering):
        outcome = _done(twin, _offer_for(twin, offering.minimum_target))
        if len(outcome) == 1:
            assert twin.do(cmd.Graduate(SNIPER, "qmini")) == "offering: still live"
            twin.move_to(offering.end)
            assert twin.do(cmd.Buy(SUPPORTER, "qmini", WAD)) == "offering: closed"
            assert twin.do(cmd.Redeem(SUPPORTER, "qmini")) == "offering: not failed"
            _done(twin, cmd.Graduate(SNIPER, "qmini"))
        _trade_and_settle(twin)


@pytest.mark.parametrize(("variant", "model"), CASES)
def test_a_raise_that_ends_one_wei_below_its_minimum(variant: str, model: str) -> None:
    with staged_late(variant, model) as (twin, offering):
        _done(twin, cmd.Buy(SNIPER, "qmini", WAD // 2))
        _done(twin, _offer_for(twin, offering.minimum_target - offering.raised - 1))
        assert offering.raised <= offering.minimum_target - 1
        twin.move_to(offering.end - 1)
        assert twin.do(cmd.Redeem(SUPPORTER, "qmini")) == "offering: not failed"
        twin.move_to(offering.end)
        assert twin.do(cmd.Graduate(SNIPER, "qmini")) == "offering: minimum not reached"
        for account in (SUPPORTER, SNIPER):
            _done(twin, cmd.Redeem(account, "qmini"))
            assert twin.do(cmd.Redeem(account, "qmini")) == "redeem: nothing to redeem"
        assert offering.escrow_flock() == 0
