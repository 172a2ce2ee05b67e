"""Implementations of the port in ``fomo_core.chain``."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fomo_core.backends.evm import EvmChain
    from fomo_core.backends.observed import ObservedChain
    from fomo_core.backends.sandbox import Sandbox
    from fomo_core.chain import Chain

    #: For a check of types alone: each of them is a chain, as the port says.
    CHAINS: tuple[type[Chain], ...] = (Sandbox, EvmChain, ObservedChain)
