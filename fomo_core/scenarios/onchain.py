"""A scenario played on a development chain: the same commands as transactions, told in the same words.

The scenario's accounts are played by accounts that the node signs for, its moments
are set as the blocks' times, counted from the block in which the play begins.
"""

from __future__ import annotations

from collections.abc import Iterator

from fomo_core import commands as cmd
from fomo_core import deployments
from fomo_core import events as ev
from fomo_core.acting import Actor
from fomo_core.backends import connect
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.interface import ZERO_ADDRESS
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.evm.development import is_development
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.node import Node
from fomo_core.backends.rpc.records import ask
from fomo_core.errors import InvalidScenario, NodeRefused, NotADevelopmentChain, OfferingKeyTaken, Rejected
from fomo_core.kinds import fields_of
from fomo_core.live_chain import Development, LiveChain
from fomo_core.parameters import Protocol
from fomo_core.scenarios.replay import Replay, State, state_at, step_record
from fomo_core.scenarios.scenario import SCHEMA, Outcome, Scenario, command_of
from fomo_core.world import World, apply

#: Who launches what nobody launches.
_NOBODY = ""


def node_at(url: str) -> Node:
    """The node behind an address, or several with commas between.

    Raises:
        InvalidInput: for a text that is no address of a node.
    """
    return Node.at(deployments.parse_urls(url, "--rpc"))


def existing(url: str, launchpad: str) -> LiveChain:
    """The deployment with a launchpad behind a node's address, to be read from the chain's beginning.

    Raises:
        InvalidInput: for a text that is no address.
        ChainError: when the node can't answer, is no developer's, or has no such contracts.
    """
    urls, at = deployments.parse_urls(url, "--rpc"), contracts.checked_address(launchpad)
    chain_id, _ = _development(Node.at(urls))
    local = deployments.load({})["local"]
    return connect(local._replace(chain_id=chain_id, launchpad=at), urls)


def deploy(node: Node, protocol: Protocol) -> EvmChain:
    """Deploy the contracts from the node's first account, its last being the treasury.

    Raises:
        ChainError: when the node can't answer or is no developer's.
    """
    chain_id, accounts = _development(node)
    first_block = ask(node, "eth_blockNumber", [], records.quantity)
    owner, treasury = accounts[0], accounts[-1]
    addresses = contracts.deploy(node, protocol, owner, treasury, platform=owner)
    return EvmChain(node, addresses.launchpad, LogSource(chain_id, first_block))


def _development(node: Node) -> tuple[int, list[str]]:
    chain_id = ask(node, "eth_chainId", [], records.quantity)
    accounts = ask(node, "eth_accounts", [], records.addresses) if is_development(chain_id) else []
    if len(accounts) < 3:
        raise NotADevelopmentChain(endpoint=node.endpoint)
    return chain_id, accounts


def powers(chain: LiveChain) -> tuple[Actor, Development]:
    """The ways to act on a chain and to move its clock.

    Raises:
        NotADevelopmentChain: where it has not both.
    """
    if chain.actor is None or chain.development is None:
        raise NotADevelopmentChain(endpoint=chain.standing().endpoint)
    return chain.actor, chain.development


def replay_on_chain(scenario: Scenario, chain: LiveChain) -> Replay:
    """Play a scenario and describe all that happened, as ``fomo_core.scenarios.replay.replay`` does.

    Raises:
        InvalidScenario: for more accounts than the node has, or a deployment with other parameters.
        ChainError: when the node can't answer or can't set the time.
    """
    stage = Stage(scenario, chain)
    steps = [step_record(outcome) for outcome in stage.play()]
    return {"schema": SCHEMA, "steps": steps, "final": stage.final_state()}


