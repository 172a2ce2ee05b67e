"""One deployment of the reference contracts: create it, find its parts, read its rules."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import fields

from eth_utils.address import is_address, to_checksum_address

from fomo_core import presets
from fomo_core.acting import Addresses, Call
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.abi.interface import ZERO_ADDRESS, Decoded, id_bytes, id_text, interface
from fomo_core.backends.rpc import receipts, records
from fomo_core.backends.rpc.receipts import TransactionReceipt
from fomo_core.backends.rpc.records import Caller, ask
from fomo_core.errors import (
    InvalidAddress,
    InvalidInput,
    MalformedAnswer,
    NoContract,
    NodeRefused,
    NodeTimeout,
    NodeUnreachable,
    NoLaunchpad,
    NoReceipt,
    SendUncertain,
)
from fomo_core.parameters import CURVES, TAX_READINGS, Model, Parameters, Protocol, check_model
from fomo_core.phrases import Phrase

#: A parameter as a deployment or a preset gives it.
_Number = int | str | bool
#: Room above a node's estimate of gas, in percent.
_GAS_PERCENT = 125
#: What the chain does not hold: it only serves as a default in forms.
_NOT_ON_CHAIN = ("flock_price",)
_FIELDS = tuple(field.name for field in fields(Parameters) if field.name not in _NOT_ON_CHAIN)


# --- reading ---


def read(node: Caller, calls: list[Call], block: str = "latest") -> list[Decoded]:
    """Read what several calls return at one block, in one request.

    Raises:
        ChainError: when the node can't answer, or a call is refused.
    """
    asked = [("eth_call", [{"to": each.to, "data": each.data}, block]) for each in calls]
    results = node.batch(asked)
    return [interface(each.contract).decode(each.function, result) for each, result in zip(calls, results)]


def require_code(node: Caller, address: str, chain_id: int) -> None:
    """Refuse an address without code.

    Raises:
        NoContract: when nothing lies there.
    """
    if ask(node, "eth_getCode", [address, "latest"], records.code) == "0x":
        raise NoContract(address=address, chain=chain_id)


def discover(node: Caller, launchpad: str) -> Addresses:
    """The parts of the deployment whose launchpad lies at an address.

    Raises:
        ChainError: when the node can't answer, or another contract lies there.
    """
    bare = Addresses(launchpad, *[ZERO_ADDRESS] * 5)
    names = ("flock", "pool", "router", "treasury", "platform")
    try:
        found = read(node, [call(bare, "launchpad", name) for name in names])
    except NodeRefused as refused:
        if refused.revert is None:
            raise
        raise NoLaunchpad(address=launchpad) from None
    return Addresses(launchpad, *[to_checksum_address(address) for address in found])


def checked_address(text: str) -> str:
    """An address as a person gave it.

    Raises:
        InvalidAddress: for anything else, capitals that don't fit included.
    """
    if not is_address(text.strip()):
        raise InvalidAddress(
            "That is no address: it is 0x and 40 characters, copied whole.", "address: none of a contract"
        )
    return to_checksum_address(text.strip())


def read_protocol(node: Caller, addresses: Addresses) -> Protocol:
    """The parameters and models that a deployment plays by.

    They are told as the preset that differs least, with the differences as overrides.

    Raises:
        MalformedAnswer: for numbers that the core can't compute with.
        ChainError: when the node can't answer.
    """
    values, models = read(node, [call(addresses, "launchpad", name) for name in ("parameters", "models")])
    try:
        return _protocol(values, models)
    except (InvalidInput, LookupError, ValueError, TypeError):
        raise node.distrust("parameters that can't be computed with") from None


def _protocol(values: Sequence[Decoded], models: Iterable[Sequence[Decoded]]) -> Protocol:
    """The protocol for a deployment's parameters and models as they were told."""
    given = _named(values)
    protocol = min(
        (presets.load(name, _differing(name, given)) for name in presets.names()),
        key=lambda found: len(found.overrides),
    )
    catalogue = {id_text(each[0]): _model(each, protocol) for each in models}
    said = Phrase("As the deployment itself says.", "parameter_note.of_deployment")
    notes = {
        name: note._replace(source="chain", note=said) if name in protocol.overrides else note
        for name, note in protocol.notes.items()
    }
    return protocol._replace(models=catalogue, notes=notes)


def _named(values: Sequence[Decoded]) -> dict[str, _Number]:
    named = dict(zip(_FIELDS, values))
    return named | {"tax_reading": TAX_READINGS[named["tax_reading"]]}


