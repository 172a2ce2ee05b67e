"""What a browser reports of its wallet is untrusted: odd parts are left out, and nothing fails."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.wallet.report import Failed, Lost, Proof, Rejected, Report, Sent, read

ACCOUNT = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266"
HASH = "0x" + "Ab" * 32
NONCE, SIGNATURE = "0f" * 16, "0x" + "cd" * 65
CONNECTED = {
    "stamp": 1_790_000_000_000,
    "wallets": 2,
    "provider": "Orange Wallet",
    "account": ACCOUNT,
    "chain": 8453,
    "proof": None,
    "answers": [],
}


def said(**changes: object) -> Report:
    return read(CONNECTED | changes)


def answered(**answer: object) -> object:
    found = said(answers=[{"id": "one"} | answer]).answers
    return found[0] if found else None


def test_a_proper_report_is_read_whole():
    proof, answers = {"nonce": NONCE, "signature": SIGNATURE}, [{"id": "one", "hash": HASH}]
    assert said(proof=proof, answers=answers) == Report(
        1_790_000_000_000,
        2,
        "Orange Wallet",
        ACCOUNT,
        8453,
        Proof(NONCE, SIGNATURE),
        (Sent("one", HASH.lower()),),
    )


@pytest.mark.parametrize(
    "nothing", [None, [], "", 0, True, "x" * 100_000, [CONNECTED], json.dumps(CONNECTED)]
)
def test_what_is_no_report_is_nothing_connected(nothing):
    assert read(nothing) == Report()


@pytest.mark.parametrize(
    "account",
    [
        None,
        1,
        True,
        [ACCOUNT],
        "",
        "0x",
        ACCOUNT[:-1],
        ACCOUNT + "0",
        ACCOUNT + "\n",
        " " + ACCOUNT,
        "vitalik.eth",
        ACCOUNT.replace("f39F", "<b>f"),
        "0x" + "\u0663" * 40,
        {"0": ACCOUNT},
    ],
)
def test_without_an_account_nothing_is_connected(account):
    proof = {"nonce": NONCE, "signature": SIGNATURE}
    assert said(account=account, proof=proof) == Report(CONNECTED["stamp"], wallets=2)


@pytest.mark.parametrize(
    "chain", [None, "0x1", "1", 0, -1, -(2**70), 2**53, 2**256, 1.0, float("nan"), True, [1], {}]
)
def test_a_chain_that_cannot_be_is_none(chain):
    assert said(chain=chain).chain_id is None
    assert said(chain=chain).account == ACCOUNT


@pytest.mark.parametrize(
    ("count", "known"), [(0, 0), (32, 32), (33, 0), (-1, 0), (True, 0), ("2", 0), (1e9, 0)]
)
def test_a_count_of_wallets_is_small_and_whole(count, known):
    assert said(wallets=count).wallets == known


@pytest.mark.parametrize("stamp", [None, 0, -1, 2**53, 1.5, "1", True])
def test_an_odd_stamp_is_none(stamp):
    assert said(stamp=stamp).stamp == 0


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (None, ""),
        (7, ""),
        (["x"], ""),
        ("  two\n lines\t", "two lines"),
        ("<b>bold</b> [link](x)", "<b>bold</b> [link](x)"),
        ("a\u202etcejer\u2066 \u200bb\x00\x1b[31m", "a tcejer b [31m"),
        ("x" * 1_000_000, "x" * 60),
        ("\u202e" * 1_000_000, ""),
        ("\ud800", ""),
    ],
)
def test_a_name_is_one_short_line_of_visible_text(name, shown):
    assert said(provider=name).provider == shown


@pytest.mark.parametrize(
    "proof",
    [
        None,
        [],
        "x",
        {},
        {"nonce": NONCE},
        {"nonce": NONCE.upper(), "signature": SIGNATURE},
        {"nonce": NONCE + "0", "signature": SIGNATURE},
        {"nonce": NONCE, "signature": SIGNATURE[:-1]},
        {"nonce": NONCE, "signature": SIGNATURE * 1000},
        {"nonce": NONCE, "signature": "0x" + "ab" * 40_001},
        {"nonce": NONCE, "signature": 5},
        {"nonce": [NONCE], "signature": SIGNATURE},
    ],
)
def test_an_odd_proof_is_none(proof):
    assert said(proof=proof).proof is None


def test_a_proof_keeps_its_signature_out_of_logs():
    assert SIGNATURE not in repr(said(proof={"nonce": NONCE, "signature": SIGNATURE}))


def test_an_answer_is_sent_rejected_failed_or_lost():
    assert answered(hash=HASH) == Sent("one", HASH.lower())
    assert answered(error={"code": 4001, "message": "no"}) == Rejected("one")
    assert answered(error={"code": -32603, "message": "too poor"}) == Failed("one", -32603, "too poor")
    assert answered(lost=True) == Lost("one")


@pytest.mark.parametrize("code", [4001, "4001", 5000, 5001, "ACTION_REJECTED"])
def test_a_refusal_is_known_by_the_codes_that_wallets_have_for_it(code):
    assert answered(error={"code": code, "message": "no"}) == Rejected("one")


@pytest.mark.parametrize("signature", ["0x", "0x" + "ab" * 130, "0x" + "64" * 20_000])
def test_a_contract_accounts_signature_has_a_length_of_its_own(signature):
    assert said(proof={"nonce": NONCE, "signature": signature}).proof == Proof(NONCE, signature)


@pytest.mark.parametrize("name", [None, 1, "", "a" * 65, "a b", "<b>", "a\n", ["one"]])
def test_an_answer_to_no_request_is_none(name):
    assert answered(id=name, hash=HASH) is None


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"hash": None},
        {"hash": "0x12"},
        {"hash": HASH + "\n"},
        {"hash": [HASH]},
        {"lost": 1},
        {"lost": "true"},
        {"error": "boom"},
        {"error": [4001]},
    ],
)
def test_an_answer_that_says_nothing_is_none(answer):
    assert answered(**answer) is None


def test_an_odd_error_is_a_failure_all_the_same():
    assert answered(error={}) == Failed("one", 0, "")
    assert answered(error={"code": "x", "message": {"a": 1}}) == Failed("one", 0, "")
    assert answered(error={"code": [4001], "message": "no"}) == Failed("one", 0, "no")
    assert answered(error={"code": 10**400, "message": "x" * 10**6}) == Failed("one", 0, "x" * 300)


@pytest.mark.parametrize("answers", [None, {}, "x", 3, [None, 1, "x", []]])
def test_odd_answers_are_none(answers):
    assert said(answers=answers).answers == ()


def test_no_more_than_a_few_answers_are_read():
    many = [{"id": str(number), "hash": HASH} for number in range(10_000)]
    assert len(said(answers=many).answers) == 8


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from([ACCOUNT, HASH, NONCE]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
    max_leaves=12,
)
FIELDS = st.sampled_from([*CONNECTED])
ENTRY = st.dictionaries(st.sampled_from(["id", "hash", "error", "lost", "code", "message"]), ANYTHING)


@given(ANYTHING | st.dictionaries(FIELDS, ANYTHING | ENTRY | st.lists(ENTRY)))
def test_no_report_is_an_error(report):
    found = read(report)
    assert found.account is None or len(found.account) == 42
    assert found.chain_id is None or 0 < found.chain_id < 2**53
    assert len(found.provider) <= 60
    assert len(found.answers) <= 8
    assert all(len(answer.message) <= 300 for answer in found.answers if isinstance(answer, Failed))
