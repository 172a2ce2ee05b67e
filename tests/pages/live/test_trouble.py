"""A real chain that can't be read, or not to the end: what is said, and what stays in sight."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from fomo_core import commands as cmd
from fomo_core.backends.evm import contracts
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.display.text import plain, t
from fomo_core.scenarios import onchain
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, proxy_to
from tests.builders import SMALL, minimal
from tests.pages.live.steps import DEAD, NOWHERE, SIGN, chain_of, funded, told
from tests.pages.visitor import Visitor
from tools.anvil import running_anvil
from ui.live import banner


@pytest.mark.parametrize("page", ["home", "offering"])
def test_without_a_node_nothing_is_shown_and_least_of_all_the_sandbox(page, seated_at):
    visitor = seated_at(NOWHERE, DEAD).open(page)
    assert any("has not been reached" in text and "can't be reached" in text for text in told(visitor))
    assert not visitor.app.title
    assert not visitor.says(plain("sidebar.sandbox"))


def test_an_address_without_a_contract_is_told(story, seated_at):
    visitor = seated_at(story[0], DEAD)
    assert any("There is no contract at" in text for text in told(visitor))


def test_another_chain_is_told(story, seated_at):
    visitor = seated_at(story[0], DEAD, "base")
    assert any("serves chain 31337, not chain 8453" in text for text in told(visitor))


def test_a_deployment_that_nobody_knows_is_told(seated_at):
    visitor = seated_at(NOWHERE, DEAD, "nowhere")
    assert any("no deployment called nowhere" in text for text in told(visitor))


def test_a_node_that_goes_away_leaves_the_last_state_to_read(seated_at):
    with running_anvil() as url:
        chain = onchain.deploy(onchain.node_at(url), minimal())
        visitor = seated_at(url, chain.actor.addresses.launchpad)
    visitor.click("live_look")
    assert any("the last known state" in text for text in told(visitor))
    assert visitor.app.title
    assert visitor.says("**Local chain** · block ")
    # To whom comes only now the node has not said whom it signs for: that is not nobody.
    assert Visitor().says(t("signer.unheard"))


def test_an_endpoint_that_shuts_us_out_is_named_with_its_words_while_another_is_read(fresh, seated_at):
    url, chain = fresh
    with proxy_to(url) as door:
        refusal = (
            b'{"jsonrpc": "2.0", "id": 1, "error": {"code": -32600, "message": "Must be authenticated!"}}'
        )
        door.plan(faults.http(403, refusal), times=FOREVER)
        visitor = seated_at(f"{door.url}, {url}", chain.actor.addresses.launchpad)
        assert chain_of(visitor).world == chain.world
        (shown,) = [text.replace("\\", "") for text in visitor.texts() if "authenticated" in text]
        assert f"127.0.0.1:{door.port} refused the request: access is denied (HTTP 403: Must be" in shown
        assert shown.endswith(f"{url.removeprefix('http')} instead.")


def test_nodes_that_are_not_in_step_are_told_in_the_line(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    chain_of(visitor)._follower.apart = 3
    standing = chain_of(visitor).standing()
    assert banner._badge(visitor.desk.live.connection, standing, 0, 0) == t("live.badge_apart")


def test_a_node_that_started_afresh_is_told_as_such_and_begun_anew_from(fresh, seated_at):
    old_url, old = fresh
    with proxy_to(old_url) as door, running_anvil("--timestamp", "1700000000") as new_url:
        new = onchain.deploy(onchain.node_at(new_url), minimal())
        assert new.actor.addresses == old.actor.addresses
        visitor = seated_at(door.url, old.actor.addresses.launchpad)
        account = funded(visitor, old)
        token = old.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI")).events[0].token
        visitor.click("live_look").unfold("faucet").type("faucet_amount", "5").click("faucet_give")
        confirmed = chain_of(visitor).standing().read_at
        door.lead_to(new_url)
        visitor.click("live_look")
        assert any("started afresh" in text for text in told(visitor))
        assert visitor.says(t("live.badge_afresh"))
        assert token in chain_of(visitor).world.offerings
        assert chain_of(visitor).standing().read_at == confirmed
        visitor.click("live_start_over")
        assert chain_of(visitor).world == new.world
        assert not visitor.has(SIGN)
        assert told(visitor) == [t("live.started_over")]


def test_a_development_node_that_went_back_can_be_begun_anew_from(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    before = chain.node.call("evm_snapshot", [])
    funded(visitor, chain)
    visitor.click("live_look")
    confirmed = chain_of(visitor).standing().read_at
    chain.node.call("evm_revert", [before])
    visitor.click("live_look")
    assert any("it went back, or started afresh" in text for text in told(visitor))
    assert chain_of(visitor).standing().read_at == confirmed
    visitor.click("live_start_over")
    assert chain_of(visitor).world == onchain.existing(url, chain.actor.addresses.launchpad).world
    assert visitor.has("live_leave")
    assert not visitor.has("live_start_over")


@pytest.mark.parametrize(
    ("later", "said", "badge"),
    [
        (0, "made 0 s ago", False),
        (3_600, "made 1 h ago", True),
        (-40 * 86_400, "40 d ahead of our clock", False),
    ],
)
def test_the_line_tells_both_the_blocks_age_and_when_it_was_read(
    later, said, badge, fresh, seated_at, monkeypatch
):
    url, chain = fresh
    made = chain.standing().timestamp
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    read_at = chain_of(visitor).standing().read_at
    monkeypatch.setattr(banner, "time", SimpleNamespace(time=lambda: made + later))
    monkeypatch.setattr(type(chain), "standing", lambda self: chain_standing(chain, made + later))
    assert read_at
    visitor.run()
    assert visitor.says(f", {said} · read 0 s ago")
    assert visitor.says(t("live.badge_still")) == badge


def chain_standing(chain: EvmChain, read_at: int):
    """What is known of a chain, as confirmed at a moment (Unix seconds)."""
    return ReadChain.standing(chain)._replace(read_at=read_at * 1_000)


def test_what_moved_outside_the_protocol_is_shown_as_a_difference(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    giver = funded(visitor, chain)
    taker = chain.development.unlocked()[2]
    chain.submit(cmd.Fund(taker, 1))
    gift = call(chain.actor.addresses, "flock", "transfer", taker, 7)
    contracts.wait(chain.node, chain.actor.send(gift, giver, cmd.Fund(giver, 0)))
    visitor.click("live_look")
    assert any("numbers that differ: 2" in text for text in told(visitor))
    assert visitor.says("events add up to 1, the contract reports 8")


def test_no_address_of_a_node_is_shown_whole(story, seated_at):
    url = story[0].replace("http://", "http://user:secret@") + "/v2/a-very-secret-key?token=whispered"
    visitor = seated_at(url, story[1].actor.addresses.launchpad)
    shown = " ".join(visitor.texts())
    assert "127.0.0.1" in shown
    assert not any(part in shown for part in ("secret", "a-very-secret-key", "whispered"))
