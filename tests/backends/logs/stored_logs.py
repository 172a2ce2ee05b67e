"""Logs as the cache keeps them. It loads little: processes of their own begin with it."""

from __future__ import annotations

from fomo_core.backends.logs.blocks import BlockHead
from fomo_core.backends.logs.log import Log
from tests.backends.fake_chain import ECHO

FIRST = 10
QUESTION = (31337, [ECHO], [], FIRST)


def head(number: int, branch: int = 0) -> BlockHead:
    return BlockHead(number, f"0x{branch:032x}{number:032x}", 1_700_000_000 + number)


def logs(*blocks: int) -> list[Log]:
    return [
        Log(ECHO, (f"0x{block:064x}", "0x01"), f"0x{block:064x}", block, head(block).hash, "0xaa", 0, head(block).timestamp)
        for block in blocks
    ]  # fmt: skip
