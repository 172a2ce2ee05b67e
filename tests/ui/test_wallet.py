"""What a session keeps of a wallet, and what the component in the browser is given."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from concurrent.futures import Future

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from streamlit.testing.v1 import AppTest

from fomo_core.display.text import plain, t
from fomo_core.errors import NodeUnreachable
from tests.builders import ROOT
from ui.wallet import wallet, wallet_session
from ui.wallet.records import ChainInfo, SendRequest, WalletState
from ui.wallet.report import Failed, Lost, Rejected, Sent

BASE, OTHER = ChainInfo(8453, "Base", "https://rpc.example"), ChainInfo(56, "BNB Chain")
SUPPORTER, SNIPER = (Account.from_key(bytes([digit]) * 32) for digit in (1, 2))
CONTRACT = "0x" + "de" * 20
HASH, HASH_2 = "0x" + "ab" * 32, "0x" + "cd" * 32
SCRIPT = (ROOT / "ui" / "wallet" / "wallet.js").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def session(monkeypatch):
    """A session of one's own, outside of any run."""
    monkeypatch.setattr(wallet_session.st, "session_state", {})


def reported(account=SUPPORTER, **more: object) -> None:
    address = account.address.lower() if account else None
    said = {"stamp": 1, "wallets": 1, "provider": "Orange", "account": address, "chain": 8453} | more
    wallet_session.take_report(said)


def signed(by=SUPPORTER, account=SUPPORTER, chain: ChainInfo = BASE) -> dict[str, str]:
    """The proof that a wallet sends, signed by this account for that one."""
    text = wallet_session.challenge(account.address, chain.chain_id, "https://fomo.example", "It is mine.")
    signature = by.sign_message(encode_defunct(text=text.message)).signature.to_0x_hex()
    return {"nonce": text.nonce, "signature": signature}


def answered(request: SendRequest, *answers: dict[str, object]) -> object:
    for answer in answers:
        reported(answers=[{"id": request.id} | answer])
    return wallet.state(BASE, request).answer


def request(**changes: object) -> SendRequest:
    return SendRequest(
        **{"title": "Buy", "sender": SUPPORTER.address, "to": CONTRACT, "data": "0xabcd"} | changes
    )


# --- the account ---


def test_nothing_is_connected_at_first():
    assert wallet.state(BASE) == WalletState()


def test_a_connected_account_is_known_in_full_and_not_proven():
    reported()
    assert wallet.state(BASE) == WalletState("Orange", SUPPORTER.address, False, 8453, None, 1)


def test_a_wallet_without_a_name_gets_one():
    reported(provider="")
    assert wallet.state(BASE).provider_name == plain("wallet.unnamed")


def test_a_signature_proves_the_account():
    reported()
    reported(proof=signed())
    assert wallet.state(BASE).proven


def test_a_proof_that_is_reported_again_stays_one():
    reported()
    proof = signed()
    for _ in range(3):
        reported(proof=proof)
    assert wallet.state(BASE).proven
    assert not wallet_session.own_session().doubt


def test_another_accounts_signature_is_refused():
    reported()
    reported(proof=signed(by=SNIPER))
    assert not wallet.state(BASE).proven
    assert wallet_session.own_session().doubt


def test_a_refused_signature_can_be_made_good():
    reported()
    reported(proof=signed(by=SNIPER))
    reported(proof=signed())
    assert wallet.state(BASE).proven
    assert not wallet_session.own_session().doubt


def test_an_invented_proof_changes_nothing():
    reported()
    reported(proof={"nonce": "00" * 16, "signature": "0x" + "00" * 65})
    assert not wallet.state(BASE).proven


def test_a_proof_ends_with_its_account_and_does_not_come_back():
    reported()
    proof = signed()
    reported(proof=proof)
    reported(SNIPER)
    assert not wallet.state(BASE).proven
    reported(proof=proof)
    assert not wallet.state(BASE).proven


def test_a_proof_is_not_another_accounts():
    reported()
    proof = signed()
    reported(SNIPER, proof=proof)
    assert not wallet.state(BASE).proven
    assert wallet_session.own_session().doubt


@pytest.mark.parametrize("nothing", [None, {}, {"account": None}, "junk"])
def test_a_proof_ends_with_the_connection(nothing):
    reported()
    reported(proof=signed())
    wallet_session.take_report(nothing)
    assert wallet.state(BASE).account is None
    assert not wallet.state(BASE).proven


