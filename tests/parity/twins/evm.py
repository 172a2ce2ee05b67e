"""The contracts from ``data/abi``, deployed in an EVM inside this process."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from eth_abi import decode, encode
from eth_utils import keccak
from pyrevm import EVM, BlockEnv, JournalCheckpoint

from fomo_core.parameters import CURVES, TAX_READINGS, Model, Parameters, Protocol
from tests.parity.twins.abi import Function, Interface, Log, artifact, interface

#: Selector of ``Error(string)``: how a contract says why it reverts.
_ERROR_STRING = keccak(b"Error(string)")[:4]
#: How the EVM tells of a call that reverted, or that ran out of gas or into bad code.
_REVERT = re.compile(r"(?:Revert \{.* output: 0x([0-9a-f]*)|Halt) ")
#: The EVM keeps code with so many zeros behind it.
_PADDING = 33

NO_DEADLINE = 2**256 - 1
BURN_ADDRESS = "0x" + "dead".rjust(40, "0")


class Refused(Exception):
    """A call reverted; ``code`` is its revert string, or empty where it gave none."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Answer(NamedTuple):
    """What an accepted call returned and logged."""

    value: Any
    logs: tuple[Log, ...]


class Contract(NamedTuple):
    """A contract at an address, which is written in small letters as everywhere in these tests."""

    evm: Evm
    address: str
    interface: Interface

    def send(self, sender: str, name: str, *args: Any) -> Answer:
        """Call a function from an account.

        Raises:
            Refused: when it reverts; nothing has changed then.
        """
        return self.send_raw(sender, self.data(name, *args), self.interface.functions[name])

    def send_raw(self, sender: str, data: bytes, function: Function | None = None, value: int = 0) -> Answer:
        """Call with any bytes, and with ``value`` wei of ether; errors as ``send``."""
        output = self.evm.call(sender, self.address, data, value)
        answer = function.decoded(output) if function else output
        return Answer(answer, self.evm.logs())

    def data(self, name: str, *args: Any) -> bytes:
        """The bytes that call a function."""
        function = self.interface.functions[name]
        return function.selector + encode(function.inputs, args)

    def read(self, name: str, *args: Any) -> Any:
        """The answer of a view function."""
        return self.send(self.evm.deployer, name, *args).value


class Evm:
    """An EVM with a clock, and the contracts in it by address."""

    def __init__(self) -> None:
        self._evm = EVM(gas_limit=2**63, spec_id="CANCUN")
        self.deployer = self.account("deployer")
        self.contracts: dict[str, Interface] = {}

    @staticmethod
    def account(label: str) -> str:
        """The address of a label: the same one every time."""
        return "0x" + keccak(label.encode())[-20:].hex()

    def call(self, sender: str, to: str, data: bytes, value: int = 0) -> bytes:
        """The output of a call; errors as ``Contract.send``."""
        try:
            return self._evm.message_call(sender, to, calldata=data, value=value)
        except RuntimeError as fault:
            raise _refused(fault) from None

    def deploy(self, stem: str, *args: Any) -> Contract:
        """Deploy a file of ``data/abi`` from the deployer's account; errors as ``Contract.send``."""
        return self.deployed(interface(stem), artifact(stem)["bytecode"], *args).value

    def deployed(self, described: Interface, bytecode: str, *args: Any) -> Answer:
        """Deploy any bytecode from the deployer's account; the answer's value is the contract."""
        code = bytes.fromhex(bytecode.removeprefix("0x")) + encode(described.constructor, args)
        try:
            address = self._evm.deploy(self.deployer, code)
        except RuntimeError as fault:
            raise _refused(fault) from None
        return Answer(self.at(described, address), self.logs())

    def at(self, described: Interface, address: str) -> Contract:
        """The contract at an address."""
        self.contracts[address.lower()] = described
        return Contract(self, address.lower(), described)

    def code(self, address: str) -> bytes:
        """The code at an address."""
        return (self._evm.get_code(address) or b"")[:-_PADDING]

    def give_ether(self, account: str, wei: int) -> None:
        """Set what an account holds of the chain's own coin."""
        self._evm.set_balance(account, wei)

    def set_time(self, now: int) -> None:
        """Move the clock, in unix seconds."""
        self._evm.set_block_env(BlockEnv(timestamp=now))

    def snapshot(self) -> JournalCheckpoint:
        """A mark to which ``revert`` goes back."""
        return self._evm.snapshot()

    def revert(self, mark: JournalCheckpoint) -> None:
        """Undo everything since a snapshot."""
        self._evm.revert(mark)

    @contextmanager
    def anchor(self) -> Iterator[None]:
        """Undo in the end what is done meanwhile."""
        mark = self.snapshot()
        try:
            yield
        finally:
            self.revert(mark)

    def logs(self) -> tuple[Log, ...]:
        """The events of the last call, those of unknown contracts left out."""
        found, result = [], self._evm.result
        for log in () if result is None else result.logs:
            described = self.contracts.get(log.address.lower())
            if described is not None:
                topics = [int(topic, 16) for topic in log.topics]
                kind = described.events[topics[0]]
                found.append(kind.decoded(described.stem, topics[1:], log.data[1]))
        return tuple(found)


