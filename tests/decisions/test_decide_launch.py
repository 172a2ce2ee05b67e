"""Launches: the fee, the first buy, and every reason to refuse one."""

import pytest

from fomo_core import commands as cmd
from fomo_core import errors, presets
from fomo_core import events as ev
from fomo_core.backends.sandbox import Sandbox
from fomo_core.tax import first_buy_tax_bps
from fomo_core.units import MAX_AMOUNT, WAD
from tests.builders import (
    ISSUER,
    LINEAR,
    MEDIUM,
    SMALL,
    WEALTH,
    bare_offering,
    code,
    funded,
    launch,
    minimal,
    refusal,
    the_offering,
)

FEE = minimal().parameters.launch_fee
MODEL = minimal().models[SMALL]


def _with(flock):
    sandbox = Sandbox(minimal())
    sandbox.submit(cmd.Fund(ISSUER, flock))
    return sandbox


def _least_first_buy(tokens, model=SMALL):
    tax_bps = first_buy_tax_bps(minimal().parameters)
    return bare_offering(minimal(), model).flock_for(tokens, tax_bps)


def test_a_launch_opens_an_offering_with_its_models_raise():
    sandbox = funded()
    sandbox.advance_to(5)
    created, described, paid = sandbox.submit(launch()).events
    assert created == ev.LaunchCreated(
        "qmini", ISSUER, SMALL, MODEL.minimum_target, MODEL.maximum_target, 400_000 * WAD,
        5, 425, "Q Mini", "QMINI", False,
    )  # fmt: skip
    assert described == ev.OfferingDescribed("qmini", "a small coder")
    assert paid == ev.LaunchFeePaid("qmini", ISSUER, FEE)


def test_the_fee_goes_to_the_treasury():
    sandbox = funded()
    sandbox.submit(launch())
    assert sandbox.world.flock[ISSUER] == WEALTH - FEE
    assert sandbox.world.treasury_flock == FEE


def test_mainnet_takes_a_fee_of_32768_flock_and_runs_seven_days():
    parameters = presets.load("mainnet").parameters
    assert parameters.launch_fee == 32_768 * WAD
    assert parameters.duration_s == 7 * 24 * 3_600


def test_the_fee_exactly_is_enough():
    assert _with(FEE).submit(launch()).events
    assert code(_with(FEE - 1), launch()) == "balance: insufficient"


def test_the_first_buy_pays_the_platform_fee_alone():
    sandbox = funded()
    *_, bought = sandbox.submit(launch(first_buy_flock=10 * WAD)).events
    assert bought.net_used == 10 * WAD * 9_850 // 10_000
    assert bought.anti_sniper_fee == 0
    assert bought.creator_fee == 10 * WAD * 50 // 10_000


def test_the_first_buy_pays_the_tax_where_that_is_set():
    sandbox = funded(presets.load("minimal", {"first_buy_pays_tax": True}))
    *_, bought = sandbox.submit(launch(first_buy_flock=10 * WAD)).events
    assert bought.net_used == 10 * WAD // 100
    assert bought.anti_sniper_fee == 10 * WAD * 9_750 // 10_000


def test_a_launch_with_a_first_buy_says_so():
    (created, *_) = funded().submit(launch(first_buy_flock=WAD)).events
    assert created.is_bundled is True


def test_the_creator_fee_of_the_first_buy_returns_to_the_issuer():
    sandbox = funded()
    sandbox.submit(launch(first_buy_flock=10 * WAD))
    assert sandbox.world.flock[ISSUER] == WEALTH - FEE - 10 * WAD + 10 * WAD * 50 // 10_000


@pytest.mark.parametrize("model", [SMALL, MEDIUM, LINEAR])
def test_the_most_flock_within_the_cap_passes_and_one_unit_more_is_refused(model):
    cap = minimal().parameters.first_buy_cap
    above = _least_first_buy(cap + 1, model=model)
    *_, bought = funded().submit(launch(model=model, first_buy_flock=above - 1)).events
    assert cap - 1_000 < bought.mt_allocated <= cap
    assert code(funded(), launch(model=model, first_buy_flock=above)) == "first buy: above cap"


def test_a_refused_first_buy_refuses_the_whole_launch():
    sandbox = funded()
    assert code(sandbox, launch(first_buy_flock=WEALTH - FEE)) == "first buy: above cap"
    assert not sandbox.world.offerings
    assert sandbox.world.flock[ISSUER] == WEALTH


def test_a_first_buy_of_the_whole_raise_graduates_at_once_where_the_cap_allows():
    protocol = presets.load("minimal", {"first_buy_cap_bps": 10_000})
    sandbox = funded(protocol)
    events = sandbox.submit(launch(first_buy_flock=10_000 * WAD)).events
    assert [type(event) for event in events[-2:]] == [ev.Purchased, ev.Graduated]
    assert the_offering(sandbox).status_at(0) == "graduated"


def test_a_first_buy_of_one_unit_buys_nothing():
    assert code(funded(), launch(first_buy_flock=1)) == "buy: nothing out"


