"""Any order of commands, clock moves, undos and branches keeps every rule and every coin.

Commands that the protocol refuses are part of the walk: they must change nothing.
"""

from __future__ import annotations

from collections.abc import Callable

import hypothesis.strategies as st
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from fomo_core import commands as cmd
from fomo_core.backends.sandbox import Sandbox
from fomo_core.errors import DeadlinePassed, InsufficientBalance, Rejected
from fomo_core.events import Event
from fomo_core.fees import gross_for
from fomo_core.offering import FAILED, GRADUATED, LIVE, SUCCEEDED, Offering
from fomo_core.units import USD, WAD
from tests.builders import BYSTANDER, ISSUER, LINEAR, SMALL, SNIPER, SUPPORTER, minimal

ACTORS = st.sampled_from([ISSUER, SUPPORTER, SNIPER, BYSTANDER])
KEYS = st.sampled_from(["qmini", "nothing"])
PICKS = st.integers(0, 3)
SCENES = st.sampled_from(["live", "failing", "minimum - 1", "minimum", "room", "room", "room + 1"])
WEALTH = {ISSUER: 10**5 * WAD, SUPPORTER: 10**7 * WAD, SNIPER: 2_000 * WAD}

AMOUNTS = st.sampled_from([0, 1, 2, 67, 10_000]) | st.integers(1, 2_000 * WAD)
#: Offers in a raise may also be what it lacks of a target, give or take a unit.
OFFERS = AMOUNTS | st.sampled_from(["room - 1", "room", "room + 1", "minimum - 1", "minimum", "minimum + 1"])
BOUNDARIES = st.sampled_from(["end - 1", "end", "end + 1", "vested - 1", "vested"])


def during(*statuses: str) -> Callable:
    """A rule for moments at which some offering has one of the statuses."""
    return precondition(lambda machine: machine._among(*statuses))


def _picked(keys: list[str], pick: int) -> str:
    return keys[pick % len(keys)]


