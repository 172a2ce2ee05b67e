"""Acts on a real chain: proposed, tried, reviewed, signed, seen in a block."""
