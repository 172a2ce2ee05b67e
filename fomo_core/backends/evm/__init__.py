"""A real chain: the contracts' events read, acts sent to them, and a launchpad that is only watched.

Raises:
    NoWeb3: where this package is imported without the extra that it needs.
"""

from importlib.util import find_spec

from fomo_core.errors import NoWeb3

if find_spec("web3") is None:
    raise NoWeb3
