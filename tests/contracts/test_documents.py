"""What the documents and the comments say of the contracts is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from fomo_core import presets
from fomo_core.offering import divide_at_graduation
from fomo_core.pool import amount_out
from fomo_core.units import BPS, rounded_text
from tests.builders import MEDIUM, ROOT, bare_offering

CONTRACTS = ROOT / "contracts"


class External(NamedTuple):
    """An external function of a contract's source: its arguments, and its comment."""

    arguments: list[str]
    returns: bool
    comment: str


_HEAD = re.compile(
    r'^@external\n((?:@\w+\n)*)def (\w+)\(([^)]*)\)( -> [^:]+)?:\n(?:    """\n(.*?)\n    """)?', re.M | re.S
)


def _externals(path: Path) -> dict[str, External]:
    found = {}
    for _, name, arguments, returns, comment in _HEAD.findall(path.read_text()):
        names = re.findall(r"(\w+):", arguments)
        found[f"{path.stem}.{name}"] = External(names, bool(returns), comment)
    return found


EXTERNALS = {
    name: each
    for path in sorted(CONTRACTS.glob("*.vy"))
    if path.stem != "ownership"
    for name, each in _externals(path).items()
}
CODES = {
    code
    for path in CONTRACTS.glob("*.vy")
    for code in re.findall(r'(?:assert|raise)[^"]*"([a-z0-9 ]+: [^"]+)"', path.read_text())
}


def test_the_contracts_external_functions_are_found() -> None:
    assert len(EXTERNALS) > 30
    assert {"launchpad.launch", "pool.swap", "revenue.route_revenue", "custody.accept_ownership"} <= set(
        EXTERNALS
    )


@pytest.mark.parametrize("name", EXTERNALS)
def test_every_external_function_tells_its_arguments_results_and_refusals(name: str) -> None:
    each = EXTERNALS[name]
    assert re.findall(r"@param (\w+)", each.comment) == each.arguments
    assert "@notice" in each.comment
    assert each.returns == ("@return" in each.comment)
    told = re.search(r"@custom:reverts (.*)", each.comment, re.S)
    if told is not None:
        codes = " ".join(told[1].split()).split(" · ")
        assert set(codes) <= CODES, f"{name} tells codes that no contract has"


def test_every_code_of_a_refusal_is_told_by_some_function() -> None:
    told = " ".join(" ".join(each.comment.split()) for each in EXTERNALS.values())
    of_creation = {code for code in CODES if code.startswith("parameters: ")}
    assert {code for code in CODES - of_creation if code not in told} == {
        "launch: wrong address", "token: transfer refused",
    }  # fmt: skip


def _whole(amount: int) -> str:
    return rounded_text(amount, places=0)


def test_the_figures_of_the_trust_model_are_computed() -> None:
    protocol = presets.load("mainnet")
    p, maximum = protocol.parameters, protocol.models[MEDIUM].maximum_target
    offering = bare_offering(protocol, MEDIUM, maximum)
    divided = divide_at_graduation(offering, maximum, p.target_sale, p)
    flock, tokens = divided.liquidity_flock, divided.liquidity_tokens
    treasury = divided.treasury_tokens + p.incentives_tokens
    dumped = amount_out(treasury, tokens, flock, p.pool_fee_bps)
    left = amount_out(p.target_sale, tokens + treasury, flock - dumped, p.pool_fee_bps)
    fee = -(-maximum * BPS // (BPS - p.platform_fee_bps)) - maximum
    figures = {
        "all principal": maximum,
        "the pool's FLOCK": flock,
        "the treasury's FLOCK": divided.incentives_flock + divided.operations_flock,
        "the treasury's tokens": treasury,
        "what these fetch": dumped,
        "all supporters after them": left,
        "all supporters before them": amount_out(p.target_sale, tokens, flock, p.pool_fee_bps),
        "the issuer's first buy": amount_out(p.first_buy_cap, tokens, flock, p.pool_fee_bps),
        "a safe buyback": flock * p.pool_fee_bps // BPS,
        "the platform fee": fee,
    }
    text = (ROOT / "docs" / "trust.md").read_text()
    assert {what: _whole(amount) for what, amount in figures.items() if _whole(amount) not in text} == {}
