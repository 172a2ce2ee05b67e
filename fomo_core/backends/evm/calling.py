"""One call of a contract as a transaction, and a refusal of it in the core's own words."""

from __future__ import annotations

from fomo_core import commands as cmd
from fomo_core import decide
from fomo_core.acting import Call
from fomo_core.backends.evm.reading import ReadChain
from fomo_core.errors import ChainError, NodeRefused, Rejected, refusal_of

#: Stands for a revert without words, as for a text too long for the contract to take in.
_NO_REASON = "no reason given"


def transaction(each: Call, sender: str) -> dict[str, str]:
    """The transaction that is one call of a sender."""
    return {"from": sender, "to": each.to, "data": each.data}


def explained(chain: ReadChain, refused: NodeRefused, command: cmd.Command | None) -> Rejected | ChainError:
    """The protocol's refusal in a node's answer, or the node's own.

    It has the numbers of its sentence where the sandbox's arithmetic refuses the command alike.
    """
    if refused.revert is None:
        return refused
    refusal = refusal_of(refused.revert or _NO_REASON)
    if not isinstance(refusal, Rejected) or command is None:
        return refusal
    try:
        decide.decide(chain.world, command, chain.now())
    except Rejected as forecast:
        return forecast if refusal.code in (forecast.code, _NO_REASON) else refusal
    return refusal
