"""The calls that carry a command: the act itself, and what must be allowed or provided before it."""

from __future__ import annotations

from collections.abc import Iterable

from eth_utils.address import to_checksum_address

from fomo_core import commands as cmd
from fomo_core import decide
from fomo_core.acting import Addresses, Call, Prepared
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.calls import call, call_of
from fomo_core.backends.evm.abi.interface import salt_of
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.backends.rpc.records import Caller
from fomo_core.errors import Rejected
from fomo_core.events import RevenueRouted
from fomo_core.fixed_point import MAX_UINT256


def act_of(addresses: Addresses, command: cmd.Command) -> tuple[str, Call]:
    """Return the account that signs a command, and the call that does it."""
    return _sender(addresses, command), call_of(addresses, command)


def _sender(addresses: Addresses, command: cmd.Command) -> str:
    """Return the account that signs a command; the faucet serves whoever asks for themselves."""
    if isinstance(command, cmd.RouteRevenue):
        return addresses.platform
    return command.account if isinstance(command, cmd.Fund) else command.sender


def prepared(chain: ReadChain, addresses: Addresses, command: cmd.Command, unlimited: bool) -> Prepared:
    """The calls that carry a command, an approval first where the allowance falls short; see ``Actor.prepare``."""
    sender, act = act_of(addresses, command)
    spent = _spent(chain, addresses, command)
    if spent is None:
        return Prepared(sender, (act,))
    token, amount = spent
    before = _platform_purse(chain.node, addresses, amount) if isinstance(command, cmd.RouteRevenue) else ()
    stem = "flock" if token == addresses.flock else "model_token"
    allowed = call(addresses, stem, "allowance", sender, act.to, to=token)
    if contracts.read(chain.node, [allowed])[0] >= amount:
        return Prepared(sender, (*before, act))
    approved = MAX_UINT256 if unlimited else amount
    approval = call(addresses, stem, "approve", act.to, approved, to=token)
    return Prepared(sender, (*before, approval, act))


def _spent(chain: ReadChain, addresses: Addresses, command: cmd.Command) -> tuple[str, int] | None:
    """The token that a command takes from its sender, and at most how much; None for nothing."""
    if not isinstance(command, cmd.Launch | cmd.Buy | cmd.Swap | cmd.RouteRevenue):
        return None
    try:
        events = chain.quote(command).events
    except Rejected:
        # The contracts have the last word, and their refusal needs no allowance.
        return None
    if isinstance(command, cmd.RouteRevenue):
        routed = (event.flock for event in events if isinstance(event, RevenueRouted))
        return addresses.flock, sum(routed)
    sells_tokens = isinstance(command, cmd.Swap) and command.sell == "token"
    return command.offering if sells_tokens else addresses.flock, decide.outlay(events)


def _platform_purse(node: Caller, addresses: Addresses, amount: int) -> tuple[Call, ...]:
    """The platform's revenue comes from outside: on a test chain, from the faucet."""
    held = call(addresses, "flock", "balanceOf", addresses.platform)
    missing = amount - contracts.read(node, [held])[0]
    if missing <= 0:
        return ()
    return (call(addresses, "flock", "fund", addresses.platform, missing),)


def tokens_of(node: Caller, addresses: Addresses, launches: Iterable[tuple[str, str]]) -> list[str]:
    """The address that each launch's offering has or would have, by who launches it and its label."""
    asked = [call(addresses, "launchpad", "token_of", sender, salt_of(label)) for sender, label in launches]
    return [to_checksum_address(token) for token in contracts.read(node, asked)]
