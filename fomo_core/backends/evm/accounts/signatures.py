"""Proof of whose account it is: a text made here, signed in the visitor's wallet, and checked here.

The text follows EIP-4361, so that wallets can show it as a sign-in and warn when the site is not
the one that it names. Each text holds a nonce, counts once, and only for a while. A signature that no
key of the account has made may be a contract account's: that is for the chain to say (``ownership``).
"""

from __future__ import annotations

import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from eth_account import Account
from eth_account.messages import _hash_eip191_message, encode_defunct
from eth_keys.exceptions import BadSignature
from eth_utils.address import to_checksum_address
from eth_utils.exceptions import ValidationError

LIFETIME_S = 600
_MOST_OPEN = 8
_NOWHERE = "http://localhost"
_ORIGIN = re.compile(
    r"https?://(?:[\w.-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?(?=/|$)", re.ASCII | re.IGNORECASE
)
_SIGNATURE = re.compile(r"0x[0-9a-fA-F]{130}")

_MESSAGE = """\
{host} wants you to sign in with your Ethereum account:
{account}

{statement}

URI: {site}
Version: 1
Chain ID: {chain_id}
Nonce: {nonce}
Issued At: {issued_at}
Expiration Time: {expires_at}"""


def checksummed(account: str) -> str:
    """An address of 40 hexadecimal digits in the case of EIP-55."""
    return to_checksum_address(account)


def signer(message: str, signature: str) -> str | None:
    """The account that signed a text with ``personal_sign``, with EIP-55's case; None where nobody can have."""
    if not _SIGNATURE.fullmatch(signature):
        return None
    try:
        return str(Account.recover_message(encode_defunct(text=message), signature=signature))
    except (BadSignature, ValidationError, ValueError):
        return None


@dataclass(frozen=True)
class Challenge:
    """A text to be signed: for one account on one chain, until ``expires_at`` (Unix seconds)."""

    nonce: str
    account: str
    chain_id: int
    site: str
    message: str
    expires_at: int

    def fits(self, account: str, chain_id: int, site: str) -> bool:
        """Return True when the text is for this account on this chain at this site."""
        return (self.account, self.chain_id, self.site) == (account, chain_id, site)

    @property
    def digest(self) -> bytes:
        """The digest a contract account is asked about: the hash of the text as wallets sign it (EIP-191)."""
        return bytes(_hash_eip191_message(encode_defunct(text=self.message)))

    def open_to(self, account: str, now: int) -> bool:
        """Return True when the text is this account's to sign, and still in time."""
        return now <= self.expires_at and account == self.account

    def proven_by(self, signature: str, account: str, now: int) -> bool:
        """Return True when the account's own key made this signature, under this very text, and in time."""
        return self.open_to(account, now) and account == signer(self.message, signature)


@dataclass
class Challenges:
    """The texts that one visitor may still sign: the latest few, each to be taken once."""

    clock: Callable[[], float] = time.time
    _open: OrderedDict[str, Challenge] = field(default_factory=OrderedDict)

    def issue(self, account: str, chain_id: int, url: str, statement: str) -> Challenge:
        """A text for this account; the latest one again while half of its life is left.

        Args:
            account: an address in EIP-55's case.
            url: this app's address; of one that makes no sense the text says localhost.
            statement: one line that says what the signature is for.
        """
        now, site = self.now(), _site(url)
        latest = next(reversed(self._open.values()), None)
        if latest and latest.fits(account, chain_id, site) and latest.expires_at - now > LIFETIME_S // 2:
            return latest
        made = _challenge(account, chain_id, site, statement, now)
        self._open[made.nonce] = made
        while len(self._open) > _MOST_OPEN:
            self._open.popitem(last=False)
        return made

    def take(self, nonce: str) -> Challenge | None:
        """The text with this nonce, which is used up by that; None where there is no such, or no more."""
        return self._open.pop(nonce, None)

    def now(self) -> int:
        """The time that lives are measured by, in Unix seconds."""
        return int(self.clock())


def _challenge(account: str, chain_id: int, site: str, statement: str, now: int) -> Challenge:
    nonce, ends = secrets.token_hex(16), now + LIFETIME_S
    message = _MESSAGE.format(
        host=site.partition("://")[2],
        site=site,
        account=account,
        statement=statement,
        chain_id=chain_id,
        nonce=nonce,
        issued_at=_iso(now),
        expires_at=_iso(ends),
    )
    return Challenge(nonce, account, chain_id, site, message, ends)


def _site(url: str) -> str:
    """The scheme and the host of an address, which has come from a browser and may be anything."""
    found = _ORIGIN.match(url)
    return found.group().lower() if found else _NOWHERE


def _iso(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