class Stage:
    """A scenario's accounts, offerings and moments, and what stands for each on the chain."""

    def __init__(self, scenario: Scenario, chain: LiveChain) -> None:
        if scenario.begins is not None:
            raise InvalidScenario(
                "A scenario that begins in a state of its own can't be put on a chain.", "chain: begins"
            )
        self._scenario, self._chain = scenario, chain
        self._actor, self._development = powers(chain)
        self._commands = [command_of(step) for step in scenario.steps]
        if chain.world.protocol.parameters != scenario.protocol().parameters:
            raise InvalidScenario(
                "The scenario's parameters differ from the deployment's: deploy for this scenario.",
                "chain: parameters",
            )
        chain.sync()
        self._address = self._cast()
        self._tokens = self._launched_at()
        self._address |= {label: address for (_, label), address in reversed(self._tokens.items())}
        self._label = {address: label for label, address in self._address.items()}
        self._launched: set[str] = set()
        self._approve()
        self._start = self._development.last_time() + 1
        chain.sync()
        self._first = chain.head().length

    def _cast(self) -> dict[str, str]:
        wanted = dict.fromkeys(name for each in self._commands for name in _named(each, "Account"))
        apart = (self._actor.addresses.platform, self._actor.addresses.treasury)
        free = [account for account in self._development.unlocked() if account not in apart]
        if len(free) < len(wanted):
            raise InvalidScenario(
                "The scenario has {wanted} accounts, the node only {free} to spare: start it with more.",
                "chain: accounts",
                wanted=len(wanted),
                free=len(free),
            )
        return dict(zip(wanted, free))

    def _launched_at(self) -> dict[tuple[str, str], str]:
        """The address that each offering has, or would have, by who launches it; the first launch's first.

        What nobody launches has an address that nobody's launch could have.
        """
        launches = [(each.sender, each.offering) for each in self._commands if isinstance(each, cmd.Launch)]
        launched = {label for _, label in launches}
        others = (name for each in self._commands for name in _named(each, "Key"))
        wanted = list(
            dict.fromkeys([*launches, *((_NOBODY, name) for name in others if name not in launched)])
        )
        issuers = self._address | {_NOBODY: ZERO_ADDRESS}
        named = [(issuers[sender], label) for sender, label in wanted]
        return dict(zip(wanted, self._actor.tokens_of(named)))

    def _approve(self) -> None:
        """Approvals are the chain's own formality: all given before the play begins."""
        unlocked = self._development.unlocked()
        accounts = [address for address in self._address.values() if address in unlocked]
        self._development.approve_all([*accounts, self._actor.addresses.platform])

    def play(self) -> Iterator[Outcome]:
        """One step at each iteration; refused steps change nothing."""
        for step, command in zip(self._scenario.steps, self._commands):
            self._set_time(step.at)
            try:
                self._take_label(command, step.at)
                events = self._chain.submit(self._onto_chain(command)).events
                self._launched |= {command.offering} if isinstance(command, cmd.Launch) else set()
                yield Outcome(step, tuple(map(self.told, events)), None)
            except Rejected as refusal:
                yield Outcome(step, (), refusal)
        last = self._scenario.steps[-1].at if self._scenario.steps else 0
        self._set_time(self._scenario.until or last)
        self._development.make_block()
        self._chain.sync()

    def _set_time(self, at: int) -> None:
        try:
            self._development.set_time(self._start + at)
        except NodeRefused:
            raise NotADevelopmentChain(endpoint=self._chain.standing().endpoint) from None

    def _take_label(self, command: cmd.Command, at: int) -> None:
        """Let a launch's label stand for its issuer's own address, unless it stands for somebody else's offering.

        Raises:
            OfferingKeyTaken: a label is the file's own name, of which the chain knows nothing.
        """
        if not isinstance(command, cmd.Launch):
            return
        address = self._tokens[command.sender, command.offering]
        late = command.deadline is not None and at > command.deadline
        if command.offering in self._launched:
            if address != self._address[command.offering] and not late:
                raise OfferingKeyTaken
            return
        self._address[command.offering] = address
        self._label[address] = command.offering

    def _onto_chain(self, command: cmd.Command) -> cmd.Command:
        fields = command._asdict()
        # A launch's label is none of an offering that is there: its address is made of it.
        named = ("Account",) if isinstance(command, cmd.Launch) else ("Account", "Key")
        for name in fields_of(type(command), *named):
            fields[name] = self._address.get(fields[name], fields[name])
        for name in fields_of(type(command), "Seconds"):
            if fields[name] is not None:
                fields[name] += self._start
        return type(command)(**fields)

    def told(self, event: ev.Event) -> ev.Event:
        """An event of the chain in the scenario's own names and moments."""
        fields = event._asdict()
        for name in fields_of(type(event), "Account", "Key"):
            fields[name] = self._label.get(fields[name], fields[name])
        for name in fields_of(type(event), "Seconds"):
            fields[name] -= self._start
        return type(event)(**fields)

    def final_state(self) -> State:
        """Return where everything is at the end, folded from what the chain's logs say happened."""
        world = World(self._scenario.protocol())
        for entry in self._chain.events(self._first):
            apply(world, self.told(entry.event))
        return state_at(world, self._chain.head().now - self._start)


def _named(command: cmd.Command, kind: str) -> list[str]:
    found = (getattr(command, name) for name in fields_of(type(command), kind))
    return [name for name in found if name is not None]
