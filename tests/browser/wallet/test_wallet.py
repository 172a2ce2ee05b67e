"""The wallet in the browser: nothing without a click, nothing twice, and nothing believed."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Iterable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from fomo_core.display.text import plain
from tests.browser import steps
from tests.browser.conftest import NARROW, needing_anvil
from tests.browser.looks import LEAST_CONTRAST, RATIO, in_each_scheme
from tests.browser.wallet.injected_wallet import InjectedWallet, Wallets
from tests.browser.wallet.wallet_app import CONTRACT
from tests.builders import ROOT
from tools.anvil import rpc, running_anvil
from tools.serving import Server, serving
from ui.wallet import wallet

TEST_CHAIN, BASE = 31_337, 8_453
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><rect width="1" height="1"/></svg>'
ICON = f"data:image/svg+xml;base64,{base64.b64encode(SVG).decode()}"
ORANGE = {"name": "Orange Wallet", "rdns": "org.orange", "icon": ICON}
HOSTILE = {
    "name": "<b>Evil</b>\u202e {name}" + "x" * 500,
    "rdns": "org.evil",
    "icon": "https://evil.example/i.png",
}

SIDEWAYS = "() => document.querySelector('[data-testid=stMain]').scrollWidth > innerWidth"


# --- what it runs on ---


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The tiny app with the wallet, in the place of the whole one."""
    with serving(tmp_path_factory.mktemp("wallet"), "tests.browser.wallet.wallet_app:app") as running:
        yield running


@pytest.fixture(scope="module")
def node() -> Iterator[str]:
    """A node whose accounts sign by themselves; its URL."""
    with needing_anvil(), running_anvil() as url:
        yield url


@pytest.fixture(scope="module")
def accounts(node: str) -> list[str]:
    return rpc(node, "eth_accounts")


class Visit:
    """A visitor with a wallet in the browser, at the tiny app."""

    def __init__(self, page: Page, node: str) -> None:
        self.page, self.node = page, node
        self.wallet: InjectedWallet | None = None

    def open(self, wallets: Wallets = "plain", chains: tuple[str, ...] = (), **query: object) -> Visit:
        self.wallet = InjectedWallet(self.page, self.node, wallets, chains)
        steps.visit(self.page, "?" + "&".join(f"{name}={value}" for name, value in query.items()))
        return self

    def connected(self, **query: object) -> Visit:
        """Open the app and connect the one wallet."""
        self.open(**query)
        self.connect()
        self.knows(account=str)
        return self

    def connect(self) -> None:
        """Ask the one wallet for an account."""
        self.press("connect", name=plain("wallet.unnamed"))

    def proven(self, **query: object) -> Visit:
        """Connected, and the account proven."""
        self.connected(**query)
        self.press("prove")
        self.knows(proven=True)
        return self

    def ready(self, **query: object) -> Visit:
        """Connected and proven, with a request to sign."""
        self.proven(**query)
        self.prepare()
        return self

    def thinking(self) -> None:
        """Ready, and the wallet asked to sign: it does not answer before it is released."""
        self.ready()
        self.wallet.hang_next()
        self.press("sign")
        self.says("waiting")

    def prepare(self) -> None:
        """Make a new request."""
        steps.button(self.page, "prepare").click()
        expect(self.button("sign")).to_be_visible()
        steps.settled(self.page)

    def rerun(self) -> None:
        """Have the page drawn anew."""
        steps.button(self.page, "again").click()
        steps.settled(self.page)

    def go(self, title: str) -> None:
        """Choose another page."""
        self.page.get_by_test_id("stSidebarNav").get_by_role("link", name=title, exact=True).click()
        expect(steps.main(self.page).get_by_role("heading", name=title, exact=True)).to_be_visible()
        steps.settled(self.page)

    def panel(self) -> Locator:
        return self.page.get_by_test_id("stBidiComponentIsolated")

    def button(self, key: str, **values: object) -> Locator:
        return self.panel().get_by_role("button", name=steps.saying(f"wallet.{key}", whole=True, **values))

    def press(self, key: str, **values: object) -> None:
        self.button(key, **values).click()

    def says(self, key: str, **values: object) -> None:
        """The status of a panel is this text."""
        told = self.panel().get_by_role("status")
        expect(told.filter(has_text=steps.saying(f"wallet.{key}", whole=True, **values))).to_be_visible()

    def shows(self, key: str, **values: object) -> None:
        """This text stands somewhere in a panel."""
        expect(self.panel().get_by_text(steps.saying(f"wallet.{key}", whole=True, **values))).to_be_visible()

    def knows(self, **wanted: object) -> None:
        """Python knows this of the wallet; a type stands for any value of it."""
        for name, value in wanted.items():
            told = r'"[^"]+"' if value is str else re.escape(json.dumps(value))
            expect(steps.keyed(self.page, "known")).to_contain_text(re.compile(f"{name}={told};"))
        steps.settled(self.page)

    def sent(self) -> list[dict]:
        """Every transaction that the wallet was asked for."""
        return [parameters[0] for parameters in self.wallet.asked("eth_sendTransaction")]


