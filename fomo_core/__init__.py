"""The FOMO protocol as an exact, dependency-free model.

Importing this package loads none of its parts: take the module you need, for
example ``from fomo_core.curve import ConstantProduct``. README.md beside this
file says which module may import which.
"""

__version__ = "0.2.0"
