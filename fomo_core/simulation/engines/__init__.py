"""Ways to play many runs at once."""
