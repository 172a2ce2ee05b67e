"""A launchpad of which three events are known: read from the logs of a stand-in, whose curve nobody tells."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import vyper
from eth_abi import encode
from eth_utils import keccak, to_checksum_address

from fomo_core import commands as cmd
from fomo_core.backends.evm.contracts import wait
from fomo_core.backends.evm.foreign import ForeignChain
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.rpc.node import Node
from fomo_core.backends.sandbox import Sandbox
from fomo_core.errors import NoContract, ReadOnly
from fomo_core.units import WAD
from tools.anvil import running_anvil

SOURCE = Path(__file__).with_name("standin.vy")
MAXIMUM, SALE = 700_000 * WAD, 400_000 * WAD
SECRET = 271_828 * WAD + 182_845
FIRST, SECOND, THIRD = (to_checksum_address(f"0x{n:040x}") for n in (0xA1, 0xB2, 0xC3))


class StandIn:
    """The stand-in on a chain, and who calls it."""

    def __init__(self, node: Node) -> None:
        self.node = node
        self.accounts = node.call("eth_accounts", [])
        code = vyper.compile_code(SOURCE.read_text(encoding="utf-8"), output_formats=["bytecode"])["bytecode"]
        made = wait(node, node.call("eth_sendTransaction", [{"from": self.accounts[0], "data": code}]))
        self.address = made.contract

    def do(self, signature: str, *arguments: object, sender: int = 0) -> None:
        types = signature.partition("(")[2].removesuffix(")").split(",")
        data = keccak(text=signature)[:4] + encode(types, arguments)
        call = {
            "from": self.accounts[sender],
            "to": self.address,
            "data": "0x" + data.hex(),
            "gas": hex(2_000_000),
        }
        wait(self.node, self.node.call("eth_sendTransaction", [call]))

    def launch(
        self, token: str, secret: int, linear: bool, maximum: int = MAXIMUM, name: str = "Stand"
    ) -> None:
        kinds = "address,uint256,uint256,uint256,uint256,bool,string"
        self.do(f"launch({kinds})", token, maximum // 3, maximum, SALE, secret, linear, name)

    def buy(self, token: str, gross: int, sender: int = 1) -> None:
        self.do("buy(address,uint256)", token, gross, sender=sender)


@pytest.fixture
def standin():
    with running_anvil() as url:
        yield StandIn(Node.at(url))


def reader(standin: StandIn) -> ForeignChain:
    chain = ForeignChain(standin.node, standin.address, LogSource(31337))
    chain.sync()
    return chain


def purchases(standin: StandIn, token: str, count: int, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(count):
        standin.buy(token, rng.randrange(1, 30_000 * WAD), sender=rng.randrange(1, 5))


def test_offerings_purchases_fees_and_progress_are_told(standin):
    standin.launch(FIRST, SECRET, False)
    standin.buy(FIRST, 10_000 * WAD)
    chain = reader(standin)
    offering = chain.world.offerings[FIRST]
    assert (offering.raised, offering.maximum_target) == (9_850 * WAD, MAXIMUM)
    assert offering.name == "Stand"
    assert chain.world.treasury_flock == 100 * WAD
    assert chain.world.protocol.parameters.launch_fee == 32_768 * WAD
    assert chain.foreign.findings == ()


def test_a_constant_product_curve_that_nobody_told_is_found_to_the_wei(standin):
    standin.launch(FIRST, SECRET, False)
    purchases(standin, FIRST, 12, seed=1)
    chain = reader(standin)
    best, other = chain.foreign.fits[FIRST]
    assert (best.kind, best.largest_residual, best.plausible) == ("constant_product", 0, True)
    assert best.interval[0] <= SECRET <= best.interval[1]
    assert abs(best.parameter - SECRET) < WAD // 1_000
    assert (other.kind, other.plausible) == ("linear", False)
    assert other.largest_residual > WAD


def test_a_linear_curve_that_nobody_told_is_found(standin):
    standin.launch(SECOND, 13, True)
    purchases(standin, SECOND, 8, seed=2)
    best = reader(standin).foreign.fits[SECOND][0]
    assert (best.kind, best.parameter, best.largest_residual) == ("linear", 13, 0)


def test_the_next_purchase_costs_what_the_fitted_curve_said(standin):
    standin.launch(FIRST, SECRET, False)
    purchases(standin, FIRST, 12, seed=3)
    chain = reader(standin)
    before = chain.world.offerings[FIRST]
    foretold = before.curve.sold(before.raised + 985 * WAD) - before.sold
    standin.buy(FIRST, 1_000 * WAD)
    chain.sync()
    bought = chain.world.offerings[FIRST].sold - before.sold
    assert abs(bought - foretold) <= 10**6


def test_two_offerings_have_each_a_curve_of_their_own(standin):
    standin.launch(FIRST, SECRET, False)
    standin.launch(SECOND, 4, True)
    purchases(standin, FIRST, 4, seed=4)
    purchases(standin, SECOND, 4, seed=5)
    curves = {key: offering.curve for key, offering in reader(standin).world.offerings.items()}
    assert type(curves[FIRST]).__name__ == "ConstantProduct"
    assert type(curves[SECOND]).__name__ == "Linear"


def test_a_block_more_brings_its_events_and_one_that_is_gone_takes_them_back(standin):
    standin.launch(FIRST, SECRET, False)
    chain = reader(standin)
    saved = standin.node.call("evm_snapshot", [])
    standin.buy(FIRST, 10_000 * WAD)
    assert chain.sync()
    assert chain.world.offerings[FIRST].raised == 9_850 * WAD
    standin.node.call("evm_revert", [saved])
    standin.node.call("evm_mine", [])
    standin.node.call("evm_mine", [])
    assert chain.sync()
    assert chain.world.offerings[FIRST].raised == 0
    assert not chain.sync()


def test_a_live_offering_goes_on_in_the_sandbox_from_where_it_stands(standin):
    standin.launch(FIRST, SECRET, False)
    purchases(standin, FIRST, 6, seed=6)
    chain = reader(standin)
    head, world, _ = chain.snapshot
    twin = Sandbox.forked(chain.world.protocol, list(chain.events()), head.now)
    assert twin.world == world
    twin.submit(cmd.Fund("ada", 100_000 * WAD))
    twin.advance(2 * 3_600)
    bought = twin.submit(cmd.Buy("ada", FIRST, 1_000 * WAD)).events[0]
    assert bought.net_used == 985 * WAD
    assert chain.world == world


def test_nothing_is_ever_sent_there(standin):
    chain = reader(standin)
    with pytest.raises(ReadOnly, match="only read"):
        chain.submit(cmd.Buy("ada", FIRST, 1))
    assert (chain.actor, chain.development) == (None, None)
    assert chain.audit() is None


def test_launches_that_no_rule_could_handle_are_left_out_and_told(standin):
    standin.launch(FIRST, SECRET, False)
    standin.launch(SECOND, SECRET, False, maximum=10**40)
    standin.launch(THIRD, SECRET, False, name="<b>x</b>")
    chain = reader(standin)
    assert set(chain.world.offerings) == {FIRST, THIRD}
    assert {(finding.kind, finding.token) for finding in chain.foreign.findings} == {
        ("targets", SECOND),
        ("name", THIRD),
    }


def test_an_address_without_code_is_refused(standin):
    with pytest.raises(NoContract):
        ForeignChain(standin.node, FIRST, LogSource(31337))
