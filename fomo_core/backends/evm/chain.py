"""The reference contracts on a chain: their events read from the node's logs, acts sent as transactions.

All state is folded from logs, as in the sandbox; what the contracts say of themselves is compared
with it by ``audit`` and never written over it. The chain alone decides about an act: the
sandbox's arithmetic only forecasts.
"""

from __future__ import annotations

from collections.abc import Sequence

from fomo_core import commands as cmd
from fomo_core.acting import Addresses
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.events import TOPICS
from fomo_core.backends.evm.acting import Acting
from fomo_core.backends.evm.audit import Audit
from fomo_core.backends.evm.development import Developing, is_development
from fomo_core.backends.evm.folding import Folding
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.logs.state import Change
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.node import Node
from fomo_core.backends.rpc.records import ask
from fomo_core.chain import Capabilities, Receipt, Snapshot
from fomo_core.errors import WrongChain
from fomo_core.live_chain import Checked, Origin

_CONFIG = frozenset({TOPICS["FeeConfigUpdated"], TOPICS["ModelAdded"]})


class EvmChain(ReadChain):
    """The reference contracts on a chain.

    Attributes:
        actor: the way to act on it.
        development: the powers over a developer's chain; None on any other.
    """

    def __init__(self, node: Node, launchpad: str, source: LogSource) -> None:
        """Find the deployment; no event is read yet.

        Raises:
            ChainError: when the node can't answer, serves another chain, or has no such contract.
        """
        found = ask(node, "eth_chainId", [], records.quantity)
        if found != source.chain_id:
            raise WrongChain(endpoint=node.endpoint, found=found, expected=source.chain_id)
        contracts.require_code(node, launchpad, source.chain_id)
        at = contracts.discover(node, launchpad)
        developers = is_development(source.chain_id)
        if developers:
            # Such a chain begins anew all the time: what an earlier one said is of no use.
            source = source._replace(cache=None)
        addresses = [at.launchpad, at.flock, at.pool, at.router]
        follower = source.follower(node, addresses, [list(TOPICS.values())])
        super().__init__(node, source, follower, _Deployment(node, at), restarts=developers)
        self.actor = Acting(self, at, tried_in="pending" if developers else "latest")
        self.development = Developing(self, self.actor) if developers else None
        self._audit = Audit(self, at)

    @property
    def capabilities(self) -> Capabilities:
        """A developer's clock can be moved; what is in a block can't be undone."""
        return Capabilities(advance=self.development is not None, undo=False)

    def submit(self, command: cmd.Command) -> Receipt:
        """Do it, signed by the node of a development chain; errors as ``Acting.submit``."""
        return self.actor.submit(command)

    def audit(self) -> Checked:
        """Compare the state last read with what the contracts say of themselves; errors as ``Audit.check``."""
        return self._audit.check()


class _Deployment:
    """A fold of a deployment's logs by the rules that its contracts say, read again where logs tell of others."""

    foreign = None

    def __init__(self, node: Node, addresses: Addresses) -> None:
        self._node, self._addresses = node, addresses
        self._protocol = contracts.read_protocol(node, addresses)
        self._folding = Folding(addresses, self._protocol)

    @property
    def snapshot(self) -> Snapshot:
        return self._folding.snapshot

    @property
    def origins(self) -> Sequence[Origin | None]:
        return self._folding.origins

    def take(self, change: Change, now: int) -> bool:
        if any(log.topics[0] in _CONFIG for log in change.logs):
            self._protocol = contracts.read_protocol(self._node, self._addresses)
        return self._folding.take(change.kept, change.logs, now, self._protocol)
