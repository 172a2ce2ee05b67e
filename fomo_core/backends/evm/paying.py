"""Prices of calls in the chain's own currency, and allowances that contracts still have."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress

from fomo_core.acting import Addresses, Allowance, Call, Price
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.contracts import read
from fomo_core.backends.rpc import records
from fomo_core.backends.rpc.records import Caller, Inconsistent, ask
from fomo_core.errors import ChainError, NodeRefused
from fomo_core.units import WAD

#: What test accounts are given at a time (wei).
TEST_ETHER = 10 * WAD
#: How development nodes set a balance, each in its own way.
_SETTERS = ("anvil_setBalance", "hardhat_setBalance")


def price(node: Caller, transaction: dict[str, str], block: str) -> Price:
    """Return the price of a transaction in the next block.

    Raises:
        ChainError: when the node can't answer at all.
    """
    sender = transaction["from"]
    asked: tuple[tuple[str, list[object]], ...] = (
        ("eth_estimateGas", [transaction, block]),
        ("eth_gasPrice", []),
        ("eth_getBalance", [sender, block]),
        ("eth_getCode", [sender, "latest"]),
    )
    gas, wei, held, code = node.batch(asked, keep_errors=True)
    amount, each = _number(gas), _number(wei)
    cost = None if amount is None or each is None else amount * each
    return Price(cost, _number(held), code not in ("0x", "0x0", None) and not isinstance(code, ChainError))


def _number(answer: object) -> int | None:
    """A number of a node's, or None for anything else: it is only told, nothing hangs on it."""
    with suppress(Inconsistent):
        return records.quantity(answer)
    return None


def give_ether(node: Caller, account: str) -> None:
    """Give an account of a development chain ether for its gas.

    Raises:
        ChainError: when the node can't.
    """
    held = ask(node, "eth_getBalance", [account, "latest"], records.quantity)
    refused: NodeRefused | None = None
    for method in _SETTERS:
        try:
            node.call(method, [account, hex(held + TEST_ETHER)])
            return
        except NodeRefused as error:
            refused = refused or error
    raise refused or NodeRefused(endpoint=node.endpoint, reason="it has no way to.")


def allowances(
    node: Caller, addresses: Addresses, account: str, spenders: dict[str, str], tokens: Iterable[str]
) -> list[Allowance]:
    """Return what the deployment's contracts may still take of an account: FLOCK, and by the pool its tokens.

    Raises:
        ChainError: when the node can't answer.
    """
    places = [("", name) for name in spenders] + [(token, "pool") for token in tokens]
    asked = [_allowance(addresses, account, token, spenders[name]) for token, name in places]
    found = read(node, asked) if asked else []
    return [
        Allowance(token or addresses.flock, name, spenders[name], amount)
        for (token, name), amount in zip(places, found)
        if amount
    ]


def _allowance(addresses: Addresses, account: str, token: str, spender: str) -> Call:
    stem = "model_token" if token else "flock"
    return call(addresses, stem, "allowance", account, spender, to=token)


def taking_back(addresses: Addresses, given: Allowance) -> Call:
    """The call by which a contract may take nothing any more."""
    stem = "flock" if given.token == addresses.flock else "model_token"
    return call(addresses, stem, "approve", given.address, 0, to=given.token)