# --- contract accounts ---


def judged(said: object, by=SNIPER) -> Future:
    """Report a signature that is not the account's key's, with a judge who answers when told; the answer."""
    answer: Future = Future()
    wallet_session.own_session().judge = lambda text, signature: answer
    if said is not None:
        (answer.set_exception if isinstance(said, Exception) else answer.set_result)(said)
    reported()
    reported(proof=signed(by=by))
    return answer


def test_a_contract_account_is_proven_by_its_chain():
    judged(True)
    assert wallet.state(BASE).proven
    assert not wallet.state(OTHER).proven


def test_a_signature_that_the_chain_does_not_accept_is_refused():
    judged(False)
    assert not wallet.state(BASE).proven
    assert wallet_session.own_session().doubt == "refused"


def test_a_chain_that_can_t_be_asked_refuses_nothing_and_proves_nothing(monkeypatch):
    judged(NodeUnreachable(endpoint="here"))
    assert not wallet.state(BASE).proven
    assert wallet_session.own_session().doubt == "unchecked"


def test_a_chain_that_answers_late_proves_the_account_then(monkeypatch):
    monkeypatch.setattr(wallet_session, "BRIEFLY_S", 0)
    answer = judged(None)
    assert not wallet.state(BASE).proven
    assert wallet_session.own_session().doubt == "checking"
    assert not wallet_session.has_judgement()
    answer.set_result(True)
    assert wallet_session.has_judgement()
    assert wallet.state(BASE).proven
    assert not wallet_session.own_session().doubt


def test_a_late_answer_proves_no_account_that_was_chosen_meanwhile(monkeypatch):
    monkeypatch.setattr(wallet_session, "BRIEFLY_S", 0)
    answer = judged(None)
    reported(SNIPER)
    answer.set_result(True)
    assert not wallet.state(BASE).proven
    reported()
    assert not wallet.state(BASE).proven


def test_the_chain_is_not_asked_about_a_key_s_own_signature():
    judged(False, by=SUPPORTER)
    assert wallet.state(BASE).proven


def test_a_proof_for_one_chain_is_none_for_another():
    reported()
    reported(proof=signed())
    assert not wallet.state(OTHER).proven


def test_a_proof_outlives_a_switch_of_the_wallets_chain():
    reported()
    reported(proof=signed())
    reported(chain=1)
    assert wallet.state(BASE).proven
    assert wallet.state(BASE).chain_id == 1


# --- answers ---


def test_an_answer_is_the_one_to_the_request_asked_about():
    one, other = request(), request()
    assert answered(one, {"hash": HASH}) == Sent(one.id, HASH)
    assert wallet.state(BASE, other).answer is None
    assert wallet.state(BASE).answer is None


@pytest.mark.parametrize(
    "first", [{"hash": HASH}, {"error": {"code": 4001}}, {"error": {"code": -1, "message": "no"}}], ids=str
)
@pytest.mark.parametrize("later", [{"hash": HASH_2}, {"error": {"code": 4001}}, {"lost": True}], ids=str)
def test_the_first_answer_stays(first, later):
    asked = request()
    assert answered(asked, first) == answered(asked, later)


@pytest.mark.parametrize("later", [{"hash": HASH}, {"error": {"code": 4001}}], ids=str)
def test_a_lost_answer_may_turn_up(later):
    asked = request()
    assert answered(asked, {"lost": True}) == Lost(asked.id)
    assert answered(asked, later) != Lost(asked.id)


def test_an_answer_outlives_the_connection():
    asked = request()
    answered(asked, {"hash": HASH})
    reported(None)
    assert wallet.state(BASE, asked).answer == Sent(asked.id, HASH)


def test_only_the_latest_answers_are_kept():
    asked = [request() for _ in range(70)]
    for one in asked:
        answered(one, {"hash": HASH})
    assert wallet.state(BASE, asked[0]).answer is None
    assert wallet.state(BASE, asked[-1]).answer is not None


