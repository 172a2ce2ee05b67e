"""Answers of view functions, decoded again only where they are other bytes than the time before."""

from __future__ import annotations

from typing import Any

from tests.parity.twins.evm import Contract

Question = tuple[str, str, tuple[Any, ...]]


class Views:
    """View functions that are asked again and again."""

    def __init__(self) -> None:
        self._data: dict[Question, bytes] = {}
        self._answers: dict[Question, tuple[bytes, Any]] = {}

    def read(self, contract: Contract, name: str, *args: Any) -> Any:
        """The answer of a view function now."""
        question = (contract.address, name, args)
        data = self._data.get(question) or self._data.setdefault(question, contract.data(name, *args))
        output = contract.evm.call(contract.evm.deployer, contract.address, data)
        known = self._answers.get(question)
        if known is None or known[0] != output:
            known = self._answers[question] = (output, contract.interface.functions[name].decoded(output))
        return known[1]
