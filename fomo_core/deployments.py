"""Deployments: where the contracts lie, read from ``data/`` and the user's own file; and the nodes to ask.

A node's address may hold a key. It comes from the environment alone, and no sentence repeats it.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from fomo_core.datafiles import DATA, Strict
from fomo_core.errors import InvalidInput, NoSuchData
from fomo_core.misfits import misfit

REFERENCE = "reference"
FOREIGN = "observed"

#: Names a further file of deployments, the user's own.
OWN_FILE = "FOMO_DEPLOYMENTS"
#: Holds the nodes' addresses, separated by commas, the preferred one first; with _<KEY> for one deployment.
RPC_URL = "FOMO_RPC_URL"

_UNKNOWN_FIELD = "there is no such field (nodes' addresses belong in {setting})."
_NO_ADDRESS = "expected an address, a link over https (a venue's with {blank}), or nothing."
_ADDRESS = re.compile(r"0x[0-9a-fA-F]{40}")
_HASH = re.compile(r"0x[0-9a-fA-F]{64}")
_ROOT = r"^(https://[^\s{}<>\"?#]+)?$"
_LINK = r"^(https://[^\s{}<>\"]+\{address\}[^\s{}<>\"]*)?$"

_Address = Annotated[str, StringConstraints(pattern=r"^(0x[0-9a-fA-F]{40})?$")]
_Link = Annotated[str, StringConstraints(pattern=_LINK, max_length=300)]
_Root = Annotated[str, StringConstraints(pattern=_ROOT, max_length=300)]
_Text = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True)]
_Key = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{0,30}$")]


class Deployment(NamedTuple):
    """One deployment of a launchpad.

    ``kind`` is ``REFERENCE`` (this project's contracts) or ``FOREIGN`` (three known events, read only).
    An empty ``launchpad`` must be given by hand. ``explorer`` is the first part of a block explorer's
    links, which go on as all explorers' do (/tx/..., /address/...); ``venue`` is a link with ``{address}``
    for the token, to where it trades; either may be empty. ``source`` says where the addresses are from.
    """

    key: str
    title: str
    chain_id: int
    launchpad: str
    flock: str
    first_block: int
    kind: str
    explorer: str
    venue: str
    source: str
    note: str

    def at(self, launchpad: str) -> Deployment:
        """The same with a launchpad that the user names.

        Raises:
            InvalidInput: for a text that is no address.
        """
        if _ADDRESS.fullmatch(launchpad.strip()) is None:
            raise InvalidInput(
                "That is no address of a contract: give 0x and 40 hexadecimal digits.", "address: no contract"
            )
        return self._replace(launchpad=launchpad.strip())

    # --- links: empty where the deployment names no explorer or venue, and for what is none of its kind ---

    def transaction_link(self, tx_hash: str) -> str:
        """The explorer's page of a transaction."""
        return self._explored("tx", tx_hash, _HASH)

    def address_link(self, address: str) -> str:
        """The explorer's page of an account or a contract."""
        return self._explored("address", address, _ADDRESS)

    def token_link(self, address: str) -> str:
        """The explorer's page of a token."""
        return self._explored("token", address, _ADDRESS)

    def venue_link(self, address: str) -> str:
        """The page that leads to where a token trades."""
        fits = self.venue and _ADDRESS.fullmatch(address)
        return self.venue.replace("{address}", address) if fits else ""

    def _explored(self, kind: str, what: str, shape: re.Pattern[str]) -> str:
        # What a node or a wallet calls a hash goes into no link unless it is one.
        fits = self.explorer and shape.fullmatch(what)
        return f"{self.explorer.rstrip('/')}/{kind}/{what}" if fits else ""


class _Entry(Strict):
    title: _Text
    chain_id: Annotated[int, Field(ge=1, lt=2**53)]
    launchpad: _Address
    flock: _Address = ""
    first_block: Annotated[int, Field(ge=0, lt=2**53)] = 0
    kind: Literal["reference", "observed"]
    explorer: _Root = ""
    venue: _Link = ""
    source: _Text
    note: _Text


_SHAPE = TypeAdapter(dict[_Key, _Entry])


def load(environ: Mapping[str, str] = os.environ) -> dict[str, Deployment]:
    """The shipped deployments by key, then the user's own, which may replace a shipped one.

    Raises:
        InvalidInput: for a file of the user's that can't be read or does not fit.
    """
    own = environ.get(OWN_FILE)
    files = [DATA / "deployments.toml", *([Path(own)] if own else [])]
    return {key: entry for path in files for key, entry in _read(path).items()}


def _read(path: Path) -> dict[str, Deployment]:
    try:
        entries = _SHAPE.validate_python(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InvalidInput(
            "The deployments in {file} can't be read: {reason}.",
            "deployments: unreadable",
            file=path.name,
            reason=error.strerror,
        ) from None
    except UnicodeDecodeError:
        raise InvalidInput(
            "The deployments in {file} are not UTF-8 text.", "deployments: no text", file=path.name
        ) from None
    except tomllib.TOMLDecodeError:
        # The parser's own words may repeat what stands in the file.
        raise InvalidInput(
            "The deployments in {file} are not TOML: compare data/deployments.toml.",
            "deployments: no TOML",
            file=path.name,
        ) from None
    except ValidationError as error:
        raise _unfit(path, error) from None
    return {key: Deployment(key=key, **entry.model_dump()) for key, entry in entries.items()}


def _unfit(path: Path, error: ValidationError) -> InvalidInput:
    """The refusal of pydantic's first finding, without what stands in the file."""
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(part for part in map(str, fault["loc"]) if re.fullmatch(r"[A-Za-z0-9_-]{1,40}", part))
    return InvalidInput(
        "The deployments in {file} can't be used: {place}: {reason}",
        "deployments: unfit",
        file=path.name,
        place=place,
        reason=_reason(fault),
    )


def _reason(fault: ErrorDetails) -> InvalidInput:
    if fault["type"] == "extra_forbidden":
        return InvalidInput(_UNKNOWN_FIELD, "deployments: unknown field", setting=RPC_URL)
    if fault["type"] == "string_pattern_mismatch":
        return InvalidInput(_NO_ADDRESS, "deployments: no address", blank="{address}")
    return misfit(fault)


def cache_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Return the folder that keeps events from one start to the next; ``FOMO_CACHE`` names another place."""
    own = environ.get("FOMO_CACHE")
    base = environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(own) if own else Path(base) / "fomo"


def rpc_urls(key: str, environ: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """The addresses of the nodes to ask for a deployment, the preferred one first.

    Raises:
        NoSuchData: when none is set.
        InvalidInput: for an address that is none; the sentence does not repeat it.
    """
    own = f"{RPC_URL}_{key.upper().replace('-', '_')}"
    for name in (own, RPC_URL):
        if environ.get(name, "").strip():
            return parse_urls(environ[name], name)
    raise NoSuchData(
        "No node is named for {key}: set {common} or {own} to its address.",
        "node: none named",
        key=key,
        common=RPC_URL,
        own=own,
    )


def _unusable(number: int, count: int, where: str) -> InvalidInput:
    if count == 1:
        return InvalidInput(
            "The address in {where} can't be used: write http:// or https:// and a host.",
            "address: unusable",
            where=where,
        )
    return InvalidInput(
        "Address {number} of {count} in {where} can't be used: write http:// or https:// and a host.",
        "address: one unusable",
        number=number,
        count=count,
        where=where,
    )


def parse_urls(text: str, where: str) -> tuple[str, ...]:
    """Addresses of nodes from a text that separates them by commas; ``where`` names it in a refusal.

    Raises:
        InvalidInput: for an address that is none, or no address at all.
    """
    urls = tuple(part.strip() for part in text.split(",") if part.strip())
    for number, url in enumerate(urls, 1):
        if not _is_url(url):
            raise _unusable(number, len(urls), where)
    if not urls:
        raise InvalidInput(
            "There is no address in {where}: write http:// or https:// and a host.",
            "address: none",
            where=where,
        )
    return urls


def _is_url(url: str) -> bool:
    if not url.isprintable() or any(character.isspace() for character in url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