class SandboxMachine(RuleBasedStateMachine):
    """A sandbox, and the heads it had before each of its steps."""

    def __init__(self) -> None:
        super().__init__()
        self.sandbox = Sandbox(minimal())
        self.heads = []

    @initialize(at=st.integers(0, 50), model=st.sampled_from([SMALL, LINEAR]), scene=SCENES)
    def open_with_a_scene(self, at: int, model: str, scene: str) -> None:
        """Everyone has means and a raise is live; in most scenes it has gone further than that."""
        for account, flock in WEALTH.items():
            self._try(cmd.Fund(account, flock))
        self._move_to(at)
        self._try(cmd.Launch(ISSUER, "qmini", model, "Q Mini", "QMINI"))
        if scene == "live":
            return
        self._move_to(at + 150)
        self._try(cmd.Buy(SNIPER, "qmini", 1_000 * WAD))
        if scene != "failing":
            self._try(cmd.Buy(SUPPORTER, "qmini", self._offer("qmini", scene)))

    # --- the parts of every command ---

    def _try(self, command: cmd.Command) -> tuple[Event, ...]:
        """Submit; what was quoted must happen, and a refusal must change nothing."""
        before, world = self.sandbox.head(), self.sandbox.ledger.replay(minimal())
        quoted = self._quoted(command)
        assert self.sandbox.head() == before
        events, refused = _submitted(self.sandbox, command)
        if refused is None:
            assert quoted == events
            self.heads.append(before)
            return events
        assert self.sandbox.head() == before
        assert self.sandbox.world == world
        assert quoted == refused.code or _lacks_the_launch_fee(command, refused)
        return ()

    def _quoted(self, command: cmd.Command) -> tuple[Event, ...] | str:
        """The events that a quote shows, or the code with which a submit must be refused."""
        try:
            quote = self.sandbox.quote(command)
        except Rejected as refusal:
            return refusal.code
        return InsufficientBalance.code if quote.shortfall else quote.events

    def _move_to(self, moment: int) -> None:
        before = self.sandbox.head()
        self.sandbox.advance_to(moment)
        if moment > before.now:
            self.heads.append(before)

    def _offer(self, key: str, offer: int | str) -> int:
        """An offer as FLOCK; names of boundaries count from the principal that the offering lacks."""
        if isinstance(offer, int):
            return offer
        offering, now = self.sandbox.world.offerings[key], self.sandbox.head().now
        boundary, _, change = offer.partition(" ")
        target = offering.maximum_target if boundary == "room" else offering.minimum_target
        room = max(1, target - offering.raised)
        gross = gross_for(room, offering.tax_at(now, minimal().parameters))
        return gross + int(change.replace(" ", "") or "0")

    def _among(self, *statuses: str) -> list[str]:
        """The keys of all offerings that have one of the statuses now."""
        now = self.sandbox.head().now
        return [key for key, o in self.sandbox.world.offerings.items() if o.status_at(now) in statuses]

    # --- what actors do, each when it may succeed ---

    @rule(sender=ACTORS, model=st.sampled_from([SMALL, LINEAR]), first=AMOUNTS)
    def launch(self, sender: str, model: str, first: int) -> None:
        self._try(cmd.Launch(sender, f"offering {len(self.heads)}", model, "Second", "SECOND", "", first))

    @rule(account=ACTORS, flock=st.integers(0, 1_000 * WAD))
    def fund(self, account: str, flock: int) -> None:
        self._try(cmd.Fund(account, flock))

    @during(LIVE)
    @rule(sender=ACTORS, pick=PICKS, offer=OFFERS)
    def buy(self, sender: str, pick: int, offer: int | str) -> None:
        key = _picked(self._among(LIVE), pick)
        self._try(cmd.Buy(sender, key, self._offer(key, offer)))

    @during(LIVE)
    @rule(sender=ACTORS, pick=PICKS, offer=OFFERS, left_s=st.integers(-1, 1), above=st.integers(0, 1))
    def buy_within_limits(self, sender: str, pick: int, offer: int | str, left_s: int, above: int) -> None:
        """A purchase with a deadline and a minimum that are just met or just missed."""
        key = _picked(self._among(LIVE), pick)
        deadline = max(0, self.sandbox.head().now + left_s)
        buy = cmd.Buy(sender, key, self._offer(key, offer), 0, deadline)
        quoted = self._quoted(buy)
        assert (quoted == DeadlinePassed.code) == (deadline < self.sandbox.head().now)
        out = quoted[0].mt_allocated if isinstance(quoted, tuple) else 0
        assert not self._try(buy._replace(min_tokens_out=out + above)) or above == 0

    @during(SUCCEEDED)
    @rule(sender=ACTORS, pick=PICKS)
    def graduate(self, sender: str, pick: int) -> None:
        assert self._try(cmd.Graduate(sender, _picked(self._among(SUCCEEDED), pick)))

    @during(GRADUATED)
    @rule(sender=ACTORS, pick=PICKS, account=st.none() | ACTORS)
    def claim(self, sender: str, pick: int, account: str | None) -> None:
        self._try(cmd.Claim(sender, _picked(self._among(GRADUATED), pick), account))

    @during(FAILED, SUCCEEDED)
    @rule(sender=ACTORS, pick=PICKS)
    def redeem(self, sender: str, pick: int) -> None:
        """A redemption after the end, also of a raise that nobody has graduated."""
        key = _picked(self._among(FAILED, SUCCEEDED), pick)
        offering, now = self.sandbox.world.offerings[key], self.sandbox.head().now
        waits = offering.status_at(now) == SUCCEEDED
        redeemed = bool(self._try(cmd.Redeem(sender, key)))
        assert not (redeemed and waits) or now - offering.end >= minimal().parameters.graduation_window_s

    @during(GRADUATED)
    @rule(sender=ACTORS, pick=PICKS)
    def release(self, sender: str, pick: int) -> None:
        self._try(cmd.Release(sender, _picked(self._among(GRADUATED), pick)))

    @during(GRADUATED)
    @rule(
        sender=ACTORS,
        pick=PICKS,
        sell=st.sampled_from(["flock", "token"]),
        amount=st.sampled_from([0, 1, "all", "all + 1"]) | st.integers(1, 500 * WAD),
    )
    def swap(self, sender: str, pick: int, sell: str, amount: int | str) -> None:
        key = _picked(self._among(GRADUATED), pick)
        offering = self.sandbox.world.offerings[key]
        if isinstance(amount, str):
            held = self.sandbox.world.flock if sell == "flock" else offering.tokens
            amount = held.get(sender, 0) + (amount == "all + 1")
        product = offering.pool_flock * offering.pool_tokens
        self._try(cmd.Swap(sender, key, sell, amount))
        assert offering.pool_flock * offering.pool_tokens >= product

    @during(GRADUATED)
    @rule(pick=PICKS, usage=st.integers(0, 1) | st.integers(1, 10_000 * USD), price=st.integers(1, 10**8))
    def route_revenue(self, pick: int, usage: int, price: int) -> None:
        self._try(cmd.RouteRevenue(_picked(self._among(GRADUATED), pick), usage, price))

    @rule(sender=ACTORS, key=KEYS, verb=st.integers(0, 7))
    def out_of_turn(self, sender: str, key: str, verb: int) -> None:
        """Any command at any time: mostly refused."""
        everything = (
            cmd.Launch(sender, key, SMALL, "Q Mini", "QMINI"),
            cmd.Buy(sender, key, WAD),
            cmd.Graduate(sender, key),
            cmd.Claim(sender, key),
            cmd.Redeem(sender, key),
            cmd.Release(sender, key),
            cmd.Swap(sender, key, "flock", WAD),
            cmd.RouteRevenue(key, USD, 10**8),
        )
        self._try(everything[verb])

    # --- the clock, and going back ---

    @rule(seconds=st.integers(0, 100) | st.integers(0, 10_000))
    def advance(self, seconds: int) -> None:
        self._move_to(self.sandbox.head().now + seconds)

    @during(LIVE, GRADUATED)
    @rule(pick=PICKS, boundary=BOUNDARIES)
    def advance_to_a_boundary(self, pick: int, boundary: str) -> None:
        """Move the clock to the end of a raise or of its vesting, give or take a second."""
        offering = self.sandbox.world.offerings[_picked(self._among(LIVE, GRADUATED), pick)]
        self._move_to(max(self.sandbox.head().now, self._moment(offering, boundary)))

    def _moment(self, offering: Offering, name: str) -> int:
        boundary, _, change = name.partition(" ")
        moment = offering.end
        if boundary == "vested":
            moment = (offering.graduated_at or 0) + minimal().parameters.operator_vesting_s
        return moment + int(change.replace(" ", "") or "0")

    @precondition(lambda self: len(self.heads) > 5)
    @rule(count=st.integers(1, 3))
    def undo(self, count: int) -> None:
        for _ in range(min(count, len(self.heads))):
            self.sandbox.undo()
            assert self.sandbox.head() == self.heads.pop()

    @rule(share=st.integers(0, 100), leave=st.sampled_from([False, False, False, True]))
    def branch(self, share: int, leave: bool) -> None:
        """Go back to an event of the log in a sandbox of its own; sometimes carry on with that one."""
        length = len(self.sandbox.ledger) * share // 100
        before = self.sandbox.head()
        twin = self.sandbox.branch(length)
        assert twin.head().length >= length
        assert list(twin.events()) == list(self.sandbox.events())[: twin.head().length]
        assert twin.world == self.sandbox.ledger.replay(minimal(), twin.head().length)
        twin.submit(cmd.Fund(BYSTANDER, 1))
        assert self.sandbox.head() == before
        if leave:
            twin.undo()
            self.sandbox = twin
            self.heads = self.heads[: len(twin.steps)]

    # --- what must hold after each step ---

    @invariant()
    def every_bit_of_flock_is_somewhere(self) -> None:
        world = self.sandbox.world
        assert world.flock_held() == world.funded + world.earned

    @invariant()
    def no_balance_is_negative(self) -> None:
        world = self.sandbox.world
        assert min([*world.flock.values(), world.treasury_flock, world.burned_flock], default=0) >= 0
        for offering in world.offerings.values():
            balances = *offering.principal.values(), *offering.claims.values(), *offering.tokens.values()
            parts = offering.pool_flock, offering.pool_tokens, offering.treasury_tokens, offering.released
            burned = offering.unsold_burned, offering.tokens_burned, offering.escrow_flock()
            assert min([*balances, *parts, *burned]) >= 0

    @invariant()
    def every_token_is_somewhere(self) -> None:
        for offering in self.sandbox.world.offerings.values():
            if offering.graduated_at is None:
                assert not offering.tokens
            else:
                assert _tokens_anywhere(offering) == minimal().parameters.total_supply

    @invariant()
    def a_raise_follows_its_curve(self) -> None:
        for offering in self.sandbox.world.offerings.values():
            assert offering.sold == offering.curve.sold(offering.raised)
            assert 0 <= offering.raised <= offering.maximum_target
            assert sum(offering.principal.values()) == offering.raised - offering.redeemed
            if offering.graduated_at is None and not offering.redeemed:
                assert sum(offering.claims.values()) == offering.sold

    @invariant()
    def the_status_fits_the_clock_and_the_raise(self) -> None:
        now = self.sandbox.head().now
        for offering in self.sandbox.world.offerings.values():
            assert offering.status_at(now) == _expected_status(offering, now)
            assert offering.open_at(now) == (offering.status_at(now) == LIVE)
            assert not offering.redeemed or offering.status_at(now) == FAILED

    @invariant()
    def the_log_replays_to_the_same_world(self) -> None:
        assert self.sandbox.ledger.replay(minimal()) == self.sandbox.world

    @invariant()
    def every_step_has_a_head_before_it(self) -> None:
        assert len(self.heads) == len(self.sandbox.steps)