@pytest.fixture
def visit(page: Page, node: str) -> Visit:
    return Visit(page, node)


# --- finding and connecting ---


def test_without_a_wallet_it_says_what_to_do(visit: Visit):
    visit.open(wallets="none")
    visit.shows("none")
    visit.press("look_again")
    visit.shows("none")
    visit.knows(wallets=0, account=None)


def test_nothing_is_asked_before_a_click(visit: Visit):
    visit.open()
    expect(visit.button("connect", name=plain("wallet.unnamed"))).to_be_visible()
    visit.rerun()
    visit.knows(wallets=1, account=None, chain_id=None)
    assert visit.page.evaluate("() => __wallet.calls") == []


def test_wallets_that_announce_themselves_are_listed_by_name(visit: Visit):
    visit.open(wallets=[ORANGE, HOSTILE])
    visit.knows(wallets=2)
    buttons = visit.panel().get_by_role("button")
    expect(buttons).to_have_count(2)
    expect(buttons.first).to_have_text(plain("wallet.connect", name="Orange Wallet"))
    expect(buttons.first.locator("img")).to_have_attribute("src", ICON)


def test_a_hostile_wallet_is_text_and_loads_nothing(visit: Visit):
    visit.open(wallets=[ORANGE, HOSTILE])
    evil = visit.panel().get_by_role("button").last
    expect(evil).to_contain_text("<b>Evil</b> {name}xxx")
    expect(evil.locator("b, img")).to_have_count(0)
    assert len(evil.inner_text()) < 80
    evil.click()
    visit.knows(account=str)
    expect(visit.panel().locator("b")).to_have_count(0)


def test_the_wallet_that_was_chosen_is_the_one_that_is_asked(visit: Visit):
    visit.open(wallets=[ORANGE, {"name": "Blue Wallet", "rdns": "org.blue"}])
    visit.press("connect", name="Blue Wallet")
    visit.knows(provider_name="Blue Wallet")
    assert {call["wallet"] for call in visit.page.evaluate("() => __wallet.calls")} == {"org.blue"}


def test_connecting_tells_the_account_and_the_chain(visit: Visit, accounts: list[str]):
    visit.connected()
    visit.knows(chain_id=TEST_CHAIN, proven=False, provider_name=plain("wallet.unnamed"))
    shown = visit.panel().locator("[data-account]")
    expect(shown).to_have_attribute("title", accounts[0])
    expect(shown).to_contain_text(accounts[0][:6])


@pytest.mark.parametrize(
    ("state", "said"),
    [(InjectedWallet.reject_next, "error_4001"), (InjectedWallet.set_accounts, "error_4100")],
    ids=["refuses", "locked"],
)
def test_a_wallet_that_opens_no_account_leaves_nothing_connected_until_it_does(
    visit: Visit, accounts: list[str], state: Callable[[InjectedWallet], None], said: str
):
    visit.open()
    state(visit.wallet)
    visit.connect()
    visit.says(said)
    visit.knows(account=None)
    visit.wallet.set_accounts(*accounts)
    visit.connect()
    visit.knows(account=str)


def test_a_wallet_that_does_not_answer_can_be_left(visit: Visit):
    visit.open()
    visit.wallet.hang_next()
    visit.connect()
    visit.says("waiting")
    visit.press("stop")
    expect(visit.button("stop")).to_have_count(0)
    visit.wallet.release()
    visit.rerun()
    visit.knows(account=None)
    expect(visit.button("connect", name=plain("wallet.unnamed"))).to_be_enabled()


@pytest.mark.parametrize("code", [-32002, 4100, 4200, 4900, 4901])
def test_known_errors_have_sentences_of_ours(visit: Visit, code: int):
    visit.open()
    visit.wallet.fail_next(code, "<b>their words</b>")
    visit.connect()
    visit.says(f"error_{code}")


