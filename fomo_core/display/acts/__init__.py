"""Acts for reading: the call that asks for one, what it costs and brings, and what has been done."""
