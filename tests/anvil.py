"""The development chain that tests run on."""

from tools.anvil import NoAnvil, rpc, running_anvil

__all__ = ["NoAnvil", "rpc", "running_anvil"]
