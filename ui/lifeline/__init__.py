"""The life line: one picture of a whole launch, which moves in the browser."""
