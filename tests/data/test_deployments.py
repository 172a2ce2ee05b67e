"""Deployments: complete, without a node's address, and refused in one sentence that gives nothing away."""

import re

import pytest

from fomo_core import deployments
from fomo_core.deployments import FOREIGN, REFERENCE, load, parse_urls, rpc_urls
from fomo_core.errors import InvalidInput, NoSuchData
from tests.builders import ROOT

SHIPPED = load({})
KEY = "s3cr3t"
ENTRY = """
[mine]
title = "Mine"
chain_id = 5
launchpad = "0x6f39Fe20f19103A215BcC444A64f78AE7797F0b1"
kind = "reference"
source = "me"
note = "My own."
"""


def own(tmp_path, text):
    """The environment of somebody with a file of deployments of their own."""
    path = tmp_path / "own.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {"FOMO_DEPLOYMENTS": str(path)}


# --- what is shipped ---


def test_a_local_node_and_flocks_launchpad_are_known():
    assert list(SHIPPED) == ["local", "base"]
    local, base = SHIPPED.values()
    assert (local.chain_id, local.kind, local.launchpad) == (31337, REFERENCE, "")
    assert (base.chain_id, base.kind, base.first_block) == (8453, FOREIGN, 40119273)
    assert base.launchpad == "0x6f39Fe20f19103A215BcC444A64f78AE7797F0b1"
    assert base.flock == "0x5aB3D4c385B400F3aBB49e80DE2fAF6a88A7B691"


@pytest.mark.parametrize("key", SHIPPED)
def test_every_deployment_has_title_source_and_note(key):
    deployment = SHIPPED[key]
    assert deployment.key == key
    assert deployment.title
    assert deployment.source
    assert deployment.note.endswith(".")
    assert hash(deployment) == hash(load({})[key])


def test_no_nodes_address_is_shipped():
    text = (ROOT / "data" / "deployments.toml").read_text()
    links = set(re.findall(r"(?i)(?:https?|wss?)://[^\"/]*", text))
    assert links == {"https://basescan.org", "https://fomo.flock.io"}


def test_a_launchpad_can_be_given_by_hand():
    address = SHIPPED["base"].launchpad
    assert SHIPPED["local"].at(f" {address} ") == SHIPPED["local"]._replace(launchpad=address)


@pytest.mark.parametrize(
    "text", ["", "0x", "0x12", "6f39Fe20f19103A215BcC444A64f78AE7797F0b1", "0x" + "g" * 40, "0x" + "1" * 41]
)
def test_what_is_no_address_is_no_launchpad(text):
    with pytest.raises(InvalidInput, match="40 hexadecimal digits"):
        SHIPPED["local"].at(text)


# --- the user's own ---


def test_a_file_of_ones_own_adds_deployments(tmp_path):
    found = load(own(tmp_path, ENTRY))
    assert list(found) == ["local", "base", "mine"]
    assert found["mine"] == deployments.Deployment(
        "mine",
        "Mine",
        5,
        "0x6f39Fe20f19103A215BcC444A64f78AE7797F0b1",
        "",
        0,
        REFERENCE,
        "",
        "",
        "me",
        "My own.",
    )


def test_a_file_of_ones_own_may_replace_a_shipped_deployment(tmp_path):
    found = load(own(tmp_path, ENTRY.replace("[mine]", "[base]")))
    assert list(found) == ["local", "base"]
    assert found["base"].title == "Mine"


def linked(tmp_path):
    links = 'explorer = "https://scan.test/"\nvenue = "https://dex.test/?token={address}&x=1"\n'
    return load(own(tmp_path, ENTRY + links))["mine"]


TOKEN, HASH = "0x" + "5a" * 20, "0x" + "c3" * 32


def test_a_deployment_may_link_to_an_explorer_and_a_venue(tmp_path):
    mine = linked(tmp_path)
    assert mine.transaction_link(HASH) == f"https://scan.test/tx/{HASH}"
    assert mine.address_link(TOKEN) == f"https://scan.test/address/{TOKEN}"
    assert mine.token_link(TOKEN) == f"https://scan.test/token/{TOKEN}"
    assert mine.venue_link(TOKEN) == f"https://dex.test/?token={TOKEN}&x=1"


def test_without_an_explorer_there_is_no_link():
    local = SHIPPED["local"]
    links = (local.transaction_link(HASH), local.address_link(TOKEN), local.token_link(TOKEN))
    assert not any((*links, local.venue_link(TOKEN)))


@pytest.mark.parametrize("what", ["", "0x12", TOKEN + "/../..", HASH + "\n", "javascript:alert(1)", "qmini"])
def test_what_is_no_hash_or_address_goes_into_no_link(tmp_path, what):
    mine = linked(tmp_path)
    links = (mine.transaction_link(what), mine.address_link(what), mine.token_link(what))
    assert not any((*links, mine.venue_link(what)))


