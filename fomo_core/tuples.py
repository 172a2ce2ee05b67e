"""Named tuples made fast, for the path that every purchase takes."""

from __future__ import annotations

#: Makes a named tuple from all its fields at half the cost of calling its class: ``record(Entry, (at, event))``
#: is ``Entry(at, event)``. Nobody looks at how many fields there are: give all of them, in their order.
record = tuple.__new__
