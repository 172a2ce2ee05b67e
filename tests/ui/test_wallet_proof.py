"""Whose account it is: only a fresh signature of the very text, by the very account, counts."""

from __future__ import annotations

import pytest
from eth_account import Account
from eth_account.messages import encode_defunct
from hypothesis import given
from hypothesis import strategies as st

from fomo_core.backends.evm.accounts import signatures
from fomo_core.backends.evm.accounts.signatures import LIFETIME_S, Challenge, Challenges, signer

NOW = 1_790_000_000
SITE = "https://fomo.example:8501/offering?s=x"
SUPPORTER, SNIPER = (Account.from_key(bytes([digit]) * 32) for digit in (1, 2))


class Clock:
    now = NOW

    def __call__(self) -> float:
        return self.now + 0.9


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def texts(clock) -> Challenges:
    return Challenges(clock)


def issued(
    texts: Challenges, account: str = SUPPORTER.address, chain_id: int = 8453, url: str = SITE
) -> Challenge:
    return texts.issue(account, chain_id, url, "It is mine.")


def signed(message: str, by=SUPPORTER) -> str:
    return by.sign_message(encode_defunct(text=message)).signature.to_0x_hex()


def test_the_text_is_a_sign_in_that_names_all_that_it_is_for(texts, monkeypatch):
    monkeypatch.setattr(signatures.secrets, "token_hex", lambda size: "ab" * size)
    assert issued(texts).message == (
        "fomo.example:8501 wants you to sign in with your Ethereum account:\n"
        f"{SUPPORTER.address}\n"
        "\n"
        "It is mine.\n"
        "\n"
        "URI: https://fomo.example:8501\n"
        "Version: 1\n"
        "Chain ID: 8453\n"
        f"Nonce: {'ab' * 16}\n"
        "Issued At: 2026-09-21T14:13:20Z\n"
        "Expiration Time: 2026-09-21T14:23:20Z"
    )


def test_the_accounts_own_signature_proves_it(texts):
    text = texts.take(issued(texts).nonce)
    assert text.proven_by(signed(text.message), SUPPORTER.address, NOW)


def test_another_accounts_signature_does_not(texts):
    text = issued(texts)
    assert not text.proven_by(signed(text.message, by=SNIPER), SUPPORTER.address, NOW)


def test_a_text_made_for_one_account_proves_no_other(texts):
    text = issued(texts)
    assert not text.proven_by(signed(text.message, by=SNIPER), SNIPER.address, NOW)


@pytest.mark.parametrize(
    ("part", "instead"),
    [
        ("Chain ID: 8453", "Chain ID: 1"),
        ("fomo.example", "evil.example"),
        ("Nonce: ", "Nonce: 0"),
        ("2026", "2027"),
    ],
)
def test_a_signature_of_a_tampered_text_does_not(texts, part, instead):
    text = issued(texts)
    assert part in text.message
    assert not text.proven_by(signed(text.message.replace(part, instead, 1)), SUPPORTER.address, NOW)


def test_a_signature_of_an_earlier_text_does_not(texts):
    first = issued(texts)
    second = issued(texts, chain_id=56)
    assert not second.proven_by(signed(first.message), SUPPORTER.address, NOW)


def test_a_text_is_taken_once(texts):
    text = issued(texts)
    assert texts.take(text.nonce) == text
    assert texts.take(text.nonce) is None
    assert issued(texts).nonce != text.nonce


def test_an_invented_nonce_is_no_text(texts):
    assert texts.take("00" * 16) is None


def test_a_text_expires(texts):
    text = issued(texts)
    assert text.proven_by(signed(text.message), SUPPORTER.address, NOW + LIFETIME_S)
    assert not text.proven_by(signed(text.message), SUPPORTER.address, NOW + LIFETIME_S + 1)


def test_a_text_is_offered_again_until_half_its_life_is_over(texts, clock):
    first = issued(texts)
    clock.now += LIFETIME_S // 2 - 1
    assert issued(texts) == first
    clock.now += 1
    later = issued(texts)
    assert later.nonce != first.nonce
    # Whoever is just signing the earlier one is still in time.
    assert texts.take(first.nonce) == first


@pytest.mark.parametrize(
    "other",
    [{"account": SNIPER.address}, {"chain_id": 1}, {"url": "https://other.example"}],
    ids=lambda kind: next(iter(kind)),
)
def test_another_account_chain_or_site_gets_another_text(texts, other):
    assert issued(texts).nonce != issued(texts, **other).nonce


def test_only_the_latest_texts_stay_open(texts):
    nonces = [issued(texts, chain_id=chain).nonce for chain in range(1, 30)]
    still = [nonce for nonce in nonces if texts.take(nonce)]
    assert still == nonces[-8:]


@pytest.mark.parametrize(
    "url",
    [
        "",
        "fomo.example",
        "javascript:alert(1)",
        "http://",
        "https://evil.example\nNonce: 1/",
        "https://a b/",
        "https://user@evil.example/",
        "https://evil.example:port/",
        "https://" + "a" * 300,
        "ftp://x",
        "https://\u0435xample.org/",
    ],
)
def test_an_address_that_makes_no_sense_puts_nothing_into_the_text(texts, url):
    message = issued(texts, url=url).message
    assert message.startswith("localhost wants you to")
    assert "URI: http://localhost\n" in message
    assert len(message.splitlines()) == 11


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("http://127.0.0.1:8501/", "http://127.0.0.1:8501"),
        ("http://[::1]:8501/x", "http://[::1]:8501"),
        ("https://FOMO.example", "https://fomo.example"),
        ("http://fomo_app:80/", "http://fomo_app:80"),
    ],
)
def test_an_address_gives_its_scheme_and_host(texts, url, site):
    assert f"URI: {site}\n" in issued(texts, url=url).message


@given(st.text() | st.from_regex(r"0x[0-9a-f]{130}", fullmatch=True))
def test_no_signature_is_an_error(signature):
    found = signer("text", signature)
    assert found is None or found.startswith("0x")


@pytest.mark.parametrize(
    "signature", ["0x" + "00" * 65, "0x" + "ff" * 65, "0x" + "00" * 64 + "1b", "", "0x", "1" * 132]
)
def test_what_nobody_can_have_signed_has_no_signer(signature):
    assert signer("text", signature) is None


def test_a_contract_account_is_asked_about_the_hash_that_a_wallet_signs(texts):
    text = issued(texts)
    signature = SUPPORTER.sign_message(encode_defunct(text=text.message))
    assert text.digest == signature.message_hash
    assert text.open_to(SUPPORTER.address, NOW + LIFETIME_S)
    assert not text.open_to(SUPPORTER.address, NOW + LIFETIME_S + 1)
    assert not text.open_to(SNIPER.address, NOW)
