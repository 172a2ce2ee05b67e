"""The core and the contracts side by side: every command runs on both, and all is compared."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from fomo_core import commands as cmd
from fomo_core import events as ev
from fomo_core.decide import decide
from fomo_core.errors import Rejected
from fomo_core.world import World, apply
from tests.parity.twins.books import Books
from tests.parity.twins.codec import core_events
from tests.parity.twins.evm import NO_DEADLINE, Answer, Deployment, Refused, bytes32
from tests.parity.twins.views import Views

#: When every walk begins, in unix seconds.
GENESIS = 1_700_000_000

_ALL = 2**256 - 1

#: What a command's outcome is: its events, or the code of its refusal.
Outcome = tuple[ev.Event, ...] | str


class Twin:
    """A core world and a deployment that is in the same state.

    Attributes:
        world: the core's state.
        now: the clock of both, in unix seconds.
    """

    def __init__(self, deployment: Deployment, actors: list[str]) -> None:
        self.on = deployment
        self.world = World(deployment.protocol)
        self.now = 0
        self._snapshot = deployment.evm.snapshot()
        self._views = Views()
        self._books = Books(self.world, deployment, actors)
        self._addresses = self._books.actors
        self._labels = {address: actor for actor, address in self._addresses.items()}
        self._approved: set[tuple[str, str]] = set()
        for actor in self._addresses.values():
            for spender in (deployment.launchpad, deployment.pool):
                deployment.flock.send(actor, "approve", spender.address, _ALL)
        deployment.flock.send(deployment.platform, "approve", deployment.revenue.address, _ALL)
        self.move_to(GENESIS)

    def close(self) -> None:
        """Take the deployment back to how it was."""
        self.on.evm.revert(self._snapshot)

    def move_to(self, now: int) -> None:
        """Move both clocks; time alone changes no balance."""
        self.now = now
        self.on.evm.set_time(now)

    def do(self, command: cmd.Command) -> Outcome:
        """Run a command on both; outcome and books must be the same.

        Raises:
            AssertionError: naming what differs.
        """
        expected = self.decided(command)
        found = self._executed(command)
        assert found == expected, f"{command}: the contracts say {found}, the core says {expected}"
        if not isinstance(expected, str):
            for event in expected:
                apply(self.world, event)
        self.compare()
        return expected

    def decided(self, command: cmd.Command) -> Outcome:
        """What the core says to a command."""
        try:
            return decide(self.world, command, self.now)
        except Rejected as refusal:
            return refusal.code

    def compare(self) -> None:
        """Hold every number of the books beside the contracts' answer."""
        for line in self._books.lines():
            found = self._views.read(line.contract, line.view, *line.args)
            assert found == line.expected, f"{line.what}: {found} on chain, {line.expected} in the core"

    # --- the contracts' side ---

    def _executed(self, command: cmd.Command) -> Outcome:
        try:
            answer = _CALLS[type(command)](self, command)
        except Refused as refusal:
            return refusal.code
        found = core_events(answer.logs, self._labels, self.on.revenue.address)
        assert answer.value == self._return_value(command, found), f"{command} returned {answer.value}"
        return found

    def _return_value(self, command: cmd.Command, found: tuple[ev.Event, ...]) -> Any:
        """What the call should return, going by its events."""
        if isinstance(command, cmd.Launch):
            return self.token(command.offering)
        if isinstance(command, (cmd.Buy, cmd.Claim, cmd.Redeem, cmd.Release, cmd.Swap)):
            event = found[0]
            field = {cmd.Buy: "mt_allocated", cmd.Redeem: "flock", cmd.Swap: "amount_out"}
            return getattr(event, field.get(type(command), "tokens"))
        return None

    def token(self, key: str, issuer: str = "") -> str:
        """The address of an offering's token: of the one that there is, or that an issuer would launch."""
        if key not in self.world.offerings and (issuer or key not in self._books.tokens):
            launcher = self._addresses[issuer] if issuer else self.on.evm.deployer
            address = self.on.launchpad.read("token_of", launcher, bytes32(key))
            self._books.tokens[key] = self.on.token(address)
            self._labels[address] = key
        return self._books.tokens[key].address

    def _fund(self, command: cmd.Fund) -> Answer:
        account = self._addresses[command.account]
        return self.on.flock.send(account, "fund", account, command.flock)

    def _launch(self, command: cmd.Launch) -> Answer:
        sender, key, model, *rest, max_fee, deadline = command
        self.token(key, issuer=sender)
        taken = key in self.world.offerings and self.world.offerings[key].issuer != sender
        if taken and self.now <= _limit(deadline):
            # On a chain each issuer has keys of their own: this refusal is the core's alone.
            raise Refused("launch: offering exists")
        limits = _limit(max_fee), _limit(deadline)
        issuer = self._addresses[sender]
        return self.on.launchpad.send(issuer, "launch", bytes32(key), bytes32(model), *rest, *limits)

    def _buy(self, command: cmd.Buy) -> Answer:
        sender, key, flock_in, minimum, deadline = command
        return self._act(sender, "buy", key, flock_in, minimum, _limit(deadline))

    def _graduate(self, command: cmd.Graduate) -> Answer:
        return self._act(command.sender, "graduate", command.offering)

    def _claim(self, command: cmd.Claim) -> Answer:
        account = self._addresses[command.account or command.sender]
        return self._act(command.sender, "claim", command.offering, account)

    def _redeem(self, command: cmd.Redeem) -> Answer:
        return self._act(command.sender, "redeem", command.offering)

    def _release(self, command: cmd.Release) -> Answer:
        return self._act(command.sender, "release", command.offering)

    def _swap(self, command: cmd.Swap) -> Answer:
        sender, token = self._addresses[command.sender], self.token(command.offering)
        if command.sell == "token" and command.offering in self.world.offerings:
            self._approve_pool(command.sender, command.offering)
        amounts = command.amount_in, command.min_amount_out
        limit = _limit(command.deadline)
        return self.on.pool.send(sender, "swap", token, command.sell == "flock", *amounts, limit)

    def _route_revenue(self, command: cmd.RouteRevenue) -> Answer:
        """The platform gets from the faucet what it needs, then settles: in the core that is one act."""
        on, args = self.on, (self.token(command.offering), command.usage_usd, command.flock_price)
        limits = command.min_burned, _limit(command.max_flock), _limit(command.deadline)
        before = on.evm.snapshot()
        with suppress(Refused):
            # Where the faucet refuses, or there is nothing to settle, the router has the word.
            flock = on.revenue.read("settlement", *args)["flock"]
            on.flock.send(on.platform, "fund", on.platform, flock)
        try:
            return on.revenue.send(on.platform, "route_revenue", *args, *limits)
        except Refused:
            on.evm.revert(before)
            raise

    def _act(self, sender: str, name: str, key: str, *args: Any) -> Answer:
        return self.on.launchpad.send(self._addresses[sender], name, self.token(key), *args)

    def _approve_pool(self, actor: str, key: str) -> None:
        if (actor, key) not in self._approved:
            self._approved.add((actor, key))
            token = self._books.tokens[key]
            token.send(self._addresses[actor], "approve", self.on.pool.address, _ALL)


def _limit(most: int | None) -> int:
    """A limit as the contracts take it."""
    return NO_DEADLINE if most is None else most


_CALLS = {
    cmd.Fund: Twin._fund,
    cmd.Launch: Twin._launch,
    cmd.Buy: Twin._buy,
    cmd.Graduate: Twin._graduate,
    cmd.Claim: Twin._claim,
    cmd.Redeem: Twin._redeem,
    cmd.Release: Twin._release,
    cmd.Swap: Twin._swap,
    cmd.RouteRevenue: Twin._route_revenue,
}
