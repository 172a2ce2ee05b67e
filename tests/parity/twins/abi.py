"""Encoding and decoding by an ABI: the artifacts of ``data/abi``, their functions and their events."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, NamedTuple

from eth_abi import decode
from eth_utils import keccak

from tests.builders import ROOT

ARTIFACTS = ROOT / "data" / "abi"


class Log(NamedTuple):
    """One decoded event of a contract."""

    contract: str
    name: str
    values: dict[str, Any]


@cache
def artifact(stem: str) -> dict[str, Any]:
    """What ``data/abi/<stem>.json`` holds."""
    return json.loads((ARTIFACTS / f"{stem}.json").read_text())


def type_of(entry: dict[str, Any]) -> str:
    """The canonical ABI type of an input or output: ``uint256``, ``(address,bool)[]``, ..."""
    kind = entry["type"]
    if not kind.startswith("tuple"):
        return kind
    return f"({','.join(map(type_of, entry['components']))}){kind.removeprefix('tuple')}"


class Function(NamedTuple):
    """One function of an ABI, ready to encode and decode."""

    selector: bytes
    inputs: list[str]
    outputs: list[str]
    #: Names of the fields when the only output is a struct.
    fields: list[str]

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Function:
        inputs = [type_of(i) for i in entry["inputs"]]
        outputs = entry["outputs"]
        signature = f"{entry['name']}({','.join(inputs)})"
        fields = [c["name"] for c in outputs[0].get("components", [])] if len(outputs) == 1 else []
        return cls(keccak(signature.encode())[:4], inputs, [type_of(o) for o in outputs], fields)

    def decoded(self, output: bytes) -> Any:
        """The answer: a struct as a dict, a single value bare, several as a tuple."""
        if not self.outputs:
            return None
        values = decode(self.outputs, output)
        if len(values) > 1:
            return values
        if self.fields and self.outputs[0].endswith(")"):
            return dict(zip(self.fields, values[0]))
        return values[0]


class EventType(NamedTuple):
    """One event of an ABI, ready to decode."""

    name: str
    indexed: list[tuple[str, str]]
    plain: list[tuple[str, str]]

    @classmethod
    def of(cls, entry: dict[str, Any]) -> EventType:
        split: dict[bool, list[tuple[str, str]]] = {True: [], False: []}
        for i in entry["inputs"]:
            split[i["indexed"]].append((i["name"], type_of(i)))
        return cls(entry["name"], split[True], split[False])

    def decoded(self, contract: str, topics: Iterable[int], data: bytes) -> Log:
        values = {
            name: decode([kind], topic.to_bytes(32))[0] for (name, kind), topic in zip(self.indexed, topics)
        }
        names, kinds = [name for name, _ in self.plain], [kind for _, kind in self.plain]
        return Log(contract, self.name, values | dict(zip(names, decode(kinds, data))))


class Interface:
    """What an ABI offers: functions by name, events by topic."""

    def __init__(self, stem: str, abi: list[dict[str, Any]]) -> None:
        self.stem = stem
        self.functions = {e["name"]: Function.of(e) for e in abi if e["type"] == "function"}
        self.events = {topic_of(e): EventType.of(e) for e in abi if e["type"] == "event"}
        self.constructor = next(
            ([type_of(i) for i in e["inputs"]] for e in abi if e["type"] == "constructor"), []
        )


def topic_of(entry: dict[str, Any]) -> int:
    """The first topic of an event of an ABI."""
    signature = f"{entry['name']}({','.join(type_of(i) for i in entry['inputs'])})"
    return int.from_bytes(keccak(signature.encode()))


@cache
def interface(stem: str) -> Interface:
    """The interface of a deployed file."""
    return Interface(stem, artifact(stem)["abi"])
