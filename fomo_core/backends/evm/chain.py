"""A real EVM chain as the port sees it: events read from the node's logs, acts sent as transactions.

All state is folded from logs, as in the sandbox; what the contracts say of themselves is compared
with it by ``audit`` and never written over it. The chain alone decides about an act: the
sandbox's arithmetic only forecasts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from fomo_core import commands as cmd
from fomo_core import decide
from fomo_core.backends.evm import contracts, paying
from fomo_core.backends.evm.audit import Checked, Difference, audit
from fomo_core.backends.evm.codec import TOPICS, Call, Decoder, call, call_of, interface
from fomo_core.backends.evm.folding import Folding, Origin
from fomo_core.backends.evm.paying import Allowance, Price
from fomo_core.backends.evm.reading import CONFIRMATIONS, ReadChain
from fomo_core.backends.evm.traces import Trace, trace_of
from fomo_core.backends.logs.follower import Change, LogCache, LogFollower
from fomo_core.backends.logs.text import Log
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.node import Node
from fomo_core.backends.rpc.records import Mined, ask
from fomo_core.chain import Capabilities, Receipt, Snapshot
from fomo_core.errors import (
    ChainError,
    HistoryPruned,
    InvalidTime,
    NodeRefused,
    NotADevelopmentChain,
    OtherTransaction,
    Rejected,
    ReplacedTransaction,
    TransactionFailed,
    WrongChain,
    refusal_of,
)
from fomo_core.events import Event, RevenueRouted
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.foreign.log import FeeConfig
from fomo_core.parameters import LONGEST_S

#: Chains on which a node may sign for its own accounts: anvil's and hardhat's, ganache's, eth-tester's.
DEVELOPMENT_CHAINS = frozenset({31337, 1337, 131277322940537})
#: Stands for a revert without words, as for a text too long for the contract to take in.
_NO_REASON = "no reason given"
_CONFIG = frozenset({TOPICS["FeeConfigUpdated"], TOPICS["ModelAdded"]})


class Prepared(NamedTuple):
    """An act ready to be signed: the calls in their order, the last of which is the act itself."""

    sender: str
    calls: tuple[Call, ...]


class Before(NamedTuple):
    """The state of things before a call was sent, to tell later whether another transaction did it.

    ``events`` had been read, and the sender had made so many ``transactions``, those that wait included.
    """

    events: int
    transactions: int


class EvmChain(ReadChain):
    """The reference contracts on a chain.

    Attributes:
        protocol: the parameters and models that the contracts play by.
        addresses: where the contracts lie.
        development: whether the node is one of a developer, which signs for accounts of its own.
    """

    def __init__(
        self,
        node: Node,
        launchpad: str,
        *,
        chain_id: int,
        first_block: int = 0,
        cache: Path | None = None,
        confirmations: int = CONFIRMATIONS,
        progress: Callable[[int, int], None] | None = None,
    ) -> None:
        """Find the deployment; no event is read yet.

        Raises:
            ChainError: when the node can't answer, serves another chain, or has no such contract.
        """
        found = ask(node, "eth_chainId", [], records.quantity)
        if found != chain_id:
            raise WrongChain(endpoint=node.endpoint, found=found, expected=chain_id)
        contracts.require_code(node, launchpad, chain_id)
        self.addresses = contracts.discover(node, launchpad)
        self.protocol = contracts.read_protocol(node, self.addresses)
        self.development = chain_id in DEVELOPMENT_CHAINS
        self.capabilities = Capabilities(fund=True, advance=self.development, undo=False, branch=True)
        at = self.addresses
        # A developer's chain begins anew all the time: what an earlier one said is of no use.
        kept = LogCache(cache) if cache is not None and not self.development else None
        follower = LogFollower(
            node, chain_id, [at.launchpad, at.flock, at.pool, at.router], [list(TOPICS.values())],
            first_block, kept, confirmations, progress=progress,
        )  # fmt: skip
        super().__init__(node, chain_id, first_block, follower)
        self._next_time: int | None = None
        #: The block at which folded state and contracts last agreed, and how they differed last.
        self._agreed = first_block - 1
        self._differed: tuple[Difference, ...] = ()
        self._folding = Folding(self.addresses, self.protocol)

    @property
    def snapshot(self) -> Snapshot:
        """Head, world and ledger as last read."""
        return self._folding.snapshot

    @property
    def origins(self) -> Sequence[Origin | None]:
        """Of each event of the log, where it is on the chain."""
        return self._folding.origins

    # --- acting, waiting until it is done ---

    def submit(self, command: cmd.Command) -> Receipt:
        """Do it, signed by the node of a development chain; wait until it is in a block, and read that.

        Raises:
            Rejected: when the contracts refuse; nothing has changed but perhaps an allowance that was given for it.
            SendUncertain: when the node has not said whether it took the transaction.
            ChainError: when the node can't answer or does not sign for the sender.
        """
        sender, act = self._act(command)
        try:
            receipt = self._mined(act, sender, command)
        except Rejected:
            # The contracts know best what an act lacks. Only if it may be a means is anything asked before it.
            prepared = self.prepare(command, unlimited=True)
            if len(prepared.calls) == 1:
                raise
            for each in prepared.calls:
                receipt = self._mined(each, sender, command)
        self.sync()
        return self._told(receipt)

    def _act(self, command: cmd.Command) -> tuple[str, Call]:
        """Return the account that signs a command, and the call that does it."""
        return self._sender(command), call_of(self.addresses, command)

    def _sender(self, command: cmd.Command) -> str:
        """Return the account that signs a command; the faucet serves whoever asks for themselves."""
        if isinstance(command, cmd.RouteRevenue):
            return self.addresses.platform
        return command.account if isinstance(command, cmd.Fund) else command.sender

    def _mined(self, each: Call, sender: str, command: cmd.Command) -> Mined:
        """Send one call of a command; its receipt. Errors as ``submit``."""
        mined = contracts.wait(self.node, self.send(each, sender, command))
        if not mined.succeeded:
            raise self._why(each, sender, command, mined)
        return mined

    # --- following the chain ---

    def _take(self, change: Change) -> bool:
        if any(log["topics"][0] in _CONFIG for log in change.logs):
            self.protocol = contracts.read_protocol(self.node, self.addresses)
        return self._folding.take(change.kept, change.logs, self._last.timestamp, self.protocol)

    # --- acting, step by step ---

    def set_time(self, moment: int) -> None:
        """Let the transactions from now on be in blocks of that time (chain seconds); development chains only.

        Raises:
            NodeRefused: when the node can't, or the moment lies before the last block.
        """
        self.node.call("evm_setNextBlockTimestamp", [moment])
        self._next_time = moment

    def make_block(self) -> None:
        """Have a development chain make an empty block: without transactions its clock stands still.

        Raises:
            ChainError: when the node can't.
        """
        self.node.call("evm_mine", [])

    def advance(self, seconds: int) -> None:
        """Move a development chain's clock forward from its last block, with a block; errors as ``advance_to``."""
        self.advance_to(self._last_time() + seconds)

    def advance_to(self, now: int) -> None:
        """Move a development chain's clock to a moment (chain seconds), with a block; one that is past changes nothing.

        Raises:
            InvalidTime: for a moment that is too far in the future.
            ChainError: when the node can't.
        """
        if now > LONGEST_S:
            raise InvalidTime("That is too far in the future.")
        if now <= self._last_time():
            return
        self.node.call("evm_setNextBlockTimestamp", [now])
        self.make_block()

    def _last_time(self) -> int:
        return ask(self.node, "eth_getBlockByNumber", ["latest", False], records.block_time)

    def _now(self) -> int:
        return self.head().now if self._next_time is None else self._next_time

    def approve_all(self, accounts: Iterable[str]) -> None:
        """Let the contracts take any amount of FLOCK from accounts that the node signs for."""
        at = self.addresses
        for account in accounts:
            for spender in self.spenders().values():
                self._transact(call(at, "flock", "approve", spender, MAX_UINT256), account)

    def spenders(self) -> dict[str, str]:
        """The contracts that may be allowed to take somebody's FLOCK or tokens, by name."""
        at = self.addresses
        return {"launchpad": at.launchpad, "pool": at.pool, "router": at.router}

    def unlocked(self) -> list[str]:
        """The accounts that the node itself signs for; none but on a development chain."""
        if not self.development:
            return []
        return ask(self.node, "eth_accounts", [], records.addresses)

    def prepare(self, command: cmd.Command, unlimited: bool = False) -> Prepared:
        """The calls that carry a command, an approval first where the allowance falls short.

        Args:
            unlimited: approve any amount instead of exactly what the act may take.

        Raises:
            Rejected: where the sandbox's arithmetic already shows that it can't succeed.
            ChainError: when the node can't answer.
        """
        sender, act = self._act(command)
        spent = self._spent(command)
        if spent is None:
            return Prepared(sender, (act,))
        token, amount = spent
        before = self._platform_purse(amount) if isinstance(command, cmd.RouteRevenue) else ()
        stem = "flock" if token == self.addresses.flock else "model_token"
        allowed = call(self.addresses, stem, "allowance", sender, act.to, to=token)
        if contracts.read(self.node, [allowed])[0] >= amount:
            return Prepared(sender, (*before, act))
        approved = MAX_UINT256 if unlimited else amount
        approval = call(self.addresses, stem, "approve", act.to, approved, to=token)
        return Prepared(sender, (*before, approval, act))

    def _spent(self, command: cmd.Command) -> tuple[str, int] | None:
        """The token that a command takes from its sender, and at most how much; None for nothing."""
        if not isinstance(command, cmd.Launch | cmd.Buy | cmd.Swap | cmd.RouteRevenue):
            return None
        try:
            events = self.quote(command).events
        except Rejected:
            # The contracts have the last word, and their refusal needs no allowance.
            return None
        if isinstance(command, cmd.RouteRevenue):
            routed = (event.flock for event in events if isinstance(event, RevenueRouted))
            return self.addresses.flock, sum(routed)
        sells_tokens = isinstance(command, cmd.Swap) and command.sell == "token"
        return command.offering if sells_tokens else self.addresses.flock, decide.outlay(events)

    def _platform_purse(self, amount: int) -> tuple[Call, ...]:
        """The platform's revenue comes from outside: on a test chain, from the faucet."""
        held = call(self.addresses, "flock", "balanceOf", self.addresses.platform)
        missing = amount - contracts.read(self.node, [held])[0]
        if missing <= 0:
            return ()
        return (call(self.addresses, "flock", "fund", self.addresses.platform, missing),)

    def dry_run(self, each: Call, sender: str, command: cmd.Command | None = None) -> Any:
        """Return what a call would return if it were in the next block.

        Args:
            command: what the call is for; a refusal has its numbers then.

        Raises:
            Rejected: when the contract would refuse it.
            ChainError: when the node can't answer.
        """
        try:
            result = self.node.call("eth_call", [_transaction(each, sender), self._tried_in()])
        except NodeRefused as refused:
            raise self._explained(_refusal(refused), command) from None
        return interface(each.contract).decode(each.function, result)

    def price(self, each: Call, sender: str) -> Price:
        """Return what a call would cost its sender if it were in the next block.

        Raises:
            ChainError: when the node can't answer.
        """
        return paying.price(self.node, _transaction(each, sender), self._tried_in())

    def give_ether(self, account: str) -> None:
        """Give an account ether for its gas; development chains only.

        Raises:
            NotADevelopmentChain: on any other.
            ChainError: when the node can't.
        """
        if not self.development:
            raise NotADevelopmentChain(endpoint=self.node.endpoint)
        paying.give_ether(self.node, account)

    def allowances(self, account: str) -> list[Allowance]:
        """Return what the contracts may still take of an account.

        Raises:
            ChainError: when the node can't answer.
        """
        offerings = self.world.offerings.items()
        tokens = [token for token, offering in offerings if account in offering.tokens]
        return paying.allowances(self.node, self.addresses, account, self.spenders(), tokens)

    def taking_back(self, account: str, given: Allowance) -> Prepared:
        """The call by which an account takes an allowance back."""
        return Prepared(account, (paying.taking_back(self.addresses, given),))

    def tried_at(self) -> int:
        """The time (chain seconds) of the block in which ``dry_run`` tries a call: what a forecast must assume.

        On a quiet development chain that is later than the last block's, and the tax has fallen since.

        Raises:
            ChainError: when the node can't answer.
        """
        return ask(self.node, "eth_getBlockByNumber", [self._tried_in(), False], records.block_time)

    def _tried_in(self) -> str:
        return "pending" if self.development else "latest"

    def send(self, each: Call, sender: str, command: cmd.Command | None) -> str:
        """Send one call of a command from an account that the node signs for; its hash.

        Raises:
            Rejected: when the contracts refuse it.
            ChainError: when the node can't answer or does not sign for the sender.
        """
        try:
            return self._transact(each, sender)
        except NodeRefused as refused:
            raise self._explained(_refusal(refused), command) from None

    def _transact(self, each: Call, sender: str) -> str:
        if self._next_time is not None:
            # Each block takes the time set, once.
            self.node.call("evm_setNextBlockTimestamp", [self._next_time])
        return contracts.send(self.node, _transaction(each, sender))

    def _explained(
        self, refusal: Rejected | ChainError, command: cmd.Command | None
    ) -> Rejected | ChainError:
        """The refusal with the numbers of its sentence, where the sandbox's arithmetic refuses alike."""
        if not isinstance(refusal, Rejected) or command is None:
            return refusal
        try:
            decide.decide(self.world, command, self._now())
        except Rejected as forecast:
            return forecast if refusal.code in (forecast.code, _NO_REASON) else refusal
        return refusal

    def _why(self, each: Call, sender: str, command: cmd.Command | None, mined: Mined) -> Exception:
        """Find why a transaction in a block failed: what it meets in the state before, or else after it."""
        self.sync()
        for block in (hex(max(0, mined.block - 1)), "latest"):
            try:
                self.node.call("eth_call", [_transaction(each, sender), block])
            except NodeRefused as refused:
                found = self._explained(_refusal(refused), command)
                if isinstance(found, Rejected):
                    return found
            except HistoryPruned:
                continue
        return TransactionFailed(hash=mined.hash)

    def in_a_block(self, tx_hash: str) -> bool:
        """Return True when our node has a transaction in a block.

        Raises:
            ChainError: when the node can't answer.
        """
        return contracts.receipt(self.node, tx_hash) is not None

    def mined(self, tx_hash: str) -> Mined | None:
        """A transaction in a block, whatever it did; None until it is in one.

        Raises:
            ChainError: when the node can't answer.
        """
        return contracts.receipt(self.node, tx_hash)

    def receipt(self, tx_hash: str, each: Call, sender: str, command: cmd.Command | None) -> Receipt | None:
        """Return what a command's call did, once our own node has it in a block that was read; before, None.

        Raises:
            Rejected: when the contracts refused it.
            ChainError: when it failed otherwise, or the node can't answer.
        """
        mined = contracts.receipt(self.node, tx_hash)
        if mined is None:
            return None
        self._check_own(mined, each, sender)
        if not mined.succeeded:
            raise self._why(each, sender, command, mined)
        self.sync()
        return self._told(mined) if self.standing().block >= mined.block else None

    def _check_own(self, mined: Mined, each: Call, sender: str) -> None:
        """Refuse a transaction that did not do what was asked for: a wallet's word is a claim.

        What counts is the act's own event, since an account may act through others; where nothing
        was done, who sent it to whom.
        """
        trace = trace_of(each, sender)
        if mined.succeeded and trace is not None:
            own = any(trace.is_in(log) for log in mined.logs)
        else:
            own = (mined.sender.lower(), mined.to.lower()) == (sender.lower(), each.to.lower())
        if not own:
            raise OtherTransaction(hash=mined.hash)

    def before(self, sender: str) -> Before:
        """Return how things stand before a call is sent; see ``instead``.

        Raises:
            ChainError: when the node can't answer.
        """
        return Before(self.head().length, self._transactions(sender, "pending"))

    def instead(self, tx_hash: str, each: Call, sender: str, before: Before) -> Receipt | None:
        """Return what another transaction did in place of one in no block, as after a wallet sped it up.

        None while that is not known: then the transaction itself may still come.

        Args:
            before: what ``before`` said when the call was sent.

        Raises:
            ReplacedTransaction: when the sender's number is used up, and the act was not done.
            ChainError: when the node can't answer.
        """
        known = ask(self.node, "eth_getTransactionByHash", [tx_hash], records.nonce)
        used = self._transactions(sender, "latest") > (before.transactions if known is None else known)
        if contracts.receipt(self.node, tx_hash) is not None:
            return None
        self.sync()
        trace = trace_of(each, sender)
        done = [entry for entry in self.events(before.events) if trace and trace.is_event(entry.event)]
        if done and (used or known is None):
            return Receipt(done[-1].at, (done[-1].event,))
        if used and self._is_allowed(trace, sender):
            return Receipt(self.head().now, ())
        if used:
            raise ReplacedTransaction(hash=tx_hash)
        return None

    def _transactions(self, sender: str, block: str) -> int:
        """Count the transactions that an account has made."""
        return ask(self.node, "eth_getTransactionCount", [sender, block], records.quantity)

    def _is_allowed(self, trace: Trace | None, sender: str) -> bool:
        """Return True when what an approval was to allow is allowed."""
        if trace is None or trace.function != "approve":
            return False
        spender: str = trace.arguments["spender"]
        amount: int = trace.arguments["amount"]
        allowed = call(self.addresses, "flock", "allowance", sender, spender, to=trace.emitter)
        found: int = contracts.read(self.node, [allowed])[0]
        return found >= amount > 0 or found == amount

    def audit(self) -> Checked:
        """Compare the state last read with what the contracts say of themselves; see ``audit.audit``.

        Where they differ otherwise than before, what was read since they agreed is searched once more: a
        node may have left logs out.
        """
        checked = self._audit()
        if checked.differences and checked.differences != self._differed:
            self._follower.search_again(self._agreed + 1)
            if self.sync():
                checked = self._audit()
        self._differed = checked.differences
        if not checked.differences:
            self._agreed = checked.block
        return checked

    def _audit(self) -> Checked:
        return audit(self.node, self.addresses, self.world, self._last.number)

    def _told(self, mined: Mined) -> Receipt:
        """Return what the contracts' own logs in a receipt say, and when."""
        at = self.addresses
        ours = {each.lower() for each in (at.launchpad, at.flock, at.pool, at.router)}
        known = [log for log in mined.logs if log["address"].lower() in ours and _is_known(log)]
        events = tuple(_events(Decoder(at.platform, at.router), known))
        return Receipt(self._time_of(mined), events)

    def _time_of(self, mined: Mined) -> int:
        """The time of a transaction's block (chain seconds)."""
        known = self._follower.time_of(mined.block, mined.block_hash)
        if known is not None:
            return known
        return ask(self.node, "eth_getBlockByNumber", [hex(mined.block), False], records.block_time)


def _is_known(log: Log) -> bool:
    return bool(log["topics"]) and log["topics"][0] in TOPICS.values()


def _events(decoder: Decoder, logs: Iterable[Log]) -> Iterator[Event]:
    for log in logs:
        event = decoder.event(log)
        if event is not None and not isinstance(event, FeeConfig):
            yield event


def _transaction(each: Call, sender: str) -> dict[str, str]:
    return {"from": sender, "to": each.to, "data": each.data}


def _refusal(refused: NodeRefused) -> Rejected | ChainError:
    """The protocol's refusal in a node's answer, or the node's own."""
    code = refused.revert
    return refused if code is None else refusal_of(code or _NO_REASON)
