"""Purchases in a raise: price, tax, partial fill, and every reason to refuse one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core import errors, presets
from fomo_core import events as ev
from fomo_core.units import BPS, WAD
from tests.builders import (
    BYSTANDER,
    CALM_S,
    ISSUER,
    LINEAR,
    MEDIUM,
    SMALL,
    SNIPER,
    SUPPORTER,
    WEALTH,
    bare_offering,
    code,
    failed,
    funded,
    graduated,
    launch,
    live,
    minimal,
    raised_to,
    refusal,
    succeeded,
    the_offering,
)

MAXIMUM = minimal().models[SMALL].maximum_target


def _buy(flock_in, **changes):
    return cmd.Buy(SUPPORTER, "qmini", flock_in)._replace(**changes)


def test_a_buy_raises_principal_and_allocates_from_the_curve():
    sandbox = live()
    (bought,) = sandbox.submit(_buy(100 * WAD)).events
    offering = the_offering(sandbox)
    assert bought.net_used == offering.raised == 98_500_000_000_000_000_000
    assert bought.mt_allocated == offering.sold == offering.curve.sold(offering.raised)
    assert offering.principal == {SUPPORTER: bought.net_used}
    assert offering.claims == {SUPPORTER: bought.mt_allocated}


def test_every_part_of_a_buy_reaches_its_recipient():
    sandbox = live()
    issuer, treasury = sandbox.world.flock[ISSUER], sandbox.world.treasury_flock
    (bought,) = sandbox.submit(_buy(100 * WAD)).events
    assert sandbox.world.flock[SUPPORTER] == WEALTH - 100 * WAD
    assert sandbox.world.flock[ISSUER] == issuer + bought.creator_fee
    assert sandbox.world.treasury_flock == treasury + bought.protocol_fee + bought.anti_sniper_fee


def test_a_sniper_in_the_first_step_pledges_one_percent():
    (bought,) = live(at=0).submit(cmd.Buy(SNIPER, "qmini", 1_000 * WAD)).events
    assert bought.net_used == 10 * WAD
    assert bought.anti_sniper_fee == 975 * WAD


@pytest.mark.parametrize(("at", "tax_bps"), [(0, 9_900), (1, 9_800), (97, 200), (98, 150), (419, 150)])
def test_the_tax_is_that_of_the_moment(at, tax_bps):
    (bought,) = live(at=at).submit(_buy(WAD)).events
    assert bought.net_used == WAD * (BPS - tax_bps) // BPS


def test_the_tax_counts_from_the_launch_and_not_from_the_chains_start():
    sandbox = funded()
    sandbox.advance_to(1_000)
    sandbox.submit(launch())
    sandbox.advance_to(1_001)
    (bought,) = sandbox.submit(_buy(WAD)).events
    assert bought.net_used == WAD * 200 // BPS


def test_a_buy_at_the_maximum_fills_partly_and_refunds():
    sandbox = raised_to(MAXIMUM - 10)
    bought, graduation = sandbox.submit(_buy(100)).events
    assert (bought.flock_in, bought.net_used, bought.refund) == (11, 10, 89)
    assert isinstance(graduation, ev.Graduated)


def test_a_refund_is_never_taken():
    sandbox = raised_to(MAXIMUM - 10)
    held = sandbox.world.flock[SUPPORTER]
    sandbox.submit(_buy(100))
    assert sandbox.world.flock[SUPPORTER] == held - 11


@pytest.mark.parametrize("model", [SMALL, LINEAR])
def test_a_buy_of_exactly_the_room_graduates_and_one_unit_less_does_not(model):
    room = minimal().models[model].maximum_target
    exact = -(-room * BPS // 9_850)
    bought, _ = live(model=model).submit(_buy(exact)).events
    assert (bought.net_used, bought.refund) == (room, 0)
    sandbox = live(model=model)
    assert len(sandbox.submit(_buy(exact - 1)).events) == 1
    assert the_offering(sandbox).status_at(CALM_S) == "live"


def test_one_unit_more_than_the_room_is_refunded():
    exact = -(-MAXIMUM * BPS // 9_850)
    bought, _ = live().submit(_buy(exact + 1)).events
    assert (bought.flock_in, bought.refund) == (exact, 1)


def test_a_filled_raise_has_sold_all_of_its_tokens():
    sandbox = graduated()
    assert the_offering(sandbox).sold == minimal().parameters.target_sale
    assert the_offering(sandbox).unsold_burned == 0


def test_the_minimum_reached_does_not_end_the_raise():
    sandbox = raised_to(minimal().models[SMALL].minimum_target)
    assert sandbox.submit(_buy(WAD)).events


def test_the_last_second_takes_a_buy_and_the_end_does_not():
    sandbox = live(at=419)
    assert sandbox.submit(_buy(WAD)).events
    sandbox.advance_to(420)
    assert code(sandbox, _buy(WAD)) == "offering: closed"


@pytest.mark.parametrize("ended", [graduated, failed, succeeded])
def test_a_raise_that_is_over_takes_no_buy(ended):
    assert code(ended(), _buy(WAD)) == "offering: closed"


def test_a_buy_needs_an_offering():
    assert code(live(), _buy(WAD, offering="nothing")) == "offering: unknown"


def test_the_deadlines_own_second_is_in_time():
    sandbox = live()
    assert sandbox.submit(_buy(WAD, deadline=CALM_S)).events
    assert code(sandbox, _buy(WAD, deadline=CALM_S - 1)) == "buy: deadline passed"


def test_a_deadline_at_0_is_a_deadline():
    assert code(live(at=1), _buy(WAD, deadline=0)) == "buy: deadline passed"


def test_a_buy_needs_an_amount():
    assert code(live(), _buy(0)) == "buy: zero amount"


def test_a_buy_that_the_tax_eats_is_refused():
    sandbox = live(at=0)
    assert code(sandbox, _buy(99)) == "buy: nothing out"
    assert sandbox.submit(_buy(100)).events[0].net_used == 1


def test_at_a_tax_of_everything_nothing_can_be_bought():
    sandbox = live(presets.load("minimal", {"tax_reading": "C"}), at=0)
    assert code(sandbox, _buy(WEALTH)) == "buy: nothing out"
    sandbox.advance(1)
    assert sandbox.submit(_buy(WAD)).events


def test_a_buy_below_its_minimum_is_refused_whole():
    sandbox = live()
    out = sandbox.quote(_buy(WAD)).events[0].mt_allocated
    assert code(sandbox, _buy(WAD, min_tokens_out=out + 1)) == "buy: slippage"
    assert sandbox.submit(_buy(WAD, min_tokens_out=out)).events[0].mt_allocated == out


def test_a_partial_fill_below_the_minimum_is_refused():
    sandbox = raised_to(MAXIMUM - 10)
    left = minimal().parameters.target_sale - the_offering(sandbox).sold
    assert code(sandbox, _buy(WAD, min_tokens_out=left + 1)) == "buy: slippage"


def test_a_buy_needs_what_is_really_taken():
    sandbox = live()
    assert code(sandbox, _buy(WAD, sender=BYSTANDER)) == "balance: insufficient"
    taken = sandbox.quote(_buy(WEALTH + 1)).events[0].flock_in
    assert taken < WEALTH
    assert sandbox.submit(_buy(WEALTH + 1)).events[0].flock_in == taken


def test_a_partial_fill_beyond_the_buyers_means_is_refused():
    sandbox = live()
    taken = sandbox.quote(_buy(WEALTH, sender=BYSTANDER)).events[0].flock_in
    sandbox.submit(cmd.Fund(BYSTANDER, taken - 1))
    assert code(sandbox, _buy(WEALTH, sender=BYSTANDER)) == "balance: insufficient"
    assert sandbox.quote(_buy(WEALTH, sender=BYSTANDER)).shortfall == 1


def test_the_refusal_for_lack_of_flock_says_how_much_is_missing():
    sentence = str(refusal(live(), _buy(WAD, sender=BYSTANDER)))
    assert sentence == "1.00 FLOCK are missing: this needs 1.00 and the account holds 0.00."


def test_the_first_reason_of_several_is_given():
    """Each repair of a buy that is wrong in every way brings the next reason to light."""
    sandbox = live(at=420)
    wrong = cmd.Buy(BYSTANDER, "nothing", 0, 10**30, deadline=419)
    assert code(sandbox, wrong) == "offering: unknown"
    wrong = wrong._replace(offering="qmini")
    assert code(sandbox, wrong) == "buy: deadline passed"
    wrong = wrong._replace(deadline=420)
    assert code(sandbox, wrong) == "offering: closed"
    sandbox = live(at=0)
    assert code(sandbox, wrong) == "buy: zero amount"
    wrong = wrong._replace(flock_in=99)
    assert code(sandbox, wrong) == "buy: nothing out"
    wrong = wrong._replace(flock_in=100)
    assert code(sandbox, wrong) == "buy: slippage"
    wrong = wrong._replace(min_tokens_out=0)
    assert code(sandbox, wrong) == "balance: insufficient"
    sandbox.submit(cmd.Fund(BYSTANDER, 100))
    assert sandbox.submit(wrong).events


def test_a_quote_shows_a_buy_to_someone_without_means():
    quoted = live().quote(_buy(WAD, sender=BYSTANDER))
    assert quoted.shortfall == WAD
    assert quoted.events[0]._replace(buyer=SUPPORTER) == live().quote(_buy(WAD)).events[0]


def test_a_quote_changes_nothing():
    sandbox = live()
    before = sandbox.head()
    sandbox.quote(_buy(MAXIMUM * 2))
    assert sandbox.head() == before
    assert sandbox.world == sandbox.ledger.replay(sandbox.protocol)


def test_a_quote_refuses_for_other_reasons():
    with pytest.raises(errors.ZeroPurchase):
        live().quote(_buy(0))


AMOUNTS = st.integers(2, 10**22) | st.integers(2, 10**6)


@given(first=AMOUNTS, second=AMOUNTS, model=st.sampled_from([SMALL, MEDIUM, LINEAR]))
def test_splitting_a_purchase_gains_nothing(first, second, model):
    whole = live(model=model).submit(_buy(first + second)).events[0]
    sandbox = live(model=model)
    tokens = 0
    for part in (first, second):
        if sandbox.world.offerings["qmini"].open_at(CALM_S):
            tokens += _allocated(sandbox, part)
    assert tokens <= whole.mt_allocated


def _allocated(sandbox, flock_in):
    try:
        return sandbox.submit(_buy(flock_in)).events[0].mt_allocated
    except errors.NothingBought:
        return 0


@given(amounts=st.lists(AMOUNTS, max_size=8), at=st.integers(0, 419))
def test_the_tokens_sold_depend_on_the_principal_alone(amounts, at):
    sandbox = live(at=at)
    offering = the_offering(sandbox)
    for amount in amounts:
        if offering.open_at(at):
            _allocated(sandbox, amount)
    assert offering.sold == offering.curve.sold(offering.raised) == sum(offering.claims.values())
    assert offering.raised == sum(offering.principal.values()) <= offering.maximum_target


@given(
    tokens=st.integers(1, 400_000 * WAD),
    before=st.integers(0, MAXIMUM // 2),
    tax_bps=st.integers(0, 9_999),
    model=st.sampled_from([SMALL, MEDIUM, LINEAR]),
)
def test_exact_out_is_the_least_flock(tokens, before, tax_bps, model):
    offering = bare_offering(minimal(), model, before)
    tokens = min(tokens, minimal().parameters.target_sale - offering.sold)
    flock = offering.flock_for(tokens, tax_bps)
    parameters = minimal().parameters
    assert offering.fill_at(flock, tax_bps, parameters)[1] >= tokens
    assert not flock or offering.fill_at(flock - 1, tax_bps, parameters)[1] < tokens


def test_a_negative_amount_is_no_purchase():
    assert code(live(), cmd.Buy(SUPPORTER, "qmini", -WAD)) == "buy: zero amount"


def test_the_faucet_creates_nothing_negative():
    assert code(live(), cmd.Fund(SUPPORTER, -1)) == "fund: above limit"
