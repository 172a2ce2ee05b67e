"""A deployment on a chain: found, followed, compared with itself, acted upon."""

from __future__ import annotations

import pytest
from eth_utils.address import to_checksum_address

from fomo_core import commands as cmd
from fomo_core import decide
from fomo_core import events as ev
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.logs.source import LogSource
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import (
    BadName,
    MalformedAnswer,
    NoContract,
    NodeUnreachable,
    NoLaunchpad,
    OfferingClosed,
    OtherTransaction,
    PurchaseSlippage,
    WrongChain,
)
from fomo_core.fixed_point import MAX_UINT256
from fomo_core.scenarios import onchain
from fomo_core.units import WAD
from tests.backends.drivers import anvil
from tests.builders import ISSUER, SMALL, SNIPER, SUPPORTER, minimal
from tools.anvil import running_anvil


@pytest.fixture
def driver():
    with anvil() as driver:
        yield driver


@pytest.fixture
def live(driver):
    """A chain with the live offering of the issuer, and its key."""
    made = driver.chain.submit(cmd.Launch(driver.who(ISSUER), "q", SMALL, "Q Mini", "QMINI")).events
    driver.advance(150)
    return driver, made[0].token


def second(chain: EvmChain) -> EvmChain:
    """Another reader of the same deployment."""
    return EvmChain(chain.node, chain.actor.addresses.launchpad, LogSource(chain.chain_id))


# --- finding it ---


def test_another_chain_is_refused(driver):
    with pytest.raises(WrongChain, match="serves chain 31337, not chain 1"):
        EvmChain(driver.chain.node, driver.chain.actor.addresses.launchpad, LogSource(1))


def test_an_address_without_code_is_refused(driver):
    with pytest.raises(NoContract, match="no contract at 0x0000000000000000000000000000000000000001"):
        EvmChain(driver.chain.node, "0x" + "00" * 19 + "01", LogSource(31337))


def test_an_address_of_another_contract_is_refused(driver):
    flock = driver.chain.actor.addresses.flock
    with pytest.raises(NoLaunchpad, match=f"{flock} is no launchpad"):
        EvmChain(driver.chain.node, flock, LogSource(31337))


def test_the_parameters_and_models_come_from_the_chain(driver):
    found = second(driver.chain)
    assert found.actor.addresses == driver.chain.actor.addresses
    assert found.world.protocol == minimal()


def test_a_preset_s_parameters_that_differ_are_told_as_overrides():
    with running_anvil() as url:
        from fomo_core import presets

        chain = onchain.deploy(Node.at(url), presets.load("mainnet", {"launch_fee": 5, "tax_reading": "C"}))
        assert dict(chain.world.protocol.overrides) == {"launch_fee": 5, "tax_reading": "C"}
        assert chain.world.protocol.preset == "mainnet"


# --- following it ---


def test_another_reader_comes_to_the_same_state(live):
    driver, key = live
    driver.chain.submit(cmd.Buy(driver.who(SUPPORTER), key, 10 * WAD))
    other = second(driver.chain)
    assert other.sync()
    assert other.world == driver.chain.world
    assert other.head() == driver.chain.head()
    assert not other.sync()


def test_what_was_shown_does_not_change_under_the_reader(live):
    driver, key = live
    before = driver.chain.snapshot
    raised, supporters = before.world.offerings[key].raised, dict(before.world.offerings[key].principal)
    driver.chain.submit(cmd.Buy(driver.who(SUPPORTER), key, 10 * WAD))
    assert before.world.offerings[key].raised == raised
    assert before.world.offerings[key].principal == supporters
    assert driver.chain.world.offerings[key].raised > raised


def test_events_of_blocks_that_are_gone_are_taken_back(live):
    driver, key = live
    chain = driver.chain
    before, world = chain.head(), chain.world
    saved = chain.node.call("evm_snapshot", [])
    chain.submit(cmd.Buy(driver.who(SUPPORTER), key, 10 * WAD))
    assert chain.head().length == before.length + 1
    chain.node.call("evm_revert", [saved])
    chain.node.call("evm_mine", [])
    chain.node.call("evm_mine", [])
    chain.sync()
    assert chain.head()[1:] == before[1:]
    assert chain.world == world
    bought = chain.submit(cmd.Buy(driver.who(SNIPER), key, 5 * WAD)).events[0]
    assert chain.world.offerings[key].principal == {driver.who(SNIPER): bought.net_used}
    assert chain.audit().differences == ()


