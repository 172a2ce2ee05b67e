"""The gas that each act costs, as whole transactions on a fresh chain: ``python benchmarks/gas.py``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from eth_abi import decode, encode
from eth_tester import EthereumTester, PyEVMBackend
from eth_utils import to_checksum_address

from fomo_core import presets
from fomo_core.parameters import Protocol
from fomo_core.units import USD, WAD
from tests.builders import LINEAR, SMALL
from tests.parity.twins.abi import artifact, interface
from tests.parity.twins.evm import bytes32, model_struct, parameter_struct

ENDLESS = 2**256 - 1
DESCRIPTION = "A coding assistant that answers in the language it is asked in. " * 3


class Chain:
    """A chain of its own with the contracts of a protocol on it."""

    def __init__(self, protocol: Protocol) -> None:
        self.tester = EthereumTester(PyEVMBackend())
        self.owner, self.treasury, self.platform, *self.people = self.tester.get_accounts()
        self.at: dict[str, str] = {}
        p = protocol.parameters
        flock, token = self._deploy("flock"), self._deploy("model_token")
        launchpad = self._deploy("launchpad", flock, token, self.treasury, self.platform, parameter_struct(p))
        pool = self._deploy("pool", launchpad, flock, p.pool_fee_bps)
        router = self._deploy(
            "revenue", launchpad, pool, flock, self.platform, self.treasury,
            p.model_buyback_bps, p.network_buyback_bps, p.operator_reward_bps,
        )  # fmt: skip
        self.send(self.owner, "launchpad", "wire", pool, router)
        models = [model_struct(protocol.models[key]) for key in (SMALL, LINEAR)]
        self.send(self.owner, "launchpad", "add_models", models)
        for account in (self.platform, *self.people):
            for spender in (launchpad, pool, router):
                self.send(account, "flock", "approve", spender, ENDLESS)

    def _deploy(self, stem: str, *args: object) -> str:
        data = artifact(stem)["bytecode"] + encode(interface(stem).constructor, args).hex()
        receipt = self._mined({"from": self.tester.get_accounts()[0], "data": data, "gas": 8_000_000})
        self.at[stem] = receipt["contract_address"]
        return self.at[stem]

    def _mined(self, transaction: dict[str, object]) -> dict[str, Any]:  # Any: as eth-tester gives it
        receipt = self.tester.get_transaction_receipt(self.tester.send_transaction(transaction))
        assert receipt["status"] == 1, transaction
        return receipt

    def send(self, sender: str, place: str, name: str, *args: object) -> int:
        """The gas of a transaction; ``place`` is a stem, or the address of an offering's token."""
        function = interface("model_token" if place.startswith("0x") else place).functions[name]
        data = "0x" + (function.selector + encode(function.inputs, args)).hex()
        to = self.at.get(place, place)
        return self._mined({"from": sender, "to": to, "data": data, "gas": 3_000_000})["gas_used"]

    def token(self, salt: str) -> str:
        """The address of an offering's token."""
        function = interface("launchpad").functions["token_of"]
        issuer = self.people[0]
        data = "0x" + (function.selector + encode(function.inputs, (issuer, bytes32(salt)))).hex()
        call = {"from": self.owner, "to": self.at["launchpad"], "data": data, "gas": 1_000_000}
        return to_checksum_address(decode(["address"], bytes.fromhex(self.tester.call(call)[2:]))[0])

    def launch(self, salt: str, model: str, description: str, first: int) -> int:
        """The gas of a launch by the first of the people, with a first buy (wei)."""
        texts = bytes32(salt), bytes32(model), "Q Mini", "QMINI", description
        limits = presets.load("minimal").parameters.launch_fee, ENDLESS
        return self.send(self.people[0], "launchpad", "launch", *texts, first, *limits)

    def buy(self, sender: str, salt: str, flock: int) -> int:
        """The gas of a purchase (wei)."""
        return self.send(sender, "launchpad", "buy", self.token(salt), flock, 0, ENDLESS)

    def wait(self, seconds: int) -> None:
        """Let so much time pass."""
        self.tester.time_travel(self.tester.get_block_by_number("latest")["timestamp"] + seconds)


def acts(chain: Chain) -> Iterator[tuple[str, int]]:
    """Every act once, in an order in which each is accepted."""
    yield from _funds(chain)
    yield from _launches(chain)
    chain.wait(110)
    yield from _purchases(chain)
    chain.wait(420)
    yield from _ends(chain)
    yield from _trades(chain)


def _funds(chain: Chain) -> Iterator[tuple[str, int]]:
    issuer, supporter, other = chain.people[:3]
    yield "fund", chain.send(supporter, "flock", "fund", supporter, 10**6 * WAD)
    for account in (issuer, other, chain.platform):
        chain.send(account, "flock", "fund", account, 10**6 * WAD)
    yield "fund (again)", chain.send(supporter, "flock", "fund", supporter, WAD)


def _launches(chain: Chain) -> Iterator[tuple[str, int]]:
    chain.launch("treasury's first", SMALL, "", WAD)
    yield "launch", chain.launch("a", SMALL, DESCRIPTION, 0)
    yield "launch with a first buy", chain.launch("b", SMALL, DESCRIPTION, 50 * WAD)
    yield "launch with 1,000 bytes of description", chain.launch("c", LINEAR, "x" * 1_000, 0)


def _purchases(chain: Chain) -> Iterator[tuple[str, int]]:
    _, supporter, other = chain.people[:3]
    for curve, salt in (("constant product", "a"), ("linear", "c")):
        yield f"buy, {curve}, the raise's first", chain.buy(supporter, salt, 500 * WAD)
        yield f"buy, {curve}, a newcomer", chain.buy(other, salt, 500 * WAD)
        yield f"buy, {curve}, again", chain.buy(other, salt, 500 * WAD)
    yield "buy that graduates, constant product", chain.buy(supporter, "a", 10**5 * WAD)
    chain.buy(supporter, "c", 5_000 * WAD)


def _ends(chain: Chain) -> Iterator[tuple[str, int]]:
    issuer, supporter, other = chain.people[:3]
    token = chain.token("a")
    yield "graduate, linear", chain.send(other, "launchpad", "graduate", chain.token("c"))
    yield "redeem", chain.send(issuer, "launchpad", "redeem", chain.token("b"))
    yield "claim", chain.send(supporter, "launchpad", "claim", token, supporter)
    yield "release, the first", chain.send(supporter, "launchpad", "release", token)
    yield "release, again", chain.send(supporter, "launchpad", "release", token)


def _trades(chain: Chain) -> Iterator[tuple[str, int]]:
    supporter, token = chain.people[1], chain.token("a")
    chain.send(supporter, token, "approve", chain.at["pool"], ENDLESS)
    yield "swap, FLOCK sold", chain.send(supporter, "pool", "swap", token, True, WAD, 0, ENDLESS)
    yield "swap, tokens sold", chain.send(supporter, "pool", "swap", token, False, WAD, 0, ENDLESS)
    route = token, 100 * USD, 3_880_000, 0, ENDLESS, ENDLESS
    yield "route_revenue, the first", chain.send(chain.platform, "revenue", "route_revenue", *route)
    yield "route_revenue, again", chain.send(chain.platform, "revenue", "route_revenue", *route)


def main() -> None:
    """Print the table."""
    print("| act | gas |\n|---|---:|")
    for act, gas in acts(Chain(presets.load("minimal"))):
        print(f"| {act} | {gas:,} |")


if __name__ == "__main__":
    main()
