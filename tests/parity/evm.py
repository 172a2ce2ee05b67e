"""The contracts from ``data/abi``, deployed in an EVM inside this process."""

from __future__ import annotations

from typing import Any, NamedTuple

from boa.environment import Env
from boa.vm.py_evm import Sha3PreimageTracer, SstoreTracer
from eth_abi import decode, encode
from eth_utils import keccak

from fomo_core.parameters import CURVES, TAX_READINGS, Model, Parameters, Protocol
from tests.parity.abi import Function, Interface, Log, artifact, interface

#: Selector of ``Error(string)``: how a contract says why it reverts.
_ERROR_STRING = keccak(b"Error(string)")[:4]

_SLOAD, _SSTORE = 0x54, 0x55

NO_DEADLINE = 2**256 - 1
BURN_ADDRESS = "0x" + "dead".rjust(40, "0")


class Refused(Exception):
    """A call reverted; ``code`` is its revert string, or empty where it gave none."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Answer(NamedTuple):
    """What an accepted call returned and logged, and the gas of its execution alone."""

    value: Any
    logs: tuple[Log, ...]
    gas: int


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
        function = self.interface.functions[name]
        return self.send_raw(sender, function.selector + encode(function.inputs, args), function)

    def send_raw(self, sender: str, data: bytes, function: Function | None = None) -> Answer:
        """Call with any bytes; errors as ``send``."""
        computation = self.evm.env.execute_code(self.address, sender=sender, data=data)
        if computation.is_error:
            raise Refused(_reason(computation.output))
        value = function.decoded(computation.output) if function else computation.output
        return Answer(value, self.evm.decoded(computation), computation.get_gas_used())

    def read(self, name: str, *args: Any) -> Any:
        """The answer of a view function."""
        return self.send(self.evm.deployer, name, *args).value


#: A storage slot: the contract's address and the slot's number.
Slot = tuple[bytes, int]


class _SlotTracer:
    """An opcode that works on a storage slot, and notes which one."""

    def __init__(self, opcode: Any, touched: set[Slot]) -> None:
        self.mnemonic = opcode.mnemonic
        self._opcode = opcode
        self._touched = touched

    def __call__(self, computation: Any) -> None:
        slot = computation._stack.values[-1]
        number = slot if isinstance(slot, int) else int.from_bytes(slot)
        self._touched.add((computation.msg.storage_address, number))
        self._opcode(computation)


def _bare(opcode: Any) -> Any:
    """An opcode without boa's tracers around it."""
    while isinstance(opcode, (Sha3PreimageTracer, SstoreTracer)):
        opcode = opcode.sha3 if isinstance(opcode, Sha3PreimageTracer) else opcode.sstore
    return opcode


class Evm:
    """An EVM with a clock, and the contracts in it by address.

    ``loaded`` and ``stored`` are the storage slots that calls have touched; whoever needs them
    empties them first.
    """

    def __init__(self) -> None:
        self.env = Env()
        self.loaded: set[Slot] = set()
        self.stored: set[Slot] = set()
        self._trace_slots()
        self.deployer = self.account("deployer")
        self.contracts: dict[bytes, Interface] = {}

    def _trace_slots(self) -> None:
        # A copy: boa puts tracers of its own into a table that all EVMs of the process share, where
        # every new one wraps those before it.
        computation = self.env.evm.vm.state.computation_class
        computation.opcodes = {number: _bare(opcode) for number, opcode in computation.opcodes.items()}
        computation.opcodes[_SLOAD] = _SlotTracer(computation.opcodes[_SLOAD], self.loaded)
        computation.opcodes[_SSTORE] = _SlotTracer(computation.opcodes[_SSTORE], self.stored)

    @staticmethod
    def account(label: str) -> str:
        """The address of a label: the same one every time."""
        return "0x" + keccak(label.encode())[-20:].hex()

    def deploy(self, stem: str, *args: Any) -> Contract:
        """Deploy a file of ``data/abi`` from the deployer's account; errors as ``Contract.send``."""
        return self.deployed(interface(stem), artifact(stem)["bytecode"], *args).value

    def deployed(self, described: Interface, bytecode: str, *args: Any) -> Answer:
        """Deploy any bytecode from the deployer's account; the answer's value is the contract."""
        code = bytes.fromhex(bytecode.removeprefix("0x")) + encode(described.constructor, args)
        address, computation = self.env.deploy(sender=self.deployer, bytecode=code)
        if computation.is_error:
            raise Refused(_reason(computation.output))
        contract = self.at(described, address)
        return Answer(contract, self.decoded(computation), computation.get_gas_used())

    def at(self, described: Interface, address: str) -> Contract:
        """The contract at an address."""
        self.contracts[bytes.fromhex(address[2:])] = described
        return Contract(self, address.lower(), described)

    def set_time(self, now: int) -> None:
        """Move the clock, in unix seconds."""
        self.env.evm.patch.timestamp = now

    def decoded(self, computation: Any) -> tuple[Log, ...]:
        """The events of a call, those of unknown contracts left out."""
        found = []
        for _, address, topics, data in computation.get_raw_log_entries():
            described = self.contracts.get(address)
            if described is not None:
                kind = described.events[topics[0]]
                found.append(kind.decoded(described.stem, topics[1:], data))
        return tuple(found)


def _reason(output: bytes) -> str:
    return decode(["string"], output[4:])[0] if output[:4] == _ERROR_STRING else ""


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
