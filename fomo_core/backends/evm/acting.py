"""Acts on the reference contracts: calls tried, priced, and sent as transactions."""

from __future__ import annotations

from collections.abc import Iterable

from fomo_core import commands as cmd
from fomo_core.acting import Addresses, Allowance, Before, Call, Mined, Prepared, Price
from fomo_core.backends.evm import contracts, paying, preparing
from fomo_core.backends.evm.abi.interface import interface
from fomo_core.backends.evm.calling import explained, transaction
from fomo_core.backends.evm.outcomes import Outcomes
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.receipts import TransactionReceipt
from fomo_core.backends.rpc.records import ask
from fomo_core.chain import Receipt
from fomo_core.errors import NodeRefused, Rejected
from fomo_core.events import Event


class Acting:
    """The port ``Actor`` for the reference contracts; arguments and errors as there.

    Attributes:
        addresses: where the contracts lie.

    Args:
        tried_in: the block in which calls are tried: "pending", or "latest" where nodes know no other.
    """

    def __init__(self, chain: ReadChain, addresses: Addresses, tried_in: str) -> None:
        self.addresses = addresses
        self._chain, self._node, self._tried_in = chain, chain.node, tried_in
        self._outcomes = Outcomes(chain, addresses)

    # --- all at once ---

    def submit(self, command: cmd.Command) -> Receipt:
        """Do it, signed by the node of a development chain; wait until it is in a block, and read that.

        Raises:
            Rejected: when the contracts refuse; nothing has changed but perhaps an allowance that was given for it.
            SendUncertain: when the node has not said whether it took the transaction.
            ChainError: when the node can't answer or does not sign for the sender.
        """
        sender, act = preparing.act_of(self.addresses, command)
        try:
            receipt = self._done(act, sender, command)
        except Rejected:
            # The contracts know best what an act lacks. Only if it may be a means is anything asked before it.
            prepared = self.prepare(command, unlimited=True)
            if len(prepared.calls) == 1:
                raise
            for each in prepared.calls:
                receipt = self._done(each, sender, command)
        self._chain.sync()
        return self._outcomes.told(receipt)

    def _done(self, each: Call, sender: str, command: cmd.Command) -> TransactionReceipt:
        """Send one call of a command; its receipt. Errors as ``submit``."""
        mined = contracts.wait(self._node, self.send(each, sender, command))
        if not mined.succeeded:
            raise self._outcomes.failure(each, sender, command, mined)
        return mined

    # --- before it is sent ---

    def spenders(self) -> dict[str, str]:
        """The contracts that may be allowed to take somebody's FLOCK or tokens, by name."""
        at = self.addresses
        return {"launchpad": at.launchpad, "pool": at.pool, "router": at.router}

    def tokens_of(self, launches: Iterable[tuple[str, str]]) -> list[str]:
        """The address that each launch's offering has or would have, by who launches it and its label."""
        return preparing.tokens_of(self._node, self.addresses, launches)

    def prepare(self, command: cmd.Command, unlimited: bool = False) -> Prepared:
        """The calls that carry a command, an approval first where the allowance falls short."""
        return preparing.prepared(self._chain, self.addresses, command, unlimited)

    def dry_run(self, each: Call, sender: str, command: cmd.Command | None = None) -> object:
        """Return what a call would return if it were in the next block."""
        try:
            result = self._node.call("eth_call", [transaction(each, sender), self._tried_in])
        except NodeRefused as refused:
            raise explained(self._chain, refused, command) from None
        found: object = interface(each.contract).decode(each.function, result)
        return found

    def tried_at(self) -> int:
        """The time (chain seconds) of the block in which ``dry_run`` tries a call.

        On a quiet development chain that is later than the last block's, and the tax has fallen since.
        """
        return ask(self._node, "eth_getBlockByNumber", [self._tried_in, False], records.block_time)

    def price(self, each: Call, sender: str) -> Price:
        """Return what a call would cost its sender if it were in the next block."""
        return paying.price(self._node, transaction(each, sender), self._tried_in)

    def before(self, sender: str) -> Before:
        """Return how things stand before a call is sent."""
        return self._outcomes.before(sender)

    # --- sent, and what came of it ---

    def send(self, each: Call, sender: str, command: cmd.Command | None) -> str:
        """Send one call of a command from an account that the node signs for; its hash."""
        if self._chain.next_time is not None:
            # Each block takes the time set, once.
            self._node.call("evm_setNextBlockTimestamp", [self._chain.next_time])
        try:
            return contracts.send(self._node, transaction(each, sender))
        except NodeRefused as refused:
            raise explained(self._chain, refused, command) from None

    def mined(self, tx_hash: str) -> Mined | None:
        """A transaction in a block, whatever it did; None until it is in one."""
        found = contracts.find_receipt(self._node, tx_hash)
        return None if found is None else Mined(found.hash, found.block, found.sender, found.fee)

    def noted(self, event: Event) -> Mined | None:
        """The transaction in which the latest event equal to one was noted; None where that is not known."""
        entries = list(self._chain.ledger.entries())
        places = zip(reversed(entries), reversed(self._chain.origins[: len(entries)]))
        origin = next((place for entry, place in places if entry.event == event), None)
        return self.mined(origin.transaction) if origin else None

    def receipt(self, tx_hash: str, each: Call, sender: str, command: cmd.Command | None) -> Receipt | None:
        """Return what a command's call did, once our own node has it in a block that was read; before, None."""
        return self._outcomes.receipt(tx_hash, each, sender, command)

    def instead(self, tx_hash: str, each: Call, sender: str, before: Before) -> Receipt | None:
        """Return what another transaction did in place of one in no block; None while that is not known."""
        return self._outcomes.instead(tx_hash, each, sender, before)

    # --- allowances ---

    def allowances(self, account: str) -> list[Allowance]:
        """Return what the contracts may still take of an account."""
        offerings = self._chain.world.offerings.items()
        tokens = [token for token, offering in offerings if account in offering.tokens]
        return paying.allowances(self._node, self.addresses, account, self.spenders(), tokens)

    def taking_back(self, account: str, given: Allowance) -> Prepared:
        """The call by which an account takes an allowance back."""
        return Prepared(account, (paying.taking_back(self.addresses, given),))
