"""The screens over a real chain: what they say when all is well, and when it is not."""

from __future__ import annotations

import json
from threading import Event
from types import SimpleNamespace

import pytest

from fomo_core import commands as cmd
from fomo_core import decide, presets
from fomo_core.backends.evm import contracts, development
from fomo_core.backends.evm.abi.calls import call
from fomo_core.backends.evm.chain import EvmChain
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.display import format as f
from fomo_core.display.acts import calls
from fomo_core.display.format import in_markdown
from fomo_core.display.text import plain, t
from fomo_core.errors import NodeRefused, NodeTimeout, SendUncertain
from fomo_core.issued import Issued
from fomo_core.scenarios import onchain, scenario
from fomo_core.tax import base_reached_s
from fomo_core.units import WAD
from tests.backends.rpc import rpc_proxy as faults
from tests.backends.rpc.rpc_proxy import FOREVER, proxy_to
from tests.builders import SMALL, minimal
from tests.pages.visitor import Visitor
from tests.screens import PAGES
from tools.anvil import running_anvil
from ui.desk import store, views
from ui.live import banner, connections
from ui.signing import signing, trials
from ui.wallet import wallet_session
from ui.wallet.report import Failed, Lost, Report

NOWHERE = "http://127.0.0.1:9"
#: The button that signs the first of an act's calls.
SIGN = "sign_1"
DEAD = "0x000000000000000000000000000000000000dEaD"


@pytest.fixture(autouse=True)
def patience(monkeypatch):
    """A page waits for the node's answers as long as this machine needs."""
    monkeypatch.setattr(connections, "PATIENCE_S", 60.0)
    monkeypatch.setattr(trials, "BRIEFLY_S", 60.0)


@pytest.fixture(scope="module")
def story():
    """A chain on which a story was played to its end: its address, and the deployment."""
    with running_anvil("--accounts", "12") as url:
        played = scenario.load(presets.scenario_files()[1])
        chain = onchain.deploy(onchain.node_at(url), played.protocol())
        onchain.replay_on_chain(played, chain)
        yield url, chain


@pytest.fixture
def fresh():
    """A chain with an empty deployment of the rehearsal preset."""
    with running_anvil() as url:
        yield url, onchain.deploy(onchain.node_at(url), minimal())


@pytest.fixture
def seated_at(monkeypatch):
    """A visitor of a server whose operator named a node and a launchpad."""

    def sit(url: str, launchpad: str, deployment: str = "local") -> Visitor:
        monkeypatch.setenv("FOMO_DEPLOYMENT", deployment)
        monkeypatch.setenv("FOMO_RPC_URL", url)
        monkeypatch.setenv("FOMO_LAUNCHPAD", launchpad)
        return Visitor().run()

    return sit


def chain_of(visitor: Visitor) -> EvmChain:
    return visitor.desk.live.connection.chain


def told(visitor: Visitor) -> list[str]:
    """Every error and warning, as it is read."""
    return [text.replace("\\", "") for text in visitor.complaints()]


# --- all is well ---


