"""The wallet in a visitor's browser."""