def _differing(name: str, given: dict[str, _Number]) -> dict[str, _Number]:
    own = presets.load(name).parameters
    return {key: value for key, value in given.items() if getattr(own, key) != value}


def _model(raw: Sequence[Decoded], protocol: Protocol) -> Model:
    """A model as the chain fixes it; what the chain does not say comes from the catalogue."""
    raw_id, minimum, maximum, curve, multiple, cost_bps = raw
    key = id_text(raw_id)
    known = protocol.models.get(key)
    bare = Model(key, key, "", 0, 0, 0, 0, 0, "", 0, "chain", "Known only from the chain.")
    model = (known or bare)._replace(
        cost_bps=cost_bps, minimum_target=minimum, maximum_target=maximum,
        curve=CURVES[curve] if curve < len(CURVES) else "", price_multiple=multiple,
    )  # fmt: skip
    check_model(model)
    return model


# --- creating, from an account that the node itself signs for ---


def deploy(node: Caller, protocol: Protocol, sender: str, treasury: str, platform: str) -> Addresses:
    """Create and connect all contracts for a protocol.

    Args:
        sender: the account that pays and becomes the owner; the node must sign for it.
        treasury: who receives fees and the treasury's shares.
        platform: who may route revenue.

    Raises:
        ChainError: when the node can't or won't.
    """
    p = protocol.parameters
    flock = _create(node, sender, "flock")
    token = _create(node, sender, "model_token")
    launchpad = _create(node, sender, "launchpad", flock, token, treasury, platform, _encoded(p))
    pool = _create(node, sender, "pool", launchpad, flock, p.pool_fee_bps)
    weights = (p.model_buyback_bps, p.network_buyback_bps, p.operator_reward_bps)
    router = _create(node, sender, "revenue", launchpad, pool, flock, platform, treasury, *weights)
    addresses = Addresses(launchpad, flock, pool, router, treasury, platform)
    face = interface("launchpad")
    models = [_encoded_model(model) for model in protocol.models.values()]
    for data in (face.encode("wire", pool, router), face.encode("add_models", models)):
        wait(node, send(node, {"from": sender, "to": launchpad, "data": data}))
    return addresses


def _encoded(parameters: Parameters) -> tuple[object, ...]:
    values = {name: getattr(parameters, name) for name in _FIELDS}
    return tuple((values | {"tax_reading": TAX_READINGS.index(parameters.tax_reading)}).values())


def _encoded_model(model: Model) -> tuple[object, ...]:
    curve = CURVES.index(model.curve)
    targets = (model.minimum_target, model.maximum_target)
    return (id_bytes(model.id), *targets, curve, model.price_multiple, model.cost_bps)


def _create(node: Caller, sender: str, contract: str, *arguments: object) -> str:
    data = interface(contract).creation(*arguments)
    made = wait(node, send(node, {"from": sender, "data": data}))
    if not made.contract:
        raise node.distrust("a new contract without an address")
    return made.contract


def send(node: Caller, transaction: dict[str, str]) -> str:
    """Send a transaction from an account that the node signs for; its hash.

    Raises:
        SendUncertain: when the node has not said whether it took the transaction.
        ChainError: when the node can't or won't; where the contract would revert, nothing is sent.
    """
    gas = ask(node, "eth_estimateGas", [transaction, "pending"], records.quantity)
    whole = transaction | {"gas": hex(gas * _GAS_PERCENT // 100)}
    try:
        return ask(node, "eth_sendTransaction", [whole], records.transaction_hash)
    except (NodeTimeout, NodeUnreachable, MalformedAnswer):
        # It may well have been taken before the answer was lost.
        raise SendUncertain(endpoint=node.endpoint) from None


def wait(node: Caller, tx_hash: str, seconds: float = 60.0) -> TransactionReceipt:
    """The receipt of a transaction, once it is in a block.

    Raises:
        NoReceipt: when it is in no block after so many seconds; it may still get there.
        ChainError: when the node can't answer, or the transaction failed.
    """
    deadline, pause = time.monotonic() + seconds, 0.0
    while (mined := find_receipt(node, tx_hash)) is None:
        if time.monotonic() > deadline:
            raise NoReceipt(hash=tx_hash, seconds=int(seconds))
        time.sleep(pause)
        pause = min(0.5, pause * 2 + 0.001)
    return mined


def find_receipt(node: Caller, tx_hash: str) -> TransactionReceipt | None:
    """The receipt of a transaction; None as long as the node has it in no block.

    Raises:
        ChainError: when the node can't answer.
    """
    return ask(node, "eth_getTransactionReceipt", [tx_hash], receipts.receipt_of(tx_hash))
