"""Trading in an offering's pool after graduation."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core import errors, presets
from fomo_core.pool import amount_out
from fomo_core.units import WAD
from tests.builders import BYSTANDER, CALM_S, SUPPORTER, code, graduated, live, refusal, the_offering

BUY = cmd.Swap(SUPPORTER, "qmini", "flock", WAD)
SELL = cmd.Swap(SUPPORTER, "qmini", "token", WAD)


def _with_tokens():
    sandbox = graduated()
    sandbox.submit(cmd.Claim(SUPPORTER, "qmini"))
    return sandbox


def _balances(sandbox):
    """FLOCK and tokens of the pool, then those of the supporter."""
    offering = the_offering(sandbox)
    own = sandbox.world.flock[SUPPORTER], offering.tokens.get(SUPPORTER, 0)
    return offering.pool_flock, offering.pool_tokens, *own


def test_flock_buys_tokens_from_the_pool():
    sandbox = graduated()
    flock, tokens, purse, held = _balances(sandbox)
    out = sandbox.submit(BUY).events[0].amount_out
    assert out == amount_out(WAD, flock, tokens, 30)
    assert _balances(sandbox) == (flock + WAD, tokens - out, purse - WAD, held + out)


def test_tokens_buy_flock_from_the_pool():
    sandbox = _with_tokens()
    flock, tokens, purse, held = _balances(sandbox)
    assert held == 400_000 * WAD
    out = sandbox.submit(SELL).events[0].amount_out
    assert out == amount_out(WAD, tokens, flock, 30)
    assert _balances(sandbox) == (flock - out, tokens + WAD, purse + out, held - WAD)


def test_a_swap_too_small_for_a_unit_out_is_refused():
    sandbox = _with_tokens()
    # The rehearsal's tokens cost a few hundredths of a FLOCK: one unit of them buys no whole unit of FLOCK.
    assert code(sandbox, SELL._replace(amount_in=1)) == "swap: nothing out"
    assert sandbox.submit(SELL._replace(amount_in=100)).events[0].amount_out > 0


def test_a_swap_below_its_minimum_is_refused():
    sandbox = graduated()
    out = sandbox.quote(BUY).events[0].amount_out
    assert code(sandbox, BUY._replace(min_amount_out=out + 1)) == "swap: slippage"
    assert sandbox.submit(BUY._replace(min_amount_out=out)).events[0].amount_out == out


@pytest.mark.parametrize("swap", [BUY, SELL])
def test_a_swap_needs_what_it_sells(swap):
    assert code(graduated(), swap._replace(sender=BYSTANDER)) == "balance: insufficient"


def test_an_allocation_must_be_claimed_before_it_can_be_sold():
    sandbox = graduated()
    assert code(sandbox, SELL) == "balance: insufficient"
    sandbox.submit(cmd.Claim(SUPPORTER, "qmini"))
    assert sandbox.submit(SELL).events


def test_a_holder_may_sell_everything_and_not_one_unit_more():
    sandbox = _with_tokens()
    assert code(sandbox, SELL._replace(amount_in=400_000 * WAD + 1)) == "balance: insufficient"
    sandbox.submit(SELL._replace(amount_in=400_000 * WAD))
    assert the_offering(sandbox).tokens[SUPPORTER] == 0


def test_the_refusal_for_lack_of_tokens_names_the_token():
    sentence = str(refusal(graduated(), SELL))
    assert sentence == "1.00 QMINI are missing: this needs 1.00 and the account holds 0.00."


def test_the_first_reason_of_several_is_given():
    """Each repair of a swap that is wrong in every way brings the next reason to light."""
    wrong = cmd.Swap(BYSTANDER, "nothing", "token", 0, 10**30)
    assert code(live(), wrong) == "offering: unknown"
    wrong = wrong._replace(offering="qmini")
    assert code(live(), wrong) == "offering: not graduated"
    sandbox = graduated()
    assert code(sandbox, wrong) == "swap: zero amount"
    wrong = wrong._replace(amount_in=1)
    assert code(sandbox, wrong) == "swap: nothing out"
    wrong = wrong._replace(amount_in=WAD)
    assert code(sandbox, wrong) == "swap: slippage"
    assert code(sandbox, wrong._replace(min_amount_out=0)) == "balance: insufficient"


def test_a_quote_shows_a_swap_to_someone_without_means():
    quoted = graduated().quote(BUY._replace(sender=BYSTANDER))
    assert quoted.shortfall == WAD
    assert quoted.events[0].amount_out == graduated().submit(BUY).events[0].amount_out


def test_a_quote_refuses_for_other_reasons():
    with pytest.raises(errors.NotGraduated):
        live().quote(BUY)


def test_a_pool_without_tokens_buys_nothing():
    tokens = {"liquidity_tokens": 0, "treasury_tokens": 300_000 * WAD}
    sandbox = live(presets.load("minimal", tokens))
    sandbox.submit(cmd.Buy(SUPPORTER, "qmini", 100_000 * WAD))
    assert code(sandbox, BUY) == "swap: nothing out"


@given(st.lists(st.tuples(st.sampled_from(["flock", "token"]), st.integers(1, 10**22)), max_size=8))
def test_the_product_of_the_reserves_never_falls(trades):
    sandbox = _with_tokens()
    offering = the_offering(sandbox)
    product = offering.pool_flock * offering.pool_tokens
    for sell, amount in trades:
        try:
            sandbox.submit(cmd.Swap(SUPPORTER, "qmini", sell, amount))
        except errors.NothingSwapped:
            continue
        assert offering.pool_flock * offering.pool_tokens >= product
        product = offering.pool_flock * offering.pool_tokens


@given(st.integers(100, 10**22))
def test_a_trade_there_and_back_gains_nothing(amount):
    sandbox = graduated()
    held = sandbox.world.flock[SUPPORTER]
    (there,) = sandbox.submit(BUY._replace(amount_in=amount)).events
    with suppress(errors.NothingSwapped):
        sandbox.submit(SELL._replace(amount_in=there.amount_out))
    assert sandbox.world.flock[SUPPORTER] < held


def test_a_swap_of_anything_but_flock_or_token_is_refused():
    sandbox = graduated()
    with pytest.raises(errors.OutOfRange, match="either flock or token"):
        sandbox.quote(BUY._replace(sell="gold"))


@pytest.mark.parametrize("command", [BUY, SELL])
def test_a_negative_amount_is_no_swap(command):
    assert code(_with_tokens(), command._replace(amount_in=-1)) == "swap: zero amount"


def test_a_swap_happens_at_its_deadline_and_not_a_second_later():
    sandbox = graduated()
    swap = cmd.Swap(SUPPORTER, "qmini", "flock", WAD, deadline=CALM_S)
    assert sandbox.submit(swap).events
    sandbox.advance(1)
    assert code(sandbox, swap) == "swap: deadline passed"
    assert code(sandbox, swap._replace(amount_in=0)) == "swap: deadline passed"
    assert code(sandbox, swap._replace(offering="unheard of")) == "offering: unknown"