def test_a_new_launch_fee_is_known_as_soon_as_its_block_is(driver):
    chain = driver.chain
    reader = second(chain)
    reader.sync()
    setting = call(chain.actor.addresses, "launchpad", "set_launch_fee", 12_345)
    owner = chain.actor.addresses.platform
    contracts.wait(chain.node, chain.actor.send(setting, owner, cmd.Fund(owner, 0)))
    reader.sync()
    assert reader.world.protocol.parameters.launch_fee == 12_345
    assert reader.world.protocol.parameters.launch_fee == 12_345
    chain.sync()
    paid = chain.submit(cmd.Launch(driver.who(ISSUER), "q", SMALL, "Q Mini", "QMINI")).events
    assert ev.LaunchFeePaid(paid[0].token, driver.who(ISSUER), 12_345) in paid


def test_without_a_node_the_last_state_stays_readable():
    with running_anvil() as url:
        chain = onchain.deploy(Node.at(url), minimal())
        chain.sync()
        before = chain.snapshot
    with pytest.raises(NodeUnreachable):
        chain.sync()
    assert chain.snapshot == before
    assert chain.standing().block > 0


# --- comparing it with itself ---


def test_what_moved_outside_the_protocol_is_shown_as_a_difference_and_not_repaired(live):
    driver, _ = live
    chain, giver, taker = driver.chain, driver.who(SUPPORTER), driver.who(SNIPER)
    folded = dict(chain.world.flock)
    gift = call(chain.actor.addresses, "flock", "transfer", taker, 7)
    contracts.wait(chain.node, chain.actor.send(gift, giver, cmd.Fund(giver, 0)))
    chain.sync()
    found = {(each.what, each.whose): each.reported - each.folded for each in chain.audit().differences}
    assert found == {("flock", giver): -7, ("flock", taker): 7}
    assert dict(chain.world.flock) == folded


def test_who_got_flock_from_elsewhere_can_buy_with_it(live):
    driver, key = live
    chain = driver.chain
    stranger = next(
        a
        for a in chain.development.unlocked()
        if a not in chain.world.flock and a != chain.actor.addresses.treasury
    )
    gift = call(chain.actor.addresses, "flock", "transfer", stranger, 10 * WAD)
    contracts.wait(chain.node, chain.actor.send(gift, driver.who(SUPPORTER), cmd.Fund(stranger, 0)))
    bought = chain.submit(cmd.Buy(stranger, key, 10 * WAD)).events[0]
    assert chain.world.offerings[key].principal[stranger] == bought.net_used


# --- acting on it ---


def test_an_allowance_that_is_missing_is_asked_for_first_and_exactly(live):
    driver, key = live
    prepared = driver.chain.actor.prepare(cmd.Buy(driver.who(SNIPER), key, 10 * WAD))
    assert [each.function for each in prepared.calls] == ["approve", "buy"]
    assert prepared.calls[0].arguments["amount"] == 10 * WAD
    assert prepared.calls[0].to == driver.chain.actor.addresses.flock
    unlimited = driver.chain.actor.prepare(cmd.Buy(driver.who(SNIPER), key, 10 * WAD), unlimited=True)
    assert unlimited.calls[0].arguments["amount"] == MAX_UINT256


def test_what_needs_no_allowance_is_one_call(live):
    driver, key = live
    prepared = driver.chain.actor.prepare(cmd.Redeem(driver.who(SNIPER), key))
    assert [each.function for each in prepared.calls] == ["redeem"]


def test_a_forecast_for_the_dry_run_s_moment_is_equal_while_the_tax_falls(driver):
    chain, buyer = driver.chain, driver.who(SUPPORTER)
    token = chain.submit(cmd.Launch(driver.who(ISSUER), "q", SMALL, "Q Mini", "QMINI")).events[0].token
    command = cmd.Buy(buyer, token, 100 * WAD)
    chain.development.approve_all([buyer])
    chain.sync()
    later = chain.head().now + 40
    # Time passes, but no block comes.
    chain.node.call("evm_setNextBlockTimestamp", [later])
    assert chain.actor.tried_at() == later
    bought = decide.quote(chain.world, command, later).events[0]
    assert chain.actor.dry_run(chain.actor.prepare(command).calls[-1], buyer) == bought.mt_allocated
    assert chain.quote(command).events[0].mt_allocated < bought.mt_allocated


def test_a_dry_run_says_what_would_come_and_changes_nothing(live):
    driver, key = live
    chain, supporter = driver.chain, driver.who(SUPPORTER)
    chain.submit(cmd.Buy(supporter, key, WAD))
    command = cmd.Buy(supporter, key, 10 * WAD)
    before = chain.head()
    shown = chain.actor.dry_run(chain.actor.prepare(command).calls[-1], supporter)
    chain.sync()
    assert chain.head() == before
    assert chain.submit(command).events[0].mt_allocated == shown


def test_a_dry_run_is_refused_as_the_act_would_be(live):
    driver, key = live
    command = cmd.Buy(driver.who(SUPPORTER), key, WAD, min_tokens_out=10**30)
    with pytest.raises(PurchaseSlippage) as caught:
        driver.chain.actor.dry_run(driver.chain.actor.prepare(command).calls[-1], driver.who(SUPPORTER))
    assert caught.value.code == "buy: slippage"


