"""The screen of one offering: what it is, what can be done now, and its past."""