def test_flocks_own_launchpad_links_to_its_explorer_and_to_flocks_page_of_a_token():
    base = SHIPPED["base"]
    assert base.transaction_link(HASH) == f"https://basescan.org/tx/{HASH}"
    assert base.venue_link(TOKEN) == f"https://fomo.flock.io/token/{TOKEN}?chain=base"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((ENTRY, ENTRY + f'rpc = "https://node.test/{KEY}"'), "no such field (nodes' addresses belong in FOMO_RPC_URL)"),
        (("chain_id = 5", ""), "mine.chain_id: this field is missing"),
        (("chain_id = 5", "chain_id = 0"), "mine.chain_id"),
        (("chain_id = 5", f'chain_id = "{KEY}"'), "mine.chain_id"),
        (("0x6f39", f"0x{KEY}"), "mine.launchpad: expected an address"),
        (('"reference"', f'"{KEY}"'), "mine.kind"),
        (("[mine]", f"[{KEY.upper()}]"), "can't be used"),
        ((ENTRY, ENTRY + f'explorer = "http://{KEY}.test/{{address}}"'), "mine.explorer: expected"),
        ((ENTRY, ENTRY + f'explorer = "https://{KEY}.test/?a={{address}}"'), "mine.explorer: expected"),
        ((ENTRY, ENTRY + f'venue = "javascript:{KEY}{{address}}"'), "mine.venue: expected"),
        ((ENTRY, ENTRY + f'venue = "https://{KEY}.test/{{address}}{{0}}"'), "mine.venue: expected"),
        ((ENTRY, f'mine = "{KEY}"'), "mine"),
        ((ENTRY, f"[mine\n{KEY} = {KEY}"), "not TOML"),
    ],
)  # fmt: skip
def test_a_faulty_file_is_refused_in_one_sentence_that_repeats_nothing_of_it(tmp_path, change, said):
    with pytest.raises(InvalidInput) as caught:
        load(own(tmp_path, ENTRY.replace(*change)))
    sentence = str(caught.value)
    assert said in sentence
    assert sentence.startswith("The deployments in own.toml")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert KEY not in sentence
    assert str(tmp_path) not in sentence


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match=r"none\.toml can't be read: No such file"):
        load({"FOMO_DEPLOYMENTS": str(tmp_path / "none.toml")})
    with pytest.raises(InvalidInput, match="not UTF-8"):
        load(own(tmp_path, b"\xff\xfe"))


# --- the nodes ---


def test_nodes_come_from_the_environment_the_first_preferred():
    environ = {"FOMO_RPC_URL": "http://127.0.0.1:8545, https://a.test/key ,,https://user:word@b.test"}
    assert rpc_urls("base", environ) == (
        "http://127.0.0.1:8545",
        "https://a.test/key",
        "https://user:word@b.test",
    )


def test_a_deployment_may_have_nodes_of_its_own():
    environ = {"FOMO_RPC_URL": "http://all.test", "FOMO_RPC_URL_MY_OWN": "http://own.test"}
    assert rpc_urls("my-own", environ) == ("http://own.test",)
    assert rpc_urls("base", environ) == ("http://all.test",)
    assert rpc_urls("base", environ | {"FOMO_RPC_URL_BASE": " "}) == ("http://all.test",)


@pytest.mark.parametrize("environ", [{}, {"FOMO_RPC_URL": ""}, {"FOMO_RPC_URL_LOCAL": "http://a.test"}])
def test_without_a_node_it_says_what_to_set(environ):
    with pytest.raises(NoSuchData, match="set FOMO_RPC_URL or FOMO_RPC_URL_BASE to its address"):
        rpc_urls("base", environ)


@pytest.mark.parametrize(
    "url",
    [
        f"node.test/{KEY}",
        f"ws://node.test/{KEY}",
        f"ftp://user:{KEY}@node.test",
        f"file:///{KEY}",
        f"https:///{KEY}",
        f"https://node.test:{KEY}/",
        f"https://node.test:99999/{KEY}",
        f"https://node.test:0/{KEY}",
        f"https://[{KEY}/",
        f"https://node.test/{KEY} x",
        f"https://node.test/{KEY}\n",
        f"https://node.test/\x00{KEY}x",
        f"javascript:{KEY}",
    ],
)
def test_what_is_no_address_of_a_node_is_refused_and_not_repeated(url):
    good = "https://good.test"
    with pytest.raises(InvalidInput) as caught:
        rpc_urls("base", {"FOMO_RPC_URL": f"{good},{url}x,{good}"})
    sentence = str(caught.value)
    assert sentence == "Address 2 of 3 in FOMO_RPC_URL can't be used: write http:// or https:// and a host."
    with pytest.raises(InvalidInput, match="The address in the field"):
        parse_urls(url + "x", "the field")


def test_a_field_without_an_address_is_refused():
    with pytest.raises(InvalidInput, match="There is no address in the field"):
        parse_urls(" , ", "the field")