def test_other_errors_are_told_as_text(visit: Visit):
    visit.open()
    visit.wallet.fail_next(-1, "<img src=x onerror=alert(1)>")
    visit.connect()
    visit.says("error_other", message="<img src=x onerror=alert(1)>")
    expect(visit.panel().locator("img")).to_have_count(0)


def test_it_can_be_used_with_the_keyboard_alone(visit: Visit):
    visit.open()
    visit.button("connect", name=plain("wallet.unnamed")).focus()
    visit.page.keyboard.press("Enter")
    visit.knows(account=str)
    expect(visit.button("disconnect")).to_be_focused()
    visit.rerun()
    visit.button("disconnect").focus()
    visit.page.keyboard.press("Space")
    visit.knows(account=None)


# --- staying connected ---


def test_a_connection_lasts_from_page_to_page_and_asks_nothing(visit: Visit):
    visit.connected()
    visit.press("prove")
    visit.knows(proven=True)
    visit.go("Two")
    visit.knows(account=str, proven=True, chain_id=TEST_CHAIN)
    visit.shows("proven")
    assert len(visit.wallet.asked("eth_requestAccounts")) == 1


def test_a_page_without_the_wallet_leaves_no_listener(visit: Visit, accounts: list[str]):
    visit.connected()
    assert visit.wallet.listeners() == 4
    visit.rerun()
    assert visit.wallet.listeners() == 4
    visit.go("None")
    expect(visit.panel()).to_have_count(0)
    assert visit.wallet.listeners() == 0
    visit.wallet.set_accounts(accounts[1])
    visit.go("One")
    expect(visit.panel().locator("[data-account]")).to_have_attribute("title", accounts[1])
    assert visit.wallet.listeners() == 4


def test_a_reload_takes_the_wallet_up_again_without_asking_but_not_the_proof(visit: Visit):
    visit.connected()
    visit.press("prove")
    visit.knows(proven=True)
    visit.page.reload()
    visit.knows(account=str, proven=False, chain_id=TEST_CHAIN)
    assert visit.wallet.asked("eth_requestAccounts") == []


def test_a_wallet_that_was_left_stays_left(visit: Visit):
    visit.connected()
    visit.press("disconnect")
    visit.knows(account=None)
    assert visit.wallet.listeners() == 0
    visit.page.reload()
    expect(visit.button("connect", name=plain("wallet.unnamed"))).to_be_visible()
    visit.knows(wallets=1, account=None)


def test_another_account_is_noticed(visit: Visit, accounts: list[str]):
    visit.connected()
    visit.wallet.set_accounts(accounts[1])
    expect(visit.panel().locator("[data-account]")).to_have_attribute("title", accounts[1])
    expect(steps.keyed(visit.page, "known")).to_contain_text(re.compile(accounts[1], re.IGNORECASE))


def test_a_locked_wallet_is_not_connected_until_it_is_opened(visit: Visit, accounts: list[str]):
    visit.connected()
    visit.wallet.set_accounts()
    visit.knows(account=None)
    visit.wallet.set_accounts(*accounts)
    visit.knows(account=str)


def test_a_wallet_without_its_chains_is_not_connected_until_it_finds_them(visit: Visit):
    visit.connected()
    visit.wallet.disconnect()
    visit.says("error_4900")
    visit.knows(account=None)
    visit.wallet.reconnect()
    visit.knows(account=str, chain_id=TEST_CHAIN)


# --- proof ---


def test_a_change_of_network_that_interrupts_the_wallet_keeps_account_and_proof(visit: Visit):
    visit.proven()
    visit.wallet.disconnect(1013)
    visit.wallet.reconnect()
    visit.rerun()
    visit.shows("proven")
    visit.knows(account=str, proven=True, chain_id=TEST_CHAIN)
    assert len(visit.wallet.asked("personal_sign")) == 1


def test_signing_the_text_proves_the_account(visit: Visit, accounts: list[str]):
    visit.connected()
    visit.shows("prove_about")
    visit.press("prove")
    visit.shows("proven")
    visit.knows(proven=True)
    expect(visit.button("prove")).to_have_count(0)
    text, account = visit.wallet.asked("personal_sign")[0]
    assert account == accounts[0]
    said = bytes.fromhex(text[2:]).decode()
    assert said.startswith(visit.page.url.split("/")[2])
    assert plain("wallet.statement") in said
    assert f"Chain ID: {TEST_CHAIN}" in said


def test_another_accounts_signature_proves_nothing(visit: Visit, accounts: list[str]):
    visit.connected()
    visit.wallet.sign_as(accounts[1])
    visit.press("prove")
    visit.says("refused")
    visit.knows(proven=False)
    visit.wallet.sign_as(accounts[0])
    visit.press("prove")
    visit.knows(proven=True)