def test_the_first_buy_needs_its_flock_beside_the_fee():
    assert _with(FEE + WAD).submit(launch(first_buy_flock=WAD)).events
    short = refusal(_with(FEE + WAD - 1), launch(first_buy_flock=WAD))
    assert short.code == "balance: insufficient"
    assert short.details["missing"] == 1
    assert short.details["needed"] == FEE + WAD


def test_two_offerings_live_side_by_side():
    sandbox = funded()
    sandbox.submit(launch())
    sandbox.submit(launch(key="second", symbol="TWO"))
    assert list(sandbox.world.offerings) == ["qmini", "second"]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"model": "gpt-2"}, "launch: unknown model"),
        ({"name": ""}, "launch: bad name"),
        ({"name": "<b>"}, "launch: bad name"),
        ({"name": "n" * 65}, "launch: bad name"),
        ({"symbol": "q"}, "launch: bad symbol"),
        ({"symbol": "TOOLONGABCD"}, "launch: bad symbol"),
        ({"description": "d" * 1_001}, "launch: bad description"),
        ({"description": "\x1b[2J"}, "launch: bad description"),
    ],
)
def test_a_launch_is_refused_for(change, expected):
    assert code(funded(), launch(**change)) == expected


@pytest.mark.parametrize(
    "change",
    [{"name": "n" * 64}, {"symbol": "AB"}, {"symbol": "ABCDEFGH10"}, {"description": "<b>two\nlines</b>"}],
)
def test_a_launch_just_within_the_rules_passes(change):
    assert funded().submit(launch(**change)).events


def test_a_key_serves_once():
    sandbox = funded()
    sandbox.submit(launch())
    assert code(sandbox, launch(name="Another")) == "launch: offering exists"


def test_the_first_reason_of_several_is_given():
    """Each repair of a launch that is wrong in every way brings the next reason to light."""
    sandbox = _with(FEE - 1)
    wrong = launch(model="gpt-2", name="<", symbol="?", description="\x00", first_buy_flock=1)
    reasons = ["launch: unknown model", "launch: bad name", "launch: bad symbol", "launch: bad description"]
    repairs = [{"model": SMALL}, {"name": "Q Mini"}, {"symbol": "QMINI"}, {"description": ""}]
    for reason, repair in zip(reasons, repairs):
        assert code(sandbox, wrong) == reason
        wrong = wrong._replace(**repair)
    assert code(sandbox, wrong) == "balance: insufficient"
    sandbox.submit(cmd.Fund(ISSUER, 1))
    assert code(sandbox, wrong) == "buy: nothing out"
    above_cap = _least_first_buy(250_001 * WAD)
    assert code(sandbox, wrong._replace(first_buy_flock=above_cap)) == "first buy: above cap"
    assert code(sandbox, wrong._replace(first_buy_flock=WAD)) == "balance: insufficient"


def test_a_taken_key_is_refused_before_all_else():
    sandbox = funded()
    sandbox.submit(launch())
    assert code(sandbox, launch(model="gpt-2", name="<")) == "launch: offering exists"


def test_a_bad_name_says_what_is_wrong_with_it():
    assert str(refusal(funded(), launch(name=""))) == "The name can't be used: it is empty."


def test_the_faucet_gives_up_to_its_limit():
    sandbox = funded()
    rest = MAX_AMOUNT - sandbox.world.funded
    assert code(sandbox, cmd.Fund(ISSUER, rest + 1)) == "fund: above limit"
    sandbox.submit(cmd.Fund(ISSUER, rest))
    assert sandbox.world.funded == MAX_AMOUNT
    assert code(sandbox, cmd.Fund(ISSUER, 1)) == "fund: above limit"


def test_a_quote_shows_a_launch_to_someone_without_means():
    quoted = _with(1).quote(launch(first_buy_flock=WAD))
    assert quoted.shortfall == FEE + WAD - 1
    assert quoted.events == _with(FEE + WAD).submit(launch(first_buy_flock=WAD)).events


def test_a_quote_refuses_for_other_reasons():
    with pytest.raises(errors.BadSymbol):
        _with(1).quote(launch(symbol="?"))


def test_a_launch_names_the_highest_fee_that_it_accepts():
    sandbox = funded()
    fee = minimal().parameters.launch_fee
    assert code(sandbox, launch(max_fee=fee - 1)) == "launch: fee above limit"
    assert sandbox.submit(launch(max_fee=fee)).events


def test_a_launch_happens_at_its_deadline_and_not_a_second_later():
    sandbox = funded()
    sandbox.advance_to(10)
    assert code(sandbox, launch(deadline=9)) == "launch: deadline passed"
    assert sandbox.submit(launch(deadline=10)).events


def test_a_launchs_deadline_is_looked_at_first_and_its_fee_after_its_words():
    sandbox = funded()
    sandbox.advance_to(10)
    late = launch(model="unheard of", name="", max_fee=0, deadline=9)
    assert code(sandbox, late) == "launch: deadline passed"
    assert code(sandbox, late._replace(deadline=None)) == "launch: unknown model"
    assert code(sandbox, launch(name="", max_fee=0)) == "launch: bad name"
    poor = launch(sender="nobody", max_fee=0)
    assert code(sandbox, poor) == "launch: fee above limit"
    assert code(sandbox, poor._replace(max_fee=None)) == "balance: insufficient"
