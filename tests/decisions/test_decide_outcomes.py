"""How raises end: graduation, redemption, claims, vesting."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core.offering import divide_at_graduation
from fomo_core.units import WAD
from tests.builders import (
    BYSTANDER,
    CALM_S,
    ISSUER,
    LINEAR,
    SMALL,
    SNIPER,
    SUPPORTER,
    bare_offering,
    code,
    failed,
    graduated,
    live,
    minimal,
    raised_to,
    succeeded,
    the_offering,
)

MODEL = minimal().models[SMALL]
PARAMETERS = minimal().parameters
END_S = 420

GRADUATE = cmd.Graduate(BYSTANDER, "qmini")
REDEEM = cmd.Redeem(SUPPORTER, "qmini")
CLAIM = cmd.Claim(SUPPORTER, "qmini")
RELEASE = cmd.Release(BYSTANDER, "qmini")


def test_anyone_may_graduate_a_raise_that_succeeded():
    sandbox = succeeded()
    assert the_offering(sandbox).status_at(END_S) == "succeeded"
    (event,) = sandbox.submit(GRADUATE).events
    assert isinstance(event, ev.Graduated)
    assert (event.caller, event.graduated_at) == (BYSTANDER, END_S)
    assert the_offering(sandbox).status_at(END_S) == "graduated"


def test_a_raise_one_unit_below_its_minimum_fails():
    sandbox = failed()
    assert the_offering(sandbox).status_at(END_S) == "failed"
    assert code(sandbox, GRADUATE) == "offering: minimum not reached"


def test_a_raise_at_its_minimum_cannot_graduate_before_its_end():
    sandbox = raised_to(MODEL.minimum_target)
    sandbox.advance_to(END_S - 1)
    assert code(sandbox, GRADUATE) == "offering: still live"
    sandbox.advance_to(END_S)
    assert sandbox.submit(GRADUATE).events


def test_an_offering_graduates_once():
    assert code(graduated(), GRADUATE) == "offering: already graduated"


def test_an_offering_that_graduated_early_does_not_fail_at_its_end():
    sandbox = graduated()
    sandbox.advance_to(10 * END_S)
    assert code(sandbox, GRADUATE) == "offering: already graduated"
    assert code(sandbox, REDEEM) == "offering: not failed"


def test_graduation_divides_the_raise_60_20_20():
    sandbox = succeeded()
    treasury = sandbox.world.treasury_flock
    (event,) = sandbox.submit(GRADUATE).events
    raised = MODEL.minimum_target
    assert event.liquidity_flock == raised * 6 // 10 == the_offering(sandbox).pool_flock
    assert event.incentives_flock == raised * 2 // 10
    assert event.operations_flock == raised - event.liquidity_flock - event.incentives_flock
    kept = event.incentives_flock + event.operations_flock
    assert sandbox.world.treasury_flock == treasury + kept


@pytest.mark.parametrize("model", [SMALL, LINEAR])
@given(data=st.data())
def test_the_pool_opens_at_the_curves_last_price(model, data):
    limits = minimal().models[model]
    raised = data.draw(st.integers(limits.minimum_target, limits.maximum_target))
    division = _division(model, raised)
    price = bare_offering(minimal(), model, raised).curve.spot_price(raised)
    # The tokens round down: one unit more would open the pool below that price.
    asked = division.liquidity_flock * price.tokens
    assert division.liquidity_tokens * price.flock <= asked < (division.liquidity_tokens + 1) * price.flock


@pytest.mark.parametrize("model", [SMALL, LINEAR])
@given(data=st.data())
def test_all_parts_of_the_supply_add_up(model, data):
    limits = minimal().models[model]
    raised = data.draw(st.integers(limits.minimum_target, limits.maximum_target))
    offering = bare_offering(minimal(), model, raised)
    division = _division(model, raised)
    parts = offering.sold, division.unsold_burned, division.liquidity_tokens, division.treasury_tokens
    assert sum(parts) + PARAMETERS.incentives_tokens + PARAMETERS.operator_tokens == PARAMETERS.total_supply
    flock = division.liquidity_flock, division.incentives_flock, division.operations_flock
    assert sum(flock) == raised


def _division(model, raised):
    offering = bare_offering(minimal(), model, raised)
    return divide_at_graduation(offering, raised, offering.sold, PARAMETERS)


def test_a_supporter_redeems_the_principal_once():
    sandbox = failed()
    held, principal = sandbox.world.flock[SUPPORTER], MODEL.minimum_target - 1
    (event,) = sandbox.submit(REDEEM).events
    assert event.flock == principal
    assert sandbox.world.flock[SUPPORTER] == held + principal
    assert the_offering(sandbox).escrow_flock() == 0
    assert code(sandbox, REDEEM) == "redeem: nothing to redeem"


def test_each_supporter_redeems_their_own_principal():
    sandbox = live()
    for account in (SUPPORTER, SNIPER):
        sandbox.submit(cmd.Buy(account, "qmini", 10 * WAD))
    sandbox.advance_to(END_S)
    sandbox.submit(REDEEM)
    assert the_offering(sandbox).principal == {SUPPORTER: 0, SNIPER: 10 * WAD * 9_850 // 10_000}
    assert sandbox.submit(REDEEM._replace(sender=SNIPER)).events


def test_there_is_no_deadline_for_redemption():
    sandbox = failed()
    sandbox.advance(10**9)
    assert sandbox.submit(REDEEM).events


def test_who_never_bought_has_nothing_to_redeem():
    assert code(failed(), REDEEM._replace(sender=BYSTANDER)) == "redeem: nothing to redeem"


def test_redeeming_gives_the_allocation_up():
    sandbox = failed()
    sandbox.submit(REDEEM)
    assert the_offering(sandbox).claims == {SUPPORTER: 0}


@pytest.mark.parametrize("state", [live, succeeded, graduated])
def test_only_a_failed_raise_pays_principal_back(state):
    assert code(state(), REDEEM) == "offering: not failed"


def test_fees_and_tax_are_never_refunded():
    sandbox = live(at=0)
    sandbox.submit(cmd.Buy(SNIPER, "qmini", 1_000 * WAD))
    sandbox.advance_to(END_S)
    (event,) = sandbox.submit(REDEEM._replace(sender=SNIPER)).events
    assert event.flock == 10 * WAD


def test_a_supporter_claims_the_allocation_once():
    sandbox = graduated()
    (event,) = sandbox.submit(CLAIM).events
    assert event == ev.Claimed("qmini", SUPPORTER, 400_000 * WAD)
    assert the_offering(sandbox).tokens == {SUPPORTER: 400_000 * WAD}
    assert code(sandbox, CLAIM) == "claim: nothing to claim"


def test_anyone_may_claim_for_a_supporter_and_the_supporter_gets_it():
    sandbox = graduated()
    sandbox.submit(cmd.Claim(BYSTANDER, "qmini", SUPPORTER))
    assert the_offering(sandbox).tokens == {SUPPORTER: 400_000 * WAD}


def test_who_never_bought_has_nothing_to_claim():
    assert code(graduated(), CLAIM._replace(sender=BYSTANDER)) == "claim: nothing to claim"


@pytest.mark.parametrize("state", [live, failed, succeeded])
def test_tokens_exist_only_after_graduation(state):
    sandbox = state()
    assert code(sandbox, CLAIM) == "offering: not graduated"
    assert the_offering(sandbox).token_supply(PARAMETERS) == 0


def test_the_whole_supply_less_the_unsold_exists_after_graduation():
    sandbox = succeeded()
    sandbox.submit(GRADUATE)
    offering = the_offering(sandbox)
    unsold = PARAMETERS.target_sale - offering.sold
    assert offering.unsold_burned == unsold > 0
    assert offering.token_supply(PARAMETERS) == 10**6 * WAD - unsold


@pytest.mark.parametrize(("elapsed_s", "share"), [(219, 100), (10_950, 2), (21_900, 1), (10**6, 1)])
def test_operator_tokens_vest_in_a_straight_line(elapsed_s, share):
    sandbox = graduated()
    sandbox.advance(elapsed_s)
    (event,) = sandbox.submit(RELEASE).events
    assert event == ev.Released("qmini", ISSUER, PARAMETERS.operator_tokens // share)


def test_a_release_pays_what_has_not_been_released_before():
    sandbox = graduated()
    sandbox.advance(219)
    sandbox.submit(RELEASE)
    assert code(sandbox, RELEASE) == "release: nothing vested"
    sandbox.advance(219)
    assert sandbox.submit(RELEASE).events[0].tokens == PARAMETERS.operator_tokens // 100


def test_nothing_vests_at_the_moment_of_graduation():
    sandbox = graduated()
    assert code(sandbox, RELEASE) == "release: nothing vested"
    sandbox.advance(1)
    assert sandbox.submit(RELEASE).events[0].tokens == PARAMETERS.operator_tokens // 21_900


def test_vesting_ends_with_the_last_operator_token():
    sandbox = graduated()
    sandbox.advance(21_900)
    sandbox.submit(RELEASE)
    sandbox.advance(10**6)
    assert code(sandbox, RELEASE) == "release: nothing vested"
    assert the_offering(sandbox).released == PARAMETERS.operator_tokens


@given(st.lists(st.integers(1, 9_000), min_size=1, max_size=12))
def test_many_releases_pay_as_much_as_one(pauses):
    sandbox = graduated()
    for pause in pauses:
        sandbox.advance(pause)
        if the_offering(sandbox).released < PARAMETERS.operator_tokens:
            sandbox.submit(RELEASE)
    elapsed = min(sum(pauses), 21_900)
    assert the_offering(sandbox).released == PARAMETERS.operator_tokens * elapsed // 21_900


@pytest.mark.parametrize("state", [live, failed, succeeded])
def test_nothing_vests_before_graduation(state):
    assert code(state(), RELEASE) == "offering: not graduated"
    assert the_offering(state()).vested_at(10**6, PARAMETERS) == 0


@pytest.mark.parametrize("command", [GRADUATE, REDEEM, CLAIM, RELEASE])
def test_an_outcome_needs_an_offering(command):
    assert code(graduated(), command._replace(offering="nothing")) == "offering: unknown"


@pytest.mark.parametrize(
    ("state", "command", "expected"),
    [
        (graduated, REDEEM._replace(sender=BYSTANDER), "offering: not failed"),
        (live, CLAIM._replace(sender=BYSTANDER), "offering: not graduated"),
        (live, RELEASE, "offering: not graduated"),
        (graduated, GRADUATE, "offering: already graduated"),
    ],
)
def test_the_offerings_state_is_looked_at_before_the_account(state, command, expected):
    assert code(state(), command) == expected


def test_the_status_follows_the_clock_alone():
    offering = the_offering(raised_to(MODEL.minimum_target))
    assert [offering.status_at(now) for now in (0, END_S - 1, END_S)] == ["live", "live", "succeeded"]
    assert CALM_S < END_S


# --- a raise that nobody graduates ---

ABANDONED_S = END_S + PARAMETERS.graduation_window_s


def test_principal_of_a_raise_that_nobody_graduates_comes_back_from_the_windows_end_on():
    sandbox = succeeded()
    sandbox.advance_to(ABANDONED_S - 1)
    assert code(sandbox, REDEEM) == "offering: not failed"
    sandbox.advance_to(ABANDONED_S)
    assert the_offering(sandbox).status_at(ABANDONED_S) == "succeeded"
    (event,) = sandbox.submit(REDEEM).events
    assert event == ev.Redeemed("qmini", SUPPORTER, MODEL.minimum_target)
    assert the_offering(sandbox).escrow_flock() == 0


def test_a_raise_abandoned_by_its_supporters_counts_as_failed_and_never_graduates():
    sandbox = succeeded()
    sandbox.advance_to(ABANDONED_S)
    sandbox.submit(REDEEM)
    assert the_offering(sandbox).status_at(ABANDONED_S) == "failed"
    assert code(sandbox, GRADUATE) == "offering: abandoned"
    assert code(sandbox, CLAIM) == "offering: not graduated"
    assert code(sandbox, REDEEM) == "redeem: nothing to redeem"


def test_a_raise_still_graduates_after_the_window_while_nobody_has_redeemed():
    sandbox = succeeded()
    sandbox.advance_to(ABANDONED_S + 10**6)
    sandbox.submit(GRADUATE)
    assert code(sandbox, REDEEM) == "offering: not failed"


def test_a_stranger_to_an_abandoned_raise_redeems_nothing_and_ends_nothing():
    sandbox = succeeded()
    sandbox.advance_to(ABANDONED_S)
    assert code(sandbox, cmd.Redeem(BYSTANDER, "qmini")) == "redeem: nothing to redeem"
    assert sandbox.submit(GRADUATE).events


def test_every_supporter_of_an_abandoned_raise_redeems_whenever_they_like():
    sandbox = raised_to(MODEL.minimum_target)
    sandbox.submit(cmd.Buy(SNIPER, "qmini", 10 * WAD))
    sandbox.advance_to(ABANDONED_S)
    sandbox.submit(cmd.Redeem(SNIPER, "qmini"))
    sandbox.advance_to(10 * ABANDONED_S)
    sandbox.submit(REDEEM)
    assert the_offering(sandbox).escrow_flock() == 0


def test_a_raise_below_its_minimum_is_told_so_whatever_was_redeemed():
    sandbox = failed()
    sandbox.submit(REDEEM)
    assert code(sandbox, GRADUATE) == "offering: minimum not reached"