def test_refusing_to_sign_proves_nothing_and_can_be_made_good(visit: Visit):
    visit.connected()
    visit.wallet.reject_next()
    visit.press("prove")
    visit.says("error_4001")
    visit.press("prove")
    visit.knows(proven=True)


def test_a_proof_is_gone_with_its_account_and_does_not_come_back(visit: Visit, accounts: list[str]):
    visit.connected()
    visit.press("prove")
    visit.knows(proven=True)
    visit.wallet.set_accounts(accounts[1])
    visit.knows(proven=False)
    visit.wallet.set_accounts(accounts[0])
    expect(visit.button("prove")).to_be_visible()
    visit.knows(proven=False)


# --- the chain ---


def test_another_chain_can_be_switched(visit: Visit):
    visit.connected(chain=BASE)
    visit.shows("wrong_chain")
    expect(visit.button("prove")).to_have_count(0)
    visit.wallet.set_chain(BASE)
    visit.knows(chain_id=BASE)
    visit.wallet.set_chain(1)
    visit.knows(chain_id=1)
    visit.press("switch", name="Test chain")
    visit.knows(chain_id=BASE)
    expect(visit.button("switch", name="Test chain")).to_have_count(0)
    assert visit.wallet.asked("wallet_addEthereumChain") == []


def test_a_chain_that_the_wallet_does_not_know_is_added(visit: Visit):
    visit.connected(chain=BASE, rpc="https://rpc.example")
    visit.press("switch", name="Test chain")
    visit.knows(chain_id=BASE)
    currency = {"name": "Ether", "symbol": "ETH", "decimals": 18}
    added = {"chainId": "0x2105", "chainName": "Test chain", "rpcUrls": ["https://rpc.example"]}
    assert visit.wallet.asked("wallet_addEthereumChain") == [[added | {"nativeCurrency": currency}]]


def test_an_unknown_chain_is_understood_from_within_another_error(visit: Visit):
    visit.connected(chain=BASE, rpc="https://rpc.example")
    visit.wallet.fail_next(-32_603, "Internal error", {"originalError": {"code": 4902}})
    visit.press("switch", name="Test chain")
    visit.knows(chain_id=BASE)
    assert len(visit.wallet.asked("wallet_addEthereumChain")) == 1


def test_without_an_address_an_unknown_chain_is_the_persons_to_add(visit: Visit):
    visit.connected(chain=BASE)
    visit.press("switch", name="Test chain")
    visit.says("error_4902")
    assert visit.wallet.asked("wallet_addEthereumChain") == []
    visit.knows(chain_id=TEST_CHAIN)


def test_refusing_to_switch_leaves_the_chain(visit: Visit):
    visit.connected(chain=BASE)
    visit.wallet.reject_next()
    visit.press("switch", name="Test chain")
    visit.says("error_4001")
    visit.knows(chain_id=TEST_CHAIN)


# --- sending ---


def test_a_request_is_sent_by_a_click_and_only_claimed(visit: Visit, node: str, accounts: list[str]):
    visit.ready()
    assert visit.sent() == []
    visit.press("sign")
    visit.says("sent")
    visit.knows(kind="Sent")
    expect(steps.keyed(visit.page, "explained")).to_have_text(steps.saying("wallet.sent", whole=True))
    (call,) = visit.sent()
    assert call["from"].lower() == accounts[0]
    assert call | {"from": 0} == {
        "from": 0,
        "to": CONTRACT,
        "data": "0x",
        "value": "0x0",
        "chainId": "0x7a69",
    }
    claimed = re.search(r"0x\w{64}", steps.keyed(visit.page, "known").inner_text()).group()
    assert rpc(node, "eth_getTransactionByHash", [claimed])["from"] == accounts[0]


def test_a_double_click_sends_once(visit: Visit):
    visit.ready()
    steps.double_click(visit.button("sign"))
    visit.says("sent")
    visit.rerun()
    assert len(visit.sent()) == 1


def test_clicks_while_the_wallet_thinks_send_once(visit: Visit):
    visit.thinking()
    for _ in range(3):
        visit.button("sign").click(force=True)
        visit.rerun()
    visit.wallet.release()
    visit.says("sent")
    assert len(visit.sent()) == 1