def _submitted(sandbox: Sandbox, command: cmd.Command) -> tuple[tuple[Event, ...], Rejected | None]:
    try:
        return sandbox.submit(command).events, None
    except Rejected as refusal:
        return (), refusal


def _lacks_the_launch_fee(command: cmd.Command, refusal: Rejected) -> bool:
    """Whether the fee alone was missing; a quote then looks past it, at the first buy."""
    return isinstance(command, cmd.Launch) and isinstance(refusal, InsufficientBalance)


def _tokens_anywhere(offering: Offering) -> int:
    """All tokens of a graduated offering, burned ones included, from the books of every holder."""
    parameters = minimal().parameters
    held = sum(offering.tokens.values()) + sum(offering.claims.values())
    burned = offering.unsold_burned + offering.tokens_burned
    operator = parameters.operator_tokens - offering.released
    return (
        held
        + burned
        + operator
        + offering.pool_tokens
        + offering.treasury_tokens
        + parameters.incentives_tokens
    )


def _expected_status(offering: Offering, now: int) -> str:
    if offering.graduated_at is not None or offering.raised == offering.maximum_target:
        return GRADUATED
    if now < offering.start + minimal().parameters.duration_s:
        return LIVE
    return FAILED if offering.raised < offering.minimum_target or offering.redeemed else SUCCEEDED


TestSandbox = SandboxMachine.TestCase
TestSandbox.settings = settings(max_examples=300, stateful_step_count=60)
