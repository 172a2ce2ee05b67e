"""Answers of view functions, asked again only when a storage slot that they read was written."""

from __future__ import annotations

from typing import Any

from tests.parity.evm import Contract, Evm, Slot

Question = tuple[str, str, tuple[Any, ...]]


class Memo:
    """A memory of answers. Sound for views that read storage and nothing else, such as no clock."""

    def __init__(self, evm: Evm) -> None:
        self._evm = evm
        self._answers: dict[Question, Any] = {}
        self._readers: dict[Slot, set[Question]] = {}
        evm.stored.clear()

    def read(self, contract: Contract, name: str, *args: Any) -> Any:
        """The answer of a view function as of the last ``refresh``."""
        question = (contract.address, name, args)
        if question not in self._answers:
            self._evm.loaded.clear()
            self._answers[question] = contract.read(name, *args)
            for slot in self._evm.loaded:
                self._readers.setdefault(slot, set()).add(question)
        return self._answers[question]

    def refresh(self) -> None:
        """Forget every answer that a write since the last time may have changed."""
        for slot in self._evm.stored:
            for question in self._readers.pop(slot, ()):
                self._answers.pop(question, None)
        self._evm.stored.clear()