def test_a_request_that_was_sent_is_not_offered_again_on_any_page(visit: Visit):
    visit.ready()
    visit.press("sign")
    visit.knows(kind="Sent")
    for page in ("Two", "None", "One"):
        visit.go(page)
    visit.says("sent")
    visit.knows(kind="Sent")
    expect(visit.button("sign")).to_have_count(0)
    assert len(visit.sent()) == 1


def test_a_page_change_while_the_wallet_thinks_loses_nothing(visit: Visit):
    visit.thinking()
    visit.go("None")
    visit.wallet.release()
    visit.go("Two")
    visit.says("sent")
    visit.knows(kind="Sent")
    assert len(visit.sent()) == 1


def test_a_request_is_not_offered_again_after_a_reload(visit: Visit):
    visit.ready(id="aaaa")
    visit.wallet.hang_next()
    visit.press("sign")
    visit.says("waiting")
    visit.page.reload()
    visit.knows(account=str)
    steps.button(visit.page, "prepare").click()
    visit.says("lost")
    visit.knows(kind="Lost")
    expect(visit.button("sign")).to_have_count(0)
    assert visit.sent() == []


def test_refusing_sends_nothing_and_another_request_may_follow(visit: Visit):
    visit.ready()
    visit.wallet.reject_next()
    visit.press("sign")
    visit.says("rejected")
    visit.knows(kind="Rejected")
    expect(visit.button("sign")).to_have_count(0)
    visit.prepare()
    visit.press("sign")
    visit.knows(kind="Sent")


def test_a_failure_is_told_in_the_wallets_words_as_text(visit: Visit):
    visit.ready()
    visit.wallet.fail_next(-32_000, "too <b>poor</b> " + "y" * 1_000)
    visit.press("sign")
    visit.knows(kind="Failed")
    expect(visit.panel().get_by_role("status")).to_contain_text("too <b>poor</b> yyy")
    expect(steps.keyed(visit.page, "explained")).to_contain_text("too <b>poor</b> yyy")
    assert not visit.page.evaluate(SIDEWAYS)


def test_a_wallet_that_never_answers_can_be_left_and_its_late_answer_still_counts(visit: Visit):
    visit.ready()
    visit.wallet.hang_next()
    visit.press("sign")
    visit.press("stop")
    visit.says("lost")
    visit.knows(kind="Lost")
    expect(visit.button("sign")).to_have_count(0)
    visit.wallet.release()
    visit.says("sent")
    visit.knows(kind="Sent")


def test_a_request_for_another_account_is_not_offered(visit: Visit, accounts: list[str]):
    visit.ready()
    visit.wallet.set_accounts(accounts[1])
    visit.shows("other_account")
    expect(visit.button("sign")).to_have_count(0)
    # Python learns of the other account before it is gone again.
    visit.knows(proven=False)
    visit.wallet.set_accounts(accounts[0])
    visit.shows("prove_first")
    visit.press("prove")
    expect(visit.button("sign")).to_be_visible()


def test_a_request_of_an_account_that_is_not_proven_is_not_offered(visit: Visit):
    visit.connected()
    steps.button(visit.page, "prepare").click()
    visit.shows("prove_first")
    expect(visit.button("sign")).to_have_count(0)
    visit.press("prove")
    visit.press("sign")
    visit.knows(kind="Sent")


def test_a_request_on_another_chain_is_not_offered(visit: Visit):
    visit.ready()
    visit.wallet.set_chain(1)
    visit.shows("wrong_chain")
    expect(visit.button("sign")).to_have_count(0)


def test_a_chain_that_changed_unseen_is_found_before_sending(visit: Visit):
    visit.ready()
    visit.wallet.set_chain(1, quietly=True)
    visit.press("sign")
    visit.shows("wrong_chain")
    visit.knows(chain_id=1, kind="NoneType")
    assert visit.sent() == []
    visit.wallet.set_chain(TEST_CHAIN)
    visit.press("sign")
    visit.knows(kind="Sent")


def test_a_request_stands_alone_beside_a_wallet_in_the_sidebar(visit: Visit):
    visit.ready(aside=1)
    expect(visit.panel()).to_have_count(2)
    expect(visit.button("disconnect")).to_have_count(1)
    visit.wallet.set_chain(1)
    expect(visit.button("switch", name="Test chain")).to_have_count(2)
    visit.wallet.set_chain(TEST_CHAIN)
    visit.press("sign")
    visit.says("sent")
    visit.knows(kind="Sent", account=str)
    expect(visit.button("disconnect")).to_have_count(1)


# --- the script alone, where Streamlit's own timing can't be had ---

