"""The wallet that tests put into a page: see ``injected_wallet.js`` for what it does and can be told."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eth_account.signers.local import LocalAccount
from playwright.sync_api import Page

from tests.accounts.smart import SmartAccount, signed

_SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

Wallets = str | Sequence[dict[str, str]]


class InjectedWallet:
    """A wallet in a page, and the person at it. Make it before the page is opened."""

    def __init__(self, page: Page, url: str, wallets: Wallets = "plain", chains: Sequence[str] = ()) -> None:
        options = {"url": url, "wallets": wallets, "chains": list(chains)}
        page.add_init_script(f"window.__walletOptions = {json.dumps(options)};\n{_SCRIPT}")
        self._page = page

    def reject_next(self) -> None:
        """Refuse the next thing asked."""
        self._page.evaluate("() => { __wallet.rejectNext = true }")

    def fail_next(self, code: int, message: str, data: object = None) -> None:
        """Answer the next thing asked with an error."""
        failure = {"code": code, "message": message, "data": data}
        self._page.evaluate("failure => { __wallet.failNext = failure }", failure)

    def hang_next(self) -> None:
        """Leave the next thing asked unanswered, until ``release``."""
        self._page.evaluate("() => { __wallet.hangNext = true }")

    def release(self) -> None:
        """Answer what was left unanswered."""
        self._page.evaluate("() => __wallet.release()")

    def set_accounts(self, *accounts: str) -> None:
        """Choose other accounts; none at all locks the wallet."""
        self._page.evaluate("accounts => __wallet.setAccounts(accounts)", list(accounts))

    def sign_as(self, account: str) -> None:
        """Sign texts with another account than was asked for."""
        self._page.evaluate("account => { __wallet.signAs = account }", account)

    def of_contract(self, account: SmartAccount, *owners: LocalAccount) -> None:
        """Be the wallet of a contract account: its owners sign texts, and somebody else sends what it does."""

        def sign(text: str) -> str:
            signature = signed(bytes.fromhex(text[2:]).decode(), *owners)
            return "0x" + (signature if account.deployed() else account.wrapped(signature)).hex()

        self._page.expose_function("__contractSigns", sign)
        self._page.expose_function("__contractSends", lambda call: account.execute(call["to"], call["data"]))

    def set_chain(self, chain_id: int, quietly: bool = False) -> None:
        """Choose another chain; quietly, without telling the page."""
        self._page.evaluate(
            "([chain, quietly]) => __wallet.setChain(chain, quietly)", [hex(chain_id), quietly]
        )

    def disconnect(self, code: int = 4900) -> None:
        """Lose all chains; the code says for how long."""
        self._page.evaluate("code => __wallet.disconnect(code)", code)

    def reconnect(self) -> None:
        """Find the chains again."""
        self._page.evaluate("() => __wallet.reconnect()")

    def asked(self, method: str) -> list[Any]:
        """The parameters of every call of a method since the page was loaded."""
        calls = self._page.evaluate("() => __wallet.calls")
        return [call["params"] for call in calls if call["method"] == method]

    def listeners(self) -> int:
        """How many listeners the page has on its wallets."""
        return self._page.evaluate("() => __wallet.listeners()")
