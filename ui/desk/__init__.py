"""A visitor's desk: their sandbox, what they look at, what they typed, and what they can do."""