#: Runs the component as Streamlit does: each drawing is a turn, whose end comes back as a function.
HARNESS = """async script => {
  const module = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
  const { default: turn } = await import(module);
  const parentElement = document.body.appendChild(document.createElement('div')).attachShadow({ mode: 'open' });
  window.host = parentElement;
  window.told = [];
  window.turn = data => turn({ parentElement, data, setStateValue: (name, value) => told.push(value) });
}"""


@pytest.fixture
def alone(page: Page) -> Page:
    """A page with the script and a wallet that has one account, in a browser that allows no storage."""
    page.set_content("<p>alone</p>")
    page.evaluate("""() => {
      const mine = ['0x' + '11'.repeat(20)];
      const answers = { eth_requestAccounts: mine, eth_accounts: mine, eth_chainId: '0x1' };
      window.ethereum = { request: async ({ method }) => answers[method] };
    }""")
    page.evaluate(HARNESS, (ROOT / "ui" / "wallet" / "wallet.js").read_text(encoding="utf-8"))
    return page


def _given(seen: int) -> dict[str, object]:
    texts = {name: plain(f"wallet.{name}") for name in wallet.TEXTS}
    chain = {"id": 1, "name": "One", "rpc": None, "currency": {}}
    absent = dict.fromkeys(("challenge", "account", "request", "answer"))
    return {
        "texts": texts,
        "chain": chain,
        "whole": True,
        "proven": False,
        "doubt": "",
        "barred": "",
        "seen": seen,
    } | absent


def test_the_end_of_an_earlier_turn_does_not_end_a_later_one(alone: Page):
    alone.evaluate("data => { window.ends = [turn(data), turn(data)] }", _given(0))
    alone.evaluate("() => ends[0]()")
    expect(alone.get_by_role("button")).to_have_count(1)
    alone.evaluate("() => ends[1]()")
    expect(alone.get_by_role("button")).to_have_count(0)


def test_a_report_is_sent_once_and_again_only_to_a_server_that_forgot_it(alone: Page):
    alone.evaluate("data => { turn(data) }", _given(0))
    alone.get_by_role("button").click()
    expect(alone.locator("[data-account]")).to_be_visible()
    stamps = [report["stamp"] for report in alone.evaluate("() => told")]
    assert len(stamps) == len(set(stamps)) == 2
    for seen, sent in ((0, 2), (stamps[0], 2), (stamps[1], 2), (stamps[1], 2), (0, 3), (0, 3)):
        alone.evaluate("data => { turn(data) }", _given(seen))
        assert len(alone.evaluate("() => told")) == sent, (seen, sent)
    before, again = alone.evaluate("() => told.slice(-2)")
    assert again.pop("stamp") > before.pop("stamp")
    assert again == before


def test_wallets_that_announce_nonsense_are_not_listed(alone: Page):
    alone.evaluate("data => { turn(data) }", _given(0))
    alone.evaluate("""() => {
      const provider = { request: async () => null }, say = detail =>
        dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
      [undefined, null, 1, {}, { info: null, provider }, { info: { uuid: 7 }, provider }].forEach(say);
      [{ info: { uuid: 'a' } }, { info: { uuid: 'a' }, provider: { request: 1 } }].forEach(say);
      for (let n = 0; n < 100; n++) say({ info: { uuid: `wallet-${n}`, name: {} , icon: 5 }, provider });
    }""")
    expect(alone.get_by_role("button")).to_have_count(20)
    expect(alone.get_by_role("button").first).to_have_text(
        plain("wallet.connect", name=plain("wallet.unnamed"))
    )


OWN = "0x" + "11" * 20
REQUEST = {"id": "one", "title": "Buy", "call": {"from": OWN, "to": CONTRACT, "data": "0x", "value": "0x0"}}


def _ready(page: Page, **changes: object) -> None:
    """Draw the wallet connected and proven, with a request to sign."""
    given = _given(0) | {"proven": True, "account": OWN, "request": REQUEST} | changes
    page.evaluate("data => { turn(data) }", given)
    page.get_by_role("button", name=plain("wallet.connect", name=plain("wallet.unnamed"))).click()
    expect(page.locator("[data-account]")).to_be_visible()


def _fails(page: Page, method: str, error: object) -> None:
    """Have the wallet answer one kind of question with an error."""
    page.evaluate(
        """([method, error]) => {
          const { request } = window.ethereum;
          window.ethereum.request = async (asked) => {
            if (asked.method === method) throw error;
            return request(asked);
          };
        }""",
        [method, error],
    )


