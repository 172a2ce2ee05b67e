"""Refusals: one code each, one sentence each."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fomo_core import errors
from fomo_core.amounts import parse_amount
from fomo_core.errors import FomoError, Rejected
from fomo_core.units import WAD


def _below(kind):
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


#: A refusal without a code of its own carries a contract's.
REFUSALS = sorted((kind for kind in _below(Rejected) if kind.code), key=lambda kind: kind.code)
ALL = pytest.mark.parametrize("kind", REFUSALS, ids=lambda kind: kind.__name__)

#: A value for every name that a sentence may hold.
DETAILS = {
    "out": 12_345 * WAD + 1,
    "minimum": 23_456 * WAD,
    "cap": 250_000 * WAD,
    "missing": WAD,
    "needed": 2 * WAD,
    "held": WAD,
    "unit": "FLOCK",
    "reason": "it is empty.",
    "fee": 32_768 * WAD,
    "most": 327 * WAD,
    "flock": 4_124 * WAD,
    "burned": 5 * WAD,
}

CODES = """
    launch: unknown model · launch: bad name · launch: bad symbol · balance: insufficient
    offering: unknown · buy: deadline passed · offering: closed · buy: zero amount · buy: nothing out · buy: slippage
    first buy: above cap · offering: already graduated · offering: still live · offering: minimum not reached
    offering: not failed · redeem: nothing to redeem · offering: not graduated · claim: nothing to claim
    release: nothing vested · swap: zero amount · swap: nothing out · swap: slippage · revenue: zero amount
"""


def test_every_code_of_the_format_has_its_class():
    published = {code.strip() for line in CODES.strip().splitlines() for code in line.split("·")}
    assert published <= {kind.code for kind in REFUSALS}


def test_no_two_refusals_share_a_code():
    codes = [kind.code for kind in REFUSALS]
    assert len(set(codes)) == len(codes) > 20


@ALL
def test_a_code_is_subject_and_reason(kind):
    assert re.fullmatch(r"[a-z][a-z ]*: [a-z][a-z ]*", kind.code)


@ALL
def test_a_refusal_prints_as_one_sentence_for_a_person(kind):
    sentence = str(kind(**DETAILS))
    assert re.fullmatch(r"[A-Z0-9][^{}\n]*\.", sentence)
    assert not re.search(r"\d{7,}", sentence.replace(",", ""))
    assert not re.search(r"\. [A-Z]", sentence)


@ALL
def test_a_refusal_carries_its_code_and_its_numbers(kind):
    refusal = kind(**DETAILS)
    assert refusal.args == (kind.code,)
    assert refusal.details == DETAILS


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (
            errors.PurchaseSlippage(out=1_234 * WAD, minimum=5 * WAD // 2),
            "You would get 1,234.00 tokens, less than your minimum of 2.50: ask for a new quote.",
        ),
        (
            errors.SwapSlippage(out=1_234 * WAD, minimum=5 * WAD // 2),
            "You would get 1,234.00, less than your minimum of 2.50: ask for a new quote.",
        ),
        (
            errors.FirstBuyAboveCap(out=250_001 * WAD, cap=250_000 * WAD),
            "The first buy would take 250,001.00 tokens; the cap is 250,000.00: spend less.",
        ),
        (
            errors.InsufficientBalance(
                missing=4 * WAD // 10, needed=100_001 * WAD, held=100_000_600 * WAD // 1_000, unit="FLOCK"
            ),
            "0.40 FLOCK are missing: this needs 100,001.00 and the account holds 100,000.60.",
        ),
        (
            errors.InsufficientBalance(missing=10**14, needed=WAD, held=WAD - 10**14, unit="FLOCK"),
            "0.01 FLOCK are missing: this needs 1.00 and the account holds 0.99.",
        ),
        (
            errors.PurchaseSlippage(out=12_345_678 * WAD // 10**6, minimum=12_345_679 * WAD // 10**6),
            "You would get 12.34 tokens, less than your minimum of 12.35: ask for a new quote.",
        ),
        (
            errors.FirstBuyAboveCap(out=250_000 * WAD + 10**12, cap=250_000 * WAD),
            "The first buy would take 250,000.000001 tokens; the cap is 250,000.000000: spend less.",
        ),
        (errors.BadName(reason="it is empty."), "The name can't be used: it is empty."),
    ],
)
def test_amounts_and_reasons_are_shown_for_reading(refusal, sentence):
    assert str(refusal) == sentence


@given(st.integers(0, 10**24), st.integers(1, 10**24))
def test_no_refusal_shows_two_equal_numbers_for_unequal_amounts(held, more):
    refusal = errors.FirstBuyAboveCap(out=held + more, cap=held)
    shown = re.findall(r"[\d,]+\.\d+", str(refusal))
    assert len(set(shown)) == 2
    short = errors.InsufficientBalance(missing=more, needed=held + more, held=held, unit="FLOCK")
    missing, needed, has = re.findall(r"[\d,]+\.\d+", str(short))
    assert needed != has
    assert parse_amount(has) <= held
    assert parse_amount(needed) >= held + more
    assert parse_amount(missing) >= more


def test_every_error_of_the_package_is_in_one_tree():
    own = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert all(issubclass(kind, FomoError) for kind in own)
    assert set(_below(FomoError)) >= set(own) - {FomoError}


def test_odd_input_is_a_value_error_too_and_a_refusal_is_not():
    assert issubclass(errors.InvalidInput, ValueError)
    assert not issubclass(Rejected, ValueError)
    assert not issubclass(errors.ChainError, Rejected)


@ALL
def test_a_contract_s_refusal_is_the_core_s_own_and_needs_no_numbers(kind):
    refusal = errors.refusal_of(kind.code)
    assert type(refusal) is kind
    assert re.fullmatch(r"[A-Z][^{}\n]*\.", str(refusal))
    assert "newest state" not in str(refusal)


@pytest.mark.parametrize("code", ["revenue: not the platform", "<b>"])
def test_any_other_refusal_of_a_contract_keeps_its_code_and_prints_as_a_sentence(code):
    refusal = errors.refusal_of(code)
    assert refusal.code == code
    assert code in str(refusal)
