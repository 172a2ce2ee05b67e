"""Contract accounts' signatures, as the chain judges them: of one owner or two, deployed or not yet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from eth_account.messages import _hash_eip191_message, encode_defunct

from fomo_core.backends.evm.accounts.ownership import LONGEST, accepts
from fomo_core.backends.rpc.node import Node
from fomo_core.errors import ChainError, NodeRefused
from tests.accounts.smart import FIRST, SECOND, STRANGER, Factory, SmartAccount, signed
from tests.backends.chains import ECHO

TEXT = "It is mine."
DIGEST = bytes(_hash_eip191_message(encode_defunct(text=TEXT)))
NUMBERS = iter(range(10**6))


@pytest.fixture(scope="module")
def factory(anvil: str) -> Factory:
    return Factory(Node.at(anvil))


@pytest.fixture(params=["one owner", "two owners"])
def owners(request: pytest.FixtureRequest) -> tuple:
    return (FIRST,) if request.param == "one owner" else (FIRST, SECOND)


@pytest.fixture
def account(factory: Factory, owners) -> Iterator[SmartAccount]:
    """An account that is not deployed yet."""
    return factory.account(*(owner.address for owner in owners), number=next(NUMBERS))


def accepted(account: SmartAccount, factory: Factory, signature: bytes, digest: bytes = DIGEST) -> bool:
    return accepts(factory.node, account.address, digest, signature)


def test_a_deployed_account_accepts_its_owners_signatures_alone(account, factory, owners):
    account.deploy()
    assert accepted(account, factory, signed(TEXT, *owners))
    assert not accepted(account, factory, signed(TEXT, STRANGER, *owners[1:]))
    assert not accepted(account, factory, signed("Another text.", *owners))
    assert not accepted(account, factory, signed(TEXT, *owners), digest=b"\1" * 32)
    assert not accepted(account, factory, b"")


def test_of_two_owners_both_must_sign(factory):
    account = factory.account(FIRST.address, SECOND.address, number=next(NUMBERS))
    account.deploy()
    assert not accepted(account, factory, signed(TEXT, FIRST))
    assert not accepted(account, factory, signed(TEXT, SECOND, FIRST))


def test_an_account_that_is_not_deployed_is_judged_as_if_it_were_and_stays_undeployed(
    account, factory, owners
):
    signature = signed(TEXT, *owners)
    assert accepted(account, factory, account.wrapped(signature))
    assert not accepted(account, factory, signature)
    assert not accepted(account, factory, account.wrapped(signed(TEXT, STRANGER, *owners[1:])))
    assert factory.node.call("eth_getCode", [account.address, "latest"]) == "0x"


def test_a_wrapped_signature_still_counts_once_the_account_is_deployed(account, factory, owners):
    account.deploy()
    assert accepted(account, factory, account.wrapped(signed(TEXT, *owners)))
    assert not accepted(account, factory, account.wrapped(signed(TEXT, STRANGER, *owners[1:])))


def test_another_account_s_deployment_proves_nothing(factory):
    own = factory.account(FIRST.address, number=next(NUMBERS))
    other = factory.account(STRANGER.address, number=next(NUMBERS))
    assert not accepts(factory.node, own.address, DIGEST, other.wrapped(signed(TEXT, STRANGER)))


@pytest.mark.parametrize("address", ["0x" + "00" * 19 + "04", "0x" + "00" * 20, STRANGER.address])
def test_who_has_no_code_accepts_nothing(factory, address):
    # The fourth built-in contract returns whatever it is asked, the question's own selector first.
    assert not accepts(factory.node, address, DIGEST, signed(TEXT, FIRST))


def test_a_contract_that_answers_something_else_accepts_nothing(chain):
    assert not accepts(chain.node, chain.deploy(ECHO), DIGEST, b"")


@pytest.mark.parametrize(
    "signature",
    [
        bytes.fromhex("6492" * 16),
        b"\xff" * 96 + bytes.fromhex("6492" * 16),
        b"\0" * 1_000 + bytes.fromhex("6492" * 16),
        b"\0" * (LONGEST + 1),
    ],
    ids=["empty", "wild", "zeros", "endless"],
)
def test_a_wrapping_that_makes_no_sense_proves_nothing(account, factory, signature):
    assert not accepted(account, factory, signature)


class _Answering:
    """A node that says the same to every call."""

    endpoint = "here"

    def __init__(self, answer: object) -> None:
        self._answer = answer

    def call(self, method: str, params: list) -> object:
        if method == "eth_getCode":
            return "0x60"
        if isinstance(self._answer, Exception):
            raise self._answer
        return self._answer


YES = "0x1626ba7e" + "00" * 28


@pytest.mark.parametrize(
    "answer", [None, 7, "", "0x", YES[:-2], YES[:-1] + "1", "0x" + "00" * 32, []], ids=str
)
def test_only_the_word_that_means_yes_is_one(answer):
    assert not accepts(_Answering(answer), FIRST.address, DIGEST, b"")
    assert accepts(_Answering(YES), FIRST.address, DIGEST, b"")


def test_a_node_that_does_not_try_calls_has_not_said_no():
    refused = NodeRefused(endpoint="here", reason="no", code=-32601, data=None, revert=None)
    with pytest.raises(ChainError):
        accepts(_Answering(refused), FIRST.address, DIGEST, b"")
    assert not accepts(
        _Answering(NodeRefused(endpoint="here", reason="no", code=3, data=None, revert="")),
        FIRST.address, DIGEST, b"",
    )  # fmt: skip