def _answers(page: Page) -> list[dict]:
    """What the script has told Python of its requests."""
    told = page.evaluate("() => told")
    return told[-1]["answers"] if told else []


def _refusing(page: Page, errors: Iterable[object]) -> Iterator[Locator]:
    """Have the wallet answer one request after the other with an error; what the page says to each."""
    _ready(page)
    for number, error in enumerate(errors):
        _fails(page, "eth_sendTransaction", error)
        asked = {"proven": True, "account": OWN, "request": REQUEST | {"id": f"{number}"}}
        page.evaluate("data => { turn(data) }", _given(0) | asked)
        page.locator("[data-key=sign]").click()
        expect(page.locator("[data-key=sign]")).to_have_count(0)
        yield page.get_by_role("status")


REFUSALS = (
    {"code": 4001, "message": "User rejected the request."},
    {"code": "4001", "message": "no"},
    {"code": 5000, "message": "User rejected."},
    {"code": "ACTION_REJECTED", "message": "user rejected transaction"},
    {"code": -32603, "message": "Internal error", "data": {"originalError": {"code": 4001}}},
    {"code": -32603, "message": "Internal JSON-RPC error.", "cause": {"code": 4001, "message": "no"}},
    {"code": "UNKNOWN_ERROR", "info": {"error": {"code": 4001, "message": "no"}}},
    {"code": -32603, "message": "MetaMask Tx Signature: User denied transaction signature."},
    "User rejected the transaction",
)


def test_a_refusal_by_the_person_is_known_however_it_is_told(alone: Page):
    for said in _refusing(alone, REFUSALS):
        expect(said).to_have_text(plain("wallet.rejected"))
    assert {answer["error"]["code"] for answer in _answers(alone)} == {wallet.REJECTED_BY_USER}


INNER = {"code": -32000, "message": "insufficient funds"}
FAULTS = (
    ({"code": -32603, "message": "Internal JSON-RPC error.", "data": INNER}, "insufficient funds."),
    ({"code": -32603, "message": "Internal error", "data": {"originalError": INNER}}, "insufficient funds."),
    ({"code": -32603, "data": "the fee is too low"}, "the fee is too low."),
    ({"code": -32603, "message": "the window was closed"}, "the window was closed."),
    ({"code": -32603, "message": "Internal error"}, "Internal error."),
    ({"code": -32603, "data": "0x08c379a0", "message": "execution reverted"}, "execution reverted."),
    ({"reason": "nonce too low"}, "nonce too low."),
    ("something broke", "something broke."),
    (None, "it gives no reason."),
)


def test_any_other_fault_is_told_with_its_reason_and_not_taken_for_unsent(alone: Page):
    errors, told = zip(*FAULTS)
    for said, words in zip(_refusing(alone, errors), told, strict=True):
        expect(said).to_have_text(plain("wallet.failed", message=words))
        expect(said).to_contain_text("look in the wallet whether it was sent")
    assert wallet.REJECTED_BY_USER not in {answer["error"]["code"] for answer in _answers(alone)}


@pytest.mark.parametrize(
    "error",
    [
        {"code": 4902},
        {"code": "4902"},
        {"code": -32603, "message": 'Unrecognized chain ID "0x1". Try adding the chain first.'},
        {"code": -32603, "message": "Internal error", "data": {"message": "The chain 1 is not supported"}},
        {"code": -32000, "message": "Unknown network"},
    ],
    ids=json.dumps,
)
def test_an_unknown_chain_is_known_however_it_is_told_and_is_offered(alone: Page, error: object):
    alone.evaluate(
        "() => { window.ethereum.request = (request => async (asked) => "
        "asked.method === 'eth_chainId' ? window.chain : request(asked))(window.ethereum.request) }"
    )
    alone.evaluate("() => { window.chain = '0x5'; window.asked = [] }")
    _ready(alone, chain={"id": 1, "name": "One", "rpc": "https://rpc.example", "currency": {}})
    _fails(alone, "wallet_switchEthereumChain", error)
    alone.evaluate("""() => {
      const { request } = window.ethereum;
      window.ethereum.request = async (asked) => {
        if (asked.method !== 'wallet_addEthereumChain') return request(asked);
        window.asked.push(asked.params[0].chainId);
        window.chain = '0x1';
        return null;
      };
    }""")
    alone.locator("[data-key=switch]").click()
    expect(alone.locator("[data-key=switch]")).to_have_count(0)
    assert alone.evaluate("() => asked") == ["0x1"]


