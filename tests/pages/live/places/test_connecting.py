"""Going live from the sandbox: what is typed, what is refused, and what is waited for."""

from __future__ import annotations

from threading import Event

from fomo_core.display.text import t
from tests.pages.live.steps import DEAD, NOWHERE, chain_of, told
from tests.pages.visitor import Visitor
from ui.live import connections


def test_a_typed_address_that_is_none_is_refused_and_the_sandbox_stays(monkeypatch):
    monkeypatch.delenv("FOMO_RPC_URL", raising=False)
    visitor = Visitor().unfold("connect")
    visitor.put("chain_urls", "not an address").put("chain_launchpad", DEAD).click("connect_go")
    assert any("can't be used" in text for text in told(visitor))
    assert visitor.desk.live is None


def test_a_file_of_deployments_that_can_t_be_used_is_told_in_the_form(monkeypatch, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text("[mine")
    monkeypatch.setenv("FOMO_DEPLOYMENTS", str(own))
    visitor = Visitor().unfold("connect")
    assert any("own.toml are not TOML" in text for text in told(visitor))


def test_an_operator_can_close_the_field_for_addresses(monkeypatch):
    monkeypatch.delenv("FOMO_RPC_URL", raising=False)
    monkeypatch.setenv("FOMO_RPC_ENTRY", "off")
    visitor = Visitor().unfold("connect")
    assert not visitor.has("chain_urls")
    assert visitor.says(t("connect.closed"))
    visitor.click("connect_go")
    assert any("No node is named for" in text for text in told(visitor))


def test_a_chain_that_can_t_be_reached_leaves_the_visitor_where_they_were(story, monkeypatch):
    monkeypatch.delenv("FOMO_RPC_URL", raising=False)
    visitor = Visitor().open("launch").unfold("connect")
    visitor.put("chain_urls", NOWHERE).put("chain_launchpad", DEAD).click("connect_go")
    assert any("can't be reached" in text for text in told(visitor))
    assert visitor.desk.live is None
    assert visitor.has("connect_go")
    assert visitor.has("launch_name")
    # The next act is not about that try any more.
    visitor.type("chain_urls", story[0])
    assert not told(visitor)
    visitor.type("chain_launchpad", story[1].actor.addresses.launchpad).click("connect_go")
    assert visitor.desk.live is not None
    assert not told(visitor)
    assert not visitor.has("connect_go")


def test_a_node_that_takes_its_time_is_waited_for_in_the_form(fresh, monkeypatch):
    url, chain = fresh
    monkeypatch.delenv("FOMO_RPC_URL", raising=False)
    monkeypatch.setattr(connections, "PATIENCE_S", 0.05)
    found, answers, asked = connections.connect, Event(), []

    def slow(*arguments, **more):
        asked.append(arguments)
        assert answers.wait(60)
        return found(*arguments, **more)

    monkeypatch.setattr(connections, "connect", slow)
    visitor = Visitor().unfold("connect").put("chain_urls", url)
    visitor.put("chain_launchpad", chain.actor.addresses.launchpad).click("connect_go")
    assert visitor.says(t("connect.trying", title="Local chain"))
    assert visitor.desk.live is None
    visitor.click("connect_go")
    assert visitor.says(t("connect.trying", title="Local chain"))
    answers.set()
    monkeypatch.setattr(connections, "PATIENCE_S", 20.0)
    visitor.run()
    assert chain_of(visitor).world == chain.world
    assert not visitor.has("connect_go")
    assert len(asked) == 1


def test_a_chain_that_can_t_be_reached_takes_nobody_off_another(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.unfold("connect").put("chain_urls", NOWHERE).click("connect_go")
    assert any("can't be reached" in text for text in told(visitor))
    assert chain_of(visitor).world == story[1].world
    assert visitor.has("live_leave")


def test_a_visitor_connects_from_the_sandbox(story, monkeypatch):
    monkeypatch.delenv("FOMO_RPC_URL", raising=False)
    visitor = Visitor().unfold("connect")
    visitor.put("chain_urls", story[0]).put("chain_launchpad", story[1].actor.addresses.launchpad).click(
        "connect_go"
    )
    assert chain_of(visitor).world == story[1].world
