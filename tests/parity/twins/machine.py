"""Any order of acts by anyone at any time: the core and the contracts stay equal after each of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import cache

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from fomo_core import commands as cmd
from fomo_core.errors import OutOfRange
from fomo_core.events import LaunchCreated, Purchased, Swapped
from fomo_core.fees import gross_for
from fomo_core.offering import FAILED, GRADUATED, LIVE, SUCCEEDED, Offering
from fomo_core.tax import first_buy_tax_bps
from fomo_core.units import MAX_AMOUNT, USD, WAD
from tests.builders import ISSUER, SNIPER, SUPPORTER
from tests.parity.twins.draws import (
    ACTORS,
    actors,
    amounts,
    limits,
    minimums,
    nudges,
    offers,
    picks,
    scenes,
    words,
)
from tests.parity.twins.evm import Deployment
from tests.parity.twins.twin import Outcome, Twin
from tests.parity.twins.variants import VARIANTS

MOST_OFFERINGS = 6


@cache
def deployment(variant: str) -> Deployment:
    """The contracts of a variant: deployed once, then taken back after every walk."""
    return Deployment(VARIANTS[variant].protocol)


def during(*statuses: str) -> Callable:
    """A rule for moments at which some offering has one of the statuses."""
    return precondition(lambda machine: machine._among(*statuses))


class ParityMachine(RuleBasedStateMachine):
    """A walk of commands over a twin. ``executed`` counts outcomes over all walks of a test."""

    def __init__(self, variant: str, executed: Counter[str]) -> None:
        super().__init__()
        self.variant = VARIANTS[variant]
        self.executed = executed
        self.twin = Twin(deployment(variant), list(ACTORS))

    def teardown(self) -> None:
        self.twin.close()

    @initialize(pick=picks, scene=scenes, at=st.integers(0, 150))
    def open_with_a_scene(self, pick: int, scene: str, at: int) -> None:
        """Everyone has means and there is an offering, in most scenes with a past."""
        for account, flock in self.variant.wealth.items():
            self._do(cmd.Fund(account, flock))
        first = 50 * WAD if scene == "first buy" else 0
        self._do(cmd.Launch(ISSUER, "0", self._model(pick), "Q Mini", "QMINI", "", first))
        self.twin.move_to(self.twin.now + at)
        if scene in ("live", "first buy"):
            return
        self.twin.move_to(self._offering("0").start + 300)
        offer = {"failing": "hundredth", "succeeding": "minimum", "graduated": "room"}[scene]
        self._do(cmd.Buy(SNIPER, "0", WAD))
        self._do(cmd.Buy(SUPPORTER, "0", self._offer("0", SUPPORTER, offer)))
        if scene != "graduated":
            self.twin.move_to(self._offering("0").end)

    # --- the parts of every rule ---

    def _do(self, command: cmd.Command) -> Outcome:
        outcome = self.twin.do(command)
        self.executed[type(command).__name__ if isinstance(outcome, tuple) else outcome] += 1
        return outcome

    def _model(self, pick: int) -> str:
        models = list(self.variant.protocol.models)
        return models[pick % len(models)]

    def _among(self, *statuses: str) -> list[str]:
        """The keys of all offerings that have one of the statuses now."""
        now = self.twin.now
        return [key for key, o in self.twin.world.offerings.items() if o.status_at(now) in statuses]

    def _key(self, pick: int, *statuses: str) -> str:
        keys = self._among(*statuses)
        return keys[pick % len(keys)]

    def _offering(self, key: str) -> Offering:
        return self.twin.world.offerings[key]

    def _offer(self, key: str, sender: str, offer: int | str) -> int:
        """An offer as FLOCK."""
        if isinstance(offer, int):
            return offer
        if offer == "all":
            return self.twin.world.flock.get(sender, 0)
        offering, parts = self._offering(key), {"half": 2, "tenth": 10, "hundredth": 100}
        if offer in parts:
            return offering.maximum_target // parts[offer]
        target = offering.maximum_target if offer == "room" else offering.minimum_target
        tax_bps = offering.tax_at(self.twin.now, self.variant.protocol.parameters)
        return gross_for(max(1, target - offering.raised), min(tax_bps, 9_999))

    @staticmethod
    def _someone_with(balances: dict[str, int], otherwise: str) -> str:
        return next((account for account, balance in balances.items() if balance), otherwise)

    # --- what actors do ---

    @precondition(lambda machine: len(machine.twin.world.offerings) < MOST_OFFERINGS)
    @rule(
        sender=actors,
        pick=picks,
        first=amounts | st.sampled_from(["cap", "cap", "all"]),
        nudge=nudges,
        over=limits,
        left_s=limits,
    )
    def launch(
        self, sender: str, pick: int, first: int | str, nudge: int, over: int | None, left_s: int | None
    ) -> None:
        """A launch, mostly with a first buy at, just below or just above what it may take, and limits alike."""
        world, model = self.twin.world, self._model(pick)
        if first == "cap":
            first = self._first_buy_at_cap(model)
        elif first == "all":
            first = world.flock.get(sender, 0) - self.variant.protocol.parameters.launch_fee
        key = str(len(world.offerings))
        fee = None if over is None else _within(self.variant.protocol.parameters.launch_fee + over)
        words, first = ("Q Mini", "QMINI", ""), _within(first + nudge)
        self._do(cmd.Launch(sender, key, model, *words, first, fee, self._deadline(left_s)))

    @precondition(lambda machine: len(machine.twin.world.offerings) < MOST_OFFERINGS)
    @rule(words=words, pick=picks)
    def launch_with_words(self, words: tuple[str, str, str], pick: int) -> None:
        """A launch with any of the words that there are rules for."""
        key = str(len(self.twin.world.offerings))
        self._do(cmd.Launch(ISSUER, key, self._model(pick), *words))

    def _deadline(self, left_s: int | None) -> int | None:
        return None if left_s is None else self.twin.now + left_s

    def _first_buy_at_cap(self, model_id: str) -> int:
        """The least FLOCK whose first buy takes all that the cap allows."""
        parameters, model = self.variant.protocol.parameters, self.variant.protocol.models[model_id]
        created = LaunchCreated(
            "", ISSUER, model_id, model.minimum_target, model.maximum_target, parameters.target_sale,
            0, 0, "", "", True,
        )  # fmt: skip
        opened = Offering.opened(created, model, parameters)
        try:
            cap = min(parameters.first_buy_cap, parameters.target_sale)
            return opened.flock_for(cap, first_buy_tax_bps(parameters))
        except OutOfRange:
            return WAD

    @during(LIVE)
    @rule(sender=actors, pick=picks, offer=offers | st.integers(1, 2_000 * WAD), nudge=nudges)
    def buy(self, sender: str, pick: int, offer: int | str, nudge: int) -> None:
        key = self._key(pick, LIVE)
        self._do(cmd.Buy(sender, key, _within(self._offer(key, sender, offer) + nudge)))

    @during(LIVE)
    @rule(
        sender=actors,
        pick=picks,
        offer=offers | st.integers(1, 2_000 * WAD),
        minimum=minimums,
        nudge=nudges,
        left_s=limits,
    )
    def buy_within_limits(
        self, sender: str, pick: int, offer: int | str, minimum: int | None, nudge: int, left_s: int | None
    ) -> None:
        """A purchase with a deadline and a minimum that are just met or just missed."""
        key = self._key(pick, LIVE)
        buy = cmd.Buy(sender, key, self._offer(key, sender, offer))
        outcome = self.twin.decided(buy)
        if minimum is None and isinstance(outcome, tuple) and isinstance(outcome[0], Purchased):
            minimum = outcome[0].mt_allocated + nudge
        self._do(buy._replace(min_tokens_out=minimum or 0, deadline=self._deadline(left_s)))

    @during(SUCCEEDED, FAILED)
    @rule(sender=actors, pick=picks)
    def graduate(self, sender: str, pick: int) -> None:
        """A graduation of a raise that waits for one, or that failed, be it by being abandoned."""
        self._do(cmd.Graduate(sender, self._key(pick, SUCCEEDED, FAILED)))

    @during(GRADUATED)
    @rule(sender=actors, pick=picks, entitled=st.booleans())
    def claim(self, sender: str, pick: int, entitled: bool) -> None:
        """A claim for oneself, or for someone who has something to claim if there is anyone."""
        key = self._key(pick, GRADUATED)
        account = self._someone_with(self._offering(key).claims, sender) if entitled else None
        self._do(cmd.Claim(sender, key, account))

    @during(FAILED, SUCCEEDED)
    @rule(sender=actors, pick=picks, entitled=st.booleans())
    def redeem(self, sender: str, pick: int, entitled: bool) -> None:
        """A redemption from a raise that failed, or from one that waits for its graduation."""
        key = self._key(pick, FAILED, SUCCEEDED)
        if entitled:
            sender = self._someone_with(self._offering(key).principal, sender)
        self._do(cmd.Redeem(sender, key))

    @during(GRADUATED)
    @rule(sender=actors, pick=picks)
    def release(self, sender: str, pick: int) -> None:
        self._do(cmd.Release(sender, self._key(pick, GRADUATED)))

    @during(GRADUATED)
    @rule(
        sender=actors,
        pick=picks,
        sell=st.sampled_from(["flock", "token"]),
        amount=amounts | st.sampled_from(["all", "half"]),
        minimum=minimums,
        nudge=nudges,
        left_s=limits,
    )
    def swap(
        self,
        sender: str,
        pick: int,
        sell: str,
        amount: int | str,
        minimum: int | None,
        nudge: int,
        left_s: int | None,
    ) -> None:
        """A swap of any amount, or of what is held give or take a unit; its minimum just met or missed."""
        key = self._key(pick, GRADUATED)
        if isinstance(amount, str):
            balances = self.twin.world.flock if sell == "flock" else self._offering(key).tokens
            amount = _within(balances.get(sender, 0) // (1 if amount == "all" else 2) + nudge)
        swap = cmd.Swap(sender, key, sell, amount)
        outcome = self.twin.decided(swap)
        if minimum is None and isinstance(outcome, tuple) and isinstance(outcome[0], Swapped):
            minimum = outcome[0].amount_out + nudge
        self._do(swap._replace(min_amount_out=minimum or 0, deadline=self._deadline(left_s)))

    @during(GRADUATED)
    @rule(
        pick=picks,
        usage=st.integers(0, 2) | st.integers(1, 10_000 * USD) | st.just(MAX_AMOUNT),
        price=st.integers(1, 10**8) | st.sampled_from([1, 10**30]),
        short=limits,
        over=limits,
        left_s=limits,
    )
    def route_revenue(
        self, pick: int, usage: int, price: int, short: int | None, over: int | None, left_s: int | None
    ) -> None:
        """A settlement whose burn, FLOCK and deadline are just within their limits, or just not."""
        route = cmd.RouteRevenue(self._key(pick, GRADUATED), usage, price)
        outcome = self.twin.decided(route)
        if isinstance(outcome, tuple):
            (routed,) = outcome
            burned = 0 if short is None else _within(routed.tokens_burned + short)
            flock = None if over is None else _within(routed.flock + over)
            route = route._replace(min_burned=burned, max_flock=flock)
        self._do(route._replace(deadline=self._deadline(left_s)))

    @rule(sender=actors, key=st.sampled_from(["0", "1", "2", "nothing"]), verb=st.integers(0, 13))
    def out_of_turn(self, sender: str, key: str, verb: int) -> None:
        """Any command at any time: mostly refused."""
        limit = MAX_AMOUNT - self.twin.world.funded - self.twin.world.earned
        everything = (
            cmd.Fund(sender, WAD),
            cmd.Fund(sender, 0),
            cmd.Fund(sender, limit + 1),
            cmd.Launch(sender, key, self._model(0), "", "QMINI"),
            cmd.Launch(sender, key, "unheard of", "", "QMINI"),
            cmd.Buy(sender, key, WAD),
            cmd.Buy(sender, key, 0),
            cmd.Graduate(sender, key),
            cmd.Claim(sender, key),
            cmd.Redeem(sender, key),
            cmd.Release(sender, key),
            cmd.Swap(sender, key, "flock", WAD),
            cmd.Swap(sender, key, "token", 0),
            cmd.RouteRevenue(key, USD, 10**8),
        )
        self._do(everything[verb])

    # --- the clock ---

    @rule(seconds=st.integers(0, 100))
    def advance(self, seconds: int) -> None:
        self.twin.move_to(self.twin.now + seconds)

    @during(SUCCEEDED)
    @rule(pick=picks, nudge=nudges)
    def advance_past_the_wait_for_graduation(self, pick: int, nudge: int) -> None:
        """Move to where an abandoned raise may be redeemed, give or take a second."""
        window = self.variant.protocol.parameters.graduation_window_s
        self.twin.move_to(max(self.twin.now, self._offering(self._key(pick, SUCCEEDED)).end + window + nudge))

    @during(LIVE, GRADUATED)
    @rule(pick=picks, boundary=st.sampled_from(["step", "end", "end", "vested"]), nudge=nudges)
    def advance_to_a_boundary(self, pick: int, boundary: str, nudge: int) -> None:
        """Move to a fall of the tax, or the end of a raise or of its vesting, give or take a second."""
        offering = self._offering(self._key(pick, LIVE, GRADUATED))
        parameters = self.variant.protocol.parameters
        moment = offering.end
        if boundary == "step":
            steps = (self.twin.now - offering.start) // parameters.tax_step_s + 1
            moment = offering.start + steps * parameters.tax_step_s
        elif boundary == "vested":
            moment = (offering.graduated_at or 0) + parameters.operator_vesting_s
        self.twin.move_to(max(self.twin.now, moment + nudge))


def _within(amount: int) -> int:
    """The nearest amount that a contract can be given."""
    return min(max(amount, 0), 2**256 - 1)