def test_a_switch_that_changes_nothing_is_told(alone: Page):
    _ready(alone, chain={"id": 5, "name": "Five", "rpc": None, "currency": {}})
    alone.locator("[data-key=switch]").click()
    expect(alone.get_by_role("status")).to_have_text(plain("wallet.error_unswitched"))


def test_a_request_that_is_barred_is_not_offered_and_says_why(alone: Page):
    _ready(alone, barred="The chain would refuse it.")
    expect(alone.locator("[data-request]")).to_contain_text("The chain would refuse it.")
    expect(alone.locator("[data-key=sign]")).to_have_count(0)


def test_a_request_barred_while_the_wallet_is_asked_for_its_account_is_not_handed_over(alone: Page):
    _ready(alone)
    alone.evaluate("""() => {
      const { request } = window.ethereum;
      window.sent = 0;
      window.ethereum.request = async (asked) => {
        if (asked.method === 'eth_sendTransaction') window.sent += 1;
        if (asked.method === 'eth_accounts') await new Promise((go) => { window.go = go; });
        return asked.method === 'eth_accounts' ? ['0x' + '11'.repeat(20)] : request(asked);
      };
    }""")
    alone.locator("[data-key=sign]").click()
    given = _given(0) | {"proven": True, "account": OWN, "request": REQUEST, "barred": "Not now."}
    alone.evaluate("data => { turn(data); go() }", given)
    expect(alone.locator("[data-key=sign]")).to_have_count(0)
    assert alone.evaluate("() => sent") == 0


def test_the_button_says_as_whom_and_where_it_signs(alone: Page):
    _ready(alone)
    expect(alone.locator("[data-key=sign]")).to_have_text(
        plain("wallet.sign", account=f"{OWN[:6]}…{OWN[-4:]}", chain="One (1)")
    )


def test_a_wallet_that_announces_itself_with_a_new_id_each_time_is_listed_once(alone: Page):
    alone.evaluate("data => { turn(data) }", _given(0))
    alone.evaluate("""() => {
      const request = async () => null, say = detail =>
        dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
      for (let n = 0; n < 30; n++)
        say({ info: { uuid: crypto.randomUUID?.() ?? `${n}`, name: 'Orange', rdns: 'org.orange' }, provider: { request } });
      say({ info: { uuid: 'blue', name: 'Blue', rdns: 'org.blue' }, provider: { request } });
    }""")
    expect(alone.get_by_role("button")).to_have_text(
        [plain("wallet.connect", name=name) for name in ("Orange", "Blue")]
    )


# --- looks ---

#: Contrast of every text of the panel with what lies behind it.
CONTRASTS = f"""() => {{{RATIO}
  const host = document.querySelector('[data-testid=stBidiComponentIsolated]');
  return [...host.shadowRoot.querySelectorAll('*')]
    .filter(e => e.tagName !== 'STYLE' && speaks(e) && e.checkVisibility())
    .map(e => [e.closest('button.primary') ? 'control' : 'text', ratio(e), e.textContent]);
}}"""
#: What sticks out of the screen.
OUTSIDE = """() => [...document.querySelector('[data-testid=stBidiComponentIsolated]').shadowRoot.querySelectorAll('*')]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().right > innerWidth).map(e => e.textContent)"""


def fits_and_reads(visit: Visit) -> None:
    for scheme in in_each_scheme(visit.page):
        assert not visit.page.evaluate(SIDEWAYS), scheme
        assert visit.page.evaluate(OUTSIDE) == [], scheme
        contrasts = visit.page.evaluate(CONTRASTS)
        assert contrasts, "no text was found"
        assert [faint for faint in contrasts if faint[1] < LEAST_CONTRAST[faint[0]]] == [], scheme


@pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)
def test_every_state_fits_a_phone_and_reads(visit: Visit):
    visit.open(wallets=[ORANGE, HOSTILE])
    fits_and_reads(visit)
    visit.panel().get_by_role("button").last.click()
    visit.shows("prove_about")
    fits_and_reads(visit)
    visit.press("prove")
    visit.shows("proven")
    visit.prepare()
    fits_and_reads(visit)
    visit.wallet.fail_next(-1, "y" * 400)
    visit.press("sign")
    visit.knows(kind="Failed")
    fits_and_reads(visit)
    visit.wallet.set_chain(1)
    visit.shows("wrong_chain")
    fits_and_reads(visit)


@pytest.mark.parametrize("page", [NARROW], indirect=True, ids=str)
def test_no_wallet_fits_a_phone_and_reads(visit: Visit):
    visit.open(wallets="none")
    visit.shows("none")
    fits_and_reads(visit)