def test_a_refusal_has_its_numbers_where_the_forecast_knows_them(live):
    driver, key = live
    with pytest.raises(PurchaseSlippage, match=r"less than your minimum of 1,000,000,000,000\.00"):
        driver.chain.submit(cmd.Buy(driver.who(SUPPORTER), key, WAD, min_tokens_out=10**30))


def test_what_fails_in_its_block_though_it_was_fine_before_is_refused_with_its_reason(live):
    """Somebody else fills the raise between the sending and the block."""
    driver, key = live
    chain, late = driver.chain, driver.who(SNIPER)
    chain.submit(cmd.Buy(late, key, WAD))
    chain.submit(cmd.Buy(driver.who(SUPPORTER), key, WAD))
    chain.node.call("evm_setAutomine", [False])
    command = cmd.Buy(late, key, WAD)
    prepared = chain.actor.prepare(command)
    full = chain.actor.prepare(cmd.Buy(driver.who(SUPPORTER), key, 100_000 * WAD)).calls[-1]
    chain.node.call("anvil_setNextBlockBaseFeePerGas", ["0x0"])
    tx = {"gas": hex(2_000_000)}
    for each, sender, price in ((full, driver.who(SUPPORTER), 10**10), (prepared.calls[-1], late, 10**9)):
        sent = {"from": sender, "to": each.to, "data": each.data, "gasPrice": hex(price)}
        tx_hash = chain.node.call("eth_sendTransaction", [tx | sent])
    chain.node.call("evm_mine", [])
    with pytest.raises(OfferingClosed):
        chain.actor.receipt(tx_hash, prepared.calls[-1], late, command)


def test_a_transaction_that_is_in_no_block_has_no_receipt_yet(live):
    driver, key = live
    chain, supporter = driver.chain, driver.who(SUPPORTER)
    chain.submit(cmd.Buy(supporter, key, WAD))
    command = cmd.Buy(supporter, key, 2 * WAD)
    each = chain.actor.prepare(command).calls[-1]
    chain.node.call("evm_setAutomine", [False])
    tx_hash = chain.actor.send(each, supporter, command)
    assert chain.actor.receipt(tx_hash, each, supporter, command) is None
    assert chain.actor.mined(tx_hash) is None
    chain.node.call("evm_mine", [])
    assert chain.actor.receipt(tx_hash, each, supporter, command).events[0].flock_in == 2 * WAD


def test_only_a_development_chain_s_node_signs():
    with running_anvil("--chain-id", "8453") as url:
        node = Node.at(url)
        owner, treasury = (node.call("eth_accounts", [])[index] for index in (0, 1))
        at = contracts.deploy(
            node,
            minimal(),
            *map(to_checksum_address, (owner, treasury)),
            platform=to_checksum_address(owner),
        )
        chain = EvmChain(node, at.launchpad, LogSource(8453))
        assert chain.development is None
        assert not chain.capabilities.advance


def test_a_transaction_that_somebody_else_sent_is_not_taken_for_the_act(live):
    driver, key = live
    chain = driver.chain
    chain.submit(cmd.Buy(driver.who(SUPPORTER), key, WAD))
    command = cmd.Buy(driver.who(SUPPORTER), key, 2 * WAD)
    each = chain.actor.prepare(command).calls[-1]
    tx_hash = chain.actor.send(each, driver.who(SUPPORTER), command)
    contracts.wait(chain.node, tx_hash)
    with pytest.raises(OtherTransaction):
        chain.actor.receipt(tx_hash, each, driver.who(SNIPER), command)
    with pytest.raises(OtherTransaction):
        chain.actor.receipt(
            tx_hash, each._replace(to=chain.actor.addresses.pool), driver.who(SUPPORTER), command
        )


def test_events_that_could_not_be_taken_in_are_given_again(live, monkeypatch):
    driver, key = live
    chain = driver.chain
    reader = second(chain)
    reader.sync()
    chain.submit(cmd.Buy(driver.who(SUPPORTER), key, WAD))
    monkeypatch.setattr(
        reader._fold, "take", lambda *_: (_ for _ in ()).throw(MalformedAnswer(endpoint="x", what="y"))
    )
    with pytest.raises(MalformedAnswer):
        reader.sync()
    monkeypatch.undo()
    assert reader.sync()
    assert reader.world == chain.world


def test_a_text_too_long_for_the_contract_is_refused_as_in_the_sandbox(driver):
    with pytest.raises(BadName):
        driver.chain.submit(cmd.Launch(driver.who(ISSUER), "q", SMALL, "x" * 300, "QMINI"))