@pytest.mark.parametrize("page", PAGES)
def test_every_screen_shows_the_chain_and_says_that_it_is_live(page, story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open(page)
    assert ("orange", "bolt") in [(badge[0], badge[1]) for badge in visitor.badges()] or visitor.says("Live")
    assert visitor.says("**Local chain** · block ")
    assert not visitor.says(plain("sidebar.sandbox"))


@pytest.mark.parametrize(
    ("page", "tab"), [("offering", tab) for tab in ("buy", "act", "purchases", "holders", "progress")]
)
def test_every_tab_of_an_offering_opens(page, tab, story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open(page, tab)
    assert visitor.says("**Local chain** · block ")


def test_the_state_is_the_chain_s(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    assert chain_of(visitor).world == story[1].world
    assert visitor.says("numbers agree")


def test_a_chain_that_is_read_while_the_page_is_drawn_is_shown(story, seated_at, monkeypatch):
    look, refresh, late = views.current, connections.Connection.refresh, []

    def not_yet(connection, force=False):
        refresh(connection, force)
        if not late:
            late.append(connection.chain)
            connection.chain = None

    def too_early():
        found, connection = look(), store.desk().live.connection
        if connection.chain is None:
            connection.chain = late[0]
        return found

    monkeypatch.setattr(connections.Connection, "refresh", not_yet)
    monkeypatch.setattr(views, "current", too_early)
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    assert late[0] is not None
    assert visitor.has("make_block")
    assert visitor.says("**Local chain** · block ")


def test_nothing_in_a_block_can_be_undone(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    assert not any(visitor.has(key) for key in ("undo", "reset_sidebar"))
    assert visitor.says(t("sidebar.own_pace"))


def test_only_a_development_chains_clock_can_be_moved(fresh, seated_at, monkeypatch):
    clock = ("clock_minute", "clock_hour", "clock_day", "clock_fees", "clock_end", "make_block")
    visitor = seated_at(fresh[0], fresh[1].actor.addresses.launchpad)
    assert all(visitor.has(key) for key in clock)
    monkeypatch.setattr(development, "DEVELOPMENT_CHAINS", frozenset())
    visitor.desk.live.connection.start_over()
    visitor.run()
    assert visitor.says("**Local chain** · block ")
    assert not any(visitor.has(key) for key in clock)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (NodeTimeout(endpoint="http://localhost", seconds=10), "session.uncertain"),
        (NodeRefused(endpoint="http://localhost", reason="no"), "session.refused"),
    ],
    ids=["lost", "refused"],
)
@pytest.mark.parametrize(("button", "verb"), [("make_block", "make_block"), ("clock_minute", "advance")])
def test_nothing_changed_is_said_only_where_that_is_known(
    fresh, seated_at, monkeypatch, fault, said, button, verb
):
    def fail(*_):
        raise fault

    visitor = seated_at(fresh[0], fresh[1].actor.addresses.launchpad)
    monkeypatch.setattr(chain_of(visitor).development, verb, fail)
    visitor.click(button)
    assert t(said, reason=fault) in visitor.complaints()


def test_a_development_chains_clock_moves_as_a_sandboxs(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    account = funded(visitor, chain)
    token = chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI")).events[0].token
    visitor.click("live_look")
    visitor.desk.choose(token)
    offering = chain_of(visitor).world.offerings[token]
    visitor.run()
    for key, moment in (
        ("clock_minute", chain_of(visitor).head().now + 60),
        ("clock_fees", offering.start + base_reached_s(chain.world.protocol.parameters)),
        ("clock_end", offering.end),
        ("clock_hour", offering.end + 3_600),
        ("clock_day", offering.end + 3_600 + 86_400),
    ):
        visitor.click(key)
        # The block after a set time may be a second later.
        assert moment <= chain_of(visitor).head().now <= moment + 2
    assert not visitor.enabled("clock_end")
    assert not visitor.enabled("clock_fees")
    assert not told(visitor)


@pytest.mark.parametrize("step", range(9))
def test_the_tour_speaks_of_no_clock_to_move(step, story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.desk.tour = step
    visitor.run()
    assert visitor.has("tour_end")
    assert not any("ove the clock" in text for text in visitor.texts())


def test_an_empty_sandbox_keeps_the_one_that_waited(story, seated_at, monkeypatch):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.click("live_leave").click("clock_minute")
    waited = visitor.sandbox
    visitor.unfold("connect").click("connect_go")
    assert visitor.desk.live is not None
    visitor.open("home").unfold("reset_home").click("reset_confirm_home")
    assert visitor.desk.live is None
    assert [line.sandbox for line in visitor.desk.lines] == [waited]


def test_a_link_to_a_story_leads_there_on_a_server_that_begins_at_a_chain(story, seated_at):
    seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor = Visitor(story="3-failed-and-redeemed")
    assert visitor.desk.live is None
    assert visitor.sandbox.world.offerings
    visitor = Visitor(story="no-such-story")
    assert visitor.desk.live is not None
    assert any(t("session.no_story") in text for text in told(visitor))


def test_the_log_of_a_chain_names_blocks_and_transactions(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("activity")
    table = visitor.app.dataframe[0].value
    places = [(f"{place.block:,}", place.transaction) for place in reversed(story[1].origins)]
    titles = [plain("column.block"), plain("column.transaction")]
    assert [tuple(row) for row in table[titles].values] == places


def test_the_past_of_a_chain_can_be_looked_at_and_gone_on_from(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("activity")
    visitor.type("travel", 10)
    assert visitor.says("10 of 30")
    visitor.click("past_branch")
    assert visitor.desk.live is None
    assert visitor.sandbox.world == story[1].ledger.replay(story[1].world.protocol, 10)
    assert visitor.says(plain("sidebar.sandbox"))


def test_playing_on_in_the_sandbox_begins_where_the_chain_stands(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    before = story[1].head()
    visitor.click("live_fork")
    assert visitor.desk.live is None
    assert visitor.sandbox.world == story[1].world
    visitor.click("clock_day")
    assert visitor.sandbox.head().now == before.now + 86_400
    story[1].sync()
    assert story[1].head()[1:] == before[1:]


def test_a_fork_names_tokens_by_ticker_and_says_what_it_was_forked_from(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    block = chain_of(visitor).standing().block
    visitor.click("live_fork").open("activity")
    assert visitor.says(t("live.from", source=f"Local chain, at block {block:,}"))
    (offering,) = visitor.sandbox.world.offerings.values()
    (log,) = (frame.value for frame in visitor.app.dataframe)
    assert set(log[plain("column.offering")]) - {""} == {offering.symbol}
    assert visitor.enabled("export_scenario")
    again = scenario.played(scenario.parse(scenario.to_json(scenario.record(visitor.sandbox, "")).encode()))
    assert (again.world, again.head()) == (visitor.sandbox.world, visitor.sandbox.head())


def test_a_fork_from_the_past_says_after_which_event(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("activity")
    visitor.type("travel", 10).click("past_branch")
    assert visitor.says(t("live.from", source="Local chain, after event 10"))


def test_leaving_the_chain_leads_back_to_the_sandbox_as_it_was(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    before = visitor.state
    visitor.click("live_leave")
    assert visitor.desk.live is None
    assert visitor.state == before


@pytest.fixture
def two_offerings(fresh, seated_at):
    """Two offerings that began after the last look of the app at their chain."""
    url, chain = fresh
    seated_at(url, chain.actor.addresses.launchpad)
    account = chain.development.unlocked()[0]
    chain.submit(cmd.Fund(account, 10**6 * WAD))
    acts = (cmd.Launch(account, key, SMALL, key.title(), key.upper()) for key in ("one", "two"))
    return [chain.submit(act).events[0].token for act in acts]


def test_a_link_leads_to_an_offering_that_nobody_has_looked_at_yet(two_offerings):
    for token in two_offerings:
        assert Visitor(offering=token).desk.offering == token


def test_a_link_to_an_offering_unknown_to_the_chain_says_so_and_is_kept(two_offerings):
    visitor = Visitor(offering=DEAD).open("offering")
    assert visitor.says(t("part.unknown_link"))
    assert DEAD in visitor.app.query_params["offering"]
    other = next(token for token in two_offerings if token != visitor.desk.offering)
    visitor.type("offering", other)
    assert not visitor.says(t("part.unknown_link"))
    assert other in visitor.app.query_params["offering"]


def _name_mine(launchpad, monkeypatch, tmp_path):
    """Add a deployment of the name ``mine``, which has an explorer."""
    own = tmp_path / "own.toml"
    own.write_text(
        f"""[mine]
title = "Mine"
chain_id = 31337
launchpad = "{launchpad}"
kind = "reference"
explorer = "https://explorer.example"
source = "a test"
note = "A deployment of one's own."
"""
    )
    monkeypatch.setenv("FOMO_DEPLOYMENTS", str(own))


def test_a_token_is_named_by_its_address_and_linked_where_the_deployment_says(
    story, seated_at, monkeypatch, tmp_path
):
    _name_mine(story[1].actor.addresses.launchpad, monkeypatch, tmp_path)
    visitor = seated_at(story[0], "", "mine").open("offering")
    key = visitor.desk.offering
    assert visitor.says(key)
    links = [node.proto.url for node in visitor.nodes() if getattr(node, "type", "") == "link_button"]
    assert links == [f"https://explorer.example/token/{key}"]


def test_an_issuers_address_says_whose_it_is(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("offering")
    (offering,) = story[1].world.offerings.values()
    visitor.type("account", offering.issuer)
    assert visitor.says(in_markdown(plain("part.you", account=f.account(offering.issuer))))
    other = next(name for name in chain_of(visitor).world.accounts() if name != offering.issuer)
    visitor.type("account", other)
    assert not visitor.says(in_markdown("(you)"))


def test_a_development_chain_is_not_called_real(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    for page in PAGES:
        shown = visitor.open(page).texts()
        assert not [text for text in shown if "real chain" in text.lower()]
    assert t("sidebar.live_help_development") in [
        node.proto.help for node in visitor.nodes() if hasattr(getattr(node, "proto", None), "help")
    ]


def test_the_account_chosen_stays_chosen_whatever_becomes_of_it(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    account = funded(visitor, chain)
    key = visitor.widget("account").key
    chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI", first_buy_flock=WAD))
    visitor.click("live_look")
    shown = visitor.widget("account")
    assert plain("part.issuer", account=f.account(account)) in shown.options
    assert (visitor.desk.account, shown.value) == (account, account)
    # A list that stayed open while its labels changed would take the new label for another choice.
    assert shown.key != key


# --- whose place at the chain it is ---


def at_the_link_of(visitor: Visitor) -> Visitor:
    """Somebody else, with another browser, who was sent the address of a page."""
    return Visitor(s=visitor.desk_key).run()


def reloaded(visitor: Visitor) -> Visitor:
    """The same browser after a reload."""
    return Visitor(browser=visitor.app.session_state["_browser"], s=visitor.desk_key).run()


def test_a_pages_link_carries_neither_chain_nor_signer_nor_what_waits(story, seated_at, monkeypatch):
    presenter = seated_at(story[0], story[1].actor.addresses.launchpad)
    presenter.unfold("faucet").type("faucet_amount", "5").click("faucet_give")
    monkeypatch.delenv("FOMO_DEPLOYMENT")
    viewer = at_the_link_of(presenter)
    assert viewer.desk.live is None
    assert viewer.sandbox is presenter.sandbox
    assert not viewer.has(SIGN)
    viewer.click("clock_minute")
    assert presenter.run().desk.live is not None
    assert presenter.has(SIGN)


def test_a_viewers_leave_takes_nobody_else_off_the_chain(story, seated_at):
    presenter = seated_at(story[0], story[1].actor.addresses.launchpad)
    presenter.unfold("faucet").type("faucet_amount", "5").click("faucet_give")
    viewer = at_the_link_of(presenter)
    assert viewer.desk.live is not presenter.desk.live
    assert not viewer.has(SIGN)
    viewer.type("signer", "").click("live_leave")
    assert viewer.desk.live is None
    assert presenter.run().desk.live.signer == signing.NODE
    assert presenter.has(SIGN)


def test_a_reload_finds_the_same_browsers_place_again(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.type("signer", "")
    again = reloaded(visitor)
    assert again.desk is visitor.desk
    assert again.desk.live.signer == ""
    again.click("live_leave")
    assert reloaded(visitor).desk.live is None


def test_who_signs_is_who_is_shown_after_the_app_was_started_anew(story, seated_at):
    # A browser that was there before reports its widgets as they stood at the server that is gone.
    before = seated_at(story[0], story[1].actor.addresses.launchpad)
    before.type("signer", signing.WALLET)
    key = before.widget("signer").key
    after = Visitor(browser=before.app.session_state["_browser"], widgets={key: signing.WALLET})
    assert after.widget("signer").value == after.desk.live.signer == signing.NODE


# --- acting ---


def funded(visitor: Visitor, chain: EvmChain, flock: int = 10**5 * WAD) -> str:
    account = visitor.desk.account
    chain.submit(cmd.Fund(account, flock))
    return account


def test_a_drawing_decides_once_what_its_review_forecasts(fresh, seated_at, monkeypatch):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    account = funded(visitor, chain)
    chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI"))
    visitor.click("live_look").open("offering").type("buy_amount", "10").click("buy")
    decided, handler = [], decide._DECIDE[cmd.Buy]

    def noting(world, command, now, credit):
        decided.append(command)
        return handler(world, command, now, credit)

    monkeypatch.setitem(decide._DECIDE, cmd.Buy, noting)
    visitor.run()
    assert visitor.says(t("review.forecast"))
    assert decided.count(visitor.desk.live.proposal.command) == 1


def test_an_act_is_reviewed_then_signed_then_seen_on_the_chain(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    account = funded(visitor, chain)
    key = chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI")).events[0].token
    chain.node.call("evm_increaseTime", [150])
    chain.node.call("evm_mine", [])
    visitor.click("live_look").open("offering").type("buy_amount", "10")
    visitor.click("buy")
    assert visitor.says(t("review.title", step=1, count=1))
    assert visitor.says(t("review.equal"))
    assert (
        key not in chain_of(visitor).world.offerings or not chain_of(visitor).world.offerings[key].principal
    )
    visitor.click(SIGN)
    assert chain_of(visitor).world.offerings[key].principal[account] == 985 * WAD // 100
    assert not visitor.has(SIGN)
    assert visitor.app.session_state["buy_amount"] == ""


def test_what_is_said_afterwards_is_what_was_got_and_not_what_was_quoted(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    account = funded(visitor, chain)
    chain.development.approve_all([account])
    key = chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI")).events[0].token
    visitor.click("live_look").open("offering").type("buy_amount", "1000")
    quoted = chain.quote(cmd.Buy(account, key, 1_000 * WAD)).events[0].mt_allocated
    visitor.click("buy")
    # The tax falls while this waits for its signature.
    chain.node.call("evm_increaseTime", [90])
    visitor.click(SIGN)
    chain.sync()
    got = chain.world.offerings[key].claims[account]
    assert got > 10 * quoted
    paid = f.flock(1_000 * WAD)
    assert visitor.notes() == [t("buy.done", tokens=f.tokens(got, "QMINI"), paid=paid)]


def test_a_quiet_development_chain_can_make_a_block(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    before = chain_of(visitor).head().now
    chain.node.call("evm_increaseTime", [500])
    visitor.run()
    assert chain_of(visitor).head().now == before
    visitor.click("make_block")
    assert chain_of(visitor).head().now >= before + 500


def test_what_waits_can_t_be_signed_while_the_past_is_looked_at(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    account = funded(visitor, chain)
    chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI"))
    visitor.click("live_look").open("offering").type("buy_amount", "1000").click("buy")
    assert visitor.has(SIGN)
    visitor.open("activity").type("travel", 1)
    assert visitor.says(t("past.locked"))
    assert not visitor.has(SIGN)
    visitor.click("past_present")
    assert visitor.has(SIGN)


def test_a_proposal_can_be_dropped_and_nothing_has_happened(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    funded(visitor, chain)
    before = chain.head()
    visitor.unfold("faucet").type("faucet_amount", "5").click("faucet_give")
    assert visitor.has(SIGN)
    visitor.click("sign_cancel")
    assert not visitor.has(SIGN)
    chain.sync()
    assert chain.head()[1:] == before[1:]


def test_what_the_chain_would_refuse_can_t_be_signed(fresh, seated_at):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    account = funded(visitor, chain)
    key = chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI")).events[0].token
    visitor.click("live_look").open("offering").type("buy_amount", "1000")
    # The raise ends between the button's drawing and its click.
    visitor.click("buy")
    chain.node.call("evm_increaseTime", [10_000])
    chain.node.call("evm_mine", [])
    visitor.run()
    assert visitor.says("The chain would refuse it")
    assert not visitor.enabled(SIGN)
    assert not chain_of(visitor).world.offerings[key].principal


def test_a_node_that_does_not_answer_holds_up_no_page(fresh, seated_at, monkeypatch):
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    funded(visitor, chain)
    own, answers = chain_of(visitor), Event()

    def hung(ask):
        return lambda *arguments: answers.wait(60) and ask(*arguments)

    monkeypatch.setattr(trials, "BRIEFLY_S", 0.01)
    with monkeypatch.context() as patched:
        patched.setattr(own.actor, "dry_run", hung(own.actor.dry_run))
        visitor.unfold("faucet").type("faucet_amount", "5").click("faucet_give")
        assert visitor.says(t("review.not_tried_yet"))
        assert not visitor.enabled(SIGN)
        asked = next(iter(visitor.desk.live.proposal.asked.values()))
        answers.set()
        assert asked.result(60).error is None
        assert signing.has_news(visitor.desk.live)
        assert visitor.run().says(plain("call.accepted"))
    answers.clear()
    with monkeypatch.context() as patched:
        patched.setattr(own.actor, "receipt", hung(own.actor.receipt))
        visitor.click(SIGN)
        assert visitor.says(t("review.title_sent", step=1, count=1))
        asked = visitor.desk.live.proposal.asked[visitor.desk.live.proposal.tx_hash]
        answers.set()
        assert asked.result(60).receipt.events
        assert visitor.run().notes() == [t("faucet.done", account=f.account(visitor.desk.account))]
    assert visitor.desk.live.proposal is None


# --- the review ---


@pytest.fixture
def raising(fresh, seated_at):
    """A raise with only the fees left, and a visitor at its page who has allowed everything."""
    url, chain = fresh
    visitor = seated_at(url, chain.actor.addresses.launchpad)
    account = funded(visitor, chain)
    chain.development.approve_all([account])
    key = chain.submit(cmd.Launch(account, "q", SMALL, "Q Mini", "QMINI")).events[0].token
    chain.node.call("evm_increaseTime", [150])
    chain.node.call("evm_mine", [])
    visitor.click("live_look").open("offering")
    return visitor, chain, key


def asked_to_buy(visitor: Visitor, amount: str = "10") -> Visitor:
    return visitor.type("buy_amount", amount).click("buy")


def bought_by_another(chain: EvmChain, key: str, flock: int = 100 * WAD) -> None:
    """Move the price by somebody else's purchase."""
    other = chain.development.unlocked()[4]
    chain.submit(cmd.Fund(other, flock))
    chain.submit(cmd.Buy(other, key, flock))


def test_the_review_says_who_signs_where_what_it_costs_and_brings_in_all(raising):
    visitor, chain, key = raising
    account = visitor.desk.account
    asked_to_buy(visitor)
    local = plain("review.chain", title="Local chain", id=31337)
    assert visitor.says(t("review.signer", account=account, chain=local))
    assert visitor.app.button(SIGN).label == t("review.sign_node", account=f.account(account), chain=local)
    chain.sync()
    got = chain.quote(cmd.Buy(account, key, 10 * WAD)).events[0].mt_allocated
    gets = plain("call.allocated", tokens=f.tokens(got, "QMINI"))
    assert visitor.says(t("review.total", leaves=f.cost(10 * WAD), gets=gets))
    assert any(text.startswith("Gas: about 0.0") and "ETH" in text for text in visitor.texts())
    assert [node.value for node in visitor.app.code] == [visitor.desk.live.proposal.prepared.calls[0].data]


def test_a_new_quote_makes_what_the_chain_refuses_acceptable_with_the_same_margin(raising):
    visitor, chain, key = raising
    asked_to_buy(visitor)
    old = visitor.desk.live.proposal
    bought_by_another(chain, key)
    visitor.click("live_look")
    assert visitor.says("less than your minimum of")
    assert not visitor.enabled(SIGN)
    visitor.click("sign_renew")
    new = visitor.desk.live.proposal
    assert new.command.min_tokens_out == old.command.min_tokens_out * new.expected // old.expected
    assert new.command.deadline >= old.command.deadline
    assert visitor.enabled(SIGN)
    visitor.click(SIGN)
    assert visitor.desk.live.proposal is None
    assert chain_of(visitor).world.offerings[key].claims[visitor.desk.account] == new.expected


def test_a_purchase_that_fails_in_its_block_says_that_it_did_not_happen_and_what_it_cost(raising):
    visitor, chain, _key = raising
    asked_to_buy(visitor)
    account, node = visitor.desk.account, chain.node
    before = int(node.call("eth_getBalance", [account, "latest"]), 16)
    node.call("evm_setAutomine", [False])
    try:
        visitor.click(SIGN)
        assert visitor.says(t("review.title_sent", step=1, count=1))
        # Before its block comes, its time has passed.
        node.call("evm_setNextBlockTimestamp", [visitor.desk.live.proposal.command.deadline + 1])
        node.call("evm_mine", [])
    finally:
        node.call("evm_setAutomine", [True])
    visitor.run()
    assert visitor.desk.live.proposal is None
    paid = before - int(node.call("eth_getBalance", [account, "latest"]), 16)
    assert paid > 0
    spent = plain("call.spent", fee=calls.gas(paid))
    assert any("It did not happen." in text and spent in text for text in told(visitor))
    assert not any("Nothing changed" in text for text in told(visitor))
    mined = visitor.desk.live.ended.mined
    assert visitor.says(t("ended.failed", hash=mined.hash, block=f"{mined.block:,}"))


def test_what_was_done_names_its_transaction_and_block_until_it_is_put_away(raising):
    visitor, chain, _ = raising
    asked_to_buy(visitor).click(SIGN)
    sent = chain.node.call("eth_getBlockByNumber", ["latest", False])
    done = t("ended.done", hash=sent["transactions"][0], block=f"{int(sent['number'], 16):,}")
    assert visitor.says(done)
    visitor.click("ended_away")
    assert not visitor.says(done)


def test_what_was_done_and_the_log_link_to_the_explorer(fresh, seated_at, monkeypatch, tmp_path):
    url, chain = fresh
    _name_mine(chain.actor.addresses.launchpad, monkeypatch, tmp_path)
    visitor = seated_at(url, "", "mine")
    visitor.unfold("faucet").type("faucet_amount", "5").click("faucet_give").click(SIGN)
    link = f"https://explorer.example/tx/{visitor.desk.live.ended.mined.hash}"
    assert link in [node.proto.url for node in visitor.nodes() if getattr(node, "type", "") == "link_button"]
    logged = visitor.open("activity").app.dataframe[0].value
    assert list(logged[plain("column.transaction")]) == [link]


def test_an_account_without_ether_gets_some_before_it_signs(raising):
    visitor, chain, _ = raising
    chain.node.call("anvil_setBalance", [visitor.desk.account, "0x0"])
    asked_to_buy(visitor)
    assert not visitor.enabled(SIGN)
    assert any("get more for the gas first" in text for text in told(visitor))
    visitor.click("sign_ether")
    assert visitor.enabled(SIGN)
    assert not visitor.has("sign_ether")


def test_a_transaction_whose_sending_is_uncertain_is_looked_for_and_not_sent_again_by_itself(
    raising, monkeypatch
):
    visitor, _chain, key = raising
    asked_to_buy(visitor)
    own, account = chain_of(visitor), visitor.desk.account
    send = own.actor.send

    def uncertain(*arguments):
        send(*arguments)
        raise SendUncertain(endpoint="here")

    monkeypatch.setattr(own.actor, "send", uncertain)
    visitor.click(SIGN)
    assert not any("Nothing" in text for text in told(visitor))
    visitor.run()
    assert visitor.desk.live.proposal is None
    assert visitor.desk.live.ended.done
    assert len(chain_of(visitor).world.offerings[key].principal) == 1
    assert visitor.desk.live.ended.mined.sender == account


def test_a_node_that_can_t_say_whether_it_was_sent_is_told_as_that(raising, monkeypatch):
    visitor, _, _ = raising
    asked_to_buy(visitor)

    def uncertain(*arguments):
        raise SendUncertain(endpoint="here")

    monkeypatch.setattr(chain_of(visitor).actor, "send", uncertain)
    visitor.click(SIGN)
    assert any("it may have been sent" in text for text in told(visitor))
    assert not visitor.has(SIGN)
    visitor.click("sign_again")
    assert visitor.enabled(SIGN)


def test_an_act_that_was_sped_up_is_told_as_done(raising):
    visitor, chain, key = raising
    asked_to_buy(visitor)
    node = chain.node
    node.call("evm_setAutomine", [False])
    try:
        visitor.click(SIGN)
        sent = visitor.desk.live.proposal.tx_hash
        old = node.call("eth_getTransactionByHash", [sent])
        again = {name: old[name] for name in ("from", "to", "gas", "nonce")} | {"data": old["input"]}
        node.call("eth_sendTransaction", [again | {"gasPrice": hex(10**11)}])
        node.call("evm_mine", [])
    finally:
        node.call("evm_setAutomine", [True])
    visitor.run()
    assert visitor.desk.live.proposal is None
    assert visitor.desk.live.ended.done
    assert visitor.desk.live.ended.mined.hash != sent
    assert chain_of(visitor).world.offerings[key].principal


def test_an_act_that_another_transaction_took_the_place_of_is_told_as_not_seen(raising):
    visitor, chain, _ = raising
    asked_to_buy(visitor)
    node = chain.node
    node.call("evm_setAutomine", [False])
    try:
        visitor.click(SIGN)
        old = node.call("eth_getTransactionByHash", [visitor.desk.live.proposal.tx_hash])
        node.call(
            "eth_sendTransaction",
            [{"from": old["from"], "to": old["from"], "nonce": old["nonce"], "gasPrice": hex(10**11)}],
        )
        node.call("evm_mine", [])
    finally:
        node.call("evm_setAutomine", [True])
    visitor.run()
    assert any("It was not seen to happen." in text for text in told(visitor))
    assert visitor.desk.live.proposal is None


def test_leftover_allowances_are_shown_and_taken_back(raising):
    visitor, chain, _ = raising
    any_flock = plain("allowing.any", unit=plain("call.flock"))
    assert visitor.says(t("allowing.line", spender=plain("allowing.launchpad"), amount=any_flock))
    visitor.click("take_back_0")
    assert visitor.says(t("review.about_take_back"))
    visitor.click(SIGN)
    assert visitor.notes() == [t("allowing.done", spender=plain("allowing.launchpad"))]
    visitor.run()
    assert not visitor.says(t("allowing.line", spender=plain("allowing.launchpad"), amount=any_flock))
    assert [each.spender for each in chain.actor.allowances(visitor.desk.account)] == ["pool", "router"]


# --- with a wallet ---


def with_wallet(visitor: Visitor, account: str) -> Visitor:
    """Have a wallet sign, whose account is proven."""
    said = Report(1, 1, "Orange", account, 31_337)
    visitor.app.session_state["_wallet"] = wallet_session.WalletSession(report=said, proven=(account, 31_337))
    return visitor.type("signer", signing.WALLET)


def to_wallet(visitor: Visitor) -> dict:
    """What the wallet's panel in the review is given."""
    given = [json.loads(part.proto.json) for part in visitor.app.get("bidi_component")]
    return next(each for each in given if each.get("request"))


def answered(visitor: Visitor, *kind: object) -> str:
    """Have the wallet answer the request at hand; its id."""
    made, *details = kind
    name = visitor.desk.live.proposal.request.id
    visitor.app.session_state["_wallet"].answers[name] = made(name, *details)
    visitor.run()
    return name


@pytest.fixture
def asking_wallet(raising):
    """A purchase that waits for a wallet's signature: the visitor, the chain, the account, the command."""
    visitor, chain, _ = raising
    account = visitor.desk.account
    asked_to_buy(with_wallet(visitor, account))
    return visitor, chain, account, visitor.desk.live.proposal.command


def test_a_wallet_is_not_offered_what_the_chain_refuses_and_is_again_with_a_new_quote(asking_wallet):
    visitor, chain, _, command = asking_wallet
    assert not to_wallet(visitor)["barred"]
    bought_by_another(chain, command.offering)
    visitor.click("live_look")
    assert to_wallet(visitor)["barred"] == plain("review.barred_refused")
    visitor.click("sign_renew")
    assert not to_wallet(visitor)["barred"]


@pytest.mark.parametrize("answer", [(Failed, -32603, "Internal error"), (Lost,)], ids=["fault", "silence"])
def test_what_a_wallet_sent_after_all_is_found_by_what_it_did(asking_wallet, answer):
    visitor, chain, account, command = asking_wallet
    answered(visitor, *answer)
    assert visitor.desk.live.proposal is not None
    assert visitor.has("sign_again")
    # The person confirms in the wallet's window, which was still open.
    act = visitor.desk.live.proposal.prepared.calls[0]
    sent = chain.actor.send(act, account, command)
    contracts.wait(chain.node, sent)
    visitor.run()
    assert visitor.desk.live.proposal is None
    assert visitor.desk.live.ended.done
    assert visitor.desk.live.ended.mined.hash == sent


def test_what_nothing_is_seen_of_goes_on_waiting_whatever_else_the_account_does(asking_wallet):
    visitor, chain, account, command = asking_wallet
    answered(visitor, Lost)
    chain.submit(cmd.Fund(account, WAD))
    visitor.run()
    assert visitor.desk.live.proposal.command == command
    assert not told(visitor)


def test_settling_says_who_may_instead_of_a_live_button(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    with_wallet(visitor, story[1].development.unlocked()[5]).open("economy")
    assert not visitor.enabled("route")
    reason = t("sign.platform_only", platform=story[1].actor.addresses.platform)
    assert visitor.says(t("part.not_now", reason=reason))
    with_wallet(visitor, story[1].actor.addresses.platform)
    assert visitor.enabled("route")


def test_settling_by_the_node_names_the_platform_as_its_signer(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad).open("economy")
    visitor.click("route")
    platform, acting = story[1].actor.addresses.platform, visitor.desk.account
    assert acting != platform
    assert visitor.says(t("review.not_acting", acting=f.account(acting), signer=f.account(platform)))
    assert f.account(platform) in visitor.app.button(SIGN).label
    visitor.click("sign_cancel")


def test_who_only_looks_can_sign_nothing_and_is_told_so(story, seated_at):
    visitor = seated_at(story[0], story[1].actor.addresses.launchpad)
    visitor.type("signer", "").open("trade").type("swap_amount", "1")
    assert not visitor.enabled("swap")
    assert visitor.says(t("part.not_now", reason=t("sign.no_signer")))


# --- all is not well ---


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
    url = story[0].replace("http://", "http://user:secret@") + "/v2/a-very-secret-key?token=hidden"
    visitor = seated_at(url, story[1].actor.addresses.launchpad)
    shown = " ".join(visitor.texts())
    assert "127.0.0.1" in shown
    assert not any(part in shown for part in ("secret", "a-very-secret-key", "hidden"))


# --- choosing a chain ---


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


# --- a launchpad that is only read ---


@pytest.fixture
def only_read(story, seated_at, monkeypatch, tmp_path):
    """A visitor at a launchpad of which three events are known, on FLock's chain as it were."""
    own = tmp_path / "own.toml"
    own.write_text(
        f"""[flock]
title = "Theirs"
chain_id = 31337
launchpad = "{story[1].actor.addresses.launchpad}"
kind = "observed"
explorer = "https://explorer.example"
venue = "https://venue.example/token/{{address}}?chain=base"
source = "a test"
note = "A launchpad that is only read."
"""
    )
    monkeypatch.setenv("FOMO_DEPLOYMENTS", str(own))

    def sit(trades_on: str = "") -> Visitor:
        (token,) = story[1].world.offerings
        found = Issued("CODING", "Qwen3", trades_on, "a handbook", "2026-09-24")
        monkeypatch.setattr(
            "fomo_core.issued.known", lambda: {(31337, token.lower()): found} if trades_on else {}
        )
        return seated_at(story[0], "", "flock")

    return sit


@pytest.mark.parametrize("page", ["offering", "trade", "economy"])
@pytest.mark.parametrize(
    ("trades_on", "said"),
    [("Deluthium", "market makers quote"), ("DEX", "decentralised exchange"), ("", "is not known here")],
)
def test_a_token_of_flocks_own_launchpad_says_where_it_trades(page, trades_on, said, only_read):
    visitor = only_read(trades_on).open(page)
    assert visitor.says(said)
    links = [node.proto.url for node in visitor.nodes() if getattr(node, "type", "") == "link_button"]
    key = visitor.desk.offering
    assert links == [f"https://explorer.example/token/{key}", f"https://venue.example/token/{key}?chain=base"]
    if trades_on != "DEX":
        assert visitor.says("not available in the US")
        assert visitor.says("there is no pool")
    source = t("venue.source", source="a handbook", date="2026-09-24")
    assert visitor.says(source) == bool(trades_on)
    assert visitor.says("under the ticker CODING") == bool(trades_on)