def _refused(fault: RuntimeError) -> Exception:
    """The refusal that a fault tells of, or the fault itself where the test asked for what can't be."""
    reverted = _REVERT.match(str(fault))
    if reverted is None:
        return fault
    output = bytes.fromhex(reverted[1] or "")
    return Refused(decode(["string"], output[4:])[0] if output[:4] == _ERROR_STRING else "")


class Deployment:
    """All contracts of a protocol, wired, with its models in the catalogue."""

    def __init__(self, protocol: Protocol, evm: Evm | None = None) -> None:
        self.protocol = protocol
        self.evm = evm or Evm()
        self.treasury = Evm.account("treasury")
        self.platform = Evm.account("platform")
        p = protocol.parameters
        deploy = self.evm.deploy
        self.flock = deploy("flock")
        self.implementation = deploy("model_token")
        self.launchpad = deploy(
            "launchpad",
            self.flock.address, self.implementation.address, self.treasury, self.platform, parameter_struct(p),
        )  # fmt: skip
        self.pool = deploy("pool", self.launchpad.address, self.flock.address, p.pool_fee_bps)
        self.revenue = deploy(
            "revenue",
            self.launchpad.address, self.pool.address, self.flock.address, self.platform, self.treasury,
            p.model_buyback_bps, p.network_buyback_bps, p.operator_reward_bps,
        )  # fmt: skip
        self.send("launchpad", "wire", self.pool.address, self.revenue.address)
        self.send("launchpad", "add_models", [model_struct(m) for m in protocol.models.values()])

    def send(self, stem: str, name: str, *args: Any) -> Answer:
        """Call a function of a contract as the owner."""
        return getattr(self, stem).send(self.evm.deployer, name, *args)

    def token(self, address: str) -> Contract:
        """An offering's token."""
        return self.evm.at(interface("model_token"), address)


def parameter_struct(p: Parameters) -> tuple[Any, ...]:
    """Parameters as the launchpad's constructor takes them."""
    values = {name: getattr(p, name) for name in p.__dataclass_fields__ if name != "flock_price"}
    return tuple((values | {"tax_reading": TAX_READINGS.index(p.tax_reading)}).values())


def model_struct(model: Model) -> tuple[Any, ...]:
    """A model as ``add_models`` takes it."""
    curve = CURVES.index(model.curve)
    targets = model.minimum_target, model.maximum_target
    return (bytes32(model.id), *targets, curve, model.price_multiple, model.cost_bps)


def bytes32(text: str) -> bytes:
    """A text of up to 32 bytes, padded with zeros on the right."""
    return text.encode().ljust(32, b"\0")
