"""The twelve lines of docs/invariants.md, asked of the contracts after every act, on plain FLOCK and on a hostile one."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import hypothesis.strategies as st
import pytest
from eth_abi import encode
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from fomo_core import presets
from fomo_core.curve import curve_for
from fomo_core.units import USD, WAD
from tests.builders import LINEAR, ROOT, SMALL
from tests.contracts.stage import ENDLESS, START, issuer, stranger, supporter
from tests.contracts.test_reentrancy import HostileEvm
from tests.parity.twins.evm import BURN_ADDRESS, Contract, Deployment, Evm, Refused, bytes32

PROTOCOL = presets.load("minimal")
P = PROTOCOL.parameters
PEOPLE = (issuer, supporter, stranger)
MODELS = (SMALL, LINEAR)
HELD = 10**5 * WAD

people = st.sampled_from(PEOPLE)
places = st.integers(0, 1)
flock = st.sampled_from([1, 10**4, WAD, 500 * WAD, 1_100 * WAD, 3_600 * WAD, 40_000 * WAD])
waits = st.sampled_from([0, 1, 60, 100, 320, P.graduation_window_s, P.operator_vesting_s // 3])


@cache
def _deployed(kind: str) -> Deployment:
    """Contracts on plain FLOCK, or on a coin that calls back at every transfer."""
    on = Deployment(PROTOCOL, Evm() if kind == "plain" else HostileEvm())
    on.evm.set_time(START)
    for account in (*PEOPLE, on.platform):
        on.flock.send(account, "fund", account, HELD)
        for spender in (on.launchpad, on.pool, on.revenue):
            on.flock.send(account, "approve", spender.address, ENDLESS)
    return on


class Life(RuleBasedStateMachine):
    """Two offerings, three people and a platform that may do anything at any time."""

    def __init__(self, kind: str) -> None:
        super().__init__()
        self.on, self.hostile = _deployed(kind), kind == "hostile"
        self.before = self.on.evm.snapshot()
        self.now = START
        self.tokens: list[Contract] = []
        self.graduated: dict[str, int] = {}
        self.products: dict[str, int] = {}
        self.failed: set[str] = set()

    def teardown(self) -> None:
        self.on.evm.revert(self.before)

    def _try(self, contract: Contract, sender: str, name: str, *args: Any) -> None:
        try:
            contract.send(sender, name, *args)
        except Refused:
            return

    @initialize(first=st.sampled_from([0, WAD, 200 * WAD]))
    def open(self, first: int) -> None:
        """A raise of each curve, in each of which somebody has money."""
        self.on.evm.set_time(self.now)
        for model in MODELS:
            words = bytes32(model), bytes32(model), "Q Mini", "QMINI", "", first, ENDLESS, ENDLESS
            self.tokens.append(self.on.token(self.on.launchpad.send(issuer, "launch", *words).value))
        for token in self.tokens:
            for account in PEOPLE:
                token.send(account, "approve", self.on.pool.address, ENDLESS)
            self._try(self.on.launchpad, supporter, "buy", token.address, 1_000 * WAD, 0, ENDLESS)

    @rule(seconds=waits)
    def wait(self, seconds: int) -> None:
        self.now += seconds
        self.on.evm.set_time(self.now)

    @rule(sender=people, place=places, amount=flock)
    def buy(self, sender: str, place: int, amount: int) -> None:
        self._try(self.on.launchpad, sender, "buy", self.tokens[place].address, amount, 0, ENDLESS)

    @rule(sender=people, place=places, act=st.sampled_from(["graduate", "redeem", "release"]))
    def end(self, sender: str, place: int, act: str) -> None:
        self._try(self.on.launchpad, sender, act, self.tokens[place].address)

    @rule(sender=people, place=places, account=people)
    def claim(self, sender: str, place: int, account: str) -> None:
        self._try(self.on.launchpad, sender, "claim", self.tokens[place].address, account)

    @rule(sender=people, place=places, sells_flock=st.booleans(), amount=flock)
    def swap(self, sender: str, place: int, sells_flock: bool, amount: int) -> None:
        token = self.tokens[place].address
        self._try(self.on.pool, sender, "swap", token, sells_flock, amount, 0, ENDLESS)

    @rule(place=places, usage=st.sampled_from([1, USD, 300 * USD]))
    def settle(self, place: int, usage: int) -> None:
        route = self.tokens[place].address, usage, 3_880_000, 0, ENDLESS, ENDLESS
        self._try(self.on.revenue, self.on.platform, "route_revenue", *route)

    @rule(sender=people, place=places, amount=flock)
    def burn(self, sender: str, place: int, amount: int) -> None:
        self._try(self.tokens[place], sender, "burn", amount)

    @rule(place=places, act=st.sampled_from(["buy", "graduate", "redeem", "claim", "release", "swap"]))
    def lie_in_wait(self, place: int, act: str) -> None:
        """The hostile coin calls this at every transfer from now on; a plain one knows no such thing."""
        if not self.hostile:
            return
        token = self.tokens[place].address
        more = {"buy": (WAD, 0, ENDLESS), "claim": (supporter,), "swap": (True, WAD, 0, ENDLESS)}
        contract = self.on.pool if act == "swap" else self.on.launchpad
        function = contract.interface.functions[act]
        data = function.selector + encode(function.inputs, (token, *more.get(act, ())))
        self.on.flock.send(stranger, "prepare", contract.address, data)

    # --- what is always so ---

    def _states(self) -> list[tuple[Contract, dict[str, Any]]]:
        return [(token, self.on.launchpad.read("offering", token.address)) for token in self.tokens]

    @invariant()
    def raises_are_sound(self) -> None:
        """Lines 1 to 5."""
        escrow = 0
        for token, state in self._states():
            read = self.on.launchpad.read
            principal = sum(read("principal", token.address, who) for who in PEOPLE)
            claims = sum(read("claim_of", token.address, who) for who in PEOPLE)
            model = PROTOCOL.models[state["model"].rstrip(b"\0").decode()]
            curve = curve_for(
                model.curve, model.maximum_target, P.target_sale, P.virtual_flock_bps, model.price_multiple
            )
            assert principal == state["raised"] - state["redeemed"], "line 2"
            assert state["sold"] == curve.sold(state["raised"]), "line 3"
            assert claims <= state["sold"], "line 3"
            assert state["raised"] <= state["maximum_target"], "line 4"
            filled = state["raised"] == state["maximum_target"]
            assert not filled or state["graduated_at"], "line 4"
            assert not (state["graduated_at"] and state["redeemed"]), "line 5"
            assert state["graduated_at"] == self.graduated.setdefault(
                token.address, state["graduated_at"]
            ) or (self.graduated[token.address] == 0), "line 5"
            self.graduated[token.address] = state["graduated_at"]
            escrow += 0 if state["graduated_at"] else state["raised"] - state["redeemed"]
        assert self.on.flock.read("balanceOf", self.on.launchpad.address) == escrow, "line 1"

    @invariant()
    def tokens_are_sound(self) -> None:
        """Lines 6 to 8."""
        for token, state in self._states():
            places = (*PEOPLE, self.on.treasury, self.on.launchpad.address, self.on.pool.address)
            held = {place: token.read("balanceOf", place) for place in places}
            supply = token.read("totalSupply")
            assert sum(held.values()) == supply, "line 6"
            if not state["graduated_at"]:
                assert supply == 0, "line 6"
                continue
            assert supply <= P.total_supply - state["unsold_burned"], "line 6"
            claims = sum(self.on.launchpad.read("claim_of", token.address, who) for who in PEOPLE)
            owed = claims + P.operator_tokens - state["released"]
            assert held[self.on.launchpad.address] == owed, "line 7"
            elapsed = min(self.now - state["graduated_at"], P.operator_vesting_s)
            assert state["released"] <= P.operator_tokens * elapsed // P.operator_vesting_s, "line 8"

    @invariant()
    def pools_are_sound(self) -> None:
        """Lines 9 and 10."""
        total = 0
        for token, state in self._states():
            reserve, tokens = self.on.pool.read("reserves", token.address)
            assert bool(reserve) == bool(state["graduated_at"]), "line 9"
            assert token.read("balanceOf", self.on.pool.address) == tokens, "line 9"
            assert reserve * tokens >= self.products.get(token.address, 0), "line 10"
            self.products[token.address] = reserve * tokens
            total += reserve
        assert self.on.flock.read("balanceOf", self.on.pool.address) == total, "line 9"

    @invariant()
    def nothing_is_lost_or_entered(self) -> None:
        """Lines 11 and 12."""
        on = self.on
        places = (
            *PEOPLE, on.platform, on.treasury, on.launchpad.address, on.pool.address, on.revenue.address, BURN_ADDRESS,
        )  # fmt: skip
        held = {place: on.flock.read("balanceOf", place) for place in places}
        assert sum(held.values()) == (len(PEOPLE) + 1) * HELD, "line 11"
        assert held[on.revenue.address] == 0, "line 11"
        assert all(token.read("balanceOf", on.revenue.address) == 0 for token in self.tokens), "line 11"
        if self.hostile:
            assert on.flock.read("succeeded") == 0, "line 12"


@pytest.mark.parametrize("kind", ["plain", "hostile"])
def test_whatever_anybody_does_the_twelve_lines_hold(kind: str) -> None:
    run_state_machine_as_test(
        lambda: Life(kind),
        settings=settings(max_examples=10, stateful_step_count=25, suppress_health_check=list(HealthCheck)),
    )


def test_the_document_has_twelve_lines_and_each_is_asked() -> None:
    lines = re.findall(r"^(\d+)\. ", (ROOT / "docs" / "invariants.md").read_text(), re.MULTILINE)
    assert [int(number) for number in lines] == list(range(1, 13))
    source = (ROOT / "tests" / "contracts" / "test_invariants.py").read_text()
    assert {int(number) for number in re.findall(r'"line (\d+)"', source)} == set(range(1, 13))