def test_each_answer_is_a_sentence_and_a_wallets_words_are_no_markup():
    told = [
        wallet.explain(answer)
        for answer in (
            Sent("a", HASH),
            Rejected("a"),
            Lost("a"),
            Failed("a", -1, ""),
            Failed("a", -1, "<b> **x**"),
        )
    ]
    assert HASH in told[0]
    assert plain("wallet.silent") in told[3].replace("\\", "")
    assert "\\<b\\> \\*\\*x\\*\\*" in told[4]
    assert all(sentence.endswith(".") for sentence in told)


@pytest.mark.parametrize("code", [-32603, -32000, 0, 4100])
def test_only_a_refusal_is_said_to_have_sent_nothing(code):
    asked = request()
    told = wallet.explain(answered(asked, {"error": {"code": code, "message": "went wrong"}}))
    assert told == t("wallet.failed", message="went wrong.")
    assert "look in the wallet whether it was sent" in told
    assert "whether it was sent" not in wallet.explain(Rejected("a"))


# --- requests ---


@pytest.mark.parametrize(
    "odd",
    [
        {"sender": "issuer"},
        {"to": CONTRACT[:-1]},
        {"to": CONTRACT + "\n"},
        {"data": "0xabc"},
        {"data": "abcd"},
        {"data": ""},
        {"gas": 0},
        {"gas": -1},
        {"id": ""},
        {"id": "a b"},
    ],
    ids=str,
)
def test_a_request_that_no_wallet_could_read_is_an_error(odd):
    with pytest.raises(ValueError, match=r"addresses|call"):
        request(**odd)


def test_every_request_has_an_id_of_its_own():
    assert len({request().id for _ in range(100)}) == 100


# --- what the component is given ---


def _app(gas: int | None = None) -> None:
    import streamlit as st

    from ui.wallet import wallet
    from ui.wallet.records import ChainInfo, SendRequest

    asked = SendRequest("Buy", "0x" + "11" * 20, "0x" + "de" * 20, "0xabcd", gas, id="one")
    wallet.draw(ChainInfo(8453, "Base", "https://rpc.example"), asked)
    wallet.sign(ChainInfo(8453, "Base"), asked)
    st.text("drawn")


def given_to_browser(**arguments: object) -> list[dict]:
    app = AppTest.from_function(_app, kwargs=arguments, default_timeout=120).run()
    assert not app.exception
    assert app.text[0].value == "drawn"
    return [json.loads(part.proto.json) for part in app.get("bidi_component")]


def test_the_component_is_given_the_chain_the_call_and_all_texts(monkeypatch):
    monkeypatch.undo()
    whole, one = given_to_browser()
    assert whole["chain"] == {
        "id": 8453,
        "name": "Base",
        "rpc": "https://rpc.example",
        "currency": {"name": "Ether", "symbol": "ETH", "decimals": 18},
    }
    call = {"from": "0x" + "11" * 20, "to": "0x" + "de" * 20, "data": "0xabcd", "value": "0x0"}
    assert whole["request"] == {"id": "one", "title": "Buy", "call": call}
    assert whole["texts"]["sign"] == plain("wallet.sign")
    assert (whole["whole"], one["whole"]) == (True, False)
    assert (whole["answer"], whole["challenge"], whole["account"], whole["seen"]) == (None, None, None, 0)
    assert one["chain"]["rpc"] is None


def test_a_limit_of_gas_goes_with_the_call(monkeypatch):
    monkeypatch.undo()
    assert given_to_browser(gas=500_000)[0]["request"]["call"]["gas"] == "0x7a120"


def test_the_script_shows_the_texts_that_it_is_given_and_no_other():
    used = set(re.findall(r"\btexts\.(\w+)", SCRIPT))
    assert used | {name for name in wallet.TEXTS if name.startswith("error_")} == set(wallet.TEXTS)
    assert "error_other" in used


def test_the_script_has_no_words_of_its_own():
    code = re.sub(r"/\*.*?\*/|//[^\n]*|\$\{[^}]*\}", "", SCRIPT, flags=re.DOTALL)
    literals = re.findall(r'"([^"\n]*)"|`([^`\n]*)`', code)
    assert len(literals) > 50
    assert not [
        one for pair in literals for one in pair if re.search(r"[A-Za-z]{2,}[,.:]? [A-Za-z]{2,}", one)
    ]


def test_the_script_builds_no_markup():
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function", SCRIPT
    )


def test_a_page_without_a_wallet_loads_nothing_for_it():
    program = "import sys, ui.wallet; print(sorted({'web3', 'eth_account', 'eth_utils'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
